"""TeX in titles, names and abstracts becomes plain text; nothing raises, and no word is lost."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.tex import as_abstract, as_text, plain
from storage.text import UNSPEAKABLE, one_line

# Control sequences, as TeX knows them: their names are no words of the text.
CONTROL = re.compile(r"\\(?:(?:begin|end)\{[a-z]+\*?\}|[A-Za-z]+\*?|.)", re.DOTALL)
WORD = re.compile(r"[^\W_]+")

UNTIMED = settings(deadline=None)  # the first example waits until pylatexenc is loaded

ABSTRACT = (
    r"Erd\H{o}s and R\'enyi showed ``it'' for graphs with $n$ vertices --- see \cite{er60} ---"
    r" and $O(n \log n)$ edges. We \textbf{improve} this by 33\% for $d \geq 3$ and $T_c$. "
) * 8


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"Stanis{\l}aw \'Swierczewski", "Stanisław Świerczewski"),
        (r"Paul Erd\H{o}s, Erd\H os", "Paul Erdős, Erdős"),
        (r"M\"uller, M{\"u}ller, M\"{u}ller", "Müller, Müller, Müller"),
        (r"Isah{\'\i}, Mart\'{\i}nez, na\"\i ve", "Isahí, Martínez, naïve"),
        (r"Fran\c{c}ois, \c Sahin, Vi\d{\^e}t", "François, Şahin, Việt"),
        (
            r"K\o benhavn, \O{}rsted, Stra\ss e, \AA ngstr\"om",
            "København, Ørsted, Straße, Ångström",
        ),
        (r"\'{ab}c \' e \' {e}", "ábc é é"),
        (r"Painlev\\é, Painlev\\'e, Stanis{\ł}awa", "Painlevé, Painlevé, Stanisława"),
        (r"don\'t say \"quoted\" or \'5 or \v 5", "don't say \"quoted\" or '5 or \\v 5"),
        (r"2\^{}n, \~{}x, end \'", "2^n, ~x, end '"),
        ("{\\'}\\' \\i", "'í"),
    ],
)
def test_accents_and_letters_are_decoded(raw: str, text: str) -> None:
    """In every way that authors write them, and some in which they should not."""
    assert plain(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"\textbf{x} \emph{y} ({\it z}) {\bf\'e}", "x y (z) é"),
        (
            r"AT\&T, 33\%, 100% better, \$5, a\_b, \#1, \{x\}",
            "AT&T, 33%, 100% better, $5, a_b, #1, {x}",
        ),
        (r"a\,b\ c\-d\\e \par f", "a b cd e f"),
        (r"\LaTeX is, \LaTeX{} is, \alpha helix, \S 3", "LaTeX is, LaTeX is, α helix, § 3"),
        (r"CO\textsubscript{2}, x\textsuperscript{\textregistered}", "CO₂, x®"),
        (r"\textsuperscript x", r"\textsuperscript x"),
        (
            r"\frac{1}{2} \mathbb{R}^n 10^{-5} x_{i,j} \hat{x} \hat y",
            "1/2 ℝ^n 10⁻⁵ x_{i,j} x\u0302 \\hat y",
        ),
        (r"\frac x, \frac{a}", r"\frac x, a"),
        (r"\textcolor{red}{x}y \color x \label{eq:1}z", r"xy \color x z"),
        (r"a\footnote{see b} c\thanks x", r"a (see b) c\thanks x"),
        (r"\begin{itemize}\item a \item[(b)] c\end{itemize} [d]", "• a (b) c [d]"),
        (r"\verb|a_b$c| x", "a_b$c x"),
        ("\\", "\\"),
    ],
)
def test_macros_outside_formulas_give_their_text(raw: str, text: str) -> None:
    """Styles are dropped, signs are printed, and what only the typesetter reads is left out."""
    assert plain(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (
            r"\cite{a,b} \citep[p. 3]{knuth} \cite x \cite[a]",
            r"[a,b] [p. 3, knuth] \cite x \cite[a]",
        ),
        (r"Fig.~\ref{fig:1} and Eq.~\eqref{e}", "Fig. fig:1 and Eq. e"),
        (r"\url{http://x.y/~z--w_1%20}", "http://x.y/~z--w_1%20"),
        ("http://x.y/~z--w, www.x.y/~z", "http://x.y/~z--w, www.x.y/~z"),
        (r"\href{https://a.b/c\_d}{the \emph{code}}", "the code (https://a.b/c_d)"),
        (r"\href{https://a.b}{https://a.b}", "https://a.b"),
        (r"$\href{https://a.b/c--d}{here}$", "here (https://a.b/c--d)"),
        (r"\href{a} \href", r"a \href"),
    ],
)
def test_references_and_addresses_keep_their_argument(raw: str, text: str) -> None:
    """Nothing in an address is taken for TeX."""
    assert plain(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (r"an $O(n \log n)$ bound for $T_c$", "an O(n log n) bound for $T_c$"),
        (r"\(x^2\) \[ y_1 \] $$z = 1$$", "x² y₁ z = 1"),
        (r"\begin{equation} a=b \end{equation}", "a=b"),
        (r"\begin{align*} a&=b \end{align*}", r"\begin{align*} a&=b \end{align*}"),
        (r"\ensuremath{\alpha}-helix", "α-helix"),
        (r"CO$_2$, $^{13}$C, $\sim$9k, 3$\,$K", "CO₂, ¹³C, ∼9k, 3 K"),
        (r"x\\$y$", "x y"),
        ("costs $5 and $10, or $100 million and $n$", "costs $5 and $10, or $100 million and n"),
        ("a lone $ here, and a $ there", "a lone $ here, and a $ there"),
        ("a lone $ before $n$", "a lone $ before n"),
        (r"\(unclosed, \[unclosed", r"\(unclosed, \[unclosed"),
        (r"$a \text{if $b$} c$", r"$a \text{if $b$} c$"),
        ("$T_c$ \n of $a\n_c$", "$T_c$ of $a _c$"),
    ],
)
def test_a_formula_is_converted_whole_or_kept_whole(raw: str, text: str) -> None:
    """And a dollar that is money, or alone, is no formula."""
    assert plain(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("``quoted'' -- dash---em ---- rule", "“quoted” – dash—em ---- rule"),
        ("Dr.~X, 10~GeV, a~b", "Dr. X, 10 GeV, a b"),
        ("~50, (~10), 3~5", "~50, (~10), 3~5"),
        ("stray } and { brace \\'e", "stray } and { brace é"),
        ("{Bayes} in {0,1}^n and {{{GAN}}}", "Bayes in {0,1}^n and GAN"),
        (r"\foo{bar}, \ours is, C:\dir\2", r"bar, \ours is, C:\dir\2"),
        ("a < b and <b>c</b> & d # e_f^g", "a < b and <b>c</b> & d # e_f^g"),
        ("中文 ω é", "中文 ω é"),
        ("中文 ω \\'e \U000f0000", "中文 ω é \U000f0000"),
        ("  two\n lines\x00 \ud800", "two lines"),
    ],
)
def test_what_only_looks_like_tex_survives(raw: str, text: str) -> None:
    """Typewriter habits become typography; unknown macros and stray braces stay."""
    assert plain(raw) == text


def test_the_raw_text_is_kept_as_received() -> None:
    """Both readings stand side by side."""
    raw = " Erd\\H{o}s\n  numbers "
    assert as_text(raw).raw == as_abstract(raw).raw == raw
    assert as_text(raw).plain == "Erdős numbers"


def test_an_abstract_keeps_its_paragraphs() -> None:
    """Also those within which a formula is broken over lines."""
    raw = "We show\n$$\n  x = y\n$$ for\nall.\n  Second \\emph{one}."
    assert as_abstract(raw).plain == "We show x = y for all.\nSecond one."


def test_text_without_tex_marks_is_only_cleaned() -> None:
    """The fast path: no parser, the same white space rules."""
    assert plain(" A  `title', 50% off (x_1)\n") == "A `title', 50% off (x_1)"


@pytest.mark.parametrize("raw", ["{" * 5_000_000, r"\'e " * 10_000])
def test_text_too_long_for_an_abstract_is_only_cleaned(raw: str) -> None:
    """Hostile input costs no more than its white space."""
    assert plain(raw) == one_line(raw)


@pytest.mark.parametrize(
    "raw", ["{" * 9_000 + "}" * 9_000, r"\'" * 9_000 + "e", r"\cite{" * 3_000 + "}" * 3_000]
)
def test_text_nested_too_deep_is_only_cleaned(raw: str) -> None:
    """It would overflow the stack; so it stays as it came."""
    assert plain(raw) == raw


@pytest.mark.parametrize(
    "piece", ["{", "\\", "$", "\\[", "\\(", "\\'", "{a,", "_{", "\\cite{", "$ "]
)
def test_repetition_is_read_in_bounded_time(piece: str) -> None:
    """No pattern runs away on input of the greatest length that is read at all."""
    raw = piece * (20_000 // len(piece))
    started = time.perf_counter()
    plain(raw)
    assert time.perf_counter() - started < 10


def test_a_hundred_abstracts_take_no_time() -> None:
    """About 2 ms each with TeX in every sentence; a slow and busy machine is given more."""
    plain(ABSTRACT)
    started = time.perf_counter()
    for number in range(100):
        plain(f"{number} {ABSTRACT}")
    assert time.perf_counter() - started < 5


def folded(text: str) -> str:
    """*text* without accents and forms: what a word is told by."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("ı", "i")


def assert_no_word_is_lost(raw: str) -> None:
    """Every run of letters and digits outside control sequences stands in both readings."""
    for text in (plain(raw), as_abstract(raw).plain):
        missing = [w for w in WORD.findall(CONTROL.sub(" ", raw)) if folded(w) not in folded(text)]
        assert not missing, (raw, text, missing)


WORDS = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=8)
MACROS = (
    r"\'e", r"\"u", r"{\l}", r"\H{o}", r"\c c", r"\v S", r"\'{\i}", r"\ss{}", r"\&", r"\%", r"\$",
    r"\_", r"\#", "\\\\", r"\,", r"\ ", r"\ours", r"\LaTeX{}", r"\alpha", r"\item", "~", "--",
    "---", "``", "''", "%", "{", "}", "$", "[", "]", "^", "_", "<", "@", " ", "",
)  # fmt: skip
WRAPPERS = (
    r"\emph{*}", r"\textbf{*}", r"{\it *}", "{*}", r"\foo{*}", r"\cite{*}", r"\cite[*]{k}",
    r"\ref{*}", r"\url{*}", r"\href{*}{t}", r"\href{u}{*}", r"\footnote{*}",
    r"\textsuperscript{*}", r"\frac{*}{2}", r"\item[*]", "$*$", "$*^2$", "$x_{*}$",
    r"$\mathbb{*}$", r"$\text{*}$", r"$\frac{*}{n}$", r"$\sqrt{*}$", r"$\log *$", r"\(*\)",
    r"\[*\]", "$$*$$", r"\begin{equation}*\end{equation}", r"\ensuremath{*}", "https://a.b/*",
    r"\'{*}", r"\verb!*!",
)  # fmt: skip
WRAPPED = st.tuples(st.sampled_from(WRAPPERS), WORDS).map(
    lambda pair: pair[0].replace("*", pair[1])
)
TEX = st.lists(st.one_of(WORDS, st.sampled_from(MACROS), WRAPPED, st.just(" ")), max_size=20).map(
    "".join
)


@UNTIMED
@given(TEX)
def test_no_word_is_lost_among_macros_and_formulas(raw: str) -> None:
    """Whatever stands around it."""
    assert_no_word_is_lost(raw)


@UNTIMED
@given(st.text("\\${}[]^_~%'`\"-ab1 é\n&#.,", max_size=40))
def test_no_word_is_lost_in_broken_tex(raw: str) -> None:
    """Unbalanced, misspelt, nonsensical: the words stay."""
    assert_no_word_is_lost(raw)


@UNTIMED
@given(st.text(st.characters()))
def test_any_text_is_read_without_an_error_and_without_control_characters(raw: str) -> None:
    """Lone surrogates and NULs among them."""
    text = plain(raw)
    assert not UNSPEAKABLE.search(text)
    assert text == one_line(text)


@UNTIMED
@given(st.text(st.characters(exclude_characters="\\${}~`'-")))
def test_plain_text_is_left_alone(raw: str) -> None:
    """Reading it once more changes nothing."""
    assert plain(raw) == one_line(raw)
    assert plain(plain(raw)) == plain(raw)


def test_real_records_lose_no_word(recorded: Path) -> None:
    """The reference pipeline's day: titles, abstracts and names."""
    for file in sorted((recorded / "ancestor").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            for raw in (record["title"], record["summary"], *record["authors"]):
                assert_no_word_is_lost(raw)
