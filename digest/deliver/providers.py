"""Who carries messages: a table of names, and what each of them must be able to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Protocol

from digest.config.settings import Sending
from digest.model import DigestError, Message, Outcome

PROVIDERS = {
    "outbox": "digest.deliver.outbox",
    "smtp": "digest.deliver.smtp",
    "sendgrid": "digest.deliver.sendgrid",
}


class Provider(Protocol):
    """Takes up to `chunk` messages at a time and answers for all of them; whatever it raises leaves them in doubt.

    `repeatable` when handing over the same messages twice does no harm: an open attempt is then simply sent again.
    """

    @property
    def name(self) -> str: ...

    @property
    def repeatable(self) -> bool: ...

    @property
    def chunk(self) -> int: ...

    def send(self, messages: Sequence[Message]) -> Outcome: ...


class UnknownProvider(DigestError):
    """No provider of that name is here."""


def provider(name: str, *, folder: Path, environment: Mapping[str, str], sending: Sending) -> Provider:
    """Return the provider of that name for the newsletter in `folder`; raise UnknownProvider.

    Its module, in the table or behind an entry point `digest.providers`, has `connect` with the same keywords, and
    `WAITS = True` if messages may be handed over before their time.
    """
    found: Provider = _module(name).connect(folder=folder, environment=environment, sending=sending)
    return found


def waits(name: str) -> bool:
    """Return whether that provider can be handed messages before their time; raise UnknownProvider."""
    return bool(getattr(_module(name), "WAITS", False))


def names() -> set[str]:
    """Return every provider that may be named."""
    return {*PROVIDERS, *_plugged()}


def _module(name: str) -> Any:
    if name in PROVIDERS:
        return import_module(PROVIDERS[name])
    if name not in (plugged := _plugged()):
        known = ", ".join(sorted(names()))
        raise UnknownProvider(f'send.provider: there is no provider "{name}"; known are: {known}')
    return plugged[name].load()


def _plugged() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="digest.providers")}
