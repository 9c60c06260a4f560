"""The page in a real browser, before the real program: by mouse, by keyboard, on any screen, and judged by axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import tab, violations
from tests.desk.conftest import Newsletter, Outside
from tests.preview.conftest import BINS, EDITION, served


@pytest.fixture
def newsletter(gathered: Newsletter, tmp_path: Path) -> Newsletter:
    """A newsletter of this test's own with a gathered edition."""
    shutil.copytree(gathered.folder, tmp_path / "newsletter")
    return Newsletter(tmp_path / "newsletter", gathered.env)


@pytest.fixture
def address(newsletter: Newsletter) -> Iterator[str]:
    """The page of a gathered edition."""
    with served(newsletter) as url:
        yield url


@pytest.fixture
def empty(newsletter: Newsletter) -> Iterator[str]:
    """The page of an edition that nobody has drafted yet."""
    shutil.rmtree(newsletter.folder / "editions")
    newsletter.readers("ada", "bea")
    with served(newsletter) as url:
        yield url


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    page.wait_for_selector("body[data-ready=yes]")
    return page


def titles(page: Page, section: str = "blogs") -> list[str]:
    boxes = page.locator(f"ol[data-section={section}] textarea.title")
    return [boxes.nth(n).input_value() for n in range(boxes.count())]


def card(page: Page, title: str) -> str:
    """Return the selector of an item's card, found by its title."""
    key = page.evaluate(
        "title => [...document.querySelectorAll('li.item')].find(li => li.querySelector('.title').value === title).dataset.key",
        title,
    )
    return f"li.item[data-key='{key}']"


def saved(page: Page, newsletter: Newsletter, words: str) -> None:
    """Wait until the file holds the words."""
    for _ in range(100):
        if newsletter.draft().is_file() and words in newsletter.draft().read_text(encoding="utf-8"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(newsletter.draft().read_text(encoding="utf-8"))


def shown(page: Page, words: str) -> None:
    expect(page.frame_locator("#stage iframe:not(.coming)").locator("body")).to_contain_text(words)


def test_a_whole_edition_is_made_with_the_mouse(browser: Browser, empty: str, newsletter: Newsletter) -> None:
    with tab(browser) as page:
        opened(page, empty)
        page.get_by_role("button", name="Begin with an empty draft").click()
        for title, url in (("Roads", "https://example.org/roads"), ("Bins", "https://example.org/bins")):
            page.get_by_role("button", name="Add to From the blogs").click()
            page.get_by_label("Address").fill(url)
            page.get_by_label("Title", exact=True).last.fill(title)
            page.get_by_role("button", name="Add", exact=True).click()
            expect(page.locator("ol[data-section=blogs] textarea.title").last).to_have_value(title)
        page.locator(card(page, "Bins")).hover()
        handle = page.locator(f"{card(page, 'Bins')} .handle").bounding_box()
        target = page.locator(card(page, "Roads")).bounding_box()
        assert handle
        assert target
        page.mouse.move(handle["x"] + 10, handle["y"] + 10)
        page.mouse.down()
        page.mouse.move(handle["x"] + 10, target["y"] + 30, steps=4)
        page.mouse.move(handle["x"] + 10, target["y"] + 4, steps=4)
        page.mouse.up()
        expect(page.locator("#status")).to_contain_text("place 1 of 2")
        assert titles(page) == ["Bins", "Roads"]
        page.locator(f"{card(page, 'Roads')} .keep").click()
        page.get_by_label("Subject").fill("Bins: everything that we learnt")
        page.get_by_label("Preheader").fill("Boxes, lids and calendars, and what residents made of them")
        page.get_by_label("Introduction").fill("Hello **all**")
        shown(page, "everything that we learnt")
        shown(page, "Hello all")
        page.locator(".views").get_by_text("Plain text").click()
        shown(page, "https://example.org/bins")
        page.get_by_role("button", name="Approve").click()
        page.get_by_label("Your name").fill("Ada Example")
        page.locator("dialog").get_by_role("button", name="Approve").click()
        expect(page.locator("#state")).to_have_text("approved")
    assert (newsletter.folder / "editions" / EDITION / "approval.json").is_file()
    assert "keep: false" in newsletter.draft().read_text(encoding="utf-8")


def test_a_whole_edition_is_made_with_the_keyboard_alone(
    browser: Browser, empty: str, newsletter: Newsletter
) -> None:
    def to(page: Page, name: str) -> None:
        """Tab until the control of that name has the focus, which must be seen."""
        for _ in range(80):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "() => { const e = document.activeElement;"
                " return (e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent ?? '').trim(); }"
            )
            if found.startswith(name):
                style = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(style) != "none", name
                return
        raise AssertionError(name)

    with tab(browser) as page:
        opened(page, empty)
        keys = page.keyboard
        to(page, "Begin with an empty draft")
        keys.press("Enter")
        for title in ("Roads", "Bins"):
            page.wait_for_selector("ol[data-section=blogs]")
            to(page, "+ Add to From the blogs")
            keys.press("Enter")
            page.wait_for_selector("dialog[open]")
            keys.type(f"https://example.org/{title.lower()}")
            to(page, "Title")
            keys.type(title)
            keys.press("Enter")
            page.wait_for_selector("dialog", state="detached")
            expect(page.locator("ol[data-section=blogs] textarea.title").last).to_have_value(title)
        to(page, "Move Bins")
        keys.press("ArrowUp")
        expect(page.locator("#status")).to_contain_text("place 1 of 2 in From the blogs")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move Bins"
        keys.press("ArrowUp")
        expect(page.locator("#status")).to_contain_text("place 1 of 1 in Coming up")
        keys.press("Control+z")
        expect(page.locator("ol[data-section=blogs] li.item")).to_have_count(2)
        to(page, "In the edition: Roads")
        keys.press("Space")
        expect(page.locator(f"{card(page, 'Roads')} .keep")).to_have_attribute("aria-checked", "false")
        to(page, "Subject")
        keys.type("Bins: everything that we learnt")
        to(page, "Preheader")
        keys.type("Boxes, lids and calendars, and what residents made of them")
        shown(page, "everything that we learnt")
        to(page, "Desktop")
        keys.press("ArrowRight")
        expect(page.locator("#stage")).to_have_attribute("data-view", "phone")
        saved(page, newsletter, "what residents made")
        to(page, "Approve")
        keys.press("Enter")
        page.wait_for_selector("dialog[open]")
        keys.type("Ada Example")
        keys.press("Enter")
        expect(page.locator("#state")).to_have_text("approved")
    assert (newsletter.folder / "editions" / EDITION / "approval.json").is_file()


def test_a_reload_loses_nothing_and_a_conflict_is_a_choice(
    browser: Browser, address: str, newsletter: Newsletter
) -> None:
    with tab(browser) as page:
        opened(page, address)
        page.get_by_label("Subject").fill("The subject that I wrote today")
        saved(page, newsletter, "The subject that I wrote today")
        page.reload()
        page.wait_for_selector("body[data-ready=yes]")
        expect(page.get_by_label("Subject")).to_have_value("The subject that I wrote today")
        expect(page.locator("#undo")).to_be_enabled()

        newsletter.edit("The subject that I wrote today", "Theirs, from the file", EDITION)
        expect(page.get_by_label("Subject")).to_have_value("Theirs, from the file")

        page.evaluate("window.stop()")
        page.route("**/state", lambda route: route.abort())
        page.get_by_label("Subject").fill("Mine")
        newsletter.edit("Theirs, from the file", "Theirs, and newer", EDITION)
        page.get_by_label("Subject").blur()
        page.unroute("**/state")
        dialog = page.locator("dialog[open]")
        expect(dialog).to_contain_text("Theirs, and newer")
        dialog.get_by_role("button", name="Take mine").click()
        saved(page, newsletter, 'subject: "Mine"\n')


def test_a_broken_file_is_shown_with_its_line_and_mended_in_place(
    browser: Browser, address: str, newsletter: Newsletter
) -> None:
    with tab(browser, color_scheme="dark") as page:
        opened(page, address)
        shown(page, BINS)
        newsletter.edit(f"title: {BINS}", f"title: {BINS}: [", EDITION)
        expect(page.locator(".problems")).to_contain_text("line")
        expect(page.locator(".problems .marked")).to_contain_text(BINS)
        assert violations(page) == []
        shown(page, BINS)
        page.get_by_role("button", name="Mend it here").click()
        chosen = "(() => { const t = document.activeElement; return t.value.slice(t.selectionStart, t.selectionEnd) })()"
        assert BINS in page.evaluate(chosen)
        page.keyboard.type("      title: Bins, mended")
        assert violations(page) == []
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".problems")).to_have_count(0)
        shown(page, "Bins, mended")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    browser: Browser, address: str, newsletter: Newsletter, scheme: str
) -> None:
    newsletter.edit("      keep: true", "      keep: true\n      kepp: x", EDITION)
    with tab(browser, color_scheme=scheme, reduced_motion="reduce") as page:
        opened(page, address)
        shown(page, "Borough Digital")
        expect(page.locator(".findings .block").first).to_be_visible()
        page.locator("details.more > summary").first.click()
        page.locator(".keep").last.click()
        page.locator("details.menu summary").click()
        assert violations(page) == []
        page.keyboard.press("Escape")
        for button in ("Gather again", "Send a test", "Propose on GitHub", "Approve", "Add to Coming up"):
            page.get_by_role("button", name=button).click()
            page.wait_for_selector("dialog[open]")
            assert violations(page) == [], button
            page.keyboard.press("Escape")
            page.wait_for_selector("dialog", state="detached")
        for view in ("Dark", "Plain text", "Web page"):
            page.locator(".views").get_by_text(view, exact=True).click()
            shown(page, "Borough Digital")
        assert violations(page) == []


def test_a_finished_and_an_unborn_edition_pass_axe_too(
    browser: Browser, address: str, newsletter: Newsletter
) -> None:
    with tab(browser) as page:
        opened(page, re.sub(EDITION, "2027-01", address))
        expect(page.locator("#notice")).to_contain_text("no draft")
        assert violations(page) == []
        opened(page, address)
        page.get_by_role("button", name="Approve").click()
        page.get_by_label("Your name").fill("Ada")
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("is approved")
        assert violations(page) == []
        page.get_by_role("button", name="Take the approval back").click()
        expect(page.get_by_label("Subject")).to_be_editable()


def test_nothing_is_cut_off_on_the_narrowest_screen(browser: Browser, address: str) -> None:
    with tab(browser, width=320, height=640, has_touch=True) as page:
        opened(page, address)
        page.locator("details.more > summary").first.click()
        across = "document.documentElement.scrollWidth"
        assert page.evaluate(across) == 320
        page.get_by_role("button", name="Add to Coming up").click()
        box = page.locator("dialog[open]").bounding_box()
        assert box
        assert box["width"] <= 320
        page.keyboard.press("Escape")
        page.get_by_role("button", name="As it arrives").click()
        expect(page.locator("#arrival")).to_be_visible()
        shown(page, BINS)
        assert page.evaluate(across) == 320
        assert violations(page) == []


def test_a_word_without_an_end_breaks_the_page_nowhere(browser: Browser, address: str) -> None:
    with tab(browser, width=900) as page:
        opened(page, address)
        page.locator("details.more > summary").last.click()
        for label in ("Subject", "Preheader", "Introduction"):
            page.get_by_label(label).fill("Endless" * 300)
        page.locator("li.item").last.locator(".title").fill("Endless" * 300)
        shown(page, "EndlessEndless")
        assert page.evaluate("document.documentElement.scrollWidth") == 900


def test_who_works_by_keyboard_never_stands_nowhere(
    browser: Browser, address: str, newsletter: Newsletter
) -> None:
    text = newsletter.draft().read_text(encoding="utf-8")
    deleted = re.sub(r"    - id: .*?(?=    - id: )", "", text, count=2, flags=re.DOTALL)
    newsletter.draft().write_text(deleted, encoding="utf-8")
    with tab(browser) as page:
        opened(page, address)
        rows = page.locator(".left-out li button")
        page.locator("details.left-out > summary").press("Enter")
        rows.first.press("Enter")
        expect(rows).to_have_count(1)
        expect(rows.first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#outline")).to_be_focused()
        page.locator("#undo").focus()
        while page.locator("#undo").is_enabled():
            page.keyboard.press("Enter")
            page.wait_for_timeout(250)
        page.keyboard.press("Control+y")
        expect(page.locator("#undo")).to_be_enabled()

        newsletter.draft().write_text(text, encoding="utf-8")
        expect(page.locator("ol[data-section=blogs] li.item")).to_have_count(3)
        item = page.locator(card(page, BINS))
        item.locator("details.more > summary").press("Enter")
        item.get_by_label("Section").focus()
        item.get_by_label("Section").select_option("events")
        expect(page.locator("ol[data-section=events] .title")).to_have_value(BINS)
        expect(item.get_by_label("Section")).to_be_focused()
        item.locator(".handle").press("ArrowDown")
        expect(page.locator("ol[data-section=events] li.item")).to_have_count(0)
        expect(item.locator(".handle")).to_be_focused()
        item.locator(".title").fill("Mine")
        item.get_by_role("button", name="Restore").press("Enter")
        expect(item.locator("details.more > summary")).to_be_focused()
        page.get_by_role("button", name="Approve").press("Enter")
        page.get_by_label("Your name").fill("Ada")
        page.keyboard.press("Enter")
        expect(page.locator("#outline")).to_be_focused()
        page.get_by_role("button", name="Take the approval back").press("Enter")
        expect(page.locator("#approve")).to_be_focused()


def test_words_that_could_not_be_saved_are_not_lost_without_a_question(
    browser: Browser, address: str
) -> None:
    with tab(browser) as page:
        opened(page, address)
        page.route("**/edit", lambda route: route.abort())
        page.get_by_label("Subject").fill("Written while the program was away")
        expect(page.locator("#status")).to_contain_text("The program does not answer")
        page.get_by_label("Subject").press("End")
        with page.expect_event("dialog") as asked:
            page.evaluate("setTimeout(() => location.reload())")
        assert asked.value.type == "beforeunload"
        asked.value.dismiss()
        expect(page.get_by_label("Subject")).to_have_value("Written while the program was away")


def test_no_request_leaves_this_machine_for_what_an_edition_shows(
    browser: Browser, address: str, newsletter: Newsletter, outside: Outside
) -> None:
    base = outside.base
    own = newsletter.folder / "templates" / "sections" / "any.mjml"
    own.parent.mkdir(parents=True)
    tracker = f'<p><img src="{base}/picture.png" alt="A bin" width="20" /> {{{{ part.title }}}}</p>'
    own.write_text(f'<mj-text css-class="row">{tracker}</mj-text>\n', encoding="utf-8")
    with tab(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_selector("body[data-ready=yes]")
        shown(page, "From the blogs")
        home = address.split(f"/{EDITION}", maxsplit=1)[0]
        heard = outside.asked
        assert ("/picture.png", False) not in heard
        page.get_by_label("Load pictures").check()
        page.wait_for_selector("#stage[data-shown*='pictures=1']")
        shown(page, "From the blogs")
        assert ("/picture.png", False) in heard
        assert {url.split("/2026")[0].split("/static")[0] for url in asked} <= {home, f"{base}/picture.png"}
