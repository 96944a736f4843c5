"""
Puts the parts together, starts them and stops them.

The only module that names concrete adapters, and the only one that reads the clock.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import structlog

from adapters.conversation import Platform
from adapters.paging import Fits
from adapters.ports import Progress, Reach
from bot.daily import Daily
from bot.settings import Settings
from bot.summarise import Summaries
from bot.wording import Wording
from storage.connect import connect
from storage.store import Store

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from adapters.arxiv.client import ArxivClient
    from adapters.arxiv.source import Addresses, ArxivSource
    from adapters.discord.door import Door as DiscordDoor
    from adapters.discord.listening import Listening
    from adapters.discord.platform import DiscordPlatform
    from adapters.messages import Digest, Entry, Labels
    from adapters.summaries.door import Door as Endpoint
    from adapters.telegram.door import Door, Webhook
    from adapters.telegram.platform import TelegramPlatform
    from adapters.terminal.messenger import TerminalPlatform
    from adapters.web.server import WebServer
    from bot.collect import Collector
    from bot.commands.desk import Deployment
    from bot.harvest import Harvester
    from bot.imports import Importer
    from bot.living import Living
    from bot.lookup import Lookup
    from bot.money.alerts import Alert
    from bot.money.budget import Terms
    from bot.money.estimate import Estimate
    from bot.operators import Operators
    from bot.pacing import Limits, Pacer
    from bot.work import Collects
    from bot.writing.writer import Writer

log = structlog.get_logger()

Client = TypeVar("Client", bound="ArxivClient")

STDIN, NOWHERE = 0, -1  # file descriptors
TELEGRAM_RATE = 30.0  # messages a second: https://core.telegram.org/bots/faq
# Of 50 requests: https://docs.discord.com/developers/topics/rate-limits; people ask as well.
DISCORD_RATE = 48.0  # messages a second
LLM_MANNER = "llm manner"  # the fact that tells how the endpoint wants to be asked
LLM_TOLD = "llm told"  # and the one that operators know that it refuses everything
DISCORD_COMMANDS = "discord commands"  # the fact that tells which Discord knows
TERMINAL = "terminal"  # the platform that is always there
DISCORD = "discord"
DEMO_DAY = date(2025, 12, 12)
DEMO = f"{DEMO_DAY}.jsonl"  # ten real papers of one day


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _token() -> str:
    """Sixteen signs that nobody can guess."""
    return secrets.token_urlsafe(12)


def _silent(done: int, total: int | None, what: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """
    The clock, chance and the person waiting, as the parts see them.

    *steady* is the clock that *sleep* waits by, in seconds; none: the event loop's.
    """

    now: Callable[[], datetime] = _utc_now
    steady: Callable[[], float] | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    token: Callable[[], str] = _token
    progress: Progress = _silent
    notice: Callable[[str], None] = field(default=lambda _: None)


class App:
    """The parts of one run, made when first asked for; one that is *offline* asks nobody."""

    def __init__(
        self, settings: Settings, world: World, store: Store, *, offline: bool = False
    ) -> None:
        self.settings = settings
        self.store = store
        self._world = world
        self._offline = offline
        self._source: ArxivSource | None = None
        self._opening = asyncio.Lock()
        self._open = AsyncExitStack()
        self._platforms: dict[str, Platform] = {}
        self._spoken_on: Mapping[str, Platform] = {}
        self._summaries: Summaries | None = None
        self._pacers: dict[str, Pacer] = {}
        self._web: WebServer | None = None

    async def source(self) -> ArxivSource:
        """ArXiv, behind the one gate of this installation."""
        async with self._opening:
            if self._source is None:
                from adapters.arxiv.client import ArxivClient
                from adapters.arxiv.source import ArxivSource

                self._source = ArxivSource(await self._client(ArxivClient), self._addresses())
            return self._source

    async def reaches(self) -> list[Reach]:
        """What tells whether arXiv and the platforms can be reached, without patience."""
        from adapters.arxiv.reach import ArxivReach, OneTry

        reaches: list[Reach] = [ArxivReach(await self._client(OneTry), self._addresses())]
        if self.settings.telegram_bot_token.get_secret_value():
            from adapters.telegram.reach import TelegramReach

            reaches.append(TelegramReach(self._door()))
        if self.settings.discord_bot_token.get_secret_value():
            from adapters.discord.reach import DiscordReach

            reaches.append(DiscordReach(self._discord_door()))
        if self.settings.asks_model:
            from adapters.summaries.reach import ModelReach

            reaches.append(ModelReach(self._endpoint(), self.settings.llm_model))
        return reaches

    async def _client(self, kind: type[Client]) -> Client:
        from adapters.arxiv.client import user_agent
        from adapters.arxiv.connection import open_http

        agent = user_agent(version("paperround"), self.settings.arxiv_contact)
        proxy = self.settings.proxy.get_secret_value() or None
        http = await self._open.enter_async_context(open_http(agent, proxy))
        return kind(
            http,
            turn=self._turn,
            sleep=self._world.sleep,
            now=self._world.now,
            chance=self._world.chance,
            notice=self._world.notice,
        )

    def _addresses(self) -> Addresses:
        from adapters.arxiv.source import Addresses

        return Addresses(
            feed=self.settings.arxiv_feed_url,
            api=self.settings.arxiv_api_url,
            oai=self.settings.arxiv_oai_url,
            listing=self.settings.arxiv_list_url,
        )

    async def _turn(self) -> float:
        # Wall clock, not monotonic: the turn is shared with the other processes on this database.
        now = self._world.now().timestamp()
        return await self.store.reserve("arxiv", now=now, pause=self.settings.arxiv_pause)

    async def collector(self) -> Collector:
        """What collects the day's announcement."""
        from bot.collect import Collector

        source = await self.source()
        return Collector(self.store, source, source, self._world.now, self._world.progress)

    async def harvester(self) -> Harvester:
        """What fills the local index."""
        from bot.harvest import Harvester

        source = await self.source()
        return Harvester(self.store, source, self._world.now, self._world.progress)

    async def lookup(self) -> Lookup:
        """What finds papers."""
        from bot.lookup import Lookup

        if self._offline:
            from adapters.arxiv.nowhere import Nowhere

            return Lookup(self.store, Nowhere())
        return Lookup(self.store, await self.source())

    async def estimate(self, terms: Terms) -> Estimate:
        """What summaries by a language model would take in a month, on these *terms*."""
        from bot.days import due_day
        from bot.money.estimator import Estimator

        estimator = Estimator(self.store, self._world.progress)
        return await estimator.estimate(due_day(self._world.now()), terms)

    async def _collects(self) -> Collects:
        """What collects for those who follow something."""
        if self._offline:
            from bot.work import NoCollector

            return NoCollector()
        return await self.collector()

    def importer(self) -> Importer:
        """What takes over records from files."""
        from adapters.files.jsonl import read_record
        from bot.imports import Importer

        return Importer(self.store, read_record, self._world.now, self._world.progress)

    def summaries(self) -> Summaries:
        """What makes and keeps summaries; one, as what pays for them counts what is under way."""
        from adapters.summaries.extractive.summariser import ExtractiveSummariser

        if self._summaries is None:
            self._summaries = Summaries(
                self.store,
                ExtractiveSummariser(),
                self._world.now,
                self._world.progress,
                writer=None if self._offline else self._writer(),
            )
        return self._summaries

    def _writer(self) -> Writer | None:
        """What has summaries written by a model, if one is set up."""
        settings = self.settings
        if not settings.asks_model:
            return None
        from adapters.summaries.llm import LanguageModel
        from bot.checking import faults
        from bot.fact import Fact
        from bot.money.budget import terms_of
        from bot.money.purse import Purse
        from bot.operators import alert_view, hopeless_view
        from bot.writing.asking import Asking
        from bot.writing.breaker import Breaker
        from bot.writing.gate import Gate
        from bot.writing.writer import Writer

        async def tell_hopeless(reason: str) -> None:
            await self._operators().tell("model", lambda wording: hopeless_view(reason, wording))

        async def tell_alert(alert: Alert) -> None:
            await self._operators().tell("budget", lambda wording: alert_view(alert, wording))

        world = self._world
        model = LanguageModel(
            self._endpoint(),
            settings.llm_model,
            Fact(self.store, LLM_MANNER),
            world.now,
        )
        self._open.push_async_callback(model.close)
        clock = world.steady or asyncio.get_running_loop().time
        asking = Asking(
            store=self.store,
            model=model,
            checks=faults,
            gate=Gate(settings.llm_concurrency, clock, world.sleep, world.chance),
            breaker=Breaker(Fact(self.store, LLM_TOLD), tell_hopeless, world.now),
            purse=Purse(self.store, settings.llm_model, terms_of(settings), world.now),
            now=world.now,
            sleep=world.sleep,
        )
        return Writer(asking, tell_alert)

    def _endpoint(self) -> Endpoint:
        from adapters.summaries.door import Door as Endpoint

        settings = self.settings
        return Endpoint(
            settings.llm_base_url,
            settings.llm_api_key.get_secret_value(),
            timeout=settings.llm_timeout,
            proxy=settings.proxy.get_secret_value() or None,
        )

    def _operators(self) -> Operators:
        """Who is told what has to be seen to, where this process speaks to them."""
        from bot.operators import Operators

        deployment = self._deployment()
        return Operators(
            store=self.store,
            platforms=self._spoken_on,
            named=deployment.admins,
            defaults=deployment.defaults,
            now=self._world.now,
        )

    def daily(self) -> Daily:
        """What makes a digest of a day."""
        return Daily(self.store, self.summaries())

    def living(self, platforms: Mapping[str, Platform]) -> Living:
        """
        What plans, sends and answers on *platforms*, and plans for the chat in the terminal.

        Its pages wait for `paperround deliver` or `chat`, where this process does not show them.
        """
        from adapters.files.citations import bibtex
        from adapters.terminal.fitting import LONGEST_PAGE
        from bot.living import Living, Means
        from bot.shape import USUAL, Shape

        self._spoken_on = platforms
        shapes = {"discord": Shape(below=True, beside=True, picks=True)}
        return Living(
            Means(
                store=self.store,
                summaries=self.summaries(),
                platforms=platforms,
                fits=lambda name: platforms[name].fits if name in platforms else fits_on(name),
                planned={
                    **{name: shapes.get(name, USUAL) for name in platforms},
                    TERMINAL: Shape(a_page=LONGEST_PAGE, numbered=True),
                },
                collector=self._collects,
                finder=self.lookup,
                bibtex=bibtex,
                deployment=self._deployment(),
                now=self._world.now,
                sleep=self._world.sleep,
                token=self._world.token,
                asks_arxiv=not self._offline,
                pacers=self._pacers,
                services=(self._web,) if self._web else (),
            )
        )

    def _deployment(self) -> Deployment:
        from bot.commands.desk import Access, Deployment
        from bot.money.budget import terms_of
        from storage.people import ChatSettings

        settings = self.settings
        return Deployment(
            defaults=ChatSettings(
                language=settings.language, zone=settings.zone, hour=settings.deliver_at
            ),
            access=Access(settings.access),
            owners=frozenset({f"{TERMINAL}:local"}),
            admins=frozenset(settings.admins),
            listed=frozenset(settings.access_list),
            languages=settings.offered,
            operator_name=settings.operator_name,
            operator_contact=settings.operator_contact,
            keep_days=settings.keep_days,
            # There every answer is for who asked alone: a chat that follows nothing may never have
            # seen the bot, and a person may have asked from a place that the bot cannot write to.
            followers_only=frozenset({DISCORD}),
            started_at=self._world.now(),
            model=settings.llm_model,
            terms=terms_of(settings),
        )

    def platforms(self) -> Mapping[str, Platform]:
        """The platforms that are set up; one without a token is simply off."""
        if not self._platforms:
            made: list[Platform] = []
            if self.settings.telegram_bot_token.get_secret_value():
                made.append(self._telegram())
            if self.settings.discord_bot_token.get_secret_value():
                made.append(self._discord())
            self._platforms = {platform.name: platform for platform in made}
        return self._platforms

    def _discord(self) -> DiscordPlatform:
        from adapters.discord.limits import limits
        from adapters.discord.platform import DiscordPlatform

        discord = DiscordPlatform(self._discord_door(), self._discord_ears())
        self._pacers[discord.name] = self._pacer(DISCORD_RATE, limits)
        self._open.push_async_callback(discord.close)
        return discord

    async def sync_commands(self) -> bool:
        """
        Tell Discord of all commands anew; whether it took them.

        Raises `Unwelcome` and `Unavailable`.
        """
        return await self._discord_ears().sync(self.living({}).reception)

    def _discord_ears(self) -> Listening:
        from adapters.discord.listening import Listening
        from bot.fact import Fact

        return Listening(self._discord_door(), Fact(self.store, DISCORD_COMMANDS))

    def _discord_door(self) -> DiscordDoor:
        from adapters.discord.door import Door

        return Door(
            token=self.settings.discord_bot_token.get_secret_value(),
            api_url=self.settings.discord_api_url,
            proxy=self.settings.proxy.get_secret_value(),
            admin_guilds=tuple(map(int, self.settings.admin_guilds)),
        )

    def _pacer(self, rate: float, limits: Limits) -> Pacer:
        from bot.pacing import Pacer

        clock = self._world.steady or asyncio.get_running_loop().time
        return Pacer(rate, clock, self._world.sleep, limits)

    def _telegram(self) -> TelegramPlatform:
        from adapters.telegram.limiter import limits
        from adapters.telegram.platform import TelegramPlatform

        pacer = self._pacer(TELEGRAM_RATE, limits)
        telegram = TelegramPlatform(self._door(self._webhook()), pacer)
        self._pacers[telegram.name] = pacer
        self._open.push_async_callback(telegram.close)
        return telegram

    def _door(self, webhook: Webhook | None = None) -> Door:
        from adapters.telegram.door import Door

        return Door(
            token=self.settings.telegram_bot_token.get_secret_value(),
            api_url=self.settings.telegram_api_url,
            proxy=self.settings.proxy.get_secret_value(),
            webhook=webhook,
        )

    def _webhook(self) -> Webhook | None:
        """What Telegram calls, where both a public address and a secret are set."""
        secret, public_url = self.settings.telegram_webhook_secret, self.settings.public_url
        if not (public_url and secret):
            if public_url or secret:
                log.info("polling: webhooks take PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET, both")
            return None
        from adapters.telegram.door import Webhook
        from adapters.web.server import WebServer

        host, _, port = self.settings.web_listen.rpartition(":")
        self._web = WebServer(host.strip("[]"), int(port))
        return Webhook(public_url, secret.get_secret_value(), self._web)

    def typed(self) -> AsyncIterator[str]:
        """What a person types, line by line, or what comes from a pipe."""
        from adapters.terminal.handlers import typed_lines

        # A closed stdin leaves its number to the next file that is opened: the database, say.
        return typed_lines(STDIN if sys.stdin is not None else NOWHERE)

    def terminal(
        self, console: Console, lines: AsyncIterator[str], prompt: str = ""
    ) -> TerminalPlatform:
        """The chat in the terminal: it shows views on *console*, and takes *lines*."""
        from adapters.terminal.messenger import Place, TerminalPlatform, Words

        spoken = Wording(self.settings.language, self.settings.zone)
        words = Words(
            updated=spoken.say("updated"),
            written=spoken.say("Written to {path}", path="{path}"),
            not_written=spoken.say(
                "Could not write {path}: {reason}", path="{path}", reason="{reason}"
            ),
        )
        place = Place(
            language=self.settings.language,
            folder=Path(),
            prompt=prompt,
            session=f"{self._world.now():%Y%m%d%H%M%S%f}",
            words=words,
        )
        return TerminalPlatform(console, lines, place)

    async def load_demo(self) -> None:
        """Bring the ten papers of the demonstration into the store."""
        with as_file(files("bot").joinpath("demo", DEMO)) as file:
            await self.importer().bring_in(file)

    async def close(self) -> None:
        """Stop everything, the store last."""
        try:
            await self._open.aclose()
        finally:
            await self.store.close()


@asynccontextmanager
async def running(
    settings: Settings, world: World | None = None, *, offline: bool = False
) -> AsyncIterator[App]:
    """The parts on the database that *settings* name; raises `DatabaseUnusable`."""
    store = await connect(settings.database_url)
    app = App(settings, world or World(), store, offline=offline)
    try:
        yield app
    finally:
        await app.close()


@asynccontextmanager
async def build(
    settings: Settings, world: World | None = None, *, platforms: Sequence[Platform] = ()
) -> AsyncIterator[Living]:
    """A bot that lives on *platforms* and on those that are set up, ready to `run`."""
    async with running(settings, world) as app:
        given = {platform.name: platform for platform in platforms}
        yield app.living({**app.platforms(), **given})


def demo_world(zone: ZoneInfo) -> World:
    """The world of the demonstration: its clock begins at noon of the day that it shows."""
    began = _utc_now()
    noon = datetime.combine(DEMO_DAY, time(12), zone)
    is_out = datetime.combine(DEMO_DAY, time(2), UTC)  # at the latest; noon in Asia is before it
    return World(now=lambda: max(noon, is_out).astimezone(UTC) + (_utc_now() - began))


def fits_on(platform: str) -> Fits:
    """What fits one message of a platform that this process may not speak to."""
    if platform == "telegram":
        from adapters.telegram.render import fits as on_telegram

        return on_telegram
    if platform == DISCORD:
        from adapters.discord.render import fits as on_discord

        return on_discord
    from adapters.terminal.fitting import fits

    return fits


def write_digest(digest: Digest, kind: str) -> str:
    """*digest* as a file of this *kind*: markdown, html, jsonl or atom."""
    if kind == "markdown":
        from adapters.files.markdown import render_markdown

        return render_markdown(digest)
    if kind == "html":
        from adapters.files.page import render_page

        return render_page(digest)
    if kind == "jsonl":
        from adapters.files.jsonl import render_jsonl

        return render_jsonl(digest)
    from adapters.files.atom import render_atom

    return render_atom(digest)


def show_digest(digest: Digest) -> RenderableType:
    """*digest* for a terminal."""
    from adapters.terminal.render import render_digest

    return render_digest(digest)


def show_card(entry: Entry, labels: Labels) -> RenderableType:
    """One paper for a terminal."""
    from adapters.terminal.render import render_card

    return render_card(entry, labels)


def tell_abstract(title: str, abstract: str | Sequence[str]) -> dict[str, Any]:
    """What an abstract, as a text or as its sentences, says of itself; for JSON."""
    from adapters.summaries.extractive.telling import tell

    return tell(title, abstract)
