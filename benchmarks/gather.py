"""How long `digest gather` takes beside feed readers, and beside fetching alone: cold, unchanged, and on a bad day."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import feeds
from gatherers import CURL, FETCH, NEWSBOAT, OURS, RSS2EMAIL, SFEED, missing, runners
from race import Result, race


class Phase(NamedTuple):
    """One way to run: what the server does, who is left out, and what we aim at (our wall time by theirs)."""

    title: str
    cold: bool = True
    server: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    goals: Mapping[str, float] = {}


PHASES = {
    "cold": Phase("cold: nothing known", goals={NEWSBOAT: 0.5, SFEED: 0.7, RSS2EMAIL: 0.15}),
    "warm": Phase(
        "warm: every answer is 304",
        cold=False,
        without=frozenset({CURL}),
        goals={FETCH: 1.2, RSS2EMAIL: 1.0},
    ),
    "bad": Phase(
        "a bad day: 200 ms latency, 1% errors, 1% never answer",
        server=("--latency", "0.2", "--broken", "100", "--silent", "100"),
        without=frozenset({NEWSBOAT, SFEED, RSS2EMAIL}),
        goals={CURL: 1.15},
    ),
}


def main() -> None:
    """Run the phases and print a table for each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", "--feeds", type=int, default=1000)
    options.add_argument("-r", "--rounds", type=int, default=3, help="each phase so often; medians are shown")
    options.add_argument("--phases", nargs="+", choices=PHASES, default=list(PHASES))
    options.add_argument(
        "--only", help="words of the contestants' names, with commas; ours always takes part"
    )
    options.add_argument(
        "--deadline", type=int, default=20, help="seconds for one feed, the same for everybody"
    )
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="race-") as name:
        folder = Path(name)
        size = feeds.write(folder / "feeds", given.feeds)
        print(f"{given.feeds} feeds of {size // 1000} KB, {given.rounds} rounds, medians")
        for contestant, program in missing().items():
            print(f"  without {contestant}: {program} is not installed")
        for phase in given.phases:
            _show(PHASES[phase], _run(folder, phase, given))


def _run(folder: Path, name: str, given: argparse.Namespace) -> dict[str, Result]:
    phase = PHASES[name]
    wanted = [OURS, *given.only.split(",")] if given.only else [""]
    with _server(folder / "feeds", phase.server) as port:
        urls = [f"http://127.0.0.1:{port}/{number}.xml" for number in range(given.feeds)]
        taking_part = [
            runner
            for runner in runners(folder / name, urls, given.deadline)
            if runner.name not in phase.without and any(word in runner.name for word in wanted)
        ]
        log = folder / f"{name}.log"
        if not phase.cold:
            race(taking_part, rounds=1, cold=True, log=log)
        return race(taking_part, rounds=given.rounds, cold=phase.cold, log=log)


@contextmanager
def _server(folder: Path, options: tuple[str, ...]) -> Iterator[int]:
    """Serve the feeds from a process of its own; give its port."""
    script = str(Path(__file__).with_name("feed_server.py"))
    command = [sys.executable, script, str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _show(phase: Phase, results: Mapping[str, Result]) -> None:
    ours = results[OURS]
    print(f"\n{phase.title}\n  {'':18}{'wall s':>8}{'cpu s':>8}{'MB':>6}{'ours/it':>9}  goal")
    for name, result in sorted(results.items(), key=lambda row: row[1].wall):
        ratio = "" if name == OURS else f"{ours.wall / result.wall:.2f}"
        goal = f"<= {phase.goals[name]:.2f}" if name in phase.goals else ""
        code = f"  exit {result.code}" if result.code else ""
        line = f"  {name:18}{result.wall:8.2f}{result.cpu:8.2f}{result.memory / 1e6:6.0f}{ratio:>9}  {goal}{code}"
        print(line.rstrip(), flush=True)


if __name__ == "__main__":
    main()
