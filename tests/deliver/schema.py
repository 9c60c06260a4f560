"""A strict reader of the part of JSON Schema that mail_send.schema.json uses: a word it does not know is an error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MAIL_SEND = json.loads(Path(__file__).with_name("mail_send.schema.json").read_text(encoding="utf-8"))
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int}
KNOWN = {
    "$schema", "$defs", "$ref", "title", "type", "enum", "required", "properties", "additionalProperties",
    "propertyNames", "maxProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern",
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any] = MAIL_SEND, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield where and how a value breaks its schema."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        yield from faults(value, MAIL_SEND["$defs"][schema["$ref"].rpartition("/")[2]], path)
        return
    if "enum" in schema and not any(type(value) is type(one) and value == one for one in schema["enum"]):
        yield path, f"must be one of {schema['enum']}"
    if "type" in schema and (not isinstance(value, TYPES[schema["type"]]) or isinstance(value, bool)):
        yield path, f"must be of type {schema['type']}"
        return
    if isinstance(value, str):
        yield from _text(value, schema, path)
    elif isinstance(value, list):
        yield from _size(value, schema, path, "Items")
        for place, one in enumerate(value):
            yield from faults(one, schema.get("items", {}), f"{path}.{place}".lstrip("."))
    elif isinstance(value, dict):
        yield from _members(value, schema, path)


def _text(value: str, schema: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    yield from _size(value, schema, path, "Length")
    if not re.search(schema.get("pattern", ""), value):
        yield path, "does not contain a valid value"


def _size(value: Any, schema: dict[str, Any], path: str, what: str) -> Iterator[tuple[str, str]]:
    if not schema.get(f"min{what}", 0) <= len(value) <= schema.get(f"max{what}", 10**9):
        yield path, "is too short or too long"


def _members(value: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    yield from _size(value, schema, path, "Properties")
    yield from ((path, f"{name} is required") for name in schema.get("required", []) if name not in value)
    for name, one in value.items():
        here = f"{path}.{name}".lstrip(".")
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
        if inner is False:
            yield here, "is not a property that may be here"
        else:
            yield from faults(one, inner, here)
        yield from faults(name, schema.get("propertyNames", {}), here)
