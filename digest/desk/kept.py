"""edition.yaml as it was approved, kept beside the approval."""

from __future__ import annotations

from digest.compose import draft
from digest.compose.draft import Draft, DraftError
from digest.desk.desk import Desk
from digest.desk.editions import Standing
from digest.files import save

COPY = "approved.yaml"


def keep(desk: Desk, standing: Standing) -> None:
    """Keep the words that are approved now."""
    text = (standing.folder / draft.FILE).read_text(encoding="utf-8-sig")
    save(desk.state(standing.slot.id) / COPY, text)


def words(desk: Desk, edition: str) -> Draft | None:
    """Return the draft as it was approved, None where nobody kept it."""
    try:
        return draft.parse((desk.state(edition) / COPY).read_text(encoding="utf-8"), COPY)
    except (OSError, UnicodeDecodeError, DraftError):
        return None


def take_back(desk: Desk, edition: str) -> None:
    """Take an approval back, and the words that were kept with it."""
    for name in ("approval.json", COPY):
        (desk.state(edition) / name).unlink(missing_ok=True)
