"""A receipt in words."""

from __future__ import annotations

from typing import Any

ENDS = {True: "complete: everybody is accounted for", False: "not complete yet"}


def print_counts(counts: dict[str, Any]) -> None:
    """Print what became of everyone, and what the last call found."""
    print(f"{counts['edition']}: {counts['planned']} on the list")
    for name in ("sent", "failed", "suppressed", "cancelled", "unknown", "remaining"):
        if counts[name] or name == "sent":
            print(f"  {counts[name]:>6} {name}")
    print(ENDS.get(counts["complete"]) or "; ".join(counts["reasons"]))
    for found in (counts.get("last_call") or {}).get("found", []):
        print(f'last call: "{found["title"]}" {found["what"]}')
