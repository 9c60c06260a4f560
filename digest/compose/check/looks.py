"""Pictures and colours: what readers cannot see, or not as it was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.compose.check.matter import Matter
from digest.model import Finding


def _fit(_url: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Looks:
    """What the renderer knows: why an address gives no picture ("" when it does), and the accent that readers get."""

    unfit: Callable[[str], str] = _fit
    accent: str = ""


def looks(matter: Matter, known: Looks) -> Iterator[Finding]:
    """Yield what an editor should look at in pictures, the logo and the accent."""
    for item in matter.edition.items:
        if not item.picture:
            continue
        if not item.picture.alt:
            words = (
                f'the picture of "{item.title}" says nothing to who cannot see it: write alt: what it shows'
            )
            yield matter.of(item.id, "no-alt", words, "picture")
        if why := known.unfit(item.picture.url):
            yield matter.of(item.id, "picture-unfit", f"picture {why}", "picture")
    brand = matter.config.newsletter.brand
    if brand.logo and (why := known.unfit(brand.logo)):
        yield matter.setting("picture-unfit", f"newsletter.brand.logo {why}", "newsletter", "brand", "logo")
    if known.accent and known.accent.lower() != brand.accent.lower():
        words = f"newsletter.brand.accent {brand.accent} cannot carry white words: readers get {known.accent}, write that or a darker one"
        yield matter.setting("accent", words, "newsletter", "brand", "accent")
