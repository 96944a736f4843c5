"""A local Discord, the real library's bot logged in, and what speaks as it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import pytest

from adapters.conversation import DeliveryError
from adapters.discord.messenger import ME, Messenger
from adapters.views import Action, Line, Span, View
from storage.people import Address
from tests.fakes.discord import conftest as fakes

local, bot, lab, client, call = fakes.local, fakes.bot, fakes.lab, fakes.client, fakes.call

KEY = "1f0e9d8c7b6a594837261504"  # as `bot.deliver.key_of` makes them


def place(channel: int, thread: int | None = None) -> Address:
    """The chat in a channel or forum, or in a thread that people made there."""
    return Address(platform="discord", chat_id=str(channel), thread_id=str(thread or ""))


def person(reader: int) -> Address:
    """The private chat with somebody."""
    return Address(platform="discord", chat_id=str(reader), thread_id=ME)


def saying(text: str, *actions: Action, head: str = "") -> View:
    """A view of one line, perhaps below a head."""
    rows = (actions,) if actions else ()
    heads = (Line((Span(head),)),) if head else ()
    return View(head=heads, lines=(Line((Span(text),)),), actions=rows)


async def refusal(saying: Coroutine[Any, Any, object]) -> DeliveryError:
    """Why it was not said."""
    with pytest.raises(DeliveryError) as error:
        await saying
    return error.value


@pytest.fixture
def messenger(bot: fakes.Bot) -> Messenger:
    """What speaks as the bot, which is logged in and has no gateway."""
    return Messenger(bot)
