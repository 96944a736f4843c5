"""Logs: events with facts, to stderr, as text or JSON lines. Never a secret, never foreign text."""

from __future__ import annotations

import logging
import sys

import structlog

# Addresses of the Bot API hold the token. What goes wrong while polling we tell ourselves; the
# library would show updates that it cannot read, and with them what people wrote.
QUIET = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "openai": logging.WARNING,  # shows whole requests
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "telegram": logging.CRITICAL,
    "telegram.Bot": logging.CRITICAL + 1,
}
LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}


def configure_logs(level: str, form: str) -> None:
    """Log from *level* on, as *form*: `text` for people, `json` for a collector of logs."""
    # Plain tracebacks: rich ones show local variables, a token among them some day.
    plain = structlog.dev.plain_traceback
    render = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if form == "json"
        else [
            structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain)
        ]
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=_logger_factory(),
        cache_logger_on_first_use=False,
    )
    # Libraries log by the standard library; what they say of requests is for debugging only.
    logging.basicConfig(level=logging.WARNING if level != "DEBUG" else logging.DEBUG, force=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)


def _logger_factory() -> structlog.PrintLoggerFactory | structlog.ReturnLoggerFactory:
    """What writes to stderr; without one (`2>&-`) nothing is written."""
    return (
        structlog.PrintLoggerFactory(sys.stderr) if sys.stderr else structlog.ReturnLoggerFactory()
    )
