from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.formula import typeset, typeset_abstract, typeset_plain
from adapters.files.mathml import ATTRIBUTES, ELEMENTS, Inexpressible, mathml


def inner(tex: str, display: str = "inline") -> str:
    """The MathML of *tex* without its outermost elements."""
    text = str(mathml(tex, display))
    return text.removeprefix(f'<math display="{display}"><mrow>').removesuffix("</mrow></math>")


class Seen(HTMLParser):
    """Which elements and attributes a piece of HTML has."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the names."""
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)


def assert_harmless(html: str) -> None:
    """Only allowed elements and attributes, however a browser reads it."""
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert seen.elements <= ELEMENTS | {"code"}
    assert seen.attributes <= set(ATTRIBUTES) | {"class"}


def test_a_formula_becomes_mathml() -> None:
    """Between dollars, doubled dollars, parentheses and brackets; the text around is escaped."""
    html = typeset(r"If $a<b$ & \(c\), then \[d\] $$e$$.")
    assert html.startswith('If <math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi>')
    assert "</math> &amp; <math" in html
    assert html.count('display="block"') == 2
    assert html.endswith("</math>.")


def test_tex_around_formulas_is_read() -> None:
    """Accents and commands as in the plain text, also where they reach around a formula."""
    assert (
        typeset(r"G\"odel's $x$")
        == 'Gödel&#39;s <math display="inline"><mrow><mi>x</mi></mrow></math>'
    )
    html = typeset(r"\textbf{about $x$ itself}")
    assert html.startswith("about <math")
    assert html.endswith("</math> itself")


def test_money_is_no_formula() -> None:
    """Two prices are not a formula between them."""
    assert typeset("from $5 to $10") == "from $5 to $10"


def test_what_cannot_be_converted_stays_as_it_is_written() -> None:
    """A macro of the author's own, a definition, a broken formula, one that is too long."""
    assert typeset(r"the $\Foo_n$") == r'the <code class="tex">$\Foo_n$</code>'
    assert typeset_plain(r"$\left( x$") == r'<code class="tex">$\left( x$</code>'
    for tex in (r"\def\a{\a\a}\a", r"\frac", r"x_", "{" * 1_500, r"\begin{array}x", "x" * 3_000):
        with pytest.raises(Inexpressible):
            mathml(tex, "inline")


def test_a_formula_that_is_only_a_link_is_read_as_text() -> None:
    """Where the plain text has no TeX left, that is shown."""
    html = typeset(r"$\href{https://example.org}{here}$")
    assert "code" not in html
    assert "here" in html
    assert "<a" not in html


def test_summaries_are_plain_but_for_formulas() -> None:
    """Tildes and dashes of a sentence mean themselves."""
    html = typeset_plain("3~5 -- <b> and $x^2$")
    assert html.startswith("3~5 -- &lt;b&gt; and <math")
    assert "<msup>" in html


def test_an_abstract_comes_by_paragraphs() -> None:
    """ArXiv's way of marking them; an empty abstract has none."""
    assert typeset_abstract("One\nline.\n  $x$ two.") == (
        "One line.",
        '<math display="inline"><mrow><mi>x</mi></mrow></math> two.',
    )
    assert typeset_abstract(" ") == ()


def test_the_sign_that_keeps_a_place_is_not_taken_from_the_text() -> None:
    """A sign of private use in foreign text shifts no formula."""
    html = typeset("a\ue000b $x$")
    assert html.startswith("ab <math")


def test_a_text_beyond_all_reason_is_shown_as_it_is() -> None:
    """No formula is looked for in what no abstract is."""
    assert "<math" not in typeset("$x$ " * 20_000)


def test_a_reader_that_loses_a_formula_is_noticed() -> None:
    """A label swallows what stands in it; the text is then shown as it is read alone."""
    assert "x" in typeset(r"\cite{$x$}")
    assert typeset(r"\label{$x$} y") == "y"


def test_functions_stand_apart() -> None:
    """A thin blank where letters would meet, none beside an operator."""
    assert inner(r"n\log n") == (
        '<mi>n</mi><mspace width="0.167em" /><mi>log</mi><mspace width="0.167em" /><mi>n</mi>'
    )
    assert "mspace" not in inner(r"\log(n)")
    assert inner(r"\log^2 n").count("mspace") == 1
    assert "mspace" not in inner(r"x_{\log}")


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        (r"\mathbf{xy}", "<mi>𝐱</mi><mi>𝐲</mi>"),
        (r"\mathcal{LP}", "<mi>ℒ</mi><mi>𝒫</mi>"),
        (r"\mathsf{P}", "𝖯"),
        (r"\boldsymbol{\alpha}", "𝜶"),
        (r"\mathrm{d}", '<mi mathvariant="normal">d</mi>'),
        (r"\mathbb{R}", "ℝ"),
        (r"\mathbf{é}", "é"),
        (r"x \sim y", "<mo>∼</mo>"),
        (r"\α", "<mi>α</mi>"),
        (r"\\alpha", "<mi>α</mi>"),
        (r"\begin{matrix}a\\bc\end{matrix}", "<mtr><mtd><mi>b</mi></mtd>"),
    ],
)
def test_letters_take_the_signs_of_their_alphabet(tex: str, letters: str) -> None:
    """Browsers know no `mathvariant`; and a backslash too many is forgiven."""
    assert letters.removesuffix("</mtd>") in inner(tex)


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&#x3c;script&#x3e;}",
        r"\href{javascript:alert(1)}{x}",
        r"\class{a}{x} \style{background:url(https://example.org)}{y}",
        r"\color{red\" onclick=\"alert(1)}{x}",
        r"\hspace{99em}x\hspace{-9em}",
        r"\rule{9em}{9em}",
        r"\textcolor{url(x)}{y}",
        r"\unicode{x3c}",
        "\\text{\x1b\x00}",
        r"\fbox{x}",
        r"\raise{99em}{x}",
    ],
)
def test_hostile_formulas_are_inert(tex: str) -> None:
    """No element, attribute or length beyond the allow-list comes through."""
    html = typeset(f"${tex}$")
    assert_harmless(html)
    assert "<script" not in html
    assert "99em" not in html
    assert "\x1b" not in html


@given(st.text(alphabet=r"$\{}^_&#%~'\"()[]<>ab1 xyα" "\n", max_size=60))
def test_any_text_is_harmless(text: str) -> None:
    """Nothing raises, and nothing but formulas is marked up."""
    assert_harmless(typeset(text))
    assert_harmless(typeset_plain(text))


COMMANDS = re.findall(
    r"\S+",
    r"\frac \sqrt \left \right \begin{matrix} \end{matrix} \text{a} \mathbf \hspace \color \not"
    r" \xrightarrow \binom \genfrac \sideset \skew \operatorname{x} \substack \big \limits \raise"
    r" \mathchoice \smash \middle \prescript \tag{1} { } [ ] ( ) ^ _ ' & \\ 1 x 2em . |",
)


@given(st.lists(st.sampled_from(COMMANDS), max_size=8))
def test_any_formula_is_expressed_or_not(pieces: list[str]) -> None:
    """The converter's many errors come out as one."""
    try:
        html = mathml(" ".join(pieces), "inline")
    except Inexpressible:
        return
    assert_harmless(html)
