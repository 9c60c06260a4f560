"""YAML as editors write it: YAML 1.2, every value with its line, nothing clever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from digest.model import DigestError
from digest.yaml import plain

MAX_BYTES = 2_000_000
MAX_DEPTH = 20


class YamlError(DigestError):
    """The text is not YAML that an editor may write; `line` counts from 1, 0 when it is the whole file."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed YAML: `data` keeps comments and order and can be written back with `dump`.

    `root` holds the same as nodes, which know where in the text they begin and end.
    """

    data: Any
    name: str
    root: Any = None

    def line(self, *path: str | int) -> int:
        """Return the line of the value at `path`, or of its nearest parent that exists."""
        node, found = self.data, 1
        for step in path:
            places = getattr(getattr(node, "lc", None), "data", None) or {}
            if step not in places:
                break
            found = places[step][0] + 1
            node = node[step]
        return int(found)


def _yaml() -> Any:
    """Return a round-trip YAML 1.2 reader without dates (they stay words) and without anything clever."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import RoundTripConstructor
    from ruamel.yaml.parser import RoundTripParser

    class Plain(RoundTripConstructor):
        """Timestamps stay text, so that our own reader can name the line of a wrong one."""

    class Careful(RoundTripParser):
        """What an editor need not write is refused before anything is built from it."""

        depth = 0

        def get_event(self) -> Any:
            event = super().get_event()
            self.depth += _plain(event, self.depth)
            return event

    Plain.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor, yaml.Parser = Plain, Careful
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.preserve_quotes = True
    return yaml


def _plain(event: Any, depth: int) -> int:
    """Return how much deeper `event` leads; raise YamlError for an alias, an anchor, a tag or too many levels."""
    from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

    line = event.start_mark.line + 1
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise YamlError("anchors and aliases (&name, *name) are not allowed: write the value out", line)
    if isinstance(event, ScalarEvent | CollectionStartEvent) and getattr(event, "tag", None):
        raise YamlError(f"tags ({event.tag}) are not allowed: write plain text", line)
    if isinstance(event, CollectionStartEvent) and depth == MAX_DEPTH:
        raise YamlError(f"lists within lists, more than {MAX_DEPTH} deep: nothing here needs that", line)
    return isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)


def parse(text: str, name: str) -> Document:
    """Return the document in `text`; raise YamlError for bad syntax, duplicate keys, aliases, tags or a huge file."""
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.error import YAMLError as AnyYamlError

    if len(text) > MAX_BYTES:
        raise YamlError(f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        yaml = _yaml()
        root = yaml.compose(StringIO(text))
        return Document(None if root is None else yaml.constructor.construct_document(root), name, root)
    except DuplicateKeyError as problem:
        words = str(problem.problem).split(" with value")[0]
        raise YamlError(f"{words}: keep one of the two", problem.problem_mark.line + 1) from None
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise YamlError(
            f"not valid YAML: {problem.problem or problem.context}", mark.line + 1 if mark else 0
        ) from None
    except (AnyYamlError, RecursionError, ValueError) as problem:
        raise YamlError(f"not valid YAML: {str(problem).splitlines()[0]}") from None


def read(path: Path, name: str | None = None) -> Document:
    """Return the document in a UTF-8 file; raise YamlError, also when the file is not UTF-8."""
    try:
        return parse(path.read_text(encoding="utf-8-sig"), name or path.name)
    except UnicodeDecodeError:
        raise YamlError("not UTF-8: save it again as UTF-8") from None


def read_quickly(path: Path, name: str | None = None) -> Document:
    """Return what `read` does; from a file that is plain enough without lines and comments, in a thirtieth of the time."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return read(path, name)
    data = plain.read(text) if len(text) <= MAX_BYTES else None
    return read(path, name) if data is None else Document(data, name or path.name)


def dump(data: Any) -> str:
    """Return YAML text, with the comments and order that `data` was read with."""
    out = StringIO()
    _yaml().dump(data, out)
    return out.getvalue()


def mapping(values: Mapping[str, Any]) -> Any:
    """Return a mapping that keeps the order of its keys, also of those put in between later."""
    from ruamel.yaml.comments import CommentedMap

    return CommentedMap(values)
