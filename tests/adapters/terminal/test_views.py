from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from adapters.terminal.views import numbers_of, render_view
from adapters.views import Action, Detail, Item, Line, Span, Style, View, ViewKind

ABSTRACT_PAGE = "https://arxiv.org/abs/2512.10863"
MORE = Action(label="More", data="1:more:2512.10863")
SAVE = Action(label="Save", data="1:save:2512.10863", strong=True)
ARXIV = Action(label="arXiv", link=ABSTRACT_PAGE)
BACK, ON = Action(label="‹", data="1:page:0"), Action(label="›", data="1:page:2")


def shown(
    view: View,
    *,
    numbers: Sequence[int] = (),
    name: str = "",
    width: int = 80,
    colour: bool = False,
) -> str:
    """What *view* is on a terminal."""
    console = Console(
        width=width,
        file=StringIO(),
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        no_color=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(render_view(view, numbers=numbers, name=name))
    return capture.get()


def lines(text: str) -> list[str]:
    """The lines of *text*, their ends trimmed."""
    return [line.rstrip() for line in text.splitlines()]


def line(*spans: str | Span) -> Line:
    """A line of spans, plain where they are text alone."""
    return Line(tuple(Span(span) if isinstance(span, str) else span for span in spans))


MMSI = Item(
    paper_id="2512.10863",
    title="MMSI-Video-Bench: A Holistic Benchmark for Video-Based Spatial Intelligence",
    link=ABSTRACT_PAGE,
    number=1,
    byline="Jingli Lin, Runsen Xu 等 14 人",
    text="评估多模态大模型视频空间智能的基准：1,106 个问题，最好的模型也落后于人类近 60%。",
    marks=("交叉列出",),
    details=(
        Detail(label="动机", text="当前缺乏评估视频空间智能的全面基准。"),
        Detail(label="原文摘要", text="Spatial understanding\nis hard."),
        Detail(label="空", text=" "),
    ),
    reason="因为你收藏过 BabyVLM",
)
BABY = Item(paper_id="2512.10932", title="BabyVLM-V2", link="", number=10, text="A model.")
PAGE = View(
    kind=ViewKind.LIST,
    head=(
        line(Span("2025年12月12日 周五", Style.BOLD), " · 10 篇 · 1/2"),
        line("cs.CV 8 · cs.AI 2"),
    ),
    items=(MMSI, BABY),
    headings=((0, "新论文"), (1, "交叉列出"), (2, "修订")),
    foot=(line("公布 171 · ", Span("/why", Style.CODE)),),
    actions=((MORE, SAVE), (BACK, ON)),
)


def test_a_page_reads_from_top_to_bottom() -> None:
    """Head, headings, papers with what is known of them, foot, and what can be pressed."""
    assert lines(shown(PAGE, numbers=(1, 2, 3, 4), name="m3")) == [
        "2025年12月12日 周五 · 10 篇 · 1/2",
        "cs.CV 8 · cs.AI 2",
        "",
        "新论文",
        " 1. MMSI-Video-Bench: A Holistic Benchmark for Video-Based Spatial Intelligence",
        "    Jingli Lin, Runsen Xu 等 14 人 · 2512.10863 · 交叉列出",
        "    评估多模态大模型视频空间智能的基准：1,106 个问题，最好的模型也落后于人类近",
        "    60%。",
        "    因为你收藏过 BabyVLM",
        "    动机      当前缺乏评估视频空间智能的全面基准。",
        "    原文摘要  Spatial understanding",
        "              is hard.",
        "",
        "交叉列出",
        "10. BabyVLM-V2",
        "    2512.10932",
        "    A model.",
        "",
        "修订",
        "",
        "公布 171 · /why",
        "",
        "m3  [1] More  [2] Save",
        "    [3] ‹  [4] ›",
    ]


def test_a_digest_leaves_the_details_to_the_card() -> None:
    """A terminal has no folds; all else is the same."""
    digest = lines(shown(replace(PAGE, kind=ViewKind.DIGEST), numbers=(1, 2, 3, 4), name="m3"))
    whole = lines(shown(PAGE, numbers=(1, 2, 3, 4), name="m3"))
    assert digest == [*whole[:9], *whole[12:]]


@pytest.mark.parametrize("width", [24, 40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Chinese signs take two cells; labels stand above their texts where it is narrow."""
    text = shown(PAGE, numbers=(1, 2, 3, 4), name="m3", width=width)
    assert max(map(cell_len, lines(text))) <= width
    assert not any(line.lstrip()[:1] in "，。：" for line in lines(text) if line)
    if width == 40:
        assert "    动机\n    当前缺乏评估视频空间智能的全面基准。\n" in text


def test_a_card_has_no_number_and_tells_its_paper_once() -> None:
    """Its lines hold the identifier already; nothing stands beside it that is empty."""
    card = replace(MMSI, number=0, byline="cs.CV · 2512.10863 v1", marks=(), details=(), reason="")
    view = View(kind=ViewKind.CARD, items=(replace(card, text=""),))
    assert lines(shown(view, width=40)) == [
        "MMSI-Video-Bench: A Holistic Benchmark",
        "for Video-Based Spatial Intelligence",
        "cs.CV · 2512.10863 v1",
    ]


def test_a_title_may_stand_alone() -> None:
    """Where nothing else is known of a paper, no empty line tells so."""
    bare = Item(paper_id="", title="A Title", link="")
    assert lines(shown(View(items=(bare, bare)))) == ["A Title", "", "A Title"]


def test_a_notice_is_its_lines() -> None:
    """An empty line stays; without numbers there is nothing to press."""
    view = View(lines=(line("Paused."), Line(), line("Until", " Monday.")), actions=((MORE,),))
    assert lines(shown(view)) == ["Paused.", "", "Until Monday."]


def test_links_are_followed_by_where_they_lead() -> None:
    """In a line and on a button; an address that is its own text is said once."""
    link = "https://info.arxiv.org/help/"
    view = View(
        lines=(line("See ", Span("the help", link=link), ", or ", Span(link, link=link), "."),),
        actions=((ARXIV, MORE),),
    )
    assert lines(shown(view, numbers=(7, 8))) == [
        f"See the help <{link}>, or {link}.",
        "",
        f"[7] arXiv {ABSTRACT_PAGE}  [8] More",
    ]
    received = shown(view, numbers=(7, 8), colour=True)
    assert f";{link}\x1b\\" in received
    assert f";{ABSTRACT_PAGE}\x1b\\" in received


def test_buttons_that_have_no_room_go_on_below() -> None:
    """Beside one another while they fit, each of them whole if it can be."""
    row = tuple(Action(label=f"Category {n}", data=f"1:{n}") for n in range(3))
    assert lines(shown(View(actions=(row, row)), numbers=range(1, 6), name="m12", width=40)) == [
        "m12  [1] Category 0  [2] Category 1",
        "     [3] Category 2",
        "     [4] Category 0  [5] Category 1",
    ]
    long = View(actions=((Action(label="More like this and that", data="1:x"),),))
    assert lines(shown(long, numbers=(1,), width=20)) == ["[1] More like this", "and that"]


def test_actions_are_numbered_in_reading_order() -> None:
    """Where a label is a number, that is what a person types; the others count on."""
    assert numbers_of(PAGE) == (1, 2, 3, 4)
    labels = ("11", "12", "‹", "2/3", "›")
    view = View(actions=(tuple(Action(label=label, data=label) for label in labels),))
    assert numbers_of(view) == (11, 12, 13, 14, 15)
    assert lines(shown(view, numbers=numbers_of(view))) == ["[11]  [12]  [13] ‹  [14] 2/3  [15] ›"]
    odd = tuple(
        Action(label=label, data="1:x") for label in ("5", "5", "0", "07", "2025", "三", "７")
    )
    assert numbers_of(View(actions=(odd[:3], odd[3:]))) == (5, 6, 7, 8, 9, 10, 11)


def test_foreign_text_cannot_speak_to_the_terminal() -> None:
    """Brackets are no markup, escapes are gone, addresses hold no control signs."""
    evil = "[red]x[/red]\x1b[2J\x9b\u202e\u200b y\nz"
    hostile = View(
        head=(line(evil),),
        lines=(line(Span(evil, Style.ITALIC, f"https://x.org/\x1b]8;;{evil}")),),
        items=(
            Item(
                paper_id=evil,
                title=evil,
                link=f"https://x.org/\x07{evil}",
                byline=evil,
                text=evil,
                marks=(evil,),
                details=(Detail(label=evil, text=evil),),
                reason=evil,
            ),
        ),
        headings=((0, evil),),
        foot=(line(evil),),
        actions=((Action(label=evil, link=f"https://x.org/{evil}"),),),
    )
    received = shown(hostile, numbers=(1,), name="m1", colour=True)
    for sign in ("\x1b[2J", "\x9b", "\u202e", "\u200b", "\x07"):
        assert sign not in received
    assert "[red]x[/red][2J y z" in shown(hostile)


def test_styles_are_those_of_the_view() -> None:
    """The first line of the head is bold, the foot is dim, and what is strong is bold."""
    view = View(
        head=(line("Day"), line("counts ", Span("slanted", Style.ITALIC))),
        foot=(line("accounts"),),
        actions=((SAVE, MORE),),
    )
    received = shown(view, numbers=(1, 2), colour=True)
    assert "\x1b[1mDay\x1b[0m" in received
    assert "\x1b[3mslanted\x1b[0m" in received
    assert "\x1b[2maccounts\x1b[0m" in received
    assert "\x1b[1m[1] Save\x1b[0m" in received


def test_styles_survive_where_a_line_is_broken() -> None:
    """Each part of a broken line keeps its own look, and its link."""
    view = View(lines=(line("一二三 ", Span("four five six", Style.BOLD), " seven"),))
    received = shown(view, width=12, colour=True)
    assert received.split("\n")[:3] == [
        "一二三 \x1b[1mfour\x1b[0m",
        "\x1b[1mfive six\x1b[0m",
        "seven",
    ]
