"""Those who administer a deployment are told what they have to see to, each in private."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from adapters.conversation import Platform
from adapters.cutting import cut
from adapters.paging import shortened
from adapters.views import View, dump
from bot.buttons import notice
from bot.money.alerts import Alert, said
from bot.wording import Wording
from storage.outbox import Page
from storage.people import ChatKind, ChatSettings
from storage.store import Store

log = structlog.get_logger()

KIND = "operators"  # of a page
LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Operators:
    """
    Puts one message into the private chat of each, by the outbox.

    *named* are readers as `telegram:123`; beside them those who became operators by a claim.
    *defaults* are the settings of a chat that did not speak yet.
    """

    store: Store
    platforms: Mapping[str, Platform]
    named: frozenset[str]
    defaults: ChatSettings
    now: Callable[[], datetime]

    async def tell(self, what: str, said: Callable[[Wording], View]) -> int:
        """Tell of *what*, in the language of each; how many are told."""
        pages = []
        for platform, reader in sorted(await self._all()):
            address = self.platforms[platform].private(reader)
            if address is None:
                continue
            settings = replace(self.defaults, publish=False, ping="")
            chat = await self.store.open_chat(address, ChatKind.PRIVATE, settings)
            wording = Wording(chat.settings.language, chat.settings.zone)
            view = shortened(said(wording), self.platforms[platform].fits)
            now = self.now()
            pages.append(
                Page(
                    kind=f"{KIND} {what} {now:%H:%M:%S}",
                    chat=chat.key,
                    day=now.date(),
                    part=1,
                    view=dump(view),
                    due_at=now,
                )
            )
        await self.store.enqueue(pages)
        log.info("operators told", what=what, operators=len(pages))
        return len(pages)

    async def _all(self) -> set[tuple[str, str]]:
        """The operators on platforms of this process, each once."""
        known = [*self._listed(), *await self.store.operators()]
        return {one for one in known if one[0] in self.platforms}

    def _listed(self) -> Iterator[tuple[str, str]]:
        for name in self.named:
            platform, _, reader = name.partition(":")
            yield platform, reader


def hopeless_view(reason: str, wording: Wording) -> View:
    """The model refuses everything: what it says, what happens meanwhile, what to do."""
    return notice(
        wording.say(
            "The language model refuses every call: {reason}", reason=cut(reason, LONGEST_REASON)
        ),
        wording.say(
            "Digests go on with sentences from the abstracts. Look at LLM_API_KEY, LLM_MODEL and"
            " the balance of the account; I try again every half hour, and you will not be told"
            " again."
        ),
    )


def alert_view(alert: Alert, wording: Wording) -> View:
    """How much of the budget is spent."""
    return notice(said(alert, wording))
