"""What is wrong or doubtful about the edition as a whole: its size, its sources, its settings, what the law wants."""

from __future__ import annotations

import html
from collections.abc import Iterator

from digest import links
from digest.compose.check.matter import Matter
from digest.config import placeholders
from digest.model import Email, Finding, VisitStatus

HTML_LIMIT = 102_400


def settings(matter: Matter) -> Iterator[Finding]:
    """Yield a blocking finding for each setting that still holds an example address."""
    for name in placeholders(matter.config):
        words = f"newsletter.{name} still holds an example address: write your own"
        yield matter.setting("placeholder", words, "newsletter", name)


def coverage(matter: Matter) -> Iterator[Finding]:
    """Yield a warning for each source that could not be read for this edition."""
    readings = matter.gathered.readings.values() if matter.gathered else ()
    for reading in readings:
        if reading.status is VisitStatus.FAILED:
            words = f"{reading.source} could not be read ({reading.problem}): gather again, or look at it yourself"
            yield matter.say("source-failed", words)


def size(matter: Matter, *, html_bytes: int, left_out: int) -> Iterator[Finding]:
    """Yield what does not fit into what Gmail shows."""
    if html_bytes > HTML_LIMIT:
        words = (
            f"the HTML has {html_bytes:,} bytes and Gmail cuts at {HTML_LIMIT:,}: shorten the introduction"
        )
        yield matter.say("size", words, "intro")
    if left_out:
        number = "1 item does" if left_out == 1 else f"{left_out} items do"
        words = (
            f"{number} not fit into what Gmail shows, only on the web page: drop some, or shorten summaries"
        )
        yield matter.say("shortened", words, "sections")


def must_carry(email: Email, matter: Matter) -> Iterator[Finding]:
    """Yield a blocking finding for each line that the law wants in every email and its templates left out."""
    news, hosted = matter.config.newsletter, matter.config.audience != "store"
    leave = links.HOSTED_LEAVE if hosted else links.unsubscribe(news.people, links.PLACEHOLDER)
    wanted = {
        "no-unsubscribe": ("a link to unsubscribe", leave),
        "no-postal": ("the postal address", news.postal_address),
        "no-privacy": ("a link to the privacy notice", news.privacy_url),
    }
    for part, content in (("HTML", html.unescape(email.html)), ("text", email.text)):
        flat = " ".join(content.split())
        for rule, (words, text) in wanted.items():
            if " ".join(text.split()) not in flat:
                yield matter.say(rule, f"the {part} has not {words}: put it back into templates/")
