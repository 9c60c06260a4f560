"""The check tells what files, links, readers and earlier editions have against an edition, fast and each with its place."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest

from digest.desk import approve, build, check, editions, tested
from digest.desk.approve import Blocked
from digest.model import Finding, Level
from tests.cli.test_contract import digest
from tests.desk.conftest import NOW, Newsletter, Outside


@pytest.fixture
def draft(newsletter: Newsletter, outside: Outside) -> Newsletter:
    """A draft whose links lead to this machine."""
    newsletter.gather()
    text = newsletter.draft().read_text(encoding="utf-8")
    newsletter.draft().write_text(text.replace("https://example.org", outside.base), encoding="utf-8")
    for page in ("Bins-that-tell-their-day", "Roads-without-potholes", "Trees-planted-by-residents"):
        outside.says(page, b"a page", kind="text/html")
    return newsletter


def found(newsletter: Newsletter, *, minutes: int = 0, offline: bool = False) -> list[Finding]:
    desk = newsletter.desk(NOW + timedelta(minutes=minutes))
    return check.check(desk, editions.existing(desk, "2026-12"), offline=offline)


def rules(findings: list[Finding]) -> dict[str, Level]:
    return {f.rule: f.level for f in findings}


def test_a_dead_link_warns_at_first_and_blocks_minutes_later_and_the_approval_too(
    draft: Newsletter, outside: Outside
) -> None:
    outside.says("Roads-without-potholes", b"gone", status=410)
    outside.asked.clear()
    first = found(draft)
    (finding,) = [f for f in first if f.rule == "link-fails"]
    line = draft.draft().read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert f"{outside.base}/Roads-without-potholes" in line
    assert finding.item in draft.draft().read_text(encoding="utf-8")
    assert len(outside.asked) == 3
    assert "link-fails" in rules(found(draft, minutes=1))
    assert len(outside.asked) == 3, "nobody is asked again so soon"
    assert rules(found(draft, minutes=6))["dead-link"] is Level.BLOCK
    assert len(outside.asked) == 4, "only the dead one"
    with pytest.raises(Blocked, match="answers 410"):
        approve.approve(draft.desk(), "2026-12", "Dot")
    outside.says("Roads-without-potholes", b"back again")
    assert "dead-link" not in rules(found(draft, minutes=90))


def test_offline_asks_nobody(draft: Newsletter, outside: Outside) -> None:
    outside.says("Roads-without-potholes", b"gone", status=404)
    outside.asked.clear()
    assert set(rules(found(draft, offline=True))) == {"untested"}
    assert outside.asked == []


def test_more_readers_than_the_plan_allows_block_on_the_line_of_the_setting(draft: Newsletter) -> None:
    settings = draft.folder / "sources.yaml"
    text = settings.read_text(encoding="utf-8") + "send:\n  quota: 2\n"
    settings.write_text(text, encoding="utf-8")
    draft.readers("ada", "bea")
    assert "quota" not in rules(found(draft, offline=True))
    draft.readers("cleo")
    (finding,) = [f for f in found(draft, offline=True) if f.rule == "quota"]
    assert (finding.file, finding.line) == ("sources.yaml", len(text.splitlines()))
    assert finding.message.startswith("3 readers")


def test_a_test_copy_counts_until_something_changes(draft: Newsletter) -> None:
    desk = draft.desk()
    rendered = build.render(desk, editions.existing(desk, "2026-12"))
    tested.record(desk, "2026-12", build.fingerprint(rendered.inputs), NOW)
    assert rules(found(draft, offline=True)) == {}
    draft.edit("About Roads without potholes", "About roads")
    assert rules(found(draft, offline=True)) == {"untested": Level.WARN}


def test_a_required_test_copy_stops_the_approval(draft: Newsletter) -> None:
    with (draft.folder / "sources.yaml").open("a", encoding="utf-8") as settings:
        settings.write("approval: {test_send: required}\n")
    with pytest.raises(Blocked, match="nobody has had a test copy"):
        approve.approve(draft.desk(), "2026-12", "Dot")


def test_what_an_earlier_edition_brought_and_an_editor_adds_again_is_told(draft: Newsletter) -> None:
    draft.readers("ada")
    approve.approve(draft.desk(), "2026-12", "Dot")
    draft.send(now=NOW + timedelta(days=7, hours=2))
    page = draft.draft("2027-01")
    page.parent.mkdir()
    again = 'subject: "January"\nsections:\n  blogs:\n    - {title: Roads again, url: "https://example.org/Roads-without-potholes"}\n'
    page.write_text(again, encoding="utf-8")
    desk = draft.desk(NOW + timedelta(days=30))
    told = check.check(desk, editions.existing(desk, "2027-01"), offline=True)
    (finding,) = [f for f in told if f.rule == "already"]
    assert (finding.line, finding.level) == (4, Level.WARN)
    assert "already in 2026-12 (same link)" in finding.message


def test_sixty_items_are_checked_in_a_moment(draft: Newsletter) -> None:
    rows = "".join(
        f'    - {{id: n{n:02}, title: Number {n}, summary: "On Friday 4 December 2026 we tell of it. {"More words. " * 20}", url: "https://example.org/{n}"}}\n'
        for n in range(60)
    )
    draft.draft().write_text(f'subject: "Sixty"\nsections:\n  blogs:\n{rows}', encoding="utf-8")
    desk = draft.desk()
    standing = editions.existing(desk, "2026-12")
    rendered = build.render(desk, standing)
    began = time.perf_counter()
    check.check(desk, standing, offline=True, rendered=rendered)
    assert time.perf_counter() - began < 0.1


def command(newsletter: Newsletter, *words: str) -> tuple[int, str, str]:
    done = digest("-C", str(newsletter.folder), "--now", NOW.isoformat(), *words, **newsletter.env)
    return done.returncode, done.stdout, done.stderr


def test_the_command_speaks_words_json_and_github(draft: Newsletter) -> None:
    draft.edit("title: Roads without potholes", "title: Tuesday 3 December 2026, 100% a Thursday")
    code, said, _ = command(draft, "check", "--offline")
    assert code == 1
    first = said.splitlines()[0]
    assert first.startswith("block: editions/2026-12/edition.yaml:")
    assert first.endswith("[weekday]")
    code, said, _ = command(draft, "--json", "check", "--offline")
    rows = json.loads(said)["findings"]
    assert (code, rows[0]["rule"], rows[0]["level"]) == (1, "weekday", "block")
    assert set(rows[0]) == {"level", "rule", "message", "file", "line", "item"}
    code, said, _ = command(draft, "check", "--offline", "--format", "github")
    begins = f"::error file=editions/2026-12/edition.yaml,line={rows[0]['line']},title=weekday::"
    assert said.splitlines()[0].startswith(begins)


def test_annotations_lead_from_the_top_of_the_repository(draft: Newsletter, tmp_path: Path) -> None:
    import subprocess

    inside = tmp_path / "repository" / "news letter"
    inside.parent.mkdir()
    subprocess.run(["git", "init", "-q", str(inside.parent)], check=True)
    inside.mkdir()
    for name in ("sources.yaml", "editions"):
        (draft.folder / name).rename(inside / name)
    moved = Newsletter(inside, draft.env)
    _, said, _ = command(moved, "check", "--offline", "--format", "github")
    assert "::warning file=news letter/editions/2026-12/edition.yaml,line=" in said
    moved.edit("      title: ", "\t\ttitle: ")
    code, said, errors = command(moved, "check", "--offline", "--format", "github")
    assert code == 2
    assert said.startswith("::error file=news letter/editions/2026-12/edition.yaml,line=")
    assert "Traceback" not in errors


BAD = {
    "a tab stands": ("      title: Roads", "\t\ttitle: Roads"),
    "marks where two people": ("    - id:", "<<<<<<< HEAD\n    - id:"),
    "not valid YAML": ("title: Roads without potholes", "title: Roads: without potholes"),
}


@pytest.mark.parametrize("words", BAD)
@pytest.mark.parametrize(
    "verb", ["gather", "show", "build", "check", "approve", "diff", "send"], ids=lambda verb: verb
)
def test_every_command_names_the_line_of_a_broken_file(draft: Newsletter, verb: str, words: str) -> None:
    draft.edit(*BAD[words])
    more = {"approve": ["--by", "Dot"], "check": ["--offline"]}.get(verb, [])
    before = draft.draft().read_text(encoding="utf-8")
    code, _, errors = command(draft, verb, "2026-12", *more)
    assert code == 2
    assert all(line.startswith("editions/2026-12/edition.yaml:") for line in errors.splitlines())
    assert words in errors
    assert draft.draft().read_text(encoding="utf-8") == before


@pytest.mark.parametrize("verb", ["gather", "show", "build", "check", "approve"])
def test_every_command_names_the_lines_of_what_it_cannot_use(draft: Newsletter, verb: str) -> None:
    draft.edit("title: Roads", "titel: Roads")
    draft.edit("      keep: true", "      keep: perhaps")
    more = {"approve": ["--by", "Dot"], "check": ["--offline"]}.get(verb, [])
    _, said, errors = command(draft, verb, "2026-12", *more)
    for words in ('unknown key "titel"; did you mean "title"?', 'keep is "perhaps": write true or false'):
        (line,) = [line for line in (said + errors).splitlines() if words in line]
        assert re.search(r"(edition\.yaml:|line )\d+: ", line)
