"""Copy the stemmers that the search uses in the browser from a wheel of Sphinx, which has Snowball's own JavaScript.

    pip download --no-deps sphinx==9.0.4 && python tools/copy_stemmers.py sphinx-9.0.4-*.whl

Snowball generates the same algorithms for C (PyStemmer, with which the index is made) and for JavaScript, but publishes
no package of the latter. Each file becomes a module with a name of its own; nothing else is changed. A test compares
both on all words.
"""

import sys
from pathlib import Path
from zipfile import ZipFile

ASSETS = Path(__file__).parents[1] / "src/csto_kb/templates/theme/assets/stemmers"
LANGUAGES = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "fr": "french",
    "hy": "armenian",
    "ru": "russian",
    "tr": "turkish",
}
"""Snowball's name of each language, by its tag."""
FOLDER = "sphinx/search/minified-js"
NOTICE = "// Snowball {version}, https://snowballstem.org/ (BSD-3-Clause); see tools/copy_stemmers.py\n"


def main(wheel: str) -> None:
    """Write a module for each language, and one for what they share."""
    with ZipFile(wheel) as archive:
        first = archive.read("sphinx/search/non-minified-js/english-stemmer.js").decode().split("\n", 1)[0]
        notice = NOTICE.format(version=first.partition("Snowball ")[2].split(" ")[0])
        base = archive.read(f"{FOLDER}/base-stemmer.js").decode().strip()
        _write("base", notice, f"const {base}\nexport default BaseStemmer;\n")
        for tag, language in LANGUAGES.items():
            code = archive.read(f"{FOLDER}/{language}-stemmer.js").decode().strip()
            code = code.replace(f"var {language.capitalize()}Stemmer=", "const Stemmer=", 1)
            _write(tag, notice, f'import BaseStemmer from "./base.js";\n{code}\nexport default Stemmer;\n')


def _write(name: str, notice: str, code: str) -> None:
    (ASSETS / f"{name}.js").write_text(notice + code, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
