"""How fast each reader's copy of an email of 70 KB is made, beside a plain copy of memory and beside the usual ways."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from importlib.util import find_spec

import carry
import seventy

from digest import links
from digest.deliver.message import encode
from digest.deliver.run import Copies
from digest.model import Subscriber, SubscriberStatus

OURS, LIMIT, DJANGO, LIBRARY, BASE64 = (
    "digest, a copy",
    "memory copy",
    "Django's message",
    "EmailMessage",
    "MIMEText, base64",
)
GOALS = {DJANGO: 150}  # so many times as fast
AT_ONCE = {OURS: 2000, LIMIT: 2000}  # copies for one look at the clock; the others are slow
Makers = dict[str, Callable[[int], bytes]]


def main() -> None:
    """Make copies in turn, one process, one core; print medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-r", "--rounds", type=int, default=7, help="medians are shown")
    rounds = options.parse_args().rounds
    makers = _makers()
    print(f"{seventy.size() / 1000:.0f} KB, {rounds} rounds, medians")
    if not find_spec("django"):
        print(f"  without {DJANGO}: Django is not installed in this environment")
    took = [
        {name: _timed(make, AT_ONCE.get(name, 20)) for name, make in makers.items()} for _ in range(rounds)
    ]
    _show({name: statistics.median(one[name] for one in took) for name in makers})


def _makers() -> Makers:
    email, whole = seventy.email(), links.PLACEHOLDER.encode().join(seventy.letter())
    copies = Copies(
        edition=seventy.EDITION,
        encoded=encode(email, seventy.NEWSLETTER, date=seventy.NOW),
        key_id="k1",
        secret=seventy.SECRETS["k1"],
    )
    readers = [_reader(number) for number in range(AT_ONCE[OURS])]
    makers: Makers = {
        OURS: lambda number: copies.of(readers[number]).raw,
        LIMIT: lambda _: bytes(bytearray(whole)),
        LIBRARY: lambda number: _library(email.html, email.text, number),
        BASE64: lambda number: _base64(email.html, email.text, number),
    }
    if find_spec("django"):
        carry.django_ready()
        makers[DJANGO] = lambda number: (
            carry.alternatives(email.html, email.text, number).message().as_bytes()
        )
    return makers


def _reader(number: int) -> Subscriber:
    return Subscriber(
        id=number,
        public_id=f"{number:012}",
        handle="#3f9c",
        address=seventy.address(number),
        status=SubscriberStatus.ACTIVE,
    )


def _library(html: str, text: str, number: int) -> bytes:
    token = f"{number:0{len(links.PLACEHOLDER)}}"
    message = EmailMessage()
    message["From"], message["To"] = carry.SENDER, seventy.address(number)
    message["Subject"] = "What is on in December"
    message.set_content(text.replace(links.PLACEHOLDER, token))
    message.add_alternative(html.replace(links.PLACEHOLDER, token), subtype="html")
    return message.as_bytes()


def _base64(html: str, text: str, number: int) -> bytes:
    token = f"{number:0{len(links.PLACEHOLDER)}}"
    message = MIMEMultipart("alternative")
    message["From"], message["To"] = carry.SENDER, seventy.address(number)
    message["Subject"] = "What is on in December"
    message.attach(MIMEText(text.replace(links.PLACEHOLDER, token), "plain", "utf-8"))
    message.attach(MIMEText(html.replace(links.PLACEHOLDER, token), "html", "utf-8"))
    return message.as_bytes()


def _timed(make: Callable[[int], bytes], number: int) -> float:
    """Return the seconds of processor time that one copy takes."""
    began = time.process_time()
    for one in range(number):
        make(one)
    return (time.process_time() - began) / number


def _show(seconds: Mapping[str, float]) -> None:
    print(f"\n  {'':20}{'copies/s':>10}{'ours/it':>9}  goal")
    for name, took in sorted(seconds.items(), key=lambda row: row[1]):
        ratio = "" if name == OURS else f"{took / seconds[OURS]:.2f}"
        goal = f">= {GOALS[name]}" if name in GOALS else ""
        print(f"  {name:20}{1 / took:10.0f}{ratio:>9}  {goal}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
