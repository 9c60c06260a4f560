"""A Welsh newsletter of fictional councils."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from digest.config import Config
from digest.model import Edition, Entry, Event, EventStatus, Link, Part
from tests.render import samples
from tests.render.samples import LONDON, SEND_AT

COUNCILS = ("Cyngor Aberwennol", "Bro Heli", "Dyffryn Gwern")
POSTS = (
    (
        "Sut y gwnaethom ailgynllunio’r gwiriwr casglu biniau",
        "Profodd y tîm dair fersiwn gyda thrigolion a chadw’r un symlaf.",
    ),
    (
        "Yr hyn a ddysgom o 40 cyfweliad am lythyrau treth gyngor",
        "Mae llythyrau byrrach yn golygu llai o alwadau i’r ganolfan gyswllt.",
    ),
    (
        "Ffurflenni dwyieithog sy’n gweithio ar bob ffôn",
        "Mae’r patrwm ar gael i unrhyw gyngor ei ddefnyddio.",
    ),
)


def config() -> Config:
    """Return the settings of a newsletter whose readers asked for Welsh."""
    return samples.config(
        id="crynodeb-digidol",
        title="Crynodeb Digidol",
        tagline="Beth fu timau digidol y cynghorau’n ei wneud y mis hwn",
        language="cy",
        unsubscribe_mailbox="leave@example.org",
        postal_address="Neuadd y Dref, Stryd y Bont, Aberwennol",
        **{"from": "Crynodeb Digidol <crynodeb@example.org>"},
    )


def edition() -> Edition:
    """Return the edition of December 2026."""
    link = Link(
        title="Ymuno â’r sgwrs",
        url="https://chat.example.org/ymuno",
        text="Cofrestrwch â’ch cyfeiriad gwaith.",
    )
    return Edition(
        id="2026-12",
        subject="Ailgynllunio’r gwiriwr biniau, a 4 digwyddiad",
        preheader="Yr hyn a ddysgom o 40 cyfweliad am lythyrau treth gyngor, a ffurflenni dwyieithog.",
        intro="Croeso i rifyn **Rhagfyr**. Diolch i [Fro Heli](https://broheli.example.org/diolch) am dair stori.",
        send_at=SEND_AT,
        changed=datetime(2026, 12, 1, 16, 30, tzinfo=LONDON),
        parts=(
            Part(id="digwyddiadau", title="Ar y gweill", shows="events", items=_events()),
            Part(id="blogiau", title="O’r blogiau", shows="entries", items=_posts(), more=6),
            Part(id="dolenni", title="Defnyddiol bob amser", shows="links", links=(link,)),
        ),
        sources_read=61,
        sources_all=64,
    )


def _posts() -> tuple[Entry, ...]:
    return tuple(
        samples.entry(
            n,
            title=title,
            summary=summary,
            credit=COUNCILS[n],
            published=datetime(2026, 11, 27 - n, 10, 0, tzinfo=UTC),
        )
        for n, (title, summary) in enumerate(POSTS)
    )


def _events() -> tuple[Event, ...]:
    words: dict[str, Any] = {
        "summary": "Dewch â ffurflen y mae pobl yn rhoi’r gorau iddi.",
        "credit": COUNCILS[0],
        "place": "Neuadd y Dref, Aberwennol",
    }
    return (
        samples.event(
            1, **words | {"title": "Cyfarfod cyfoedion: ffurflenni", "closes": SEND_AT + timedelta(days=2)}
        ),
        samples.event(2, **words | {"title": "Dangos a dweud: data cynllunio", "online": True, "place": ""}),
        samples.event(3, **words | {"title": "Clinig hygyrchedd", "status": EventStatus.CANCELLED}),
        samples.event(
            4,
            **words
            | {
                "title": "Noson gymdeithasol y gaeaf",
                "starts": datetime(2026, 12, 16, 18, 30, tzinfo=LONDON),
                "ends": datetime(2026, 12, 16, 21, 0, tzinfo=LONDON),
                "was": datetime(2026, 12, 9, 18, 30, tzinfo=LONDON),
                "status": EventStatus.TENTATIVE,
            },
        ),
    )
