"""Calls to SendGrid through its library, made safe: a deadline, no redirects, nothing logged, and doubt is told apart."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from digest.config import ConfigError
from digest.model import DigestError

WORLD = "https://api.sendgrid.com"
TIMEOUT = 30.0
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class InDoubt(DigestError):
    """SendGrid may have taken the request, or may not."""


class NotConnected(OSError):
    """There was no connection to write a request to; `lasting` when waiting will not help."""

    lasting = False


class NotReached(DigestError):
    """No byte of the request left; `lasting` when a person must mend something first."""

    def __init__(self, message: str, *, lasting: bool) -> None:
        super().__init__(message)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Reply:
    """What SendGrid answered; the names of `headers` are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON, None when it is not."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Api:
    """One account's access; the key is never printed."""

    key: str = field(repr=False)
    url: str = WORLD
    timeout: float = TIMEOUT

    def call(
        self, method: str, path: str, body: object = None, *, query: Mapping[str, str] | None = None
    ) -> Reply:
        """Return the answer, whatever its status; a `body` of text goes out as it is. Raise NotReached, InDoubt."""
        from python_http_client.exceptions import HTTPError

        from digest.deliver.sendgrid.wire import Body, build_client

        _silence()
        client = build_client(self.key, self.url, self.timeout)
        text = None if body is None else Body(body if isinstance(body, str) else json.dumps(body))
        request = getattr(client._(path), method.lower())
        try:
            found = request(request_body=text, query_params=query)
        except HTTPError as answer:
            return _reply(answer.status_code, answer.headers, answer.body)
        except (OSError, HTTPException) as problem:
            raise self._trouble(problem) from None
        return _reply(found.status_code, found.headers, found.body)

    def _trouble(self, problem: Exception) -> DigestError:
        cause = problem.reason if isinstance(problem, URLError) else problem
        where = urlsplit(self.url).hostname
        if isinstance(cause, NotConnected):
            return NotReached(f"could not reach SendGrid at {where}: {cause}", lasting=cause.lasting)
        if isinstance(cause, TimeoutError):
            return InDoubt(f"SendGrid did not answer within {self.timeout:g} seconds")
        return InDoubt("the connection to SendGrid broke before its answer came")


def access(environment: Mapping[str, str]) -> Api:
    """Return the access that the environment gives; raise ConfigError."""
    key = environment.get("SENDGRID_API_KEY", "").strip()
    url = (environment.get("SENDGRID_BASE_URL") or WORLD).strip().rstrip("/")
    parts, mistakes = urlsplit(url), []
    if not key or not key.isascii() or not key.isprintable():
        mistakes.append(
            "SENDGRID_API_KEY: not set, or not a key: make one at SendGrid that may send mail, and set it in .env"
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        mistakes.append(
            "SENDGRID_BASE_URL: write https:// and the host, https://api.eu.sendgrid.com for the EU"
        )
    if mistakes:
        raise ConfigError(mistakes)
    return Api(key, url)


def _reply(status: int, headers: Any, body: bytes) -> Reply:
    return Reply(status, {name.lower(): value for name, value in (headers or {}).items()}, body or b"")


def _silence() -> None:
    """Keep the library from logging: at DEBUG it writes the key and every address."""
    for name in ("python_http_client", "python_http_client.client"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
