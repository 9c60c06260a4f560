"""What still stands between these settings and a sending, though they can be read."""

from __future__ import annotations

import re

from digest.config.settings import Config

_PLACEHOLDER = re.compile(r"\bexample\.(org|com|net)\b", re.IGNORECASE)


def placeholders(config: Config) -> list[str]:
    """Return the identity settings that still hold an example address: nothing real may go out with them."""
    values = {
        "from": config.newsletter.sender,
        "reply_to": config.newsletter.reply_to,
        "base_url": config.newsletter.base_url,
        "postal_address": config.newsletter.postal_address,
        "privacy_url": config.newsletter.privacy_url,
    }
    return [name for name, value in values.items() if _PLACEHOLDER.search(value)]
