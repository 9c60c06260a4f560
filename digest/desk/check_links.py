"""The links of an edition: asked politely, remembered with the time, and judged by all that is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from digest.desk.desk import Desk
from digest.files import save
from digest.gather.verdict import Known, Reply, after, due, verdict, without_network

FILE = ".digest/cache/links.json"
"""May be thrown away at any time: links are asked anew."""
FORGOTTEN = timedelta(days=60)
Told = Callable[[int], None]


def found(
    desk: Desk, addresses: Collection[str], *, offline: bool, told: Told | None = None
) -> dict[str, tuple[str, str]]:
    """Return (rule, what) for each address that is not well; `offline` asks nobody and tells what is remembered."""
    memory = recall(desk.folder)
    if not offline:
        memory = _asked(desk, memory, [a for a in addresses if due(memory.get(a), desk.now)], told)
    judged = ((address, verdict(address, memory[address])) for address in addresses if address in memory)
    return {address: said for address, said in judged if said}


def recall(folder: Path) -> dict[str, Known]:
    """Return what is remembered of links; nothing where that cannot be read."""
    try:
        rows = json.loads((folder / FILE).read_bytes())
        return {address: _known(row) for address, row in rows.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _asked(desk: Desk, memory: dict[str, Known], addresses: list[str], told: Told | None) -> dict[str, Known]:
    """Ask, remember and return all that is known; a machine without a network has learnt nothing."""
    if not addresses:
        return memory
    from digest.gather.fetch import agent
    from digest.gather.knock import knock

    done = count(1)
    replies = knock(
        addresses,
        fetching=desk.config.fetch,
        agent=agent(desk.config.newsletter),
        allow_private=desk.env.allow_private_hosts,
        told=(lambda _: told(next(done))) if told else None,
    )
    if without_network(replies.items()):
        return memory
    fresh = memory | {a: after(memory.get(a), reply, desk.now) for a, reply in replies.items()}
    _keep(desk.folder, {a: known for a, known in fresh.items() if desk.now - known.asked < FORGOTTEN})
    return fresh


def _keep(folder: Path, memory: dict[str, Known]) -> None:
    rows = {address: asdict(known) for address, known in memory.items()}
    with suppress(OSError):  # a full disk or a folder that is not ours to write: asked anew next time
        save(folder / FILE, json.dumps(rows, default=datetime.isoformat, indent=1) + "\n")


def _known(row: dict[str, Any]) -> Known:
    since = row["dead_since"]
    return Known(
        reply=Reply(**row["reply"]),
        asked=datetime.fromisoformat(row["asked"]),
        dead_since=datetime.fromisoformat(since) if since else None,
    )
