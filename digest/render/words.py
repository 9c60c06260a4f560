"""Dates, times and what is told of an item, in the newsletter's language and zone, GOV.UK style."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digest.model import Entry, Event, Item
from digest.render import addresses
from digest.render.clean import line
from digest.render.days import days
from digest.render.language import Language

SOON = 14


@dataclass(frozen=True)
class Words:
    """A language, spoken in one zone."""

    language: Language
    zone: ZoneInfo

    def day(self, moment: datetime) -> str:
        """Return "14 February 2019"."""
        return self._date(self.local(moment).date())

    def block(self, event: Event) -> tuple[str, int, str]:
        """Return what a date block shows: ("Thu", 14, "Feb")."""
        first = days(event, self.zone)[0] if event.all_day else self.local(event.starts).date()
        names = self.language.name
        return names("short_weekdays", first.weekday()), first.day, names("short_months", first.month - 1)

    def when(self, event: Event) -> str:
        """Return when an event is: "Thursday 14 February 2019, 3pm to 5pm"."""
        if event.all_day:
            return self._days(*days(event, self.zone))
        starts = self.local(event.starts)
        if event.ends is None or event.ends <= event.starts:
            return self._moment(starts) + self._elsewhere(starts)
        # Midnight is the first minute of a day (GOV.UK style): what ends then ends at 11:59pm the day before.
        ends = event.ends.astimezone(starts.tzinfo)
        ends -= timedelta(minutes=(ends.hour, ends.minute) == (0, 0))
        last = self._clock(ends) if ends.date() == starts.date() else self._moment(ends, "within")
        return self._to(self._moment(starts), last) + self._elsewhere(starts)

    def machine(self, event: Event) -> str:
        """Return when an event starts as HTML's <time> wants it."""
        if event.all_day:
            return days(event, self.zone)[0].isoformat()
        return self.local(event.starts).isoformat(timespec="minutes")

    def closes(self, closes: datetime, sent: datetime) -> str:
        """Return until when a reader may act: the date always, and how far off it is from the day of sending."""
        moment = self.local(closes)
        whole_day = (moment.hour, moment.minute) in {(0, 0), (23, 59)}
        when = self._full(moment.date(), "within") if whole_day else self._moment(moment, "within")
        left = (moment.date() - sent.astimezone(self.zone).date()).days
        if left < 0 or (closes < sent and not whole_day):
            return self.language.say("closed", when=when)
        if left > SOON:
            return self.language.say("closes", when=when)
        return self.language.say("closes_soon", when=when, left=self.language.plural(left, "days_left"))

    def told(self, item: Item) -> list[str]:
        """Return what is known of where an event is and who holds it, or of whose post it is and when it came."""
        say = self.language.say
        if not isinstance(item, Event):
            published = item.published if isinstance(item, Entry) else None
            return [told for told in (line(item.credit), self.day(published) if published else "") if told]
        place, organiser = line(item.place), line(item.organiser)
        if item.online:
            place = say("place_and_online", place=place) if place else say("online")
        who = line(item.credit) or (say("organised_by", name=organiser) if organiser else "")
        return [told for told in (self._moved(item), place, who) if told]

    def _moved(self, event: Event) -> str:
        """Return when and where readers were told before that it would be, if that no longer holds."""
        was = [self._moment(self.local(event.was))] if event.was else []
        was += [line(event.was_place)] if event.was_place else []
        return self.language.say("moved_from", what=", ".join(was)) if was else ""

    def rsvp(self, event: Event) -> str:
        """Return where to book, "" when there is nothing to book."""
        return addresses.rsvp(event, self.language.say("rsvp_subject", title=event.title))

    def read(self, item: Item) -> str:
        """Return what a link to a whole post says: where it leads, when that is one place."""
        name = "" if item.also_from else line(item.credit)
        return self.language.say("read_at", name=name) if name else self.language.say("read_post")

    def named(self, item: Item) -> str:
        """Return the title as one line; something, where a source gave nothing that can be read."""
        return line(item.title) or self.language.say("untitled")

    def spoken(self, item: Item, namesakes: Collection[str]) -> str:
        """Return the title that a screen reader says in a list of links; when or whose, where two are called the same."""
        title = self.named(item)
        if line(item.title) not in namesakes:
            return title
        return f"{title}, {self.when(item) if isinstance(item, Event) else line(item.credit)}"

    def local(self, moment: datetime) -> datetime:
        """Return a moment on the clock to show: the newsletter's, unless it was given with another place's offset."""
        here = moment.astimezone(self.zone)
        return here if not moment.utcoffset() or moment.utcoffset() == here.utcoffset() else moment

    def _elsewhere(self, shown: datetime) -> str:
        here = shown.astimezone(self.zone)
        if shown.utcoffset() == here.utcoffset():
            return ""
        zone = shown.tzinfo
        place = (
            zone.key.split("/")[-1].replace("_", " ")
            if isinstance(zone, ZoneInfo)
            else f"UTC{shown.isoformat()[-6:]}"
        )
        ours = self._clock(here) if here.date() == shown.date() else self._moment(here)
        return self.language.say("elsewhere", place=place, here=ours)

    def _days(self, first: date, last: date) -> str:
        if first == last:
            return self.language.say("moment", day=self._full(first), time=self.language.say("all_day"))
        if first.year != last.year:
            return self._to(self._date(first), self._date(last))
        shape = "day_of_month" if first.month == last.month else "day_of_year"
        return self._to(self._date(first, shape), self._date(last))

    def _clock(self, moment: datetime) -> str:
        if moment.minute == 0 and moment.hour in {0, 12}:
            return self.language.say("midday" if moment.hour else "midnight")
        return self.language.clock(moment.hour, moment.minute)

    def _moment(self, moment: datetime, place: str = "alone") -> str:
        return self.language.say("moment", day=self._full(moment.date(), place), time=self._clock(moment))

    def _full(self, day: date, place: str = "alone") -> str:
        """Return a date with its weekday, `alone` or `within` a sentence: some languages change its first letter."""
        weekday = self.language.name("weekdays", day.weekday())
        return self.language.say(f"date_{place}", weekday=weekday, date=self._date(day))

    def _date(self, day: date, shape: str = "date") -> str:
        month = self.language.name("months", day.month - 1)
        return self.language.say(shape, day=day.day, month=month, year=day.year)

    def _to(self, first: str, last: str) -> str:
        return self.language.say("to", first=first, last=last)
