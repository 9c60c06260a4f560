"""Take the pictures of the demo's edition that README and docs show: light, dark and on a phone. Needs Chromium."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent


class Shot(NamedTuple):
    """One picture: how wide, in which colours, on what."""

    width: int
    colours: Literal["light", "dark"]
    phone: bool = False


SHOTS = {"light": Shot(680, "light"), "dark": Shot(680, "dark"), "phone": Shot(390, "light", phone=True)}
HEIGHT = 1120


def main() -> None:
    """Make the demo, open its email in a browser and take every picture."""
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name) / "demo"
        subprocess.run([sys.executable, "-m", "digest", "demo", str(demo)], check=True, capture_output=True)
        (email,) = demo.glob("build/*/email.html")
        take(email.as_uri(), HERE)


def take(url: str, folder: Path) -> None:
    """Write the pictures of a page, one file each."""
    browser_of_the_machine = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_of_the_machine)
        for name, shot in SHOTS.items():
            page = browser.new_page(
                viewport={"width": shot.width, "height": HEIGHT},
                color_scheme=shot.colours,
                is_mobile=shot.phone,
                reduced_motion="reduce",
            )
            page.goto(url)
            page.screenshot(path=folder / f"{name}.png")
            print(f"{folder / name}.png: {(folder / name).with_suffix('.png').stat().st_size:,} bytes")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
