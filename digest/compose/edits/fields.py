"""What an editor may write, made fit for YAML: the fields, and each value as the text that reads back the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from digest import yaml
from digest.compose.draft import EVENT_KEYS, PICTURE_KEYS
from digest.compose.mistakes import BAD

MULTILINE = frozenset({"intro"})
TEXTS = frozenset({"subject", "preheader", "intro"})
ORDER = {key: n for n, key in enumerate((*EVENT_KEYS, "picture", "by"))}
WRITABLE = frozenset(EVENT_KEYS) - {"id", "keep"} | {"picture"}
LONGEST = 20_000


def tidy(field: str, given: Any) -> Any:
    """Return what will be written: text without what no mail program shows, in one line where it is one."""
    if field == "picture":
        return _picture(given)
    if isinstance(given, bool):
        return given
    text = BAD.sub("", str(given or "").replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]
    if field not in MULTILINE:
        return " ".join(text.split())
    return "\n".join(line if line.strip() else "" for line in text.split("\n")).strip("\n")


def scalar(value: Any, *, style: str | None, flow: bool, indent: int) -> str:
    """Return a value as YAML, in the quotes it stands in; more than one line is a block below, `indent` deep."""
    if isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in value.items()) + "}"
    if flow or (style == '"' and "\n" not in value):
        return json.dumps(value, ensure_ascii=False)
    if "\n" in value:
        return _block(value, indent)
    if style == "'":
        return "'" + str(value).replace("'", "''") + "'"
    return _plain(value)


def _plain(value: str) -> str:
    """Return one line as it is where that reads back the same, else in quotes."""
    text: str = yaml.dump(yaml.mapping({"k": value})).removeprefix("k:").strip()
    return json.dumps(value, ensure_ascii=False) if "\n" in text or not text else text


def _block(value: str, indent: int) -> str:
    first = next(line for line in value.split("\n") if line)
    mark = "2" if first[0] in " \t" else ""  # how deep: spaces of the text's own could be taken for it
    lines = [" " * (indent + 2) + line if line else "" for line in value.split("\n")]
    return f"|{mark}-\n" + "\n".join(lines)


def _picture(given: Any) -> dict[str, Any] | None:
    if not isinstance(given, Mapping):
        return None
    said = {key: " ".join(BAD.sub("", str(given.get(key) or "")).split()) for key in PICTURE_KEYS}
    whole = {
        k: int(v) if k in {"width", "height"} and re.fullmatch(r"\d{1,5}", v) else v for k, v in said.items()
    }
    return {k: v for k, v in whole.items() if v != "" or k == "alt"} if any(whole.values()) else None
