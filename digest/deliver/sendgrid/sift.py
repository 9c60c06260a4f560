"""One bad address must not cost the others theirs: a refused request is made again without whom it was refused for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from digest.deliver.sendgrid.api import InDoubt
from digest.deliver.sendgrid.outcome import Fault
from digest.deliver.sendgrid.payload import Copy
from digest.model import Accepted, Later

HOPELESS = 3  # so many refused one by one and nobody accepted: it is not the readers


Post = Callable[[Sequence[Copy]], Accepted | Later | Fault]


def sift(parts: Iterable[Sequence[Copy]], post: Post) -> Accepted | Later:
    """Post each part until everybody is accepted or refused; raise InDoubt if that ends halfway."""
    left = [part for part in parts if part]
    refused: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    accepted: Accepted | None = None
    while left:
        part = left.pop()
        found = post(part)
        if isinstance(found, Later):
            return _all_or_nothing(found, accepted)
        if isinstance(found, Accepted):
            accepted = accepted or found
        elif at_fault := {part[place].name for place in found.places if place < len(part)}:
            refused |= dict.fromkeys(at_fault, found.reason)
            left.append([copy for copy in part if copy.name not in at_fault])
        elif len(part) > 1:
            left += [part[len(part) // 2 :], part[: len(part) // 2]]
        else:
            doubtful[part[0].name] = found.reason
        if not accepted and len(doubtful) >= HOPELESS:
            break
        left = [rest for rest in left if rest]
    if doubtful and not accepted:
        return Later(f"SendGrid does not take the edition: {next(iter(doubtful.values()))}", stop=True)
    return Accepted(accepted.provider_id if accepted else "", refused | doubtful)


def _all_or_nothing(later: Later, accepted: Accepted | None) -> Later:
    """Return why these must wait, unless some of them were taken already."""
    if accepted:
        raise InDoubt(f"a part of these readers was taken, the rest was not: {later.reason}")
    return later
