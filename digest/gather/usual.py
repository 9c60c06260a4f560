"""Where feeds and calendars usually are, by the software that a site runs on."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from digest.gather.discover import Offer

PLACES = ("feed/", "rss.xml", "atom.xml", "feed.xml", "rss/", "feed.rss")
_PLATFORMS = (  # what stands before the path, and the feed's address for the first step of the path
    (re.compile(r"https?://(?:www\.)?medium\.com/(@?[\w.-]+)/?$"), "https://medium.com/feed/{0}"),
    (re.compile(r"https?://([\w-]+)\.medium\.com(?:/.*)?$"), "https://{0}.medium.com/feed"),
    (re.compile(r"https?://([\w-]+)\.substack\.com(?:/.*)?$"), "https://{0}.substack.com/feed"),
    (re.compile(r"https?://([\w-]+\.blogspot\.[a-z.]+)(?:/.*)?$"), "https://{0}/feeds/posts/default"),
    (re.compile(r"https?://([\w-]+\.blog\.gov\.uk)(?:/.*)?$"), "https://{0}/feed/"),
)
_KINDS = (  # addresses that need no look to know who reads them
    (re.compile(r"https?://(?:www\.)?trello\.com/b/\w+"), "trello"),
    (re.compile(r"https?://(?:www\.)?gov\.uk/api/search\.json\?"), "govuk"),
)
_THE_EVENTS_CALENDAR = re.compile(r"tribe-events|plugins/the-events-calendar", re.IGNORECASE)


def kind(url: str) -> str | None:
    """Return the kind of source that an address belongs to by its very form."""
    return next((name for form, name in _KINDS if form.match(url)), None)


def platform(url: str) -> list[Offer]:
    """Return where the feed is on a platform that is known by its host, even if its pages refuse robots."""
    found = ((form.match(url), feed) for form, feed in _PLATFORMS)
    return [Offer(feed.format(*match.groups()), "feed") for match, feed in found if match]


def guesses(url: str, words: str) -> list[Offer]:
    """Return the usual places of the page at `url`, then those of its site; `words` is the page."""
    page = urlsplit(url)._replace(query="", fragment="").geturl()
    folder = urljoin(page, ".") if "." in urlsplit(page).path.rpartition("/")[2] else f"{page.rstrip('/')}/"
    calendars = [Offer(urljoin(url, "/events/list/?ical=1"), "calendar")]
    here = [Offer(urljoin(base, place), "feed") for base in (folder, urljoin(url, "/")) for place in PLACES]
    news = (
        [Offer(urljoin(url, "/feed/rss"), "feed")]
        if (urlsplit(url).hostname or "").startswith("news.")
        else []
    )
    events = calendars if _THE_EVENTS_CALENDAR.search(words) else []
    return list(dict.fromkeys([*platform(url), *news, *here, *events]))
