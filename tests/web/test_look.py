"""The readers' pages as a browser shows them: nothing for axe to find, nothing to scroll sideways, no script needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import tab, violations
from tests.web.conftest import People, people, served

WELSH = "  language: cy\n"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, People]]:
    made = people(tmp_path_factory.mktemp("english"))
    with served(made.folder) as program:
        yield program.url, made


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_reader_leaves_and_comes_back_without_scripts_on_pages_that_axe_finds_nothing_on(
    browser: Browser, door: tuple[str, People], scheme: str, width: int
) -> None:
    url, made = door
    shown = []
    with tab(browser, width=width, color_scheme=scheme, java_script_enabled=True) as page:

        def good(heading: str) -> None:
            shown.append(page.locator("h1").inner_text())
            assert shown[-1] == heading
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.locator("script").count() == 0

        page.goto(f"{url}/u/{made.token('ada')}")
        good("Stop getting Borough Digital?")
        box = page.get_by_role("button").bounding_box()
        assert box is not None
        assert box["height"] >= 44
        page.get_by_role("button", name="Stop my emails").click()
        good("You have left Borough Digital")
        assert made.status("ada") == "left"
        page.get_by_role("button", name="Get Borough Digital again").click()
        good("You get Borough Digital again")
        assert made.status("ada") == "active"
        page.goto(f"{url}/nowhere")
        good("There is no page here")


def test_it_works_with_scripts_turned_off(browser: Browser, door: tuple[str, People]) -> None:
    url, made = door
    with tab(browser, java_script_enabled=False) as page:
        page.goto(f"{url}/u/{made.token('bea')}")
        page.get_by_role("button").press("Enter")
        page.get_by_role("heading", name="You have left Borough Digital").wait_for()
    assert made.status("bea") == "left"


def test_the_pages_speak_the_newsletters_language(browser: Browser, tmp_path: Path) -> None:
    made = people(tmp_path, settings=WELSH)
    with served(made.folder) as program, tab(browser, width=320) as page:
        page.goto(f"{program.url}/u/{made.token('ada')}")
        assert page.locator("html").get_attribute("lang") == "cy"
        page.get_by_role("button", name="Atal fy e-byst").click()
        page.get_by_role("button", name="Cael Borough Digital eto").wait_for()
        assert violations(page) == []
