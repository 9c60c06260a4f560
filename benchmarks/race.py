"""Commands timed side by side: A B C, A B C, ..., medians of wall time, CPU and peak memory of all their processes."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
SAMPLE = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """One contestant: its command, and what is thrown away before a cold run."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    wipe: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Result:
    """What one run took, or the median of several; `code` is the exit code, the worst of several."""

    wall: float
    cpu: float
    memory: int
    code: int


def race(runners: Sequence[Runner], *, rounds: int, cold: bool, log: Path) -> dict[str, Result]:
    """Run everybody in turn, `rounds` times; return the medians by name."""
    results: dict[str, list[Result]] = {runner.name: [] for runner in runners}
    for _ in range(rounds):
        for runner in runners:
            if cold:
                runner.wipe()
            results[runner.name].append(run(runner, log))
    return {name: _median(several) for name, several in results.items()}


def run(runner: Runner, log: Path) -> Result:
    """Run a command to its end, its words to `log`."""
    began = time.monotonic()
    with log.open("ab") as out:
        process = subprocess.Popen(
            runner.command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **runner.environment},
            start_new_session=True,
        )
    over, peak = threading.Event(), [0]

    def watch() -> None:
        while not over.wait(SAMPLE):
            peak[0] = max(peak[0], _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        _, status, used = os.wait4(process.pid, 0)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    finally:
        over.set()
        watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    return Result(
        wall, used.ru_utime + used.ru_stime, max(peak[0], used.ru_maxrss * 1024), process.returncode
    )


def _memory(pid: int) -> int:
    """Return the resident memory of a process and everything it started; shared pages count each time."""
    total, todo = 0, [pid]
    while todo:
        folder = Path(f"/proc/{todo.pop()}")
        try:
            total += int((folder / "statm").read_text().split()[1]) * PAGE
            todo += [
                int(child)
                for task in (folder / "task").iterdir()
                for child in (task / "children").read_text().split()
            ]
        except (OSError, IndexError):
            continue  # it has ended between two lines
    return total


def _median(several: Sequence[Result]) -> Result:
    return Result(
        statistics.median(one.wall for one in several),
        statistics.median(one.cpu for one in several),
        int(statistics.median(one.memory for one in several)),
        max((one.code for one in several), key=abs),
    )
