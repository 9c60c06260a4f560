"""A link is asked politely, without carrying its page home, and is dead only when it was twice, minutes apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from digest.config.settings import Fetching
from digest.gather.knock import knock
from digest.gather.verdict import APART, Known, Reply, after, due, verdict, without_network
from tests.gather.conftest import AGENT
from tests.gather.servers import Reply as Page
from tests.gather.servers import Site, drop, flood, hang

NOW = datetime(2026, 11, 26, 7, tzinfo=UTC)


def ask(*addresses: str, seconds: float = 5) -> dict[str, Reply]:
    fetching = Fetching(timeout=timedelta(seconds=seconds))
    return knock(addresses, fetching=fetching, agent=AGENT, allow_private=("127.0.0.1",))


def rule(address: str, reply: Reply) -> str | None:
    """Return what is said of a first reply."""
    told = verdict(address, after(None, reply, NOW))
    return told[0] if told else None


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, None),
        (202, None),
        (401, "link-doubt"),
        (403, "link-doubt"),
        (429, "link-doubt"),
        (500, "link-doubt"),
        (503, "link-doubt"),
        (999, "link-doubt"),
        (404, "link-fails"),
        (410, "link-fails"),
    ],
)
def test_each_status_is_an_answer(site: Site, status: int, expected: str | None) -> None:
    site.pages["/page"] = Page(b"words", status)
    url = site.url("/page")
    reply = ask(url)[url]
    assert reply.code == status
    assert rule(url, reply) == expected
    assert len(site.asked) == 1, "once, whatever the answer"
    assert site.asked[0].headers["user-agent"] == AGENT


def test_an_endless_page_is_not_read(site: Site) -> None:
    site.pages["/endless"] = flood
    url = site.url("/endless")
    assert ask(url)[url].code == 200


def test_silence_and_a_broken_line_are_only_doubts(site: Site) -> None:
    site.pages |= {"/silent": hang, "/gone": drop}
    silent, gone = site.url("/silent"), site.url("/gone")
    replies = ask(silent, gone, seconds=0.4)
    assert {rule(url, reply) for url, reply in replies.items()} == {"link-doubt"}
    assert "did not answer within 0.4 seconds" in replies[silent].problem


def test_a_name_that_nobody_knows_has_no_host() -> None:
    url = "http://surely-not-there.invalid/page"
    reply = ask(url)[url]
    if reply.problem:
        pytest.skip("the name server of this machine does not answer")
    assert reply.unknown_host
    assert rule(url, reply) == "link-fails"


def test_a_private_address_is_never_asked(site: Site) -> None:
    url = f"http://127.0.0.1:{site.port}/secret"
    replies = knock([url], fetching=Fetching(), agent=AGENT)
    assert "private address" in replies[url].problem
    assert site.asked == []


def test_a_redirect_to_another_page_is_told_and_one_to_the_same_is_not(site: Site) -> None:
    site.pages |= {
        "/old": Page(b"", 301, {"Location": "/new"}),
        "/new": Page(b"here"),
        "/folder": Page(b"", 301, {"Location": "/folder/"}),
        "/folder/": Page(b"here"),
        "/lost": Page(b"", 302, {"Location": "/"}),
        "/": Page(b"welcome"),
        "/dead": Page(b"", 301, {"Location": "/nowhere"}),
    }
    old, folder, lost, dead = (site.url(path) for path in ("/old", "/folder", "/lost", "/dead"))
    replies = ask(old, folder, lost, dead)
    told = {url: verdict(url, after(None, reply, NOW)) for url, reply in replies.items()}
    assert told[old] == (
        "link-doubt",
        f"leads on to {site.url('/new')}: link there if that is its new address",
    )
    assert told[folder] is None
    assert "front page" in str(told[lost])
    assert rule(dead, replies[dead]) == "link-fails"


def test_a_site_is_asked_about_many_links_a_few_at_a_time(site: Site) -> None:
    urls = [site.url(f"/{n}") for n in range(12)]
    heard: list[str] = []
    fetching = Fetching()
    knock(urls * 2, fetching=fetching, agent=AGENT, allow_private=("127.0.0.1",), told=heard.append)
    assert sorted(heard) == sorted(urls)
    assert len(site.asked) == 12


GONE, WELL, BUSY = Reply(code=404), Reply(code=200), Reply(code=503)


def test_a_link_is_dead_when_it_was_twice_and_minutes_apart() -> None:
    first = after(None, GONE, NOW)
    soon = after(first, GONE, NOW + APART / 2)
    later = after(soon, GONE, NOW + APART)
    said = [verdict("https://x.example/1", known) for known in (first, soon, later)]
    assert [told and told[0] for told in said] == ["link-fails", "link-fails", "dead-link"]


@pytest.mark.parametrize("between", [WELL, BUSY])
def test_any_other_answer_begins_anew(between: Reply) -> None:
    known: Known | None = None
    for minutes, reply in ((0, GONE), (10, between), (20, GONE)):
        known = after(known, reply, NOW + timedelta(minutes=minutes))
    assert known is not None
    assert not known.confirmed


@pytest.mark.parametrize(
    ("reply", "wait"),
    [(WELL, timedelta(days=1)), (BUSY, timedelta(hours=1)), (GONE, APART)],
)
def test_it_is_asked_again_only_after_a_while(reply: Reply, wait: timedelta) -> None:
    known = after(None, reply, NOW)
    assert not due(known, NOW + wait - timedelta(seconds=1))
    assert due(known, NOW + wait)
    assert due(known, NOW - timedelta(days=1)), "a clock that was set back"


def test_a_machine_without_a_network_proves_nothing() -> None:
    unknown = Reply(unknown_host=True)
    all_unknown = [(f"https://{name}.example/", unknown) for name in "abc"]
    assert without_network(all_unknown)
    assert not without_network(all_unknown[:2])
    assert not without_network([*all_unknown, ("https://d.example/", GONE)])
