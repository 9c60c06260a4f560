"""Sources looked at and added: real servers on this machine, a real sources.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from digest.desk import source_health, source_list, source_opml, source_rows, source_search, sources
from digest.desk.desk import Usage, open_desk
from digest.model import DigestError
from tests.desk.conftest import NOW, Newsletter, Outside, feed
from tests.gather.reading import ics, vevent
from tests.gather.servers import Reply, Site

ROOT = Path(__file__).parents[2]
LINK = '<link rel="alternate" type="{}" title="{}" href="{}">'
EVENT_PAGE = b"""<html><head><title>The Corn Exchange</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event", "name": "Service design meetup",
 "startDate": "2026-12-03T18:00:00+00:00", "url": "https://example.org/meetup"}</script></head><body></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def page(*links: str, title: str = "Anytown Digital") -> Reply:
    html = f"<!doctype html><html><head><title>{title}</title>{''.join(links)}</head><body></body></html>"
    return Reply(html.encode(), headers={"Content-Type": "text/html"})


def rows(newsletter: Newsletter) -> list[str]:
    text = (newsletter.folder / "sources.yaml").read_text(encoding="utf-8")
    return text.partition("sources:\n")[2].splitlines()


def check(newsletter: Newsletter, *ids: str) -> dict[str, dict[str, object]]:
    found = source_health.check(newsletter.desk(), ids)
    return {one.source.id: one.as_json() for one in found}


def test_a_check_sees_everything_and_touches_no_edition(newsletter: Newsletter, outside: Outside) -> None:
    newsletter.gather()
    before = {p: p.read_bytes() for p in newsletter.folder.rglob("*") if p.is_file()}
    posts = [("Old news", "2020-05-05"), *((f"Week {n}", f"2026-11-{n:02}") for n in (1, 8, 15, 22))]
    outside.says("marlow", feed(*posts))
    outside.says("wexcombe", b"", status=403)
    outside.asked.clear()
    seen = check(newsletter)
    assert json.loads(json.dumps(seen)) == seen
    assert (seen["marlow"]["status"], seen["marlow"]["items"]) == ("ok", 5)
    assert (seen["marlow"]["last"], seen["marlow"]["rhythm_days"]) == ("2026-11-22T09:00:00+00:00", 7)
    assert (seen["wexcombe"]["blocked"], seen["wexcombe"]["last"]) == (True, "2026-11-11T09:00:00+00:00")
    assert "403" in str(seen["wexcombe"]["problem"])
    assert sorted(outside.asked) == [("/marlow", False), ("/wexcombe", False)]
    assert {p: p.read_bytes() for p in newsletter.folder.rglob("*") if p.is_file()} == before


def test_ids_that_change_under_the_same_address_are_noticed(newsletter: Newsletter, outside: Outside) -> None:
    newsletter.gather()
    body = feed(("Bins that tell their day", "2026-11-10"), ("Roads without potholes", "2026-11-12"))
    outside.says("marlow", body.replace(b">Bins that tell their day</guid>", b">0f3a</guid>"))
    assert check(newsletter, "marlow")["marlow"]["churn"] == 1
    assert check(newsletter, "wexcombe")["wexcombe"]["churn"] == 0


def test_a_move_for_good_and_filters_of_the_newsletter_are_told_apart_from_the_source(
    newsletter: Newsletter, site: Site
) -> None:
    site.pages |= {
        "/old": Reply(status=308, headers={"Location": "/new"}),
        "/new": Reply(feed(("Bins", "2026-11-10"), ("Roads", "2026-11-11"))),
    }
    settings = newsletter.folder / "sources.yaml"
    row = f'  - {{id: moved, name: M, kind: feed, url: "{site.url("/old")}", section: blogs, include: [trees]}}\n'
    settings.write_text(settings.read_text(encoding="utf-8") + row, encoding="utf-8")
    seen = check(newsletter, "moved")["moved"]
    assert (seen["moved_to"], seen["items"], seen["warnings"]) == (site.url("/new"), 2, [])


def test_an_unknown_source_is_named_with_the_one_that_was_meant(newsletter: Newsletter) -> None:
    with pytest.raises(Usage, match=r'no source "marlov" in sources\.yaml; did you mean "marlow"'):
        check(newsletter, "marlov")


def test_a_home_page_leads_to_its_feed_and_what_else_it_offers(newsletter: Newsletter, site: Site) -> None:
    site.pages |= {
        "/": page(
            LINK.format("application/rss+xml", "Comments", "/comments/feed/"),
            LINK.format("application/atom+xml", "Gone", "/gone.xml"),
            LINK.format("application/rss+xml", "Posts", "/feed/"),
            LINK.format("text/calendar", "Events", "/events.ics"),
        ),
        "/feed/": Reply(
            feed(("One", "2026-11-01"), ("Two", "2026-11-02"), ("Three", "2026-11-03"), ("4", "2020-01-01"))
        ),
        "/events.ics": Reply(ics(vevent()).encode()),
    }
    added = sources.add(newsletter.desk(), site.url("/"))
    assert [item.title for item in added.latest] == ["Three", "Two", "One"]
    assert [other.title for other in added.found.others] == ["Gone", "Events", "Comments"]
    assert added.row == {
        "id": "a-blog",
        "name": "A blog",
        "kind": "feed",
        "url": site.url("/feed/"),
        "section": "blogs",
    }
    assert rows(newsletter)[-1] == (
        f'  - {{id: a-blog, name: A blog, kind: feed, url: "{site.url("/feed/")}", section: blogs}}'
    )
    assert added.line == len((newsletter.folder / "sources.yaml").read_text(encoding="utf-8").splitlines())


def test_a_section_of_events_wants_the_calendar(newsletter: Newsletter, site: Site) -> None:
    links = (
        LINK.format("application/rss+xml", "", "/feed/"),
        LINK.format("text/calendar", "", "/events.ics"),
    )
    site.pages |= {
        "/": page(*links),
        "/feed/": Reply(feed(("One", "2026-11-01"))),
        "/events.ics": Reply(ics(vevent(), head="X-WR-CALNAME:Anytown's meetups").encode()),
    }
    added = sources.add(newsletter.desk(), site.url("/"), section="events")
    assert (added.row["kind"], added.row["section"], added.row["id"]) == (
        "calendar",
        "events",
        "anytowns-meetups",
    )
    assert [item.title for item in added.latest] == ["Meetup"]


def test_a_page_that_describes_its_events_is_a_source_itself(newsletter: Newsletter, site: Site) -> None:
    site.pages["/whats-on"] = Reply(EVENT_PAGE, headers={"Content-Type": "text/html"})
    added = sources.add(newsletter.desk(), site.url("/whats-on"))
    assert (added.row["kind"], added.row["name"]) == ("page", "The Corn Exchange")
    assert [item.title for item in added.latest] == ["Service design meetup"]


def test_without_a_word_on_the_page_the_usual_places_are_tried(newsletter: Newsletter, site: Site) -> None:
    site.pages |= {
        "/digital": page(),
        "/feed/": page(),
        "/digital/feed.xml": Reply(feed(("One", "2026-11-01"))),
    }
    assert sources.add(newsletter.desk(), site.url("/digital")).row["url"] == site.url("/digital/feed.xml")
    assert "/digital/feed/" in site.paths()


def test_a_feed_that_moved_for_good_is_added_where_it_is_now(newsletter: Newsletter, site: Site) -> None:
    site.pages |= {
        "/old": Reply(status=301, headers={"Location": "/new"}),
        "/new": Reply(feed(("One", "2026-11-01"))),
    }
    added = sources.add(newsletter.desk(), site.url("/old"), named="moved", name="Bins: the blog, #1")
    assert added.row["url"] == site.url("/new")
    assert '- {id: moved, name: "Bins: the blog, #1", kind: feed,' in rows(newsletter)[-1].replace("'", '"')


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/none", "answered 404"),
        ("/refused", "answered 403"),
        ("/nothing", "offers no feed, calendar or event"),
        ("/empty", "neither a feed, a calendar nor a web page"),
        ("/list", "digest sources import FILE"),
        ("/entities", "entities"),
    ],
)
def test_what_cannot_be_added_says_why_and_changes_nothing(
    newsletter: Newsletter, site: Site, path: str, words: str
) -> None:
    bomb = (
        b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss version="2.0"><channel><title>&a;</title></channel></rss>'
    )
    site.pages |= {
        "/refused": Reply(status=403),
        "/nothing": page(),
        "/empty": Reply(b" "),
        "/list": Reply(b"<opml version='2.0'></opml>"),
        "/entities": Reply(bomb),
    }
    before = (newsletter.folder / "sources.yaml").read_bytes()
    with pytest.raises(DigestError, match=words):
        sources.add(newsletter.desk(), site.url(path))
    assert (newsletter.folder / "sources.yaml").read_bytes() == before


def test_a_private_address_is_not_looked_at(newsletter: Newsletter, site: Site) -> None:
    desk = newsletter.desk(DIGEST_ALLOW_PRIVATE_HOSTS="")
    with pytest.raises(DigestError, match="private address"):
        sources.add(desk, site.url("/"))
    assert site.asked == []


def test_a_source_is_not_added_twice_however_it_is_written(newsletter: Newsletter, outside: Outside) -> None:
    outside.says(
        "home", LINK.format("application/rss+xml", "", "/marlow").join(["<html>", "</html>"]).encode()
    )
    host = outside.base.removeprefix("http://")
    for url in (
        f"{host}/marlow/",
        f"webcal://{host}/marlow",
        f"{outside.base}/marlow?utm_source=x",
        f"{outside.base}/home",
    ):
        with pytest.raises(Usage, match=r"sources.yaml:14: marlow is read from http://\S+/marlow already"):
            sources.add(newsletter.desk(), url)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"section": "blog"}, 'no section "blog"'),
        ({"named": "marlow"}, 'sources.yaml:14: the id "marlow" is taken'),
        ({"named": "no spaces"}, "is no id"),
    ],
)
def test_options_are_understood_before_anybody_is_asked(
    newsletter: Newsletter, outside: Outside, options: dict[str, str], words: str
) -> None:
    with pytest.raises(Usage, match=words):
        sources.add(newsletter.desk(), f"{outside.base}/new", **options)
    assert outside.asked == []


ROW = {
    "id": "new",
    "name": "Anytown: 2026 # yes",
    "kind": "feed",
    "url": "https://new.example.org/",
    "section": "blogs",
}
ADDED = """- {id: new, name: 'Anytown: 2026 # yes', kind: feed, url: "https://new.example.org/", section: blogs}"""


def written(folder: Path, text: str, *more: dict[str, str]) -> tuple[bytes, int]:
    (folder / "sources.yaml").write_bytes(text.encode())
    line = source_list.append(folder, [ROW, *more])
    return (folder / "sources.yaml").read_bytes(), line


@pytest.mark.parametrize("name", ["sources.yaml", "digest/demo/sources.yaml"])
def test_every_other_byte_of_a_real_file_stays(tmp_path: Path, name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("{base}", "https://base.example.org")
    row = {**ROW, "section": "events"}
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    line = source_list.append(tmp_path, [row], "unverified")
    after = (tmp_path / "sources.yaml").read_text(encoding="utf-8")
    (head, _, _, *changes) = unified_diff(text.splitlines(), after.splitlines(), n=0, lineterm="")
    assert head.startswith("---")
    assert changes == [f"+  {ADDED.replace('section: blogs', 'section: events')}  # unverified"]
    assert after.splitlines()[line - 1] == changes[0][1:]
    assert open_desk(tmp_path, NOW, {}).config.sources[-1].name == ROW["name"]


HEAD = """newsletter: {id: b, title: B, from: d@b.example, reply_to: e@b.example, base_url: "https://b.example",
  postal_address: Here, privacy_url: "https://b.example/p"}
sections: [{id: blogs, title: Blogs}]
"""
OLD = "{id: old, name: Old, kind: feed, url: 'https://old.example.org/', section: blogs}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sources: []   # none yet\naudience: store\n", "sources:   # none yet\n  {}\naudience: store\n"),
        ("audience: store", "audience: store\nsources:\n  {}\n"),
        (f"sources:\n- {OLD}", f"sources:\n- {OLD}\n{{}}\n"),
        (
            f"sources:\n    - {OLD}  # seen\n\n    # Calendars to come\n\nfetch: {{timeout: 9 seconds}}\n",
            f"sources:\n    - {OLD}  # seen\n    {{}}\n\n    # Calendars to come\n\nfetch: {{timeout: 9 seconds}}\n",
        ),
        (
            "sources:\n  - id: old\n    name: Old\n    kind: feed\n    url: https://old.example.org/\n    section: blogs\n# end\n",
            "sources:\n  - id: old\n    name: Old\n    kind: feed\n    url: https://old.example.org/\n    section: blogs\n  {}\n# end\n",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_row_finds_its_place_in_any_layout(tmp_path: Path, before: str, after: str, newline: str) -> None:
    text = (HEAD + before).replace("\n", newline)
    content, line = written(tmp_path, text)
    assert content.decode() == (HEAD + after.replace("{}", ADDED, 1)).replace("\n", newline)
    assert ADDED in content.decode().split("\n")[line - 1]


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    content, _ = written(tmp_path, f"\ufeff{HEAD}sources: []\n")
    assert content.decode().startswith("\ufeffnewsletter")


@pytest.mark.parametrize(
    "layout",
    [
        f"sources: [{OLD}]\n",
        f"sources:\n  - {OLD}\n  - {{id: new, name: N, kind: feed, url: 'https://n.example.org', section: blogs}}\n",
    ],
)
def test_nothing_is_written_unless_the_result_is_valid(tmp_path: Path, layout: str) -> None:
    with pytest.raises(
        Usage, match=r"cannot be added to as it is laid out: write under sources:\n- \{id: new"
    ):
        written(tmp_path, HEAD + layout)
    assert (tmp_path / "sources.yaml").read_text(encoding="utf-8") == HEAD + layout
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


def test_ids_are_words_of_the_name_and_never_taken() -> None:
    assert source_rows.unique_id("Café & Bücher: Anytown's blog!", ()) == "cafe-bucher-anytowns-blog"
    assert source_rows.unique_id("Blog", {"blog", "blog-2"}) == "blog-3"
    assert source_rows.unique_id("北京", ()) == "source"


def test_an_address_is_taken_as_people_write_it() -> None:
    assert source_search.web_address(" feed:https://a.example.org/f ") == "https://a.example.org/f"
    assert source_search.web_address("webcal://a.example.org/f.ics") == "https://a.example.org/f.ics"
    for wrong in ("ftp://a.example.org", "https://ada:pw@a.example.org/", "a feed", "javascript:alert(1)"):
        with pytest.raises(Usage, match="is not a web address"):
            source_search.web_address(wrong)


OPML = """<opml version="2.0"><body>
<outline text="Coming up"><outline text="Anytown" xmlUrl="https://anytown.example.org/feed" type="rss"/></outline>
<outline text="Anytown" xmlUrl="https://www.anytown.example.org/feed/"/>
<outline text="Meetups" xmlUrl="webcal://meet.example.org/x"/>
<outline text="https://names.example.org" url="https://names.example.org/rss"/>
<outline text="A page" htmlUrl="https://page.example.org/"/>
<outline text="Nothing"/>
<outline text="Mail" xmlUrl="mailto:ada@example.org"/>
<outline text="Other lists" type="include" url="https://lists.example.org/x.opml"/>
</body></opml>"""


def test_a_list_is_imported_once_and_what_cannot_be_a_source_is_named(newsletter: Newsletter) -> None:
    file = newsletter.folder / "mine.opml"
    file.write_text(OPML, encoding="utf-8")
    done = source_opml.import_file(newsletter.desk(), file)
    assert [(r["id"], r["kind"], r["section"], r["url"]) for r in done.rows] == [
        ("anytown", "feed", "events", "https://anytown.example.org/feed"),
        ("meetups", "calendar", "events", "https://meet.example.org/x"),
        ("names-example-org", "feed", "blogs", "https://names.example.org/rss"),
    ]
    assert done.duplicates == 1
    assert [(row["line"], row["name"]) for row in done.refused] == [
        (6, "A page"),
        (7, "Nothing"),
        (8, "Mail"),
        (9, "Other lists"),
    ]
    assert "digest sources add https://page.example.org/" in done.refused[0]["reason"]
    assert all(row.endswith("# unverified") for row in rows(newsletter)[-3:])
    again = source_opml.import_file(newsletter.desk(), file)
    assert (again.rows, again.duplicates, len(again.refused)) == ([], 4, 4)


def test_what_is_exported_can_be_imported_by_another_newsletter(
    newsletter: Newsletter, tmp_path: Path
) -> None:
    file = tmp_path / "ours.opml"
    file.write_text(OPML, encoding="utf-8")
    source_opml.import_file(newsletter.desk(), file)
    ours, text = source_opml.export(newsletter.desk())
    file.write_text(text, encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / "sources.yaml").write_text(
        HEAD.replace("Blogs}", "From the blogs}, {id: events, title: Coming up, shows: events}"),
        encoding="utf-8",
    )
    source_opml.import_file(open_desk(other, NOW, newsletter.env), file)
    theirs = open_desk(other, NOW, newsletter.env).config.sources
    assert sorted((s.name, s.kind, s.url, s.section) for s in theirs) == sorted(
        (s.name, s.kind, s.url, s.section) for s in ours
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<rss/>", r"mine.opml:1: this is not OPML"),
        (b"", "the file is empty"),
        (b"<opml></opml>", "no subscriptions"),
        (b"<opml>" + b" " * 5_000_000, "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_name(newsletter: Newsletter, body: bytes, words: str) -> None:
    (newsletter.folder / "mine.opml").write_bytes(body)
    with pytest.raises(Usage, match=words):
        source_opml.import_file(newsletter.desk(), newsletter.folder / "mine.opml")
