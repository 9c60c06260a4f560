"""The designer's room: templates from the newsletter's own folder first, then those that came with the program."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from digest.model import Part
from digest.render import language as languages
from digest.render.problem import TemplateProblem, told
from digest.render.translation import compare
from digest.render.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment

LARGEST = 5_000_000
SUFFIXES = {".mjml", ".txt", ".html", ".yaml"}
KINDS = frozenset({"events", "entries", "board", "links"})  # names of what a section shows; no section's own


class Templates:
    """The templates in effect, read once: make a new one to see a change."""

    def __init__(self, own: Path | None = None) -> None:
        self.folders = [folder.resolve() for folder in (own, shipped()) if folder is not None]
        self._read: dict[str, str] = {}
        self._languages: dict[str, languages.Language] = {}
        self._environments: dict[tuple[str, str], Environment] = {}

    def render(self, name: str, words: Words, **values: Any) -> str:
        """Return a template filled in; raise TemplateProblem with its file and line."""
        environment = self._environment(words)
        try:
            return _whole(environment.get_template(name).generate(values), name)
        except TemplateProblem:
            raise
        except Exception as problem:  # a template can raise anything
            raise told(problem, name, self.names) from problem

    def words(self, language: str, zone: ZoneInfo) -> Words:
        """Return the words of a language; raise TemplateProblem when its file is missing or broken."""
        file = f"languages/{language}.yaml"
        if file not in self._languages:
            self._languages[file] = self._language(file)
        return Words(self._languages[file], zone)

    def _language(self, file: str) -> languages.Language:
        text, model = self.read(file), _text(shipped() / languages.REFERENCE, languages.REFERENCE)
        made = languages.parse(text, file)
        if text != model:
            compare(made, languages.parse(model, languages.REFERENCE))
        return made

    def look(self, part: Part, kind: str) -> list[str]:
        """Return where the look of a section may stand, best first: under its own id, what it shows, any."""
        own = [] if part.id in KINDS else [f"sections/{part.id}.{kind}"]
        return [*own, f"sections/{part.shows}.{kind}", f"sections/any.{kind}"]

    def fingerprint(self) -> dict[str, str]:
        """Return the SHA-256 of every template in effect, by name."""
        return {
            name: hashlib.sha256((self.read(name) or "").encode()).hexdigest() for name in sorted(self.names)
        }

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all templates."""
        found = ((folder, path) for folder in self.folders for path in folder.rglob("*") if path.is_file())
        return frozenset(
            path.relative_to(folder).as_posix() for folder, path in found if path.suffix in SUFFIXES
        )

    def read(self, name: str) -> str | None:
        """Return the text of a template, None when there is none; a path never leads out of its folder."""
        if name not in self._read:
            for folder in self.folders:
                path = (folder / name).resolve()
                if path.is_relative_to(folder) and path.is_file():
                    self._read[name] = _text(path, name)
                    break
        return self._read.get(name)

    def _environment(self, words: Words) -> Environment:
        from digest.render.environment import environment

        key = (words.language.file, words.zone.key)
        if key not in self._environments:
            self._environments[key] = environment(self._source, words, self.look)
        return self._environments[key]

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        from digest.render.components import lint

        text = self.read(name)
        if text is not None and name.endswith(".mjml"):
            lint(text, name)
        return None if text is None else (text, name, lambda: True)


def shipped() -> Path:
    """Return the folder of the templates that came with the program: inside it, or beside it in a checkout."""
    package = Path(str(files("digest")))
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def _whole(pieces: Iterable[str], name: str) -> str:
    """Return the pieces of a template in one, unless they would never end."""
    written, size = [], 0
    for piece in pieces:
        written.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise TemplateProblem(
                name,
                0,
                f"writes more than {LARGEST // 1_000_000} MB: look for a loop that has too many rounds",
            )
    return "".join(written)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateProblem(name, 0, "not UTF-8: save it again as UTF-8") from None
