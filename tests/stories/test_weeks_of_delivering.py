"""Weeks in the life of chats: what arrives, when, and that nothing comes twice or is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from storage.people import Chat, ChatKind, ChatState, Revisions
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.stories.conftest import House
from tests.stories.life import Letter, Life, at

SHANGHAI, BERKELEY, BERLIN = "Asia/Shanghai", "America/Los_Angeles", "Europe/Berlin"
NEW_YORK = "America/New_York"
A_DAY = timedelta(days=1)
BUT = (date(2026, 11, 26),)  # Thanksgiving


def announce(
    house: House,
    first: date,
    last: date,
    *,
    count: int = 3,
    category: str = "cs.CV",
    start: int = 0,
) -> None:
    """Let arXiv announce *count* papers on each weekday of these days that is no holiday."""
    day = first
    while day <= last:
        if day.weekday() < 5 and day not in BUT:
            number = start + 1 + (day - first).days * 100
            house.arxiv.announce(day, *papers(count, category=category, day=day, start=number))
        day += A_DAY


def once(letters: list[Letter]) -> list[str]:
    """The papers of *letters* in their order; none may be among them twice."""
    found = [name for letter in letters for name in letter.papers]
    assert max(Counter(found).values(), default=1) == 1
    return found


def arrived(life: Life, chat: Chat, zone: str) -> list[str]:
    """When letters arrived, by the clock of their reader."""
    return [letter.clock(zone) for letter in life.letters(chat)]


async def test_thanksgiving_week_in_shanghai_and_berkeley(house: House) -> None:
    """A reader each, at half past eight and at seven; the holiday is said once to each."""
    house.arxiv.holiday(date(2026, 11, 26))
    announce(house, date(2026, 11, 20), date(2026, 11, 30))
    life = Life(house, at("2026-11-22T12:00", NEW_YORK))
    early = await life.chat("shanghai", SHANGHAI, "08:30", "cs.CV", language="zh")
    late = await life.chat("berkeley", BERKELEY, "07:00", "cs.CV")
    await life.until(at("2026-11-30T19:00", NEW_YORK))
    assert len(once(life.letters(early))) == len(once(life.letters(late))) == 6 * 3
    # It was past seven on Sunday in Berkeley: the latest batch came at once.
    assert arrived(life, late, BERKELEY) == [
        "Sun 09:00", "Mon 07:00", "Tue 07:00", "Wed 07:00", "Thu 09:00", "Fri 07:00", "Mon 07:00",
    ]  # fmt: skip
    # In winter a batch is out at nine in Shanghai: half past eight has the one of the day before.
    # Friday began with nothing but a word about the holiday, so its own batch came with its list.
    assert arrived(life, early, SHANGHAI) == [
        "Mon 08:30", "Tue 08:30", "Wed 08:30", "Thu 08:30", "Fri 08:30", "Fri 09:00", "Mon 09:00",
    ]  # fmt: skip
    (holiday,) = [letter for letter in life.letters(late) if not letter.papers]
    assert holiday.text == (
        "No announcement from arXiv on Thu 26 Nov, as on a holiday. Nothing is missing; I keep"
        " looking."
    )
    (festival,) = [letter for letter in life.letters(early) if not letter.papers]
    assert "11月26日（周四）" in festival.text


async def test_days_delay_papers_and_drop_none(house: House) -> None:
    """On Mondays and Fridays only; each digest has all since the one before."""
    announce(house, date(2026, 3, 2), date(2026, 3, 13))
    life = Life(house, at("2026-03-02T03:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV", days=(0, 4))
    await life.until(at("2026-03-13T18:00", BERLIN))
    assert arrived(life, chat, BERLIN) == ["Mon 09:00", "Fri 08:30", "Mon 08:30", "Fri 08:30"]
    assert [len(letter.papers) for letter in life.letters(chat)] == [3, 5, 3, 5]
    first, friday, *_ = life.letters(chat)
    assert "12 papers · 1/3" in friday.text or "10 papers · 1/2" in friday.text
    assert "cs.CV 3" in first.text


async def test_a_pause_of_ten_days(house: House) -> None:
    """What was missed is joined for the last seven batch days; older ones are named."""
    announce(house, date(2026, 2, 2), date(2026, 2, 20), count=2)
    life = Life(house, at("2026-02-02T12:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV", limit=10)
    await life.until(at("2026-02-04T12:00", BERLIN))
    assert len(once(life.letters(chat))) == 3 * 2
    back = at("2026-02-14T08:00", BERLIN)
    await life.store.set_state(chat.key, ChatState.PAUSED, resumes_at=back)
    await life.until(at("2026-02-14T12:00", BERLIN))
    digest = life.letters(chat)[-1]
    assert "14 papers" in digest.text
    assert "/digest 2026-02-05" not in digest.text  # the foot is on the last page
    kept = await life.store.digest_of(chat.key, date(2026, 2, 14))
    assert kept is not None
    assert len(kept.told) == 14
    assert not set(once(life.letters(chat)[:-1])) & {told.paper_id for told in kept.told}


async def test_the_bot_is_down_for_five_days(house: House) -> None:
    """All missing batches are collected; one digest joins them, up to three times the limit."""
    announce(house, date(2026, 2, 2), date(2026, 2, 16), count=8)
    life = Life(house, at("2026-02-02T12:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV", limit=10)
    await life.until(at("2026-02-06T12:00", BERLIN))
    await life.until(at("2026-02-11T12:00", BERLIN), down=True)
    await life.until(at("2026-02-11T13:00", BERLIN))
    kept = await life.store.digest_of(chat.key, date(2026, 2, 11))
    assert kept is not None
    assert (kept.first_batch_day, kept.last_batch_day) == (date(2026, 2, 9), date(2026, 2, 11))
    assert len(kept.told) == 24
    assert arrived(life, chat, BERLIN)[-1] == "Wed 12:30"


async def test_a_rule_added_at_noon(house: House) -> None:
    """It brings its own papers of the latest batch at once, and none that came in the morning."""
    announce(house, date(2026, 3, 2), date(2026, 3, 4), count=4)
    announce(house, date(2026, 3, 2), date(2026, 3, 4), count=3, category="hep-th", start=50)
    life = Life(house, at("2026-03-02T12:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV")
    await life.until(at("2026-03-03T12:00", BERLIN))
    before = len(life.letters(chat))
    await life.follow(chat, "hep-th")
    (part,) = life.letters(chat)[before:]
    assert part.clock(BERLIN) == "Tue 12:00"
    assert len(part.papers) == 3
    await life.follow(chat, "cs.CV -survey")
    assert len(life.letters(chat)) == before + 1
    await life.until(at("2026-03-04T12:00", BERLIN))
    assert len(once(life.letters(chat))) == 4 + 4 + 3 + 5  # the last one's second page is turned


async def test_ten_of_forty_seven_with_more(house: House) -> None:
    """The limit is kept, the rest is counted and never marked."""
    announce(house, date(2026, 3, 3), date(2026, 3, 3), count=47)
    life = Life(house, at("2026-03-03T12:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV", kind=ChatKind.GROUP)
    letters = life.letters(chat)
    assert [len(letter.papers) for letter in letters] == [5, 5]
    assert "47 announced · 47 matched · 10 shown · 37 more" in letters[-1].text
    assert letters[-1].view.actions[-1][0].label == "37 more"
    draft = await life.planner.looked_at(chat, letters[0].at.astimezone(ZoneInfo(BERLIN)).date())
    assert draft is not None
    assert len(draft.within(0).more) == 37


async def test_arxiv_is_late(house: House) -> None:
    """Said once at noon Eastern, with the reason; the digest replaces it when it comes."""
    announce(house, date(2026, 3, 2), date(2026, 3, 3))
    life = Life(house, at("2026-03-02T12:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV")
    house.arxiv.fault("stale", where="any", times=None)
    await life.until(at("2026-03-03T14:00", NEW_YORK))
    house.arxiv.heal()
    await life.until(at("2026-03-03T23:00", BERLIN))
    first, late, digest = life.letters(chat, edits=True)
    assert "is not out yet (last look" in late.text
    assert "Tue 3 Mar" in late.text
    assert late.clock(BERLIN) == "Tue 18:00"
    assert (digest.is_edit, digest.message_id) == (True, late.message_id)
    assert digest.clock(BERLIN) == "Tue 20:30"
    assert len(once([first, digest])) == 6


async def test_a_stale_category(house: House) -> None:
    """The digest goes with what is out and names what is missing; that joins the next."""
    announce(house, date(2026, 3, 2), date(2026, 3, 4))
    announce(house, date(2026, 3, 2), date(2026, 3, 4), category="hep-th", start=50)
    house.arxiv.fault("503", where="any", times=None, contains="hep-th")
    life = Life(house, at("2026-03-02T23:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", "cs.CV", "hep-th")
    await life.until(at("2026-03-03T12:00", BERLIN))
    assert "hep-th: arXiv could not be asked about Tue 3 Mar 2026" in life.letters(chat)[-1].text
    house.arxiv.heal()
    await life.until(at("2026-03-04T12:00", BERLIN))
    kept = await life.store.digest_of(chat.key, date(2026, 3, 4))
    assert kept is not None
    assert len(kept.told) == 3 + 3 + 3


async def test_nothing_matched_five_days_in_a_row(house: House) -> None:
    """Silence, and one word on the fifth announcement day, with the paper that came nearest."""
    announce(house, date(2026, 3, 2), date(2026, 3, 20))
    life = Life(house, at("2026-03-02T03:00", NEW_YORK))
    chat = await life.chat("berlin", BERLIN, "08:30", 'cs.CV "zeppelin racing"')
    await life.until(at("2026-03-13T18:00", BERLIN))
    said = life.letters(chat)
    assert arrived(life, chat, BERLIN) == ["Fri 08:30", "Fri 08:30"]
    assert said[0].text.startswith(
        "3 papers announced, none matched your rule, for the fifth time in a row.\nNearest: "
    )
    assert '(lacks "zeppelin racing")' in said[0].text


async def test_summer_time_begins_and_ends(house: House) -> None:
    """At half past two in the night, an hour that lacks once and comes twice once."""
    announce(house, date(2026, 3, 26), date(2026, 3, 31))
    life = Life(house, at("2026-03-26T03:00", NEW_YORK))
    night = await life.chat("night", BERLIN, "02:30", "cs.CV", days=tuple(range(7)))
    await life.until(at("2026-03-31T12:00", BERLIN))
    clocks = arrived(life, night, BERLIN)
    assert clocks == ["Thu 08:00", "Fri 02:30", "Mon 02:30", "Tue 02:30"]
    october = Life(house, at("2026-10-22T03:00", NEW_YORK))
    announce(house, date(2026, 10, 22), date(2026, 10, 27))
    other = await october.chat("other", BERLIN, "02:30", "cs.CV")
    await october.until(at("2026-10-27T12:00", BERLIN))
    assert len(once(october.letters(other))) == 4 * 3


async def test_unsubscribed_with_pages_pending(house: House) -> None:
    """What waits is taken back, and so not shown: it comes after coming back, all of it once."""
    announce(house, date(2026, 3, 3), date(2026, 3, 4), count=9)
    life = Life(house, at("2026-03-03T12:00", NEW_YORK))
    chat = await life.chat("group", BERLIN, "08:30", kind=ChatKind.GROUP)
    await life.store.follow(chat.key, "cs.CV", at=life.now, most=50)
    await life.collect()
    assert await life.planner.plan_due() == 1
    (rule,) = await life.store.rules_of(chat.key)
    await life.store.unfollow(rule.key)
    assert await life.store.withdraw(chat.key, life.now) == 2
    await life.tick()
    assert life.letters(chat) == []
    await life.follow(chat, "cs.CV")
    await life.until(at("2026-03-04T12:00", BERLIN))
    assert len(once(life.letters(chat))) == 9 + 9


async def test_two_chats_in_two_languages_share_a_paper(house: House) -> None:
    """Each reads the words around it in its own language, and the paper once."""
    announce(house, date(2026, 3, 3), date(2026, 3, 3))
    life = Life(house, at("2026-03-03T12:00", NEW_YORK))
    german = await life.chat("one", BERLIN, "08:30", "cs.CV", language="en")
    chinese = await life.chat("two", SHANGHAI, "08:30", "cs.CV", language="zh")
    await life.until(at("2026-03-04T12:00", SHANGHAI))
    (english,), (letter,) = life.letters(german), life.letters(chinese)
    assert english.papers == letter.papers
    assert "3 papers" in english.text
    assert "2026年3月3日 周二 · 3 篇" in letter.text


async def test_planning_again_adds_nothing(house: House) -> None:
    """Twice, by two planners at once, with a clock that was set back."""
    announce(house, date(2026, 3, 3), date(2026, 3, 3), count=9)
    life = Life(house, at("2026-03-03T07:00", BERLIN))
    chats = [await life.chat(str(n), BERLIN, "08:30", "cs.CV") for n in range(3)]
    life.house.arxiv.at(at("2026-03-03T08:30", BERLIN))
    planners = [life.a_planner(), life.a_planner()]
    assert sum(await asyncio.gather(*(planner.plan_due() for planner in planners))) == 3
    assert [await planner.plan_due() for planner in planners] == [0, 0]
    life.house.arxiv.at(at("2026-03-03T08:29", BERLIN))
    assert await life.a_planner().plan_due() == 0
    life.house.arxiv.at(at("2026-03-03T08:31", BERLIN))
    assert await life.a_planner().plan_due() == 0
    await life.tick()
    assert [len(life.letters(chat)) for chat in chats] == [1, 1, 1]


async def test_cross_listed_and_replaced_papers(house: House) -> None:
    """New ones first, cross-lists under their own heading, revisions of what was saved behind."""
    monday, tuesday, wednesday = (date(2026, 3, day) for day in (2, 3, 4))
    first, second = papers(2, category="cs.CV", day=monday, start=1)
    crossed = FakePaper(id="2603.00031", categories=("hep-th", "cs.CV"))
    late = FakePaper(
        id="2602.00044", categories=("hep-th", "cs.CV"), type="cross", newly_cross_to=("cs.CV",)
    )
    house.arxiv.announce(monday, first, second, crossed)
    house.arxiv.announce(tuesday, first.revised(2), second.revised(2), late)
    house.arxiv.announce(wednesday, first.revised(3), FakePaper(id="2603.00051"))
    life = Life(house, at("2026-03-02T12:00", NEW_YORK))
    saves = await life.chat("saves", BERLIN, "08:30", "cs.CV")
    plain = await life.chat("plain", BERLIN, "08:30", "cs.CV", cross_lists=False)
    wants = await life.chat("wants", BERLIN, "08:30", "cs.CV", revisions=Revisions.ALL)
    reader = await life.store.open_reader("paper", "saves", at=life.now)
    await life.store.save(reader.key, first.id, chat=saves.key, at=life.now)
    await life.until(at("2026-03-04T12:00", BERLIN))
    told = {chat.key: life.letters(chat) for chat in (saves, plain, wants)}
    assert [letter.papers for letter in told[saves.key]] == [
        [first.id, second.id, crossed.id],
        [late.id, first.id],
        ["2603.00051", first.id],
    ]
    assert told[saves.key][0].view.headings == ((2, "Cross-lists"),)
    assert told[saves.key][1].view.headings == ((0, "Cross-lists"), (1, "New versions"))
    assert told[saves.key][2].view.items[1].marks == ("now v3",)
    assert [letter.papers for letter in told[plain.key]] == [
        [first.id, second.id], ["2603.00051"],
    ]  # fmt: skip
    assert [letter.papers for letter in told[wants.key]] == [
        [first.id, second.id, crossed.id],
        [late.id, first.id, second.id],
        ["2603.00051", first.id],
    ]
