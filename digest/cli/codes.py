"""Which error ends with which exit code; anything not named here is 1: it ran and something is wrong."""

from digest.compose.draft import DraftError
from digest.config import ConfigError
from digest.deliver.providers import UnknownProvider
from digest.desk.desk import Refusal, Unfinished, Usage
from digest.render.problem import TemplateProblem
from digest.store.editions import ContentDiffers, KeyGone, NoReaders
from digest.store.frozen_list import StillGoing
from digest.store.instance import NotOurs
from digest.store.place import Busy, NoDatabase

WRONG, USAGE, REFUSED, AGAIN = 1, 2, 3, 75
CODES: tuple[tuple[type[Exception], int], ...] = (
    (ConfigError, USAGE),
    (Usage, USAGE),
    (UnknownProvider, USAGE),
    (NoDatabase, USAGE),
    (DraftError, USAGE),
    (TemplateProblem, USAGE),
    (Refusal, REFUSED),
    (NoReaders, REFUSED),
    (NotOurs, REFUSED),
    (StillGoing, REFUSED),
    (ContentDiffers, REFUSED),
    (KeyGone, USAGE),
    (Unfinished, AGAIN),
    (Busy, AGAIN),
)
