"""Laws of gathering again, whatever sources say and editors do in between."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digest import yaml
from digest.compose.draft import Draft
from digest.model import Item
from tests.compose.conftest import Table, entry, event, newsletter

NAMES = ("bins", "roads", "trees", "meetup", "clinic")
words = st.text("abcdefgh :#'\"\n-{}[]&*!|>%@`é🧣", min_size=1, max_size=20).filter(str.strip)


@st.composite
def tellings(draw: st.DrawFn) -> list[Item]:
    """Return what the sources say at one time: some of the items, each in some wording."""
    items: list[Item] = []
    for name in draw(st.sets(st.sampled_from(NAMES))):
        said: dict[str, Any] = {"title": draw(st.sampled_from([f"About {name}", f"More about {name}"]))}
        said["summary"] = draw(st.sampled_from(["One.", "Another.", ""]))
        if name in {"meetup", "clinic"}:
            items.append(event(name, day=draw(st.sampled_from([10, 11])), **said))
        else:
            items.append(entry(name, **said))
    return items


def again(table: Table) -> None:
    """Write the draft out and read it back, as the next command does."""
    table.draft = Draft(yaml.parse(yaml.dump(table.draft.data), "edition.yaml"))


def rows(table: Table) -> dict[str, dict[str, Any]]:
    return {str(row["id"]): dict(row) for _, _, row in table.draft.rows()}


def roomy() -> Table:
    return Table(
        newsletter(
            sections=[{"id": "events", "title": "E", "shows": "events"}, {"id": "blogs", "title": "B"}]
        )
    )


@given(st.lists(tellings(), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_gathering_twice_is_gathering_once(history: list[list[Item]]) -> None:
    table = roomy()
    for told in history:
        table.gather(*told)
        once = yaml.dump(table.draft.data)
        again(table)
        merged = table.gather(*told).merged
        assert yaml.dump(table.draft.data) == once
        assert not merged.added
        assert not merged.updated


@given(tellings(), st.lists(tellings(), max_size=4), st.data())
@settings(max_examples=80, deadline=None)
def test_an_editors_change_survives_any_sequence_of_gatherings(
    first: list[Item], later: list[list[Item]], data: st.DataObject
) -> None:
    table = roomy()
    table.gather(*first)
    written: dict[str, dict[str, str]] = {}
    for item_id, row in rows(table).items():
        fields = data.draw(st.sets(st.sampled_from([k for k in ("title", "summary", "url") if k in row])))
        written[item_id] = {field: "mine: " + data.draw(words) for field in fields}
        table.row(item_id).update(written[item_id])
    for told in later:
        again(table)
        table.gather(*told)
    now = rows(table)
    for item_id, mine in written.items():
        assert {field: now[item_id][field] for field in mine} == mine


@given(tellings(), st.lists(tellings(), max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_what_an_editor_deleted_or_dropped_stays_so_and_nothing_else_is_lost(
    first: list[Item], later: list[list[Item]], data: st.DataObject
) -> None:
    table = roomy()
    table.gather(*first)
    ids = list(rows(table))
    gone = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    dropped = data.draw(st.sets(st.sampled_from(ids))) - gone if ids else set()
    for item_id in dropped:
        table.row(item_id)["keep"] = False
    for section in table.draft.data["sections"].values():
        section[:] = [row for row in section if row["id"] not in gone]
    seen = set(ids) - gone
    for told in later:
        again(table)
        seen |= set(table.gather(*told).merged.added)
    assert set(rows(table)) == seen
    assert not gone & set(rows(table))
    assert all(rows(table)[item_id]["keep"] is False for item_id in dropped)
