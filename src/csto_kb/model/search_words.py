"""What the search knows of a subject beside its records: words that mean the same, in several languages."""

from pydantic import Field

from csto_kb.field_types import Language, PartialDate, Text
from csto_kb.fields import Record

WordsByLanguage = dict[Language, tuple[Text, ...]]


class Checked(Record):
    """Who has looked at the words of a language, and when."""

    by: Text = Field(title="By", description="Who; say so where it was not a speaker.", examples=["A speaker"])
    on: PartialDate = Field(title="On", description="The day.")


class SearchWords(Record):
    """The words of a subject for its search."""

    examples: tuple[Text, ...] = Field(
        (), title="Examples", description="What the empty search offers.", examples=[["article 1"]]
    )
    aside: tuple[Text, ...] = Field(
        (),
        title="Aside",
        description="Addresses of pages about the site itself, or of folders of them, which stand below all answers.",
        examples=[["about/"]],
    )
    checked: dict[Language, Checked] = Field(
        default_factory=dict, title="Checked", description="Who checked the words of each language."
    )
    ignored: WordsByLanguage = Field(
        default_factory=dict,
        title="Ignored",
        description="Words of questions, which say nothing of what is asked for; those of English are the program's.",
        examples=[{"ru": ["почему"]}],
    )
    words: tuple[WordsByLanguage, ...] = Field(
        (),
        title="Words",
        description="Groups of words that mean the same, by language; pages have those of the records’ language.",
        examples=[[{"en": ["ice", "frost"], "ru": ["лёд"]}]],
    )
