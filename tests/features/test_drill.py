"""The drill keeps its word: it kills real senders, counts everybody, and says so when somebody is missed or gets two."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from digest.desk.drill import Drill, account, drill, laid_out

READERS = 60


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Drill, int]]:
    with laid_out(tmp_path_factory.mktemp("drill"), 30, Random(5)) as one:
        yield one, one.finish()


def test_senders_are_killed_and_everybody_is_accounted_for() -> None:
    told: list[int] = []
    found = drill(readers=READERS, kills=2, seed=7, told=lambda _, number: told.append(number))
    assert (found["lost"], found["twice"], found["strangers"], found["kept"]) == (0, 0, 0, True)
    assert found["kills"] >= 1
    assert found["receipt"]["sent"] + found["unknown"] == READERS
    assert told == sorted(told)
    assert sum(found["server"].values()) >= READERS - found["unknown"]


def test_without_kills_and_faults_everybody_has_it(done: tuple[Drill, int]) -> None:
    one, code = done
    found = account(one, code)
    assert (found["receipt"]["sent"], found["exit_code"], found["kept"]) == (30, 0, True)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (lambda taken: [*taken, taken[0]], "twice"),
        (lambda taken: taken[1:], "lost"),
        (lambda taken: [*taken, "stranger@example.org"], "strangers"),
    ],
)
def test_a_broken_promise_is_seen(done: tuple[Drill, int], wrong: object, what: str) -> None:
    one, code = done
    honest = one.server.taken
    try:
        one.server.taken = wrong(honest)  # type: ignore[operator]  # one of the lambdas above
        found = account(one, code)
    finally:
        one.server.taken = honest
    assert (found[what], found["kept"]) == (1, False)


def test_the_command_never_touches_the_newsletter_it_is_called_in(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "digest",
        "-C",
        str(tmp_path),
        "--json",
        "drill",
        "--readers",
        "10",
        "--kills",
        "0",
    ]
    ran = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        env={"DIGEST_DATABASE_URL": "sqlite:////nowhere/x.db"},
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["receipt"]["planned"] == 10
    assert list(tmp_path.iterdir()) == []
