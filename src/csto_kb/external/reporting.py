"""The state of web addresses, as diagnostics at their positions in records and as a summary in Markdown."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from csto_kb.diagnostics import Code, Diagnostic, format_markdown, report, sort_diagnostics
from csto_kb.external.addresses import Address, AddressUse
from csto_kb.external.exceptions import Exceptions
from csto_kb.link_state import LinkState, Verdict
from csto_kb.passage_state import PassageState

_OF_VERDICT = {
    Verdict.MOVED: Code(
        "link-moved",
        "warning",
        "The server redirects the address permanently. `csto-kb links --external --fix` writes the new one into the "
        "record.",
    ),
    Verdict.BLOCKED: Code(
        "link-blocked",
        "warning",
        "The server refuses robots, or this region, which does not show whether a reader gets the page. Open it "
        "yourself; where the page exists, write an exception with a reason into `links/exceptions.yaml`.",
    ),
    Verdict.SOFT_404: Code(
        "link-soft-404",
        "warning",
        "The server answers with status 200, but with its home page or a page that says that nothing is there.",
    ),
    Verdict.MISSING: Code(
        "link-missing",
        "warning",
        "The server says that the page does not exist (404 or 410). That may be temporary: the page is `gone` when the "
        "server says so on three days.",
    ),
    Verdict.TLS: Code(
        "link-tls",
        "warning",
        "The certificate of the server is not valid: expired, for another name, or from an unknown authority.",
    ),
    Verdict.DNS: Code("link-dns", "warning", "The name of the server does not resolve: the domain may have expired."),
    Verdict.TIMEOUT: Code("link-timeout", "warning", "The server did not answer in time."),
    Verdict.FAILING: Code(
        "link-failing",
        "warning",
        "No connection, an error of the server, or an endless redirect. It is requested again later.",
    ),
    Verdict.PRIVATE: Code(
        "link-private",
        "error",
        "The address, or one that it redirects to, is not public: a machine in a local network, or a port that is not "
        "used by the web. It is never requested.",
    ),
}
GONE = Code(
    "link-gone",
    "error",
    "The page is gone, and the record names no archived copy: what rests on it can no longer be looked up. Find a copy "
    "in a web archive and give it as `archived_url` with its day, `archived`; or cite another source.",
)
GONE_ARCHIVED = Code(
    "link-gone-archived",
    "warning",
    "The page is gone; the site links the archived copy first. There is nothing to do.",
)
CODES = (*_OF_VERDICT.values(), GONE, GONE_ARCHIVED)

SUBMIT = "https://web.archive.org/save/"
"""The address that asks for an archived copy, when a web address is appended."""
MAX_LISTED = 100
"""The most addresses that a summary lists for submission; it must fit into an issue of a forge."""


@dataclass(frozen=True)
class Knowledge:
    """The input of a report: the addresses that records name, and their states."""

    addresses: Sequence[Address]
    states: Mapping[str, LinkState]
    exceptions: Exceptions
    today: date
    passages: Collection[PassageState] = ()
    """The states of the passages on their pages."""

    @property
    def unarchived(self) -> list[AddressUse]:
        """Sources without an archived copy whose page still exists or was not requested yet: those to submit."""
        sources = [
            place
            for address in self.addresses
            for place in address.places
            if place.is_source and not place.archived_url and not _is_lost(self.states.get(address.url))
        ]
        return sorted(sources, key=lambda place: (place.record, place.written))


def find_problems(known: Knowledge) -> list[Diagnostic]:
    """Report what an editor should look at, once for every use of an address."""
    urls = [address.url for address in known.addresses]
    found = known.exceptions.review(urls, known.states, known.today, known.passages)
    for address in known.addresses:
        state = known.states.get(address.url)
        if state is not None and not known.exceptions.accepts(state, known.today):
            found += _problems_of(address, state)
    return sort_diagnostics(found)


def _problems_of(address: Address, state: LinkState) -> Iterator[Diagnostic]:
    for place in address.places:
        code = _OF_VERDICT.get(state.verdict)
        if state.is_gone:
            code = GONE_ARCHIVED if place.archived_url else GONE
        if code is not None:
            yield report(code, place.file, place.position, f"{place.field}: {_words(state)}", _hint(place, state))


def _words(state: LinkState) -> str:
    if state.verdict is Verdict.MOVED:
        return f"{state.address} moved to {state.detail}"
    since = f", failing since {state.since}" if state.since and state.since != state.checked else ""
    detail = f" ({state.detail})" if state.detail else ""
    return (
        f"{state.address} is {_ADJECTIVES.get(state.verdict, state.verdict)}{detail}, checked on {state.checked}{since}"
    )


_ADJECTIVES = {
    Verdict.TLS: "served with an invalid certificate",
    Verdict.DNS: "on a host that is not found",
    Verdict.TIMEOUT: "not answering in time",
    Verdict.SOFT_404: "answered with another page",
    Verdict.PRIVATE: "not public",
}


def _hint(place: AddressUse, state: LinkState) -> str:
    if state.verdict is Verdict.MOVED:
        if place.archived_url:
            return "the archived copy is of the old address: archive the new address, then change both"
        return "csto-kb links --external --fix writes the new address"
    if state.is_gone and not place.archived_url:
        return f"look for a copy: https://web.archive.org/web/*/{place.written}"
    return ""


def summarize_knowledge(known: Knowledge) -> str:
    """One line: how many addresses, by verdict."""
    counts = Counter(_verdict(known, address) for address in known.addresses)
    parts = [f"{counts[verdict]:,} {verdict}" for verdict in Verdict if counts[verdict]]
    return f"{len(known.addresses):,} addresses: {', '.join(parts) or 'none'}"


def format_summary(known: Knowledge, problems: Sequence[Diagnostic]) -> str:
    """The summary in Markdown: counts, what an editor must do, sources without an archived copy."""
    counts = Counter(_verdict(known, address) for address in known.addresses)
    lines = [
        "## Web addresses of the records",
        "",
        f"As of {known.today}.",
        "",
        "| verdict | addresses |",
        "|---|---:|",
    ]
    lines += [f"| {verdict} | {counts[verdict]:,} |" for verdict in Verdict if counts[verdict]]
    lines += ["", format_markdown(problems), ""]
    waiting = known.unarchived
    if waiting:
        lines += [
            f"<details><summary>{len(waiting):,} sources without an archived copy</summary>",
            "",
            *(f"- `{place.record}`: <{SUBMIT}{place.written}>" for place in waiting[:MAX_LISTED]),
            *([f"- and {len(waiting) - MAX_LISTED:,} more"] if len(waiting) > MAX_LISTED else []),
            "",
            "</details>",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _verdict(known: Knowledge, address: Address) -> Verdict:
    state = known.states.get(address.url)
    return state.verdict if state else Verdict.NEVER


def _is_lost(state: LinkState | None) -> bool:
    return state is not None and state.verdict in (Verdict.GONE, Verdict.MISSING, Verdict.SOFT_404, Verdict.DNS)
