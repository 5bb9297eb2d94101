"""Judges whether the target of a redirect can be the requested page.

For pages that are missing or restricted, servers redirect elsewhere: to the home page, to an error page, or to a login
that leads back later.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_LANGUAGES = (
    "ar az be bg bn bs ca cs da de el en es et eu fa fi fr ga he hi hr hu hy id is it ja ka kk ko ky lt lv mk mn mt nl "
    "no pl ps pt ro ru sk sl sq sr sv tg th tk tr tt uk ur uz vi zh "
    "arm aze bel deu eng fra geo ger hye kaz kir kyr rus spa tgk ukr uzb "
    "am by cn ge gb jp kg kz tj ua us"
)
"""Codes of languages (ISO 639), and of countries, which sites use in the same way."""
_HOME = re.compile(
    rf"(?:(?:{'|'.join(_LANGUAGES.split())})(?:[-_][a-z]{{2,4}})?(?:/|$))?"
    r"(?:(?:default|home|homepage|index|main|start|welcome)(?:\.\w+)?)?"
)
"""The path of a home page of the site or of one of its languages."""
_NOT_A_PAGE = frozenset("fbclid gclid hl lang language lng locale ref utm_campaign utm_medium utm_source".split())
"""Query parameters that do not select a page."""
_NOT_FOUND = re.compile(r"(?:404|error[-_]?404|404[-_]?error|(?:page[-_]?)?not[-_]?found)(?:\.\w+)?", re.IGNORECASE)
_DOORS = frozenset(
    "accounts auth authenticate authorize captcha consent idp log-in log_in login logon oauth oauth2 openid saml saml2 "
    "sign-in sign_in signin sso wp-login".split()
)
"""Names of pages that stand before another page: a login, a consent form, a robot check."""
_VISIT_IN_PATH = re.compile(r";(?:\w{0,20}sess\w{0,20}|sid)=|/\([a-z]\([a-z0-9]+\)\)(?:/|$)", re.IGNORECASE)
"""As servlets (`;jsessionid=`) and ASP.NET (`/(S(…))/`) write it."""
_VISIT_IN_QUERY = re.compile(r"\w{0,20}sess(?:ion)?_?id\w{0,20}|sess|session|sid|cfid|cftoken|zenid", re.IGNORECASE)


def leads_to_door(asked: str, target: str) -> bool:
    """Whether a redirect leads from a page to a login or the like."""
    return _is_door(urlsplit(target)) and not _is_door(urlsplit(asked))


def leads_home(asked: str, target: str) -> bool:
    """Whether a redirect leads from a page to a home page."""
    return _is_home(urlsplit(target)) and not _is_home(urlsplit(asked))


def chooses_home(asked: str, target: str) -> bool:
    """Whether a redirect leads from one home page to another, such as the one in the language of the client."""
    was, now = urlsplit(asked), urlsplit(target)
    return _is_home(was) and _is_home(now) and was.path.strip("/") != now.path.strip("/")


def leads_to_failure(target: str) -> bool:
    """Whether the path of an address is that of an error page for "not found"."""
    return _NOT_FOUND.fullmatch(urlsplit(target).path.rstrip("/").rpartition("/")[2]) is not None


def names_in_query(asked: str, target: str) -> bool:
    """Whether the query of an address contains the requested address, as the query of a login does."""
    was = urlsplit(asked)
    path = was.path.strip("/")
    if not path:
        return False
    written = (path, f"{path}?{was.query}", f"{path}/?{was.query}")
    wanted = {*written, *map(unquote, written)}
    for value in _query_values(urlsplit(target)):
        place = value.split("://", 1)[-1].partition("/")[2] if "://" in value else value.strip("/")
        if "/" in value and place.strip("/") in wanted:
            return True
    return False


def bears_visit(address: str) -> bool:
    """Whether an address contains a session id, so that it is useless to the next visitor."""
    parts = urlsplit(address)
    if _VISIT_IN_PATH.search(unquote(parts.path)):
        return True
    keys = (key for key, _ in parse_qsl(parts.query, keep_blank_values=True))
    return any(map(_VISIT_IN_QUERY.fullmatch, keys))


def _is_home(parts: SplitResult) -> bool:
    path = parts.path.strip("/").lower()
    chooses = any(key.lower() not in _NOT_A_PAGE for key, _ in parse_qsl(parts.query, keep_blank_values=True))
    return _HOME.fullmatch(path) is not None and not chooses


def _is_door(parts: SplitResult) -> bool:
    """Judged by the first label of the host and the first or last segment of the path."""
    steps = [step.partition(".")[0].partition(";")[0].lower() for step in parts.path.strip("/").split("/")]
    label = (parts.hostname or "").partition(".")[0]
    return label in _DOORS or steps[0] in _DOORS or steps[-1] in _DOORS


def _query_values(parts: SplitResult) -> Iterator[str]:
    """The values of a query and the query itself, unescaped repeatedly, because logins escape addresses repeatedly."""
    for value in (parts.query, *(value for _, value in parse_qsl(parts.query))):
        yield value
        yield unquote(value)
