"""The theme for the live preview: MkDocs makes hand-written pages and shells, but no pages of records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from csto_kb.diagnostics import Diagnostic
from csto_kb.mkdocs_plugin.plugin import PLUGIN_MISSING, find_plugin
from csto_kb.mkdocs_plugin.shells import Shell
from csto_kb.project import Composition, Project
from csto_kb.render.environment import locate_template_error
from csto_kb.search import SearchDocument


@dataclass(frozen=True)
class Theme:
    """The result of MkDocs: shells by address; everything else is written as files."""

    shells: Mapping[str, Shell] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    """The problems of hand-written pages."""
    site_url: str = ""
    """The address at which the site is published, or ''."""
    failure: str = ""
    """Why there is no theme: the configuration or a template of the theme is broken."""
    written: tuple[SearchDocument, ...] = ()
    """The search documents of hand-written pages."""


def build_theme(project: Project, special: Composition, folder: Path) -> Theme:
    """Build into `folder`. Never raises for errors in `mkdocs.yml`, `content/` or the theme's templates."""
    try:
        config = load_config(str(project.root / "mkdocs.yml"), site_dir=str(folder))
        plugin = find_plugin(config)
        if plugin is None:
            return Theme(failure=PLUGIN_MISSING)
        plugin.previewed = (project, special)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        problems, written = tuple(plugin.content_problems), tuple(plugin.written)
        return Theme(dict(plugin.shells), problems, config.site_url or "", written=written)
    except (MkDocsException, SystemExit, OSError) as error:
        return Theme(failure=f"mkdocs.yml: {error}")
    except Exception as error:
        path, line = locate_template_error(error, project.root)
        if not path:
            raise
        return Theme(failure=f"{path}:{line}: {type(error).__name__}: {error}")
