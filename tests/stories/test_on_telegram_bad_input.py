"""What strangers press, forge and send: a kind answer or silence, and nobody else's data."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
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
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.on_telegram import Scene, hurried, on_telegram, without_limits

TUESDAY = date(2026, 3, 3)
HIDDEN = "zebrafish"
PARTS = ("", "2603.00001", "2026-03-03", "zh", "me", "chat", "all", "=math", "t", "hour", "08.30")
OF_ALL = "Only administrators of this chat change what it gets"


@dataclass
class Lab:
    """*ada* follows something secret; *eve* is a stranger in a group that *ada* administers."""

    scene: Scene
    telegram: LocalTelegram
    ada: int
    eve: int
    group: int

    async def standing(self) -> list[object]:
        """All that is Ada's, and all that is the group's."""
        store, standing = self.scene.living.means.store, list[object]()
        for place in (self.ada, self.group):
            chat = await self.scene.chat(place)
            standing += [chat.settings, chat.state, await store.rules_of(chat.key)]
        reader = await store.reader("telegram", str(self.ada))
        assert reader is not None
        return [*standing, reader, await store.held(reader.key, 0)]

    def heard(self) -> str:
        """All that Eve was told."""
        toasts = (q.answer for q in self.telegram.queries.values() if q.person == self.eve)
        said = [answer.text for answer in toasts if answer]
        return "\n".join((*said, *self.telegram.texts(self.eve)))


@pytest.fixture
async def lab(telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings) -> AsyncIterator[Lab]:
    """The digest of the day is there; what becomes of Ada's is looked at in the end."""
    without_limits(telegram)
    arxiv.announce(TUESDAY, *papers(12, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, eve = telegram.person("Ada"), telegram.person("Eve")
    group = telegram.supergroup("Lab", ada, eve)
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        telegram.add_bot(group, by=ada)
        await scene.hears(group, "/subscribe")
        await scene.follows(ada, f'cs.CV "{HIDDEN}"')
        await scene.says(ada, "/save 2603.00005")
        await scene.says(eve, "/help")
        await scene.follows(ada, "cs.CV", group)
        await scene.hears(group, "2 more")
        await scene.settles()
        lab = Lab(scene, telegram, ada, eve, group)
        before = await lab.standing()
        yield lab
        await scene.silence(eve)
        assert await lab.standing() == before
        assert HIDDEN not in lab.heard()
        assert scene.faults() == []


async def test_any_words_of_a_stranger_in_a_group(lab: Lab) -> None:
    """Nothing of it settles anything there; what is for Eve alone comes to her alone."""
    telegram = lab.telegram
    names = [one.name for one in lab.scene.living.reception.offered("en")]
    words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    texts = st.builds("/{}@paperround_bot {}".format, st.sampled_from(names), words)

    def ask(text: str) -> None:
        heard = len(telegram.sent)
        telegram.say(lab.eve, lab.group, text)
        telegram.wait(lambda: len(telegram.sent) > heard, 20)

    await for_any(texts, ask)


async def for_any(strategy: SearchStrategy[str], ask: Callable[[str], Any]) -> None:
    """Let *ask* be tried with anything, in a thread beside the bot's loop."""

    @trying(max_examples=80, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def tried(words: str) -> None:
        ask(words)

    await asyncio.to_thread(tried)


def forged(verbs: list[str]) -> SearchStrategy[str]:
    """Data as buttons carry it, and as none ever did; at most 64 bytes."""
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    part = st.one_of(st.sampled_from(PARTS), st.integers(-2, 99).map(str), texts)
    alike = st.builds(
        lambda verb, parts: ":".join(("1", verb, *parts)),
        st.sampled_from(verbs),
        st.lists(part, max_size=5),
    )
    anything = st.one_of(alike, alike, texts)
    return anything.map(lambda data: data.encode()[:64].decode(errors="ignore")).filter(bool)


@pytest.mark.parametrize("is_private", [True, False])
async def test_any_forged_data(lab: Lab, *, is_private: bool) -> None:
    """Every press is answered at once, whatever it carries; what is Ada's and the group's stays."""
    scene, telegram = lab.scene, lab.telegram
    living = scene.living
    table = table_of(living.desk, living.planner, living.means.bibtex)
    place = lab.eve if is_private else lab.group
    message = telegram.messages(place)[-1]

    def ask(data: str) -> None:
        query = telegram.forge(lab.eve, message, data)
        telegram.wait(lambda: telegram.answer_to(query), 20)

    await for_any(forged(sorted(table.presses)), ask)
    assert len(telegram.unanswered()) == 0


async def test_other_peoples_numbers_open_nothing(lab: Lab) -> None:
    """Rules, readers and chats have small numbers, which anybody may guess."""
    scene, telegram, store = lab.scene, lab.telegram, lab.scene.living.means.store
    in_private, in_group = telegram.messages(lab.eve)[-1], telegram.messages(lab.group)[-1]
    ada = await store.reader("telegram", str(lab.ada))
    assert ada is not None
    for place in (lab.ada, lab.group):
        chat = await scene.chat(place)
        (rule,) = await store.rules_of(chat.key)
        for data in (
            f"drop:{rule.key}", f"forget:me:{ada.key}", f"forget:all:{ada.key}:{chat.key}",
            f"forget:chat:{ada.key}:{chat.key}", f"forget:chat:{ada.key}:{chat.key}:0123456789ab",
            f"rest:2026-03-03:1:t:{chat.key}:0123456789ab", f"rest:2026-03-03:1:t:{chat.key}",
        ):  # fmt: skip
            for message in (in_private, in_group):
                await scene.forges(lab.eve, message, f"1:{data}")
    await scene.silence(lab.eve)
    assert "is deleted" not in lab.heard()


async def test_a_stranger_presses_every_button_of_a_group(lab: Lab) -> None:
    """Those of its digest are for reading; those of its menus are not theirs."""
    scene, telegram = lab.scene, lab.telegram
    digest = [m for m in telegram.messages(lab.group) if m.text.startswith("Tue 3 Mar")]
    (more,) = [(m, d) for m in digest for d in _data(m)]
    await scene.forges(lab.eve, *more)
    await scene.hears(lab.eve, "2 more · 2 papers")
    menu = await scene.says(lab.ada, "/settings@paperround_bot", lab.group)
    for forbidden in _data(menu):
        assert (await scene.forges(lab.eve, menu, forbidden)).startswith(OF_ALL)
    for data in _data(menu):
        await scene.forges(lab.ada, menu, data)
        shown = await scene.offers(menu, "Back")
        for forbidden in _data(shown):
            assert (await scene.forges(lab.eve, shown, forbidden)).startswith(OF_ALL)
        await scene.presses(lab.ada, shown, "Back")
        await scene.offers(menu, "Language")


def _data(message: Message) -> list[str]:
    """What the buttons of a message carry."""
    buttons = (button for row in message.keyboard for button in row)
    return [button["callback_data"] for button in buttons if "callback_data" in button]


async def test_edited_commands(lab: Lab) -> None:
    """In private, what was mistyped is answered when it is mended; elsewhere nobody is."""
    scene, telegram = lab.scene, lab.telegram
    said = telegram.tell(lab.eve, "/hepl")
    assert "/help" in (await scene.reply(lab.eve, said)).text
    telegram.edited(said, "/help")
    helped = await scene.hears_after(lab.eve, said, "Commands")
    telegram.edited(said, "/help")
    marker = telegram.tell(lab.eve, "/about")
    assert "arxiv.org" in (await scene.reply(lab.eve, helped)).text
    in_group = telegram.say(lab.ada, lab.group, "/abuot@paperround_bot")
    await scene.reply(lab.group, in_group)
    stood = len(telegram.messages(lab.group))
    telegram.edited(in_group, "/unsubscribe@paperround_bot all")
    await scene.silence(lab.ada)
    assert len(telegram.messages(lab.group)) == stood
    assert telegram.messages(lab.eve)[-1].message_id > marker.message_id


PICTURE = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}
WORDLESS: dict[str, dict[str, Any]] = {
    "picture": PICTURE,
    "voice": {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
    "place": {"location": {"latitude": 1.0, "longitude": 2.0}},
    "die": {"dice": {"emoji": "🎲", "value": 3}},
    "person": {"contact": {"phone_number": "1", "first_name": "x"}},
    "blanks": {"text": "   \n"},
}
PASSED_OVER: dict[str, dict[str, Any]] = {
    "picture of an album": {**PICTURE, "media_group_id": "7"},
    "nothing": {},
    "no words": {"text": ""},
    "of the future": {"hologram": {"size": 3}},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 3}},
}


def _told(lab: Lab, number: int, chat: int, **content: Any) -> dict[str, Any]:
    """A message of Eve's with this *content*."""
    place = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "Lab"}
    eve = {"id": lab.eve, "is_bot": False, "first_name": "Eve", "language_code": "en"}
    return {"message_id": number, "date": 1, "chat": place, "from": eve, **content}


async def test_messages_without_words(lab: Lab) -> None:
    """A picture alone is asked back in private; a caption counts; groups are not disturbed."""
    scene, telegram = lab.scene, lab.telegram
    stood = len(telegram.messages(lab.group))
    for number, (name, content) in enumerate(WORDLESS.items(), 9000):
        before = len(telegram.messages(lab.eve))
        telegram.push("message", _told(lab, number, lab.eve, **content))
        telegram.push("message", _told(lab, number, lab.group, **content))
        answers = await scene.holds(lab.eve, before + 1)
        assert answers[-1].text.startswith("Write what you follow, for example:"), name
    before = len(telegram.messages(lab.eve))
    for number, content in enumerate(PASSED_OVER.values(), 9100):
        telegram.push("message", _told(lab, number, lab.eve, **content))
        telegram.push("message", _told(lab, number, lab.group, **content))
    captioned = {**PICTURE, "caption": "arxiv.org/abs/2603.00005"}
    telegram.push("message", _told(lab, 9200, lab.eve, **captioned))
    assert "2603.00005 v1" in (await scene.holds(lab.eve, before + 1))[before].text
    assert len(telegram.messages(lab.group)) == stood


def _change(lab: Lab) -> dict[str, Any]:
    """Somebody came into the group."""
    bob = {"id": 5_000_000_099, "is_bot": False, "first_name": "Bob"}
    left, there = {"user": bob, "status": "left"}, {"user": bob, "status": "member"}
    place = {"id": lab.group, "type": "supergroup", "title": "Lab"}
    return {"chat": place, "date": 1, "old_chat_member": left, "new_chat_member": there}


def _counted(lab: Lab) -> dict[str, Any]:
    """Somebody felt something, nobody knows who."""
    place = {"id": lab.group, "type": "supergroup", "title": "Lab"}
    felt = {"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3}
    return {"chat": place, "date": 1, "message_id": 1, "reactions": [felt]}


async def test_updates_that_say_nothing(lab: Lab) -> None:
    """Empty ones, and kinds that the bot has no use for."""
    eve = {"id": lab.eve, "is_bot": False, "first_name": "Eve"}
    for kind, content in (
        ("", None),
        ("", None),
        ("chat_member", {**_change(lab), "from": eve}),
        ("business_message", _told(lab, 1, lab.eve, text="/help")),
        ("message_reaction_count", _counted(lab)),
    ):
        assert lab.telegram.push(kind, content) is not None
    stood = len(lab.telegram.messages(lab.eve))
    await lab.scene.silence(lab.eve)
    assert len(lab.telegram.messages(lab.eve)) == stood + 1
