"""What is wrong or doubtful about the subject, the preheader and the introduction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.compose import propose
from digest.compose.check.matter import Matter
from digest.compose.propose import PREHEADER, SUBJECT
from digest.model import Finding

_UNFINISHED = re.compile(
    r"\b(TODO|TBC|TBD|FIXME|XXX|lorem ipsum)\b|\?\?\?|\[[^\]]*(?:insert|your)[^\]]*\](?!\()", re.IGNORECASE
)


def texts(matter: Matter) -> Iterator[Finding]:
    """Yield what an editor should look at in the texts at the top."""
    yield from _subject(matter)
    edition = matter.edition
    if not PREHEADER[0] <= len(edition.preheader) <= PREHEADER[1]:
        words = f"the preheader has {len(edition.preheader)} characters: write {PREHEADER[0]} to {PREHEADER[1]}, which mail programs show"
        yield matter.say("preheader-length", words, "preheader")
    for key, text in own(matter).items():
        if found := unfinished(text):
            yield matter.say("unfinished", f'"{found}" looks unfinished: finish it or take it out', key)


def own(matter: Matter) -> dict[str, str]:
    """Return the texts at the top by their keys."""
    edition = matter.edition
    return {"subject": edition.subject, "preheader": edition.preheader, "intro": edition.intro}


def unfinished(text: str) -> str | None:
    """Return the words that look like a placeholder nobody filled in."""
    found = _UNFINISHED.search(text)
    return found[0] if found else None


def shouts(text: str) -> bool:
    """Return whether a line is all capitals, in more than an acronym or two; or cries with several marks."""
    letters = [sign for sign in text if sign.isalpha()]
    return (len(letters) > 10 and text.isupper()) or "!!" in text


def stale(matter: Matter) -> Iterator[Finding]:
    """Yield a warning where a text still is the proposal for the items as they were."""
    gathered = matter.gathered
    if gathered is None:
        return
    for key, text in propose.propose(matter.draft, matter.config).items():
        ours = matter.draft.data.get(key)
        if ours and ours == gathered.proposed.get(key) and ours != text:
            words = f'the {key} was proposed before the items changed: write your own, or take "{text}"'
            yield matter.say("stale", words, key)


def _subject(matter: Matter) -> Iterator[Finding]:
    subject, (least, most) = matter.edition.subject, SUBJECT
    if not subject:
        words = f"there is no subject: write one of {least} to {most} characters"
        yield matter.say("no-subject", words, "subject")
    elif not least <= len(subject) <= most:
        words = (
            f"the subject has {len(subject)} characters: write {least} to {most}, which a phone shows whole"
        )
        yield matter.say("subject-length", words, "subject")
    if shouts(subject) or subject.isupper():
        yield matter.say("shouting", "the subject shouts: write it in small letters, without !!", "subject")
