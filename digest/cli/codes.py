"""Which error ends with which exit code; anything not named here is 1: it ran and something is wrong."""

from digest.compose.draft import DraftError
from digest.config import ConfigError
from digest.deliver import NoReaders
from digest.desk.desk import Refusal, Unfinished, Usage
from digest.render.problem import TemplateProblem
from digest.store import NotOurs

CODES: tuple[tuple[type[Exception], int], ...] = (
    (ConfigError, 2),
    (Usage, 2),
    (DraftError, 2),
    (TemplateProblem, 2),
    (Refusal, 3),
    (NoReaders, 3),
    (NotOurs, 3),
    (Unfinished, 75),
)
