"""What the file held, text by text: undo and redo, and the base that each edit was made on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from digest.desk.editing import version

LONGEST = 200
OUTSIDE = "a change in the file"


@dataclass(slots=True)
class Step:
    """One change: the texts before and after it, and what it was; steps with one `tag` are one."""

    before: str
    after: str
    label: str
    tag: str = ""


@dataclass(slots=True)
class History:
    """The steps of one sitting; `place` counts those that are done, the rest can be done again."""

    steps: list[Step] = field(default_factory=list)
    place: int = 0
    latest: str | None = None

    def saw(self, text: str) -> None:
        """Remember what the file holds; a text that no step of ours led to was changed outside."""
        if self.latest is not None and text != self.latest:
            self.did(Step(self.latest, text, OUTSIDE))
        self.latest = text

    def did(self, step: Step) -> None:
        """Remember a step; what could have been done again is over."""
        self.latest = step.after
        if step.before == step.after:
            return
        last = self.steps[self.place - 1] if self.place else None
        if last and step.tag and last.tag == step.tag and last.after == step.before:
            last.after = step.after
            return
        self.steps[self.place :] = [step]
        self.steps = self.steps[-LONGEST:]
        self.place = len(self.steps)

    def undoing(self) -> Step | None:
        """Return the step that undo takes back."""
        return self.steps[self.place - 1] if self.place else None

    def redoing(self) -> Step | None:
        """Return the step that redo does again."""
        return self.steps[self.place] if self.place < len(self.steps) else None

    def undone(self, step: Step) -> None:
        """Remember that a step was taken back."""
        self.place -= 1
        self.latest = step.before

    def redone(self, step: Step) -> None:
        """Remember that a step was done again."""
        self.place += 1
        self.latest = step.after

    def text(self, wanted: str) -> str | None:
        """Return the text of that version, None for one that nobody saw here."""
        return next((text for text in self._texts() if version(text) == wanted), None)

    def _texts(self) -> Iterator[str]:
        if self.latest is not None:
            yield self.latest
        for step in reversed(self.steps):
            yield from (step.after, step.before)
