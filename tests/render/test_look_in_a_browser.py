"""The look as a browser measures it: nothing for axe to find, nothing to scroll sideways, nothing lost on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from digest.render import Templates, email, web
from tests.render import editions

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# The landmarks of a mail are the mail program's.
ALLOWED = {"email.html": {"landmark-one-main", "region"}, "web.html": set[str]()}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=["twelve", "very_long"])
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the email and the web page of an edition as files."""
    sample, templates = editions.EIGHT[request.param](), Templates()
    folder = tmp_path_factory.mktemp("look")
    made = {
        "email.html": email(sample.edition, sample.config, templates).html,
        "web.html": web(sample.edition, sample.config, templates),
    }
    for name, html in made.items():
        (folder / name).write_text(html, encoding="utf-8")
    return [folder / name for name in made]


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1024)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, pages: list[Path], scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types

    for path in pages:
        page = browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page.goto(path.as_uri())
        found = [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
        assert [violation for violation in found if violation[0] not in ALLOWED[path.name]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_on_paper_no_word_is_white(browser: Browser, pages: list[Path]) -> None:
    pale = """[...document.querySelectorAll('h1, h2, h3, p, a, strong, div')].filter(node => {
        const [r, g, b] = getComputedStyle(node).color.match(/\\d+/g).map(Number)
        return r + g + b > 500 && [...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
            && getComputedStyle(node).display !== 'none' && node.offsetHeight
    }).map(node => node.textContent.trim())"""
    for path in pages:
        page = browser.new_page(color_scheme="dark")
        page.goto(path.as_uri())
        page.emulate_media(media="print")
        assert page.evaluate(pale) == []
        page.close()
