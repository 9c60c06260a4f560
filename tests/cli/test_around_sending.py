"""The commands beside sending end with the contract's codes and name no reader."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from digest.desk import approve
from tests.cli.test_contract import NOW, digest
from tests.deliver.mail_server import MailServer
from tests.desk.conftest import SETTINGS, Newsletter, Outside


@pytest.fixture
def approved(tmp_path: Path) -> Newsletter:
    env = {"DIGEST_SECRET": "k1:a-secret-of-sixteen-or-more", "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    found = Newsletter(tmp_path, env)
    with Outside.serving() as outside:
        outside.says("marlow", b"<rss version='2.0'><channel><item><title>Bins</title><link>https://boroughs.example/b</link><pubDate>Tue, 10 Nov 2026 09:00:00 GMT</pubDate></item></channel></rss>")  # fmt: skip
        (tmp_path / "sources.yaml").write_text(SETTINGS.format(base=outside.base), encoding="utf-8")
        found.gather()
    found.readers(*(f"reader{n}" for n in range(30)))
    approve.approve(found.desk(), "2026-12", "Dot")
    return found


def test_a_copy_a_second_thought_and_a_word(approved: Newsletter) -> None:
    here = ("-C", str(approved.folder), *NOW, "--json")
    copy = digest(*here, "test", "2026-12", "--to", "dot@boroughs.example", **approved.env)
    assert (copy.returncode, json.loads(copy.stdout)["provider"]) == (0, "outbox")
    assert "dot@" not in copy.stdout + copy.stderr
    assert digest(*here, "test", "2026-12", **approved.env).returncode == 2
    public = approved.env | {"GITHUB_ACTIONS": "true"}
    assert digest(*here, "test", "2026-12", "--to", "dot@boroughs.example", **public).returncode == 2
    assert digest(*here, "resolve", "2026-12", "--as", "sent", "--by", "Dot", **approved.env).returncode == 3
    assert digest(*here, "resolve", "2026-12", "--as", "lost", "--by", "Dot", **approved.env).returncode == 2
    off = digest(*here, "cancel", "2026-12", **approved.env)
    assert (off.returncode, json.loads(off.stdout)["state"]) == (0, "cancelled")
    assert "0 readers have it already" in off.stderr
    assert digest(*here, "send", "2026-12", **approved.env).returncode == 3


def test_a_quiet_stop_ends_with_75_and_the_same_command_goes_on(approved: Newsletter) -> None:
    with MailServer(delay=0.05).serving() as server, Outside.serving() as outside:
        settings = approved.folder / "sources.yaml"
        text = settings.read_text(encoding="utf-8").replace("https://boroughs.example\n", f"{outside.base}\n")
        settings.write_text(text, encoding="utf-8")
        approve.approve(approved.desk(), "2026-12", "Dot")
        for page in ("healthz", "editions/2026-12/"):
            outside.says(page, b"ok", kind="text/html")
        env = approved.env | {"DIGEST_PROVIDER": "smtp", "SMTP_URL": server.url, "PATH": ""}
        words = [
            sys.executable,
            "-m",
            "digest",
            "-C",
            str(approved.folder),
            *NOW,
            "--json",
            "send",
            "2026-12",
        ]
        with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sender:
            while not server.taken and sender.poll() is None:
                pass
            sender.send_signal(signal.SIGTERM)
            out, told = sender.communicate(timeout=60)
        assert sender.returncode == 75, told
        stopped = json.loads(out)
        assert (stopped["sent"], stopped["unknown"]) == (len(server.taken), 0)
        assert 0 < stopped["remaining"] < 30
        assert subprocess.run(words, env=env, check=False, capture_output=True, timeout=60).returncode == 0
        assert len(set(server.readers)) == len(server.readers) == 30
