"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright, and axe to judge what it shows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
REQUIRED = os.environ.get("DIGEST_REQUIRE_BROWSER") == "1"
TIMEOUT = 15_000
T = TypeVar("T")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module's tests; where there is none they are skipped, or fail if DIGEST_REQUIRE_BROWSER=1.

    Playwright keeps an event loop in this thread as long as it lives: what calls `asyncio.run` goes through `apart`.
    """
    if not os.access(CHROMIUM, os.X_OK):
        (pytest.fail if REQUIRED else pytest.skip)(f"no browser: {CHROMIUM} is not there")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def apart(work: Callable[[], T]) -> T:
    """Do something in a thread of its own, where no event loop is in its way."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


@contextmanager
def tab(browser: Browser, *, width: int = 1440, height: int = 960, **options: Any) -> Iterator[Page]:
    """Give a page of its own; a script error or a broken content policy on it fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(TIMEOUT)
    page, trouble = context.new_page(), list[str]()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if _is_trouble(said.text) else None)
    try:
        yield page
    finally:
        context.close()
    assert trouble == []


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page, one line each; its own script passes the page's policy."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no stubs

    found = Axe().run(page, options={"iframes": False}).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def _is_trouble(said: str) -> bool:
    """Whether a page's own policy stopped its own parts; a picture that may not load is what the policy is for."""
    return "Content Security Policy" in said and not said.startswith("Loading the image")
