"""Messages: written, read, edited, deleted, published."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.drafts import Draft, read_draft
from tests.fakes.discord.messages_json import message_json
from tests.fakes.discord.refusal import refused
from tests.fakes.discord.rooms import may, need, posted, seen, wake, writable
from tests.fakes.discord.scene import NONCES, Scene
from tests.fakes.discord.world import CROSSPOSTED, EPHEMERAL, NEWS, Channel, Post

HOUR = 3600.0


def create(scene: Scene, asked: Asked) -> Any:
    """A new message; or the first one, if its nonce was used of late."""
    draft = noted(scene, read_draft(asked.body, asked.form.files))
    if draft.flags & EPHEMERAL:
        scene.violations.append("create_message: only answers to interactions are ephemeral")
        draft.flags &= ~EPHEMERAL
    channel = seen(scene, asked.id("channel"))
    writable(scene, channel, draft)
    first = _said_before(scene, channel, draft)
    if first is not None:
        return message_json(scene.world, first)
    post = scene.add_draft(channel, draft)
    if draft.nonce is not None:
        scene.nonces[str(draft.nonce)] = scene.clock.now(), post
    return message_json(scene.world, post)


def noted(scene: Scene, draft: Draft) -> Draft:
    """*draft*, after its oddities have been written down."""
    scene.violations += draft.notes
    return draft


def _said_before(scene: Scene, channel: Channel, draft: Draft) -> Post | None:
    """The message that had the same nonce; it is looked for in all channels."""
    if not draft.enforce_nonce:
        return None
    at, post = scene.nonces.get(str(draft.nonce), (float("-inf"), None))
    if post is None or scene.clock.now() - at > NONCES or post.id not in _posts(scene, post):
        return None
    if post.channel != channel.id:
        scene.violations.append(
            f"create_message: the nonce {draft.nonce!r} was used in another channel"
        )
    scene.repeats.append(str(draft.nonce))
    return post


def _posts(scene: Scene, post: Post) -> dict[int, Post]:
    channel = scene.world.channels.get(post.channel)
    return channel.posts if channel else {}


def history(scene: Scene, asked: Asked) -> Any:
    """The messages of a channel, the newest first."""
    channel = seen(scene, asked.id("channel"))
    if not may(scene, channel, "read_message_history"):
        return []
    shown = [post for post in channel.posts.values() if post.only_for is None]
    before, after = asked.query.get("before"), asked.query.get("after")
    if before:
        shown = [post for post in shown if post.id < int(before)]
    limit = int(asked.query.get("limit", 50))
    if after:
        shown = [post for post in shown if post.id > int(after)][:limit]
    return [message_json(scene.world, post) for post in reversed(shown[-limit:])]


def get(scene: Scene, asked: Asked) -> Any:
    """One message."""
    channel = seen(scene, asked.id("channel"))
    need(scene, channel, "read_message_history")
    return message_json(scene.world, posted(scene, channel, asked.id("message")))


def edit(scene: Scene, asked: Asked) -> Any:
    """The bot's own message becomes another one."""
    channel = seen(scene, asked.id("channel"))
    post = posted(scene, channel, asked.id("message"))
    if post.author != scene.world.bot_id:
        raise refused(50005)
    draft = noted(scene, read_draft(asked.body, asked.form.files, before=post))
    if channel.archived:
        if channel.locked:
            raise refused(50083)
        wake(scene, channel)
    _not_too_often(scene, channel, post)
    still_something(post, draft)
    return message_json(scene.world, scene.edit(channel, post, draft))


def still_something(post: Post, draft: Draft) -> None:
    """Refuse an edit that leaves nothing."""
    kept = [
        file for file in post.files if "attachments" not in draft.given or file.id in draft.kept
    ]
    left = (
        draft.content if "content" in draft.given else post.content,
        draft.embeds if "embeds" in draft.given else post.embeds,
        draft.components if "components" in draft.given else post.components,
        kept,
        draft.files,
    )
    if not any(left):
        raise refused(50006, malformed=True)


def _not_too_often(scene: Scene, channel: Channel, post: Post) -> None:
    """Limits that no header tells."""
    limits, buckets = scene.limits, scene.buckets
    who = ("published", post.id)
    if post.flags & CROSSPOSTED and not buckets.room(who, limits.published_edits):
        raise buckets.slowed(who, limits.published_edits, 20028)
    old = scene.clock.now() - post.at > HOUR
    if old and not buckets.room(("old", channel.id), limits.old_edits):
        raise refused(30046)


def delete(scene: Scene, asked: Asked) -> Any:
    """A message goes."""
    channel = seen(scene, asked.id("channel"))
    post = posted(scene, channel, asked.id("message"))
    if post.author != scene.world.bot_id:
        if channel.guild is None:
            raise refused(50003)
        need(scene, channel, "manage_messages")
    remove(scene, channel, post)


def remove(scene: Scene, channel: Channel, post: Post) -> None:
    """Take a message away, whoever does it, and tell so."""
    del channel.posts[post.id]
    if post.only_for is None:
        told: dict[str, Any] = {"id": str(post.id), "channel_id": str(channel.id)}
        if channel.guild is not None:
            told["guild_id"] = str(channel.guild)
        private = channel.guild is None
        scene.sessions.dispatch("MESSAGE_DELETE", told, guild=channel.guild, private=private)


def crosspost(scene: Scene, asked: Asked) -> Any:
    """A message of an announcement channel goes to those who follow it."""
    channel = seen(scene, asked.id("channel"))
    if channel.kind != NEWS:
        raise refused(50024, malformed=True)
    post = posted(scene, channel, asked.id("message"))
    own = post.author == scene.world.bot_id
    need(scene, channel, "send_messages" if own else "manage_messages")
    if post.flags & CROSSPOSTED:
        raise refused(40033)
    post.flags |= CROSSPOSTED
    return message_json(scene.world, post)


def typing(scene: Scene, asked: Asked) -> None:
    """People see that the bot is writing."""
    channel = seen(scene, asked.id("channel"))
    if channel.guild is not None:
        sending = "send_messages_in_threads" if channel.is_thread else "send_messages"
        need(scene, channel, sending)
