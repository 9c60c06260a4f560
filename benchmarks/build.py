"""How long forty items take from edition to email beside npm's mjml: the render alone, and the whole process."""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import forty
import usual
from mjml import mjml2html
from race import Runner, race

from digest.desk import build, editions
from digest.desk.desk import open_desk
from digest.render import Templates, email, encoded_size
from digest.render.mjml import to_html
from digest.render.view import view

MJML = "mjml@5"
OURS, EMAIL, LIMIT = "digest, the HTML", "digest, the email", "MRML alone"
WARM, SAME = "npm mjml, warm", "npm mjml, our MJML"
BUILD, PROCESS, COMMAND = "digest build", "MRML, a process", "npm mjml, command"
GOALS = {WARM: 0.2, COMMAND: 0.8}
WARMING = 3
_CONVERT = (
    "import sys; from mjml import mjml2html; sys.stdout.write(mjml2html(open(sys.argv[1]).read(), fonts={}))"
)
Contestants = dict[str, Callable[[], float]]


def main() -> None:
    """Make the edition, run everybody in turn and print a table for each way to run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-r", "--rounds", type=int, default=15, help="medians of so many are shown")
    options.add_argument(
        "--without-npm", action="store_true", help="leave npm's mjml out, and install nothing"
    )
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="build-") as name:
        folder = Path(name)
        forty.write(folder / "news")
        warm, size = _ours(folder)
        print(f"40 items, {size // 1000} KB of HTML as encoded, {given.rounds} rounds, medians")
        node = None if given.without_npm else _npm(folder / "node")
        with _npm_warm(node, folder) as there:
            _show("the render, warm", _in_turn(warm | there, given.rounds), OURS)
        commands = race(_processes(folder, node), rounds=given.rounds, cold=False, log=folder / "log")
        if failed := [name for name, result in commands.items() if result.code]:
            sys.exit(f"{', '.join(failed)} failed:\n{(folder / 'log').read_text()[-2000:]}")
        _show("the whole process", {name: result.wall for name, result in commands.items()}, BUILD)


def _ours(folder: Path) -> tuple[Contestants, int]:
    """Return our renders, and the size of our HTML; write the MJML of both layouts for the others."""
    desk = open_desk(folder / "news", forty.NOW)
    edition = build.render(desk, editions.existing(desk, forty.EDITION)).edition
    templates, newsletter = Templates(), desk.config.newsletter
    words = templates.words(newsletter.language, newsletter.timezone)

    def ours() -> str:
        return templates.render("edition.mjml", words, **view(edition, desk.config))

    made, laid_out = email(edition, desk.config, templates).html, usual.mjml(edition, words)
    (folder / "ours.mjml").write_text(ours(), encoding="utf-8")
    (folder / "usual.mjml").write_text(laid_out, encoding="utf-8")
    assert len(set(re.findall(r"/2026/(\d+)\"", made))) == forty.EVENTS + forty.POSTS
    renders = {
        OURS: _timed(lambda: to_html(ours())),
        EMAIL: _timed(lambda: email(edition, desk.config, templates)),
        LIMIT: _timed(lambda: mjml2html(laid_out, fonts={})),
    }
    return renders, encoded_size(made)


def _npm(folder: Path) -> Path | None:
    """Install npm's mjml for this run; return where, None with a note where that cannot be."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("  without npm's mjml: node and npm are not installed")
        return None
    folder.mkdir()
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", MJML]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=300)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        print(
            f"  without npm's mjml: it cannot be installed: {str(problem.stderr or problem).strip()[-200:]}"
        )
        return None
    return folder


@contextmanager
def _npm_warm(node: Path | None, folder: Path) -> Iterator[Contestants]:
    """Give npm's mjml, loaded once in a process of its own, which tells the time of each render itself."""
    if node is None:
        yield {}
        return
    command = ["node", str(Path(__file__).with_name("warm.mjs")), str(node)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, told = process.stdin, process.stdout
        assert asked
        assert told

        def once(file: str) -> float:
            asked.write(f"{folder / file}\n")
            asked.flush()
            return float(told.readline()) / 1000

        yield {WARM: partial(once, "usual.mjml"), SAME: partial(once, "ours.mjml")}
        asked.close()


def _timed(render: Callable[[], object]) -> Callable[[], float]:
    def once() -> float:
        began = time.perf_counter()
        render()
        return time.perf_counter() - began

    return once


def _in_turn(contestants: Contestants, rounds: int) -> dict[str, float]:
    """Return the medians of everybody's warm renders, A B C, A B C, ...; the first few are thrown away."""
    took = [{name: once() for name, once in contestants.items()} for _ in range(WARMING + rounds)][WARMING:]
    return {name: statistics.median(one[name] for one in took) for name in contestants}


def _processes(folder: Path, node: Path | None) -> list[Runner]:
    source = str(folder / "usual.mjml")
    news = ["-C", str(folder / "news"), "--now", forty.NOW.isoformat()]
    runners = [
        Runner(name=BUILD, command=[*forty.DIGEST, *news, "build", forty.EDITION]),
        Runner(name=PROCESS, command=[sys.executable, "-c", _CONVERT, source]),
    ]
    if node:
        mjml, out = node / "node_modules" / ".bin" / "mjml", folder / "npm.html"
        runners.append(Runner(name=COMMAND, command=[str(mjml), source, "-o", str(out)]))
    return runners


def _show(title: str, seconds: Mapping[str, float], ours: str) -> None:
    print(f"\n{title}\n  {'':20}{'ms':>9}{'ours/it':>9}  goal")
    for name, took in sorted(seconds.items(), key=lambda row: row[1]):
        ratio = "" if name == ours else f"{seconds[ours] / took:.2f}"
        goal = f"<= {GOALS[name]:.2f}" if name in GOALS else ""
        print(f"  {name:20}{took * 1000:9.1f}{ratio:>9}  {goal}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
