"""However a command ends, its exit code and its one document say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digest.cli import ending
from digest.config import ConfigError
from digest.deliver.providers import UnknownProvider
from digest.desk.desk import Halted, Refusal, Unfinished
from digest.model import DigestError
from digest.store.place import Busy, NoDatabase, StoreError

COUNTS = {"edition": "2026-12", "sent": 3, "remaining": 7}


def ended(problem: BaseException, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    def command() -> None:
        raise problem

    code = ending.run(command, as_json=True)
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (ConfigError(["one", "two"]), 2),
        (UnknownProvider("pigeon"), 2),
        (NoDatabase("nowhere"), 2),
        (StoreError("full"), 1),
        (Busy("held"), 75),
        (DigestError("wrong"), 1),
        (OSError(28, "No space left on device"), 1),
    ],
)
def test_every_error_has_its_code(problem: Exception, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, document = ended(problem, capsys)
    assert found == code
    assert document["error"]["code"] == code
    assert document["error"]["mistakes"] == document["error"]["message"].splitlines() != []


@pytest.mark.parametrize(
    ("problem", "code"),
    [(Unfinished("more", COUNTS), 75), (Refusal("no", COUNTS), 3), (Halted("key", COUNTS), 1)],
)
def test_what_is_known_stands_beside_the_error(
    problem: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found, document = ended(problem, capsys)
    assert found == code
    assert {key: document[key] for key in COUNTS} == COUNTS


def test_ctrl_c_is_not_finished(capsys: pytest.CaptureFixture[str]) -> None:
    assert ending.run(lambda: ending.CTRL_C, as_json=False) == 75
    assert "run the same command again" in capsys.readouterr().err
