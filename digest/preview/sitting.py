"""An editor's time with one edition: what the page shows of it, its history, and the last that could be rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

from digest.compose.edits import Edit
from digest.desk import editing
from digest.desk.desk import Desk, Refusal
from digest.model import DigestError
from digest.preview import live, look, problems
from digest.preview.history import History, Step
from digest.preview.look import Look


@dataclass
class Sitting:
    """One edition on the page. What goes wrong on the disk is told; the last good look stays."""

    edition: str
    folder: Path
    desk: Callable[[], Desk]
    history: History = field(default_factory=History)
    lock: RLock = field(default_factory=RLock, repr=False)
    good: Look | None = None
    trouble: list[dict[str, Any]] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        """Return all that the page shows, read again where a file changed."""
        with self.lock:
            text, readers = self._look(), self._readers()
            return {
                **(self.good.state if self.good else {"edition": self.edition}),
                "version": editing.version(text) if text is not None else "",
                "exists": text is not None,
                "readers": readers,
                "problems": self.trouble,
                "broken": text if self.trouble and text is not None else None,
                "rendered": self.good.word if self.good else "",
                "undo": _label(self.history.undoing()),
                "redo": _label(self.history.redoing()),
            }

    def edit(self, edit: Edit, on: str, tag: str = "") -> dict[str, Any]:
        """Make an edit that was asked for on version `on`; return the state, with `told` where it was merged."""
        with self.lock:
            base = self.history.text(on)
            if base is None:
                raise Refusal("the file was changed meanwhile: look at it, then try again")
            done = editing.change(self.desk(), self.edition, edit, base)
            self.history.saw(done.before)
            self.history.did(Step(done.before, done.after, done.label, tag))
            told = "the file was changed meanwhile; both changes are in it" if done.merged else ""
            return self.state() | {"told": told}

    def undo(self, on: str) -> dict[str, Any]:
        """Take the last step back."""
        return self._step(on, self.history.undoing(), back=True)

    def redo(self, on: str) -> dict[str, Any]:
        """Do again what was taken back last."""
        return self._step(on, self.history.redoing(), back=False)

    def _step(self, on: str, step: Step | None, *, back: bool) -> dict[str, Any]:
        with self.lock:
            if step is None:
                raise Refusal("there is nothing to take back" if back else "there is nothing to do again")
            text, expected = (step.before, step.after) if back else (step.after, step.before)
            if editing.version(expected) != on:
                raise Refusal("the file was changed meanwhile: look at it, then try again")
            editing.put_back(self.desk(), self.edition, text, expected)
            (self.history.undone if back else self.history.redone)(step)
            return self.state() | {"told": f"{'took back' if back else 'did again'}: {step.label}"}

    def _look(self) -> str | None:
        """Return the file's text as it is now, having looked at everything; what is wrong becomes trouble."""
        text = None
        try:
            text = editing.read(self.folder, self.edition)
            if text is not None:
                self.history.saw(text)
            desk = self.desk()
            word = live.signature(desk, self.edition)
            if self.good is None or self.good.word != word:
                self.good = look.look(desk, self.edition, text, word)
            self.trouble = []
        except DigestError as problem:
            self.trouble = problems.told(problem, self.folder)
        return text

    def _readers(self) -> int | None:
        try:
            return look.readers(self.good.desk) if self.good else 0
        except DigestError as problem:
            self.trouble = self.trouble or problems.told(problem, self.folder)
            return 0


def _label(step: Step | None) -> str | None:
    return step.label if step else None
