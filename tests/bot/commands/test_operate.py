"""Operating: how a deployment stands, and how people are admitted to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib.metadata import version
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.conversation import Who
from adapters.views import View, dump
from bot.commands.command import Asked, Handler, by_name
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.operate import Operate, claim_token
from bot.payloads import parse
from bot.refusal import Refusal
from bot.wording import Wording
from storage.database import Transaction
from storage.outbox import Page
from storage.people import Address, Chat, ChatKind, ChatState, Reader
from storage.records import Batch, BatchState
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, NOW, SETTINGS, AskFor
from tests.making import a_paper, sighted

GROUP = ChatKind.GROUP
TODAY = date(2025, 11, 26)
TOKENS = count(1)  # no two links are the same
INVITED = Deployment(defaults=SETTINGS, access=Access.INVITE)

OperateAs = Callable[..., Operate]


@pytest.fixture
def operating(desk: Desk) -> OperateAs:
    """The family of a deployment with an `access` and such; links as Telegram has them."""

    def made(*, has_links: bool = True, **deployed: object) -> Operate:
        tokens = count(1)
        changed = replace(INVITED, **deployed)  # type: ignore[arg-type]

        def link(address: Address, payload: str) -> str:
            return f"https://t.me/bot?start={payload}" if has_links else ""

        return Operate(
            replace(desk, deployment=changed, token=lambda: f"t0ken{next(tokens)}", link=link)
        )

    return made


@pytest.fixture
def operate(operating: OperateAs) -> Operate:
    """The family where people come by invitation."""
    return operating()


def said(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in view.lines]


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


def by_operator(handler: Handler) -> Handler:
    """*handler*, asked by an administrator of the deployment who came by a claim link."""

    def run(asked: Asked) -> AsyncIterator[View]:
        reader = replace(asked.reader, is_operator=True)
        return handler(replace(asked, reader=reader, is_operator=True))

    return run


async def here(store: Store, kind: ChatKind = ChatKind.PRIVATE) -> tuple[Reader, Chat]:
    """Who asks, and where, as they are stored now."""
    reader = await store.open_reader("sink", "7", at=NOW)
    return reader, await store.open_chat(Address(platform="sink", chat_id="7"), kind, SETTINGS)


def test_the_family_declares_what_it_answers(operate: Operate) -> None:
    """For administrators of the deployment alone; the accounts are not for a whole group."""
    commands = by_name((operate.family(),))
    assert {(name, one.who, one.is_private) for name, one in commands.items()} == {
        ("status", Who.OPERATORS, True),
        ("invite", Who.OPERATORS_ANYWHERE, False),
    }
    assert operate.family().presses == ()


async def test_a_new_deployment_stands_empty(operate: Operate, ask_for: AskFor) -> None:
    """The chat that asks is the first; nothing is known of a start."""
    (view,) = await ask_for(operate.status)
    assert said(view) == [
        f"Paperround {version('paperround')}",
        "Chats on sink: 1 active, 0 paused, 0 gone",
        "1 reader · 0 rules · 0 papers stored",
        "Batches of Wed 26 Nov 2025: nothing was asked for yet",
        "Deliveries of the last 24 hours: none was due",
        "0 not settled yet · 0 sent a second time",
        "Jobs: 0 waiting, 0 running, 0 failed",
    ]


async def busy_day(store: Store) -> None:
    """Chats, batches, deliveries and jobs in many states."""
    _, chat = await here(store)
    away = await store.open_chat(Address(platform="far", chat_id="8"), GROUP, SETTINGS)
    await store.set_state(away.key, ChatState.PAUSED)
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    await store.keep_papers([a_paper(number) for number in range(1, 1002)])
    failed = ("cs.AI", "cs.CL", "cs.LG", "cs.RO", "hep-ph", "hep-th")
    states = {
        "cs.CV": BatchState.FRESH,
        "cs.CR": BatchState.WAITING,
        "cs.DB": BatchState.STALE,
        "econ": BatchState.QUIET,
        **dict.fromkeys(failed, BatchState.FAILED),
    }
    for subject, state in states.items():
        batch = Batch(subject=subject, day=TODAY, state=state, reason="<b>", checked_at=NOW)
        await store.keep_batch(batch, sighted(1) if state is BatchState.FRESH else ())
    pages = [
        Page(kind="digest", chat=chat.key, day=TODAY, part=part, view="{}", due_at=NOW - ago)
        for part, ago in ((1, timedelta(hours=1)), (2, timedelta(0)), (3, timedelta(hours=25)))
    ]
    await store.enqueue(pages)
    await store.expire(NOW)
    (first,) = await store.due("sink", NOW, limit=1)
    await store.claim(first.key, NOW)
    await store.mark_uncertain(first.key, "no answer", at=NOW, again=NOW)
    await store.claim(first.key, NOW)
    await store.mark_sent(first.key, "m1", NOW)
    await store.database.write(one_job_failed)


def one_job_failed(tx: Transaction) -> None:
    """A job that failed with a secret for its reason."""
    tx.run(
        """insert into jobs (name, queue, arguments, run_at, state, reason)
        values ('collect', 'arxiv', '{}', '2025', 'failed', 'token 123:abc')"""
    )


async def test_a_busy_day_is_told_in_a_dozen_lines(
    operating: OperateAs, store: Store, ask_for: AskFor
) -> None:
    """Late is waiting; five that failed are named; of a job that failed, its name alone."""
    await busy_day(store)
    operate = operating(started_at=NOW - timedelta(days=1))
    (view,) = await ask_for(operate.status)
    assert said(view) == [
        f"Paperround {version('paperround')} · running since Tue 25 Nov 2025, 16:00",
        "Chats on far: 0 active, 1 paused, 0 gone",
        "Chats on sink: 1 active, 0 paused, 0 gone",
        "1 reader · 1 rule · 1,001 papers stored",
        "Batches of Wed 26 Nov 2025: 1 out, 2 waiting, 6 failed, 1 without an announcement",
        "Failed: cs.AI, cs.CL, cs.LG, cs.RO, hep-ph …",
        "Deliveries of the last 24 hours: 1 sent, 1 waiting",
        "1 not settled yet · 1 sent a second time",
        "Jobs: 0 waiting, 0 running, 1 failed",
        "The last that failed: collect",
    ]
    (chinese,) = await ask_for(operate.status, language="zh")
    assert said(chinese)[2:5] == [
        "sink 上的聊天：活跃 1，暂停 0，失联 0",
        "1 位读者 · 1 条规则 · 已存论文 1,001 篇",
        "2025年11月26日 周三的批次：已公布 1，等待 2，失败 6，无公布 1",
    ]
    assert "abc" not in dump(view)


async def test_few_that_failed_are_all_named(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """No more are hinted at."""
    batch = Batch(subject="cs.CV", day=TODAY, state=BatchState.FAILED, checked_at=NOW)
    await store.keep_batch(batch)
    (view,) = await ask_for(operate.status)
    assert "Failed: cs.CV" in said(view)


@pytest.mark.parametrize(
    ("words", "people", "told"),
    [
        ("", 1, "This admits 1 person, until Wed 3 Dec 2025, 16:00:"),
        (" 20 ", 20, "This admits 20 people, until Wed 3 Dec 2025, 16:00:"),
        ("１０００", 1000, "This admits 1000 people, until Wed 3 Dec 2025, 16:00:"),
    ],
)
async def test_an_invitation_admits_so_many_for_a_week(
    operate: Operate, store: Store, ask_for: AskFor, words: str, people: int, told: str
) -> None:
    """Its link can be followed, and copied."""
    (view,) = await ask_for(operate.invite, words)
    link = "https://t.me/bot?start=invite-t0ken1"
    assert said(view) == [told, link]
    assert view.lines[1].spans[0].link == link
    assert [(action.label, action.copy) for row in view.actions for action in row] == [
        ("Copy", link)
    ]
    end = NOW + timedelta(days=7)
    for _ in range(people):
        assert await store.use_invite("t0ken1", "invite", at=end - timedelta(seconds=1))
    assert not await store.use_invite("t0ken1", "invite", at=NOW)
    await ask_for(operate.invite, words)
    assert not await store.use_invite("t0ken2", "invite", at=end)


async def test_where_there_are_no_links_words_are_written(
    operating: OperateAs, ask_for: AskFor
) -> None:
    """The same that a link would carry."""
    (view,) = await ask_for(operating(has_links=False).invite, "2", language="zh")
    assert said(view) == [
        "可邀请 2 人，有效期至 2025年12月3日 周三 16:00：",
        "/start invite-t0ken1",
        "请受邀者把上面这行发给我。",
    ]
    assert view.actions[0][0].copy == "/start invite-t0ken1"
    payload = parse("invite-t0ken1")
    assert payload
    assert payload.words == "t0ken1"


@pytest.mark.parametrize("words", ["0", "1001", "-1", "many", "1 2", "½", "9" * 4096])
async def test_how_many_must_be_a_number_that_makes_sense(
    operate: Operate, ask_for: AskFor, words: str
) -> None:
    """With an example."""
    with pytest.raises(Refusal, match=r"1 to 1000, for example: /invite 20\."):
        await ask_for(operate.invite, words)


async def test_in_a_group_the_group_is_admitted(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """No link is shown to everybody."""
    (view,) = await ask_for(operate.invite, "many", kind=GROUP)
    assert said(view) == ["Everybody in this chat may use me now."]
    assert (await here(store))[1].admitted


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, GROUP])
@pytest.mark.parametrize(
    ("access", "sentence"),
    [(Access.OPEN, "Nobody needs an invitation"), (Access.LIST, "admitted by ACCESS_LIST")],
)
async def test_where_nobody_is_invited_no_link_is_made(
    operating: OperateAs,
    store: Store,
    ask_for: AskFor,
    access: Access,
    sentence: str,
    kind: ChatKind,
) -> None:
    """It is said how people come in instead."""
    with pytest.raises(Refusal, match=sentence):
        await ask_for(operating(access=access).invite, "3", kind=kind)
    assert not await store.use_invite("t0ken1", "invite", at=NOW)
    assert not (await here(store))[1].admitted


async def claimed(store: Store, token: str = "claim1") -> str:  # noqa: S107 - no secret
    """A claim token that works for a minute."""
    await store.keep_invite(token, "claim", uses=1, until=NOW + timedelta(minutes=1))
    return token


async def test_whoever_comes_first_administers_the_deployment(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """And is told what that means; the link taken twice says the same."""
    (view,) = await ask_for(operate.claim, await claimed(store))
    first, what = said(view)
    assert first == "You administer this bot now."
    assert "/status" in what
    assert "/invite" in what
    assert buttons(view) == [("Start", "1:start")]
    reader, _ = await here(store)
    assert (reader.is_operator, reader.admitted) == (True, True)
    assert await ask_for(by_operator(operate.claim), "claim1") == [view]


async def test_who_claims_where_nothing_may_be_operated_reads_where(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """On Discord, the servers that are named for it."""

    def elsewhere(asked: Asked) -> AsyncIterator[View]:
        return operate.claim(replace(asked, request=replace(asked.request, may_operate=False)))

    (view,) = await ask_for(elsewhere, await claimed(store))
    first, what = said(view)
    assert first == "You administer this bot now."
    assert "in the servers that ADMIN_GUILDS names" in what


async def test_the_last_broadcast_is_told_of_and_can_be_stopped(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """As long as something of it waits."""
    reader, chat = await here(store)
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    key = await store.draft_broadcast("Hello", reader=reader.key, at=NOW)
    (view,) = await ask_for(operate.status)
    assert not [text for text in said(view) if "Broadcast" in text]
    await store.begin_broadcast(key, at=NOW)
    (view,) = await ask_for(operate.status)
    assert said(view)[-1] == "Broadcast of Wed 26 Nov 2025, 16:00: 1 waiting"
    assert buttons(view) == [("Stop the broadcast", f"1:cast:stop:{key}")]
    await store.stop_broadcast(key)
    await store.take_back_broadcast(key, after=0, at=NOW, most=9)
    (view,) = await ask_for(operate.status, language="zh")
    assert said(view)[-1] == "2025年11月26日 周三 16:00 的通知，已停止：已没有相关聊天"
    assert view.actions == ()


async def test_there_is_one_claim(operating: OperateAs, store: Store, ask_for: AskFor) -> None:
    """None where the settings name somebody, none after the first, none too late."""
    token = await claimed(store)
    named = operating(admins=frozenset({"sink:8"}))
    with pytest.raises(Refusal, match="administers this bot already"):
        await ask_for(named.claim, token)
    operate = operating()
    await store.keep_invite("old", "claim", uses=1, until=NOW)
    await store.keep_invite("another", "invite", uses=1, until=NOW + timedelta(days=1))
    for words in ("old", "another", "", "none"):
        with pytest.raises(Refusal, match="used up or too old"):
            await ask_for(operate.claim, words)
    assert not await store.has_operator()
    other = await store.open_reader("sink", "9", at=NOW)
    await store.make_operator(other.key)
    with pytest.raises(Refusal, match="administers this bot already"):
        await ask_for(operate.claim, token)


async def test_a_start_prints_a_claim_while_nobody_administers(desk: Desk, store: Store) -> None:
    """For a quarter of an hour, and once."""
    named = Deployment(defaults=SETTINGS, admins=frozenset({"sink:8"}))
    assert await claim_token(replace(desk, deployment=named)) is None
    assert await claim_token(desk) == "t0ken"
    end = NOW + timedelta(minutes=15)
    assert not await store.use_invite("t0ken", "claim", at=end)
    assert not await store.use_invite("t0ken", "invite", at=NOW)
    assert await store.use_invite("t0ken", "claim", at=end - timedelta(seconds=1))
    assert not await store.use_invite("t0ken", "claim", at=NOW)
    reader, _ = await here(store)
    await store.make_operator(reader.key)
    assert await claim_token(desk) is None


async def invited(store: Store, uses: int = 1) -> str:
    """An invitation for so many."""
    await store.keep_invite("letter", "invite", uses=uses, until=NOW + timedelta(days=1))
    return "letter"


async def test_an_invitation_admits_who_opens_it(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """Once: who is in uses none up."""
    token = await invited(store, 2)
    (view,) = await ask_for(operate.admitted, token)
    assert said(view) == ["You are admitted."]
    assert buttons(view) == [("Start", "1:start")]
    assert view.actions[0][0].strong
    reader, chat = await here(store)
    assert (reader.admitted, chat.admitted) == (True, False)
    (again,) = await ask_for(operate.admitted, token)
    assert said(again) == ["You are admitted already."]
    assert buttons(again) == buttons(view)
    (operator,) = await ask_for(by_operator(operate.admitted), token)
    assert said(operator) == ["You are admitted already."]
    assert await store.use_invite(token, "invite", at=NOW)


async def test_an_invitation_opened_in_a_group_admits_the_group(
    operate: Operate, store: Store, ask_for: AskFor
) -> None:
    """Whoever opens it, also an administrator of the deployment."""
    token = await invited(store)
    (view,) = await ask_for(by_operator(operate.admitted), token, kind=GROUP)
    assert said(view) == ["Everybody in this chat may use me now."]
    reader, chat = await here(store)
    assert (reader.admitted, chat.admitted) == (False, True)
    (again,) = await ask_for(operate.admitted, token, kind=GROUP)
    assert said(again) == ["This chat is admitted already."]


async def test_an_invitation_ends(operate: Operate, store: Store, ask_for: AskFor) -> None:
    """Used up, too old, for something else, or never there."""
    token = await invited(store, 0)
    await store.keep_invite("old", "invite", uses=9, until=NOW)
    for words in (token, "old", await claimed(store), "", "none"):
        with pytest.raises(Refusal, match="used up or too old; ask for a new one"):
            await ask_for(operate.admitted, words)
    assert not (await here(store))[0].admitted


async def test_an_invitation_is_kept_where_it_is_not_needed(
    operating: OperateAs, store: Store, ask_for: AskFor
) -> None:
    """Open to all, or to a list: whoever stands on it is in, nobody else comes in."""
    token = await invited(store)
    (view,) = await ask_for(operating(access=Access.OPEN).admitted, token)
    assert said(view) == ["You are admitted already."]
    listed = operating(access=Access.LIST, listed=frozenset({"sink:7"}))
    (view,) = await ask_for(listed.admitted, token)
    assert said(view) == ["You are admitted already."]
    with pytest.raises(Refusal, match="ask those who run this bot to list you"):
        await ask_for(operating(access=Access.LIST).admitted, token)
    assert await store.use_invite(token, "invite", at=NOW)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.text(max_size=4096), language=st.sampled_from(["en", "zh"]))
@example(words="\ud800\0" * 2048, language="en")
@example(words="{}%s:" * 819, language="zh")
@example(words="٣", language="en")
@example(words="t0ken", language="zh")
async def test_whatever_is_written_is_answered(
    desk: Desk, ask_for: AskFor, words: str, language: str
) -> None:
    """By a view, or a refusal that can be said in the chat's language."""
    operate = Operate(replace(desk, deployment=INVITED, token=lambda: f"{next(TOKENS)}"))
    for run in (operate.status, operate.invite, operate.claim, operate.admitted):
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            told = Wording(language, BERLIN).told(refusal)
            assert told
            assert len(told) < 500


async def test_chats_that_forbid_to_write_are_counted(
    operating: OperateAs, store: Store, ask_for: AskFor
) -> None:
    """Below those that there are, in both languages; else nothing is said of it."""
    _, chat = await here(store)
    page = Page(kind="digest", chat=chat.key, day=TODAY, part=1, view="{}", due_at=NOW)
    await store.enqueue([page])
    (delivery,) = await store.due("sink", NOW, limit=1)
    await store.claim(delivery.key, NOW)
    later = NOW + timedelta(hours=8)
    await store.chat_forbids(chat.key, NOW, refused=delivery.key, reason="50013", until=later)
    (view,) = await ask_for(operating().status)
    assert "1 of these chats does not let me write" in said(view)
    (chinese,) = await ask_for(operating().status, language="zh")
    assert "其中 1 个聊天不允许我发消息" in said(chinese)
