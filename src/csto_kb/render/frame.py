"""The frame of a page around its content: the metadata in its head, and its foot with citations of the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from csto_kb.bibliography import FORMS, write_coins
from csto_kb.dates import Date
from csto_kb.languages import in_language
from csto_kb.model import Entity
from csto_kb.render.citing import entity_item, has_statements, page_item
from csto_kb.render.head import page_head
from csto_kb.render.json_ld import page_data
from csto_kb.render.view import View
from csto_kb.site import SiteFile

TEMPLATE = "foot.html.jinja"


@dataclass(frozen=True)
class Frame:
    """The head and the foot of a page."""

    head: Markup
    foot: Markup


def page_frame(
    environment: Environment, view: View, title: str, description: str, reviewed: Date | None, entity: Entity | None
) -> Frame:
    """Make the frame of a page; `entity` is the record whose page it is, if it is one."""
    item = entity_item(view, entity) if entity else page_item(view, title, reviewed)
    data = page_data(view, title, description, reviewed, entity)
    is_cited = entity is not None and has_statements(view.context, entity)
    alternates = list(_alternates(view, is_cited))
    forms: dict[str, str] = {name: write(item) for name, write in FORMS.items()}
    if entity:
        forms["Plain"] = _mark_title(forms["Plain"], entity)
    foot = environment.get_template(TEMPLATE).render(
        view=view,
        item=item,
        forms=forms,
        coins=write_coins(item),
        reviewed=reviewed,
        statements=[(file.title, address) for file, address in alternates if file.is_family],
    )
    return Frame(page_head(view, title, description, item, data, alternates), Markup(foot))  # noqa: S704 - an escaping environment


def _alternates(view: View, is_cited: bool) -> Iterator[tuple[SiteFile[Any], str]]:
    """The files with the same content as a page, and their addresses; some only where it has statements."""
    for file in view.context.files:
        address = file.beside(view.url)
        if address and (is_cited or not file.of_statements):
            yield file, address.removeprefix(view.url) if address.startswith(view.url) else view.path(address)


def _mark_title(citation: str, entity: Entity) -> Markup:
    """A citation of an entity in words, with the language of its title where that is not the page's."""
    return escape(citation).replace(
        escape(entity.name), in_language(entity.name, entity.name_language, entity.record_language), 1
    )
