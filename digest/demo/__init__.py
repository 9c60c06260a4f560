"""The sample newsletter of `digest demo`: fictional councils, real dirt, one fixed morning."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)  # the day the edition is drafted
EDITION = "2026-12"
LATER = datetime(2026, 12, 31, 7, 0, tzinfo=UTC)  # the day the next one is drafted
NEXT = "2027-01"
ENVIRONMENT = {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1", "DIGEST_TEST_TO": "editors@boroughdigital.example"}
SUBSCRIBERS = ("ada@example.org", "bea@example.org", "cal@example.org")

MARK = ".digest/demo"  # in a folder that the demo made

HERE = Path(__file__).parent
SOURCES = HERE / "sources"


def lay_out(folder: Path, base: str) -> None:
    """Write the newsletter's sources.yaml and picks.yaml into `folder`; `base` is where its sources are served."""
    for name in ("sources.yaml", "picks.yaml"):
        text = (HERE / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("{base}", base), encoding="utf-8")
