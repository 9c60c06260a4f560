"""What only the desk knows of the world around an edition: its readers, its test copy, its links, its forerunners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from digest.compose.check import links
from digest.compose.check.matter import Matter
from digest.compose.past import ALREADY
from digest.model import Finding, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the desk knows. `links` gives (rule, what was found) by address, `earlier` why an item is no news, by id."""

    readers: int = 0
    tested: bool = False
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)


def around(matter: Matter, known: Around) -> Iterator[Finding]:
    """Yield what the world around has against the edition."""
    yield from _quota(matter, known.readers)
    if not known.tested:
        yield from _untested(matter)
    yield from links.behind(matter, known.links)
    yield from _already(matter, known.earlier)


def _quota(matter: Matter, readers: int) -> Iterator[Finding]:
    quota = matter.config.send.quota
    if quota is not None and readers > quota:
        words = f"{readers:,} readers, and send.quota allows {quota:,}: ask the provider for a larger plan, then raise it"
        yield matter.setting("quota", words, "send", "quota")


def _untested(matter: Matter) -> Iterator[Finding]:
    asked = matter.config.approval.test_send
    if asked != "off":
        level = Level.BLOCK if asked == "required" else Level.WARN
        words = f"nobody has had a test copy since the last change: run `digest test {matter.edition.id}`"
        yield matter.say("untested", words, level=level)


def _already(matter: Matter, earlier: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a warning for each item that readers had before: by hand, or brought in although it was left out."""
    known = {i.id: i for i in matter.gathered.items if not i.offered} if matter.gathered else {}
    for item in matter.edition.items:
        said = known.get(item.id)
        why = earlier.get(item.id) or (said.why if said and said.why.startswith(ALREADY) else "")
        if why:
            words = f'"{item.title}" was {why}: drop it (keep: false), or say what is new'
            yield matter.of(item.id, "already", words)
