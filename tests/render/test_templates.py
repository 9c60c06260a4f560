"""Templates from the newsletter's folder, and what a broken one says."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from digest.model import Part
from digest.render import TemplateProblem, Templates, email, versions, web
from digest.render.components import lint
from digest.render.templates import shipped
from tests.render import samples

BROKEN = {
    "syntax": ("sections/any.txt", "one\n{% for x in %}", "templates/sections/any.txt:2: ", "unclosed brace"),
    "undefined": (
        "sections/any.txt",
        "one\n\n{{ part.titel }}",
        "templates/sections/any.txt:3: ",
        "check the spelling",
    ),
    "empty value": ("items/entry.txt", "{{ item.image }}", "templates/items/entry.txt:1: ", "value or ''"),
    "unknown filter": (
        "items/entry.txt",
        "\n{{ item.title | shout }}",
        "templates/items/entry.txt:2: ",
        "check the spelling",
    ),
    "sandbox": (
        "items/entry.txt",
        "{{ item.__class__.__mro__ }}",
        "templates/items/entry.txt:1: ",
        "nothing more",
    ),
    "method": (
        "items/entry.txt",
        "{{ newsletter.parse_raw('N.', proto='pickle', allow_pickle=true) }}",
        "templates/items/entry.txt:1: ",
        "nothing more",
    ),
    "method of a class": (
        "items/entry.txt",
        "{{ dict.fromkeys('ab') }}",
        "templates/items/entry.txt:1: ",
        "nothing more",
    ),
    "missing": (
        "items/entry.txt",
        "\n\n{% include 'nowhere.txt' %}",
        "templates/items/entry.txt:3: nowhere.txt",
        "add the file",
    ),
    "climbing": (
        "items/entry.txt",
        "{% include '../../secret.txt' %}",
        "templates/items/entry.txt:1: ",
        "add the file",
    ),
    "division": ("items/entry.txt", "{{ 1 // 0 }}", "templates/items/entry.txt:1: ", "cannot do this"),
    "component": (
        "sections/any.mjml",
        "<mj-text>x</mj-text>\n<mj-txet />",
        "templates/sections/any.mjml:2: ",
        'did you mean "mj-text"?',
    ),
    "attribute": (
        "sections/any.mjml",
        '<mj-text\n  colour="red">x</mj-text>',
        "templates/sections/any.mjml:1: ",
        'did you mean "color"?',
    ),
    "unclosed": (
        "sections/any.mjml",
        "<mj-text>\n<p>{{ part.title }}\n</mj-text>",
        "templates/sections/any.mjml:3: ",
        "<p> of line 2",
    ),
    "void": (
        "sections/any.mjml",
        "<mj-text>a<br>b</mj-text>",
        "templates/sections/any.mjml:1: ",
        "write <br />",
    ),
    "stray": ("sections/any.mjml", "</mj-text>", "templates/sections/any.mjml:1: ", "closes nothing"),
    "nested": (
        "sections/any.mjml",
        "<mj-text>\n<mj-divider /></mj-text>",
        "templates/sections/any.mjml:2: ",
        "stands inside <mj-text> of line 1",
    ),
    "nested by an include": (
        "items/entry.mjml",
        "<mj-divider />",
        "templates/edition.mjml: ",
        "<mj-divider> stands where only HTML may stand",
    ),
    "endless": (
        "items/entry.txt",
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
        "templates/edition.txt: ",
        "look for a loop",
    ),
    "huge range": (
        "items/entry.txt",
        "{{ range(999999999) }}",
        "templates/items/entry.txt:1: ",
        "Range too big",
    ),
    "includes itself": (
        "items/entry.txt",
        "{% include 'items/entry.txt' %}",
        "templates/items/entry.txt:1: ",
        "recursion",
    ),
    "open": ("sections/any.mjml", "\n<mj-text>", "templates/sections/any.mjml:2: ", "add </mj-text>"),
}


TWO = samples.edition(samples.blogs(samples.entry(0), samples.entry(1)))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "newsletter" / "templates"


def _write(own: Path, name: str, text: str) -> Templates:
    (own / name).parent.mkdir(parents=True, exist_ok=True)
    (own / name).write_text(text, encoding="utf-8")
    return Templates(own)


@pytest.mark.parametrize(("name", "text", "where", "remedy"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_told_with_file_line_and_remedy(
    own: Path, name: str, text: str, where: str, remedy: str
) -> None:
    own.parent.mkdir()
    (own.parent.parent / "secret.txt").write_text("secret")
    with pytest.raises(TemplateProblem) as caught:
        email(TWO, samples.config(), _write(own, name, text))
    assert str(caught.value).startswith(where)
    assert remedy in str(caught.value)


def test_one_template_of_the_newsletter_replaces_the_shipped_one(own: Path) -> None:
    templates = _write(own, "items/entry.txt", "* {{ item.title }}")
    made = email(TWO, samples.config(), templates)
    assert "* What 40 interviews taught us about council tax letters\n" in made.text
    assert "Unsubscribe" in made.text


def test_a_section_gets_a_look_of_its_own_without_python(own: Path) -> None:
    _write(own, "sections/jobs.txt", "JOBS")
    templates = _write(own, "sections/jobs.mjml", "<mj-text><h2>Work here</h2></mj-text>")
    jobs = Part(id="jobs", title="Jobs", shows="entries", items=(samples.entry(1),))
    blogs = samples.blogs(samples.entry(2), samples.entry(3))
    made = email(samples.edition(blogs, jobs), samples.config(), templates)
    titles = [h.text() for h in LexborHTMLParser(made.html).css("h2")]
    assert titles[1:3] == ["From the blogs", "Work here"]
    assert "\nJOBS\n" in made.text


def test_the_name_of_a_kind_is_no_sections_own_look(templates: Templates) -> None:
    named = Part(id="links", title="Links", shows="entries")
    assert templates.look(named, "mjml") == ["sections/entries.mjml", "sections/any.mjml"]


def test_a_language_of_the_newsletters_own_is_used(own: Path) -> None:
    english = (shipped() / "languages/en-GB.yaml").read_text(encoding="utf-8")
    templates = _write(
        own,
        "languages/cy.yaml",
        english.replace("December", "Rhagfyr").replace(
            "unsubscribe: Unsubscribe", "unsubscribe: Dad-danysgrifio"
        ),
    )
    made = email(TWO, samples.config(language="cy"), templates)
    assert "3 Rhagfyr 2026" in made.html
    assert "Dad-danysgrifio" in made.html
    assert 'lang="cy"' in made.html


def test_a_link_out_of_the_folder_is_not_followed(own: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    own.mkdir(parents=True)
    (own / "footer.txt").symlink_to(tmp_path / "secret.txt")
    assert "secret" not in email(TWO, samples.config(), Templates(own)).text


def test_the_fingerprint_changes_with_the_one_template_that_changed(own: Path, templates: Templates) -> None:
    before, after = templates.fingerprint(), _write(own, "items/entry.txt", "new").fingerprint()
    assert [name for name in before if before[name] != after[name]] == ["items/entry.txt"]
    assert {"edition.mjml", "edition.txt", "pages/edition.html", "languages/en-GB.yaml"} <= set(before)


@pytest.mark.parametrize("path", sorted(shipped().rglob("*.mjml")), ids=lambda path: str(path.name))
def test_our_own_mjml_is_known_and_well_formed(path: Path) -> None:
    lint(path.read_text(encoding="utf-8"), path.name)


def test_a_template_that_is_not_utf_8_is_told(own: Path) -> None:
    own.mkdir(parents=True)
    (own / "footer.txt").write_bytes(b"caf\xe9")
    with pytest.raises(TemplateProblem, match=r"footer\.txt: not UTF-8"):
        email(TWO, samples.config(), Templates(own))


def test_a_broken_page_is_told_too(own: Path) -> None:
    with pytest.raises(TemplateProblem, match=r"pages/edition\.html:1: 'nobody' is undefined"):
        web(TWO, samples.config(), _write(own, "pages/edition.html", "{{ nobody }}"))


def test_versions_name_everything_that_shapes_the_bytes() -> None:
    assert set(versions()) == {"renderer", "mjml-python", "jinja2", "markdown-it-py", "icalendar"}
    assert all(versions().values())
