from __future__ import annotations

import pytest

from adapters.telegram.render import rendered
from adapters.views import Detail, Item, Line, Span, Style, View, ViewKind
from tests.adapters.anything import line
from tests.adapters.telegram.accepting import marked, taken

ABSTRACT_PAGE = "https://arxiv.org/abs/2512.10863"


@pytest.mark.parametrize(
    ("span", "entities"),
    [
        (Span("x", Style.BOLD, ABSTRACT_PAGE), [("bold", "x"), (ABSTRACT_PAGE, "x")]),
        (Span("x", Style.ITALIC), [("italic", "x")]),
        (Span("x", Style.CODE), [("code", "x")]),
        (Span("x", Style.CODE, ABSTRACT_PAGE), [(ABSTRACT_PAGE, "x")]),
        (Span("x", Style.CODE, "mailto:a@b.org"), [("code", "x")]),
        (Span("x", link="HTTPS://arxiv.org"), [("https://arxiv.org/", "x")]),
        (Span("x", link="https://a.org?a=1&b='"), [("https://a.org/?a=1&b='", "x")]),
        (Span("x", link="https://localhost/a"), []),
        (Span("x", link="https://a.org:99999/"), []),
        (Span("x", link="https://ada@a.org/"), []),
        (Span("x", link='https://a.org/"><b>'), []),
        (Span("x", link="https://a.org/a b"), []),
        (Span("x", link=f"https://a.org/{'a' * 3000}"), []),
        (Span("x", link="tg://user?id=1"), []),
        (Span(" ", Style.BOLD, ABSTRACT_PAGE), []),
        (Span("\u200b", Style.BOLD, ABSTRACT_PAGE), []),
    ],
)
def test_spans_have_their_style_and_link(span: Span, entities: list[tuple[str, str]]) -> None:
    """A link that Telegram would not take, and the markup of nothing, fall away."""
    assert marked(taken(rendered(View(lines=(line("a", span, "b"),))))) == entities


@pytest.mark.parametrize(
    "text",
    [
        "p < 0.05",
        "a&b &lt; &amp;amp; &nbsp; &#60;",
        "<script>alert(1)</script>",
        "</b></a></blockquote>",
        '"><a href="https://evil.org">x</a>',
        r"$\mathcal{L}_{<x} \& \frac{a}{b}$ for $k \leq n$, ${a}^{<t}$",
        "视频空间智能的基准：1,106 个问题。",
        "👩‍🔬 𝔸𝕓𝕔 🏳️‍🌈 e\u0301",
        "x" * 4000,
    ],
)
def test_foreign_text_is_shown_as_it_is(text: str) -> None:
    """Wherever it stands, it makes no markup."""
    detail = Detail(label=text, text=text)
    item = Item(paper_id="1", title=text, link=ABSTRACT_PAGE, byline=text, details=(detail,))
    assert taken(rendered(View(lines=(line(text),)))).text == text
    if len(text) < 400:
        found = taken(rendered(View(kind=ViewKind.DIGEST, items=(item,))))
        assert found.text == f"{text}\n{text}\n{text} {text}"


def test_what_telegram_would_refuse_or_obey_is_cleaned() -> None:
    """Control signs, what turns the direction, halves of signs; blanks become plain ones."""
    told = "\0a\x1b[1m\u202eb\ud800 \u2066c\x85\ufeff\u2028d\r\n e"
    view = View(
        lines=(line(told),),
        items=(Item(paper_id="", title=told, link="", text=told, reason=told),),
        headings=((0, told), (1, told), (1, "\0")),
    )
    clean = "a[1mb c d e"
    assert taken(rendered(view)).text.split("\n") == [
        clean, "", clean, clean, "a[1mb c d", "e", clean, "", clean,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(lines=(Line(), line(" \n"), line(Span("\u200d\u2060", Style.BOLD)))),
        View(items=(Item(paper_id="", title="\u202e", link=ABSTRACT_PAGE),), headings=((0, ""),)),
        View(lines=(line("\u2800\u3164"),)),
    ],
)
def test_nothing_to_see_is_a_dot(view: View) -> None:
    """An empty message would be refused."""
    assert taken(rendered(view)).text == rendered(view).plain == "·"


def test_a_paper_without_a_title_keeps_its_number() -> None:
    """There is no link around nothing."""
    item = Item(paper_id="1", title="", link=ABSTRACT_PAGE, number=2, text="A model.")
    assert rendered(View(items=(item,))).html == "2. \nA model."
