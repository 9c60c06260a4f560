"""One newsletter on the page: its desk, opened again when its settings change, and a sitting for each edition."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import RLock

from digest.desk import editions
from digest.desk.desk import Desk, Usage, open_desk
from digest.preview import live
from digest.preview.sitting import Sitting


@dataclass
class Bench:
    """What one run of the page keeps in hand.

    `clock` tells the time, `env` the environment where it is not the real one; `key` stands in the address, for who
    was told it, `token` in the page, for its own changes.
    """

    folder: Path
    clock: Callable[[], datetime]
    env: Mapping[str, str] | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    lock: RLock = field(default_factory=RLock, repr=False)
    over: Callable[[], bool] = bool
    _desk: tuple[str, Desk] | None = None
    _sittings: dict[str, Sitting] = field(default_factory=dict)

    def desk(self) -> Desk:
        """Return the desk as of now; raise ConfigError where its settings cannot be read."""
        with self.lock:
            word = live.settings(self.folder)
            if self._desk is None or self._desk[0] != word:
                self._desk = (word, open_desk(self.folder, self.clock(), self.env))
            return replace(self._desk[1], now=self.clock())

    def last_desk(self) -> Desk:
        """Return the desk as it was when its settings could be read."""
        return self._desk[1] if self._desk else self.desk()

    def sitting(self, edition: str) -> Sitting:
        """Return the sitting with an edition; Usage when there can be no such edition."""
        with self.lock:
            if edition not in self._sittings:
                desk = self.last_desk()
                known = editions.standings(desk)
                if edition not in known:
                    edition = editions.choose(desk, edition, known).slot.id
                self._sittings.setdefault(edition, Sitting(edition, self.folder, self.desk))
            return self._sittings[edition]

    def first(self, edition: str | None) -> str:
        """Return the edition to open: the named one, else what `digest show` would show."""
        desk = self.desk()
        known = editions.standings(desk)
        if edition is not None:
            return editions.choose(desk, edition, known).slot.id
        due = editions.due_next(desk, known).id
        if due in known or not known:
            return due
        return max(known.values(), key=lambda s: s.slot.send_at).slot.id

    def others(self) -> list[dict[str, str]]:
        """Return the editions there are, the newest first, and the one due next."""
        desk = self.last_desk()
        known = editions.standings(desk)
        found = {s.slot.id: (s.slot.send_at, str(s.state)) for s in known.values()}
        try:
            due = editions.due_next(desk, known)
            found.setdefault(due.id, (due.send_at, "no draft yet"))
        except Usage:
            pass
        ranked = sorted(found.items(), key=lambda pair: pair[1][0], reverse=True)
        return [{"id": i, "state": state, "sends": f"{at:%Y-%m-%d}"} for i, (at, state) in ranked]
