"""SendGrid: a thousand readers a request, through SendGrid's own library."""

from digest.deliver.sendgrid.provider import SendGrid, connect

__all__ = ["WAITS", "SendGrid", "connect"]

WAITS = True
