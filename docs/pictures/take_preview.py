"""Takes the pictures of the editor's page from the demo's next edition; needs Chromium and the test libraries."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
DIGEST = [sys.executable, "-m", "digest"]
NOW = "2026-12-31T09:00:00+00:00"
Scheme = Literal["light", "dark"]
INTRO = "Happy new year. **Two events** want a booking this week; the rest can wait for a cup of tea."


def main() -> None:
    """Run the demo, open its page, write a little, and take it by day and by night."""
    with TemporaryDirectory() as work:
        folder = Path(work) / "demo"
        subprocess.run([*DIGEST, "demo", str(folder)], check=True, capture_output=True)
        words = ["-C", str(folder), "--now", NOW, "--json", "preview", "2027-01", "--port", "0"]
        with subprocess.Popen([*DIGEST, *words], stdout=subprocess.PIPE, text=True) as program:
            try:
                assert program.stdout
                url = str(json.loads("".join(iter(program.stdout.readline, "}\n")) + "}")["url"])
                _take(url)
            finally:
                program.terminate()


def _take(url: str) -> None:
    with sync_playwright() as playwright:
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=arguments
        )
        _picture(browser, url, scheme="light", view="Desktop", name="preview.png")
        _picture(browser, url, scheme="dark", view="Dark", name="preview-dark.png")
        browser.close()


def _picture(browser: Browser, url: str, *, scheme: Scheme, view: str, name: str) -> None:
    page = browser.new_page(
        viewport={"width": 1440, "height": 960}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.goto(url)
    page.wait_for_selector("body[data-ready=yes]")
    page.get_by_label("Introduction").fill(INTRO)
    page.locator(".views").get_by_text(view, exact=True).click()
    page.frame_locator("#stage iframe:not(.coming)").get_by_text("Happy new year").wait_for()
    page.get_by_label("Introduction").blur()
    page.mouse.move(300, 560)
    page.wait_for_timeout(3500)
    page.screenshot(path=HERE / name)
    print(HERE / name)
    page.close()


if __name__ == "__main__":
    main()
