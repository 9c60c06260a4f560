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

    def after(self, messages: int, stop: Callable[[], bool]) -> None:
        """Wait until that many more are due, or somebody says stop."""
        if self.rate is None:
            return
        self._next = max(self._next, time.monotonic() - NAP) + messages / self.rate
        while (left := self._next - time.monotonic()) > 0 and not stop():
            time.sleep(min(left, NAP))
