"""The benchmark's generated projects meet the requirements of every project."""

from pathlib import Path

from conftest import REPOSITORY, run


def test_a_corpus_is_sound(tmp_path: Path) -> None:
    """It passes the check without a word of an error, and a site can be made of it."""
    root = tmp_path / "corpus"
    made = run("make_corpus", "60", root, environment={"PYTHONPATH": str(REPOSITORY / "benchmarks")})
    assert made.returncode == 0, made.stderr
    checked = run("csto_kb", "-C", root, "check")
    assert checked.returncode == 0, checked.stdout
    built = run("csto_kb", "-C", root, "build")
    assert built.returncode == 0, built.stdout + built.stderr
