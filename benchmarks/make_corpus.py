"""Write a valid project of N made-up records, to measure with: make_corpus.py N DIR [--seed S].

The records have the real kinds and a realistic size: one to four paragraphs of prose with links and
citations, five to ten references each, and a few targets that everybody refers to. The same N and seed
give the same bytes. Templates, mkdocs.yml and content/ are copied from this repository; links from
content/ to records that the corpus does not have become plain words.
"""

import argparse
import itertools
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from csto_kb.content import read_notation
from csto_kb.limits import DEFAULT_LIMITS
from csto_kb.model import BY_FOLDER, Treaty
from csto_kb.notation import NotationSpan
from csto_kb.subject import SUBJECT, read_subject
from csto_kb.targets import Citation, Reference
from csto_kb.yaml_text import read_yaml

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-23"

SHARES = {
    "states": 3,
    "organizations": 8,
    "people": 10,
    "treaties": 3,
    "events": 22,
    "questions": 4,
    "claims": 16,
    "terms": 4,
    "sources": 30,
}
"""Records of each folder, in percent."""

FAMOUS = {
    "states": ("russia", "ukraine", "armenia", "belarus", "kazakhstan", "kyrgyzstan", "tajikistan", "azerbaijan"),
    "organizations": ("csto", "nato", "cis"),
    "treaties": ("collective-security-treaty", "csto-charter"),
    "people": ("vladimir-putin", "volodymyr-zelensky"),
}
"""Ids of the most popular records: those that content/ is likely to link."""

ARTICLES = 11
"""Articles of the first treaty; the others have fewer, and at least three."""

WORDS = (
    "council session member state treaty article obligation assistance collective defence exercise deployment border "
    "mandate ratification protocol secretariat observer summit statement vote resolution mission contingent battalion "
    "agreement withdrawal participation budget contribution minister parliament decision request refusal crisis "
    "ceasefire negotiation position neutrality transit sanction recruitment base lease airfield brigade command "
    "joint rapid reaction peacekeeping operational annual regional military political legal formal public later "
    "earlier further"
).split()
VERBS = "met confirmed refused proposed signed described reported discussed postponed rejected adopted recalled".split()
RUSSIAN = "совет государство договор учения решение миссия граница помощь участие заявление".split()


class Corpus:
    """The ids of a corpus, and deterministic choices among them."""

    def __init__(self, size: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.ids = {folder: _make_ids(folder, count) for folder, count in _count_records(size).items()}
        self.order = {name: place for place, name in enumerate(itertools.chain(*self.ids.values()))}
        ranked = itertools.zip_longest(*(ids for folder, ids in self.ids.items() if folder != "sources"))
        self.anything = [name for names in ranked for name in names if name is not None]
        self._weights = {len(ids): list(_cumulate(len(ids))) for ids in [*self.ids.values(), self.anything]}
        self._next_source = itertools.cycle(self.ids["sources"])
        self.parties = {treaty: self._draw_parties() for treaty in self.ids["treaties"]}
        """The table of participants of each treaty, from which the members of organizations are counted."""

    def popular(self, ids: Sequence[str]) -> str:
        """Choose an id; the n-th is chosen 1/n as often as the first (Zipf's law)."""
        return self.random.choices(ids, cum_weights=self._weights[len(ids)])[0]

    def cite(self, citing: str) -> str:
        """A citation; every second one takes the sources by turns, so that none is left uncited."""
        by_turns = self.random.random() < 0.5
        source = next(self._next_source) if by_turns else self.popular(self.ids["sources"])
        if source == citing:
            source = next(self._next_source)
        return f"{source}, para. {self.random.randint(1, 40)}" if self.random.random() < 0.3 else source

    def day(self, first: int = 1992, last: int = 2025) -> str:
        """A date, mostly of a day, at times only of a month or a year."""
        year, month, day = self.random.randint(first, last), self.random.randint(1, 12), self.random.randint(1, 28)
        written = f"{year}-{month:02d}-{day:02d}"
        return written[: self.random.choices((10, 7, 4), weights=(8, 1, 1))[0]]

    def _draw_parties(self) -> list[dict[str, str]]:
        """Up to three participants of a treaty, each a state once, with its dates; some have withdrawn."""
        parties = []
        for state in dict.fromkeys(self.popular(self.ids["states"]) for _ in range(3)):
            year = self.random.randint(1992, 2015)
            dates = {"signed": f"{year}-05-15", "ratified": f"{year + 1}-02", "in_force": f"{year + 1}-04-20"}
            party = {"state": state, **dates}
            if self.random.random() < 0.3:
                party["withdrawn"] = self.day(year + 2, year + 9)
            parties.append(party)
        return parties


class Draft:
    """One record in the making: it never refers to itself, nor twice to the same record."""

    def __init__(self, corpus: Corpus, folder: str, number: int) -> None:
        self.corpus, self.random, self.folder, self.number = corpus, corpus.random, folder, number
        self.id = corpus.ids[folder][number]
        self.used = {self.id}
        self.budget = self.random.randint(5, 10)

    def choose(self, *folders: str, earlier: bool = False) -> list[str]:
        """At most one id of a folder not yet referred to; `earlier` keeps a relation free of circles."""
        folder = self.random.choice([name for name in folders if self.corpus.ids[name]]) if folders else ""
        ids = self.corpus.ids[folder] if folder else self.corpus.anything
        for _ in range(20):
            found = self.corpus.popular(ids)
            is_allowed = not earlier or self.corpus.order[found] < self.corpus.order[self.id]
            if found not in self.used and is_allowed:
                self.used.add(found)
                return [found]
        return []

    def several(self, count: int, *folders: str) -> list[str]:
        return [name for _ in range(count) for name in self.choose(*folders)]

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))

    def sentence(self, link: str = "") -> str:
        """A sentence, with a link where one is given, and at times a citation."""
        labelled = f"[[{link}|{self.words(2)}]]" if self.random.random() < 0.5 else f"[[{link}]]"
        subject = f"The {self.words(2)} of {labelled}" if link else f"The {self.words(3)}"
        cited = f" [@{self.corpus.cite(self.id)}]" if self.random.random() < 0.4 else ""
        return f"{subject} {self.random.choice(VERBS)} the {self.words(self.random.randint(6, 16))}{cited}."

    def prose(self, paragraphs: int | None = None) -> str:
        """One to four paragraphs that use up what is left of the record's references."""
        paragraphs = paragraphs or self.random.randint(1, 4)
        left = max(2, self.budget - len(self.used) + 1)
        links = [*self.several(left), *[""] * (paragraphs * 2)]
        self.random.shuffle(links)
        size = -(-len(links) // paragraphs)
        blocks = [links[start : start + size] for start in range(0, len(links), size)]
        return "\n\n".join(" ".join(self.sentence(link) for link in block) for block in blocks)

    def interval(self) -> dict[str, str]:
        start = self.random.randint(1992, 2022)
        found = {"from": self.corpus.day(start, start)}
        return found if self.random.random() < 0.5 else {**found, "to": self.corpus.day(start + 1, start + 3)}

    def citations(self, most: int = 2) -> list[str]:
        return sorted({self.corpus.cite(self.id) for _ in range(self.random.randint(1, most))})

    def facts(self, count: int, *properties: str) -> list[dict[str, Any]]:
        return [
            {
                "property": self.random.choice(properties),
                "value": self.sentence(),
                "as_of": self.corpus.day(),
                "sources": self.citations(),
            }
            for _ in range(count)
        ]

    def titled(self, word: str) -> str:
        """A name that no other record has."""
        return f"{self.words(2).capitalize()} {word} {self.number + 1}"


def make_records(size: int, seed: int = 1) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Make the records of a corpus: folder, id and plain data of each."""
    corpus = Corpus(size, seed)
    for folder, ids in corpus.ids.items():
        for number, name in enumerate(ids):
            draft = Draft(corpus, folder, number)
            data = _MAKERS[folder](draft)
            yield folder, name, {**data, "reviewed": TODAY}


def _make_state(draft: Draft) -> dict[str, Any]:
    name = draft.titled("state")
    place = {"name": draft.titled("capital"), "latitude": round(draft.random.uniform(35, 70), 4)}
    place["longitude"] = round(draft.random.uniform(20, 90), 4)
    population = {"property": "population", "value": draft.random.randint(10**6, 10**8), "as_of": "2024"}
    return {
        "name": name,
        "names": {"ru": f"{draft.random.choice(RUSSIAN).capitalize()} {draft.number + 1}"},
        "official_name": f"Republic of {name}",
        "see_also": draft.choose(earlier=True),
        "summary": draft.prose(),
        "capital": {**place, "sources": draft.citations()},
        "facts": [
            {**population, "sources": draft.citations()},
            *draft.facts(4, "position-on-war", "relations", "history", "recruitment", "trade-and-sanctions"),
        ],
    }


def _make_organization(draft: Draft) -> dict[str, Any]:
    treaties = draft.choose("treaties")
    return {
        "name": draft.titled("organization"),
        "type": draft.random.choice(("alliance", "organ", "office", "force", "institution")),
        "part_of": draft.choose("organizations", earlier=True),
        "founding_treaties": treaties,
        "members": [
            {"member": state, "status": "member", **spell, "sources": draft.citations()}
            for state, spell in _spells(draft, treaties)
        ],
        "facts": draft.facts(3, "mandate", "composition", "procedure", "finance", "training"),
        "summary": draft.prose(),
    }


def _spells(draft: Draft, treaties: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Two members at most, with when they belong: as the founding treaty's table has it, where there is a treaty."""
    if not treaties:
        yield from ((state, draft.interval()) for state in draft.several(2, "states"))
        return
    for party in draft.corpus.parties[treaties[0]][:2]:
        draft.used.add(party["state"])
        end = {"to": party["withdrawn"]} if "withdrawn" in party else {}
        yield party["state"], {"from": party["in_force"], **end}


def _make_person(draft: Draft) -> dict[str, Any]:
    roles = [
        {"title": f"{draft.words(1).capitalize()} officer", "organization": place, **draft.interval()}
        for place in draft.several(2, "organizations", "states")
    ]
    return {
        "name": draft.titled("person"),
        "names": {"ru": f"{' '.join(draft.random.sample(RUSSIAN, 2)).title()} {draft.number + 1}"},
        "type": draft.random.choice(("leader", "official", "expert")),
        "roles": [{**role, "sources": draft.citations()} for role in roles],
        "facts": draft.facts(2, "career", "assessment", "identity"),
        "summary": draft.prose(),
    }


def _make_event(draft: Draft) -> dict[str, Any]:
    when = draft.interval() if draft.random.random() < 0.4 else {"date": draft.corpus.day()}
    whole = draft.corpus.ids["events"][0]
    if draft.number == 0:
        when = {"from": "1991"}  # the event that others are part of goes on
    place: dict[str, Any] = {"name": draft.titled("place")}
    for state in draft.choose("states"):
        place["state"] = state
    data: dict[str, Any] = {
        "name": draft.titled("event"),
        "type": draft.random.choice(("summit", "exercise", "deployment", "agreement", "decision", "crisis")),
        **when,
        "places": [place],
        "participants": [{"who": who, "role": draft.words(1)} for who in draft.several(2, "states", "organizations")],
        "part_of": [whole] if draft.number and draft.random.random() < 0.3 else [],
        "sources": draft.citations(3),
        "outcome": draft.sentence(),
        "relevance": draft.sentence(),
    }
    if draft.random.random() < 0.3:
        data["legal_basis"] = [f"{treaty}#article-{draft.random.randint(1, 3)}" for treaty in draft.choose("treaties")]
    return {**data, "summary": draft.prose()}


def _make_treaty(draft: Draft) -> dict[str, Any]:
    count = draft.random.randint(3, ARTICLES - 1) if draft.number else ARTICLES
    parties = [{**party, "sources": draft.citations()} for party in draft.corpus.parties[draft.id]]
    draft.used.update(party["state"] for party in draft.corpus.parties[draft.id])
    return {
        "name": draft.titled("treaty"),
        "type": draft.random.choice(("treaty", "protocol", "agreement")) if draft.number else "treaty",
        "under": draft.choose("treaties", earlier=True),
        "articles": [
            {"number": str(number), "heading": draft.words(3).capitalize(), "gist": draft.sentence()}
            | {"sources": draft.citations(1)}
            for number in range(1, count + 1)
        ],
        "parties": parties,
        "summary": draft.prose(),
    }


def _make_question(draft: Draft) -> dict[str, Any]:
    return {
        "name": f"Has the {draft.words(4)} {draft.number + 1} changed the {draft.words(3)}?",
        "verdict": f"Partly: the {draft.words(6)}.",
        "answered": TODAY,
        "about": draft.several(2),
        "answer": draft.prose(),
        "would_change": draft.sentence(),
    }


def _make_claim(draft: Draft) -> dict[str, Any]:
    questions = draft.corpus.ids["questions"]
    question = questions[draft.number] if draft.number < len(questions) else draft.corpus.popular(questions)
    draft.used.add(question)
    data: dict[str, Any] = {
        "name": f"{draft.words(4).capitalize()}, claim {draft.number + 1}",
        "speaker": draft.choose("people")[0],
        "question": question,
        "stance": draft.random.choice(("affirms", "denies", "conditional", "unclear")),
        "date": draft.corpus.day(2014, 2024),
        "sources": draft.citations(3),
        "about": draft.several(2),
        "said": draft.prose(),
    }
    if draft.random.random() < 0.5:
        verdict = draft.random.choice(("borne out", "partly borne out", "contradicted", "open"))
        assessment = {"verdict": verdict, "as_of": "2026", "text": draft.sentence()}
        data["assessment"] = {**assessment, "sources": draft.citations()}
    return data


def _make_term(draft: Draft) -> dict[str, Any]:
    return {"name": draft.titled("term"), "about": draft.several(2), "summary": draft.prose()}


def _make_source(draft: Draft) -> dict[str, Any]:
    return {
        "name": f"{draft.words(6).capitalize()} ({draft.number + 1})",
        "type": draft.random.choice(("primary", "news", "analysis", "reference")),
        "publisher": f"{draft.random.choice(WORDS).capitalize()} News",
        "url": f"https://news.example/{draft.number + 1}",
        "published": draft.corpus.day(2000, 2024),
        "retrieved": TODAY,
        "language": draft.random.choice(("en", "ru", "uk")),
        "title_language": "en",
        "note": draft.prose(1),
    }


_MAKERS = {
    "states": _make_state,
    "organizations": _make_organization,
    "people": _make_person,
    "events": _make_event,
    "treaties": _make_treaty,
    "questions": _make_question,
    "claims": _make_claim,
    "terms": _make_term,
    "sources": _make_source,
}


def _count_records(size: int) -> dict[str, int]:
    """Share N records out; events take what the rounding leaves over."""
    counts = {folder: max(1, size * share // 100) for folder, share in SHARES.items()}
    counts["events"] += size - sum(counts.values())
    return counts


def _make_ids(folder: str, count: int) -> list[str]:
    famous = FAMOUS.get(folder, ())[:count]
    return [*famous, *(f"{folder}-{number:05d}" for number in range(len(famous) + 1, count + 1))]


def _cumulate(count: int) -> Iterator[float]:
    return itertools.accumulate(1 / rank for rank in range(1, count + 1))


class _Dumper(yaml.CSafeDumper):
    """Writes long texts as blocks, as an editor would."""


def _write_text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text or (len(text) > 80 and "[" in text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def write_corpus(size: int, target: Path, seed: int = 1) -> int:
    """Write a project of `size` records to an empty folder; return the bytes of its records.

    Every record is read back and validated: a record that the model refuses raises.
    """
    total = 0
    anchors: dict[str, frozenset[str]] = {}
    _write_subject(target)
    reading = read_subject(target).subject.reading(DEFAULT_LIMITS)
    for folder, name, data in make_records(size, seed):
        filled = {key: value for key, value in data.items() if value != []}
        text = yaml.dump(filled, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
        path = target / "entities" / folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        document = read_yaml(str(path), text.encode())
        if document.data is None or document.problems:
            raise ValueError("\n".join(str(problem) for problem in document.problems))
        entity = BY_FOLDER[folder].make(name, document.data, reading)
        anchors[name] = entity.anchors if isinstance(entity, Treaty) else frozenset()
        total += len(text.encode())
    _copy_surroundings(target, anchors)
    return total


def _write_subject(target: Path) -> None:
    """Write this repository's subject; a record that the corpus may not have gives way to its focus, or is left out."""
    subject = yaml.safe_load((ROOT / SUBJECT).read_text(encoding="utf-8"))
    for key in ("appeal_rules", "home"):
        del subject[key]
    for words in subject["kinds"].values():
        words.pop("groups", None)
    subject["map"].pop("marked", None)
    for area in subject["map"]["hatched"]:
        area["why"] = subject["focus"]
    target.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(subject, allow_unicode=True, sort_keys=False)
    (target / SUBJECT).write_text(text, encoding="utf-8", newline="\n")
    shutil.copy(ROOT / subject["search"], target)


def _copy_surroundings(target: Path, anchors: dict[str, frozenset[str]]) -> None:
    for name in ("templates", "content", "geometry"):
        shutil.copytree(ROOT / name, target / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "mkdocs.yml", target)
    for page in sorted((target / "content").rglob("*.md")):
        page.write_text(_unlink_unknown(page.read_text(encoding="utf-8"), anchors), encoding="utf-8", newline="\n")


def _unlink_unknown(text: str, anchors: dict[str, frozenset[str]]) -> str:
    """Turn links and citations of records that the corpus does not have into plain words."""
    for found in reversed([found for found in read_notation(text) if isinstance(found, NotationSpan)]):
        target = found.mentions[0].target
        if isinstance(target, Reference):
            is_known = target.id in anchors and (not target.anchor or target.anchor in anchors[target.id])
            plain = found.label or target.id
        else:
            cited = [mention.target for mention in found.mentions]
            is_known = all(isinstance(item, Citation) and item.source in anchors for item in cited)
            plain = ""
        if not is_known:
            text = text[: found.start] + plain + text[found.end :]
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("size", metavar="N", type=int, help="how many records, 50 or more")
    parser.add_argument("target", metavar="DIR", type=Path, help="an empty or missing folder")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.size < 50:
        parser.error("N must be 50 or more, so that every kind has a record")
    if arguments.target.exists() and any(arguments.target.iterdir()):
        parser.error(f"{arguments.target} is not empty")
    size = write_corpus(arguments.size, arguments.target, arguments.seed)
    print(f"{arguments.size:,} records of {size / arguments.size:,.0f} bytes in {arguments.target}", file=sys.stderr)


if __name__ == "__main__":
    main()
