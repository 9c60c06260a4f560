"""An edition in the terminal: as wide as it is, with links and colours there, plain and whole in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from fcntl import ioctl
from struct import pack
from termios import TIOCSWINSZ

import pytest

from tests.cli.test_contract import digest
from tests.desk.conftest import NOW, Newsletter


@pytest.fixture
def draft(newsletter: Newsletter) -> Newsletter:
    newsletter.gather()
    newsletter.edit(
        "title: Roads without potholes", "title: Roads without potholes, on Tuesday 3 December 2026"
    )
    text = newsletter.draft().read_text(encoding="utf-8")
    out = text.index("title: Bins")
    keep = text.rindex("keep: true", 0, out)
    newsletter.draft().write_text(text[:keep] + "keep: false" + text[keep + 10 :], encoding="utf-8")
    return newsletter


def on_a_terminal(newsletter: Newsletter, columns: int, **env: str) -> str:
    """Return what `digest show` writes to a terminal of this width."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, pack("HHHH", 40, columns, 0, 0))
    words = [sys.executable, "-m", "digest", "-C", str(newsletter.folder), "--now", NOW.isoformat(), "show"]
    clean = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", **newsletter.env, **env}
    process = subprocess.Popen(words, stdout=theirs, stderr=theirs, stdin=theirs, env=clean)
    os.close(theirs)
    said = b""
    with suppress(OSError):  # Linux: the other side was closed
        while chunk := os.read(ours, 65536):
            said += chunk
    os.close(ours)
    assert process.wait(20) == 0
    return said.decode()


def plain(text: str) -> list[str]:
    """Return the lines of a terminal without colours and links."""
    import re

    return [line.rstrip() for line in re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[\d;]*m", "", text).splitlines()]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_it_is_as_wide_as_the_terminal_and_links_can_be_clicked(draft: Newsletter, columns: int) -> None:
    said = on_a_terminal(draft, columns)
    lines = plain(said)
    assert max(map(len, lines)) <= min(columns, 110)
    assert "\x1b]8;" in said
    assert "https://example.org/Roads-without-potholes" in said
    assert lines[0].startswith(" Borough Digital,")
    assert "goes out Thu 3 Dec 2026 09:00" in lines[0]


def test_a_finding_stands_beside_its_item_and_what_is_out_is_named(draft: Newsletter) -> None:
    lines = plain(on_a_terminal(draft, 100))
    item = next(n for n, line in enumerate(lines) if "Roads without potholes, on Tuesday" in line)
    near = " ".join(lines[item : item + 7])
    assert "✗ block: line " in near
    assert '"Tuesday 3 December 2026" is a Thursday' in near
    assert any(line.startswith("left out") and "Bins that tell their day" in line for line in lines)


def test_no_color_has_no_colours(draft: Newsletter) -> None:
    said = on_a_terminal(draft, 80, NO_COLOR="1")
    assert "\x1b[3" not in said
    assert "\x1b[4" not in said


def test_a_pipe_gets_plain_words_and_whole_addresses(draft: Newsletter) -> None:
    words = ("-C", str(draft.folder), "--now", NOW.isoformat(), "show", "2026-12")
    done = digest(*words, **draft.env)
    assert "\x1b" not in done.stdout
    assert "https://example.org/Roads-without-potholes" in done.stdout
    assert not any(line.endswith(" ") for line in done.stdout.splitlines())
    assert digest(*words, PYTHONIOENCODING="ascii", **draft.env).stdout.isascii()


def test_what_cannot_be_read_is_told_where_its_item_does_not_show(draft: Newsletter) -> None:
    draft.edit("title: Trees planted", "when: whenever\n      title: Trees planted")
    lines = plain(on_a_terminal(draft, 100))
    at = lines.index("To look at")
    assert any('cannot read the time "whenever"' in line for line in lines[at:])
