"""When two addresses name one page."""

import pytest

from csto_kb.addresses import is_same_address

PAGE = "https://example.org/news/one-page?id=2&part=1"


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/news/one-page?id=2&part=1",
        "HTTPS://WWW.Example.ORG/news/one-page?id=2&part=1",
        "https://www2.example.org/news/one-page?id=2&part=1",
        "https://example.org./news/one-page?id=2&part=1",
        "https://example.org:443/news/one-page?id=2&part=1",
        "http://example.org:80/news/one-page?id=2&part=1",
        "https://example.org/news/one-page/?id=2&part=1",
        "https://example.org/news/one-page.?id=2&part=1",
        "https://example.org/news/one%2Dpage?id=%32&part=1",
        "https://example.org/news/one-page?part=1&id=2",
        "https://example.org/news/one-page?id=2&part=1#section",
        "https://example.org/news/one-page?utm_source=mail&utm_medium=x&id=2&part=1&fbclid=abc",
        "https://m.example.org/news/one-page?id=2&part=1",
        "https://amp.example.org/news/one-page?id=2&part=1",
        "https://example.org/amp/news/one-page?id=2&part=1",
        "https://example.org/news/one-page/amp/?id=2&part=1",
        "https:/example.org/news/one-page?id=2&part=1",
    ],
)
def test_one_page(other: str) -> None:
    assert is_same_address(PAGE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://en.m.wikipedia.org/wiki/CSTO", "https://en.wikipedia.org/wiki/CSTO"),
        ("https://example.org/page.amp.html", "https://example.org/page.html"),
        ("https://example.org", "http://www.example.org/#top"),
        ("http://xn--d1abbgf6aiiy.xn--p1ai/news", "http://президент.рф/news"),
        ("https://example.org/%D0%9E%D0%94%D0%9A%D0%91", "https://example.org/ОДКБ"),
        ("http://[", "http://["),
    ],
)
def test_one_page_written_otherwise(one: str, other: str) -> None:
    assert is_same_address(one, other)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.net/news/one-page?id=2&part=1",
        "https://news.example.org/news/one-page?id=2&part=1",
        "https://example.org:8080/news/one-page?id=2&part=1",
        "https://example.org/News/one-page?id=2&part=1",
        "https://example.org/news/one-page?id=3&part=1",
        "https://example.org/news/one-page",
        "https://example.org/news/ampere/one-page?id=2&part=1",
        "https://example.org/news/one-page?id=2&part=1#!/other",
    ],
)
def test_another_page(other: str) -> None:
    assert not is_same_address(PAGE, other)
