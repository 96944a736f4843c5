from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from time import perf_counter

import pytest

from adapters.discord.render import rendered
from adapters.discord.sizes import HELD, LIMIT, Size, fits, size_of, size_of_item, total
from adapters.paging import pages, shortened
from adapters.views import Action, Detail, Item, Span, Style, View, ViewKind
from tests.adapters.anything import line
from tests.adapters.discord.accepting import taken, texts

MORE = Action(label="More", data="1:card:2512.10863")
PAPER = Item(
    paper_id="2512.10863",
    title="A Title [0, 1) & *More*",
    link="https://arxiv.org/abs/2512.10863",
    number=12,
    byline="A. One, B. Two + 3",
    text="One sentence 😀.",
    marks=("withdrawn",),
    reason="because you saved it",
    action=MORE,
)
ABSTRACT = Detail(label="摘要", text="视频空间智能的基准，含多种任务。" * 125)


def page(*items: Item) -> View:
    """A page of a digest."""
    return View(
        kind=ViewKind.DIGEST,
        head=(line(Span("2025年12月12日", Style.BOLD), " · 10 篇"),),
        items=items,
        foot=(line("公布 171 · 匹配 18"),),
        actions=((MORE,) * 5,),
    )


def test_what_is_measured_is_what_is_sent() -> None:
    """Components, UTF-16 units, bytes: as the library and the local Discord count them."""
    view = replace(page(PAPER, replace(PAPER, number=0)), headings=((1, "标题"), (1, " ")))
    message, size = rendered(view), size_of(view)
    assert size.components == message.view.total_children_count == len(taken(message))
    assert size.units == sum(len(text.encode("utf-16-le")) // 2 for text in texts(message))
    assert size.octets == sum(len(text.encode()) + 12 for text in texts(message))


@pytest.mark.parametrize(
    ("view", "size"),
    [
        (View(), Size(2, 1, 14)),
        (View(lines=(line("abc"),)), Size(2, 3, 15)),
        (View(lines=(line("模😀"),)), Size(2, 3, 19)),
        (View(lines=(line("a"), line(), line("*"))), Size(2, 5, 17)),
        (View(head=(line("a"),), lines=(line("b"),)), Size(3, 2, 26)),
        (View(kind=ViewKind.MENU, head=(line("a"),), lines=(line("b"),)), Size(4, 2, 26)),
        (View(foot=(line("a"), line())), Size(2, 4, 16)),
        (View(lines=(line("a"),), actions=((MORE,) * 6, (Action(label="", copy="a"),))),
         Size(10, 1, 13)),
        (View(lines=(line("a"),), file_name="a", file_text="a"), Size(3, 1, 13)),
    ],
)  # fmt: skip
def test_each_part_takes_its_size(view: View, size: Size) -> None:
    """The container, texts with 12 bytes each, the separator, rows, a file."""
    assert size_of(view) == size


@pytest.mark.parametrize(
    ("view", "more"),
    [
        (View(lines=(line("a" * 4000),)), View(lines=(line("a" * 4001),))),
        (View(lines=(line("*" * 2000),)), View(lines=(line("*" * 2000 + "a"),))),
        (View(lines=(line("😀" * 2000),)), View(lines=(line("😀" * 2000 + "a"),))),
        (View(lines=(line("模" * 3386),)), View(lines=(line("模" * 3387),))),
        (View(items=(replace(PAPER, text=""),) * 13), View(items=(replace(PAPER, text=""),) * 14)),
        (View(lines=(line("a"),), actions=((MORE,) * 5,) * 6 + ((MORE,),)),
         View(lines=(line("a"),), actions=((MORE,) * 5,) * 6 + ((MORE,) * 2,))),
    ],
)  # fmt: skip
def test_each_limit_is_kept(view: View, more: View) -> None:
    """Characters, bytes, components: what is just within, and a little more."""
    assert fits(view)
    taken(rendered(view))
    assert not fits(more)


def test_a_size_is_within_a_limit_in_each_of_its_parts() -> None:
    """One too many of any is too many."""
    assert LIMIT.is_within(LIMIT)
    for more in (Size(1), Size(0, 1), Size(0, 0, 1)):
        assert not total((LIMIT, more)).is_within(LIMIT)


def test_numbers_take_their_digits() -> None:
    """Papers are otherwise alike; a card is measured as one."""
    one, hundred = (
        size_of_item(replace(PAPER, number=number), ViewKind.LIST) for number in (1, 100)
    )
    assert hundred == total((one, Size(0, 2, 2)))
    assert size_of_item(PAPER, ViewKind.CARD) != size_of_item(PAPER, ViewKind.LIST)


def test_a_day_of_long_papers_is_measured_in_turn() -> None:
    """However many papers there were, each is measured as itself."""
    papers = [replace(PAPER, number=1, text="a" * (1 + n % 90)) for n in range(1, 3 * HELD)]
    first = size_of_item(replace(PAPER, number=1, text="a"), ViewKind.DIGEST)
    for _ in range(2):
        for n, paper in enumerate(papers, 1):
            assert size_of_item(paper, ViewKind.DIGEST).units - first.units == n % 90


def test_five_papers_with_long_chinese_abstracts_are_shortened() -> None:
    """Their abstracts wait behind the buttons; titles and sentences stay."""
    papers = [replace(PAPER, number=n, details=(ABSTRACT,)) for n in range(1, 6)]
    after = shortened(page(*papers), fits)
    taken(rendered(after))
    assert [item.text for item in after.items] == [PAPER.text] * 5
    assert not any(item.details for item in after.items)


def test_five_papers_whose_sentences_are_long_abstracts_are_shortened() -> None:
    """Each keeps the beginning of its own."""
    papers = [replace(PAPER, number=n, text=ABSTRACT.text) for n in range(1, 6)]
    after = shortened(page(*papers), fits)
    taken(rendered(after))
    assert all(len(item.text) > 500 and item.text.endswith("…") for item in after.items)


@pytest.mark.parametrize("word", ["word ", "模型", "a*b_c "])
def test_a_card_with_a_long_abstract_is_cut_to_what_a_message_holds(word: str) -> None:
    """As much of it as there is room for."""
    abstract = Detail(label="Abstract", text=(word * 2500)[:5000])
    view = replace(page(replace(PAPER, details=(abstract,))), kind=ViewKind.CARD)
    size = size_of(after := shortened(view, fits))
    taken(rendered(after))
    assert size.units > LIMIT.units - 20 or size.octets > LIMIT.octets - 20


def test_a_day_is_cut_into_pages() -> None:
    """None of them too long, each paper once."""
    papers = [replace(PAPER, number=n) for n in range(1, 101)]
    found = pages(page(*papers), fits, numbered=lambda part, at, of: part)
    assert [item.number for part in found for item in part.items] == [*range(1, 101)]
    assert len(found) > 8
    for part in found:
        taken(rendered(part))


def test_other_processes_ask_as_well_and_do_without_the_library() -> None:
    """It is a plain function, of a module that is quick to load."""
    asked = pickle.dumps((fits, page(PAPER)))
    program = (
        "import pickle, sys; fits, view = pickle.loads(bytes.fromhex(sys.argv[1]));"
        "print(fits(view), 'discord' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, asked.hex()], capture_output=True, check=True, text=True
    )
    assert told.stdout.split() == ["True", "False"]


def test_it_is_quick_to_ask_again() -> None:
    """A page of five papers, measured before: some 15 µs; a busy machine has time for ten times."""
    view = page(*(replace(PAPER, number=n) for n in range(1, 6)))
    rounds = []
    for _ in range(20):
        begin = perf_counter()
        for _ in range(100):
            fits(view)
        rounds.append((perf_counter() - begin) / 100)
    assert min(rounds) < 200e-6
