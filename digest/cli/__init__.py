"""The door for editors and scheduled jobs: `digest COMMAND`."""

from digest.cli.main import main

__all__ = ["main"]
