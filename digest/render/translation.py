"""A translation held beside the language it was made from: complete, and no phrase asks for what is not given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from digest.hints import did_you_mean
from digest.render.language import NAMED, REFERENCE, Language

NAMES = {"months": 12, "short_months": 12, "weekdays": 7, "short_weekdays": 7}
CLOCK = {"hour", "hour24", "minute", "minutes"}
HOURS = {str(hour) for hour in range(24)}


def compare(made: Language, reference: Language) -> None:
    """Raise TemplateProblem for what `made` lacks, or for its first phrase that cannot be filled in."""
    for section in ("phrases", "amounts", "clock"):
        if not isinstance(made.at(section), Mapping):
            raise made.problem(f'"{section}" must hold words by name, as in {REFERENCE}', section)
    _names(made)
    for section in ("phrases", "amounts"):
        _all_there(made, reference, section)
    for path, allowed in _forms(made, reference):
        _fillable(made, path, allowed)
    for phrase, text in reference.at("phrases").items():
        for lost in sorted(set(NAMED.findall(text)) - set(NAMED.findall(made.at("phrases", phrase)))):
            raise made.problem(f'"{phrase}" leaves out {{{lost}}}: readers would miss it', "phrases", phrase)


def _names(made: Language) -> None:
    for name, count in NAMES.items():
        found = made.at(name)
        if not isinstance(found, list) or len(found) != count:
            raise made.problem(f'"{name}" must be a list of {count} names', name)
    if made.at("phrases", "direction") not in {"ltr", "rtl"}:
        raise made.problem('"direction" must be ltr or rtl', "phrases", "direction")
    hours = {str(hour) for hour in made.at("clock")}
    if "0" not in hours or not hours <= HOURS:
        raise made.problem('"clock" must hold hours from 0 to 23, and "0" among them', "clock")


def _all_there(made: Language, reference: Language, section: str) -> None:
    wanted, there = reference.at(section), made.at(section)
    if missing := [name for name in wanted if name not in there]:
        strange = "".join(f', and "{name}" is none of ours' for name in there if name not in wanted)
        words = f"{section}: {', '.join(missing)} missing{strange}: add it, as in {REFERENCE}"
        raise made.problem(words, section)


def _forms(made: Language, reference: Language) -> Iterator[tuple[tuple[Any, ...], Collection[str]]]:
    """Yield where each form stands and what it may ask for; phrases for own templates may ask for anything."""
    for phrase, text in reference.at("phrases").items():
        yield ("phrases", phrase), NAMED.findall(text)
    for hour in made.at("clock"):
        yield ("clock", hour), CLOCK
    for amount in reference.at("amounts"):
        made.at("amounts", amount, "other")
        for number in made.at("amounts", amount):
            yield ("amounts", amount, number), {"n"}


def _fillable(made: Language, path: tuple[Any, ...], allowed: Collection[str]) -> None:
    text, name = made.at(*path), path[-1]
    if not isinstance(text, str) or not text:
        raise made.problem(f'"{name}" must be words: put them in quotes', *path)
    for asked in NAMED.findall(text):
        if asked not in allowed:
            words = f'"{name}" asks for {{{asked}}}, which is not given there' + did_you_mean(asked, allowed)
            raise made.problem(words, *path)
