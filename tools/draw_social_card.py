"""Draw the image that social networks show beside a link: draw_social_card.py [FILE].

Run by hand when the name or the look of the site changes; the image is committed. It needs Chromium and Playwright,
as the browser tests do.
"""

import shutil
import sys
from pathlib import Path

import yaml
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "templates" / "theme" / "assets" / "card.png"
WIDTH, HEIGHT = 1200, 630

PAGE = """
<!doctype html><html lang="en"><meta charset="utf-8"><title>card</title><style>
body {{ margin: 0; width: {width}px; height: {height}px; box-sizing: border-box; padding: 90px; background: #1d3b4f;
  color: #fdfbf7; font-family: Georgia, "Noto Serif", serif;
  display: flex; flex-direction: column; justify-content: space-between; }}
h1 {{ font-size: 84px; line-height: 1.1; margin: 0; max-width: 12em; }}
p {{ font: 34px/1.4 "Noto Sans", system-ui, sans-serif; margin: 0; color: #d9d3c7; max-width: 26em; }}
svg {{ width: 96px; height: 96px; }}
</style><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M2 6h28M2 16h28M2 26h18" stroke="#fdfbf7" stroke-width="4"
stroke-linecap="round"/></svg><h1>{name}</h1><p>{about}</p></html>
"""


def read_setting(name: str) -> str:
    """A text of `mkdocs.yml`; its tags, of which some are MkDocs' own, are passed over."""
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return str(settings[name])


def draw(target: Path) -> None:
    """Draw the card into a PNG file."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    html = PAGE.format(
        width=WIDTH, height=HEIGHT, name=read_setting("site_name"), about=read_setting("site_description")
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(html)
        page.screenshot(path=str(target))
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
