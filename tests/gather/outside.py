"""Source kinds as a third party installs them: a package with an entry point, some of them up to no good."""

from __future__ import annotations

from pathlib import Path

KINDS = '''
import os, warnings
from datetime import datetime, UTC
from digest.model import Entry, SourceError, SourceWarning

def entry(source, title, **more):
    return Entry(id=title, source="somebody-else", section="elsewhere", title=title, **more)

def lines(body, source, window):
    """One entry for each line `title` or `title|published`."""
    for line in body.decode().splitlines():
        title, _, published = line.partition("|")
        yield entry(source, title, published=datetime.fromisoformat(published) if published else None)

def warn(body, source, window):
    warnings.warn(SourceWarning("two of three\\x1b[31m entries had no date"))
    warnings.warn(SourceWarning("two of three\\x1b[31m entries had no date"))
    warnings.warn(DeprecationWarning("none of an editor's business"))
    yield entry(source, body.url + " " + body.content_type)

def refuse(body, source, window):
    raise SourceError("got a web page,\\nnot a feed\\x07")

def hang(body, source, window):
    while True: pass

def swell(body, source, window):
    yield entry(source, "x" * (4 << 30))

def crash(body, source, window):
    os.kill(os.getpid(), 11)

def leave(body, source, window):
    raise SystemExit(0)

def nest(body, source, window):
    return nest(body, source, window)

def stumble(body, source, window):
    yield 1 / 0

def nonsense(body, source, window):
    yield {"title": "a dictionary is no item"}

def zoneless(body, source, window):
    yield entry(source, "when?", published=datetime(2026, 11, 2))

def unwritable(body, source, window):
    yield entry(source, "\\ud800")

def chatter(body, source, window):
    print("hello", flush=True)
    os.write(1, b"hello")
    yield entry(source, "quiet")

def secrets(body, source, window):
    yield entry(source, " ".join(sorted(os.environ)))

def files(body, source, window):
    with open(body.decode(), "w") as file:
        file.write("written")
    yield entry(source, "written")
'''


def install(folder: Path) -> None:
    """Put the kinds where Python finds installed packages."""
    (folder / "outside_kinds.py").write_text(KINDS)
    info = folder / "outside_kinds-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outside-kinds\nVersion: 1.0\n")
    names = [
        line.removeprefix("def ").partition("(")[0] for line in KINDS.splitlines() if line.startswith("def ")
    ]
    points = "\n".join(f"{name} = outside_kinds:{name}" for name in names if name != "entry")
    (info / "entry_points.txt").write_text(f"[digest.sources]\n{points}\n")
