"""What strangers write, press and forge on Discord: a kind answer, and nobody else's data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.commands.table import table_of
from bot.settings import Settings
from storage.people import Address
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.records import Answer, Message
from tests.fakes.discord.server import LocalDiscord
from tests.stories.conftest import eastern
from tests.stories.on_discord import Scene, on_discord
from tests.stories.on_telegram import hurried

TUESDAY = date(2026, 3, 3)
HIDDEN = "zebrafish"
LONGEST = 4000  # characters of an option
OF_ALL = "Only administrators of this chat change what it gets"
TRIES = 40
PARTS = ("", "2603.00001", "2026-03-03", "zh", "me", "chat", "all", "=math", "t", "hour", "08.30")
# What breaks a parser, a message or a query, if anything does.
HARD = (
    "x" * LONGEST,
    "\u4e2d" * LONGEST,
    "\U0001f600" * (LONGEST // 2),
    '"' * LONGEST,
    "-" * LONGEST,
    "@" * LONGEST,
    "cs.CV " * 600,
    "(" * 2000 + ")" * 2000,
    "\u202e\u2066\u200b\u0301" * 1000,
    "**||__~~``` [a](https://evil.example) <@&1> @everyone",
    "' or 1=1; drop table chats; --",
    "\x00\x07\x1b[31m\x7f",
    "%s %(a)s {0} {x} ${y} \\",
    "9" * LONGEST,
    "../../etc/passwd",
    "https://arxiv.org/abs/" + "9" * 3000,
)


@dataclass
class Lab:
    """*ada* follows something secret; *eve* is a stranger in a guild that *ada* administers."""

    scene: Scene
    local: LocalDiscord
    ada: int
    eve: int
    channel: int

    async def standing(self) -> list[object]:
        """All that is Ada's, and all that is the channel's."""
        store, standing = self.scene.living.means.store, list[object]()
        for place in (private(self.ada), in_guild(self.channel)):
            chat = await self.scene.chat_at(place)
            standing += [chat.settings, chat.state, await store.rules_of(chat.key)]
        reader = await store.reader("discord", str(self.ada))
        assert reader is not None
        return [*standing, reader, await store.held(reader.key, 0)]

    def heard(self) -> str:
        """All that Eve was told."""
        told = [message.text for message in self.local.sent if message.only_for == self.eve]
        return "\n".join((*told, *self.local.texts(self.local.direct(self.eve))))

    def answered(self, interaction: int) -> Answer:
        """What the bot says to an interaction, when it does not think any more; from a thread."""

        def look() -> Answer | None:
            answer = self.local.answer_to(interaction)
            return None if answer is None or answer.waiting else answer

        self.local.wait(look, 20)
        found = look()
        assert found is not None
        return found


def private(person: int) -> Address:
    """The private chat of a person."""
    return Address(platform="discord", chat_id=str(person), thread_id="@me")


def in_guild(channel: int) -> Address:
    """The chat of a channel."""
    return Address(platform="discord", chat_id=str(channel))


@pytest.fixture
def local() -> Iterator[LocalDiscord]:
    """A strict local Discord; no story ends with bad manners."""
    with LocalDiscord() as local, pointed_at(local):
        yield local
        assert local.violations == []


@pytest.fixture
async def lab(local: LocalDiscord, arxiv: LocalArxiv, settings: Settings) -> AsyncIterator[Lab]:
    """The digest of the day is there; what becomes of Ada's is looked at in the end."""
    arxiv.announce(TUESDAY, *papers(12, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, eve = local.person("ada", installed=True), local.person("eve", installed=True)
    guild = local.guild("Lab", ada, [eve])
    local.add_bot(guild)
    channel = local.channel(guild, "papers")
    async with on_discord(local, arxiv, settings, hurried(arxiv)) as scene:
        await scene.follows(ada, local.direct(ada), f'cs.CV "{HIDDEN}"')
        await scene.uses(ada, local.direct(ada), "save", paper="2603.00005")
        await scene.follows(ada, channel, "cs.CV")
        await scene.hears(channel, "10 papers")
        await scene.settles()
        lab = Lab(scene, local, ada, eve, channel)
        before = await lab.standing()
        yield lab
        await scene.settles()
        assert await lab.standing() == before
        assert HIDDEN not in lab.heard()
        assert scene.faults() == []


async def for_any(strategy: SearchStrategy[Any], ask: Callable[[Any], Any]) -> None:
    """Let *ask* be tried with anything, in a thread beside the bot's loop."""

    @trying(
        max_examples=TRIES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(strategy)
    def tried(told: Any) -> None:
        ask(told)

    await asyncio.to_thread(tried)


def texts(longest: int) -> SearchStrategy[str]:
    """Anything that can be typed; Discord passes on no half signs, and no option without any."""
    any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=longest)
    return st.one_of(st.sampled_from(HARD).map(lambda text: text[:longest]), any_text)


def options_of(lab: Lab, place: int) -> dict[str, list[dict[str, Any]]]:
    """The options of each command that Eve is offered there."""
    offered = {one["name"]: one for one in lab.local.registered()}
    names = lab.local.offered(lab.eve, place)
    return {name: offered[name].get("options") or [] for name in names}


@pytest.mark.parametrize("is_private", [True, False])
async def test_any_words_as_each_option(lab: Lab, *, is_private: bool) -> None:
    """Each command answers whatever stands in each of its options; up to 4,000 characters."""
    place = lab.local.direct(lab.eve) if is_private else lab.channel
    commands = options_of(lab, place)
    commands.pop("forget", None)
    assert len(commands) > 10
    asking = st.tuples(st.sampled_from(sorted(commands)), texts(LONGEST), texts(60))

    def ask(told: tuple[str, str, str]) -> None:
        command, *words = told
        filled = dict(zip((o["name"] for o in commands[command]), map(worded, words), strict=False))
        kinds = {option["name"]: option["type"] for option in commands[command]}
        given = {name: 7 if kinds[name] == 4 else text for name, text in filled.items()}
        answer = lab.answered(lab.local.invoke(lab.eve, place, command, **given))
        assert answer.text.strip()
        if not is_private:
            assert answer.message is None or answer.message.only_for == lab.eve

    await for_any(asking, ask)


def worded(text: str) -> str:
    """*text* as Discord would pass it on: it takes away blanks around it, and wants something."""
    return text.strip() or "x"


async def test_autocomplete_of_anything(lab: Lab) -> None:
    """Every letter is answered, with at most 25 choices, whatever stands beside it."""
    place = lab.local.direct(lab.eve)
    options = [
        (command, option["name"])
        for command, its in options_of(lab, place).items()
        for option in its
        if option.get("autocomplete")
    ]
    assert len(options) > 5
    asking = st.tuples(st.sampled_from(options), st.one_of(st.just(""), texts(LONGEST)))

    def ask(told: tuple[tuple[str, str], str]) -> None:
        (command, option), typed = told
        answer = lab.answered(lab.local.complete(lab.eve, place, command, option, typed))
        assert len(answer.choices) <= 25

    await for_any(asking, ask)


def forged(verbs: list[str]) -> SearchStrategy[str]:
    """Data as buttons carry it, and as none ever did; at most 100 characters."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=100)
    part = st.one_of(st.sampled_from(PARTS), st.integers(-2, 99).map(str), anything)
    alike = st.builds(
        lambda asks, verb, parts: asks + ":".join(("1", verb, *parts)),
        st.sampled_from(["", "", "", "?", "??"]),
        st.sampled_from(verbs),
        st.lists(part, max_size=5),
    )
    return st.one_of(alike, alike, anything).map(lambda data: data[:100])


@pytest.mark.parametrize("is_private", [True, False])
async def test_any_forged_custom_id(lab: Lab, *, is_private: bool) -> None:
    """Every press is answered in time, whatever it carries; what is Ada's stays."""
    living, local = lab.scene.living, lab.local
    verbs = sorted(table_of(living.desk, living.planner, living.means.bibtex).presses)
    place = local.direct(lab.eve) if is_private else lab.channel
    if is_private:
        await lab.scene.uses(lab.eve, place, "about")
    message = [one for one in local.messages(place) if is_private or one.only_for is None][-1]

    def ask(data: str) -> None:
        lab.answered(local.forge(lab.eve, message, data))

    await for_any(forged(verbs), ask)
    assert local.failed() == []
    if not is_private:
        assert local.message(message.channel, message.id) == message


async def refused(lab: Lab, message: Message, data: str) -> None:
    """Eve sends the press of a button of a menu of Ada's, and is told that it is not hers."""
    number = lab.local.forge(lab.eve, message, data)

    def look() -> bool:
        answer = lab.local.answer_to(number)
        return answer is not None and OF_ALL in answer.text

    await lab.local.until(look)


async def test_a_stranger_presses_what_is_for_another_alone(lab: Lab) -> None:
    """No app lets her; each button of menus that only Ada sees does nothing for Eve."""
    menu = await lab.scene.uses(lab.ada, lab.channel, "settings")
    for data in menu.custom_ids:
        await refused(lab, menu, data)
    for data in menu.custom_ids:
        again = await lab.scene.uses(lab.ada, lab.channel, "settings")
        opened = await lab.local.answered(lab.local.press(lab.ada, again, data))
        assert opened.message is not None
        for forbidden in opened.message.custom_ids[:4]:
            await refused(lab, opened.message, forbidden)


async def test_a_stranger_presses_every_button_of_the_days_digest(lab: Lab) -> None:
    """They are for reading, and for lists of one's own: each answers Eve alone."""
    local = lab.local
    (thread,) = local.threads(lab.channel)
    found = (*local.messages(lab.channel), *local.messages(thread.id))
    shown = [message for message in found if message.only_for is None]
    assert len(shown) == 2
    for digest in shown:
        for data in digest.custom_ids:
            answer = await local.answered(local.forge(lab.eve, digest, data))
            assert answer.message is not None
            assert answer.message.only_for == lab.eve
            assert answer.text.strip()
        assert local.message(digest.channel, digest.id) == digest


async def test_other_peoples_numbers_open_nothing(lab: Lab) -> None:
    """Rules, readers and chats have small numbers, which anybody may guess."""
    store, local = lab.scene.living.means.store, lab.local
    ada = await store.reader("discord", str(lab.ada))
    assert ada is not None
    own = await lab.scene.uses(lab.eve, local.direct(lab.eve), "about")
    for place in (private(lab.ada), in_guild(lab.channel)):
        chat = await lab.scene.chat_at(place)
        (rule,) = await store.rules_of(chat.key)
        for data in (
            f"drop:{rule.key}", f"forget:me:{ada.key}", f"forget:all:{ada.key}:{chat.key}",
            f"forget:chat:{ada.key}:{chat.key}", f"forget:chat:{ada.key}:{chat.key}:0123456789ab",
            f"rest:2026-03-03:1:t:{chat.key}:0123456789ab", "set:ping:1", "set:publish:on",
        ):  # fmt: skip
            for message in (own, local.messages(lab.channel)[-1]):
                await local.answered(local.forge(lab.eve, message, f"1:{data}"))
    assert "is deleted" not in lab.heard()
