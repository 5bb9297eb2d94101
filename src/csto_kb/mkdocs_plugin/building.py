"""The build: into a staging folder beside the target, which is checked and then published (see `publish`)."""

import gc
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from csto_kb.diagnostics import Diagnostic
from csto_kb.links import check_site, read_published
from csto_kb.loader import ENTITIES
from csto_kb.mkdocs_plugin.plugin import PLUGIN_MISSING, find_plugin
from csto_kb.publish import TargetError, refuse_foreign, staging_beside
from csto_kb.render.environment import locate_template_error
from csto_kb.render.folders import TEMPLATES
from csto_kb.search import IndexingError
from csto_kb.settings import read_content_settings
from csto_kb.site import MANIFEST

log = logging.getLogger("mkdocs.plugins.csto_kb")


class CannotRunError(Exception):
    """The build could not be started: configuration, target folder or disk."""


class BuildFailedError(Exception):
    """MkDocs or the plugin found problems and logged them."""


def build_site(root: Path, target: Path) -> list[Diagnostic]:
    """Build the project at `root` into `target`; return the broken links. Where there are any, the old site stays.

    Raises `CannotRunError` where the configuration or the target is not usable, `BuildFailedError` where the build
    found problems.
    """
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        raise CannotRunError(f"no mkdocs.yml in {root.name or root}")
    logging.getLogger("mkdocs").setLevel(logging.INFO)
    folders = (ENTITIES, TEMPLATES, read_content_settings(configuration).name)
    try:
        refuse_foreign(target, root, folders)
        with _common_modes(), staging_beside(target, log.warning) as staging:
            refuse_foreign(target, root, folders)  # while waiting for a lock, the target may have been replaced
            with _run_mkdocs(configuration, staging.new) as site_url:
                problems = _check_links(root, staging.new, site_url)  # in parallel with the search index
            if not problems:
                staging.publish()
            return problems
    except TargetError as error:
        raise CannotRunError(str(error)) from None
    except OSError as error:
        raise CannotRunError(f"cannot write {target.name}: {error.strerror or error}") from None


@contextmanager
def _common_modes() -> Iterator[None]:
    """Make files readable for every web server, independent of the umask of the user."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)


def check_built_site(root: Path, site: Path) -> list[Diagnostic]:
    """Check the links of a built site; problems name the record where the manifest of the site has it."""
    return _check_links(root, site, _site_url(root))


def _check_links(root: Path, site: Path, site_url: str) -> list[Diagnostic]:
    origins: Mapping[str, str] = {}
    manifest = site / MANIFEST
    if manifest.is_file():
        origins = json.loads(manifest.read_text(encoding="utf-8"))

    def read_origin(origin: str) -> str | None:
        path = root / origin
        return path.read_text(encoding="utf-8") if path.is_file() else None

    return check_site(site, origins, read_origin, site_url, read_published(root))


def _site_url(root: Path) -> str:
    configuration = root / "mkdocs.yml"
    if not configuration.is_file():
        return ""
    try:
        return load_config(str(configuration)).site_url or ""
    except MkDocsException:
        return ""


@contextmanager
def _run_mkdocs(configuration: Path, site: Path) -> Iterator[str]:
    """Build with MkDocs; yield the address at which the site is published, or ''. At the end the site is complete."""
    try:
        config = load_config(str(configuration), site_dir=str(site), strict=True)
    except MkDocsException as error:
        raise CannotRunError(f"mkdocs.yml: {error}") from None
    plugin = find_plugin(config)
    if plugin is None:
        raise CannotRunError(PLUGIN_MISSING)
    plugin.waits_for_search = False
    plugin.previewed = None  # MkDocs reuses the plugin for the next configuration
    # The build makes many small objects that live until its end: garbage collection would find nothing.
    gc.disable()
    try:
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        yield config.site_url or ""
        if plugin.indexing:
            plugin.indexing.finish()
    except IndexingError as error:
        raise BuildFailedError(str(error)) from None
    except (MkDocsException, SystemExit):
        raise BuildFailedError("no site was built") from None  # the log has the reason
    except Exception as error:
        path, line = locate_template_error(error, configuration.parent)
        if not path:
            raise
        raise BuildFailedError(f"{path}:{line}: {type(error).__name__}: {error}") from None
    finally:
        config.plugins.on_shutdown()
        gc.enable()
