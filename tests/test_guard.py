"""What is connected to, whatever an address looks like: as a listener sees it, on a machine without a network."""

import json
import shutil
import subprocess
import sys
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path

import pytest

from conftest import run
from csto_kb.external.guard import Guard, RefusedError
from csto_kb.web_address import explain_web_address, is_web_address
from spellings import spell_inside, spell_ipv4, spell_ipv6

pytestmark = pytest.mark.whole

KNOCKING = Path(__file__).parent / "knocking.py"
SPECIAL_IPV4 = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
    "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32"
).split()
SPECIAL_IPV6 = (
    "::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128 2001:1::2/128 "
    "2001:1::3/128 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 "
    "2002::/16 2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::/96 ::ffff:0:0:0/96"
).split()
"""IANA's special-purpose address registries (RFC 6890), multicast, and what is deprecated. Not those that stand for an
IPv4 address, `::ffff:0:0/96` and `64:ff9b::/96`."""


def _can_part() -> bool:
    """Whether a process may have a network of its own, with a loopback and nothing else."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    command = ["unshare", "-rn", "ip", "link", "set", "lo", "up"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_nobody_knocks_where_it_is_not_public() -> None:
    """Every spelling of every address, straight, by a redirect and by the DNS; also where nobody looks at the URL."""
    command = [sys.executable, str(KNOCKING)]
    if _can_part():
        command = ["unshare", "-rn", *command, "apart"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["asked"] > 400
    assert found["heard"] == [200, 200, 200]
    assert found["reached"] == []


@pytest.mark.parametrize("network", [*SPECIAL_IPV4, *SPECIAL_IPV6])
def test_every_special_network_is_refused_to_its_ends(network: str) -> None:
    found = ip_network(network)
    middle = found[found.num_addresses // 2]
    for address in (found[0], middle, found[-1]):
        with pytest.raises(RefusedError):
            Guard().check_ip(str(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "172.16.0.9"])
def test_an_ipv4_address_is_refused_inside_of_ipv6(address: str) -> None:
    for inside in spell_inside(IPv4Address(address)):
        with pytest.raises(RefusedError):
            Guard().check_ip(inside)


@pytest.mark.parametrize("address", ["127.0.0.1 ", "127.1", "2130706433", "0x7f.1", "١٢٧.0.0.1", "2a00:1450::1%lo", ""])
def test_what_is_not_in_the_usual_form_is_refused(address: str) -> None:
    """The last word is about an IP address; what would have to be read once more is none."""
    with pytest.raises(RefusedError):
        Guard(frozenset({"127.0.0.1"})).check_ip(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254"])
def test_check_refuses_other_spellings_of_ipv4(address: str) -> None:
    """`check` sees at once that an address is not what it looks like."""
    for host in spell_ipv4(IPv4Address(address)):
        is_literal = host == address or (host.startswith("[") and "%" not in host)
        if host[0] not in "١۱१":  # IDNA maps most digits to ours; of these it makes a name
            assert is_web_address(f"http://{host}:8080/x") == is_literal, host


def test_check_refuses_other_spellings_of_ipv6() -> None:
    for address in ("::1", "fe80::5"):
        for host in spell_ipv6(IPv6Address(address)):
            is_literal = host.isascii() and host.startswith("[") and "%" not in host and "v" not in host
            assert is_web_address(f"http://{host}/") == is_literal, host


@pytest.mark.parametrize(
    "host",
    "example.org www.example.org. xn--e1afmkfd.xn--p1ai пример.рф faß.de i❤.ws a_b.example EXAMPLE.org ｅxample.org "
    "8.8.8.8 [2a00:1450:4001::1] example.org:8080 127.example 0x7f.example localhost".split(),
)
def test_check_accepts_names(host: str) -> None:
    assert explain_web_address(f"https://{host}/a?b#c") == ""


@pytest.mark.parametrize(
    "host",
    [
        *"a..b .a [::1 ::1] [::1]x %65xample.org exa%00mple.org xn--abc-.org xn--orhcp.org xn--foo①.org".split(),
        *"a*b.org user@example.org example.org:x example.123 example.0x1f exa℀mple.org".split(),
        *("a" * 64 + ".org", "a." * 127 + "org", "é" * 60 + ".org", ""),
    ],
)
def test_check_refuses_what_is_no_host(host: str) -> None:
    assert explain_web_address(f"https://{host}/") != ""


def test_records_with_such_addresses_are_not_asked(project: Path) -> None:
    """The errors are at their lines, and the link check skips the addresses."""
    path = project / "entities/sources/herald-2022.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("url:"))
    path.write_text(text.replace(line, "url: http://①②⑦.⓪.⓪.①/"), encoding="utf-8")
    done = run("csto_kb", "-C", project, "check", "--only", "bad-url")
    number = text.splitlines().index(line) + 1
    assert done.stdout.startswith(f"entities/sources/herald-2022.yaml:{number}:6: error[bad-url] url: ")
    assert "write its host as a name of the DNS" in done.stdout
