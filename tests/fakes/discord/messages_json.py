"""How Discord describes a message in JSON."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.faces import Json, person_json, thread_json
from tests.fakes.discord.world import EPHEMERAL, File, Post, World


def message_json(world: World, post: Post) -> Json:
    """A message as it stands."""
    told: Json = {
        "id": str(post.id),
        "channel_id": str(post.channel),
        "type": post.kind,
        "author": person_json(world.people[post.author]),
        "content": post.content,
        "timestamp": post.timestamp,
        "edited_timestamp": post.edited,
        "tts": False,
        "mention_everyone": "everyone" in post.pings,
        "mentions": [
            person_json(world.people[one])
            for one in post.pings
            if isinstance(one, int) and one in world.people
        ],
        "mention_roles": [
            str(one) for one in post.pings if isinstance(one, int) and one not in world.people
        ],
        "attachments": [file_json(post, file) for file in post.files],
        "embeds": [{"type": "rich", **embed} for embed in post.embeds],
        "components": [numbered(component) for component in post.components],
        "pinned": False,
        "flags": post.flags,
    }
    if post.nonce is not None:
        told["nonce"] = post.nonce
    if post.interaction:
        told["interaction_metadata"] = post.interaction
    return {**told, **_beside(world, post)}


def _beside(world: World, post: Post) -> Json:
    """What hangs on a message: its thread, what it answers, the app that wrote it."""
    told: Json = {}
    if post.author == world.bot_id and (post.interaction or post.flags & EPHEMERAL):
        told |= {"webhook_id": str(world.bot_id), "application_id": str(world.bot_id)}
    thread = world.channels.get(post.id)
    if thread is not None and thread.parent == post.channel:
        told["thread"] = thread_json(thread)
    if post.reply_to:
        told["message_reference"] = {
            "type": 0,
            "message_id": str(post.reply_to),
            "channel_id": str(post.channel),
        }
        answered = world.channels[post.channel].posts.get(post.reply_to)
        told["referenced_message"] = message_json(world, answered) if answered else None
    return told


def file_json(post: Post, file: File) -> Json:
    """An attachment; its address expires, and leads nowhere here."""
    address = f"https://cdn.discordapp.com/attachments/{post.channel}/{file.id}/{file.name}"
    return {
        "id": str(file.id),
        "filename": file.name,
        "size": len(file.content),
        "url": f"{address}?ex=0&is=0&hm=0",
        "proxy_url": address,
        "content_type": "application/octet-stream",
    }


def numbered(component: Json) -> Json:
    """A component as it is told back: pictures have been fetched."""
    told: dict[str, Any] = dict(component)
    for name in ("media", "file"):
        if name in told:
            told[name] = {"proxy_url": told[name]["url"], "loading_state": 2, **told[name]}
    if "items" in told:
        told["items"] = [numbered(item) for item in told["items"]]
    if "components" in told:
        told["components"] = [numbered(inner) for inner in told["components"]]
    if "accessory" in told:
        told["accessory"] = numbered(told["accessory"])
    return told
