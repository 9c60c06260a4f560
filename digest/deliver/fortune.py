"""How a run fares: what happens once is one reader's or one connection's affair, what goes on ends the run."""

from __future__ import annotations

from dataclasses import dataclass, field

from digest.model import Accepted, Later, Outcome, Refused

REFUSED, WAITING = 10, 20  # so many in a row are not the readers' doing


@dataclass(slots=True)
class Fortune:
    """What went wrong since a message was last accepted. `ending` is why nothing more will get through."""

    patience: int
    setbacks: int = 0
    waiting: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    ending: Later | None = None

    def heard(self, attempt: str, outcome: Outcome) -> None:
        """Take note of how one message ended."""
        match outcome:
            case Accepted():
                self.setbacks = self.waiting = 0
                self.refused.clear()
            case Refused(reason):
                self.refused[attempt] = reason
                if self.hopeless:
                    self.nobody()
            case Later():
                self.waiting += 1
                if outcome.stop or self.waiting >= WAITING:
                    self.ending = self.ending or outcome

    def broke(self, later: Later) -> None:
        """Take note of a connection that broke, or could not be made."""
        self.setbacks += 1
        if later.stop or self.setbacks >= self.patience:
            self.ending = self.ending or later

    @property
    def hopeless(self) -> bool:
        """Whether so many were refused in a row that it cannot be the readers."""
        return len(self.refused) >= REFUSED

    def nobody(self) -> str:
        """End the run, since all are refused alike and the fault must be ours; return what was said to the last."""
        reason = list(self.refused.values())[-1]
        words = f"the mail server refused the last {len(self.refused)}, all of them: {reason}"
        self.ending = self.ending or Later(words, stop=True)
        return reason
