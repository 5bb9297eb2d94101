"""Ways to write one IP address as the host of a URL: those in use, and those that get past who looks no further."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from itertools import product

_ZEROS = ("0", "\uff10", "\u0660", "\u06f0", "\u0966", "\U0001d7ce", "\U0001d7d8", "\U0001d7f6")
"""The zero of scripts with contiguous digits: ASCII, fullwidth, Arabic, Persian, Devanagari, mathematical."""
_ROWS = (
    *("".join(chr(ord(zero) + digit) for digit in range(10)) for zero in _ZEROS),
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
)
_DOTS = (".", "\u3002", "\uff0e", "\uff61", "%2e", "\u2024")


def spell_ipv4(address: IPv4Address) -> Iterator[str]:
    """An IPv4 address in other digits and dots, other bases, fewer parts, and inside of IPv6 addresses."""
    for digits, dot in product(_ROWS, _DOTS):
        yield _translate(dot.join(str(address).split(".")), digits)
    yield from _spell_numbers(address)
    yield "".join(f"%{ord(character):02x}" for character in str(address))
    yield f"{address}."
    yield f"{address}\u00ad"
    yield f"1\u200b{str(address)[1:]}"
    yield "xn--" + _translate(str(address), _ROWS[8]).replace(".", "").encode("punycode").decode()
    for inside in spell_inside(address):
        yield f"[{inside}]"
        yield f"[{inside}%25lo]"
        yield f"[{inside.upper()}]"


def spell_ipv6(address: IPv6Address) -> Iterator[str]:
    for written in (address.compressed, address.exploded, address.exploded.upper()):
        yield f"[{written}]"
        yield f"[{written}%25lo]"
        yield f"[{written}%lo]"
        yield f"[{_translate(written, _ROWS[1])}]"
        yield f"[v1.{written}]"
        yield f"[v6.{written}]"
        yield written.replace(":", "%3a")


def spell_inside(address: IPv4Address) -> Iterator[str]:
    """The IPv6 addresses that lead to an IPv4 address, by a tunnel or a translator."""
    number = int(address)
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for prefix in ("::ffff:", "::", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"):
        yield f"{prefix}{address}"
        yield f"{prefix}{high}:{low}"
    yield f"0:0:0:0:0:ffff:{high}:{low}"
    yield f"2002:{high}:{low}::"
    yield f"2002:{high}:{low}::1"
    yield f"2001:0:102:304:0:0:{(number >> 16) ^ 0xFFFF:x}:{(number & 0xFFFF) ^ 0xFFFF:x}"
    yield f"fec0::5efe:{address}"


def _spell_numbers(address: IPv4Address) -> Iterator[str]:
    """As the C library's `inet_aton` reads them: one to four numbers, each decimal, octal or hexadecimal."""
    number, octets = int(address), address.packed
    parts = (
        (number,),
        (octets[0], number & 0xFFFFFF),
        (octets[0], octets[1], number & 0xFFFF),
        tuple(octets),
    )
    forms = ("{}", "0{:o}", "00{:o}", "0x{:x}", "0X{:X}", "0x0{:x}")
    for numbers in parts:
        for form in forms:
            if len(numbers) < 4 or form != "{}":
                yield ".".join(form.format(each) for each in numbers)
        yield ".".join(form.format(each) for form, each in zip(forms[1:], numbers, strict=False))
    yield str(number + (1 << 32))
    yield ".".join(str(octet + 256) for octet in octets)


def _translate(text: str, digits: str) -> str:
    return text.translate({ord(str(digit)): written for digit, written in enumerate(digits)})
