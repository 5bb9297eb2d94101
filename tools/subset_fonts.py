"""Write the fonts of the site with the letters that it needs: those of the theme, and that of this project alone.

    python tools/subset_fonts.py

Source Serif 4 (Latin, Cyrillic) and Noto Serif Armenian, both under the SIL Open Font License 1.1, come from
the packages of Fontsource at npm, which are named here with their hashes. Without hints, and of the layout features
with kerning only, a file has 3 to 16 kB; a browser loads those whose letters a page shows. Needs `npm`, and fonttools
of the group `dev`.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).parents[1]
THEME = Path("templates", "theme", "assets", "fonts")
OF_THE_PROGRAM = ROOT / "src" / "csto_kb" / THEME
OF_THE_PROJECT = ROOT / THEME
SERIF = "@fontsource/source-serif-4@5.3.1"
ARMENIAN = "@fontsource/noto-serif-armenian@5.3.0"
HASHES = {
    SERIF: "54b7898afa20cf4b2d807bbf2b5a2f865e28a83db8a5fcc563dafce5ecb5e7c8",
    ARMENIAN: "7a1d3b2dacf717b8762d1a9b134452dce960cc3a28704eb01f9e72d8e53c9bd9",
}
"""SHA-256 of each package."""
LATIN = "20-7E,A0-FF,131,152-153,2010-2015,2018-201A,201C-201E,2022,2026,2032-2033,2039-203A,20AC,2212"
FONTS: Mapping[str, tuple[str, str, str]] = {
    "serif-latin-400": (SERIF, "source-serif-4-latin-400-normal", LATIN),
    "serif-latin-600": (SERIF, "source-serif-4-latin-600-normal", LATIN),
    "serif-latin-ext-400": (SERIF, "source-serif-4-latin-ext-400-normal", "100-131,134-17E,18F,218-21B,259"),
    "serif-cyrillic-400": (SERIF, "source-serif-4-cyrillic-400-normal", "400-45F,490-491,4B0-4B1,2116"),
    "serif-cyrillic-ext-400": (
        SERIF,
        "source-serif-4-cyrillic-ext-400-normal",
        "492-493,49A-49B,4A2-4A3,4AE-4AF,4B2-4B3,4B6-4B7,4BA-4BB,4D8-4D9,4E2-4E3,4E8-4E9,4EE-4EF",
    ),
    "serif-armenian-400": (ARMENIAN, "noto-serif-armenian-armenian-400-normal", "531-556,559-58A,58F"),
}
"""Of each file the package, its file there, and its characters, as the style sheets give them."""


def main() -> int:
    """Write the files and the licences; say how large each is."""
    folders_of = {SERIF: OF_THE_PROGRAM, ARMENIAN: OF_THE_PROJECT}
    for folder in folders_of.values():
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folders = {package: unpack(package, Path(name)) for package in HASHES}
        for font, (package, source, characters) in FONTS.items():
            write_font(
                folders[package] / "files" / f"{source}.woff2", characters, folders_of[package] / f"{font}.woff2"
            )
        for package, licence in ((SERIF, "LICENSE-source-serif-4.txt"), (ARMENIAN, "LICENSE-noto-serif-armenian.txt")):
            (folders_of[package] / licence).write_bytes((folders[package] / "LICENSE").read_bytes())
    for folder in folders_of.values():
        for file in sorted(folder.glob("*.woff2")):
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
    return 0


def unpack(package: str, folder: Path) -> Path:
    """Fetch a package from npm and unpack it; ends the program where it is not the one that is named here."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    packed = folder / done.stdout.strip().splitlines()[-1]
    if hashlib.sha256(packed.read_bytes()).hexdigest() != HASHES[package]:
        sys.exit(f"{package}: not the package whose hash is named here")
    target = folder / packed.stem
    with tarfile.open(packed) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def write_font(source: Path, characters: str, target: Path) -> None:
    """Write a font with the characters alone; the same input gives the same bytes."""
    options = subset.Options(
        flavor="woff2", hinting=False, desubroutinize=True, layout_features=["kern"], name_IDs=[0, 13, 14]
    )
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    sys.exit(main())
