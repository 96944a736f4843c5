"""An administrator of a made-up server, who walks through `/setup` with the whole bot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from adapters.conversation import Request
from adapters.destinations import Destination, DestinationKind
from adapters.views import Action, View
from bot.commands.desk import Desk
from bot.commands.reception import Reception
from bot.commands.table import table_of
from bot.shape import Shape
from storage.people import Address, ChatKind
from tests.bot.planned import World

ADA, BOB = "7", "8"


def at(channel: str, thread: str = "") -> Address:
    """A place of the sink."""
    return Address(platform="sink", chat_id=channel, thread_id=thread)


GENERAL, PAPERS, DAILY, NEWS = at("general"), at("papers"), at("daily"), at("news")
FOREIGN, TALK = at("foreign"), at("papers", "talk")


def a_place(address: Address, kind: DestinationKind, **changes: Any) -> Destination:
    """A place of the lab that the reader manages, and where nothing lacks."""
    title = f"#{address.chat_id}" if kind is not DestinationKind.THREAD else address.thread_id
    place = Destination(address=address, kind=kind, title=title, server="lab", may_settle=True)
    return replace(place, **changes)


@dataclass
class Server:
    """Places by their addresses; *managers* manage all of them. Those that are asked for count."""

    places: dict[Address, Destination] = field(
        default_factory=lambda: {
            GENERAL: a_place(GENERAL, DestinationKind.CHANNEL),
            PAPERS: a_place(PAPERS, DestinationKind.CHANNEL),
            DAILY: a_place(DAILY, DestinationKind.FORUM),
            NEWS: a_place(NEWS, DestinationKind.ANNOUNCEMENTS),
            TALK: a_place(TALK, DestinationKind.THREAD),
            FOREIGN: a_place(FOREIGN, DestinationKind.CHANNEL, server="elsewhere"),
        }
    )
    managers: tuple[str, ...] = (ADA,)

    async def destination(self, address: Address, reader: str) -> Destination | None:
        """The place, and whether *reader* manages it."""
        place = self.places.get(address)
        manages = reader in self.managers
        return replace(place, may_settle=place.may_settle and manages) if place else None

    def change(self, address: Address, **changes: Any) -> None:
        """A place becomes another one."""
        self.places[address] = replace(self.places[address], **changes)


@dataclass
class Walk:
    """What the administrator was shown last, and what they do with it."""

    reception: Reception
    server: Server
    language: str = "en"
    view: View = field(default_factory=View)

    async def asks(self, reader: str = ADA, **what: Any) -> View:
        """Somebody asks something in #general; the last view of the answer."""
        asked: dict[str, Any] = {
            "address": GENERAL,
            "kind": ChatKind.GROUP,
            "reader": reader,
            "language": self.language,
            **what,
        }
        *_, self.view = [view async for view in self.reception.answer(Request(**asked))]
        return self.view

    async def begins(self, **options: str) -> View:
        """`/setup`, with its options filled in."""
        text = " ".join(("/setup", *options.values()))
        return await self.asks(text=text, options=options)

    async def presses(self, label: str, **what: Any) -> View:
        """The button with this *label* in the view that was shown last."""
        return await self.asks(data=self.action(label).data, **what)

    async def picks(self, place: Address, **what: Any) -> View:
        """A place in the menu."""
        assert self.view.picks
        return await self.asks(data=self.view.picks.data, picked=place, **what)

    async def writes(self, label: str, text: str, **what: Any) -> View:
        """Words in the form that a button opens."""
        action = self.action(label)
        assert action.asks
        return await self.asks(data=action.data, text=text, **what)

    def action(self, label: str) -> Action:
        """The button with this label."""
        (found,) = [one for row in self.view.actions for one in row if one.label == label]
        return found

    @property
    def labels(self) -> list[str]:
        """What the buttons say."""
        return [one.label for row in self.view.actions for one in row]

    @property
    def said(self) -> list[str]:
        """All lines of the view."""
        view = self.view
        return [line.text for line in (*view.head, *view.lines, *view.foot)]


def a_walk(desk: Desk, **changes: Any) -> Walk:
    """Somebody at the server, whom the bot of *desk* answers."""
    server = Server()
    shape = Shape(picks=True)
    changed: dict[str, Any] = {
        "destination": server.destination,
        "shape": lambda _: shape,
        "asks_arxiv": False,
        **changes,
    }
    desk = replace(desk, **changed)
    planner = World(desk.store).planner
    return Walk(Reception(desk, table_of(desk, planner, str)), server)
