"""What an edition becomes as an email: one promise at a time."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from digest import links
from digest.model import EventStatus
from digest.render import Templates, email, fit
from digest.render.emails import GMAIL_CLIPS, encoded_size
from tests.render import editions, samples

HOSTED = {"sendgrid": {"list_id": "l", "unsubscribe_group": 7, "sign_up_url": "https://signup.example.org/"}}


def test_personal_links_hold_the_placeholder_and_nothing_else_does(templates: Templates) -> None:
    made = email(samples.twelve(), samples.config(), templates)
    people = samples.config().newsletter.people
    expected = {links.unsubscribe(people, links.PLACEHOLDER), links.preferences(people, links.PLACEHOLDER)}
    for body in (made.html, made.text):
        assert set(re.findall(rf"https://\S*?{links.PLACEHOLDER}", body)) == expected


def test_a_list_that_lives_at_the_provider_gets_no_token_and_no_preferences(templates: Templates) -> None:
    made = email(samples.twelve(), samples.config(audience=HOSTED), templates)
    for body in (made.html, made.text):
        assert links.PLACEHOLDER not in body
        assert "preferences" not in body
        assert "https://signup.example.org/" in body


def test_parts_without_items_are_left_out(templates: Templates) -> None:
    made = email(
        samples.edition(samples.events(), samples.blogs(samples.entry(1), samples.entry(2))),
        samples.config(),
        templates,
    )
    assert "Coming up" not in made.html + made.text
    assert "From the blogs" in made.html


def test_a_cancelled_event_is_shown_as_cancelled_and_cannot_be_booked(templates: Templates) -> None:
    gone = samples.event(status=EventStatus.CANCELLED, title="Clinic")
    made = email(samples.edition(samples.events(gone)), samples.config(), templates)
    page = LexborHTMLParser(made.html)
    assert [node.text() for node in page.css("h3, h3 s")] == ["Cancelled: Clinic", "Clinic"]
    assert "Cancelled: Clinic\n-----------------\n" in made.text
    assert "Book a place" not in made.html + made.text
    assert "STATUS:CANCELLED" in made.calendar


def test_a_tentative_event_is_to_be_confirmed(templates: Templates) -> None:
    made = email(
        samples.edition(samples.events(samples.event(status=EventStatus.TENTATIVE))),
        samples.config(),
        templates,
    )
    assert "5pm (to be confirmed)" in LexborHTMLParser(made.html).text()
    assert "5pm (to be confirmed)" in made.text


def test_what_did_not_fit_is_said_with_its_place_on_the_web(templates: Templates) -> None:
    made = email(samples.edition(samples.blogs(samples.entry(), more=6)), samples.config(), templates)
    assert "and 6 more on the web</a>" in made.html
    assert "and 6 more on the web:\nhttps://digest.example.org/editions/2026-12/#blogs\n" in made.text


def test_one_filled_button_belongs_to_the_first_item_that_takes_place(templates: Templates) -> None:
    gone, next_up = samples.event(1, status=EventStatus.CANCELLED), samples.event(2, title="Show and tell")
    part = samples.events(gone, next_up, samples.event(3))
    page = LexborHTMLParser(email(samples.edition(part), samples.config(), templates).html)
    buttons = page.css("a.button")
    assert [b.attributes["aria-label"] for b in buttons] == ["Book a place: Show and tell"]


def test_two_of_the_same_name_are_told_apart_where_links_are_read_out(templates: Templates) -> None:
    same = samples.events(samples.event(1, title="Drop-in"), samples.event(2, title="Drop-in"))
    page = LexborHTMLParser(email(samples.edition(same), samples.config(), templates).html)
    names = [a.attributes.get("aria-label") or a.text() for a in page.css("a")]
    assert len(names) == len(set(names))
    assert "Drop-in, Sunday 6 December 2026, 3pm to 5pm" in names


def test_an_entry_among_events_and_an_event_among_posts_look_as_they_should(templates: Templates) -> None:
    mixed = samples.edition(samples.events(samples.entry()), samples.blogs(samples.event()))
    made = email(mixed, samples.config(), templates)
    assert "Eastmere Borough, 26 November 2026" in made.text
    assert "Sunday 6 December 2026, 3pm to 5pm" in made.text


def test_the_coverage_is_told_when_there_were_sources(templates: Templates) -> None:
    edition = samples.twelve()
    assert "We read 61 of 64 sources" in email(edition, samples.config(), templates).text
    assert "We read" not in email(replace(edition, sources_all=0), samples.config(), templates).text


def test_forty_items_stay_under_80_kb_as_encoded(templates: Templates) -> None:
    forty = samples.edition(
        samples.events(*map(samples.event, range(12))), samples.blogs(*map(samples.entry, range(28)))
    )
    assert encoded_size(email(forty, samples.config(), templates).html) < 80_000


def test_an_edition_too_long_for_gmail_is_shortened_and_counts_what_it_left_out(templates: Templates) -> None:
    many = samples.edition(
        samples.blogs(*map(samples.entry, range(200)), more=3), samples.events(samples.event())
    )
    shown = fit(many, samples.config(), templates)
    made = email(many, samples.config(), templates)
    blogs, events = shown.parts
    assert len(blogs.items) + blogs.more == 203
    assert len(events.items) == 1
    assert blogs.items == many.parts[0].items[: len(blogs.items)]
    assert f"and {blogs.more} more on the web" in made.text
    assert 80_000 < encoded_size(made.html) < GMAIL_CLIPS


def test_an_edition_that_fits_is_left_alone(templates: Templates) -> None:
    assert fit(editions.sixty().edition, samples.config(), templates) == editions.sixty().edition


def test_the_hash_is_the_same_each_time_and_changes_with_a_word(templates: Templates) -> None:
    edition = samples.twelve()
    first = email(edition, samples.config(), templates)
    assert email(edition, samples.config(), Templates()) == first
    renamed = replace(edition, preheader=edition.preheader.replace("topics", "subjects"))
    assert email(renamed, samples.config(), templates).sha256 != first.sha256
    moved = replace(edition, changed=edition.changed.replace(minute=31))
    assert email(moved, samples.config(), templates).sha256 != first.sha256
    assert email(edition, samples.config(reply_to="desk@example.org"), templates).sha256 != first.sha256
