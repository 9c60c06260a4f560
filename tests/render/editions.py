"""The eight editions that every look is held against: fictional councils, everything that a month can bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.config import Config
from digest.model import Edition, Entry, Event, EventStatus
from tests.render import samples, welsh
from tests.render.samples import HOSTILE, LONDON, SEND_AT, blogs, config, edition, entry, event, events

NEWSLETTER = config(unsubscribe_mailbox="leave@example.org")
WEEK = timedelta(days=7)
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
LONG_TITLE = (
    "How eleven small district councils, two counties and one very patient supplier agreed, after fourteen months "
    "and more workshops than anybody cares to count, on one plain way to tell residents when their bins are emptied"
)


@dataclass(frozen=True)
class Sample:
    """An edition and the newsletter that it is one of."""

    edition: Edition
    config: Config


def empty() -> Sample:
    """Return a month without news, which says so."""
    quiet = edition(
        events(),
        blogs(),
        samples.topics(),
        subject="A quiet month: nothing new from the councils",
        preheader="We read all our sources and found no news this time, so this is short.",
        intro="",
    )
    return Sample(quiet, NEWSLETTER)


def one_item() -> Sample:
    """Return an edition with one post and nothing else."""
    return Sample(
        edition(
            blogs(entry(0)),
            subject="How Eastmere rebuilt its bin day checker",
            preheader="Residents tested three versions, and the plainest one halved the calls to the team.",
            intro="",
        ),
        NEWSLETTER,
    )


def twelve() -> Sample:
    """Return an edition as it usually is: each kind of event, posts, cards of a board and a standing link."""
    return Sample(
        edition(
            events(*_calendar()),
            blogs(*(entry(n) for n in range(4)), more=6),
            samples.topics(
                *(
                    _card(n, title)
                    for n, title in enumerate(("Shared licences for mapping", "A register of 🤖 chatbots"))
                )
            ),
            samples.standing(),
            subject="Bin day checker rebuilt, and 6 events to join",
        ),
        NEWSLETTER,
    )


def sixty() -> Sample:
    """Return the longest edition that an editor would send."""
    return Sample(
        edition(
            events(*_calendar(), *(event(n) for n in range(7, 17))),
            blogs(*(entry(n) for n in range(36))),
            samples.topics(
                *(_card(n, f"{title} {n + 1}") for n, title in enumerate(["Topic to pick up"] * 8))
            ),
            samples.standing(),
            subject="Planning data for everyone, and 16 events to join",
        ),
        NEWSLETTER,
    )


def only_events() -> Sample:
    """Return an edition of events and nothing to read."""
    return Sample(
        edition(
            events(*(event(n) for n in range(1, 4))),
            subject="Three peer group meetings before the new year",
            preheader="Forms that work, in Northwick and online: book a place before 10 December.",
            intro="",
        ),
        NEWSLETTER,
    )


def hostile() -> Sample:
    """Return an edition whose every source is against us."""
    bad = [
        entry(
            n,
            title=text,
            summary=f"{text} {text}",
            credit=text[:60],
            url=f'https://blog.example.org/{n}?a=1&b="><script>',
        )
        for n, text in enumerate(HOSTILE)
    ]
    worse = [event(n, title=text, summary=text, place=text, organiser=text) for n, text in enumerate(HOSTILE)]
    against_us = edition(
        events(*worse),
        blogs(*bad),
        subject="Hostile text & <b>markup</b> in {{ every }} field",
        intro="<script>x</script> [bad](javascript:alert(1)) {{ 7 * 7 }}\n\n# A heading\n\n* one\n* two <b>",
    )
    return Sample(against_us, NEWSLETTER)


def very_long() -> Sample:
    """Return an edition of titles, words, places and addresses that are too long for any line."""
    endless = f"https://blog.example.org/{'a-very-long-path/' * 12}?{'q=1&' * 20}end"
    return Sample(
        edition(
            events(
                event(
                    1,
                    title=LONG_TITLE,
                    place=f"{LONG_WORD}, {LONG_TITLE}",
                    organiser=LONG_WORD * 2,
                    url=endless,
                ),
                event(2, title=LONG_WORD * 3, summary=LONG_WORD * 6, status=EventStatus.CANCELLED),
            ),
            blogs(
                entry(0, title=LONG_TITLE, summary=" ".join([samples.SUMMARY] * 6), credit=LONG_TITLE),
                entry(1, title=LONG_WORD * 3, summary=f"{LONG_WORD * 4} {endless}", url=endless),
                title=f"From the blogs of {LONG_WORD}",
            ),
            samples.standing(),
            subject="A pattern library that three councils share, and a law",
            intro=f"{LONG_WORD * 2} came up again: [{LONG_WORD}]({endless}).",
        ),
        NEWSLETTER,
    )


def in_welsh() -> Sample:
    """Return an edition of a Welsh newsletter: nothing of it is English but what a source wrote."""
    return Sample(welsh.edition(), welsh.config())


EIGHT: dict[str, Callable[[], Sample]] = {
    made.__name__: made
    for made in (empty, one_item, twelve, sixty, only_events, hostile, very_long, in_welsh)
}


def _calendar() -> list[Event]:
    """Return an event of every kind."""
    return [
        event(
            1,
            title="Peer group: forms that work",
            closes=SEND_AT + timedelta(days=2),
            organiser="Fenland Digital",
        ),
        event(
            2,
            title="Show and tell: planning data 🗺️",
            online=True,
            place="",
            rsvp="https://events.example.org/2/book",
            closes=SEND_AT + 4 * WEEK,
        ),
        event(3, title="Accessibility clinic", status=EventStatus.CANCELLED),
        event(
            4,
            title="Service design days",
            all_day=True,
            starts=datetime(2026, 12, 14, tzinfo=LONDON),
            ends=datetime(2026, 12, 17, tzinfo=LONDON),
            rsvp=None,
        ),
        event(
            5,
            title="公共服務設計: lessons from Taipei",
            starts=datetime(2026, 12, 16, 9, 30, tzinfo=ZoneInfo("Asia/Taipei")),
            ends=datetime(2026, 12, 16, 11, 0, tzinfo=ZoneInfo("Asia/Taipei")),
            online=True,
            place="",
            credit="Harbour District",
        ),
        event(
            6,
            title="Winter social",
            status=EventStatus.TENTATIVE,
            starts=datetime(2026, 12, 17, 18, 30, tzinfo=UTC),
            ends=datetime(2026, 12, 18, 0, 0, tzinfo=UTC),
            was=datetime(2026, 12, 10, 18, 30, tzinfo=LONDON),
            was_place="The Old Library, Northwick",
            rsvp="events@example.org",
        ),
    ]


def _card(number: int, title: str) -> Entry:
    return entry(
        100 + number,
        title=title,
        url=f"https://board.example.org/c/{number}",
        summary="Two councils have asked. Say on the card if you would join.",
        credit="",
        published=None,
    )
