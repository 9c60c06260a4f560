"""sources.yaml and the environment, as values."""

from digest.config.environment import Environment
from digest.config.read import ConfigError, load
from digest.config.ready import placeholders
from digest.config.settings import Config, Newsletter, Schedule, Section, Source

__all__ = [
    "Config",
    "ConfigError",
    "Environment",
    "Newsletter",
    "Schedule",
    "Section",
    "Source",
    "load",
    "placeholders",
]
