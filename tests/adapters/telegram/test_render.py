from __future__ import annotations

from dataclasses import replace

import pytest
from telegram import Bot

from adapters.telegram.render import rendered
from adapters.views import Action, Detail, Item, Line, Span, Style, View, ViewKind
from tests.adapters.anything import line
from tests.adapters.telegram.accepting import keys, marked, taken
from tests.fakes.telegram.server import LocalTelegram

ABSTRACT_PAGE = "https://arxiv.org/abs/2512.10863"
MMSI = Item(
    paper_id="2512.10863",
    title="MMSI-Video-Bench: A Holistic Benchmark",
    link=ABSTRACT_PAGE,
    number=1,
    byline="Jingli Lin, Runsen Xu 等 14 人",
    text="评估多模态大模型视频空间智能的基准。",
    marks=("摘自原文",),
    details=(
        Detail(label="动机", text="当前缺乏基准，p < 0.05。"),
        Detail(label="空", text=" "),
        Detail(label="原文摘要", text="Spatial understanding\nis hard."),
    ),
    reason="因为你收藏过 BabyVLM",
)
BABY = Item(
    paper_id="2512.10932",
    title="BabyVLM-V2",
    link="https://arxiv.org/abs/2512.10932",
    number=2,
    byline="A. One",
    text="A model.",
)
REVISED = Item(
    paper_id="2512.00001",
    title="Q&A",
    link="https://arxiv.org/abs/2512.00001",
    number=3,
    marks=("now v2", "withdrawn"),
)
PAGE = View(
    kind=ViewKind.DIGEST,
    head=(
        line(Span("2025年12月12日 周五", Style.BOLD), " · 10 篇 · 1/2"),
        line("cs.CV 8 · cs.AI 2"),
    ),
    items=(MMSI, BABY, REVISED, replace(REVISED, number=4)),
    headings=((1, "交叉列出"), (2, "新版本")),
    foot=(line("公布 171 · 匹配 18"), line("摘要 9 · /why")),
)


def test_a_page_of_a_digest_looks_as_drawn() -> None:
    """VOICE.md: the head, a block a paper, its details behind a fold, the foot."""
    assert rendered(PAGE).html.split("\n") == [
        "<b>2025年12月12日 周五</b> · 10 篇 · 1/2",
        "cs.CV 8 · cs.AI 2",
        "",
        f'1. <a href="{ABSTRACT_PAGE}">MMSI-Video-Bench: A Holistic Benchmark</a>',
        "Jingli Lin, Runsen Xu 等 14 人 · 摘自原文",
        "评估多模态大模型视频空间智能的基准。",
        "<i>因为你收藏过 BabyVLM</i>",
        "<blockquote expandable><b>动机</b> 当前缺乏基准，p &lt; 0.05。",
        "<b>原文摘要</b> Spatial understanding",
        "is hard.</blockquote>",
        "",
        "<b>交叉列出</b>",
        '2. <a href="https://arxiv.org/abs/2512.10932">BabyVLM-V2</a>',
        "A. One",
        "A model.",
        "",
        "<b>新版本</b>",
        '3. <a href="https://arxiv.org/abs/2512.00001">Q&amp;A</a> · now v2 · withdrawn',
        '4. <a href="https://arxiv.org/abs/2512.00001">Q&amp;A</a> · now v2 · withdrawn',
        "",
        "公布 171 · 匹配 18",
        "摘要 9 · /why",
    ]


def test_a_page_is_taken_as_it_was_meant() -> None:
    """Every style and link arrives, and nothing else."""
    found = taken(rendered(PAGE))
    assert found.text == rendered(PAGE).plain
    fold = "动机 当前缺乏基准，p < 0.05。\n原文摘要 Spatial understanding\nis hard."
    assert marked(found) == [
        ("bold", "2025年12月12日 周五"),
        (ABSTRACT_PAGE, "MMSI-Video-Bench: A Holistic Benchmark"),
        ("italic", "因为你收藏过 BabyVLM"),
        ("expandable_blockquote", fold),
        ("bold", "动机"),
        ("bold", "原文摘要"),
        ("bold", "交叉列出"),
        ("https://arxiv.org/abs/2512.10932", "BabyVLM-V2"),
        ("bold", "新版本"),
        ("https://arxiv.org/abs/2512.00001", "Q&A"),
        ("https://arxiv.org/abs/2512.00001", "Q&A"),
    ]


def test_papers_stand_apart() -> None:
    """By a fold, or else by an empty line; rows of a single line follow each other."""
    bare = replace(MMSI, details=())
    apart = rendered(View(kind=ViewKind.LIST, items=(MMSI, bare, BABY, REVISED, BABY))).plain
    assert [len(part.split("\n")) for part in apart.split("\n\n")] == [11, 3, 4]


CARD = View(
    kind=ViewKind.CARD,
    head=(line("This is the newest version, not v1."),),
    items=(
        Item(
            paper_id="2512.10935",
            title="Any4D",
            link="https://arxiv.org/abs/2512.10935",
            byline="Jay Karhade, Nikhil Keetha, Yuchen Zhang + 4",
            text="A transformer that predicts geometry.",
            marks=("cs.CV", "2512.10935 v2", "announced 12 Dec 2025"),
            details=(
                Detail(label="Motivation", text="Two views stop short."),
                Detail(label="Result", text="2-3X lower error."),
                Detail(label="Abstract", text="We present Any4D."),
            ),
        ),
    ),
    foot=(line("LLM summary"),),
)


def test_a_card_looks_as_drawn() -> None:
    """VOICE.md: what it is, the sentence and the fields, the abstract behind a fold."""
    assert rendered(CARD).html.split("\n") == [
        "This is the newest version, not v1.",
        "",
        '<a href="https://arxiv.org/abs/2512.10935"><b>Any4D</b></a>',
        "Jay Karhade, Nikhil Keetha, Yuchen Zhang + 4",
        "cs.CV · 2512.10935 v2 · announced 12 Dec 2025",
        "",
        "A transformer that predicts geometry.",
        "<b>Motivation</b> Two views stop short.",
        "<b>Result</b> 2-3X lower error.",
        "<blockquote expandable><b>Abstract</b> We present Any4D.</blockquote>",
        "LLM summary",
    ]
    assert taken(rendered(CARD)).text == rendered(CARD).plain


@pytest.mark.parametrize(
    ("text", "details", "left"),
    [
        ("", CARD.items[0].details, "Motivation Two views stop short.\nResult 2-3X lower error.\n"),
        ("", CARD.items[0].details[2:], ""),
        ("A model.", CARD.items[0].details[2:], "A model.\n"),
    ],
)
def test_a_card_without_some_of_it(text: str, details: tuple[Detail, ...], left: str) -> None:
    """An empty line stands below its facts, whatever comes next."""
    item = replace(CARD.items[0], text=text, details=details)
    told = rendered(replace(CARD, items=(item,))).plain
    end = f"announced 12 Dec 2025\n\n{left}Abstract We present Any4D.\nLLM summary"
    assert told.endswith(end)


def test_a_card_without_details_has_its_foot_apart() -> None:
    """There is no fold to set it off."""
    item = replace(CARD.items[0], details=())
    told = rendered(replace(CARD, items=(item,))).plain
    assert told.endswith("\n\nA transformer that predicts geometry.\n\nLLM summary")
    bare = rendered(replace(CARD, items=(replace(item, text=""),))).plain
    assert bare.endswith("announced 12 Dec 2025\n\nLLM summary")


def test_lines_stand_as_they_are() -> None:
    """A menu and a notice: empty lines where they were, sections apart."""
    view = View(
        kind=ViewKind.MENU,
        head=(line("Settings"),),
        lines=(line("Hour 08:30"), Line(), line("Days: ", Span("weekdays", Style.ITALIC))),
        foot=(line(Span("/settings hour 09:00", Style.CODE)),),
    )
    assert rendered(view).html == (
        "Settings\n\nHour 08:30\n\nDays: <i>weekdays</i>\n\n<code>/settings hour 09:00</code>"
    )


def test_a_file_goes_along() -> None:
    """With its name; one without a name or a word is none."""
    view = View(lines=(line("Any4D"),), file_name="any4d.bib", file_text="@misc{a}\n")
    assert rendered(view).file == ("any4d.bib", "@misc{a}\n")
    assert rendered(replace(view, file_text="")).file is None
    assert rendered(replace(view, file_name="")).file is None


async def test_all_of_it_is_taken_over_the_wire(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """The library writes it as Telegram reads it: the text, each kind of button, each style."""
    rows = (
        (Action(label="1", data="1:card:2512.10863", strong=True), Action(label="Copy", copy="@")),
        (Action(label="PDF", link=ABSTRACT_PAGE), Action(label="Forget", data="1:x", grave=True)),
    )
    message = rendered(replace(PAGE, actions=rows))
    sent = await bot.send_message(ada, message.html, "HTML", reply_markup=message.keyboard)
    assert sent.text == message.plain
    assert sent.reply_markup == message.keyboard


def test_buttons_open_the_private_chat_where_others_read_along() -> None:
    """Only those with a payload, and only if there are deep links."""
    card = Action(label="1", data="1:card:2512.10863", payload="p_2512_10863")
    save = Action(label="Save", data="1:save:2512.10863")
    view = View(lines=(line("x"),), actions=((card, save),))
    told = {"text": "1", "callback_data": card.data}, {"text": "Save", "callback_data": save.data}
    opens = {"text": "1", "url": "https://t.me/paperround_bot?start=p_2512_10863"}
    assert keys(rendered(view)) == (told,)
    link = "https://t.me/paperround_bot?start={}"
    assert keys(rendered(view, link.format)) == ((opens, told[1]),)
    assert keys(rendered(view, lambda payload: "")) == (told,)
    assert rendered(replace(view, actions=())).keyboard is None
