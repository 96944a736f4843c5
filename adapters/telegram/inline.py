"""Words typed after the bot's name in any chat -> papers to choose from (inline mode)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import structlog
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from adapters.conversation import Bot, Find, Finds, Inquiry
from adapters.telegram.errors import delivery_error
from adapters.telegram.messenger import Messenger
from adapters.telegram.places import PLATFORM
from adapters.telegram.render import rendered

log = structlog.get_logger()

MOST = 50  # results; https://core.telegram.org/bots/api#answerinlinequery
LONGEST_ID = 64  # bytes
CACHED = 300  # seconds that Telegram keeps an answer, for that person: it is in their language
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
OFFSET = re.compile(r"[0-9]{1,6}")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Inline:
    """Answers the newest words of each person; they come letter by letter."""

    def __init__(self, bot: Bot, messenger: Messenger) -> None:
        self._bot = bot
        self._messenger = messenger
        self._under_way: dict[int, asyncio.Task[None]] = {}

    async def typed(self, query: InlineQuery) -> None:
        """Look for what is typed, and give up what the same person typed before."""
        person = query.from_user.id
        if older := self._under_way.get(person):
            older.cancel()
        task = self._under_way[person] = asyncio.create_task(self._answer(query))
        try:
            await asyncio.wait((task,))
        finally:
            task.cancel()
            if self._under_way.get(person) is task:
                del self._under_way[person]
        if not task.cancelled():
            task.result()

    async def _answer(self, query: InlineQuery) -> None:
        inquiry = Inquiry(
            platform=PLATFORM,
            reader=str(query.from_user.id),
            words=query.query,
            language=query.from_user.language_code or "",
            start=int(query.offset) if OFFSET.fullmatch(query.offset) else 0,
        )
        finds = await self._bot.inquired(inquiry)
        try:
            await query.answer(
                list(self._results(finds)),
                cache_time=CACHED,
                is_personal=True,
                next_offset=str(finds.next) if finds.next else "",
                button=_button(finds),
            )
        except TelegramError as error:
            log.info("inline search not answered", reason=str(delivery_error(error)))

    def _results(self, finds: Finds) -> Iterator[InlineQueryResultArticle]:
        """Each paper once."""
        papers = {find.paper_id: find for find in finds.finds}
        yield from map(self._result, list(papers.values())[:MOST])

    def _result(self, find: Find) -> InlineQueryResultArticle:
        view = rendered(find.view, self._messenger.link)
        return InlineQueryResultArticle(
            id=find.paper_id[:LONGEST_ID],
            title=find.title or find.paper_id,
            description=find.about or None,
            input_message_content=InputTextMessageContent(
                view.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
            ),
            reply_markup=view.keyboard,
        )


def _button(finds: Finds) -> InlineQueryResultsButton | None:
    """What leads from there to the private chat."""
    if not finds.label or not PAYLOAD.fullmatch(finds.payload):
        return None
    return InlineQueryResultsButton(finds.label, start_parameter=finds.payload)
