"""What the docs say exists, and what exists is in the docs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from digest.cli.main import app
from digest.config import environment
from digest.config.settings import Config

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
TEXTS = [*PAGES, ROOT / "sources.yaml", ROOT / "picks.yaml", ROOT / "digest" / "demo" / "sources.yaml"]


def commands() -> dict[str, Any]:
    """Return every command by its full name."""
    top: Any = typer.main.get_command(app)
    found = dict(top.commands)
    for name, group in list(found.items()):
        if hasattr(group, "commands"):
            del found[name]
            found |= {f"{name} {inner}": command for inner, command in group.commands.items()}
    return found


def settings(model: type[BaseModel] = Config, path: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        here = f"{path}{field.alias or name}"
        inner = list(_models(field.annotation))
        yield from (s for m in inner for s in settings(m, here + "."))
        if not inner:
            yield here


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in commands().items():
        assert f"`digest {name}" in page, name
        for option in (
            o for p in command.params if p.param_type_name == "option" for o in p.opts if p.name != "help"
        ):
            assert option in page, f"{name} {option}"


@pytest.mark.parametrize("page", TEXTS, ids=lambda p: p.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    known = commands()
    groups = {name.split()[0] for name in known if " " in name}
    for said in re.findall(
        r"(?:`|bin/|^)digest (?:-[^\s`]+ (?:[A-Za-z][^\s`]* )?)*([a-z]+(?: [a-z]+)?)",
        page.read_text(encoding="utf-8"),
        re.MULTILINE,
    ):
        words = said.split()
        name = said if words[0] in groups else words[0]
        assert name in known or name in groups, f"{page.name}: digest {said}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text):
        assert (page.parent / link).exists(), f"{page.name}: {link}"
    for name in re.findall(r"`((?:digest|templates|tests|docs)/[\w./-]+)`", text):
        if not any(part.isupper() for part in re.split(r"[/.]", name)):
            assert (ROOT / name).exists(), f"{page.name}: {name}"


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    said = set(
        re.findall(
            r"`((?:newsletter|schedule|sections|sources|fetch|audience|send|approval)(?:\.[a-z_]+)+)`", page
        )
    )
    there = {s for s in settings() if "." in s} | {"sections.links", "schedule.editors"}
    assert said == there


def test_every_variable_is_documented_and_every_documented_one_exists() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    said = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert said == set(environment.NAMES)


def test_a_module_says_in_its_first_line_what_it_is_for() -> None:
    for path in (ROOT / "digest").rglob("*.py"):
        first = path.read_text(encoding="utf-8").lstrip().split("\n", 1)[0]
        assert first.startswith('"""'), path
        assert len(first) > 20, path
