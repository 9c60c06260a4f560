"""Every rule of the check fires where it should, stands in the docs, and says what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.compose import assemble
from digest.compose.check import MISTAKES, RULES, Around, Looks, Matter, around, check, must_carry
from digest.config import Config
from digest.model import Email, EventStatus, Finding, Level
from tests.compose.conftest import SLOT, Table, entry, event, newsletter

ROOT = Path(__file__).parents[2]
ENOUGH = (entry("bins"), entry("roads", source="wexcombe"), event("meetup"))


@dataclass
class World:
    """An editor's table, and all that the check is told beside the draft."""

    table: Table
    around: Around = field(default_factory=lambda: Around(tested=True))
    looked: Looks = field(default_factory=Looks)
    html_bytes: int = 50_000
    left_out: int = 0

    def row(self, item: str, **changes: Any) -> None:
        self.table.row(item).update(changes)

    def top(self, **changes: Any) -> None:
        self.table.draft.data.update(changes)

    def settings(self, **changes: Any) -> None:
        news = newsletter().newsletter.model_dump(by_alias=True, mode="json")
        self.table.config = newsletter(
            newsletter=news | changes.pop("newsletter", {}),
            **changes,
        )

    def findings(self) -> list[Finding]:
        table = self.table
        edition, mistakes = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
        matter = Matter(edition, table.draft, table.gathered, table.config)
        found = check(
            edition,
            table.draft,
            table.gathered,
            table.config,
            html_bytes=self.html_bytes,
            left_out=self.left_out,
            looked=self.looked,
        )
        return [*mistakes, *found, *around(matter, self.around), *must_carry(mail(table.config), matter)]

    def of(self, rule: str) -> Finding:
        return next(f for f in self.findings() if f.rule == rule)

    def rules(self) -> set[str]:
        return {f.rule for f in self.findings()}


LEGAL = "https://boroughs.example/u/PERSONAL-TOKEN-PERSONAL-TOKEN-000000 The Guildhall, Marlow Heath https://boroughs.example/privacy"


def mail(config: Config, said: str = LEGAL) -> Email:
    news = config.newsletter
    return Email(
        edition=SLOT.id,
        subject="",
        preheader="",
        sender=news.sender,
        reply_to=news.reply_to,
        html=said,
        text=said,
        calendar="",
        sha256="",
    )


@pytest.fixture
def world(table: Table) -> World:
    table.gather(*ENOUGH)
    return World(table)


def nothing_kept(world: World) -> None:
    for item in ("bins", "roads", "meetup"):
        world.row(item, keep=False)


def cancelled_and_put_back(world: World) -> None:
    world.table.gather(*ENOUGH[:2], event("meetup", status=EventStatus.CANCELLED))
    del world.table.row("meetup")["status"]


def brought_back(world: World) -> None:
    world.around = Around(tested=True, earlier={"bins": "already in 2026-11 (same link)"})


def other_words(world: World) -> None:
    world.table.gather(*ENOUGH)
    world.row("bins", keep=False)
    world.row("roads", keep=False)


def linked(rule: str) -> Callable[[World], None]:
    url = "https://marlow.example.org/bins"

    def known(world: World) -> None:
        world.around = Around(tested=True, links={url: (rule, "answers 404 (not found)")})

    return known


def too_many(world: World) -> None:
    world.settings(send={"quota": 100})
    world.around = Around(tested=True, readers=101)


def drawn(world: World) -> None:
    world.row("bins", picture={"url": "https://pictures.example.org/bin.svg", "alt": "A bin"})
    world.looked = Looks(unfit=lambda url: f'"{url}" is no picture: save it as PNG')


CASES: dict[str, Callable[[World], object]] = {
    "nothing-kept": nothing_kept,
    "size": lambda w: setattr(w, "html_bytes", 102_401),
    "shortened": lambda w: setattr(w, "left_out", 2),
    "thin": lambda w: w.row("bins", keep=False),
    "source-failed": lambda w: w.table.gather(*ENOUGH, failed=("wexcombe",)),
    "untested": lambda w: setattr(w, "around", Around(tested=False)),
    "placeholder": lambda w: w.settings(newsletter={"reply_to": "editors@example.org"}),
    "quota": too_many,
    "accent": lambda w: setattr(w, "looked", Looks(accent="#000000")),
    "no-subject": lambda w: w.top(subject=""),
    "subject-length": lambda w: w.top(subject="Bins"),
    "preheader-length": lambda w: w.top(preheader="Bins"),
    "shouting": lambda w: w.row("bins", title="BINS ARE COMING TO YOU"),
    "unfinished": lambda w: w.top(intro="Dear all, [insert a joke]"),
    "stale": other_words,
    "no-link": lambda w: w.row("bins", url=""),
    "no-alt": lambda w: w.row("bins", picture={"url": "https://pictures.example.org/bin.png"}),
    "picture-unfit": drawn,
    "repeated-link-text": lambda w: w.row("bins", title="The post about roads"),
    "already": brought_back,
    "over": lambda w: w.row("meetup", when="2026-12-03 07:00-08:00"),
    "cancelled-unsaid": cancelled_and_put_back,
    "cancelled": lambda w: w.row("meetup", status="cancelled"),
    "closed": lambda w: w.row("meetup", closes="2026-12-01 12:00"),
    "personal-rsvp": lambda w: w.row("meetup", rsvp="mailto:jo.bloggs@marlow.example"),
    "weekday": lambda w: w.row("meetup", summary="On Tuesday 10 December we meet"),
    "weekday-doubt": lambda w: w.row("bins", summary="It began on Tuesday 10 December"),
    "dead-link": linked("dead-link"),
    "link-fails": linked("link-fails"),
    "link-doubt": linked("link-doubt"),
}


def test_a_good_edition_has_nothing_against_it(world: World) -> None:
    assert world.findings() == []


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_fires_once_with_its_level_its_place_and_a_remedy(world: World, rule: str) -> None:
    CASES[rule](world)
    finding = world.of(rule)
    assert finding.level is RULES[rule]
    assert finding.file in {"edition.yaml", "sources.yaml"}
    assert re.search(r": |shown|answers", finding.message), "it says what to do"
    if finding.item:
        assert finding.line > 1


def test_no_rule_is_without_a_case() -> None:
    legal = {"no-unsubscribe", "no-postal", "no-privacy"}
    assert set(CASES) | legal == set(RULES)


def test_what_the_law_wants_is_looked_for_in_html_and_text(world: World) -> None:
    table = world.table
    edition, _ = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    matter = Matter(edition, table.draft, table.gathered, table.config)
    bare = replace(mail(table.config), text="nothing of it")
    found = list(must_carry(bare, matter))
    assert [f.rule for f in found] == ["no-unsubscribe", "no-postal", "no-privacy"]
    assert all(f.level is Level.BLOCK and f.message.startswith("the text has not") for f in found)


def documented() -> dict[str, str]:
    """Return the level of each rule that docs/checks.md names."""
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| (block|warn|note) \|", page, re.MULTILINE)
    return {rule: level for rules, level in rows for rule in re.findall(r"`([a-z-]+)`", rules)}


def test_the_docs_name_every_rule_with_its_level() -> None:
    assert documented() == {r: str(level) for r, level in RULES.items()} | dict.fromkeys(MISTAKES, "block")


def test_every_rule_that_the_code_says_is_known() -> None:
    said = set[str]()
    for path in (ROOT / "digest" / "compose").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                places = {"say": 0, "setting": 0, "block": 0, "_wrong": 0, "_yes": 0, "of": 1, "finding": 0}
                place = places.get(name)
                rule = node.args[place] if place is not None and len(node.args) > place else None
                if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                    said.add(rule.value)
    assert said <= set(RULES) | MISTAKES
    assert said >= MISTAKES


@pytest.mark.parametrize(("asked", "level"), [("required", Level.BLOCK), ("warn", Level.WARN)])
def test_the_settings_say_how_much_a_test_copy_matters(world: World, asked: str, level: Level) -> None:
    world.settings(approval={"test_send": asked})
    world.around = Around(tested=False)
    assert world.of("untested").level is level
    world.settings(approval={"test_send": "off"})
    assert "untested" not in world.rules()


def test_an_editor_who_knows_better_than_a_source_writes_confirmed(world: World) -> None:
    cancelled_and_put_back(world)
    world.row("meetup", status="confirmed")
    assert not world.rules() & {"cancelled", "cancelled-unsaid"}
    del world.table.row("meetup")["status"]
    world.row("meetup", title="Cancelled: the meetup")
    assert "cancelled-unsaid" not in world.rules()


def test_an_item_that_was_left_out_as_old_news_and_brought_in_is_told(world: World) -> None:
    gathered = world.table.gathered
    assert gathered is not None
    why = "already in 2026-11 (same link)"
    items = tuple(replace(i, offered=False, why=why) if i.id == "bins" else i for i in gathered.items)
    world.table.gathered = replace(gathered, items=items)
    assert "already in 2026-11" in world.of("already").message


@pytest.mark.parametrize(
    ("address", "personal"),
    [
        ("jo.bloggs@marlow.example", True),
        ("j.bloggs@marlow.example", True),
        ("Jo_O'Bloggs@marlow.example", True),
        ("digital.team@marlow.example", False),
        ("events@marlow.example", False),
        ("rsvp.events@marlow.example", False),
        ("no.reply@marlow.example", False),
    ],
)
def test_a_persons_address_is_told_from_an_offices(world: World, address: str, personal: bool) -> None:
    world.row("meetup", rsvp=f"mailto:{address}")
    assert ("personal-rsvp" in world.rules()) is personal
    assert all(address not in f.message for f in world.findings())


def test_an_event_that_lasts_until_after_the_sending_is_not_over(world: World) -> None:
    starts = SLOT.send_at - timedelta(hours=1)
    world.row("meetup", when=f"{starts:%Y-%m-%d %H:%M}-{starts + timedelta(hours=2):%H:%M}")
    assert "over" not in world.rules()


@pytest.mark.parametrize(
    ("closes", "over"), [("2026-12-03", False), ("2026-12-03 08:59", True), ("2026-12-02", True)]
)
def test_a_closing_day_without_a_time_is_meant_to_its_end(world: World, closes: str, *, over: bool) -> None:
    world.row("meetup", closes=closes)
    assert ("closed" in world.rules()) is over


@pytest.mark.parametrize("when", ["2027-03-28 01:30", "2027-03-28 00:30-01:30"])
def test_a_time_that_the_clocks_skip_blocks(world: World, when: str) -> None:
    world.row("meetup", when=when)
    assert "clocks go forward" in world.of("time").message
    assert world.of("time").item == "meetup"


def test_the_worst_comes_first(world: World) -> None:
    world.top(subject="")
    world.row("meetup", status="cancelled")
    world.row("bins", title="TODO")
    levels = [f.level for f in check(*_parts(world))]
    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.BLOCK


def _parts(world: World) -> tuple[Any, ...]:
    table = world.table
    edition, _ = assemble.assemble(table.draft, table.gathered, table.config, SLOT)
    return edition, table.draft, table.gathered, table.config


@pytest.mark.parametrize(
    ("title", "found"),
    [("CILIP, LGA and MHCLG", False), ("NEW WEBSITE LAUNCHED", True), ("Great news!!", True), ("GDS", False)],
)
def test_acronyms_do_not_shout(world: World, title: str, found: bool) -> None:
    world.row("bins", title=title)
    assert ("shouting" in world.rules()) is found


def test_the_same_words_may_lead_to_the_same_page(world: World) -> None:
    world.top(intro="[The post about bins](https://marlow.example.org/bins?utm_source=x) is ours.")
    assert "repeated-link-text" not in world.rules()
    world.top(intro="[The post about bins](https://marlow.example.org/other) is not.")
    assert world.of("repeated-link-text").item == "bins"


def test_a_finding_about_an_item_that_stands_twice_names_the_one_that_readers_get(world: World) -> None:
    blogs = world.table.draft.data["sections"]["blogs"]
    blogs.append(dict(world.table.row("bins")))
    world.row("bins", summary="On Tuesday 10 December 2026")
    first = world.table.draft.document.line("sections", "blogs", 0, "title")
    assert {f.item for f in world.findings() if f.rule in {"twice", "weekday"}} == {"bins"}
    assert world.of("weekday").line >= first
