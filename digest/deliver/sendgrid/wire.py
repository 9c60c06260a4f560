"""The HTTP below SendGrid's library: it knows whether a connection ever stood, and goes nowhere else."""

from __future__ import annotations

import http.client
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from python_http_client import Client
from sendgrid import SendGridAPIClient

from digest.deliver.sendgrid.api import NotConnected

JSON = "application/json; charset=utf-8"  # the library sends a text as it is unless the type is the bare one


class Body(str):
    """The text of a request, which the library writes into a line for its log even when nobody keeps that log."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return _Unseen(super().encode(encoding, errors))


class _Unseen(bytes):
    __slots__ = ()

    def __str__(self) -> str:
        return f"({len(self)} bytes)"


class _Untrusted(NotConnected):
    lasting = True


@contextmanager
def _connecting() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as problem:
        raise _Untrusted(f"its certificate is not to be trusted ({problem.verify_message})") from problem
    except TimeoutError as problem:
        raise NotConnected("no connection in time") from problem
    except OSError as problem:
        raise NotConnected((problem.strerror or type(problem).__name__).lower()) from problem


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        with _connecting():
            super().connect()


class _Secure(http.client.HTTPSConnection):
    def connect(self) -> None:
        with _connecting():
            super().connect()


class _PlainHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Plain, req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Secure, req, context=_trust())


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow nothing: a redirected POST would become a GET that answers 200."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Client(Client):  # type: ignore[misc]  # the library has no types
    def _build_client(self, name: str | None = None) -> _Client:
        return _Client(
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            timeout=self.timeout,
        )

    def _make_request(self, _opener: Any, request: Any, timeout: float | None = None) -> Any:
        return super()._make_request(_opener_of_ours(), request, timeout)


def build_client(key: str, url: str, timeout: float) -> Any:
    """Return the library's client for one account."""
    sendgrid = SendGridAPIClient(key, host=url)
    sendgrid.client.timeout = timeout
    headers = {**sendgrid.client.request_headers, "Content-Type": JSON}
    return _Client(host=url, request_headers=headers, version=3, timeout=sendgrid.client.timeout)


@cache
def _opener_of_ours() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_PlainHandler(), _SecureHandler(), _Stay())


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
