"""Each view shows what its mail program would, whatever the editor's own screen likes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from digest.preview import frames, live
from tests.preview.conftest import EDITION, Desk

PAGE = """<html><head><meta name="color-scheme" content="light dark" />
<style>:root { color-scheme: light dark } @media (prefers-color-scheme: dark) { p { color: #ffffff } }</style></head>
<body bgcolor="#ffffff" style="background-color:#f1f2f4;color:#14181c"><a href="https://example.org" target="_top">x</a></body></html>"""


def view(name: str, page: str = PAGE) -> str:
    return frames.frame(name, page, "plain <text>", page, "en-GB")


def test_light_and_dark_do_not_depend_on_the_editors_screen() -> None:
    assert "prefers-color-scheme" not in view("desktop") + view("dark")
    assert "@media (max-width: 0)" in view("desktop")
    assert "@media (min-width: 0)" in view("dark")
    assert 'content="dark"' in view("dark")


def test_forced_dark_turns_light_grounds_dark_and_dark_words_light() -> None:
    shown = view("forced")
    ground = re.search(r"background-color:#(..)", shown)
    ink = re.search(r";color:#(..)", shown)
    assert ground
    assert ink
    assert int(ground[1], 16) < 64 < 192 < int(ink[1], 16)
    assert 'bgcolor="#ffffff"' not in shown


def test_no_link_takes_the_place_of_the_edition() -> None:
    assert '<base target="_blank">' in view("desktop")
    assert "_top" not in view("desktop")


def test_the_plain_text_is_text() -> None:
    assert "plain &lt;text&gt;" in view("text")


def test_every_view_of_a_real_edition_can_be_shown(desk: Desk) -> None:
    shown = {name: desk.client.get(f"/{EDITION}/frame/{name}").text for name in frames.VIEWS}
    assert all("Bins that tell their day" in page for page in shown.values())
    assert shown["dark"] != shown["desktop"] != shown["forced"]


def test_a_change_of_any_file_is_told_within_a_second(desk: Desk) -> None:
    async def heard() -> list[str]:
        stream: AsyncIterator[str] = live.stream(
            lambda: live.signature(desk.bench.desk(), EDITION), lambda: False
        )
        events = [await anext(stream)]
        for path in (
            desk.file,
            desk.newsletter.folder / "sources.yaml",
            desk.newsletter.folder / "templates" / "a.txt",
        ):
            path.parent.mkdir(exist_ok=True)
            path.write_text((path.read_text() if path.exists() else "") + "# more\n", encoding="utf-8")
            events.append(await asyncio.wait_for(anext(stream), timeout=1))
        return events

    assert len(set(asyncio.run(heard()))) == 4
