"""A language file: standing phrases, amounts, names and a clock, every lack of one named with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from digest import yaml
from digest.render.problem import TemplateProblem

REFERENCE = "languages/en-GB.yaml"
NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Language:
    """The words of one language, in the document that its translator mends."""

    document: yaml.Document

    @property
    def file(self) -> str:
        """The name of its file under templates/."""
        return self.document.name

    def say(self, phrase: str, **values: object) -> str:
        """Return a standing phrase with its {names} filled in."""
        return self._filled(values, "phrases", phrase)

    def plural(self, n: int, of: str) -> str:
        """Return "1 source" or "64 sources": the form under the very number, else `other`."""
        forms = self.at("amounts", of)
        exact = next((key for key in forms if str(key) == str(n)), "other")
        return self._filled({"n": n}, "amounts", of, exact)

    def clock(self, hour: int, minute: int) -> str:
        """Return "3pm" or "3:30pm": the form of the latest hour that has begun, round hours without minutes."""
        begun = max((key for key in self._hours if int(key) <= hour), key=int)
        values = {"hour": hour % 12 or 12, "hour24": f"{hour:02}", "minute": f"{minute:02}"}
        minutes = self.say("minutes", minute=values["minute"]) if minute else ""
        return self._filled(values | {"minutes": minutes}, "clock", begun)

    def join(self, words: Sequence[str]) -> str:
        """Return "A", "A and B" or "A, B and C"."""
        if len(words) < 2:
            return "".join(words)
        return self.say("and", first=", ".join(words[:-1]), last=words[-1])

    def name(self, of: str, number: int) -> str:
        """Return the name of a month or weekday, counted from 0."""
        return str(self.at(of)[number])

    def at(self, *path: Any) -> Any:
        """Return what stands at a path; raise TemplateProblem where nothing does."""
        node: Any = self.document.data
        for step in path:
            if not isinstance(node, Mapping) or step not in node:
                missing = f'"{".".join(map(str, path))}" is missing: add it, as in {REFERENCE}'
                raise self.problem(missing, *path)
            node = node[step]
        return node

    def problem(self, message: str, *path: Any) -> TemplateProblem:
        """Return what is wrong at a path, with its line."""
        return TemplateProblem(self.file, self.document.line(*path), message)

    @cached_property
    def _hours(self) -> list[Any]:
        return list(self.at("clock"))

    @cached_property
    def _cut(self) -> dict[tuple[Any, ...], list[str]]:
        """What was said before, cut at its names: every second piece is one."""
        return {}

    def _filled(self, values: Mapping[str, object], *path: Any) -> str:
        pieces = self._cut.get(path) or self._cut.setdefault(path, NAMED.split(str(self.at(*path))))
        if len(pieces) == 1:
            return pieces[0]
        for name in pieces[1::2]:
            if name not in values:
                words = f'"{path[-1]}" asks for {{{name}}}, which is not given there: take it out'
                raise self.problem(words, *path)
        return "".join(str(values[piece]) if n % 2 else piece for n, piece in enumerate(pieces))


def parse(text: str | None, file: str) -> Language:
    """Return the language in a file's text; raise TemplateProblem when it is missing or broken."""
    if text is None:
        raise TemplateProblem(file, 0, f"not found: copy {REFERENCE} to this name and translate it")
    try:
        return Language(yaml.parse(text, file))
    except yaml.YamlError as problem:
        raise TemplateProblem(file, problem.line, str(problem)) from None
