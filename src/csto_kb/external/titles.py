"""Recognizes titles of pages that say that the page is missing, or that a robot was stopped.

The words count only where they are the whole title, or its part beside the name of the site. Otherwise they are the
subject of the page: "Resolution 404", "The Soviet Union no longer exists", "Access denied: observers kept out".
"""

import re

_BAR = re.compile(r"\s*(?:[|•·»«]|::)\s*")
_DASH = re.compile(r"\s+[-–—]+\s+")
_STATUS = re.compile(
    r"(?:https?|status|error|code|oops|sorry|ошибка|код|помилка|սխալ)*(?:404|410)"
    r"(?:error|gone|page|was|notfound|ошибка|помилка)*"
)
"""A status such as "error 404". A number with another word beside it is the name of something else."""
_ABSENT = re.compile(
    r"\b(?:not|nothing) (?:be )?found\b|\bno longer (?:exists?|available)\b|\b(?:does|do) ?n[o']t exist\b"
    r"|\b(?:is|was) ?(?:not|n't) available\b|\bunavailable\b|\bhas been (?:removed|deleted)\b"
    r"|\b(?:can ?not|can't|could not|couldn't|unable to) (?:be )?f(?:ind|ound)\b"
    r"|\bне (?:найден[аоы]?|существует|найти)\b|\b(?:страницы|материала|документа) нет\b|\bудален[ао]?\b"
    r"|\bне (?:знайден[ао]|існує)\b|\bне знойдзен[аы]\b|չի գտնվել|գտնված չէ"
    r"|\bтабылмады\b|\bтабылган жок\b|\bёфт нашуд\b|\btopilmadi\b|\btapılmadı\b"
)
_EMPTY_WORDS = frozenset(
    (
        "404 410 1 a an apologies are article be been but can cannot content could couldn deleted do document does "
        "doesn don error exist exists file find for found gone has have http https i is isn it link longer looking "
        "material no not nothing of on oops or our page post removed requested server site sorry status t that the "
        "this to trying unable unavailable available url was we website were whoops you your sahifa topilmadi "
        "в вы документ документа документы запрашиваемая запрошенная запрошенной и или к код материал материала на "
        "найден найдена найдено найдены найти не нет новость ошибка сайте сожалению статья страница страницы "
        "страничка страницу существует такая такой удален удалена удалено эта этой была был знайдена знайдено існує "
        "немає помилка сторінка сторінки сторінку няма старонка старонку знойдзена знойдзены էջը էջ չի գտնվել գտնված "
        "չէ սխալ бет табылмады барак табылган жок саҳифа ёфт нашуд səhifə tapılmadı "
    ).split()
)
"""The words of error pages. A title with any other word has a subject."""
_WALL = re.compile(
    r"just a moment|attention required|ddos-guard|access denied|access to this page has been denied|(?:403 )?forbidden"
    r"|are you a (?:robot|human)|robot or human|(?:verify|verifying) (?:that )?you are (?:a )?human|captcha"
    r"|one more step|(?:human|security) (?:check|verification)|checking your browser(?: before accessing .*)?"
    r"|pardon our interruption"
    r"|доступ (?:ограничен|запрещ[её]н)|вы не робот|проверка браузера"
)
_WALL_MAKERS = ("used cloudflare to restrict access", "sucuri website firewall")
_SITE_NAME = 3
"""The most words after a dash that count as the name of a site; more words continue the headline."""


def says_missing(title: str) -> bool:
    """Whether a title says that the page is not there."""
    text = title.casefold().replace("’", "'")
    parts = [text, *(piece for part in _BAR.split(text) for piece in (part, *_DASH.split(part)))]
    return any(map(_is_absence, parts))


def says_stopped(title: str) -> bool:
    """Whether a title is that of a robot check."""
    text = title.casefold()
    if any(words in text for words in _WALL_MAKERS):
        return True
    for part in _BAR.split(text):
        pieces = _DASH.split(part)
        others = [piece for piece in pieces if not _is_wall(piece)]
        if len(others) < len(pieces) and len(" ".join(others).split()) <= _SITE_NAME:
            return True
    return False


def _is_absence(part: str) -> bool:
    words = re.findall(r"\w+", part)
    is_status = _STATUS.fullmatch("".join(words)) is not None
    return is_status or (_EMPTY_WORDS.issuperset(words) and _ABSENT.search(part) is not None)


def _is_wall(part: str) -> bool:
    return _WALL.fullmatch(part.strip(" .!?…")) is not None
