"""The one error that people read."""

from __future__ import annotations


class Refusal(Exception):
    """What was asked cannot be done; the message says why and what to do, in plain sentences."""
