"""An edition in, one email out: HTML, text and calendar, pure."""

from digest.render.emails import email, encoded_size, fit
from digest.render.ics import calendar, event_file
from digest.render.letters import confirm, correction, welcome
from digest.render.problem import TemplateProblem
from digest.render.templates import Templates
from digest.render.versions import versions
from digest.render.web import web

__all__ = [
    "TemplateProblem",
    "Templates",
    "calendar",
    "confirm",
    "correction",
    "email",
    "encoded_size",
    "event_file",
    "fit",
    "versions",
    "web",
    "welcome",
]
