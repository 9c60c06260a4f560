"""What `digest sources` tells people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digest.cli.say import plain, print_table, table

if TYPE_CHECKING:
    from digest.desk.source_health import Checked
    from digest.desk.source_opml import Imported
    from digest.desk.sources import Added


def checked(found: list[Checked]) -> None:
    rows = table("source", "status", "last", "every", "remarks")
    for one in found:
        seen = one.health
        last = f"{seen.last:%Y-%m-%d}" if seen.last else ""
        rows.add_row(
            plain(one.source.id), seen.status, last, _every(seen.rhythm), plain("\n".join(_remarks(one)))
        )
    print_table(rows)
    read = sum(not one.failed for one in found)
    dormant = sum(one.health.dormant for one in found)
    print(f"{read} of {len(found)} sources read" + (f", {dormant} dormant" if dormant else ""))


def _every(days: float | None) -> str:
    return "" if days is None else "day" if days == 1 else f"{days:g} days"


def _remarks(one: Checked) -> Iterator[str]:
    seen = one.health
    if seen.problem:
        yield seen.problem
    if seen.blocked:
        yield "it refuses us: ask its owner to let this newsletter read it, or for another address"
    if seen.moved_to:
        yield f"moved for good to {seen.moved_to}: change its url in sources.yaml"
    if seen.dormant:
        yield "dormant: nothing new for long" if seen.last else "dormant: nothing in it"
    if seen.churn:
        yield f"{seen.churn} with a new id at an old address: they are known again by their address"
    if seen.undated:
        yield f"{seen.undated} without a date"
    yield from seen.warnings


def added(added: Added) -> None:
    from digest.desk.sources import moment

    row = added.row
    print(f"sources.yaml:{added.line}: added {row['id']} ({row['name']}), {row['kind']}, to {row['section']}")
    print(f"  {row['url']}")
    for item in added.latest:
        at = moment(item)
        print(f"    {f'{at:%Y-%m-%d}' if at else 'no date   '}  {item.title}")
    if not added.latest:
        print("    it can be read, but holds nothing now")
    for warning in added.found.warnings:
        print(f"  {warning}")
    for other in added.found.others:
        print(f"  also there: {other.kind} {other.url}" + (f" ({other.title})" if other.title else ""))


def imported(done: Imported) -> None:
    print(f"{len(done.rows)} added, {done.duplicates} there already or twice, {len(done.refused)} refused")
    for row in done.refused:
        print(f"  line {row['line']}: {row['name'] or 'no name'}: {row['reason']}")
    if done.rows:
        print(f"next: digest sources check {' '.join(row['id'] for row in done.rows[:3])}")
