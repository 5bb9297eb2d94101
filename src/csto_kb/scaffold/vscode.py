"""The settings that tell Visual Studio Code which schema belongs to which records."""

import json

from csto_kb.loader import ENTITIES
from csto_kb.model import MODELS
from csto_kb.record_file import SUFFIX
from csto_kb.scaffold.schemas import SUBJECT_SCHEMA, schema_path
from csto_kb.subject import SUBJECT

SETTINGS = ".vscode/settings.json"
_KEY = "yaml.schemas"


class SettingsError(ValueError):
    """The settings are not plain JSON, so that they cannot be changed without loss."""


def merge_settings(text: str) -> str:
    """Add the schemas of all kinds to settings; all other settings are kept. Raises `SettingsError`."""
    try:
        settings = json.loads(text or "{}")
    except ValueError:
        raise SettingsError(f"{SETTINGS} has comments or is not JSON") from None
    schemas = {f"./{schema_path(model)}": f"{ENTITIES}/{model.kind.folder}/*{SUFFIX}" for model in MODELS}
    schemas[f"./{SUBJECT_SCHEMA}"] = SUBJECT
    return json.dumps({**settings, _KEY: schemas}, ensure_ascii=False, indent=2) + "\n"
