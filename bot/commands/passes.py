"""
Passes: what somebody might do in one chat, a button lets them do in their private chat as well.

Where an answer is for the person alone it may reach them there, and what its buttons mean is that
other chat; what a button carries can be forged, a pass cannot be guessed.
"""

from __future__ import annotations

from datetime import timedelta

from bot.commands.desk import Desk


async def pass_for(what: str, desk: Desk, *, lasts: timedelta) -> str:
    """A new pass for *what* (`rest 12`: what the chat 12 was not shown), for a button to carry."""
    token = desk.token()
    await desk.store.keep_invite(token, what, uses=1, until=desk.now() + lasts)
    return token


async def is_pass(token: str, what: str, desk: Desk) -> bool:
    """Whether *token* is a pass for *what*, and not too old."""
    return bool(token) and await desk.store.is_invite_open(token, what, at=desk.now())
