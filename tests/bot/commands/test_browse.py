"""Browsing the taxonomy: archives, their categories, what is called so."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.views import Line, Manner, Span, Style, View, ViewKind, checked, dump
from bot.commands.browse import Browse
from bot.commands.command import by_name
from bot.commands.desk import Desk
from bot.refusal import Refusal
from bot.rules import parse_rules
from bot.wording import Wording
from storage.taxonomy import ARCHIVES
from tests.bot.commands.conftest import BERLIN, AskFor

ACTIVE = [archive.id for archive in ARCHIVES.values() if archive.active]


@pytest.fixture
def browse(desk: Desk) -> Browse:
    """The family."""
    return Browse(desk)


def told(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in (*view.head, *view.lines, *view.foot)]


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


def pressed(view: View, label: str) -> str:
    """What the button of *view* with this label hands to its handler."""
    return dict(buttons(view))[label].removeprefix("1:cats").removeprefix(":")


def test_the_family_declares_what_it_answers(browse: Browse) -> None:
    """One command, one press."""
    assert set(by_name((browse.family(),))) == {"categories"}
    assert [press.verb for press in browse.family().presses] == ["cats"]


async def test_all_archives_come_first(browse: Browse, ask_for: AskFor) -> None:
    """A button each: large ones open, small ones are followed at once."""
    (view,) = await ask_for(browse.categories)
    assert (view.kind, view.manner) == (ViewKind.MENU, Manner.MESSAGE)
    assert view.lines[0] == Line((Span("cs", Style.CODE), Span(" Computer Science · 40")))
    assert "hep-th High Energy Physics - Theory" in told(view)
    assert len(view.lines) == 20
    assert [len(row) for row in view.actions] == [4] * 5
    assert ("cs", "1:cats:=cs") in buttons(view)
    assert ("hep-th", "1:follow:=hep-th") in buttons(view)


async def test_names_are_in_the_readers_language(browse: Browse, ask_for: AskFor) -> None:
    """Ids stay as they are."""
    (view,) = await ask_for(browse.categories, language="zh")
    assert told(view)[:2] == ["arXiv 的学科", "cs 计算机科学 · 40"]
    (vision,) = await ask_for(browse.categories, "cs.CV", language="zh")
    assert told(vision) == [
        "cs.CV 计算机视觉与模式识别 · 1 个分类",
        "cs.CV 计算机视觉与模式识别",
        "选择一个即可关注。",
    ]


@pytest.mark.parametrize("words", ["cs", " CS.* ", "cs\u0000"])
async def test_an_archive_shows_its_categories_by_pages(
    browse: Browse, ask_for: AskFor, words: str
) -> None:
    """Ten a page, each to be followed; all of it; and back."""
    (view,) = await ask_for(browse.categories, words)
    assert told(view)[:2] == [
        "cs Computer Science · 40 categories",
        "cs.AI Artificial Intelligence",
    ]
    assert [len(row) for row in view.actions] == [5, 5, 2, 2]
    assert buttons(view)[0] == ("cs.AI", "1:follow:=cs.AI")
    assert buttons(view)[10:] == [
        ("1/4", "1:cats:=cs:1"),
        ("›", "1:cats:=cs:2"),
        ("Follow all of cs", "1:follow:=cs"),
        ("All categories", "1:cats"),
    ]


async def test_arrows_turn_the_page_in_place(browse: Browse, ask_for: AskFor) -> None:
    """As far as there are pages."""
    (second,) = await ask_for(browse.turned, "=cs:2")
    assert second.manner is Manner.INSTEAD
    assert told(second)[1] == "cs.DC Distributed, Parallel, and Cluster Computing"
    assert [label for label, _ in buttons(second)][10:13] == ["‹", "2/4", "›"]
    (last,) = await ask_for(browse.turned, "=cs:99999")
    assert told(last)[-2] == "cs.SY Systems and Control"
    for at in ("0", "x", "100000", "２", ""):
        (first,) = await ask_for(browse.turned, f"=cs:{at}")
        assert told(first)[1] == "cs.AI Artificial Intelligence"


async def test_one_goes_into_an_archive_and_back(browse: Browse, ask_for: AskFor) -> None:
    """Every view takes the place of the one before."""
    (top,) = await ask_for(browse.categories)
    (physics,) = await ask_for(browse.turned, pressed(top, "physics"))
    (again,) = await ask_for(browse.turned, pressed(physics, "All categories"))
    assert told(physics)[0] == "physics Physics · 22 categories"
    assert told(again) == told(top)
    assert again.manner is Manner.INSTEAD


@pytest.mark.parametrize("archive", ACTIVE)
async def test_every_archive_can_be_walked_and_followed(
    browse: Browse, ask_for: AskFor, archive: str
) -> None:
    """No button is refused by a platform or said twice; each follows a rule."""
    (view,) = await ask_for(browse.categories, archive)
    pages = [view]
    while "›" in dict(buttons(pages[-1])):
        pages += await ask_for(browse.turned, pressed(pages[-1], "›"))
    followed = []
    for page in pages:
        assert len(page.actions) <= 7
        assert all(len(row) <= 5 and all(map(checked, row)) for row in page.actions)
        assert len({data for _, data in buttons(page)}) == len(buttons(page))
        followed += [label for label, data in buttons(page) if data.startswith("1:follow:")]
    assert [name for name in followed if " " not in name] == list(ARCHIVES[archive].categories)
    assert all(parse_rules(name.rpartition(" ")[2])[0].categories for name in followed)


@pytest.mark.parametrize(
    ("words", "shown", "above"),
    [
        ("cs.CV", "cs.CV", ("cs Computer Science", "1:cats:=cs")),
        ("math.IT", "cs.IT", ("cs Computer Science", "1:cats:=cs")),
        ("alg-geom", "math.AG", ("math Mathematics", "1:cats:=math")),
        ("hep-th", "hep-th", ("All categories", "1:cats")),
    ],
)
async def test_one_category_is_shown_with_the_way_up(
    browse: Browse, ask_for: AskFor, words: str, shown: str, above: tuple[str, str]
) -> None:
    """Under its canonical name; a small archive is its only category."""
    (view,) = await ask_for(browse.categories, words)
    assert buttons(view) == [(shown, f"1:follow:={shown}"), above]


async def test_words_look_through_names(browse: Browse, ask_for: AskFor) -> None:
    """In either language, whichever is spoken; an archive among them opens."""
    for words, language in (("Vision", "zh"), ("计算机视觉", "en"), ("vision", "en")):
        (view,) = await ask_for(browse.categories, words, language=language)
        assert told(view)[0].startswith(f"{words} · 1 ")
        assert buttons(view)[0] == ("cs.CV", "1:follow:=cs.CV")
    (economics,) = await ask_for(browse.categories, "economics")
    assert buttons(economics)[0] == ("econ", "1:cats:=econ")


async def test_what_is_found_comes_by_pages_too(browse: Browse, ask_for: AskFor) -> None:
    """Also for words that no button holds."""
    for words in ("and", "and " * 19):
        (view,) = await ask_for(browse.categories, words)
        assert len(view.lines) == 10
        (second,) = await ask_for(browse.turned, pressed(view, "›"))
        assert told(second)[0] == told(view)[0]
        assert told(second)[1] != told(view)[1]
    assert told(view)[0].startswith("and and and and and and and and and and… · ")


async def test_what_is_mistyped_is_answered_with_the_nearest(
    browse: Browse, ask_for: AskFor
) -> None:
    """A button each, which opens it; nonsense is refused."""
    (view,) = await ask_for(browse.categories, "maths")
    assert told(view) == ["There is no category 'maths'. Did you mean math, math-ph, math.DS?"]
    assert buttons(view) == [
        ("math Mathematics", "1:cats:=math"),
        ("math-ph Mathematical Physics", "1:cats:=math-ph"),
        ("math.DS Dynamical Systems", "1:cats:=math.DS"),
    ]
    (opened,) = await ask_for(browse.turned, pressed(view, "math Mathematics"))
    assert told(opened)[0] == "math Mathematics · 32 categories"
    with pytest.raises(Refusal, match=r"There is no category 'zzzz'\."):
        await ask_for(browse.categories, "zzzz")


async def test_a_button_whose_words_were_forgotten_says_so(browse: Browse, ask_for: AskFor) -> None:
    """It is asked for anew."""
    with pytest.raises(Refusal, match="too old"):
        await ask_for(browse.turned, "00ff00ff00ff00ff:2")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.one_of(
        st.text(st.characters(codec=None), max_size=4096),
        st.lists(st.sampled_from(["and", "a", "学", "cs.", "=", ":", "'", "{x}", "1"])).map(
            " ".join
        ),
    ),
    language=st.sampled_from(["en", "zh"]),
)
async def test_whatever_is_written_gets_a_kind_answer(
    browse: Browse, ask_for: AskFor, words: str, language: str
) -> None:
    """A view, or a refusal that can be said in the chat's language."""
    for run in (browse.categories, browse.turned):
        try:
            assert all(map(dump, await ask_for(run, words, language=language)))
        except Refusal as refusal:
            said = Wording(language, BERLIN).told(refusal)
            assert len(said) < 400
