"""Where the bot may do what: the channel it means, or the refusal."""

from __future__ import annotations

from tests.fakes.discord.drafts import Draft
from tests.fakes.discord.faces import thread_json
from tests.fakes.discord.permissions import BITS, in_channel
from tests.fakes.discord.refusal import Refused, refused
from tests.fakes.discord.scene import Scene
from tests.fakes.discord.world import CATEGORY, DM, FORUM, GROUP, Channel, Guild, Post

OUTAGE = "upstream connect error or disconnect/reset before headers"


def seen(scene: Scene, channel_id: int) -> Channel:
    """A channel that the bot sees."""
    channel = scene.world.channels.get(channel_id)
    if channel is None:
        raise refused(10003)
    if channel.guild is not None:
        guild = scene.world.guilds[channel.guild]
        if not scene.world.has_bot(guild):
            raise refused(50001)
        in_order(guild)
    if channel.kind == GROUP or not may(scene, channel, "view_channel"):
        raise refused(50001)
    return channel


def in_order(guild: Guild) -> Guild:
    """The guild, or how Discord answers while it is out of order."""
    if not guild.available:
        raise Refused(503, 0, OUTAGE)
    return guild


def joined(scene: Scene, guild_id: int) -> Guild:
    """A guild that the bot is in."""
    guild = scene.world.guilds.get(guild_id)
    if guild is None:
        raise refused(10004)
    if not scene.world.has_bot(guild):
        raise refused(50001)
    return in_order(guild)


def may(scene: Scene, channel: Channel, *names: str) -> bool:
    """Whether the bot may do all this there."""
    held = in_channel(scene.world, channel, scene.world.bot_id)
    return all(held & BITS[name] for name in names)


def need(scene: Scene, channel: Channel, *names: str) -> None:
    """Refuse where the bot may not do all this."""
    if not may(scene, channel, *names):
        raise refused(50013)


def posted(scene: Scene, channel: Channel, message_id: int) -> Post:
    """A message that stands there for all to see."""
    post = channel.posts.get(message_id)
    if post is None or post.only_for is not None:
        raise refused(10008)
    return post


def writable(scene: Scene, channel: Channel, draft: Draft) -> None:
    """Refuse where the bot may not say this."""
    if channel.kind in (CATEGORY, FORUM):
        raise refused(50008)  # who has not heard of the channel learns of its kind by that
    if channel.kind == DM:
        _to_person(scene, channel)
        return
    need(scene, channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
    allowed(scene, channel, draft)
    if channel.locked and not may(scene, channel, "manage_threads"):
        raise refused(160005)
    if channel.archived:
        wake(scene, channel)


def allowed(scene: Scene, channel: Channel, draft: Draft) -> None:
    """Refuse what of a message the bot may not use there."""
    if draft.embeds:
        need(scene, channel, "embed_links")
    if draft.files:
        need(scene, channel, "attach_files")
    if draft.reply_to is not None:
        if not may(scene, channel, "read_message_history"):
            raise refused(160002)
        if draft.reply_to not in channel.posts:
            if draft.reply_needed:
                raise _nothing_to_answer()
            draft.reply_to = None


def _nothing_to_answer() -> Refused:
    told = {"code": "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "message": "Unknown message"}
    more = {"errors": {"message_reference": {"_errors": [told]}}}
    return Refused(400, 50035, "Invalid Form Body", more=more)


def wake(scene: Scene, thread: Channel) -> None:
    """A thread is open again, as someone writes in it."""
    thread.archived = False
    scene.sessions.dispatch("THREAD_UPDATE", thread_json(thread), guild=thread.guild)


def _to_person(scene: Scene, channel: Channel) -> None:
    (person,) = channel.recipients
    if not scene.world.people[person].dms_open:
        raise refused(50007)
    if not scene.world.share_guild(person):
        raise refused(50278)
