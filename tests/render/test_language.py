"""Every word that the newsletter itself says stands in a language file, and a file that lacks one is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from digest import yaml
from digest.desk import init
from digest.desk.doctor import doctor
from digest.model import EventStatus
from digest.render import TemplateProblem, Templates, email, web
from digest.render.language import REFERENCE, parse
from digest.render.templates import shipped
from tests.render import samples
from tests.render.samples import LONDON

ENGLISH = (shipped() / REFERENCE).read_text(encoding="utf-8")
LANGUAGES = sorted(path.stem for path in (shipped() / "languages").iterdir())
PRINTED = [path for path in sorted(shipped().rglob("*")) if path.suffix in {".mjml", ".txt", ".html"}]
ROOM = Path(__file__).parents[2] / "digest" / "render"
NOT_SAID = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<style>.*?</style>|<mj-style>.*?</mj-style>|<[^<>]*>"
    r"|[\w-]+=\"[^\"]*\"",
    re.DOTALL,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_we_ship_is_complete(language: str) -> None:
    assert Templates().words(language, LONDON).language.file == f"languages/{language}.yaml"


def test_every_phrase_is_asked_for_and_every_one_asked_for_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*PRINTED, *ROOM.glob("*.py"))]
    said = {name for text in sources for name in re.findall(r"\bsay\(\s*[\"'](\w+)[\"']", text)}
    conditional = {
        name
        for text in sources
        for call in re.findall(r"say\([^()]* if [^()]*\)", text)
        for name in re.findall(r'"(\w+)"', call)
    }
    shapes = {"date", "day_of_month", "day_of_year", "date_alone", "date_within"}
    shapes |= {"confirm_week", "confirm_month"}  # as often as the newsletter comes
    assert said | conditional | shapes == set(parse(ENGLISH, REFERENCE).at("phrases"))


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.relative_to(shipped()).as_posix())
def test_no_template_says_a_word_of_its_own(path: Path) -> None:
    text = NOT_SAID.sub(" ", path.read_text(encoding="utf-8"))
    assert re.findall(r"[A-Za-z]{2,}", text) == []
    for spoken in re.findall(r'\b(?:alt|aria-label|title)="([^"{]+)"', path.read_text(encoding="utf-8")):
        assert not re.search(r"[A-Za-z]{2,}", spoken)


def test_nothing_is_said_that_does_not_stand_in_the_language_file(tmp_path: Path) -> None:
    """A language of Greek letters only, and news in it: what is left of Latin letters was never in a file."""
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/el.yaml").write_text(
        yaml.dump(_greek(yaml.parse(ENGLISH, REFERENCE).data)), encoding="utf-8"
    )
    config = samples.config(
        language="el", title="Νέα", postal_address="Πλατεία 1", reply_to="a@example.org", tagline="Νέα"
    )
    words: dict[str, Any] = {"title": "Τίτλος", "summary": "Λόγια", "credit": "Πηγή"}
    gone = samples.event(2, place="", status=EventStatus.CANCELLED, **words)
    event = samples.event(
        place="Πλατεία",
        was=samples.SEND_AT,
        was_place="Δρόμος",
        closes=samples.SEND_AT + timedelta(days=9),
        online=True,
        status=EventStatus.TENTATIVE,
        **words,
    )
    edition = samples.edition(
        samples.events(event, gone, title="Έρχονται"),
        samples.blogs(samples.entry(**words), title="Νέα", more=3),
        subject="Θέμα",
        preheader="Θέμα",
        intro="Θέμα",
    )
    templates = Templates(tmp_path)
    made = email(edition, config, templates)
    pages = (LexborHTMLParser(page) for page in (made.html, web(edition, config, templates)))
    for page in pages:
        labels = [str(a.attributes["aria-label"]) for a in page.css("[aria-label]")]
        page.strip_tags(["style", "title"])
        assert page.body is not None
        said = " ".join((page.body.text(), *labels))
        assert re.findall(r"[A-Za-z]{2,}", said) == []
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"(https?|mailto):\S+", "", made.text)) == []
    mailtos = [unquote(row) for row in made.text.splitlines() if row.startswith("mailto:")]
    assert [re.findall(r"[A-Za-z]{2,}", row.partition("subject=")[2]) for row in mailtos] == [[], []]


def _greek(node: Any) -> Any:
    """Return a language file with an alpha for every letter outside {names}."""
    if isinstance(node, dict):
        return {name: text if name == "direction" else _greek(text) for name, text in node.items()}
    if isinstance(node, list):
        return [_greek(text) for text in node]
    return re.sub(r"(\{\w+\})|[A-Za-z]", lambda found: found[1] or "α", str(node))


def test_adding_a_language_needs_no_code(tmp_path: Path) -> None:
    made = ENGLISH.replace("Unsubscribe", "Abbestellen").replace("December", "Dezember")
    made = made.replace(
        'clock: {"0": "{hour}{minutes}am", "12": "{hour}{minutes}pm"}', 'clock: {0: "{hour24}:{minute} Uhr"}'
    )
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/de.yaml").write_text(made, encoding="utf-8")
    german = email(samples.twelve(), samples.config(language="de"), Templates(tmp_path))
    assert "Sunday 6 Dezember 2026, 15:00 Uhr to 17:00 Uhr" in german.text
    assert "Abbestellen" in german.html
    assert '<html lang="de" dir="ltr"' in german.html
    assert '<html lang="de"' in web(samples.twelve(), samples.config(language="de"), Templates(tmp_path))


BROKEN = {
    "a phrase": ("  unsubscribe: Unsubscribe\n", "", "phrases: unsubscribe missing: add it"),
    "a name misspelt": ("  unsubscribe:", "  unsubscibe:", 'missing, and "unsubscibe" is none of ours'),
    "a wrong placeholder": (
        "up for {title}.",
        "up for {titel}.",
        '"why" asks for {titel}, which is not given there; did you mean "title"?',
    ),
    "a placeholder left out": ("{read} of {all}", "all of {all}", '"coverage" leaves out {read}'),
    "a month": ("January, ", "", '"months" must be a list of 12 names'),
    "an amount": ("  days_left:", "  days:", "amounts: days_left missing"),
    "the usual form": ('other: "{n} sources"', '"2": "{n} sources"', '"amounts.sources.other" is missing'),
    "an amount's placeholder": ('"{n} sources"', '"{number} sources"', '"other" asks for {number}'),
    "the clock": ('"{hour}{minutes}pm"', '"{hours}pm"', '"12" asks for {hours}'),
    "midnight": ('clock: {"0"', 'clock: {"1"', '"clock" must hold hours from 0 to 23'),
    "an empty phrase": ("  or: or\n", "  or:\n", '"or" must be words'),
    "the direction": ("direction: ltr", "direction: left", "must be ltr or rtl"),
    "a list for phrases": ("amounts:\n", "amounts: []\nformerly:\n", '"amounts" must hold words by name'),
    "YAML": ("phrases:\n", "phrases: [\n", "not valid YAML"),
}


@pytest.mark.parametrize(("old", "new", "words"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_lacks_something_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in ENGLISH
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/cy.yaml").write_text(ENGLISH.replace(old, new), encoding="utf-8")
    with pytest.raises(TemplateProblem) as caught:
        Templates(tmp_path).words("cy", ZoneInfo("Europe/London"))
    assert words in str(caught.value)
    assert re.match(r"templates/languages/cy\.yaml:\d+: ", str(caught.value))


def test_the_doctor_says_what_the_language_file_lacks_before_anything_is_built(tmp_path: Path) -> None:
    init.init(tmp_path)
    (tmp_path / "templates/languages").mkdir(parents=True)
    (tmp_path / "templates/languages/en-GB.yaml").write_text(
        ENGLISH.replace("  unsubscribe: Unsubscribe\n", ""), encoding="utf-8"
    )
    problems = [p.message for p in doctor(tmp_path, samples.SEND_AT, {}) if p.level == "problem"]
    assert len(problems) == 1
    assert re.match(r"templates/languages/en-GB\.yaml:\d+: phrases: unsubscribe missing", problems[0])


def test_the_line_is_that_of_the_phrase(tmp_path: Path) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/cy.yaml").write_text(
        ENGLISH.replace("for {title}.", "for {titel}."), encoding="utf-8"
    )
    with pytest.raises(TemplateProblem) as caught:
        Templates(tmp_path).words("cy", LONDON)
    assert ENGLISH.splitlines()[caught.value.line - 1].startswith("  why:")


def test_a_language_without_a_file_is_told_how_to_make_one() -> None:
    with pytest.raises(TemplateProblem, match=r"languages/gd\.yaml: not found: copy languages/en-GB\.yaml"):
        Templates().words("gd", LONDON)


def test_a_template_that_says_a_phrase_without_its_values_is_told(templates: Templates) -> None:
    english = templates.words("en-GB", LONDON).language
    with pytest.raises(TemplateProblem, match=r'en-GB\.yaml:\d+: "why" asks for \{title\}'):
        english.say("why")
    with pytest.raises(TemplateProblem, match=r'en-GB\.yaml:\d+: "phrases\.apply" is missing'):
        english.say("apply")


def test_amounts_take_the_form_of_their_number() -> None:
    cats = parse(
        'amounts: {cats: {"1": un gath, 2: 2 gath, "3": 3 chath, "6": 6 chath, other: "{n} cath"}}', "cy.yaml"
    )
    assert [cats.plural(n, "cats") for n in (0, 1, 2, 3, 4, 6, 11)] == [
        "0 cath",
        "un gath",
        "2 gath",
        "3 chath",
        "4 cath",
        "6 chath",
        "11 cath",
    ]


@pytest.mark.parametrize(
    ("parts", "expected"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_lists_are_joined_as_people_do(templates: Templates, parts: list[str], expected: str) -> None:
    assert templates.words("en-GB", LONDON).language.join(parts) == expected


def test_a_phrase_never_reads_the_words_it_is_given(templates: Templates) -> None:
    english = templates.words("en-GB", LONDON).language
    assert english.say("about", action="{title}", title="{action}") == "{title}: {action}"
