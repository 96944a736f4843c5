from __future__ import annotations

from dataclasses import replace

import discord
import pytest

from adapters.conversation import Unacceptable
from adapters.discord.render import rendered
from adapters.views import Action, Detail, Item, Line, Span, Style, View, ViewKind
from tests.adapters.anything import line
from tests.adapters.discord.accepting import buttons, taken, texts
from tests.fakes.discord.conftest import Bot, Lab, text_channel
from tests.fakes.discord.server import LocalDiscord

PAGE_OF = "https://arxiv.org/abs/{}"
MMSI = Item(
    paper_id="2512.10863",
    title="MMSI-Video-Bench: A Holistic Benchmark",
    link=PAGE_OF.format("2512.10863"),
    number=1,
    byline="Jingli Lin + 13",
    text="1,106 questions; the best model trails by 60 %.",
    marks=("from the abstract",),
    reason="because you saved BabyVLM",
    action=Action(label="More", data="1:card:2512.10863"),
)
BABY = Item(
    paper_id="2512.10932",
    title="BabyVLM-V2",
    link=PAGE_OF.format("2512.10932"),
    number=2,
    byline="A. One",
    text="A model.",
)
REVISED = Item(
    paper_id="2512.00001",
    title="Q&A",
    link=PAGE_OF.format("2512.00001"),
    number=3,
    marks=("now v2", "withdrawn"),
)
PAGE = View(
    kind=ViewKind.DIGEST,
    head=(
        line(Span("Fri 12 Dec 2025", Style.BOLD), " · 10 papers"),
        line("cs.CV 8 · cs.AI 2"),
    ),
    items=(MMSI, BABY, REVISED),
    headings=((1, "Cross-lists"), (3, "Nothing follows"), (0, " ")),
    foot=(line("171 announced · 18 matched"), Line(), line("9 summarised · /why")),
    actions=((Action(label="Export", data="1:export:day"),),),
)
CARD = View(
    kind=ViewKind.CARD,
    head=(line("This is the newest version, not v1."),),
    items=(
        Item(
            paper_id="2512.10935",
            title="Any4D",
            link=PAGE_OF.format("2512.10935"),
            byline="Jay Karhade, Nikhil Keetha + 4",
            text="A transformer that predicts geometry.",
            marks=("cs.CV", "2512.10935 v2"),
            details=(
                Detail(label="Motivation", text="Two views stop short."),
                Detail(label="Empty", text=" "),
                Detail(label="Abstract", text="We present Any4D.\nIt is fast."),
            ),
        ),
    ),
    foot=(line("LLM summary"),),
)


def test_a_page_of_a_digest_looks_as_drawn() -> None:
    """VOICE.md: the head, a section a paper with its button, small text at the foot."""
    assert texts(rendered(PAGE)) == [
        "**Fri 12 Dec 2025** · 10 papers\ncs.CV 8 · cs.AI 2",
        "1\\. **[MMSI-Video-Bench: A Holistic Benchmark](<https://arxiv.org/abs/2512.10863>)**\n"
        "-# Jingli Lin + 13 · from the abstract\n"
        "1,106 questions; the best model trails by 60 %.\n"
        "-# *because you saved BabyVLM*",
        "### Cross-lists",
        "2\\. **[BabyVLM-V2](<https://arxiv.org/abs/2512.10932>)**\n-# A. One\nA model.",
        "3\\. **[Q&A](<https://arxiv.org/abs/2512.00001>)** · now v2 · withdrawn",
        "### Nothing follows",
        "-# 171 announced · 18 matched\n-# 9 summarised · /why",
    ]


def test_a_page_is_one_container() -> None:
    """A line below its head; papers with a button are sections; rows of buttons come last."""
    kinds = [type(one).__name__ for one in rendered(PAGE).view.walk_children()]
    assert kinds == [
        "Container",
        *("TextDisplay", "Separator"),
        *("Section", "TextDisplay", "Button"),
        *("TextDisplay",) * 5,
        *("ActionRow", "Button"),
    ]
    assert rendered(PAGE).view.timeout is None


def test_the_plain_text_is_what_is_seen() -> None:
    """For logs, and for a message whose markup is refused."""
    assert rendered(PAGE).plain.split("\n")[:4] == [
        "Fri 12 Dec 2025 · 10 papers",
        "cs.CV 8 · cs.AI 2",
        "1. MMSI-Video-Bench: A Holistic Benchmark",
        "Jingli Lin + 13 · from the abstract",
    ]


def test_a_card_looks_as_drawn() -> None:
    """What it is, what it is about, the abstract as a quotation, and no line below the head."""
    message = rendered(CARD)
    assert texts(message) == [
        "This is the newest version, not v1.",
        "### [Any4D](<https://arxiv.org/abs/2512.10935>)\n"
        "Jay Karhade, Nikhil Keetha + 4\n"
        "-# cs.CV · 2512.10935 v2",
        "A transformer that predicts geometry.\n**Motivation** Two views stop short.",
        "> **Abstract** We present Any4D.\n> It is fast.",
        "-# LLM summary",
    ]
    assert "Separator" not in [type(one).__name__ for one in message.view.walk_children()]


def test_details_on_a_page_stand_below_their_paper() -> None:
    """There is no fold; one without a label is a text."""
    details = (Detail(label="Result", text="Fast.\nSmall."), Detail(label="", text="More."))
    told = texts(rendered(View(items=(replace(BABY, text="", details=details),))))
    assert told[0].split("\n")[2:] == ["**Result** Fast.", "Small.", "More."]


def test_lines_stand_as_they_are() -> None:
    """A menu: empty lines where they were; a line below its head."""
    view = View(
        kind=ViewKind.MENU,
        head=(line("Settings"),),
        lines=(line("Hour 08:30"), Line(), line("Days: ", Span("weekdays", Style.ITALIC))),
        foot=(line(Span("/settings hour 09:00", Style.CODE)),),
    )
    assert texts(rendered(view)) == [
        "Settings",
        "Hour 08\\:30\n\nDays: *weekdays*",
        "-# `/settings hour 09:00`",
    ]


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(actions=((Action(label="a", data="1:a"),),)),
        View(lines=(Line(), line(" \n"), line(Span("\u200d\u2060", Style.BOLD)))),
        View(items=(replace(MMSI, number=0, title="\u202e", byline="", text="", marks=(),
                            reason=""),), headings=((0, ""),)),
        View(lines=(line("\u2800\u3164"),), file_name="a.txt", file_text="a"),
    ],
)  # fmt: skip
def test_nothing_to_see_is_a_dot(view: View) -> None:
    """An empty message would be refused, and an empty text."""
    assert texts(rendered(view)) == ["·"]
    assert rendered(view).plain == "·"


def test_a_button_that_is_none_here_leaves_its_paper_a_text() -> None:
    """There is no clipboard."""
    item = replace(MMSI, action=Action(label="Copy", copy="x"))
    assert "Section" not in [type(one).__name__ for one in _parts(View(items=(item,)))]


def test_buttons_are_unique_and_in_their_style() -> None:
    """Beside papers and in rows, links among them."""
    more = Action(label="More", data="1:card:2512.10863", strong=True)
    link = Action(label="PDF", link="https://arxiv.org/pdf/2512.10863")
    forget = Action(label="Forget", data="1:forget", grave=True)
    found = buttons(rendered(replace(PAGE, actions=((more, link, forget),))))
    assert [one.get("custom_id") or one["url"] for one in found] == [
        "1:card:2512.10863",
        "1:card:2512.10863#2",
        "https://arxiv.org/pdf/2512.10863",
        "1:forget",
    ]
    assert [one["style"] for one in found] == [2, 1, 5, 4]


@pytest.mark.parametrize(
    ("name", "told"),
    [("saved.bib", "saved.bib"), ("我的 papers/2.md", "_papers_2.md"), ("a" * 200, "a" * 100)],
)
def test_a_file_is_shown(name: str, told: str) -> None:
    """By a name that Discord leaves as it is."""
    message = rendered(View(lines=(line("Here"),), file_name=name, file_text="@misc{a}\n"))
    assert message.file == (told, "@misc{a}\n")
    assert [one["file"]["url"] for one in taken(message) if one["type"] == 13] == [
        f"attachment://{told}"
    ]


def test_a_file_without_a_name_or_a_word_is_none() -> None:
    """And is not shown."""
    view = View(lines=(line("Here"),), file_name="a.bib", file_text="a")
    assert rendered(replace(view, file_text="")).file is None
    assert rendered(replace(view, file_name="")).file is None


def test_what_is_too_long_is_cut() -> None:
    """Whoever forgot to; only what cannot be cut is refused."""
    taken(rendered(View(lines=(line("a" * 5000),))))
    with pytest.raises(Unacceptable):
        rendered(View(items=(MMSI,) * 50))


@pytest.mark.parametrize("view", [PAGE, CARD])
async def test_all_of_it_is_taken_over_the_wire(
    local: LocalDiscord, bot: Bot, lab: Lab, view: View
) -> None:
    """The library writes it as Discord reads it."""
    view = replace(view, file_name="day.md", file_text="# Day")
    message = rendered(view)
    file = discord.File(__file__, filename="day.md")
    channel = await text_channel(bot, lab)
    sent = await channel.send(view=message.view, file=file)
    assert sent.flags.components_v2
    assert [one.filename for one in sent.attachments] == ["day.md"]
    told = discord.ui.LayoutView.from_message(sent)
    assert told.total_children_count == message.view.total_children_count
    assert told.content_length() == message.view.content_length()


def _parts(view: View) -> list[discord.ui.Item[discord.ui.LayoutView]]:
    return list(rendered(view).view.walk_children())
