"""What an editor looks at is what readers get: letters in files, and a message of the very bytes."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

from digest.desk import approve, build
from digest.desk.letters import letters
from tests.desk.conftest import Newsletter


def test_the_letters_are_written_as_html_text_and_message(newsletter: Newsletter) -> None:
    newsletter.gather("2026-12")
    told = letters(newsletter.desk())
    names = [Path(file).name for file in told["files"]]
    assert names == [f"{n}.{k}" for n in ("confirm", "welcome", "correction") for k in ("html", "txt", "eml")]
    folder = newsletter.folder / "build" / "letters"
    assert "Trees planted by residents" in (folder / "welcome.txt").read_text()
    for name in told["sha256"]:
        message = message_from_bytes((folder / f"{name}.eml").read_bytes(), policy=policy.SMTP)
        assert message["To"] == "reader@example.org"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_before_the_first_edition_there_is_nothing_to_correct(newsletter: Newsletter, tmp_path: Path) -> None:
    told = letters(newsletter.desk(), tmp_path / "here")
    assert set(told["sha256"]) == {"confirm", "welcome"}
    assert (tmp_path / "here" / "confirm.eml").is_file()


def test_looking_at_the_letters_twice_shows_the_same(newsletter: Newsletter) -> None:
    newsletter.gather("2026-12")
    assert letters(newsletter.desk()) == letters(newsletter.desk())


def test_the_built_message_is_what_the_outbox_gets_but_for_the_reader_and_the_clock(
    newsletter: Newsletter,
) -> None:
    newsletter.gather("2026-12")
    desk = newsletter.desk()
    newsletter.readers("reader")
    build.build(desk, "2026-12")
    approve.approve(desk, "2026-12", "Ada")
    newsletter.send()
    built = (newsletter.folder / "build" / "2026-12" / "message.eml").read_bytes()
    (sent,) = newsletter.outbox()
    assert _of_nobody(built) == _of_nobody(sent)
    assert len(built) == len(sent)


def _of_nobody(raw: bytes) -> bytes:
    """Return a message without what is the reader's own, and without its moment."""
    leave = re.search(rb"/u/([\w-]+)>", raw)
    assert leave
    raw = raw.replace(leave[1], b"TOKEN")
    return re.sub(rb"(?m)^(Message-ID|Date): [^\r]*", rb"\1:", raw)
