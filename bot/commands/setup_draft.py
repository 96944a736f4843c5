"""
What an administrator has chosen so far in `/setup`: it travels in the buttons, by a token.

Of who chooses nothing is kept: the token is made of both, so it is of no use to anybody else, and
nobody can make one by writing what a draft looks like.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import time
from hashlib import blake2s

from bot.commands.desk import Desk
from bot.refusal import Refusal, sentence
from storage.people import Address

TOO_OLD = sentence("This is too old by now; begin again with /setup.")
SOMEBODY_ELSES = sentence("Somebody else is setting this up; begin your own with /setup.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    The choices so far, '' or none for what is open.

    *address* is the place, *title* what it is called; *rule* may be several, with commas.
    """

    address: Address | None = None
    title: str = ""
    rule: str = ""
    hour: time | None = None


async def carried_by(draft: Draft, reader: str, desk: Desk) -> str:
    """The token that stands for the *draft* of *reader* in buttons."""
    words = _written(draft)
    token = _token(reader, words)
    await desk.store.keep_words(token, words, at=desk.now())
    return token


async def draft_of(token: str, reader: str, platform: str, desk: Desk) -> Draft:
    """The draft that *token* stands for; raises `Refusal` for an old one, and for another's."""
    words = await desk.store.words_of(token)
    if words is None:
        raise Refusal(TOO_OLD)
    if token != _token(reader, words):
        raise Refusal(SOMEBODY_ELSES)
    return _read(words, platform)


def _token(reader: str, words: str) -> str:
    return blake2s(f"setup {reader} {words}".encode(), digest_size=8).hexdigest()


def _written(draft: Draft) -> str:
    place, hour = draft.address, draft.hour
    told = {
        "chat": place.chat_id if place else "",
        "thread": place.thread_id if place else "",
        "title": draft.title,
        "rule": draft.rule,
        "hour": hour.isoformat("minutes") if hour else "",
    }
    return json.dumps(told)


def _read(words: str, platform: str) -> Draft:
    """What `_written` wrote; raises `Refusal` where that was another version of this program."""
    try:
        told = json.loads(words)
        place = Address(platform=platform, chat_id=told["chat"], thread_id=told["thread"])
        return Draft(
            address=place if place.chat_id else None,
            title=told["title"],
            rule=told["rule"],
            hour=time.fromisoformat(told["hour"]) if told["hour"] else None,
        )
    except (ValueError, KeyError):
        raise Refusal(TOO_OLD) from None
