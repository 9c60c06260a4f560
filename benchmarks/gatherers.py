"""Who takes part in `gather.py`: two limits that read nothing, three feed readers of Debian, and `digest gather`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from feeds import NOW
from race import Runner

AT_ONCE = 64
OURS, CURL, FETCH, NEWSBOAT, SFEED, RSS2EMAIL = (
    "digest gather",
    "curl --parallel",
    "aiohttp, unread",
    "newsboat",
    "sfeed",
    "rss2email",
)
PROGRAMS = {CURL: "curl", NEWSBOAT: "newsboat", SFEED: "sfeed_update", RSS2EMAIL: "r2e"}
_SETTINGS = """\
newsletter:
  {{id: race, title: Race, from: editors@example.org, reply_to: editors@example.org, base_url: "https://digest.example.org",
    postal_address: Town Hall, privacy_url: "https://digest.example.org/privacy"}}
sections: [{{id: blogs, title: From the blogs, max_items: 12, max_per_source: 3}}]
fetch: {{timeout: {seconds} seconds, concurrency: {at_once}}}
sources:
"""


def runners(folder: Path, urls: Sequence[str], seconds: int) -> list[Runner]:
    """Return everybody who is installed, each with a folder of its own."""
    ready: dict[str, Callable[[Path, Sequence[str], int], Runner]] = {
        CURL: _curl,
        FETCH: _fetch,
        NEWSBOAT: _newsboat,
        SFEED: _sfeed,
        RSS2EMAIL: _rss2email,
        OURS: _ours,
    }
    found = []
    for name, make in ready.items():
        if name not in missing():
            home = folder / name.partition(" ")[0].strip(",")
            home.mkdir(parents=True)
            found.append(make(home, urls, seconds))
    return found


def missing() -> dict[str, str]:
    """Return the programs that are not on this machine, by contestant."""
    return {name: program for name, program in PROGRAMS.items() if not shutil.which(program)}


def _ours(home: Path, urls: Sequence[str], seconds: int) -> Runner:
    rows = (
        f'  - {{id: team{n}, name: Team {n}, kind: feed, url: "{url}", section: blogs}}\n'
        for n, url in enumerate(urls)
    )
    settings = _SETTINGS.format(seconds=seconds, at_once=AT_ONCE)
    (home / "sources.yaml").write_text(settings + "".join(rows), encoding="utf-8")
    return Runner(
        name=OURS,
        command=[
            sys.executable,
            "-m",
            "digest",
            "-C",
            str(home),
            "--now",
            NOW.isoformat(),
            "gather",
            "2026-12",
        ],
        environment={"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        wipe=_without(home / "editions", home / ".digest"),
    )


def _curl(home: Path, urls: Sequence[str], seconds: int) -> Runner:
    lines = (f'url = "{url}"\noutput = "{home}/{n}"\n' for n, url in enumerate(urls))
    (home / "config").write_text("".join(lines))
    command = f"curl -s -Z --parallel-max {AT_ONCE} --max-time {seconds} --compressed -K {home}/config"
    return Runner(name=CURL, command=command.split())


def _fetch(home: Path, urls: Sequence[str], seconds: int) -> Runner:
    (home / "urls").write_text("\n".join(urls))
    script = str(Path(__file__).with_name("fetch_only.py"))
    options = ["--seconds", str(seconds), "--at-once", str(AT_ONCE)]
    return Runner(
        name=FETCH,
        command=[sys.executable, script, str(home / "urls"), str(home / "etags"), *options],
        wipe=_without(home / "etags"),
    )


def _newsboat(home: Path, urls: Sequence[str], seconds: int) -> Runner:
    (home / "urls").write_text("\n".join(urls))
    (home / "config").write_text(f"reload-threads 32\nbrowser /bin/true\ndownload-timeout {seconds}\n")
    command = f"newsboat -q -u {home}/urls -c {home}/cache.db -C {home}/config -x reload"
    return Runner(
        name=NEWSBOAT, command=command.split(), wipe=_without(home / "cache.db", home / "cache.db.lock")
    )


def _sfeed(home: Path, urls: Sequence[str], seconds: int) -> Runner:
    (home / "etags").mkdir()
    calls = "".join(f'feed "team{n}" "{url}"\n' for n, url in enumerate(urls))
    (home / "rc").write_text(
        f'sfeedpath="{home}/feeds"\nmaxjobs=32\n'
        f'fetch() {{ e="{home}/etags/$(basename "$2")"; '
        f'curl -s --max-time {seconds} --compressed --etag-save "$e" --etag-compare "$e" "$2"; }}\n'
        f"feeds() {{\n{calls}}}\n"
    )

    def wipe() -> None:
        _without(home / "feeds", home / "etags")()
        (home / "etags").mkdir()

    return Runner(name=SFEED, command=["sfeed_update", str(home / "rc")], wipe=wipe)


def _rss2email(home: Path, urls: Sequence[str], seconds: int) -> Runner:
    rows = "".join(f"[feed.team{n}]\nurl = {url}\n" for n, url in enumerate(urls))
    (home / "config").write_text(
        "[DEFAULT]\nfrom = a@example.org\nto = b@example.org\nverbose = error\nsendmail = /bin/true\n"
        f"feed-timeout = {seconds}\n{rows}"
    )
    command = f"r2e -c {home}/config -d {home}/state.json run --no-send"
    return Runner(name=RSS2EMAIL, command=command.split(), wipe=_without(home / "state.json"))


def _without(*paths: Path) -> Callable[[], None]:
    def wipe() -> None:
        for path in paths:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    return wipe
