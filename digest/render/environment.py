"""Jinja as templates get it: sandboxed, strict, escaping, with the newsletter's own filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from digest.model import Event, Part
from digest.render import addresses, board, markdown, pictures, plain
from digest.render.clean import clean, flat, line
from digest.render.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.nodes import EvalContext

ESCAPED = (".mjml", ".html")


def environment(
    source: Callable[[str], Any], words: Words, look: Callable[[Part, str], list[str]]
) -> Environment:
    """Return the environment that reads templates with `source`."""
    from jinja2 import FunctionLoader, StrictUndefined, pass_eval_context

    from digest.render.sandbox import Sandbox

    made = Sandbox(
        loader=FunctionLoader(source),
        autoescape=lambda name: bool(name and name.endswith(ESCAPED)),
        undefined=StrictUndefined,
        finalize=pass_eval_context(_said),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= _filters(words) | {"look": look}
    made.tests["event"] = lambda item: isinstance(item, Event)
    made.globals["say"] = words.language.say
    return made


def _filters(words: Words) -> dict[str, Callable[..., Any]]:
    return {
        "about": addresses.about,
        "address": addresses.address,
        "outlook": addresses.outlook,
        "read": words.read,
        "rsvp": words.rsvp,
        "shown": pictures.shown,
        "stand": board.stand,
        "line": line,
        "wrap": plain.wrap,
        "underline": plain.underline,
        "markdown": markdown.html,
        "markdown_text": markdown.plain,
        "block": words.block,
        "closes": words.closes,
        "day": words.day,
        "machine": words.machine,
        "named": words.named,
        "spoken": words.spoken,
        "told": words.told,
        "when": words.when,
        "listed": words.language.join,
        "plural": words.language.plural,
    }


def _said(context: EvalContext, value: Any) -> Any:
    """Pass everything a template prints: an empty value is a mistake, words are cleaned, markup is our own."""
    if value is None:
        raise ValueError("this value is empty here; say what to print instead, as in {{ value or '' }}")
    if type(value) is not str:
        return value
    return clean(value) if context.autoescape else flat(value)
