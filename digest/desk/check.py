"""Everything that stands between an edition and its approval: what its files say, and what the world around says."""

from __future__ import annotations

from collections.abc import Callable

from digest.compose import check as rules
from digest.compose import hand
from digest.compose.check import Around, Matter
from digest.desk import build, check_links, editions, tested
from digest.desk.build import Rendered
from digest.desk.desk import Desk
from digest.desk.editions import Standing
from digest.desk.lines import lines
from digest.desk.past import look_back
from digest.model import Finding, SubscriberStatus


def check(
    desk: Desk,
    standing: Standing,
    *,
    offline: bool,
    rendered: Rendered | None = None,
    told: Callable[[int], None] | None = None,
) -> list[Finding]:
    """Return every finding, worst first.

    `offline` asks no link and tells what is remembered of them; `rendered` is the edition where it is in hand;
    `told` hears how many links were asked.
    """
    assert standing.draft is not None
    done = rendered or build.render(desk, standing)
    matter = Matter(done.edition, standing.draft, standing.gathered, desk.config, lines(desk.folder))
    addresses = list(dict.fromkeys(link.url for link in rules.stand(matter)))
    known = Around(
        readers=_readers(desk),
        tested=tested.tested(desk, standing.slot.id, build.fingerprint(done.inputs)) is not None,
        links=check_links.found(desk, addresses, offline=offline, told=told),
        earlier=_earlier(desk, standing),
    )
    return rules.worst_first([*done.findings, *rules.around(matter, known)])


def _readers(desk: Desk) -> int:
    """Return how many readers there are, where a quota makes that matter."""
    if desk.config.send.quota is None or not desk.has_store:
        return 0
    from digest.store.subscribers import count

    with desk.store() as store:
        return count(store)[SubscriberStatus.ACTIVE]


def _earlier(desk: Desk, standing: Standing) -> dict[str, str]:
    """Return why an item added by hand is no news; what gather offered was compared by it already."""
    assert standing.draft is not None
    said = standing.gathered.items if standing.gathered else ()
    added = [i for i in hand.by_hand(standing.draft.kept_rows(), said, desk.zone) if i.keys]
    if not added or standing.corrects:
        return {}
    past = look_back(desk, editions.standings(desk), standing.slot)
    return {item.id: why for item in added if (why := past.already(item))}
