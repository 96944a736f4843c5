"""
Messages that lack summaries -> edited once, when the last has landed, or when time is up.

An edit never adds a message: what has become too long is cut at a word, the card has it whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from adapters.conversation import DeliveryError, Platform
from adapters.messages import Entry
from adapters.paging import shortened
from adapters.views import Item, View, load
from bot.digest import details_of
from bot.digests import Digests
from bot.ledger import Ledger
from bot.wording import Wording
from storage.outbox import Delivery, Sent
from storage.people import Address, Chat
from storage.store import Store

log = structlog.get_logger()

LAST_CALL = timedelta(seconds=90)  # before an edit may no longer be: more than a look is apart


class Healer:
    """Looks at what was sent with sentences of the abstract, and edits it when better is there."""

    def __init__(
        self,
        store: Store,
        digests: Digests,
        platforms: Mapping[str, Platform],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._digests = digests
        self._platforms = platforms
        self._now = now
        self._silent: dict[str | Address, datetime] = {}  # who was told to wait, until when
        self.lacking: Counter[tuple[str, str]] = Counter()  # see `heal`

    async def heal(self) -> int:
        """
        Edit what can be; how many messages.

        Afterwards *lacking* tells in how many messages a paper, by its id, still lacks its summary
        in a language.
        """
        now = self._now()
        healed = 0
        self.lacking.clear()
        for sent in await self._store.to_heal(now):
            platform = self._platforms.get(sent.address.platform)
            if platform is not None and not self._is_told_to_wait(sent, now):
                healed += await self._heal(sent, platform, now)
        return healed

    def _is_told_to_wait(self, sent: Sent, now: datetime) -> bool:
        who = (sent.address.platform, sent.address)
        return any(now < self._silent[one] for one in who if one in self._silent)

    async def _heal(self, sent: Sent, platform: Platform, now: datetime) -> bool:
        chat = await self._store.chat_by_key(sent.chat)
        delivery = await self._store.delivery(sent.delivery)
        if chat is None or delivery is None:
            await self._store.mark_healed(sent)
            return False
        papers = await self._store.papers(_summarised_on(delivery, sent))
        entries = await self._digests.entries(list(papers.values()), chat.settings.language)
        lacking = [name for name, entry in entries.items() if entry.offline]
        self.lacking.update((name, chat.settings.language) for name in lacking)
        is_last = sent.heal_until is not None and sent.heal_until - now <= LAST_CALL
        if lacking and not is_last:
            return False
        better = await self._better(chat, delivery, entries, platform, is_final=is_last)
        is_as_before = better.foot == load(delivery.page.view).foot
        if len(lacking) == len(entries) and is_as_before:
            await self._store.mark_healed(sent)
            return False
        return await self._edit(sent, platform, better)

    async def _better(
        self,
        chat: Chat,
        delivery: Delivery,
        entries: Mapping[str, Entry],
        platform: Platform,
        *,
        is_final: bool,
    ) -> View:
        """The same page with the summaries of now; a digest's own with its accounts as well."""
        before = load(delivery.page.view)
        digest = await self._store.digest_of(chat.key, delivery.page.day)
        if digest and delivery.page.part <= Ledger.load(digest.accounts).pages:
            day, part = delivery.page.day, delivery.page.part
            page = await self._digests.page(chat, day, part, is_final=is_final)
            if page is not None:  # the role that it called is seen again, and not called
                return shortened(replace(page, ping=before.ping), platform.fits)
        wording = Wording(chat.settings.language, chat.settings.zone)
        items = tuple(_renewed(item, entries.get(item.paper_id), wording) for item in before.items)
        return shortened(replace(before, items=items), platform.fits)

    async def _edit(self, sent: Sent, platform: Platform, view: View) -> bool:
        try:
            await platform.edit(sent.address, sent.message_id, view)
        except DeliveryError as error:
            log.warning("not healed", delivery=sent.delivery, reason=str(error))
            if error.retry_after is not None:
                who = sent.address.platform if error.everyone else sent.address
                self._silent[who] = self._now() + timedelta(seconds=error.retry_after)
            elif not error.uncertain:
                await self._store.mark_healed(sent)
            return False
        await self._store.mark_healed(sent)
        return True


def _summarised_on(delivery: Delivery, sent: Sent) -> tuple[str, ...]:
    """The papers of a message that are shown with a summary; a revision is one line without."""
    shown = {item.paper_id for item in load(delivery.page.view).items if item.text}
    return tuple(paper for paper in sent.papers if paper in shown)


def _renewed(item: Item, entry: Entry | None, wording: Wording) -> Item:
    if entry is None or entry.offline:
        return item
    offline = wording.say("from the abstract")
    return replace(
        item,
        text=entry.summary.tldr,
        marks=tuple(mark for mark in item.marks if mark != offline),
        details=details_of(entry, wording),
    )
