"""One file exchanged for its new content."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from csto_kb import file_writing
from csto_kb.file_writing import replace_file


@pytest.fixture(params=["without a name", "with a name"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to write a temporary file: with and without support for unnamed files."""
    if request.param == "with a name":
        monkeypatch.setattr(file_writing, "_open_unnamed", lambda _: None)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "record.yaml"
    replace_file(path, "one\r\n")
    assert path.read_bytes() == b"one\r\n"
    path.chmod(0o640)
    replace_file(path, "Երկու\n")
    assert path.read_text(encoding="utf-8") == "Երկու\n"
    assert path.stat().st_mode & 0o7777 == 0o640
    replace_file(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert os.listdir(tmp_path) == ["record.yaml"]


@pytest.mark.usefixtures("way")
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    replace_file(tmp_path / "made", "")
    (tmp_path / "other").touch()
    assert (tmp_path / "made").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.usefixtures("way")
def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text("theirs", encoding="utf-8")
    path = tmp_path / "link"
    path.symlink_to(foreign)
    replace_file(path, "ours")
    assert foreign.read_text(encoding="utf-8") == "theirs"
    assert not path.is_symlink()


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("fails", ["write", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.yaml"
    path.write_text("old", encoding="utf-8")
    if fails == "write":
        # A full disk, as far as one file is concerned. (Python ignores SIGXFSZ.)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    else:

        def refuse(*_: object) -> None:
            raise PermissionError(1, "refused")

        monkeypatch.setattr(os, "replace", refuse)
    try:
        with pytest.raises(OSError, match=r"too large|refused"):
            replace_file(path, "n" * 2000)
    finally:
        if fails == "write":
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["record.yaml"]


def test_a_kill_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    """Ended at any moment, by what nobody can catch."""
    path = tmp_path / "record.yaml"
    whole = {letter * 100_000 for letter in "ab"}
    path.write_text("a" * 100_000, encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from csto_kb.file_writing import replace_file\n"
        "while True:\n"
        "    for letter in 'ab': replace_file(Path(sys.argv[1]), letter * 100_000); print(flush=True)\n"
    )
    for number in range(12):
        with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.003 * number)
            process.send_signal(signal.SIGKILL)
        assert path.read_text(encoding="utf-8") in whole
        if hasattr(os, "O_TMPFILE"):
            assert {beside.read_text(encoding="utf-8") for beside in tmp_path.iterdir()} <= whole
