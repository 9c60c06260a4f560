"""What an error becomes: one clear line on stderr, one JSON document if asked for, and the contract's exit code."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import typer

from digest.model import DigestError

AGAIN, CTRL_C = 75, 130  # 130 is what typer returns for it


def run(command: Callable[[], Any], *, as_json: bool) -> int:
    """Run a command and return its exit code; whatever goes wrong is told, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _ran(command, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read us has had enough; what Python would flush at the end goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def document(code: int, message: str, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what `--json` prints of an error, and what is known all the same."""
    return {**(known or {}), "error": {"code": code, "message": message, "mistakes": message.splitlines()}}


def write(answer: Any) -> None:
    """Print the one JSON document, in letters that stdout can carry."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(answer, ensure_ascii=not utf8, indent=1, default=str))


def _ran(command: Callable[[], Any], *, as_json: bool) -> int:
    try:
        done = command()
    except BrokenPipeError:
        raise
    except typer.TyperException as problem:
        code, message, known = problem.exit_code, _usage(problem), None
    except DigestError as problem:
        code, message, known = _code(problem), str(problem), getattr(problem, "document", None)
    except OSError as problem:
        code, message, known = 1, _words(problem), None
    else:
        if done != CTRL_C:
            return done if isinstance(done, int) else 0
        code, message, known = AGAIN, "stopped: run the same command again", None
    print(message, file=sys.stderr)
    if as_json:
        write(document(code, message, known))
    return code


def _usage(problem: typer.TyperException) -> str:
    """Return what is wrong with a command line, and who tells more."""
    context: typer.Context | None = getattr(problem, "ctx", None)
    message = re.sub(r"[^\s'\"]+@[^\s'\"]+", "(an address)", problem.format_message())
    if message.startswith("Usage:"):  # no command at all: the message is the help
        return message
    return f"{context.command_path}: {message} ({context.command_path} -h tells more)" if context else message


def _words(problem: OSError) -> str:
    where = f"{problem.filename}: " if problem.filename else ""
    return f"{where}{problem.strerror or type(problem).__name__}: mend that, then run it again"


def _code(problem: DigestError) -> int:
    """Return the contract's exit code for a kind of error; its table loads only now."""
    from digest.cli.codes import CODES, WRONG

    return next((code for kind, code in CODES if isinstance(problem, kind)), WRONG)
