"""What a project sets in `mkdocs.yml`: the options of the plugin, the site's name and address, the hand-written pages.

Only this module reads them, as plain YAML nodes: so `csto-kb check` respects them without MkDocs, a wrong setting
is shown with its position, and the tags that only MkDocs knows (`!ENV`) do no harm. A new option is read beside
`limits`, and declared to MkDocs in `mkdocs_plugin.plugin`.
"""

import os
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import yaml

from csto_kb.content import is_page_name
from csto_kb.diagnostics import Code, Diagnostic, Position, report, suggest
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.site import SiteInfo

CONFIGURATION = "mkdocs.yml"
PLUGIN = "csto-kb"
THEME = "material"

BAD_SETTING = Code(
    "bad-setting",
    "error",
    "A setting in `mkdocs.yml` is unknown or has a value that it cannot have. The `limits` of the plugin `csto-kb` "
    "are whole numbers from 1, under the names that errors give. MkDocs allows more than this program: every page is "
    "a folder with an `index.html`, so `use_directory_urls` must not be switched off.",
)
CODES = (BAD_SETTING,)

_FALSE = ("false", "no", "off")
_NAMES = tuple(field.name for field in fields(Limits))
_WHOLE_NUMBER = re.compile(r"[1-9][0-9_]{0,17}")


@dataclass(frozen=True)
class ContentSettings:
    """Where the hand-written pages are."""

    folder: Path
    name: str
    """The folder's path relative to the project."""
    excluded: str
    """Patterns of files that are not published, one per line, in the form of `.gitignore`."""


def read_content_settings(configuration: Path) -> ContentSettings:
    """The folder of hand-written pages (`docs_dir`) and what is left out (`exclude_docs`), as MkDocs reads them."""
    name, excluded = (_text(_setting(configuration, key)[1]) for key in ("docs_dir", "exclude_docs"))
    folder = Path(os.path.normpath(configuration.parent / (name or "docs")))
    return ContentSettings(folder, Path(os.path.relpath(folder, configuration.parent)).as_posix(), excluded)


def check_settings(configuration: Path) -> list[Diagnostic]:
    """Settings that MkDocs accepts, or refuses later, and with which no site can be built."""
    if _compose(configuration) is None:
        return []  # MkDocs reports what is wrong with its file
    problems = []
    path, urls = _setting(configuration, "use_directory_urls")
    if urls is not None and _text(urls).lower() in _FALSE:
        hint = "remove it: every page is a folder with an index.html"
        problems.append(_report(configuration, path, urls, "'use_directory_urls: false' is not supported", hint))
    path, theme = _setting(configuration, "theme")
    if _text(theme if isinstance(theme, yaml.ScalarNode) else _value(theme, "name")) != THEME:
        hint = f"write 'theme: {{name: {THEME}}}'"
        problems.append(_report(configuration, path, theme, f"the theme is not '{THEME}'", hint))
    content = read_content_settings(configuration)
    if not content.folder.is_dir():
        path, folder = _setting(configuration, "docs_dir")
        hint = "name the folder of the hand-written pages: 'docs_dir: content'"
        problems.append(_report(configuration, path, folder, f"no folder '{content.name}'", hint))
    path, plugins = _setting(configuration, "plugins")
    if not any(name == PLUGIN for name, _ in _plugins(plugins)):
        hint = f"write it under 'plugins': '- {PLUGIN}'"
        problems.append(_report(configuration, path, plugins, f"the plugin '{PLUGIN}' is missing", hint))
    return problems


def check_navigation(configuration: Path, pages: Container[str]) -> list[Diagnostic]:
    """Files under `nav` that are not pages, unless the settings tell MkDocs to accept that."""
    _, validation = _setting(configuration, "validation")
    if _text(_value(_value(validation, "nav"), "not_found")) in ("info", "ignore"):
        return []
    path, navigation = _setting(configuration, "nav")
    hint = "write the path of a page in content/, or of a page that a template makes: treaties.md"
    return [
        _report(configuration, path, node, f"'{node.value}' under 'nav' is not a page", hint)
        for node in _leaves(navigation)
        if is_page_name(name := node.value.removeprefix("./")) and "://" not in name and name not in pages
    ]


def read_menu(configuration: Path) -> tuple[str, ...] | None:
    """The paths and addresses under `nav`; None where there is no `nav`, and MkDocs lists every page."""
    _, navigation = _setting(configuration, "nav")
    if navigation is None:
        return None
    return tuple(node.value.removeprefix("./") for node in _leaves(navigation))


def _leaves(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """The values of a tree of lists and mappings."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _leaves(item)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _leaves(value)


def _report(configuration: Path, path: Path, node: yaml.Node | None, message: str, hint: str) -> Diagnostic:
    position = Position(node.start_mark.line + 1, node.start_mark.column + 1) if node else Position()
    return report(BAD_SETTING, _relative(configuration, path), position, message, hint)


def _relative(configuration: Path, path: Path) -> str:
    return Path(os.path.relpath(path, configuration.parent)).as_posix()


def read_limits(configuration: Path) -> tuple[Limits, list[Diagnostic]]:
    """The limits of a project, which are its settings over the defaults, and the problems of the settings."""
    found = {}
    problems = []
    for path, key, value in _options(configuration):
        position = Position(key.start_mark.line + 1, key.start_mark.column + 1)
        if key.value not in _NAMES:
            hint = suggest(str(key.value), _NAMES) or f"the limits are {', '.join(_NAMES)}"
            problems.append(report(BAD_SETTING, path, position, f"no limit '{key.value}'", hint))
        elif not isinstance(value, yaml.ScalarNode) or not _WHOLE_NUMBER.fullmatch(value.value):
            default = getattr(DEFAULT_LIMITS, key.value)
            message = f"the limit '{key.value}' is not a whole number from 1"
            problems.append(report(BAD_SETTING, path, position, message, f"the default is {default}"))
        else:
            found[key.value] = int(value.value)
    return replace(DEFAULT_LIMITS, **found), problems


def read_site(configuration: Path) -> SiteInfo:
    """The name, address and description of the site, as MkDocs reads them."""
    keys = ("site_name", "site_url", "site_description")
    name, address, description = (_text(_setting(configuration, key)[1]) for key in keys)
    return SiteInfo(name or SiteInfo().name, f"{address.rstrip('/')}/" if address else "", description)


def _text(node: yaml.Node | None) -> str:
    """A text, or '' where there is none. With the tag `!ENV` the first variable that is set, else the default."""
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return ""
    values = [str(item.value) for item in (node.value if isinstance(node, yaml.SequenceNode) else [node])]
    if node.tag != "!ENV":
        return values[0] if values else ""
    default = values.pop() if len(values) > 1 else ""
    return next((os.environ[name] for name in values if name in os.environ), default)


def _options(configuration: Path) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """The file, key and value of each option under `limits`."""
    found, plugins = _setting(configuration, "plugins")
    for name, options in _plugins(plugins):
        limits = _value(options, "limits") if name == PLUGIN else None
        if isinstance(limits, yaml.MappingNode):
            yield from ((_relative(configuration, found), key, value) for key, value in limits.value)


def _plugins(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node | None]]:
    """The name and the options of each plugin, in a list or a mapping."""
    for plugin in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if isinstance(plugin, yaml.ScalarNode):
            yield plugin.value, None
        elif isinstance(plugin, yaml.MappingNode):
            yield from ((str(name.value), options) for name, options in plugin.value)


def _setting(configuration: Path, key: str) -> tuple[Path, yaml.Node | None]:
    """A setting and its file: the inherited file where this one does not have the setting."""
    seen: set[Path] = set()
    while configuration not in seen:
        seen.add(configuration)
        top = _compose(configuration)
        value, inherited = _value(top, key), _value(top, "INHERIT")
        if value is not None or not isinstance(inherited, yaml.ScalarNode):
            return configuration, value
        configuration = configuration.parent / inherited.value
    return configuration, None


def _compose(configuration: Path) -> yaml.Node | None:
    try:
        return yaml.compose(configuration.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None  # MkDocs reports what is wrong with its file


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """The value of a key, where the node is a mapping that has it; else None."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)
