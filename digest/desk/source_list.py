"""sources.yaml with more rows: appended as text, so that everything an editor wrote stays as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from digest import yaml
from digest.config import Config, ConfigError, Source, load
from digest.config.read import FILE
from digest.desk.desk import Usage
from digest.files import save
from digest.gather import kinds

Row = Mapping[str, str]
_EMPTY = re.compile(r"^(sources\s*:)\s*\[\s*\]")


def append(folder: Path, rows: Sequence[Row], note: str = "") -> int:
    """Append `rows` under `sources:` and return the line of the first.

    The whole file is replaced in one step. It is left alone, and Usage raised, unless the settings would be valid
    and the same as before but for these rows. `note` becomes a comment behind each.
    """
    path = (folder / FILE).resolve()
    text = path.read_bytes().decode("utf-8")
    said = [f"- {_flow(row)}" + (f"  # {note}" if note else "") for row in rows]
    longer, line = _inserted(text, said)
    if not _same_but_for(folder, longer, rows):
        raise Usage(f"{FILE}: cannot be added to as it is laid out: write under sources:\n" + "\n".join(said))
    save(path, longer)
    return line


def lines(folder: Path) -> dict[str, int]:
    """Return the line of each source by its id."""
    document = yaml.read(folder / FILE)
    rows = document.data.get("sources") or []
    return {str(row["id"]): document.line("sources", number) for number, row in enumerate(rows)}


def _inserted(text: str, rows: Sequence[str]) -> tuple[str, int]:
    """Return `text` with `rows` behind the last source, before comments that follow it; and the line of the first."""
    newline = "\r\n" if "\r\n" in text else "\n"
    document = yaml.parse(text.removeprefix("\ufeff"), FILE)
    if "sources" not in document.data:
        text = text.rstrip() + f"{newline}sources: []{newline}"
        document = yaml.parse(text.removeprefix("\ufeff"), FILE)
    given = text.split("\n")
    if not given[-1]:
        given.pop()
    begins, ends = _span(document, given)
    top = document.line("sources") - 1
    given[top] = _EMPTY.sub(r"\1", given[top])
    dash = re.match(r"(\s*)-\s", given[begins - 1])
    carriage = newline.removesuffix("\n")
    if ends == len(given):
        given[-1] = given[-1].removesuffix("\r") + carriage
    given[ends:ends] = [f"{dash[1] if dash else '  '}{row}{carriage}" for row in rows]
    return "\n".join([*given, ""]), ends + 1


def _span(document: yaml.Document, given: Sequence[str]) -> tuple[int, int]:
    """Return the lines where the last source begins and ends, those of `sources:` itself when there is none."""
    top = document.line("sources")
    listed = document.data["sources"]
    begins = document.line("sources", len(listed) - 1) if listed else top
    below = [line for key in document.data if (line := document.line(key)) > top]
    ends = min(below, default=len(given) + 1) - 1
    while ends > begins and re.match(r"\s*(#|$)", given[ends - 1]):
        ends -= 1
    return begins, ends


def _flow(row: Row) -> str:
    """Return a row in one line, its address in quotes as everywhere in the file."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    made = yaml.mapping({k: DoubleQuotedScalarString(v) if k == "url" else v for k, v in row.items()})
    made.fa.set_flow_style()
    return yaml.dump(made).strip()


def _same_but_for(folder: Path, text: str, rows: Sequence[Row]) -> bool:
    """Whether `text` means what sources.yaml in `folder` means now, and `rows` after it."""
    before = load(folder, kinds.names())
    with TemporaryDirectory() as elsewhere:
        (Path(elsewhere) / FILE).write_bytes(text.encode())
        try:
            after = load(Path(elsewhere), kinds.names())
        except ConfigError:
            return False
    wanted = [*before.sources, *(Source.model_validate(dict(row)) for row in rows)]
    return _with(after, []) == _with(before, []) and after.sources == wanted


def _with(config: Config, sources: list[Source]) -> Config:
    return config.model_copy(update={"sources": sources})
