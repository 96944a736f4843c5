"""A platform on which a story's people talk to a bot that really lives."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot, Request
from adapters.views import View
from storage.people import Address, ChatKind

NAME = "booth"


@dataclass
class Talk:
    """Something asked, and the answer to it."""

    request: Request
    views: list[View] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """All lines of the last view."""
        view = self.views[-1]
        return "\n".join(line.text for line in (*view.head, *view.lines, *view.foot))

    def data(self, label: str) -> str:
        """What the button with this label carries."""
        actions = [action for row in self.views[-1].actions for action in row]
        return next(action.data for action in actions if action.label == label)


class Booth(OfReadersAlone):
    """People ask one after the other; what the bot sends by itself lies in `letters`."""

    name = NAME

    def __init__(self) -> None:
        self.letters: list[tuple[str, View]] = []
        self.faults: list[Exception] = []
        self.listened = 0
        self._arrived = asyncio.Event()
        self._asked: asyncio.Queue[Talk] = asyncio.Queue()

    async def listen(self, bot: Bot) -> None:
        """Answer what is asked; an answer that has begun is finished."""
        self.listened += 1
        if self.faults:
            raise self.faults.pop(0)
        while True:
            talk = await self._asked.get()
            answering = asyncio.create_task(_answer(bot, talk))
            try:
                await asyncio.shield(answering)
            except asyncio.CancelledError:
                await answering
                raise

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Put it into the chat."""
        self.letters.append((address.chat_id, view))
        self._arrived.set()
        return str(len(self.letters))

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Put what it says now into the chat."""
        self.letters.append((address.chat_id, view))

    def fits(self, view: View) -> bool:
        """A few papers a message."""
        return len(view.items) <= 5

    async def has_member(self, address: Address, reader: str) -> bool:
        """Nobody is."""
        return False

    def link(self, payload: str) -> str:
        """No links lead here."""
        return ""

    def asks(self, text: str = "", *, data: str = "", who: str = "7") -> Talk:
        """Let somebody ask in their private chat."""
        request = Request(
            address=Address(platform=NAME, chat_id=who),
            kind=ChatKind.PRIVATE,
            reader=who,
            text=text,
            data=data,
        )
        talk = Talk(request)
        self._asked.put_nowait(talk)
        return talk

    async def told(self, text: str = "", *, data: str = "", who: str = "7") -> Talk:
        """Let somebody ask, and wait for the answer."""
        talk = self.asks(text, data=data, who=who)
        await asyncio.wait_for(talk.answered.wait(), 30)
        return talk

    async def letter(self, count: int = 1) -> View:
        """Wait until so many letters have arrived; the last of them."""
        async with asyncio.timeout(30):
            while len(self.letters) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.letters[count - 1][1]


async def _answer(bot: Bot, talk: Talk) -> None:
    async for view in bot.answer(talk.request):
        talk.views.append(view)
        talk.begun.set()
    talk.answered.set()
