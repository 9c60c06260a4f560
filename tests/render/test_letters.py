"""Letters: the same look and care as an edition, no word of a visitor, a way to leave in each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from digest import links
from digest.config import Config
from digest.deliver.message import address, encode
from digest.model import Email, EventStatus, Subscriber, SubscriberStatus
from digest.render import TemplateProblem, Templates, confirm, correction, welcome
from tests.render import samples
from tests.render.samples import SEND_AT

TEXT = "The clinic **takes place** after all. [Book](https://events.example.org/3)."
LETTERS: dict[str, Callable[[Config, Templates], Email]] = {
    "confirm": lambda config, templates: confirm(config, templates, expires=SEND_AT + timedelta(days=7)),
    "welcome": lambda config, templates: welcome(config, templates, samples.twelve(), at=SEND_AT),
    "first": lambda config, templates: welcome(config, templates, None, at=SEND_AT),
    "correction": lambda config, templates: correction(
        config,
        templates,
        samples.twelve(),
        text=TEXT,
        changed=[samples.event(3, title="Clinic", sequence=2), samples.entry(2)],
        at=SEND_AT + timedelta(days=1),
    ),
}
every_letter = pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
Letter = Callable[[Config, Templates], Email]


@every_letter
def test_the_html_is_as_it_was_last_looked_at(letter: Letter, templates: Templates, golden_html: Any) -> None:
    assert letter(samples.config(), templates).html.replace("><", ">\n<") == golden_html


@every_letter
def test_the_text_is_as_it_was_last_looked_at(letter: Letter, templates: Templates, golden_text: Any) -> None:
    assert letter(samples.config(), templates).text == golden_text


@every_letter
@pytest.mark.parametrize("language", ["en-GB", "cy"])
def test_subject_and_preheader_have_the_length_that_mail_programs_show(
    letter: Letter, templates: Templates, language: str
) -> None:
    made = letter(samples.config(language=language), templates)
    assert 20 <= len(made.subject) <= 60
    assert 35 <= len(made.preheader) <= 140
    assert made.preheader != made.subject


@every_letter
def test_a_title_too_long_for_a_subject_is_cut_between_words(letter: Letter, templates: Templates) -> None:
    made = letter(samples.config(title="The Northwick and Eastmere digest " * 9), templates)
    assert len(made.subject) <= 60


@every_letter
def test_every_link_and_heading_of_the_html_stands_in_the_text(letter: Letter, templates: Templates) -> None:
    made = letter(samples.config(), templates)
    page, words = LexborHTMLParser(made.html), re.findall(r"\w+", made.text)
    assert {str(a.attributes["href"]) for a in page.css("a")} <= set(made.text.splitlines())
    for heading in page.css("h1, h2, h3"):
        assert " ".join(re.findall(r"\w+", heading.text())) in " ".join(words)
    assert len(page.css("h1")) == 1
    assert len(page.css("a.button")) <= 1


@every_letter
def test_a_letter_names_its_sender_the_reason_and_the_way_out(letter: Letter, templates: Templates) -> None:
    config = samples.config()
    made = letter(config, templates)
    leave = links.unsubscribe(config.newsletter.people, links.PLACEHOLDER)
    for body in (made.html, " ".join(made.text.split())):
        for wanted in (
            leave,
            config.newsletter.postal_address,
            config.newsletter.privacy_url,
            "You get this",
        ):
            assert wanted in body


@every_letter
def test_each_reader_gets_their_own_links_and_the_headers_of_an_automatic_letter(
    letter: Letter, templates: Templates
) -> None:
    config = samples.config(unsubscribe_mailbox="leave@example.org")
    made, token = letter(config, templates), "k" * links.WIDTH
    ada = Subscriber(
        id=1, public_id="a" * 12, handle="#0", address="ada@example.org", status=SubscriberStatus.PENDING
    )
    raw = address(encode(made, config.newsletter, date=SEND_AT), ada, token=token, message_id="m").raw
    message = message_from_bytes(raw, policy=policy.SMTP)
    bodies = [part.get_content() for part in message.iter_parts()]
    assert not any(links.PLACEHOLDER in body for body in bodies)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert f"/u/{token}>" in message["List-Unsubscribe"].replace(" ", "")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, DR, RN, NRN, AutoReply"
    assert message["Feedback-ID"].startswith(f"{made.edition}:")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_confirming_is_one_button_with_a_token_and_a_last_day(templates: Templates) -> None:
    made = LETTERS["confirm"](samples.config(), templates)
    (button,) = LexborHTMLParser(made.html).css("a.button")
    assert button.attributes["href"] == f"https://people.example.org/confirm/{links.PLACEHOLDER}"
    assert "until 10 December 2026" in made.text
    assert "/preferences/" not in made.text


def test_how_often_it_comes_is_told_as_the_schedule_says(templates: Templates) -> None:
    monthly = samples.config()
    schedule = {"every": "week", "send": "thursday 09:00"}
    weekly = Config.model_validate(
        monthly.model_dump(by_alias=True, exclude={"schedule"}) | {"schedule": schedule}
    )
    assert "once a month" in LETTERS["confirm"](monthly, templates).text
    assert "once a week" in LETTERS["confirm"](weekly, templates).text


def test_a_welcome_tells_no_event_that_is_over_or_called_off(templates: Templates) -> None:
    over, gone = samples.event(1), samples.event(2, title="Called off", status=EventStatus.CANCELLED)
    latest = samples.edition(samples.events(over, gone, samples.event(3, title="Still to come")))
    made = welcome(samples.config(), templates, latest, at=over.starts + timedelta(hours=3))
    assert "Still to come" in made.text
    assert over.title not in made.text
    assert "Called off" not in made.text


def test_a_welcome_shows_the_first_headlines_and_how_many_more_stand_on_the_web(templates: Templates) -> None:
    latest = samples.edition(samples.blogs(*map(samples.entry, range(9)), more=2))
    made = welcome(samples.config(), templates, latest, at=SEND_AT)
    assert len(LexborHTMLParser(made.html).css("h3")) == 4
    assert "and 7 more on the web:\nhttps://digest.example.org/editions/2026-12/#blogs\n" in made.text


def test_a_correction_carries_its_events_as_a_calendar_under_their_old_names(templates: Templates) -> None:
    made = LETTERS["correction"](samples.config(), templates)
    assert "UID:event-3@digital-digest.digest.example.org\r\n" in made.calendar
    assert "SEQUENCE:2\r\n" in made.calendar
    assert made.edition == "2026-12-correction"
    assert "takes place</strong> after all" in made.html


def test_a_correction_of_words_alone_has_no_items(templates: Templates) -> None:
    made = correction(samples.config(), templates, samples.twelve(), text=TEXT, at=SEND_AT)
    assert "As it should be" not in made.html + made.text


@pytest.mark.parametrize("bad", samples.HOSTILE)
def test_hostile_words_of_sources_are_escaped_in_letters_too(bad: str, templates: Templates) -> None:
    latest = samples.edition(samples.blogs(samples.entry(title=bad, credit=bad)), subject=bad)
    fix = samples.entry(title=bad, summary=bad)
    for made in (
        welcome(samples.config(), templates, latest, at=SEND_AT),
        correction(samples.config(), templates, latest, text=bad, changed=[fix], at=SEND_AT),
    ):
        page = LexborHTMLParser(made.html)
        assert not page.css("script, form, iframe, img, link")
        assert len(page.css("h1")) == 1
        assert "<mj-" not in made.html


def test_the_hash_is_the_same_each_time_and_changes_with_a_word(templates: Templates) -> None:
    first = LETTERS["welcome"](samples.config(), templates)
    assert LETTERS["welcome"](samples.config(), Templates()) == first
    renamed = replace(samples.twelve(), subject="Another subject for December")
    assert welcome(samples.config(), templates, renamed, at=SEND_AT).sha256 != first.sha256


def test_a_broken_letter_is_told_with_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "confirm.mjml").write_text(
        '{% extends "letters/frame.mjml" %}\n{% block words %}\n{{ visitor }}\n{% endblock %}'
    )
    with pytest.raises(TemplateProblem, match=r"templates/letters/confirm\.mjml:3: 'visitor' is undefined"):
        LETTERS["confirm"](samples.config(), Templates(tmp_path))


def test_a_token_in_another_place_of_a_letter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "confirm.txt").write_text("see {{ confirm }}x")
    with pytest.raises(TemplateProblem, match=r"letters/confirm\.txt: a reader's token stands outside"):
        LETTERS["confirm"](samples.config(), Templates(tmp_path))
