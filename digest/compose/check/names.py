"""What days and months are called in a language, and the dates in words that may be written with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

_YEAR = r"(?:,?\s+(?P<y>(?:19|20|21)\d\d)(?![-–]?\d))?(?!\w)"
_FORMS = (
    # Tuesday 3rd of December 2026; Dienstag, 3. Dezember
    rf"(?<!\w)(?P<wd>{{wd}})\.?,?\s+(?:the\s+)?(?P<d>\d{{{{1,2}}}})[a-zº.]{{{{0,3}}}}\s+(?:of\s+|de\s+)?(?P<mo>{{mo}})\.?{_YEAR}",
    # Tuesday, December 3, 2026
    rf"(?<!\w)(?P<wd>{{wd}})\.?,?\s+(?P<mo>{{mo}})\.?\s+(?P<d>\d{{{{1,2}}}})(?![:.]?\d)(?:st|nd|rd|th)?{_YEAR}",
    # Tuesday 2026-12-03
    r"(?<!\w)(?P<wd>{wd})\.?,?\s+(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d)(?!\w)",
    # Tuesday 3/12/2026: the day first, as here, or the month
    r"(?<!\w)(?P<wd>{wd})\.?,?\s+(?P<d>\d{{1,2}})[/.](?P<n>\d{{1,2}})[/.](?P<y>\d{{4}})(?!\w)",
)


@dataclass(frozen=True)
class Names:
    """The days of the week from Monday, and the months, each with every form in use; the first is told."""

    weekdays: tuple[tuple[str, ...], ...]
    months: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, weekdays: Sequence[Iterable[str]], months: Sequence[Iterable[str]]) -> Names:
        """Return the names of a language, given as the long and the short ones of each day and month."""
        return cls(tuple(map(tuple, weekdays)), tuple(map(tuple, months)))

    @cached_property
    def dates(self) -> tuple[re.Pattern[str], ...]:
        """What finds a date with its weekday."""
        weekday, month = _any(self.weekdays), _any(self.months)
        return tuple(re.compile(form.format(wd=weekday, mo=month), re.IGNORECASE) for form in _FORMS)

    def weekday(self, name: str) -> int:
        """Return the number of a day of the week, Monday is 0."""
        return _number(name, self.weekdays)

    def month(self, name: str) -> int:
        """Return the number of a month, January is 1."""
        return _number(name, self.months) + 1


ENGLISH = Names(
    (
        ("Monday", "Mon"),
        ("Tuesday", "Tues", "Tue"),
        ("Wednesday", "Weds", "Wed"),
        ("Thursday", "Thurs", "Thur", "Thu"),
        ("Friday", "Fri"),
        ("Saturday", "Sat"),
        ("Sunday", "Sun"),
    ),
    (
        ("January", "Jan"),
        ("February", "Feb"),
        ("March", "Mar"),
        ("April", "Apr"),
        ("May",),
        ("June", "Jun"),
        ("July", "Jul"),
        ("August", "Aug"),
        ("September", "Sept", "Sep"),
        ("October", "Oct"),
        ("November", "Nov"),
        ("December", "Dec"),
    ),
)


def _any(names: tuple[tuple[str, ...], ...]) -> str:
    forms = sorted((form for of_one in names for form in of_one), key=len, reverse=True)
    return "|".join(map(re.escape, forms)).replace("{", "{{").replace("}", "}}")


def _number(name: str, names: tuple[tuple[str, ...], ...]) -> int:
    wanted = name.casefold()
    return next(n for n, forms in enumerate(names) if wanted in (form.casefold() for form in forms))
