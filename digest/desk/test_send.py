"""One marked copy of an edition, to look at where it will be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from digest import links
from digest.config import ConfigError
from digest.desk import build, editions, from_here, tested
from digest.desk.desk import Desk, Halted, Unfinished, Usage
from digest.model import Accepted, Email, Later, Message, Refused

MARK = "[Test]"


def send_test(desk: Desk, edition: str, to: str | None = None) -> dict[str, Any]:
    """Send a copy through the provider, to DIGEST_TEST_TO or another address; return the edition and its subject.

    Whether it is approved does not matter. Raises Halted or Unfinished when the provider does not take it.
    """
    address = _address(desk, to)
    from_here.may_test(desk)
    standing = editions.existing(desk, edition)
    rendered = build.render(desk, standing)
    provider = from_here.provider(desk)
    email = replace(rendered.email, subject=f"{MARK} {rendered.email.subject}")
    match provider.send([_copy(desk, email, address)]):
        case Accepted():
            tested.record(desk, standing.slot.id, build.fingerprint(rendered.inputs), desk.now)
        case Refused(reason):
            raise Halted(f"the test copy was refused: {reason}")
        case Later(reason, stop):
            words = f"the test copy did not get through: {reason}"
            raise Halted(words) if stop else Unfinished(f"{words}: run the same command again")
    return {
        "edition": standing.slot.id,
        "subject": email.subject,
        "provider": provider.name,
        "at": desk.now.isoformat(),
    }


def _address(desk: Desk, to: str | None) -> str:
    """Return where the copy goes; the words of a refusal never repeat it."""
    from digest.store.addresses import BadAddress, clean

    if to and desk.env.github_actions:
        raise ConfigError(
            ["--to: an address does not stand in a public log: set DIGEST_TEST_TO as a secret instead"]
        )
    given = to or desk.env.test_to
    if not given:
        raise Usage("nobody to send the test copy to: write --to ADDRESS or set DIGEST_TEST_TO")
    try:
        return clean(given)
    except BadAddress as problem:
        raise Usage(f"{'--to' if to else 'DIGEST_TEST_TO'}: {problem}") from None


def _copy(desk: Desk, email: Email, address: str) -> Message:
    """Return a copy whose personal links are nobody's, with a name of its own each time."""
    from digest.deliver import message

    key_id, secret = desk.env.signing
    encoded = message.encode(email, desk.config.newsletter, date=desk.now)
    name = message.message_id(f"test:{email.edition}:{desk.now.isoformat()}", address, secret)
    token = links.sign(build.SAMPLE.public_id, secret, key_id)
    copy = message.address(encoded, replace(build.SAMPLE, address=address), token=token, message_id=name)
    return replace(copy, name=f"test-{copy.name}")
