"""Settings that never stand in git: the environment, and `.env` in the newsletter's folder."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digest.config.read import ConfigError

NAMES = (
    "DIGEST_DATABASE_URL",
    "DIGEST_SECRET",
    "DIGEST_STATE",
    "DIGEST_PROVIDER",
    "DIGEST_INSTANCE",
    "DIGEST_ALLOW_PRIVATE_HOSTS",
    "DIGEST_TEST_TO",
    "SMTP_URL",
    "SENDGRID_API_KEY",
    "SENDGRID_BASE_URL",
    "SENDGRID_WEBHOOK_KEY",
    "DIGEST_MAILBOX",
    "SSL_CERT_FILE",
    "GITHUB_ACTIONS",
    "NO_COLOR",
)

DATABASE = "sqlite:///digest.db"


@dataclass(frozen=True)
class Environment:
    """What this machine was told. `secrets` maps key ids to secrets, the first signs; none of it is ever printed.

    A SQLite file in `database_url` that is not an absolute path lies in the newsletter's folder.
    """

    database_url: str
    state: Path
    secrets: dict[str, str] = field(repr=False)
    provider: str | None = None
    instance: str | None = None
    allow_private_hosts: tuple[str, ...] = ()
    test_to: str | None = field(default=None, repr=False)
    github_actions: bool = False
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def keys(self) -> dict[str, str]:
        """Return the secrets by key id, the one that signs first; ConfigError when there is none."""
        if not self.secrets:
            raise ConfigError(
                [
                    "DIGEST_SECRET: not set: run `digest init .`, which writes one into .env, or set keyid:secret"
                ]
            )
        return self.secrets

    @property
    def signing(self) -> tuple[str, str]:
        """Return (key id, secret) of the key that signs; ConfigError when there is none."""
        return next(iter(self.keys.items()))


def load(folder: Path, given: Mapping[str, str] | None = None) -> Environment:
    """Return the environment for the newsletter in `folder`; real variables win over `.env`. Raise ConfigError."""
    values = {**_dotenv(folder / ".env"), **(os.environ if given is None else given)}
    return Environment(
        database_url=values.get("DIGEST_DATABASE_URL") or DATABASE,
        state=folder / (values.get("DIGEST_STATE") or ""),
        secrets=_secrets(values.get("DIGEST_SECRET", "")),
        provider=values.get("DIGEST_PROVIDER") or None,
        instance=values.get("DIGEST_INSTANCE") or None,
        allow_private_hosts=tuple(values.get("DIGEST_ALLOW_PRIVATE_HOSTS", "").replace(",", " ").split()),
        test_to=values.get("DIGEST_TEST_TO") or None,
        github_actions=bool(values.get("GITHUB_ACTIONS")),
        values=values,
    )


def _dotenv(path: Path) -> dict[str, str]:
    """Return NAME=value lines; a line that is neither that nor a comment raises ConfigError."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    except UnicodeDecodeError:
        raise ConfigError([".env: not UTF-8: save it again as UTF-8"]) from None
    except OSError as problem:
        raise ConfigError([f".env: cannot be read: {problem.strerror}: let its owner run this"]) from None
    values = {}
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = re.match(r"^(?:export\s+)?([A-Z_][A-Z0-9_]*)\s*=\s*(.*)$", text)
        if not found:
            raise ConfigError([f".env:{number}: cannot read this line: write NAME=value"])
        values[found[1]] = found[2].strip().strip("\"'")
    return values


def _secrets(text: str) -> dict[str, str]:
    secrets = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        key_id, _, secret = part.partition(":")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", key_id) or len(secret) < 16:
            raise ConfigError(
                [
                    "DIGEST_SECRET: write keyid:secret with a secret of 16 characters or more, several with commas between"
                ]
            )
        secrets[key_id] = secret
    return secrets
