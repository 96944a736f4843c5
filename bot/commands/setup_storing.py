"""What `/setup` stores of a place once it is confirmed, and who may have it stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adapters.destinations import Destination
from bot.commands.access import is_admitted, stranger
from bot.commands.command import Asked
from bot.commands.desk import Desk
from bot.commands.follow import MOST_RULES
from bot.guess import guessed
from bot.jobs import JobName
from bot.refusal import Refusal, sentence
from bot.rules import Rule
from storage.people import Chat, ChatKind, ChatSettings, ChatState


def first_settings(asked: Asked, chat: Chat | None, desk: Desk) -> ChatSettings:
    """The settings of *chat*; of a new one, as if its first question had come from the reader."""
    if chat:
        return chat.settings
    deployment = desk.deployment
    return guessed(deployment.defaults, asked.request.language, deployment.languages)


def check_admitted_there(asked: Asked, there: Destination, chat: Chat | None, desk: Desk) -> None:
    """
    Raise `Refusal` where the reader may use the bot here, and not *there*.

    An administrator who lets a chat of a server in lets that server in.
    """
    request = replace(asked.request, address=there.address)
    if not (asked.chat.admitted or is_admitted(request, chat, asked.reader, desk.deployment)):
        raise stranger(desk.deployment)


async def check_room(rules: Sequence[Rule], chat: Chat | None, desk: Desk) -> None:
    """Raise `Refusal` where *rules* are too many for *chat*, before anything is stored."""
    held = await desk.store.rules_of(chat.key) if chat else ()
    new = set(map(str, rules)) - {followed.rule for followed in held}
    if len(held) + len(new) > MOST_RULES:
        raise Refusal(
            sentence("A chat follows at most {most} rules; /unsubscribe makes room."),
            most=MOST_RULES,
        )


async def settled(
    there: Destination, settings: ChatSettings, desk: Desk, *, is_admitted: bool
) -> Chat:
    """
    The chat *there*, which has *settings* from now on; the same again changes nothing.

    What is stored before a crash does no harm alone: a chat that follows nothing gets nothing.
    """
    store = desk.store
    chat = await store.open_chat(there.address, ChatKind.GROUP, settings)
    if chat.settings != settings:
        await store.set_settings(chat.key, settings)
    if is_admitted and not chat.admitted:
        await store.admit_chat(chat.key)
    state = chat.state
    if state is ChatState.GONE:  # its people have let the bot in again
        state = await store.chat_back(chat.key)
        await desk.ask(JobName.COLLECT)
    return replace(chat, settings=settings, state=state)
