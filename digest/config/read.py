"""sources.yaml in, settings out: every mistake at once, each with its line and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from digest import yaml
from digest.config.settings import WORDS, Config, Section, Source
from digest.hints import did_you_mean
from digest.model import DigestError

FILE = "sources.yaml"


class ConfigError(DigestError):
    """sources.yaml or the environment is wrong; `mistakes` holds one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load(folder: Path, kinds: Collection[str], providers: Collection[str] | None = None) -> Config:
    """Return the settings in `folder`/sources.yaml; raise ConfigError with all mistakes.

    `kinds` are the source kinds there are; `providers` those who can carry messages, None when that does not matter.
    """
    mistakes: list[tuple[int, str, str]] = []
    for read in (yaml.read_quickly, yaml.read):  # the second knows lines, which only mistakes need
        document = _read(folder, read)
        config, mistakes = _settings(document, kinds, providers)
        if config and not mistakes:
            return config
    raise ConfigError([f"{FILE}:{line}: {where}: {what}" for line, where, what in sorted(set(mistakes))])


def _settings(
    document: yaml.Document, kinds: Collection[str], providers: Collection[str] | None
) -> tuple[Config | None, list[tuple[int, str, str]]]:
    config: Config | None = None
    mistakes: list[tuple[int, str, str]] = []
    try:
        config = Config.model_validate(_plain(document.data))
    except ValidationError as problem:
        mistakes = [_mistake(document, error) for error in problem.errors(include_url=False)]
    mistakes += _relations(document, kinds)
    if config and providers is not None and config.send.provider not in providers:
        mistakes.append(_unknown_provider(document, config.send.provider, providers))
    return config, mistakes


def _read(folder: Path, read: Callable[[Path], yaml.Document]) -> yaml.Document:
    try:
        return read(folder / FILE)
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigError(
            [f"{FILE}: not found in {folder}: run `digest init DIR`, or name the folder with -C DIR"]
        ) from None
    except OSError as problem:
        raise ConfigError([f"{FILE}: cannot be read: {problem.strerror}: mend that"]) from None
    except yaml.YamlError as problem:
        raise ConfigError([f"{FILE}:{problem.line or 1}: {problem}"]) from None


def _plain(node: Any) -> Any:
    """Return round-trip YAML as plain dict, list, str: pydantic's strict mode wants the very types."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _mistake(document: yaml.Document, error: Any) -> tuple[int, str, str]:
    loc = tuple(step for step in error["loc"] if step not in {"literal['store']", "HostedAudience"})
    line, where = document.line(*loc), _dotted(loc)
    match error["type"]:
        case "extra_forbidden":
            return line, where, f'unknown key "{loc[-1]}"' + _hint(str(loc[-1]), _known_keys(loc[:-1]))
        case "missing":
            return line, where, f'the key "{loc[-1]}" is missing: add it'
        case "literal_error":
            wanted = error["ctx"]["expected"].replace("'", "")
            return line, where, f'"{error["input"]}" is not allowed here: write {wanted}'
        case "string_pattern_mismatch":
            return line, where, f'"{error["input"]}" does not fit: {WORDS[error["ctx"]["pattern"]]}'
        case "value_error":
            return line, where, str(error["ctx"]["error"])
        case "bool_type":
            return line, where, f'"{error["input"]}" is neither true nor false'
        case "string_type":
            return (
                line,
                where,
                "must be text"
                + (": put it in quotes" if isinstance(error["input"], int | float | bool) else ""),
            )
        case _:
            return line, where, str(error["msg"]).replace("Input should", "should")


def _dotted(loc: tuple[Any, ...]) -> str:
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or FILE


def _known_keys(loc: tuple[Any, ...]) -> list[str]:
    """Return the keys that may stand at `loc`, by walking the settings."""
    at: Any = Config
    for step in loc:
        if isinstance(step, int):
            continue
        found = next((f for n, f in at.model_fields.items() if (f.alias or n) == step), None)
        at = next((m for m in _models(found.annotation if found else None)), None)
        if at is None:
            return []
    return [f.alias or name for name, f in at.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def _hint(word: str, known: Collection[str]) -> str:
    return did_you_mean("feed" if word in {"rss", "rrs", "atom"} and "feed" in known else word, known)


def _relations(document: yaml.Document, kinds: Collection[str]) -> list[tuple[int, str, str]]:
    """Return mistakes between values: ids that repeat, sections and kinds that do not exist."""
    data = document.data if isinstance(document.data, dict) else {}
    sections, sources = _rows(data, "sections"), _rows(data, "sources")
    found = []
    for name, rows, what in (("sections", sections, Section), ("sources", sources, Source)):
        seen: dict[str, int] = {}
        for number, row in rows:
            if (key := str(row.get("id"))) in seen:
                first = document.line(name, seen[key], "id")
                found.append(
                    (
                        document.line(name, number, "id"),
                        f"{name}[{number}].id",
                        f'"{key}" is taken by the {what.__name__.lower()} in line {first}: choose another',
                    )
                )
            seen.setdefault(key, number)
    ids = [str(row.get("id")) for _, row in sections]
    for number, row in sources:
        kind, section = row.get("kind"), row.get("section")
        if isinstance(kind, str) and kind not in kinds:
            found.append(
                (
                    document.line("sources", number, "kind"),
                    f"sources[{number}].kind",
                    f'unknown kind "{kind}"' + _hint(kind, kinds),
                )
            )
        if section is not None and str(section) not in ids:
            found.append(
                (
                    document.line("sources", number, "section"),
                    f"sources[{number}].section",
                    f'there is no section "{section}"' + _hint(str(section), ids),
                )
            )
        if (
            isinstance(row.get("url"), str)
            and isinstance(kind, str)
            and (problem := _address(kind, row["url"]))
        ):
            found.append((document.line("sources", number, "url"), f"sources[{number}].url", problem))
    return found


def _unknown_provider(document: yaml.Document, name: str, known: Collection[str]) -> tuple[int, str, str]:
    hint = _hint(name, known)
    return document.line("send", "provider"), "send.provider", f'there is no provider "{name}"{hint}'


def _rows(data: Any, name: str) -> list[tuple[int, Any]]:
    rows = data.get(name)
    return [(n, row) for n, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []


def _address(kind: str, url: str) -> str | None:
    """Return what is wrong with a source's address; only `picks` names a file, and one beside sources.yaml."""
    if kind == "picks":
        return (
            None
            if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.ya?ml", url)
            else f'"{url}" is not the name of a .yaml file beside {FILE}'
        )
    if re.match(r"(https?|webcal)://[^/@\s]+(/\S*|\?\S*)?$", url):
        return None
    return f'"{url}" is not a web address: write https://...'
