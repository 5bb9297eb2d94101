"""The same input gives the same bytes, whatever the machine; and no build asks the network for anything."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from browser import find_tool, lack
from conftest import REPOSITORY, make_project, read_tree, run

pytestmark = pytest.mark.whole

ODD = Path(__file__).parent / "odd"
"""A folder with a `sitecustomize` for PYTHONPATH."""


SOURCES = REPOSITORY / "src"


@dataclass(frozen=True)
class Machine:
    """What differs between the machines of two people."""

    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    folder: str = "project"
    """The folder of the project."""
    is_elsewhere: bool = False
    """Whether the build is started from another folder."""
    has_locale: bool = False
    """Whether the locale must be made first: few machines have it."""
    clock: str = ""
    """How far the clock is off, as `faketime` reads it."""


MACHINES = {
    "hash seed, time zone, Turkish, private umask, file order": Machine(
        {
            "PYTHONHASHSEED": "1",
            "TZ": "Pacific/Kiritimati",
            "PYTHONPATH": str(ODD),
            "ODD_ORDER": "1",
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "tr_TR.UTF-8",
            "LANGUAGE": "tr",
        },
        umask=0o077,
        has_locale=True,
    ),
    "another hash seed, no docstrings, open umask, another file order, place": Machine(
        {
            "PYTHONHASHSEED": "4242",
            "PYTHONOPTIMIZE": "2",
            "PYTHONPATH": str(ODD),
            "ODD_ORDER": "2",
            "HOME": "/nonexistent",
            "USER": "zebedee",
        },
        umask=0o000,
        folder="a b/é/project",
        is_elsewhere=True,
    ),
    "C locale": Machine({"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "a year ahead": Machine(clock="+366d"),
    "another century, a third hash seed": Machine({"PYTHONHASHSEED": "77"}, clock="-30y"),
}
"""Machines that differ in many things at once: a difference between two sites has one of these causes."""


def build(root: Path, machine: Machine) -> Path:
    """Build the fixture project at `root` on a machine; return its site."""
    make_project(root)
    command = [sys.executable, "-m", "csto_kb", *(["-C", str(root)] if machine.is_elsewhere else []), "build"]
    if machine.clock:
        command = [find_tool("faketime"), "-f", machine.clock, *command]
    done = subprocess.run(
        command,
        cwd=root.parent if machine.is_elsewhere else root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **machine.environment},
        preexec_fn=lambda: os.umask(machine.umask) and None,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def _make_locale(name: str, folder: Path) -> str:
    """Compile a locale of the C library from its sources; return the LOCPATH that makes programs find it."""
    if not Path("/usr/share/i18n/locales", name).is_file():
        lack(f"no sources of the locale {name} (Debian's package 'locales')")
    made = folder / "locales" / f"{name}.UTF-8"
    made.parent.mkdir()
    subprocess.run([find_tool("localedef"), "-i", name, "-f", "UTF-8", made], capture_output=True, check=False)
    environment = {**os.environ, "LOCPATH": str(made.parent), "LC_ALL": f"{name}.UTF-8"}
    ask = "import locale; print(locale.setlocale(locale.LC_ALL, ''))"
    done = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == f"{name}.UTF-8\n"
    return str(made.parent)


def read_modes(folder: Path) -> dict[str, int]:
    """The permissions of a folder and everything below it."""
    paths = [folder, *folder.rglob("*")]
    return {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in paths}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("reference") / "project", Machine({"PYTHONHASHSEED": "0"}))


@pytest.mark.parametrize("name", MACHINES)
def test_same_bytes_and_modes(name: str, reference: Path, tmp_path: Path) -> None:
    machine = MACHINES[name]
    if machine.has_locale:
        machine = replace(machine, environment={**machine.environment, "LOCPATH": _make_locale("tr_TR", tmp_path)})
    site = build(tmp_path / machine.folder, machine)
    expected, built = read_tree(reference), read_tree(site)
    assert sorted(built) == sorted(expected)
    assert [path for path in expected if built[path] != expected[path]] == []
    assert read_modes(site) == read_modes(reference)


@pytest.mark.skipif(sys.platform != "linux", reason="ext4 images are made and mounted by Linux's tools")
def test_file_system_of_another_order(reference: Path, tmp_path: Path) -> None:
    """Two ext4 images whose hashes differ list the same folder in different orders; the same site comes out."""
    orders = []
    for number in range(2):
        with _mounted_image(tmp_path, f"8d6e3c5a-0000-4000-8000-00000000000{number}") as folder:
            probe = folder / "probe"
            probe.mkdir()
            for name in range(300):
                (probe / f"{name}.html").touch()
            orders.append(os.listdir(probe))
            odd = Machine({"TMPDIR": str(folder)})
            assert read_tree(build(folder / "project", odd)) == read_tree(reference)
    assert orders[0] != orders[1], "the images do not differ"


@contextmanager
def _mounted_image(folder: Path, seed: str) -> Iterator[Path]:
    """A fresh ext4 file system whose folders are hashed with a seed, mounted for a while."""
    image, place = folder / f"{seed}.img", folder / seed
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(96 << 20)
    make = [find_tool("mkfs.ext4"), "-q", "-F", "-E", f"hash_seed={seed}", image]
    subprocess.run(make, check=True)
    mounted = subprocess.run([find_tool("mount"), "-o", "loop", image, place], capture_output=True, check=False)
    if mounted.returncode:
        lack("this machine lets nobody mount an image")
    try:
        yield place
    finally:
        subprocess.run([find_tool("umount"), place], check=True)
        image.unlink()


PYTHONS = [path for minor in range(11, 20) if (path := shutil.which(f"python3.{minor}"))]


def test_packed_alike_by_every_python() -> None:
    """Every Python of the machine that the program runs on writes the same compressed bytes."""
    ask = "from csto_kb.packing import pack; print(pack(bytes(range(256)) * 9).hex())"
    answers = set()
    for python in {sys.executable, *PYTHONS}:
        done = subprocess.run([python, "-c", ask], cwd=SOURCES, capture_output=True, encoding="utf-8", check=False)
        if done.returncode == 0 or python == sys.executable:  # a shim of pyenv may have no Python behind it
            answers.add(done.stdout)
    assert len(answers) == 1
    header = bytes.fromhex(answers.pop())[:10]
    assert header == bytes.fromhex("1f8b08 00 00000000 02 ff"), "no name, no time, no system (RFC 1952, 2.3)"


def test_everybody_may_read_the_site(reference: Path) -> None:
    """A web server runs as somebody else."""
    assert {mode for path, mode in read_modes(reference).items() if (reference / path).is_dir()} == {0o755}
    assert {mode for path, mode in read_modes(reference).items() if (reference / path).is_file()} == {0o644}


def test_nothing_of_the_machine(tmp_path: Path) -> None:
    """No path, user or host name of whoever built."""
    home = tmp_path / "home-of-zebedee"
    home.mkdir()
    names = {"USER": "zebedee", "LOGNAME": "zebedee", "HOSTNAME": "quagga-7", "HOME": str(home)}
    site = build(tmp_path / "quokka" / "project", Machine({**names, "GIT_AUTHOR_NAME": "zebedee"}))
    words = ["zebedee", "quagga", "quokka", str(tmp_path), sys.prefix, str(Path(__file__).parent)]
    words += [name for name in (socket.gethostname(),) if len(name) > 5]  # a short one may be a word
    for path, content in read_tree(site).items():
        if path.endswith(".gz"):
            continue  # the same as the file without
        assert [word for word in words if word.encode() in content] == [], path


# The network


def test_build_asks_for_no_network(project: Path, tmp_path: Path) -> None:
    """Not even in vain: every use of a socket is written down and refused."""
    seen = tmp_path / "network.txt"
    odd = {"PYTHONPATH": str(ODD), "ODD_NETWORK": str(seen)}
    done = run("csto_kb", "-C", project, "build", environment=odd)
    assert done.returncode == 0, done.stderr
    assert not seen.exists(), seen.read_text(encoding="utf-8")
    ask = "import socket; socket.create_connection(('127.0.0.1', 9))"
    subprocess.run([sys.executable, "-c", ask], env={**os.environ, **odd}, capture_output=True, check=False)
    assert seen.exists(), "the watch does not work"


def test_build_without_network(project: Path, reference: Path) -> None:
    """In a namespace that has no network at all, and the same comes out."""
    unshare = [find_tool("unshare"), "--net", "--map-root-user"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        lack("this machine makes no network namespaces")
    ask = "import socket; socket.create_connection(('1.1.1.1', 53), 2)"
    cut_off = subprocess.run([*unshare, sys.executable, "-c", ask], capture_output=True, encoding="utf-8", check=False)
    assert "Network is unreachable" in cut_off.stderr
    done = subprocess.run(
        [*unshare, sys.executable, "-m", "csto_kb", "-C", project, "build"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_tree(project / "site") == read_tree(reference)
    shutil.rmtree(project / "site")
