"""What an edition looks like: one story leads, a board has cards, what changed is said in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from digest.model import EventStatus, Part
from digest.render import Templates, email, web
from digest.render.board import stand
from tests.render import samples
from tests.render.samples import blogs, edition, entry, event, events, topics

TITLE = "How we rebuilt the bin day checker with residents"


def page(made: str) -> LexborHTMLParser:
    return LexborHTMLParser(made)


def headings(
    templates: Templates, *parts: Part, subject: str = "Twelve things", intro: str = ""
) -> list[str]:
    made = email(edition(*parts, subject=subject, intro=intro), samples.config(), templates)
    return [node.text().strip() for node in page(made.html).css("h1, h2, h3")]


def test_the_first_post_leads_even_where_events_come_first(templates: Templates) -> None:
    found = headings(templates, events(event()), blogs(entry(0), entry(1)))
    assert found[:3] == ["Twelve things", TITLE, "Coming up"]
    assert found.count(TITLE) == 1


def test_what_the_subject_names_leads_wherever_it_stands(templates: Templates) -> None:
    named = entry(3).title
    assert (
        headings(templates, blogs(entry(0), entry(3)), subject=f"{named}, and more", intro="Hello.")[1]
        == named
    )
    made = email(
        edition(events(event(1), event(2, title="Show and tell")), blogs(entry()), subject="Show and tell"),
        samples.config(),
        templates,
    )
    (button,) = page(made.html).css("a.button")
    assert button.attributes["aria-label"] == "Book a place: Show and tell"


@pytest.mark.parametrize("subject", [TITLE, TITLE.upper(), f"{TITLE}: Council Digital Digest"])
def test_a_title_that_the_subject_says_is_not_said_twice(templates: Templates, subject: str) -> None:
    assert headings(templates, blogs(entry(0), entry(1)), subject=subject)[1] == "From the blogs"
    assert headings(templates, blogs(entry(0), entry(1)), subject=subject, intro="Hello.")[1] == TITLE


def test_a_title_that_the_subject_cuts_short_is_said_whole(templates: Templates) -> None:
    assert headings(templates, blogs(entry(1), entry(0)), subject="How we rebuilt the bin day…")[1] == TITLE


def test_nothing_that_is_called_off_leads(templates: Templates) -> None:
    off = event(1, title="Clinic", status=EventStatus.CANCELLED)
    made = email(edition(events(off), subject="Clinic"), samples.config(), templates)
    assert not page(made.html).css("a.button")


@pytest.mark.parametrize(
    "parts",
    [
        (events(event()), blogs(entry())),
        (events(event(), event(2)),),
        (topics(entry()),),
        (blogs(entry(1), entry(2)), topics(entry(3))),
    ],
    ids=["both", "events", "board", "posts"],
)
def test_there_is_one_filled_button_in_the_whole_mail(templates: Templates, parts: tuple[Part, ...]) -> None:
    assert len(page(email(edition(*parts), samples.config(), templates).html).css("a.button")) == 1


def test_an_only_section_needs_no_table_of_contents(templates: Templates) -> None:
    assert "In this edition" not in email(edition(events(event())), samples.config(), templates).text
    assert "In this edition: Coming up (1)" in email(
        edition(events(event()), blogs(entry())), samples.config(), templates
    ).text.replace("\n", " ")


def test_a_move_is_said_in_strong_words(templates: Templates) -> None:
    moved = event(was=samples.SEND_AT + timedelta(days=1), was_place="Old hall")
    made = edition(events(moved))
    said = "Moved from Friday 4 December 2026, 9am, Old hall"
    for html in (email(made, samples.config(), templates).html, web(made, samples.config(), templates)):
        assert said in [node.text() for node in page(html).css("strong")]
    assert f"\n{said}\n" in email(made, samples.config(), templates).text


def test_a_board_shows_how_each_card_stands(templates: Templates) -> None:
    card = entry(7, title="One address", summary="Now in Doing, due 11 December 2026. Who has joined two?")
    made = email(edition(topics(card, entry(8))), samples.config(), templates)
    assert "Now in Doing, due 11 December 2026" in [node.text() for node in page(made.html).css("strong")]
    assert "-----------\nNow in Doing, due 11 December 2026\n" in made.text


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("Due 1 May 2026. Rest. More.", ("Due 1 May 2026", "Rest. More.")),
        ("Now in progress.", ("Now in progress", "")),
        ("Due to rain, no cards.", ("", "Due to rain, no cards.")),
        ("", ("", "")),
    ],
)
def test_only_what_a_source_says_first_of_a_card_is_its_stand(
    summary: str, expected: tuple[str, str]
) -> None:
    assert stand(entry(summary=summary)) == expected


def test_sections_of_the_text_stand_apart(templates: Templates) -> None:
    text = email(samples.twelve(), samples.config(), templates).text
    for title in ("Coming up", "From the blogs", "Topics to pick up", "Always useful", "About this email"):
        assert f"\n\n\n{title}\n{'=' * len(title)}\n\n" in text
    assert "\n\n\n\n" not in text
