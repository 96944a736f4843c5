"""The methods that ask about chats and their members, or leave them."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.belonging import OUT, Belonging
from tests.fakes.telegram.faces import bot_json, full_chat_json, member_json, person_json
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.refusal import bad
from tests.fakes.telegram.rooms import absent, chat_of
from tests.fakes.telegram.world import Chat


def get_chat(scene: Belonging, asked: Parameters) -> Any:
    """A chat in full."""
    chat = chat_of(scene, asked)
    if chat.kind != "private" and not chat.username:
        _inside(chat)
    return full_chat_json(scene.world, chat)


def get_member(scene: Belonging, asked: Parameters) -> Any:
    """How somebody belongs to a chat."""
    chat = chat_of(scene, asked)
    number = asked.integer("user_id")
    if number == scene.world.bot_id:
        _inside(chat)
        return member_json(bot_json(scene.world), chat.bot or OUT)
    person = scene.world.people.get(number)
    if person is None:
        raise bad("invalid user_id specified")
    _inside(chat)
    if number not in chat.members and not person.known:
        raise bad("PARTICIPANT_ID_INVALID")
    return member_json(person_json(person), chat.members.get(number, OUT))


def get_administrators(scene: Belonging, asked: Parameters) -> Any:
    """Who settles things in a group or channel; of the bots only this one."""
    chat = chat_of(scene, asked)
    if chat.kind == "private":
        raise bad("there are no administrators in the private chat")
    _inside(chat)
    if chat.kind == "channel" and not (chat.bot and chat.bot.settles):
        raise bad("member list is inaccessible")
    found = [
        member_json(person_json(scene.world.people[number]), membership)
        for number, membership in chat.members.items()
        if membership.settles
    ]
    if chat.bot is not None and chat.bot.settles:
        found.append(member_json(bot_json(scene.world), chat.bot))
    return found


def count_members(scene: Belonging, asked: Parameters) -> Any:
    """How many are there, the bot included."""
    chat = chat_of(scene, asked)
    if chat.kind == "private":
        return 2
    _inside(chat)
    return 1 + sum(membership.inside for membership in chat.members.values())


def leave_chat(scene: Belonging, asked: Parameters) -> Any:
    """The bot goes."""
    chat = chat_of(scene, asked)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    _inside(chat)
    scene.leave(chat)
    return True


def _inside(chat: Chat) -> None:
    refusal = absent(chat) if chat.kind != "private" else None
    if refusal is not None:
        raise refusal
