"""Whether this machine, with these settings, may hand mail to a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.config import ConfigError, placeholders
from digest.desk import hosted
from digest.desk.desk import Desk

if TYPE_CHECKING:
    from digest.deliver.providers import Provider

OUTBOX = "outbox"


def provider_name(desk: Desk) -> str:
    """Return who carries messages here."""
    return desk.env.provider or desk.config.send.provider


def provider(desk: Desk) -> Provider:
    """Return the provider, ready to send; raise ConfigError for what it lacks."""
    from digest.deliver import providers

    return providers.provider(
        provider_name(desk), folder=desk.folder, environment=desk.env.values, sending=desk.config.send
    )


def may_send(desk: Desk) -> None:
    """Raise ConfigError with all that keeps an edition from going out from here."""
    mistakes = [*_thrown_away(desk), *_not_ours(desk)]
    if mistakes:
        raise ConfigError(mistakes)


def may_test(desk: Desk) -> None:
    """Raise ConfigError with all that keeps a test copy from going out from here."""
    if mistakes := _not_ours(desk):
        raise ConfigError(mistakes)


def _thrown_away(desk: Desk) -> list[str]:
    if not desk.env.github_actions or hosted.lives_there(desk):
        return []
    mistakes = []
    if desk.env.database_url.startswith("sqlite"):
        mistakes.append(
            "DIGEST_DATABASE_URL: SQLite does not outlive a GitHub Actions job: name a PostgreSQL database"
        )
    if provider_name(desk) == OUTBOX:
        mistakes.append(
            "send.provider: the outbox does not outlive a GitHub Actions job: choose a real provider"
        )
    return mistakes


def _not_ours(desk: Desk) -> list[str]:
    if provider_name(desk) == OUTBOX and not hosted.lives_there(desk):
        return []
    return [
        f"sources.yaml: newsletter.{name}: still holds an example address: write your own"
        for name in placeholders(desk.config)
    ]
