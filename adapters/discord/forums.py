"""Posts in forums. They have no nonce: before one is written, it is looked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.http import Route, handle_message_parameters
from discord.ui import LayoutView, TextDisplay

from adapters.discord.errors import NotSentTwice, told
from adapters.discord.headline import any_of, fitting, headline
from adapters.discord.said import NOBODY
from adapters.views import View

TRIED_FOR = timedelta(hours=25)  # a message is tried for a day


class Forums:
    """Writes posts as *client*; *now* tells which of those that stand there are of today."""

    def __init__(self, client: discord.Client, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now

    async def post(
        self,
        forum: discord.ForumChannel,
        view: View,
        layout: LayoutView,
        files: Sequence[discord.File],
        mentions: discord.AllowedMentions = NOBODY,
    ) -> int:
        """
        The id of a post, which is that of its message too.

        It is the one that stands there already where an earlier try, also of a process that was
        killed, has written the same.
        """
        name = headline(view)
        with told(writes=False):
            found = await self._found(forum, name, layout)
        return found or await self._written(
            forum, name, layout=layout, files=files, tags=_tags(forum, view), mentions=mentions
        )

    async def _found(
        self, forum: discord.ForumChannel, name: str, layout: LayoutView
    ) -> int | None:
        """The bot's own post of today with this name and these words, if there is one."""
        for thread in await forum.guild.active_threads():
            if (
                thread.parent_id == forum.id
                and self._is_own(thread)
                and thread.name == name
                and await _says(thread, layout)
            ):
                return thread.id
        return None

    def _is_own(self, thread: discord.Thread) -> bool:
        me = self._client.user
        is_mine = me is not None and thread.owner_id == me.id
        return is_mine and self._now() - discord.utils.snowflake_time(thread.id) < TRIED_FOR

    async def _written(
        self,
        forum: discord.ForumChannel,
        name: str,
        *,
        layout: LayoutView,
        files: Sequence[discord.File],
        tags: Sequence[discord.ForumTag],
        mentions: discord.AllowedMentions,
    ) -> int:
        """
        Write a new post; its id.

        Not by `ForumChannel.create_thread`, which writes again after a 502 whatever became of it.
        """
        post = {
            "name": name,
            "auto_archive_duration": forum.default_auto_archive_duration,
            "applied_tags": [str(tag.id) for tag in tags],
        }
        with handle_message_parameters(
            view=layout, files=files, allowed_mentions=mentions, channel_payload=post
        ) as parameters:
            parts = parameters.multipart or [_as_part(parameters.payload)]
            route = Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id)
            written = await self._client.http.request(
                route, form=_Once(parts), params={"use_nested_fields": 1}
            )
        return int(written["id"])


def _as_part(payload: object) -> dict[str, Any]:
    """*payload* in a form; by the type of its content the library knows that it has parts."""
    written = json.dumps(payload)
    return {"name": "payload_json", "value": written, "content_type": "application/json"}


class _Once:
    """The parts of a form, which the library reads anew each time that it writes them."""

    def __init__(self, parts: Sequence[dict[str, Any]]) -> None:
        self._parts = parts
        self._is_written = False

    def __iter__(self) -> Iterator[dict[str, Any]]:
        if self._is_written:
            raise NotSentTwice("the post may have been written, and is looked for first")
        self._is_written = True
        return iter(self._parts)


def _tags(forum: discord.ForumChannel, view: View) -> list[discord.ForumTag]:
    tags = fitting(forum.available_tags, view)
    return tags or (any_of(forum.available_tags) if forum.flags.require_tag else [])


async def _says(thread: discord.Thread, layout: LayoutView) -> bool:
    """Whether the first message of *thread* has the words of *layout*; also if nobody may look."""
    try:
        message = await thread.fetch_message(thread.id)
    except discord.Forbidden:
        return True  # to read takes a permission of its own: its name must do
    except discord.NotFound:
        return False
    ours = [one.content for one in layout.walk_children() if isinstance(one, TextDisplay)]
    return _stripped(ours) == _stripped(_texts(message.components))


def _texts(components: Sequence[Any]) -> Iterator[str]:
    for one in components:
        if isinstance(one, discord.TextDisplay):
            yield one.content
        yield from _texts(getattr(one, "children", ()))


def _stripped(texts: Iterator[str] | Sequence[str]) -> list[str]:
    return [text.strip() for text in texts]
