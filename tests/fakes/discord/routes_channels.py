"""Channels and threads: looked at, opened, archived, deleted."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.checking import Checked
from tests.fakes.discord.drafts import Draft, read_draft
from tests.fakes.discord.faces import Json, channel_json, thread_json
from tests.fakes.discord.messages_json import message_json
from tests.fakes.discord.refusal import Refused, refused
from tests.fakes.discord.rooms import allowed, joined, may, need, posted, seen
from tests.fakes.discord.routes_messages import noted
from tests.fakes.discord.scene import Scene
from tests.fakes.discord.world import (
    FORUM,
    HAS_THREAD,
    NEEDS_TAG,
    NEWS,
    NEWS_THREAD,
    PRIVATE_THREAD,
    TEXT,
    THREAD,
    Channel,
)

DURATIONS = (60, 1440, 4320, 10080)  # minutes
TAGS = 5


def get(scene: Scene, asked: Asked) -> Any:
    """One channel."""
    return channel_json(scene.world, seen(scene, asked.id("channel")))


def delete(scene: Scene, asked: Asked) -> Any:
    """A channel or thread goes."""
    channel = seen(scene, asked.id("channel"))
    if channel.guild is not None:
        need(scene, channel, "manage_threads" if channel.is_thread else "manage_channels")
        remove(scene, channel)
    return channel_json(scene.world, channel)


def remove(scene: Scene, channel: Channel) -> None:
    """Take a channel of a guild away with its threads, whoever does it, and tell so."""
    event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    scene.sessions.dispatch(event, channel_json(scene.world, channel), guild=channel.guild)
    del scene.world.channels[channel.id]
    for thread in list(scene.world.channels.values()):
        if thread.is_thread and thread.parent == channel.id:
            del scene.world.channels[thread.id]


def change(scene: Scene, asked: Asked) -> Any:
    """A channel or thread gets another name, a thread is archived, locked or opened."""
    channel = seen(scene, asked.id("channel"))
    checked, body = Checked(), asked.thing
    if "name" in body:
        checked.text(("name",), body["name"], 1, 100)
    if "auto_archive_duration" in body:
        checked.choice(("auto_archive_duration",), body["auto_archive_duration"], DURATIONS)
    tags = _tags(checked, scene.world.channels.get(channel.parent or 0), body, required=False)
    checked.settle()
    if channel.is_thread:
        _may_change(scene, channel, body)
    else:
        need(scene, channel, "manage_channels")
    _rename(scene, channel, body)
    channel.topic = body.get("topic", channel.topic) or ""
    channel.archived = body.get("archived", channel.archived)
    channel.locked = body.get("locked", channel.locked)
    channel.auto_archive = body.get("auto_archive_duration", channel.auto_archive)
    channel.applied = tags if "applied_tags" in body else channel.applied
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    told = channel_json(scene.world, channel)
    scene.sessions.dispatch(event, told, guild=channel.guild)
    return told


def _may_change(scene: Scene, thread: Channel, body: Json) -> None:
    if thread.archived and body.get("archived") is not False:
        raise refused(50083)
    own = thread.owner == scene.world.bot_id and not thread.locked and "locked" not in body
    if not own and not (body == {"archived": False} and not thread.locked):
        need(scene, thread, "manage_threads")


def _rename(scene: Scene, channel: Channel, body: Json) -> None:
    if "name" not in body or body["name"] == channel.name:
        return
    who = ("name", channel.id)
    if not scene.buckets.room(who, scene.limits.renames):
        raise scene.buckets.slowed(who, scene.limits.renames)
    channel.name = body["name"]


def _tags(
    checked: Checked, forum: Channel | None, body: Json, *, required: bool
) -> tuple[int, ...]:
    """The tags that a post of *forum* is to have."""
    place = ("applied_tags",)
    given = checked.several(place, body.get("applied_tags") or [], 0, TAGS)
    known = {str(tag.id) for tag in forum.tags} if forum else set()
    for number, tag in enumerate(given):
        if str(tag) not in known:
            checked.wrong((*place, number), "INVALID_TAG", "That tag is not known here")
    if required and not given:
        raise refused(40067)
    return tuple(int(tag) for tag in given if str(tag) in known)


def thread_of_message(scene: Scene, asked: Asked) -> Any:
    """A thread that hangs on a message, and has its id."""
    channel = seen(scene, asked.id("channel"))
    name, duration = _thread_form(asked.thing)
    if channel.kind not in (TEXT, NEWS):
        raise refused(50024, malformed=True)
    need(scene, channel, "create_public_threads")
    post = posted(scene, channel, asked.id("message"))
    if post.id in scene.world.channels:
        raise refused(160004)
    post.flags |= HAS_THREAD
    kind = NEWS_THREAD if channel.kind == NEWS else THREAD
    thread = open_thread(scene, channel, scene.world.bot_id, name, kind=kind, id=post.id)
    thread.auto_archive = duration
    scene.tell_of(channel, post, "MESSAGE_UPDATE")
    return thread_json(thread)


def _thread_form(body: Json) -> tuple[str, int]:
    checked = Checked()
    name = checked.text(("name",), body.get("name"), 1, 100)
    duration = body.get("auto_archive_duration") or 1440
    checked.choice(("auto_archive_duration",), duration, DURATIONS)
    checked.settle()
    return name, duration


def new_thread(scene: Scene, asked: Asked) -> Any:
    """A post in a forum, or a thread that hangs on no message."""
    channel = seen(scene, asked.id("channel"))
    if channel.kind == FORUM:
        return _forum_post(scene, channel, asked)
    name, duration = _thread_form(asked.thing)
    kind = asked.thing.get("type", PRIVATE_THREAD)
    kinds = {TEXT: (THREAD, PRIVATE_THREAD), NEWS: (NEWS_THREAD,)}.get(channel.kind, ())
    if kind not in kinds:
        raise refused(50024, malformed=True)
    private = kind == PRIVATE_THREAD
    need(scene, channel, "create_private_threads" if private else "create_public_threads")
    thread = open_thread(scene, channel, scene.world.bot_id, name, kind=kind)
    thread.auto_archive = duration
    return thread_json(thread)


def _forum_post(scene: Scene, forum: Channel, asked: Asked) -> Any:
    name, duration = _thread_form(asked.thing)
    draft = noted(scene, _first_message(asked))
    need(scene, forum, "send_messages")
    allowed(scene, forum, draft)
    checked = Checked()
    required = bool(forum.flags & NEEDS_TAG) and not may(scene, forum, "manage_threads")
    tags = _tags(checked, forum, asked.thing, required=required)
    checked.settle()
    moderated = {tag.id for tag in forum.tags if tag.moderated}
    if moderated & set(tags):
        need(scene, forum, "manage_threads")
    thread = open_thread(scene, forum, scene.world.bot_id, name, applied=tags)
    thread.auto_archive = duration
    post = scene.add_draft(thread, draft, id=thread.id)
    return {**thread_json(thread), "message": message_json(scene.world, post)}


def _first_message(asked: Asked) -> Draft:
    try:
        return read_draft(asked.thing.get("message"), asked.form.files)
    except Refused as refusal:
        raise nested(refusal, "message") from refusal


def nested(refusal: Refused, name: str) -> Refused:
    """The refusal of an inner part, told with its place in the whole body."""
    if "errors" in refusal.more:
        refusal.more["errors"] = {name: refusal.more["errors"]}
    return refusal


def open_thread(
    scene: Scene, parent: Channel, owner: int, name: str, *, kind: int = THREAD, **fields: Any
) -> Channel:
    """A new thread, whoever opens it; the bot is told."""
    number = fields.pop("id", None) or scene.clock.snowflake()
    thread = Channel(number, kind, name, parent.guild, parent.id, owner=owner, **fields)
    thread.created = scene.clock.written()
    thread.joined.add(owner)
    scene.world.channels[thread.id] = thread
    told = {**thread_json(thread), "newly_created": True}
    scene.sessions.dispatch("THREAD_CREATE", told, guild=thread.guild)
    return thread


def join(scene: Scene, asked: Asked) -> None:
    """The bot joins a thread."""
    thread = _thread(scene, asked)
    if thread.archived:
        raise refused(50083)
    thread.joined.add(scene.world.bot_id)


def leave(scene: Scene, asked: Asked) -> None:
    """And leaves it."""
    _thread(scene, asked).joined.discard(scene.world.bot_id)


def _thread(scene: Scene, asked: Asked) -> Channel:
    thread = seen(scene, asked.id("channel"))
    if not thread.is_thread:
        raise refused(50024, malformed=True)
    return thread


def active(scene: Scene, asked: Asked) -> Any:
    """The threads of a guild that are not archived and that the bot sees."""
    guild = joined(scene, asked.id("guild"))
    threads = [one for one in scene.world.threads_of(guild.id) if may(scene, one, "view_channel")]
    return {"threads": [thread_json(one) for one in threads], "members": []}


def archived(scene: Scene, asked: Asked) -> Any:
    """The archived threads of a channel."""
    channel = seen(scene, asked.id("channel"))
    need(scene, channel, "read_message_history")
    threads = [
        thread_json(one)
        for one in scene.world.channels.values()
        if one.is_thread and one.parent == channel.id and one.archived
    ]
    return {"threads": threads, "members": [], "has_more": False}
