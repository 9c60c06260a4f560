"""A process of its own that reads documents nobody vouches for; whoever started it may kill it at any time."""

from __future__ import annotations

import json
import resource
import signal
import socket
import traceback
import warnings
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from digest.config.settings import Source
from digest.gather import frames
from digest.gather.kinds import parser
from digest.model import Body, Entry, Event, SourceError, SourceWarning, as_json

LIMITS = {resource.RLIMIT_AS: 1 << 30, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
CPU_SECONDS = 15  # for one document: a loop ends even when nobody is left to kill it
WARNINGS = 20


def main(kinds: Iterable[str]) -> None:
    """Answer questions on descriptor 0, a socket, until it closes; `kinds` are loaded before the limits close in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    for kind in kinds:
        with suppress(Exception):  # a kind that does not load is told with the first document that needs it
            parser(kind)
    for what, most in LIMITS.items():
        _limit(what, most)
    with socket.socket(fileno=0) as channel, channel.makefile("rwb") as line:
        reply: dict[str, Any] = {"ready": True}
        while True:
            line.write(frames.answer(reply))
            line.flush()
            head = line.read(frames.QUESTION.size)
            if len(head) < frames.QUESTION.size:
                return
            header, body = [line.read(length) for length in frames.QUESTION.unpack(head)]
            reply = answer(json.loads(header), body)


def answer(header: dict[str, Any], document: bytes) -> dict[str, Any]:
    """Return `{items, warnings, problem, detail}`: what the document says, or a sentence why nobody knows."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + CPU_SECONDS)
    items: list[dict[str, Any]] = []
    problem = detail = None
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", SourceWarning)
        try:
            items = list(_items(header, document))
        except SourceError as trouble:
            problem = str(trouble)
        except MemoryError:
            problem = "needs too much memory to read"
        except RecursionError:
            problem = "is nested too deeply to read"
        except Exception as broken:  # noqa: BLE001 (kinds come from outside too; the parent logs the detail)
            kind = header["source"]["kind"]
            problem = f'the reader of kind "{kind}" broke on it ({type(broken).__name__})'
            detail = traceback.format_exc()
    told = list(dict.fromkeys(str(w.message) for w in said if issubclass(w.category, SourceWarning)))
    return {"items": items, "warnings": told[:WARNINGS], "problem": problem, "detail": detail}


def _items(header: dict[str, Any], document: bytes) -> Iterable[dict[str, Any]]:
    source = Source.model_validate(header["source"])
    body = Body(document)
    body.url, body.content_type = header["url"], header["content_type"]
    for item in parser(source.kind)(body, source, frames.window_in(header["window"])):
        if not isinstance(item, Entry | Event):
            raise TypeError(f"not an entry or event: {type(item).__name__}")
        row = as_json(item)
        json.dumps(row, allow_nan=False, ensure_ascii=False).encode()  # no value that nobody could write down
        yield row


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
