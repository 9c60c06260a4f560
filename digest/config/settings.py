"""What sources.yaml may say: every setting, its type and its default."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parseaddr
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    field_validator,
    model_validator,
)

from digest.config import units


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'unknown time zone "{value}": write a name like Europe/London') from None


def _web(value: str) -> str:
    """Return a web address with a host and without user info."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f'"{value}" is not a web address: write https://...')
    if parts.username or parts.password:
        raise ValueError("a web address must not hold a user name or password")
    return value


def _web_or_mail(value: str) -> str:
    return value if value.startswith("mailto:") else _web(value)


def _mailbox(value: str) -> str:
    name, address = parseaddr(value)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address) or "\n" in name:
        raise ValueError(
            f'"{value}" is not an e-mail address: write digest@council.gov.uk or Name <digest@council.gov.uk>'
        )
    return value


def _regex_or_words(value: str) -> str:
    if len(value) > 2 and value.startswith("/") and value.endswith("/"):
        try:
            re.compile(value[1:-1])
        except re.error as problem:
            raise ValueError(f'"{value}" is not a regular expression: {problem}') from None
    return value


def _positive(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("must be more than nothing: write for example 20 seconds")
    return value


def _three_days(value: timedelta) -> timedelta:
    if value > timedelta(hours=72):
        raise ValueError("SendGrid takes nothing more than 72 hours before its time: write 72 hours or less")
    return value


NEWSLETTER_ID = r"^[a-z0-9][a-z0-9-]{0,39}$"
NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$"
COLOUR = r"^#[0-9a-fA-F]{6}$"
EDITION = r"^\d{4}-(0[1-9]|1[0-2]|W(0[1-9]|[1-4]\d|5[0-3]))$"
WORDS = {
    NEWSLETTER_ID: "use small letters, digits and -, at most 40",
    NAME: "use letters, digits, - and _, at most 100, a letter or digit first",
    COLOUR: 'a colour is # and six hex digits, like "#1d5f8a"',
    EDITION: "write an edition's id like 2027-01, or for a weekly newsletter 2027-W01",
}

Zone = Annotated[Any, PlainValidator(_zone), PlainSerializer(str, when_used="unless-none")]
Web = Annotated[str, AfterValidator(_web)]
WebOrMail = Annotated[str, AfterValidator(_web_or_mail)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Pattern = Annotated[str, AfterValidator(_regex_or_words)]
Duration = Annotated[timedelta, BeforeValidator(units.duration)]
Limit = Annotated[timedelta, BeforeValidator(units.duration), AfterValidator(_positive)]
Size = Annotated[int, BeforeValidator(units.size)]
Rate = Annotated[float, BeforeValidator(units.rate)]
Cadence = Annotated[Any, PlainValidator(units.cadence)]
Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Settings(BaseModel):
    """Strict: an unknown key or a wrong type is a mistake, never ignored."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, populate_by_name=True, arbitrary_types_allowed=True
    )


class Brand(_Settings):
    """Colours and logo."""

    accent: Annotated[str, Field(pattern=COLOUR)] = "#1d5f8a"
    logo: Web | None = None


class Newsletter(_Settings):
    """Who writes; `id` stays for ever, because links and mailbox rules hang on it."""

    id: Annotated[str, Field(pattern=NEWSLETTER_ID)]
    title: Text
    tagline: str = ""
    sender: Mailbox = Field(alias="from")
    reply_to: Mailbox
    unsubscribe_mailbox: Mailbox | None = None
    base_url: Web
    people_url: Web | None = None
    suggest_url: WebOrMail | None = None
    postal_address: Text
    privacy_url: Web
    language: str = "en-GB"
    timezone: Zone = ZoneInfo("Europe/London")
    brand: Brand = Brand()

    @property
    def people(self) -> str:
        """Where readers' pages answer."""
        return self.people_url or self.base_url


class Editor(_Settings):
    """Whose turn it is, by month."""

    github: str
    months: list[Annotated[int, Field(ge=1, le=12)]] = []


class Schedule(_Settings):
    """When an edition is drafted and sent, in the newsletter's zone."""

    every: Literal["month", "week"] = "month"
    send: Cadence = units.cadence("first thursday 09:00")
    draft: Duration = timedelta(days=7)
    late_by: Duration = timedelta(hours=36)
    skip: list[Annotated[str, Field(pattern=EDITION)]] = []
    nothing_approved: Literal["hold", "skip"] = "hold"
    editors: list[Editor] = []

    @field_validator("skip")
    @classmethod
    def _of_our_kind(cls, skip: list[str], info: ValidationInfo) -> list[str]:
        form = {"week": "2027-W01", "month": "2027-01"}.get(info.data.get("every", ""), "")
        for edition in skip:
            if form and ("W" in edition) != ("W" in form):
                raise ValueError(
                    f'"{edition}" is no edition of a newsletter that comes every {info.data["every"]}: write for example {form}'
                )
        return skip

    @model_validator(mode="after")
    def _fits(self) -> Schedule:
        weekly = self.send.weekday is not None and self.send.nth is None
        if (self.every == "week") != weekly:
            example = "thursday 09:00" if self.every == "week" else "first thursday 09:00 or 15 09:00"
            raise ValueError(f"send does not fit every: {self.every}; write for example {example}")
        return self


class StandingLink(_Settings):
    """A link that every edition carries."""

    title: Text
    url: WebOrMail
    text: str = ""


class Section(_Settings):
    """A part of the edition; order here is order in the email."""

    id: Name
    title: Text
    shows: Literal["events", "entries", "board", "links"] = "entries"
    look_ahead: Duration = timedelta(weeks=6)
    max_items: Annotated[int, Field(ge=1, le=200)] = 12
    max_per_source: Annotated[int, Field(ge=1)] | None = None
    links: list[StandingLink] = []


class Source(_Settings):
    """Where items come from; `kind` names the reader."""

    id: Name
    name: Text
    kind: str
    url: Annotated[str, Field(min_length=1, max_length=2000)]
    section: str
    enabled: bool = True
    timezone: Zone | None = None
    include: list[Pattern] = []
    exclude: list[Pattern] = []
    max_items: Annotated[int, Field(ge=1, le=1000)] = 200
    lists: list[str] = []
    credit: str = ""


class Fetching(_Settings):
    """Limits of reading the outside world; `timeout` is the whole time for one source."""

    timeout: Limit = timedelta(seconds=20)
    max_bytes: Size = 5_000_000
    concurrency: Annotated[int, Field(ge=1, le=256)] = 64


class Sending(_Settings):
    """How an edition is handed to the provider."""

    provider: str = "outbox"
    rate: Rate = 100.0
    connections: Annotated[int, Field(ge=1, le=50)] = 2
    hand_over: Annotated[Duration, AfterValidator(_three_days)] = timedelta(hours=3)
    fence_limit: Annotated[int, Field(ge=1, le=10)] = 8
    quota: Annotated[int, Field(ge=1)] | None = None


class SendgridAudience(_Settings):
    """A list that lives at SendGrid, without a database of ours."""

    list_id: str
    unsubscribe_group: int
    sign_up_url: Web


class HostedAudience(_Settings):
    """`audience: {sendgrid: ...}`."""

    sendgrid: SendgridAudience


class ApprovalRules(_Settings):
    """What an approval asks for beside a clean check."""

    test_send: Literal["required", "warn", "off"] = "warn"
    last_call: Literal["hold", "warn", "off"] = "hold"


class Config(_Settings):
    """All of sources.yaml."""

    newsletter: Newsletter
    schedule: Schedule = Schedule()
    sections: Annotated[list[Section], Field(min_length=1)]
    sources: list[Source] = []
    fetch: Fetching = Fetching()
    audience: Literal["store"] | HostedAudience = "store"
    send: Sending = Sending()
    approval: ApprovalRules = ApprovalRules()

    def section(self, section_id: str) -> Section:
        """Return the section of that id; KeyError if there is none."""
        return {s.id: s for s in self.sections}[section_id]

    def source(self, source_id: str) -> Source | None:
        """Return the source of that id, None for one that is no longer listed."""
        return next((s for s in self.sources if s.id == source_id), None)

    @property
    def enabled(self) -> list[Source]:
        """The sources that are read."""
        return [s for s in self.sources if s.enabled]
