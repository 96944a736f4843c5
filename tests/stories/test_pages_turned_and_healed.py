"""What happens to a digest after it arrived: pages are turned, questions asked, summaries land."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from adapters.conversation import DeliveryError, Request
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from adapters.views import Manner, View
from bot.commands.command import Asked, Handler
from bot.commands.desk import Deployment, Desk
from bot.commands.digests import DigestCommands
from bot.commands.why import Why
from bot.digests import Digests
from bot.heal import Healer
from bot.jobs import JobName
from bot.lookup import Lookup
from bot.refusal import Refusal
from bot.summarise import Summaries
from bot.wording import Wording
from storage.people import Chat, ChatKind, ChatSettings
from storage.records import Summarised
from tests.fakes.arxiv.papers import papers
from tests.making import a_summary
from tests.stories.conftest import House
from tests.stories.life import NAME, Life, at

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
TUESDAY = date(2026, 3, 3)


class Reading:
    """A reader in front of the digests of one chat."""

    def __init__(self, life: Life, chat: Chat) -> None:
        self.life = life
        self.chat = chat
        self.digests = Digests(
            life.store, life.summaries, lambda _: life.platform.fits, lambda: life.now
        )
        self.commands = DigestCommands(self._desk(), life.planner)
        self.reasons = Why(self._desk(), life.planner)

    def _desk(self) -> Desk:
        async def ask(name: JobName, **_: str | int) -> bool:
            return True

        async def finder() -> Lookup:
            return await self.life.house.app.lookup()

        return Desk(
            store=self.life.store,
            finder=finder,
            summaries=self.life.summaries,
            digests=self.digests,
            ask=ask,
            fits=lambda _: self.life.platform.fits,
            now=lambda: self.life.now,
            deployment=Deployment(defaults=ChatSettings()),
            token=lambda: "t",
        )

    async def asks(self, handler: Handler, words: str) -> View:
        """The answer to a command or a pressed button."""
        asked = Asked(
            request=Request(address=self.chat.address, kind=self.chat.kind, reader="1"),
            chat=self.chat,
            reader=await self.life.store.open_reader(NAME, "1", at=self.life.now),
            wording=Wording(self.chat.settings.language, self.chat.settings.zone),
            words=words,
        )
        (view,) = [view async for view in handler(asked)]
        return view

    async def presses(self, view: View, label: str) -> View:
        """What the button so labelled answers."""
        (data,) = [a.data for row in view.actions for a in row if a.label == label]
        _, verb, words = data.split(":", 2)
        (press,) = [p for p in self.commands.family().presses if p.verb == verb]
        return await self.asks(press.run, words)


@pytest.fixture
async def reading(house: House) -> Reading:
    """A private chat that got twelve of seventeen papers."""
    house.arxiv.announce(TUESDAY, *papers(17, category="cs.CV", day=TUESDAY, start=1))
    life = Life(house, at("2026-03-03T12:00", NEW_YORK))
    chat = await life.chat("one", BERLIN, "08:30", "cs.CV", limit=12)
    return Reading(life, chat)


def ids(view: View) -> list[str]:
    """The papers on a page."""
    return [item.paper_id for item in view.items]


def texts(view: View) -> str:
    """All lines of a view."""
    return "\n".join(line.text for line in (*view.head, *view.lines, *view.foot))


async def test_arrows_turn_the_pages_of_one_message(reading: Reading) -> None:
    """Each paper is on one page; the last has the accounts and the way to the rest."""
    (letter,) = reading.life.letters(reading.chat)
    pages = [letter.view]
    while any(a.label == "›" for row in pages[-1].actions for a in row):
        pages.append(await reading.presses(pages[-1], "›"))
    assert [len(page.items) for page in pages] == [5, 5, 2]
    assert [page.items[0].number for page in pages] == [1, 6, 11]
    assert "12 papers · 1/3" in texts(pages[0])
    assert texts(pages[1]) == "Tue 3 Mar 2026 · 2/3"
    assert "17 announced · 17 matched · 12 shown · 5 more" in texts(pages[2])
    back = await reading.presses(pages[1], "‹")
    assert back == replace(pages[0], manner=Manner.INSTEAD)
    rest = await reading.presses(pages[2], "5 more")
    assert len(ids(rest)) == 5
    assert not {name for page in pages for name in ids(page)} & set(ids(rest))


async def test_any_days_digest_hides_and_marks_nothing(reading: Reading) -> None:
    """All that matches, by the chat's rules or by one; pages behind arrows, rules in tokens."""
    day = await reading.asks(reading.commands.digest, "")
    assert "17 papers" in texts(day)
    assert len(ids(await reading.presses(day, "›"))) == 5
    long_rule = 'cs.CV "graph neural networks", "diffusion transformers", "flow matching"'
    some = await reading.asks(reading.commands.digest, f"2026-03-03 {long_rule}")
    assert 0 < len(ids(some)) <= 5
    if any(a.label == "›" for row in some.actions for a in row):
        assert ids(await reading.presses(some, "›"))
    for words in ("2026-03-02", "2026-03-03 hep-th"):
        with pytest.raises(Refusal):
            await reading.asks(reading.commands.digest, words)
    with pytest.raises(Refusal, match="not kept"):
        await reading.asks(reading.commands.page, "2026-01-01:1")
    with pytest.raises(Refusal, match="not kept"):
        await reading.asks(reading.commands.rest, "nonsense")
    assert await reading.life.planner.plan_due() == 0


async def test_why_tells_what_became_of_a_paper(reading: Reading) -> None:
    """Shown, beyond the limit, lacking something, unknown."""
    (letter,) = reading.life.letters(reading.chat)
    shown = texts(await reading.asks(reading.reasons.why, letter.papers[0]))
    assert "Announced Tue 3 Mar 2026 in cs.CV (new)." in shown
    assert "cs.CV: matches." in shown
    assert "Shown on Tue 3 Mar 2026, number 1, by cs.CV." in shown
    kept = await reading.life.store.digest_of(reading.chat.key, TUESDAY)
    assert kept is not None
    told = {one.paper_id for one in kept.told}
    stored = {p for _, a in await reading.life.store.arrivals(since=TUESDAY) for p in [a.paper_id]}
    beyond = texts(await reading.asks(reading.reasons.why, min(stored - told)))
    assert "Beyond the limit of 12: rank 13 of the last digest." in beyond
    other = await reading.life.chat("two", BERLIN, "08:30", 'cs.CV "zeppelin"')
    lacking = await Reading(reading.life, other).asks(reading.reasons.why, letter.papers[0])
    assert "cs.CV zeppelin: lacks zeppelin." in texts(lacking)
    for words in ("nonsense", "2401.00001"):
        with pytest.raises(Refusal):
            await reading.asks(reading.reasons.why, words)


async def test_a_message_is_healed_when_its_last_summary_lands(reading: Reading) -> None:
    """Not before, and once."""
    chat, healer = await healed_later(reading)
    (letter,) = reading.life.letters(chat)
    assert await healer.heal() == 0
    await summarise(reading.life, letter.papers[:4])
    assert await healer.heal() == 0
    await summarise(reading.life, letter.papers[4:])
    assert await healer.heal() == 1
    edited = reading.life.letters(chat, edits=True)[-1]
    assert (edited.is_edit, edited.message_id) == (True, letter.message_id)
    assert edited.papers == letter.papers
    assert all(item.text == "One sentence." and not item.marks for item in edited.view.items)
    assert "5 summarised" in edited.text
    assert await healer.heal() == 0


async def test_a_message_is_healed_when_time_is_up(reading: Reading) -> None:
    """With what has landed by then; where nothing has, it stays as it is."""
    chat, healer = await healed_later(reading)
    (letter,) = reading.life.letters(chat)
    other = await reading.life.chat("other", BERLIN, "08:30", "cs.CV -model", limit=5)
    await summarise(reading.life, letter.papers[:1])
    reading.life.house.arxiv.at(reading.life.now + timedelta(minutes=49))
    assert await healer.heal() >= 1
    edited = reading.life.letters(chat, edits=True)[-1]
    assert "1 summarised, 4 from the abstract" in edited.text
    assert await healer.heal() == 0
    assert len(reading.life.letters(other)) == 1


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (DeliveryError("the message is gone"), 0),
        (DeliveryError("blocked", gone=True), 0),
        (DeliveryError("no answer", uncertain=True), 1),
        (DeliveryError("flood", retry_after=3.0), 1),
    ],
)
async def test_an_edit_that_was_refused_is_tried_again_where_that_helps(
    reading: Reading, error: DeliveryError, again: int
) -> None:
    """After a doubt or a flood limit; a message that is gone is let go."""
    chat, healer = await healed_later(reading)
    (letter,) = reading.life.letters(chat)
    await summarise(reading.life, letter.papers)
    reading.life.platform.refusals.append(error)
    assert await healer.heal() == 0
    reading.life.house.arxiv.at(reading.life.now + timedelta(seconds=4))
    assert await healer.heal() == again
    assert len(reading.life.letters(chat, edits=True)) == 1 + again


async def test_where_nothing_better_came_nothing_is_promised_any_more(reading: Reading) -> None:
    """When its time is up; and nothing happens where nobody speaks to its platform."""
    chat, healer = await healed_later(reading)
    life = reading.life
    assert await healer.heal() == 0
    nobody = Healer(life.store, reading.digests, {}, lambda: life.now)
    assert await nobody.heal() == 0
    life.house.arxiv.at(life.now + timedelta(minutes=49))
    assert await healer.heal() == 1
    assert await life.store.to_heal(life.now.astimezone(UTC)) == ()
    before, after = life.letters(chat, edits=True)
    assert ("follow here" in before.text, "follow here" in after.text) == (True, False)
    assert before.view.items == after.view.items


async def test_what_a_further_rule_brought_is_healed_as_well(reading: Reading) -> None:
    """Its papers stay, with their numbers; its own page is no page of the digest."""
    life = reading.life
    chat, healer = await healed_later(reading)
    house_papers = papers(2, category="hep-th", day=TUESDAY, start=61)
    life.house.arxiv.announce(TUESDAY, *house_papers)
    await life.follow(chat, "hep-th")
    part = life.letters(chat)[-1]
    await summarise(life, part.papers)
    assert await healer.heal() == 1
    edited = life.letters(chat, edits=True)[-1]
    assert (edited.message_id, edited.papers) == (part.message_id, part.papers)
    assert [item.text for item in edited.view.items] == ["One sentence."] * 2
    assert not any(item.marks for item in edited.view.items)
    forgotten = life.letters(chat)[0]
    await summarise(life, forgotten.papers)
    await life.store.forget(chat=chat.key)
    assert await healer.heal() == 0


async def healed_later(reading: Reading) -> tuple[Chat, Healer]:
    """A group whose digest may become better, and what makes it so."""
    life = reading.life
    life.summaries = Summaries(
        life.store, ExtractiveSummariser(), lambda: life.now, lambda *_: None, heals=True
    )
    life.planner = life.a_planner()
    chat = await life.chat("heals", BERLIN, "08:30", "cs.CV", limit=5, kind=ChatKind.GROUP)
    digests = Digests(life.store, life.summaries, lambda _: life.platform.fits, lambda: life.now)
    return chat, Healer(life.store, digests, {NAME: life.platform}, lambda: life.now)


async def summarise(life: Life, ids: list[str]) -> None:
    """Let a model's summaries of these papers land."""
    made = [
        Summarised(paper_id=name, version=1, summary=a_summary(language="en", tldr="One sentence."))
        for name in ids
    ]
    await life.store.keep_summaries(made, at=life.now)
