"""What leads to a paper: deep links, pasted links, inline mode; and what people feel about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot.commands.operate import claim_token
from bot.payloads import claim_payload, rule_payload, stored_payload
from bot.settings import Settings
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.telegram.records import Answer
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.conftest import eastern
from tests.stories.on_telegram import Scene, hurried, on_telegram, without_limits

TUESDAY = date(2026, 3, 3)
NEW, OLD = "2603.00004", "hep-th/9901001"
LONG_RULE = 'cs.CV "graph neural networks" -survey -"a review of" @"Hanna-Riikka Kernbach"'
PASTED = (  # https://info.arxiv.org/help/arxiv_identifier_for_services.html, and other sites'
    "2603.00004",
    "arXiv:2603.00004v1 [cs.CV]",
    "see https://arxiv.org/abs/2603.00004.",
    "https://arxiv.org/pdf/2603.00004v1.pdf",
    "http://www.arxiv.org/html/2603.00004v1?x=1#S2",
    "https://export.arxiv.org/abs/2603.00004",
    "https://arxiv.org/format/2603.00004 https://arxiv.org/src/2603.00004",
    "arxiv.org/abs/arXiv:2603.00004",
    "https://www.alphaxiv.org/overview/2603.00004",
    "https://huggingface.co/papers/2603.00004",
    "https://ar5iv.labs.arxiv.org/html/2603.00004",
    "https://doi.org/10.48550/arXiv.2603.00004",
    "10.48550/ARXIV.2603.00004",
    "https://papers.cool/arxiv/2603.00004",
    "https://scirate.com/arxiv/2603.00004",
    "oai:arXiv.org:2603.00004",
    "(<https://arxiv.org/abs/2603.00004>)",
    "[a paper](https://arxiv.org/abs/2603.00004), good",
)  # fmt: skip
PASTED_OLD = (
    "hep-th/9901001",
    "https://arxiv.org/abs/hep-th/9901001",
    "https://arxiv.org/abs/hep-th%2F9901001",
)
NO_PAPERS = ("It costs 1234.50001 euros", "version 2024.1234", "2513.00001", "foo/9901001")


@pytest.fixture
async def scene(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> AsyncIterator[Scene]:
    """Thirty new papers are stored, and arXiv knows an old one."""
    without_limits(telegram)
    arxiv.announce(TUESDAY - timedelta(days=1), FakePaper(id=OLD, primary="hep-th"))
    arxiv.announce(TUESDAY, *papers(30, category="cs.CV", day=TUESDAY, start=1))
    arxiv.at(eastern("2026-03-03T02:00"))
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv)) as scene:
        await scene.follows(telegram.person("Somebody"), "cs.CV")
        yield scene


async def test_deep_links_of_all_kinds(scene: Scene) -> None:
    """A paper of either scheme, a rule, a long rule that is kept, a command; nonsense is kind."""
    telegram, store = scene.telegram, scene.living.means.store
    eve = telegram.person("Eve")
    await store.keep_words("0a1b2c", LONG_RULE, at=scene.living.means.now())
    assert rule_payload(LONG_RULE) is None
    for payload, answered in (
        ("p_2603_00004", "cs.CV · 2603.00004 v1"),
        ("p_2603_00004v1", "cs.CV · 2603.00004 v1"),
        ("p_2603_00004v2", "there is no v2"),
        ("p_hep-th_9901001", "hep-th · hep-th/9901001 v1"),
        ("p_2603_99999", "arXiv has no paper 2603.99999"),
        (rule_payload("cs.CV diffusion") or "", "cs.CV"),
        (stored_payload("0a1b2c"), "by hanna-riikka kernbach"),
        (stored_payload("ffffff"), "This link is not understood any more.\nPaperround brings"),
        ("c_saved", "Nothing is saved yet"),
        ("c_start", "Paperround brings"),
        ("c_pause", "This link is not understood any more.\nPaperround brings"),
        ("p_", "This link is not understood any more.\nPaperround brings"),
        ("r_AA-_", "This link is not understood any more.\nPaperround brings"),
        ("x" * 64, "This link is not understood any more.\nPaperround brings"),
        ("claim-nobodysword", "This link is used up or too old"),
        ("invite-nobodysword", "You are admitted already."),
    ):
        assert await scene.hears_after(eve, telegram.begin(eve, payload), answered), payload
    chat = await scene.chat(eve)
    assert await store.rules_of(chat.key) == ()
    offered = await scene.reply(eve, telegram.begin(eve, stored_payload("0a1b2c")))
    await scene.presses(eve, offered, "Follow")
    await scene.hears(eve, "Following")
    assert [followed.rule for followed in await store.rules_of(chat.key)] != []
    assert scene.faults() == []


async def test_a_claim_makes_one_person_administrator(scene: Scene) -> None:
    """The first who opens it; whoever comes second is told so."""
    telegram = scene.telegram
    ada, eve = telegram.person("Ada"), telegram.person("Eve")
    token = await claim_token(scene.living.desk)
    assert token is not None
    mine = await scene.reply(ada, telegram.begin(ada, claim_payload(token)))
    assert mine.text.startswith("You administer this bot now.")
    late = await scene.reply(eve, telegram.begin(eve, claim_payload(token)))
    assert late.text.startswith("Somebody administers this bot already")
    assert "Chats on telegram: " in (await scene.says(ada, "/status")).text
    assert (await scene.says(eve, "/status")).text.startswith("Only the administrators")
    assert scene.faults() == []


async def test_an_invitation_lets_people_in(
    telegram: LocalTelegram, arxiv: LocalArxiv, settings: Settings
) -> None:
    """As many as it says; who has none is told whom to ask, and costs nothing."""
    ada, bob, eve = telegram.person("Ada"), telegram.person("Bob"), telegram.person("Eve")
    closed: dict[str, Any] = {
        "access": "invite", "admins": (f"telegram:{ada}",), "operator_name": "Ada L.",
    }  # fmt: skip
    async with on_telegram(telegram, arxiv, settings, hurried(arxiv), **closed) as scene:
        refused = await scene.says(bob, "/start")
        assert refused.text == "This bot is not open to all; ask Ada L. to let you in."
        assert not await scene.is_stored(bob)
        made = await scene.says(ada, "/invite")
        assert made.text.startswith("This admits 1 person, until ")
        welcome = await scene.reply(bob, telegram.follow(bob, made.links[0]))
        assert welcome.text == "You are admitted."
        late = await scene.reply(eve, telegram.follow(eve, made.links[0]))
        assert late.text == "This invitation is used up or too old; ask for a new one."
        assert (await scene.says(bob, "/help")).text.startswith("Commands")
        assert (await telegram.answered(telegram.inline(eve, "cs.CV"))).results == ()
        assert scene.faults() == []


async def test_pasted_links_of_every_form(scene: Scene) -> None:
    """Each is answered by the card; what only looks like a paper is not."""
    telegram, person = scene.telegram, scene.telegram.person("Ada")
    for text in PASTED:
        answer = await scene.hears_after(person, telegram.tell(person, text), "2603.00004 v1")
        assert "BibTeX" in answer.labels, text
    for text in PASTED_OLD:
        said = telegram.tell(person, text)
        assert "BibTeX" in (await scene.hears_after(person, said, "9901001 v1")).labels, text
    for text in NO_PAPERS:
        assert "BibTeX" not in (await scene.says(person, text)).labels, text
    several = await scene.says(person, "2603.00001 and arxiv.org/abs/2603.00002, hep-th/9901001")
    assert several.text.startswith("3 papers\n")
    assert several.labels == ("1", "2", "3")
    await scene.presses(person, several, "3")
    await scene.hears_after(person, several, "hep-th · hep-th/9901001 v1")
    assert scene.faults() == []


async def test_groups_are_answered_when_they_ask(scene: Scene) -> None:
    """A link that people show one another is no question; the bot's name, or a reply, is one."""
    telegram = scene.telegram
    ada = telegram.person("Ada")
    group = telegram.supergroup("Lab", ada)
    telegram.add_bot(group, by=ada)
    hello = await scene.hears(group, "/subscribe")
    telegram.promote_bot(group, ada)  # it hears everything now
    for text in (*PASTED, "cs.CV diffusion", "hello", "@another_bot 2603.00004"):
        telegram.say(ada, group, text)
    named = await scene.says(ada, "@paperround_bot https://arxiv.org/abs/2603.00004", group)
    assert "cs.CV · 2603.00004 v1" in named.text
    said = telegram.say(ada, group, "and hep-th/9901001?", reply_to=hello.message_id)
    await scene.hears_after(group, said, "hep-th/9901001 v1")
    link = telegram.say(ada, group, "look: arxiv.org/abs/2603.00005")
    asked = telegram.say(ada, group, "@paperround_bot", reply_to=link.message_id)
    assert "2603.00005 v1" in (await scene.reply(group, asked)).text
    assert len(telegram.messages(group)) == 4
    assert scene.faults() == []


async def _feedback(scene: Scene, person: int) -> int:
    """Of how many papers something is known that *person* said."""
    store = scene.living.means.store
    reader = await store.reader("telegram", str(person))
    return (await store.held(reader.key, 0)).feedback if reader else 0


async def test_reactions_to_a_card_are_what_a_reader_thinks_of_it(scene: Scene) -> None:
    """A thumb or a heart, until it is taken back; not a smile, and nothing below many papers."""
    telegram = scene.telegram
    ada, bob = telegram.person("Ada"), telegram.person("Bob")
    group = telegram.supergroup("Lab", ada, bob)
    telegram.add_bot(group, by=ada)
    await scene.hears(group, "/subscribe")
    telegram.promote_bot(group, ada)
    card = await scene.says(ada, NEW)
    listed = await scene.says(ada, "2603.00001 2603.00002")
    shared = await scene.says(bob, "/paper@paperround_bot 2603.00005", group)
    for person, message, emoji, known in (
        (ada, card, ("👍",), 1),
        (ada, listed, ("👎",), 1),
        (ada, card, (), 0),
        (ada, card, ("😁",), 0),
        (ada, card, ("❤",), 1),
        (bob, shared, ("👎",), 1),
        (ada, shared, ("👍", "😁"), 2),
    ):
        telegram.react(person, message, *emoji)
        await scene.silence(person)
        async with asyncio.timeout(20):
            while await _feedback(scene, person) != known:  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.02)
    assert scene.faults() == []


async def test_a_paper_is_shown_in_a_strange_chat(scene: Scene) -> None:
    """By words or its identifier; what is sent there has links only, for whoever reads it."""
    telegram = scene.telegram
    eve, bob = telegram.person("Eve"), telegram.person("Bob", language="zh")
    strange = telegram.supergroup("Elsewhere", eve, bob)
    query = telegram.inline(eve, "splatting", chat_type="supergroup")
    answer = await telegram.answered(query)
    assert (answer.cache_time, answer.personal) == (300, True)
    assert "splatting" in answer.results[0]["title"].lower()
    chosen = telegram.choose(eve, query, answer.results[0]["id"], strange)
    assert chosen.labels == ("arXiv", "PDF", "Open in Paperround")
    assert all("url" in button for row in chosen.keyboard for button in row)
    card = await scene.opens(bob, chosen, "Open in Paperround")
    assert answer.results[0]["id"] in card.text
    by_id = await telegram.answered(telegram.inline(bob, f"https://arxiv.org/abs/{NEW}"))
    assert [result["id"] for result in by_id.results] == [NEW]
    assert by_id.button == {
        "text": f"在 Paperround 中打开 {NEW}", "start_parameter": "p_2603_00004",
    }  # fmt: skip
    telegram.edited(telegram.say(eve, strange, "nobody asks"), "nobody asks anything")
    assert telegram.messages(strange) == []
    assert scene.faults() == []


async def test_inline_answers_have_pages_and_a_way_to_the_bot(scene: Scene) -> None:
    """Nothing typed shows what is new; a paper that is not stored is asked for in private."""
    telegram, eve = scene.telegram, scene.telegram.person("Eve")
    first = await telegram.answered(telegram.inline(eve, ""))
    assert (len(first.results), first.next_offset) == (20, "20")
    second = await telegram.answered(telegram.inline(eve, "", offset="20"))
    assert (len(second.results), second.next_offset) == (10, "")
    assert len({result["id"] for result in (*first.results, *second.results)}) == 30
    for words in ("x" * 256, "cat:", "深度学习 🚀", '"', "-", "<b>&", "cat:xx.YY foo", "\\"):
        none = await telegram.answered(telegram.inline(eve, words))
        assert none.button["start_parameter"] == "c_start", words
    unknown = await telegram.answered(telegram.inline(eve, OLD))
    assert unknown.results == ()
    opened = telegram.begin(eve, unknown.button["start_parameter"])
    await scene.hears_after(eve, opened, "hep-th · hep-th/9901001 v1")
    assert _titles(await telegram.answered(telegram.inline(eve, f"{OLD} ")))
    typed = [telegram.inline(eve, "splatting"[:letters]) for letters in range(1, 10)]
    assert _titles(await telegram.answered(typed[-1]))
    await scene.silence(eve)
    given_up = {query.id for query in telegram.unanswered()}
    assert given_up <= set(typed)  # who types on is answered what they typed last
    assert telegram.refusals() == []


def _titles(answer: Answer) -> list[str]:
    """The titles of what an inline query found."""
    return [result["title"] for result in answer.results]
