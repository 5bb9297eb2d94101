"""The site as a host serves it: by Debian's nginx, with exactly the headers of the page on publishing."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from playwright.sync_api import Page

from browser import find_tool, watch_page
from conftest import REPOSITORY

pytestmark = pytest.mark.whole

PUBLISHING = REPOSITORY / "content" / "contributing" / "publishing.md"
WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))


def server_block() -> str:
    """The server of the page on publishing, word for word."""
    match = re.search(r"(?ms)^```nginx\n(.*?)^```", PUBLISHING.read_text(encoding="utf-8"))
    assert match is not None
    return match[1]


@pytest.fixture(scope="module")
def nginx(built_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fixture's site, served by nginx on loopback; yields its address."""
    executable = find_tool("nginx", "/usr/sbin/nginx")
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    block = server_block().replace("listen 80;", f"listen 127.0.0.1:{port};")
    block = block.replace("root /srv/site;", f"root {built_project / 'site'};")
    assert str(port) in block
    assert "/srv/site" not in block
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}\ndaemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{temporary}{block}}}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([executable, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "nginx ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not answer")


PAGES = ["", "states/armenia/", "sources/", "source-health/", "sources/gazette-2002/", "timeline/", "id/armenia/"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_the_policy(path: str, nginx: str, page: Page) -> None:
    page.add_init_script(
        "window.broken = []; addEventListener('securitypolicyviolation',"
        " event => broken.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))"
    )
    watch = watch_page(page)
    answer = page.goto(nginx + path, wait_until="networkidle")
    assert answer is not None
    assert page.evaluate("window.broken") == []
    watch.assert_clean()


def test_search_and_colours_work_under_the_policy(nginx: str, page: Page) -> None:
    """What is done by script: it finds, and it remembers the colours."""
    watch = watch_page(page)
    page.goto(nginx + "states/armenia/", wait_until="networkidle")
    page.get_by_role("button", name="Dark colours").click()
    page.goto(nginx, wait_until="networkidle")
    assert page.evaluate("document.documentElement.dataset.mdColorScheme") == "slate"
    page.keyboard.press("/")
    page.keyboard.type("declaration")
    page.locator(".kb-find__title").first.wait_for()
    watch.assert_clean()


def test_an_inline_script_would_be_stopped(nginx: str, page: Page) -> None:
    """Or the tests above would pass without any policy."""
    page.goto(nginx, wait_until="networkidle")
    page.evaluate(
        "window.ran = false; const script = document.createElement('script');"
        " script.textContent = 'window.ran = true'; document.body.append(script)"
    )
    assert page.evaluate("window.ran") is False


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("index.html", "no-cache"),
        ("data/facts.csv", "no-cache"),
        ("assets/site.css", "no-cache"),
        ("search-index/*/terms-0.json", "public, max-age=31536000, immutable"),
        ("search-index/index.json", "no-cache"),
    ],
)
def test_headers(path: str, cache: str, nginx: str, built_project: Path) -> None:
    site = built_project / "site"
    file = next(site.glob(path))
    with urlopen(nginx + file.relative_to(site).as_posix()) as answer:
        assert answer.headers["Cache-Control"] == cache
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_policy_allows_no_inline_script() -> None:
    assert "unsafe" not in server_block()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_pinned_and_have_few_rights(path: Path) -> None:
    """Each action by the hash of a commit, with its version behind; no right but reading unless a job asks for it."""
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"(?m)^\s*(?:- )?uses: (.*)$", text)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert "timeout-minutes" in job, name
        rights = {right for right, level in job.get("permissions", {}).items() if level == "write"}
        runs = [step["run"] for step in job["steps"] if "run" in step]
        # What may write runs nothing of the repository: no target, no script of it.
        if rights:
            assert not any(re.search(r"\bmake\b|\.ci/run|csto-kb", command) for command in runs), name
    checkouts = [
        step for job in workflow["jobs"].values() for step in job["steps"] if "checkout" in step.get("uses", "")
    ]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    if "pull_request" in workflow[True]:
        assert "secrets." not in text
        assert all("permissions" not in job for job in workflow["jobs"].values())


def test_a_release_is_proposed_when_it_is_a_week_old() -> None:
    settings = yaml.safe_load((REPOSITORY / ".github/dependabot.yml").read_text(encoding="utf-8"))
    assert all(update["cooldown"]["default-days"] >= 7 for update in settings["updates"])


def weekly_step(job: str, words: str) -> str:
    """The one step of a job of the weekly check that has some words in what it runs."""
    workflow = yaml.safe_load((REPOSITORY / ".github/workflows/links.yml").read_text(encoding="utf-8"))
    [step] = [step["run"] for step in workflow["jobs"][job]["steps"] if words in step.get("run", "")]
    assert isinstance(step, str)
    return step


def run_step(step: str, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["bash", "-eo", "pipefail", "-c", step], cwd=folder, check=False)


@pytest.mark.parametrize("words", ["--external --passages --due", "csto-kb archive"])
@pytest.mark.parametrize(("code", "is_failure"), [(0, False), (1, False), (2, True)])
def test_what_needs_an_editor_does_not_fail_the_weekly_job(
    words: str, code: int, is_failure: bool, tmp_path: Path
) -> None:
    """The step as the forge runs it, with a command that ends with each exit code in turn."""
    command = tmp_path / ".venv" / "bin" / "csto-kb"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\necho '# Summary'\nexit {code}\n", encoding="utf-8")
    command.chmod(0o755)
    assert (run_step(weekly_step("ask", words), tmp_path).returncode != 0) is is_failure
    if "--external" in words:
        assert (tmp_path / "summary.md").read_text(encoding="utf-8") == "# Summary\n"


def test_the_weekly_job_proposes_states_and_copies_and_nothing_else(tmp_path: Path) -> None:
    """From one job, which talks to the web, to the other, which has rights: of all that changed, two sorts of files."""
    before = {"links/external.tsv": "old\n", "entities/sources/a.yaml": "url: x\n", "Makefile": "all:\n"}
    asking, proposing = tmp_path / "asking", tmp_path / "proposing"
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
    for path, text in before.items():
        (asking / path).parent.mkdir(parents=True, exist_ok=True)
        (asking / path).write_text(text, encoding="utf-8")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x"), ("clone", "-q", ".", str(proposing))):
        subprocess.run([*git, *words], cwd=asking, check=True)
    assert run_step(weekly_step("ask", "changes.patch"), asking).returncode == 0
    assert (asking / "changes.patch").read_bytes() == b""
    changes = {
        "links/external.tsv": "new\n",
        "links/passages.tsv": "a passage\n",
        "links/hook.sh": "exit\n",
        "entities/sources/a.yaml": "url: x\narchived_url: y\n",
    }
    for path, text in changes.items():
        (asking / path).write_text(text, encoding="utf-8")
    assert run_step(weekly_step("ask", "changes.patch"), asking).returncode == 0
    patch = (asking / "changes.patch").read_text(encoding="utf-8")
    (proposing / "found").mkdir()
    for written in ("", f"{patch}--- a/Makefile\n+++ b/Makefile\n@@ -1 +1 @@\n-all:\n+none:\n"):
        (proposing / "found/changes.patch").write_text(written, encoding="utf-8")
        assert run_step(weekly_step("propose", "git apply"), proposing).returncode == 0
    staged = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=proposing, check=True, capture_output=True, text=True
    )
    assert staged.stdout.split() == ["entities/sources/a.yaml", "links/external.tsv", "links/passages.tsv"]
    assert (proposing / "entities/sources/a.yaml").read_text(encoding="utf-8") == changes["entities/sources/a.yaml"]
