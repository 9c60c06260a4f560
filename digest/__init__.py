"""One good email a month: gather, compose, render, deliver, publish."""

__version__ = "0.1.0"
