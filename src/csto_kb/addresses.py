"""Recognizes different spellings of the web address of one page.

The syntax is that of RFC 3986, section 6.2 (normalization): the case of the scheme and the host, the default
port, escapes, the fragment. The other rules follow the practice of sites: they answer with and without `www` and TLS,
at a separate address for telephones, and ignore the tracking parameters of campaigns.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

_SCHEME = re.compile(r"^https?:/*", re.IGNORECASE)
"""With one slash or none, as some archives write it."""
_EDITIONS = re.compile(r"www\d*|m|mobile|amp")
"""Labels of a host that serve the same page in another edition."""
_AMP = re.compile(r"(?:/amp(?=/|$)|\.amp(?=\.html?$))", re.IGNORECASE)
"""Segments of a path that mark the edition for telephones: Google's "Accelerated Mobile Pages"."""
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|fbclid|gclid|dclid|msclkid|yclid|ysclid|twclid|igshid|mc_cid|mc_eid|_openstat|amp|outputtype",
    re.IGNORECASE,
)
"""Names of parameters that tell where a reader came from or how the page is shown, but do not select the page."""


def fold_address(address: str) -> str:
    """Reduce an address to a form that all its spellings share; for comparison, not for a browser.

    >>> fold_address("http://www.Example.org:80/a%2Db/?utm_source=x#part") == fold_address("https://m.example.org/a-b")
    True
    """
    try:
        parts = urlsplit(_SCHEME.sub("https://", address, count=1))
    except ValueError:  # the original of an archived copy is unchecked text
        return address
    path = _AMP.sub("", unquote(parts.path)).rstrip("/.")
    query = _fold_query(parts.query) if parts.query else ""
    # Some sites put the address of a page after the hash: "#!/page".
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return "".join((_fold_host(parts.netloc), path, query and f"?{query}", fragment and f"#{fragment}"))


def is_same_address(first: str, second: str) -> bool:
    """Whether two addresses name one page."""
    return fold_address(first) == fold_address(second)


def _fold_query(written: str) -> str:
    """The parameters that select the page, sorted."""
    pairs = parse_qsl(written, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0])))


def _fold_host(written: str) -> str:
    """A host without its default port and the labels of editions; an international name in its own letters."""
    host = re.sub(r":(?:80|443)?$", "", written.rpartition("@")[2]).rstrip(".").lower()
    labels = host.split(".")
    kept = [label for label in labels[:-2] if not _EDITIONS.fullmatch(label)] + labels[-2:]
    return ".".join(map(_read_label, kept)) if "xn--" in host else ".".join(kept)


def _read_label(label: str) -> str:
    """A label of a host in its own letters, where it is in Punycode (RFC 3492)."""
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
