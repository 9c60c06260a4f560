"""What goes wrong between us and a source, in words for an editor."""

from __future__ import annotations

import socket
import ssl
from http import HTTPStatus

import aiohttp

HINTS = {
    401: "it wants a password",
    403: "forbidden: some sites refuse robots or data centres",
    404: "not found",
    410: "gone for good: remove it from sources.yaml",
    429: "too many requests: try again later",
    503: "not available now: try again later",
}


def status(code: int) -> str:
    """Return words for an HTTP status that brings no document."""
    try:
        words = HINTS.get(code) or HTTPStatus(code).phrase.lower()
    except ValueError:
        words = "a code that HTTP does not know"
    return f"answered {code} ({words})"


def connection(problem: Exception) -> str:
    """Return why there is no connection, or no longer one."""
    match problem:
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate is not valid: {_certificate(problem.certificate_error)}"
        case aiohttp.ClientConnectorDNSError():
            return _name(problem.os_error)
        case aiohttp.ClientSSLError():
            return "no secure connection: its TLS does not work"
        case aiohttp.ClientConnectorError():
            return _socket(problem.os_error)
        case aiohttp.ClientConnectionError():
            return "the connection broke off, twice"
        case aiohttp.InvalidURL() | ValueError():
            return "not a web address"
    return "it does not speak proper HTTP"


def _certificate(problem: Exception) -> str:
    return problem.verify_message if isinstance(problem, ssl.SSLCertVerificationError) else "unreadable"


def _name(problem: OSError) -> str:
    if problem.errno == socket.EAI_AGAIN:
        return "the name look-up did not answer"
    return "name not known"


def _socket(problem: OSError) -> str:
    match problem:
        case ConnectionRefusedError():
            return "connection refused"
        case TimeoutError():
            return "no answer"
    return (problem.strerror or "no connection").lower()
