"""A newsletter with readers, its public door in this process, and the same door as a program of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from digest import links
from digest.desk.desk import open_desk
from digest.model import Subscriber
from digest.store.subscribers import Consent, add, everyone, find
from digest.web.app import app
from digest.web.booth import Booth
from tests.browser import browser
from tests.desk.conftest import NOW, SETTINGS
from tests.feedback.test_webhook import KEY

__all__ = ["browser"]
SECRETS = {"k1": "a-secret-of-sixteen-or-more", "k0": "an-older-secret-of-ours"}
ENVIRONMENT = {
    "DIGEST_SECRET": ",".join(f"{name}:{secret}" for name, secret in SECRETS.items()),
    "SENDGRID_WEBHOOK_KEY": KEY,
}
STRANGERS_HOST = "http://evil.example"


@dataclass
class People:
    """A newsletter's folder with its readers."""

    folder: Path

    def reader(self, name: str) -> Subscriber:
        with open_desk(self.folder, NOW, ENVIRONMENT).store() as store:
            found = find(store, f"{name}@example.org")
        assert found
        return found

    def status(self, name: str) -> str:
        return str(self.reader(name).status)

    def everyone(self) -> list[Subscriber]:
        with open_desk(self.folder, NOW, ENVIRONMENT).store() as store:
            return list(everyone(store))

    def token(self, name: str, key: str = "k1") -> str:
        return links.sign(self.reader(name).public_id, SECRETS[key], key)


@dataclass
class Door(People):
    """The door, asked as a stranger's browser, a link scanner or a mail program does."""

    booth: Booth
    client: TestClient

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.client.post(path, **options)


def people(folder: Path, *names: str, settings: str = "") -> People:
    text = SETTINGS.format(base="https://boroughs.example")
    (folder / "sources.yaml").write_text(
        text.replace("sections:", settings + "sections:", 1), encoding="utf-8"
    )
    consent = Consent(at=NOW, source="test", wording="yes")
    with open_desk(folder, NOW, ENVIRONMENT).store() as store:
        for name in names or ("ada", "bea"):
            add(store, f"{name}@example.org", consent=consent, secrets=SECRETS)
    return People(folder)


@contextmanager
def opened(folder: Path, site: Path | None = None, env: Mapping[str, str] = ENVIRONMENT) -> Iterator[Door]:
    with Booth(folder, lambda: NOW, env) as booth:
        client = TestClient(app(booth, site), base_url=STRANGERS_HOST, follow_redirects=False)
        yield Door(folder, booth, client)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(people(tmp_path).folder) as made:
        yield made


@dataclass
class Program:
    """`digest serve` as a program of its own."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=15)


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Program]:
    words = ["-C", str(folder), "-v", "--json", "serve", "--port", "0", *options]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **ENVIRONMENT}
    log = folder / "serve.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "digest", *words],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=env,
        )
        assert process.stdout is not None
        try:
            said = ""
            while "}" not in said and (line := process.stdout.readline()):
                said += line
            assert said, log.read_text()
            yield Program(str(json.loads(said)["url"]), process, log)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait(timeout=10)
            process.stdout.close()
