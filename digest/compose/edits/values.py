"""Values in the text: put one in its place, add the key where it is missing, take it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from digest.compose.edits.fields import ORDER, scalar
from digest.compose.edits.sheet import Row, Sheet, Splice, pair, sheet_of


def top(sheet: Sheet, key: str, new: Any) -> list[Splice]:
    """Return the splices that give the edition itself a value."""
    found = pair(sheet.root, key)
    if found:
        return [_instead(sheet, found, new, flow=sheet.root.flow_style, indent=0)]
    first = sheet.root.value[0][0].start_mark.index
    text = scalar(new, style=None, flow=sheet.root.flow_style, indent=0)
    return [Splice(first, first, f"{key}: {text}" + (", " if sheet.root.flow_style else "\n"))]


def put(sheet: Sheet, row: Row, new: Mapping[str, Any]) -> list[Splice]:
    """Return the splices that give an item these values; None takes a key out."""
    return [splice for key, wanted in _in_order(new) for splice in _put(sheet, row, key, wanted)]


def opened(sheet: Sheet, section: str) -> Sheet:
    """Return the sheet with a place for items in `section`, in lines of their own."""
    text = _opened(sheet, section)
    return sheet if text == sheet.text else sheet_of(text, sheet.name)


def _opened(sheet: Sheet, section: str) -> str:
    text = sheet.text
    whole = pair(sheet.root, "sections")
    if whole is None:
        return text.rstrip("\n") + f"\nsections:\n  {section}:\n"
    sections, part = whole[1], pair(whole[1], section)
    if not sections.value:
        return sheet.spliced(_emptied(sheet, whole, f"  {section}:\n"))
    rows = part[1] if part else None
    if sections.flow_style or (rows is not None and rows.value and rows.flow_style):
        return _unfolded(sheet, section)
    if part is None or rows is None:
        end, pad = sheet.line_end(sheet.content_end(sections)), " " * sections.start_mark.column
        return sheet.spliced([Splice(end, end, _line(text, end, f"{pad}{section}:"))])
    return text if rows.value else sheet.spliced(_emptied(sheet, part, ""))


def _emptied(sheet: Sheet, found: tuple[Any, Any], lines: str) -> list[Splice]:
    """Return the splices that take out [], {} or a null, and put lines below its own."""
    start, end = sheet.span(*found)
    below = sheet.line_end(end)
    newline = "" if sheet.text[:below].endswith("\n") else "\n"
    return [Splice(start, end, ""), Splice(below, below, newline + lines if lines else newline)]


def _line(text: str, at: int, line: str) -> str:
    return f"{line}\n" if text[:at].endswith("\n") else f"\n{line}\n"


def _in_order(new: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from sorted(new.items(), key=lambda one: ORDER.get(one[0], 99))


def _put(sheet: Sheet, row: Row, key: str, wanted: Any) -> Iterator[Splice]:
    found, flow = pair(row.node, key), bool(row.node.flow_style)
    if wanted is None:
        yield from _without(sheet, row, key)
    elif found:
        yield _instead(sheet, found, wanted, flow=flow, indent=row.node.start_mark.column)
    elif flow:
        end = row.node.end_mark.index - 1
        comma = ", " if row.node.value else ""
        yield Splice(end, end, f"{comma}{key}: {scalar(wanted, style=None, flow=True, indent=0)}")
    else:
        before = [one for one in row.node.value if ORDER.get(one[0].value, 99) < ORDER.get(key, 99)]
        last = (before or row.node.value[:1])[-1]
        end = sheet.line_end(sheet.span(*last)[1])
        pad = row.node.start_mark.column
        said = scalar(wanted, style=None, flow=False, indent=pad)
        yield Splice(end, end, _line(sheet.text, end, f"{' ' * pad}{key}: {said}"))


def _instead(sheet: Sheet, found: tuple[Any, Any], new: Any, *, flow: bool, indent: int) -> Splice:
    """Return the splice that replaces a value; a comment behind the old one stays on its line."""
    start, end = sheet.span(*found)
    style = getattr(found[1], "style", None)
    said = scalar(new, style=style, flow=flow, indent=indent)
    gap = "" if sheet.text[:start].endswith((" ", "\n")) else " "
    if style in {"|", ">"}:  # its comment stands behind the mark
        head = sheet.text[start : sheet.line_end(start)].rstrip("\n")
        comment = "".join(re.findall(r"\s+#.*", head))
    elif "\n" in said:
        rest = sheet.text[end : sheet.line_end(end)].rstrip("\n")
        comment, end = rest, end + len(rest)
    else:
        comment = ""
    first, newline, more = said.partition("\n")
    return Splice(start, end, gap + first + comment + newline + more)


def _without(sheet: Sheet, row: Row, key: str) -> Iterator[Splice]:
    pairs = row.node.value
    place = next((n for n, (k, _) in enumerate(pairs) if k.value == key), None)
    if place is None:
        return
    name, node = pairs[place]
    if row.node.flow_style or place == 0:
        yield _instead(
            sheet, (name, node), "", flow=bool(row.node.flow_style), indent=row.node.start_mark.column
        )
        return
    yield Splice(sheet.line_of(name.start_mark.index), sheet.line_end(sheet.span(name, node)[1]), "")


def _unfolded(sheet: Sheet, section: str) -> str:
    """Return the text with its sections in lines of their own, where it had them in brackets."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    from digest import yaml

    data = yaml.parse(sheet.text, sheet.name).data
    sections = CommentedMap({**(data.get("sections") or {})})
    sections.setdefault(section, None)
    for name, rows in sections.items():
        if rows:
            sections[name] = CommentedSeq(rows)
        elif rows is not None:
            sections[name] = None
    data["sections"] = sections
    return yaml.dump(data)
