"""A language file: standing phrases, amounts and names, every lack of one named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from digest import yaml
from digest.render.problem import TemplateProblem


@dataclass(frozen=True)
class Language:
    """The words of one language; `file` is its name, for the one who mends it."""

    data: Mapping[str, Any]
    file: str

    def say(self, phrase: str, **values: object) -> str:
        """Return a standing phrase with its {names} filled in."""
        return re.sub(
            r"\{(\w+)\}",
            lambda name: str(self._value(phrase, name[1], values)),
            str(self._at("phrases", phrase)),
        )

    def plural(self, n: int, of: str) -> str:
        """Return "1 source" or "64 sources": the form under the very number, else `other`."""
        form = self._at("amounts", of).get(str(n)) or self._at("amounts", of, "other")
        return str(form).replace("{n}", str(n))

    def join(self, words: Sequence[str]) -> str:
        """Return "A", "A and B" or "A, B and C"."""
        if len(words) < 2:
            return "".join(words)
        return self.say("and", first=", ".join(words[:-1]), last=words[-1])

    def name(self, of: str, number: int) -> str:
        """Return the name of a month or weekday, counted from 0."""
        names = self._at(of)
        if not isinstance(names, Sequence) or number >= len(names):
            raise TemplateProblem(self.file, 0, f'"{of}" is too short: write all its names')
        return str(names[number])

    def _at(self, *path: str) -> Any:
        node: Any = self.data
        for step in path:
            if not isinstance(node, Mapping) or step not in node:
                raise TemplateProblem(
                    self.file, 0, f'"{".".join(path)}" is missing: add it, as in languages/en-GB.yaml'
                )
            node = node[step]
        return node

    def _value(self, phrase: str, name: str, values: Mapping[str, object]) -> object:
        if name not in values:
            raise TemplateProblem(
                self.file, 0, f'"{phrase}" asks for {{{name}}}, which is not given there: take it out'
            )
        return values[name]


def parse(text: str | None, file: str) -> Language:
    """Return the language in a file's text; raise TemplateProblem when it is missing or broken."""
    if text is None:
        raise TemplateProblem(file, 0, "not found: copy languages/en-GB.yaml to this name and translate it")
    try:
        return Language(yaml.parse(text, file).data, file)
    except yaml.YamlError as problem:
        raise TemplateProblem(file, problem.line, str(problem)) from None
