"""The welcome, what links open, help, who runs this, what is kept."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.conversation import Who
from adapters.views import Line, Span, Style, View, ViewKind, dump
from bot.buttons import notice
from bot.commands.command import Asked, Command, Handler, Kind, Parameter, by_name
from bot.commands.desk import Deployment, Desk
from bot.commands.guide import Guide
from bot.payloads import PayloadKind, rule_payload, stored_payload
from bot.refusal import Refusal
from bot.rules import parse_rules
from bot.wording import Wording
from storage.people import ChatKind
from storage.schema import MIGRATIONS
from tests.bot.commands.conftest import BERLIN, SETTINGS, AskFor

LONG_RULE = 'cs.CV "gaussian splatting" -survey, hep-th @Witten, "rivers of gold"'


def opening(kind: PayloadKind) -> Handler:
    """Tells what it was given."""

    async def run(asked: Asked) -> AsyncIterator[View]:
        yield notice(f"{kind.name} {asked.words}")

    return run


def listed() -> tuple[Command, ...]:
    """Two commands of others, one of them for those who run the bot."""
    rule = Parameter(name="rule", kind=Kind.RULE, description="Follow", is_required=True)
    return (
        Command(name="status", description="Why", run=opening(PayloadKind.RULE), who=Who.OPERATORS),
        Command(
            name="subscribe",
            description="Search the papers stored here",
            run=opening(PayloadKind.RULE),
            parameters=(rule,),
        ),
    )


OPENED = (PayloadKind.PAPER, PayloadKind.RULE, PayloadKind.CLAIM, PayloadKind.INVITE)


@pytest.fixture
def guide(desk: Desk) -> Guide:
    """The family, with an opener for everything."""
    return Guide(desk, listed, {kind: opening(kind) for kind in OPENED})


def told(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in (*view.head, *view.lines, *view.foot)]


def buttons(view: View) -> list[list[tuple[str, str]]]:
    """Label and data of each button, row by row."""
    return [[(action.label, action.data) for action in row] for row in view.actions]


def test_the_family_declares_what_it_answers(guide: Guide) -> None:
    """Four commands, and a press that begins."""
    family = guide.family()
    assert set(by_name((family,))) == {"start", "help", "about", "privacy"}
    assert [press.verb for press in family.presses] == ["start"]


async def test_a_newcomer_reads_what_this_is_and_what_to_do(guide: Guide, ask_for: AskFor) -> None:
    """Word for word, with the settings that were guessed."""
    (view,) = await ask_for(guide.start)
    assert view.kind is ViewKind.MENU
    assert told(view) == [
        "Paperround brings the day's new arXiv papers here: one sentence each, details one tap"
        " away.",
        'Write what you follow, for example: cs.CV "gaussian splatting" -survey',
        "or begin with one of these. Paste any arXiv link to see its card.",
        "Delivery 08:30, Europe/Berlin (now 16:00) · English",
    ]
    assert view.lines[0].spans[0] == Span("Paperround", Style.BOLD)
    assert view.lines[1].spans[1] == Span('cs.CV "gaussian splatting" -survey', Style.CODE)
    assert buttons(view) == [
        [
            ("cs.CV", "1:follow:=cs.CV"),
            ("hep-th", "1:follow:=hep-th"),
            ('"LLM agents"', '1:follow:="LLM agents"'),
        ],
        [("All categories", "1:cats"), ("Time and language", "1:set")],
    ]


async def test_a_newcomer_is_welcomed_in_chinese(guide: Guide, ask_for: AskFor) -> None:
    """As written, not translated word by word; the spans are set alike."""
    (view,) = await ask_for(guide.start, language="zh")
    assert told(view) == [
        "Paperround 每天把新的 arXiv 论文送到这里：每篇一句话，点一下看细节。",
        '写下你想关注的内容，例如：cs.CV "gaussian splatting" -survey',
        "也可以从下面选一个开始。发来任何 arXiv 链接，即可查看论文卡片。",
        "送达时间 08:30，Europe/Berlin（当地现在 16:00）· 中文",
    ]
    styles = [span.style for line in view.lines[:2] for span in line.spans]
    assert styles == [Style.BOLD, Style.PLAIN, Style.PLAIN, Style.CODE]
    assert [label for label, _ in buttons(view)[1]] == ["全部分类", "时间与语言"]


async def test_what_is_offered_first_can_be_followed(guide: Guide, ask_for: AskFor) -> None:
    """Each button carries a rule."""
    (view,) = await ask_for(guide.start)
    carried = [data.removeprefix("1:follow:=") for _, data in buttons(view)[0]]
    assert [len(parse_rules(rule)) for rule in carried] == [1, 1, 1]


@pytest.mark.parametrize(
    ("payload", "opened"),
    [
        ("p_2512_10863v2", "PAPER 2512.10863v2"),
        (rule_payload("hep-th @Witten") or "", "RULE hep-th @Witten"),
        ("claim-t0ken", "CLAIM t0ken"),
        (" invite-t0ken ", "INVITE t0ken"),
    ],
)
async def test_a_link_opens_what_it_carries(
    guide: Guide, ask_for: AskFor, payload: str, opened: str
) -> None:
    """The opener gets the words, and its answer is the answer."""
    (view,) = await ask_for(guide.start, payload)
    assert told(view) == [opened]


async def test_a_rule_too_long_for_a_link_is_opened(
    guide: Guide, desk: Desk, ask_for: AskFor
) -> None:
    """By the token that it was kept under."""
    token = await desk.carry(LONG_RULE)
    (view,) = await ask_for(guide.start, stored_payload(token))
    assert told(view) == [f"RULE {LONG_RULE}"]


@pytest.mark.parametrize("words", ["hello", "p_2512", "s_00ff00ff00ff00ff", "\ud800", "x" * 4096])
async def test_a_link_that_means_nothing_is_told_and_welcomed(
    guide: Guide, ask_for: AskFor, words: str
) -> None:
    """Malformed, or kept once and forgotten."""
    (view,) = await ask_for(guide.start, words)
    assert told(view)[0] == "This link is not understood any more."
    assert len(told(view)) == 5
    (grouped,) = await ask_for(guide.start, words, kind=ChatKind.GROUP)
    assert told(grouped)[0] == "This link is not understood any more."


async def test_a_link_nobody_opens_here_is_told(desk: Desk, ask_for: AskFor) -> None:
    """As if it meant nothing."""
    (view,) = await ask_for(Guide(desk, listed, {}).start, "p_2512_10863")
    assert told(view)[0] == "This link is not understood any more."


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
async def test_where_many_read_an_administrator_is_asked(
    guide: Guide, ask_for: AskFor, kind: ChatKind
) -> None:
    """With the command to write; no button that others could press."""
    (view,) = await ask_for(guide.start, kind=kind)
    assert told(view)[1:] == [
        'An administrator here writes what to follow: /subscribe cs.CV "gaussian splatting" -survey'
    ]
    assert view.lines[1].spans[1].style is Style.CODE
    assert not view.actions
    (chinese,) = await ask_for(guide.start, kind=kind, language="zh")
    assert told(chinese)[1].startswith("由这里的管理员写下要关注的内容：/subscribe")


async def test_in_a_group_only_administrators_open_a_rule(guide: Guide, ask_for: AskFor) -> None:
    """Everybody else reads who may; papers are for all."""

    async def as_member(asked: Asked) -> AsyncIterator[View]:
        request = replace(asked.request, may_settle=False)
        async for view in guide.start(replace(asked, request=request)):
            yield view

    link = rule_payload("cs.CV") or ""
    (mine,) = await ask_for(guide.start, link, kind=ChatKind.GROUP)
    (others,) = await ask_for(as_member, link, kind=ChatKind.GROUP)
    (paper,) = await ask_for(as_member, "p_2512_10863", kind=ChatKind.GROUP)
    assert told(mine) == ["RULE cs.CV"]
    assert told(others)[1].startswith("An administrator here writes")
    assert told(paper) == ["PAPER 2512.10863"]


async def test_help_lists_what_a_person_may_use(guide: Guide, ask_for: AskFor) -> None:
    """In reading order, though listed otherwise; those who run the bot see their own as well."""
    (view,) = await ask_for(guide.help)
    assert told(view) == [
        "Commands",
        "/subscribe RULE - Search the papers stored here",
        "More about one of them: /help subscribe",
    ]
    (theirs,) = await ask_for(guide.help, is_operator=True)
    assert told(theirs)[1:4] == [*told(view)[1:2], "", "/status - Why"]


async def test_help_explains_one_command(guide: Guide, ask_for: AskFor) -> None:
    """In the reader's language; what is hidden is unknown."""
    (view,) = await ask_for(guide.help, "/subscribe@bot please", language="zh")
    assert told(view)[:3] == ["/subscribe 规则", "在本地保存的论文中搜索", "规则：关注"]
    with pytest.raises(Refusal, match=r"There is no command /subscrbe\. Did you mean /subscribe\?"):
        await ask_for(guide.help, "subscrbe")
    with pytest.raises(Refusal, match="There is no command /status; /help lists them all"):
        await ask_for(guide.help, "status")


async def test_about_says_what_this_is_and_thanks_arxiv(desk: Desk, ask_for: AskFor) -> None:
    """With the version, whoever runs it, and a link; nothing of an operator who says nothing."""
    (silent,) = await ask_for(Guide(desk, listed, {}).about)
    assert told(silent)[0].startswith("Paperround 0.")
    assert told(silent)[2:] == [
        "Thank you to arXiv for use of its open access interoperability.",
        "Paperround is neither affiliated with arXiv nor endorsed by it.",
        "arxiv.org",
    ]
    assert silent.lines[-1] == Line((Span("arxiv.org", link="https://arxiv.org"),))
    page = "https://ada.example"
    ada = Deployment(defaults=SETTINGS, operator_name="Ada", operator_contact=page)
    (view,) = await ask_for(Guide(replace(desk, deployment=ada), listed, {}).about)
    assert told(view)[2] == f"This bot is run by Ada, {page}."
    assert view.lines[1].spans[1] == Span(page, link=page)


@pytest.mark.parametrize(
    ("name", "contact", "said"),
    [("Ada", "", "Ada"), ("", "ada@example.org", "ada@example.org"), ("{x}", "a{b}", "{x}, a{b}")],
)
async def test_an_operator_says_as_much_as_they_like(
    desk: Desk, ask_for: AskFor, name: str, contact: str, said: str
) -> None:
    """A name, a way to reach them, or both; an e-mail address is no link."""
    theirs = Deployment(defaults=SETTINGS, operator_name=name, operator_contact=contact)
    (view,) = await ask_for(Guide(replace(desk, deployment=theirs), listed, {}).privacy)
    assert told(view)[-1] == f"This bot is run by {said}."
    assert not any(span.link for line in view.lines for span in line.spans)


async def test_privacy_says_what_is_kept_and_how_it_goes(desk: Desk, ask_for: AskFor) -> None:
    """Of chats, of people, of messages for so many days; and what is not."""
    short = replace(desk, deployment=Deployment(defaults=SETTINGS, keep_days=1))
    for own, days in ((desk, "For 90 days: "), (short, "For 1 day: ")):
        (view,) = await ask_for(Guide(own, listed, {}).privacy)
        assert "its settings and the rules it follows" in told(view)[1]
        assert "paused or does not let me write" in told(view)[1]
        assert "the papers you saved" in told(view)[2]
        assert "last subscribed" in told(view)[3]
        assert "/forget" in told(view)[4]
        assert told(view)[5].startswith(days)
        assert "work that is under way" in told(view)[6]
        assert "invitations and links" in told(view)[6]
        assert "how many summaries you asked for" in told(view)[6]
        assert told(view)[7].startswith("The log names chats")
        assert told(view)[8].endswith("not kept.")
    (chinese,) = await ask_for(Guide(desk, listed, {}).privacy, language="zh")
    assert told(chinese)[5].startswith("保存 90 天：")


KEPT = {
    *("papers", "paper_categories", "versions", "batches", "announcements", "fetches"),  # arXiv's
    *("summaries", "summary_tries", "usage"),  # of papers
    *("chats", "rules", "digests", "choices"),  # of this chat
    *("readers", "saved", "feedback"),  # of you
    *("deliveries", "messages", "button_words", "broadcasts"),  # for so many days
    *("jobs", "pace", "invites"),  # until it is done or over
    "facts",  # of the deployment
}


def test_privacy_knows_every_table_that_knows_people() -> None:
    """What a new table keeps of a chat or a reader has to be told of before it is released."""
    statements = " ".join(text for migration in MIGRATIONS for text in migration.statements)
    tables = re.findall(r"create table (\w+) \((.*?)\)(?= create|$)", statements, re.DOTALL)
    assert set(re.findall(r"create table (\w+)", statements)) == KEPT
    told_of = {name for name, columns in tables if re.search(r"\b(?:chat|reader) bigint", columns)}
    assert told_of == {
        *("rules", "digests", "choices"),  # of this chat
        *("saved", "feedback"),  # of you
        *("deliveries", "messages", "broadcasts"),  # for so many days
        "usage",  # until it is over
    }


ANYTHING = st.text(st.characters(codec=None), max_size=4096)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.one_of(
        ANYTHING,
        st.sampled_from(["p_", "r_", "s_", "claim-", "/sub"]).flatmap(
            lambda start: st.text("abAB019_-v", max_size=70).map(start.__add__)
        ),
    ),
    language=st.sampled_from(["en", "zh"]),
)
async def test_whatever_is_written_gets_a_kind_answer(
    guide: Guide, ask_for: AskFor, words: str, language: str
) -> None:
    """A view, or a refusal that can be said in the chat's language."""
    for run in (guide.start, guide.help, guide.about, guide.privacy):
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            said = Wording(language, BERLIN).told(refusal)
            assert len(said) < 200
