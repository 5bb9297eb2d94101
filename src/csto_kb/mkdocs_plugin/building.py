"""Building: into a temporary folder beside the target, checked, then swapped.

The published folder is the old site or the new one, never a mix.
"""

import gc
import json
import logging
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from csto_kb.diagnostics import Diagnostic
from csto_kb.links import check_site
from csto_kb.project import TEMPLATES
from csto_kb.render.environment import locate_template_error
from csto_kb.site import MANIFEST, SiteInfo


class CannotRunError(Exception):
    """The build could not even be tried: configuration, target folder, disk."""


class BuildFailedError(Exception):
    """MkDocs, or our plugin in it, found problems and said so on its log."""


def build_site(root: Path, target: Path) -> list[Diagnostic]:
    """Build the project at `root` into `target`; return the broken links, in which case nothing is swapped.

    Raises `CannotRunError` where the configuration or the target is no good, `BuildFailedError` where the build
    itself found problems.
    """
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise CannotRunError(f"no mkdocs.yml in {root.name or root}")
    _refuse_foreign_target(root, target)
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f".{target.name}-*.tmp"):
            shutil.rmtree(leftover, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".tmp", dir=target.parent))
    except OSError as error:
        raise CannotRunError(f"cannot write beside {target.name}: {error.strerror}") from None
    try:
        site = staging / "new"
        base_path = _run_mkdocs(configuration, site)
        problems = _check_links(root, site, base_path)
        if not problems:
            _swap(site, target, staging / "old")
        return problems
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_built_site(root: Path, site: Path) -> list[Diagnostic]:
    """Check the links of a built site, naming records where its manifest and the project at `root` know them."""
    return _check_links(root, site, _base_path(root))


def read_site_info(root: Path) -> SiteInfo:
    """What the configuration of the project at `root` calls the site. Raises `CannotRunError`."""
    try:
        config = load_config(str(root / "mkdocs.yml"))
    except MkDocsException as error:
        raise CannotRunError(f"mkdocs.yml: {error}") from None
    return SiteInfo(config.site_name, config.site_url or "")


def _check_links(root: Path, site: Path, base_path: str) -> list[Diagnostic]:
    origins: Mapping[str, str] = {}
    manifest = site / MANIFEST
    if manifest.is_file():
        origins = json.loads(manifest.read_text(encoding="utf-8"))

    def read_origin(origin: str) -> str | None:
        path = root / origin
        return path.read_text(encoding="utf-8") if path.is_file() else None

    return check_site(site, origins, read_origin, base_path)


def _base_path(root: Path) -> str:
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        return "/"
    try:
        config = load_config(str(configuration))
    except MkDocsException:
        return "/"
    return _path_of(config.site_url)


def _path_of(site_url: str | None) -> str:
    return urlsplit(site_url or "/").path or "/"


def _run_mkdocs(configuration: Path, site: Path) -> str:
    """Build with MkDocs; return the path of the site's address."""
    try:
        config = load_config(str(configuration), site_dir=str(site), strict=True)
    except MkDocsException as error:
        raise CannotRunError(f"mkdocs.yml: {error}") from None
    # The build makes many small objects that all live to its end: nothing is gained by looking for garbage.
    gc.disable()
    try:
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        return _path_of(config.site_url)
    except (MkDocsException, SystemExit):
        raise BuildFailedError("no site was built") from None  # the log says why
    except Exception as error:
        theme = configuration.parent / TEMPLATES / "theme"
        name, line = locate_template_error(error, theme)
        if not name:
            raise
        raise BuildFailedError(f"{TEMPLATES}/theme/{name}:{line}: {type(error).__name__}: {error}") from None
    finally:
        config.plugins.on_shutdown()
        gc.enable()


def _refuse_foreign_target(root: Path, target: Path) -> None:
    """Never delete what is not a site of ours: only an empty folder, or one with our manifest, is replaced."""
    if target == root or target in root.parents or (target / ".git").exists():
        raise CannotRunError(f"{target.name or target} holds more than a site; choose another folder")
    if target.exists() and not target.is_dir():
        raise CannotRunError(f"{target.name} is not a folder")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise CannotRunError(
            f"{target.name} is not empty and was not built by csto-kb; choose another folder or empty it"
        )


def _swap(site: Path, target: Path, aside: Path) -> None:
    """Put the new site in the place of the old one, by renaming."""
    if target.exists():
        target.rename(aside)
    try:
        site.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
