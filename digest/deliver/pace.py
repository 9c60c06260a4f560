"""Not faster than the provider likes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

NAP = 0.2


@dataclass(slots=True)
class Pace:
    """Keeps to `rate` messages a second; None is as fast as it goes."""

    rate: float | None
    _next: float = field(default_factory=time.monotonic)

    def book(self, messages: int) -> None:
        """Count so many more as handed over."""
        if self.rate is not None:
            self._next = max(self._next, time.monotonic() - NAP) + messages / self.rate

    @property
    def left(self) -> float:
        """Seconds until the next message is due, at most a nap; 0 when it is."""
        return 0 if self.rate is None else min(max(self._next - time.monotonic(), 0), NAP)

    def rest(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Wait so long, or until somebody says stop."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not stop():
            time.sleep(min(left, NAP))

    def after(self, messages: int, stop: Callable[[], bool]) -> None:
        """Wait until that many more are due, or somebody says stop."""
        self.book(messages)
        while (left := self.left) and not stop():
            time.sleep(left)
