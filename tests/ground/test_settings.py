"""sources.yaml: every mistake at once, each with its line and what to write instead."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config
from digest.config import ConfigError, units
from digest.gather import kinds

ROOT = Path(__file__).parents[2]
KINDS = ("feed", "calendar", "picks")
GOOD = """\
newsletter:
  id: boroughs
  title: Borough Digital
  from: Borough Digital <digest@boroughs.example>
  reply_to: editors@boroughs.example
  base_url: https://boroughs.example
  postal_address: The Guildhall, Marlow Heath
  privacy_url: https://boroughs.example/privacy
sections:
  - {id: blogs, title: From the blogs}
sources:
  - {id: marlow, name: Marlow Heath, kind: feed, url: "https://marlow.example.org/feed", section: blogs}
"""


def mistakes(folder: Path, text: str) -> list[str]:
    (folder / "sources.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(folder, KINDS)
    return caught.value.mistakes


def test_a_small_file_is_enough_and_the_rest_has_defaults(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(GOOD, encoding="utf-8")
    found = config.load(tmp_path, KINDS)
    assert found.schedule.late_by == timedelta(hours=36)
    assert found.fetch.max_bytes == 5_000_000
    assert found.newsletter.people == "https://boroughs.example"
    assert str(found.newsletter.timezone) == "Europe/London"


def test_the_real_newsletters_settings_are_good() -> None:
    found = config.load(ROOT, kinds.names())
    assert len(found.enabled) >= 20
    assert {"mhclg-digital", "hackit"} <= {s.id for s in found.enabled}


def test_all_mistakes_are_named_at_once_with_line_and_remedy(tmp_path: Path) -> None:
    text = GOOD.replace("title: Borough Digital", "titel: Borough Digital").replace("kind: feed", "kind: rrs")
    text = (
        text.replace("section: blogs", "section: blog, enabled: maybe")
        + "fetch: {timeout: soon, max_bytes: 5 MB}\n"
    )
    assert mistakes(tmp_path, text) == [
        'sources.yaml:1: newsletter.title: the key "title" is missing: add it',
        'sources.yaml:3: newsletter.titel: unknown key "titel"; did you mean "title"?',
        'sources.yaml:12: sources[0].enabled: "maybe" is neither true nor false',
        'sources.yaml:12: sources[0].kind: unknown kind "rrs"; did you mean "feed"?',
        'sources.yaml:12: sources[0].section: there is no section "blog"; did you mean "blogs"?',
        'sources.yaml:13: fetch.timeout: cannot read "soon" as a span of time: write a number and seconds, minutes, hours, days or weeks',
    ]


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("id: boroughs", "id: Foo_Bar"), 2, "use small letters, digits and -, at most 40"),
        (("digest@boroughs.example", "digest"), 4, "is not an e-mail address"),
        (("https://boroughs.example\n", "boroughs.example\n"), 6, "is not a web address: write https://"),
        (("https://marlow.example.org/feed", "file:///etc/passwd"), 12, "is not a web address"),
        (
            ("https://marlow.example.org/feed", "https://u:p@marlow.example.org/feed"),
            12,
            "is not a web address",
        ),
        (("id: marlow", "id: ../../x"), 12, "use letters, digits"),
        (
            ("sections:\n", "sections:\n  - {id: blogs, title: Again}\n"),
            11,
            "is taken by the section in line 10",
        ),
        (("section: blogs", "section: blogs, timezone: Europa/London"), 12, "unknown time zone"),
        (("section: blogs", 'section: blogs, include: ["/(/"]'), 12, "is not a regular expression"),
        (("title: Borough Digital", "title: 3"), 3, "put it in quotes"),
        (("  reply_to: editors@boroughs.example\n", ""), 1, 'the key "reply_to" is missing'),
        (("  title: Borough", "  title: x\n  title: Borough"), 4, "duplicate key"),
        (("title: Borough Digital", "title: &t Borough Digital"), 3, "anchors and aliases"),
        (("title: Borough Digital", "title: !!python/object/apply:os.system [ls]"), 3, "tags"),
        (("sections:", "sections: ["), 10, "not valid YAML"),
        (("title: From the blogs", "look_ahead: 99999999999999 weeks, title: x"), 10, "at most 5 years"),
        (("title: From the blogs", "look_ahead: 500000 weeks, title: x"), 10, "at most 5 years"),
        (("sections:", "schedule: {late_by: 999999999 days}\nsections:"), 9, "at most 5 years"),
        (("sections:", f"schedule: {{late_by: {'9' * 400} days}}\nsections:"), 9, "at most 5 years"),
        (("sections:", "fetch: {timeout: 0 seconds}\nsections:"), 9, "must be more than nothing"),
        (("sections:", "fetch: {max_bytes: -5}\nsections:"), 9, "as a size: write for example 5 MB"),
        (("sections:", "fetch: {max_bytes: 12}\nsections:"), 9, "between 1 KB and 1 GB"),
        (("sections:", f"fetch: {{max_bytes: {'9' * 400} GB}}\nsections:"), 9, "between 1 KB and 1 GB"),
        (("sections:", "send: {rate: 0}\nsections:"), 9, "write for example 100 per second"),
        (("sections:", "send: {rate: .inf}\nsections:"), 9, "write for example 100 per second"),
        (("sections:", "send: {rate: -1}\nsections:"), 9, "write for example 100 per second"),
        (("sections:", "schedule: {skip: [december]}\nsections:"), 9, "write an edition's id like 2027-01"),
        (("sections:", "schedule: {skip: [2027-13]}\nsections:"), 9, "write an edition's id like 2027-01"),
        (
            ("sections:", "schedule: {skip: [2027-W01]}\nsections:"),
            9,
            "comes every month: write for example 2027-01",
        ),
        (
            ("sections:", "schedule: {every: week, send: friday 09:00, skip: [2027-01]}\nsections:"),
            9,
            "comes every week: write for example 2027-W01",
        ),
    ],
)
def test_each_kind_of_mistake_names_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    found = mistakes(tmp_path, GOOD.replace(*change))
    assert any(m.startswith(f"sources.yaml:{line}: ") and words in m for m in found), found


@pytest.mark.parametrize("text", ["", "[]", "- a", "just words", "a: [" + "[" * 5000])
def test_what_is_no_settings_file_at_all_is_said_so(tmp_path: Path, text: str) -> None:
    assert all(m.startswith("sources.yaml:") for m in mistakes(tmp_path, text))


def test_a_file_that_is_not_utf8_or_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not found"):
        config.load(tmp_path, KINDS)
    (tmp_path / "sources.yaml").write_bytes(b"newsletter: \xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        config.load(tmp_path, KINDS)
    (tmp_path / "folder" / "sources.yaml").mkdir(parents=True)
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        config.load(tmp_path / "folder", KINDS)


def test_a_section_that_is_not_there_is_a_key_error(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(KeyError):
        config.load(tmp_path, KINDS).section("events")


def test_yaml_surprises_stay_words(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        GOOD.replace("name: Marlow Heath", "name: no").replace("Borough Digital\n", "2019-02-30\n", 1),
        encoding="utf-8",
    )
    found = config.load(tmp_path, KINDS)
    assert found.sources[0].name == "no"
    assert found.newsletter.title == "2019-02-30"


def test_example_addresses_are_found(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        GOOD.replace("digest@boroughs.example", "digest@example.org"), encoding="utf-8"
    )
    assert config.placeholders(config.load(tmp_path, KINDS)) == ["from"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20 seconds", 20),
        ("1 minute", 60),
        ("36 hours", 129600),
        ("7 days before", 604800),
        ("1.5 hours", 5400),
    ],
)
def test_spans_of_time_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert units.duration(text).total_seconds() == seconds


@given(st.text(max_size=30).filter(lambda text: not any(c.isdigit() for c in text)))
def test_any_other_words_are_refused_with_a_remedy(text: str) -> None:
    for read in (units.duration, units.size, units.rate, units.cadence):
        with pytest.raises(ValueError, match="write"):
            read(text)
