"""Formulas become Unicode where all of them can, and stay TeX where they cannot."""

from __future__ import annotations

import pytest

from adapters.formulas import Unconvertible, accented, lettered, signs, small, unicode_formula


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\alpha", "α"),
        ("n^2", "n²"),
        ("x_i", "xᵢ"),
        (r"O(n \log n)", "O(n log n)"),
        ("10^{-5}", "10⁻⁵"),
        (r"\mathbb{R}^3", "ℝ³"),
        (r"\mathbb{1}", "𝟙"),
        (r"\rho\simeq 0.2-0.8", "ρ≃0.2-0.8"),
        (r"\times", "×"),
        (r"\mathcal{O}(1)", "𝒪(1)"),
        (r"{\cal N}=4", "𝒩=4"),
        (r"\mathsf{PSPACE}", "PSPACE"),
        (r"\text{for all }x", "for all x"),
        (r"\textbf{GCD latent space}", "GCD latent space"),
        (r"5\,{\rm GeV}/c^2", "5 GeV/c²"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        ("1{,}000", "1,000"),
        ("x''", "x′′"),
        (r"25\%", "25%"),
        ("-36.6", "-36.6"),
        (r"\text{5--10}", "5–10"),
        (r"C^{*}(G) \ge M_\odot", "C*(G) ≥ M⊙"),
        (r"K^{*0}\to\pi^\pm", "K*⁰→π±"),
        (r"-5^\circ C", "-5°C"),
        (r"A^\top", "Aᵀ"),
        (r"x^{\phi}", "xᵠ"),
        (r"a\equiv b \pmod{n}", "a≡b (mod n)"),
        (r"\left(\frac{2n}{3n-1}\right)", "(2n/(3n-1))"),
        (r"\left. x \right|", "x |"),
        ("α,~0<β", "α, 0<β"),
        (r"\ρ>0", "ρ>0"),
        (r"3 \! 4", "3 4"),
        (r"\,", " "),
    ],
)
def test_a_formula_whose_every_part_has_a_sign_becomes_unicode(body: str, text: str) -> None:
    """Letters, symbols, scripts, styles and fractions are read as mathematicians read them."""
    assert unicode_formula(body) == text


@pytest.mark.parametrize(
    "body",
    [
        "T_c",  # Unicode has no small c below the line
        "n^{1/2}",
        "x_{i,j}",
        "x^{y^2}",
        r"\foo",
        r"\sqrt[3]{x}",
        r"\binom{n}{k}",
        r"\hat{xy}",
        r"\hat{2}",
        r"a & b \\ c",
        "a # b",
        "{x",
        "x}",
        "x^",
        "x_{}^{",
        r"\frac{1}",
        r"\frac{\frac{1}{2}}{3}",
        r"\operatorname x",
        "plain words",
        " ",
        "{}",
    ],
)
def test_a_formula_with_a_part_that_has_no_sign_stays_as_it_is(body: str) -> None:
    """One part without a sign, or broken TeX, and the whole formula stays TeX."""
    assert unicode_formula(body) is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"n\log n", "n log n"),
        (r"\log\log n", "log log n"),
        (r"\log_2 n", "log₂ n"),
        (r"\log_2n", "log₂ n"),
        (r"\sin^2x", "sin² x"),
        (r"(n)\log(n)", "(n) log(n)"),
        (r"\operatorname{argmax}_i f", "argmaxᵢ f"),
        (r"\operatorname*{argmax} f", "argmax f"),
        (r"n \bmod 2", "n mod 2"),
        (r"2^{\log n}", "2ˡᵒᵍⁿ"),
    ],
)
def test_the_name_of_a_function_never_runs_into_a_letter(body: str, text: str) -> None:
    """TeX sets a thin blank beside `log`; plain text needs a real one."""
    assert unicode_formula(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\geq 0.5", "≥ 0.5"),
        (r"\lesssim 10", "≲10"),
        ("π= 1/2", "π = 1/2"),
        (r"0 \le α, β\le 1/8", "0 ≤ α, β ≤ 1/8"),
        (r"a \le\alpha", "a ≤ α"),
        (r"3 \times 3", "3 × 3"),
        (r"u = \nabla f", "u = ∇f"),
        (r"x \not\in A", "x ∉ A"),
        (r"a\not=b", "a≠b"),
        (r"\langle x, y \rangle", "⟨x, y⟩"),
        (r"x ^ 2", "x²"),
        ("d=3", "d=3"),
    ],
)
def test_blanks_are_those_that_the_author_meant(body: str, text: str) -> None:
    """The blank that ends a macro's name means nothing, unless one stands before it too."""
    assert unicode_formula(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\frac12", "1/2"),
        (r"\frac{1}{2} + x", "1/2 + x"),
        (r"\frac{1}{\sqrt{n}}", "1/√n"),
        (r"\frac{\log n}{n}", "(log n)/n"),
        (r"\frac{\pi^2}{6}", "π²/6"),
        (r"\sqrt{2n}", "√(2n)"),
        (r"2\frac{1}{2}", None),
        (r"\frac{1}{2}x", None),
        (r"\frac{1}{2}\alpha", None),
        (r"\frac{1}{2}(x+y)", None),
        (r"(x)\frac{1}{2}", None),
    ],
)
def test_a_fraction_that_would_read_as_another_stays_tex(body: str, text: str | None) -> None:
    """`1/2x` and `21/2` say something else than what was meant."""
    assert unicode_formula(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\hat{x}_i", "x\u0302ᵢ"),
        (r"\tilde O(n)", "Õ(n)"),
        (r"\dot{M}", "Ṁ"),
        (r"\overline{\mathcal{M}}", "ℳ\u0304"),
        (r"\vec{k}", "k\u20d7"),
    ],
)
def test_an_accent_stands_on_one_letter(body: str, text: str) -> None:
    """Accents of mathematics are combined with the letter they belong to."""
    assert unicode_formula(body) == text


def test_formulas_nested_thousands_deep_stay_tex() -> None:
    """Neither braces nor accents overflow the stack."""
    assert unicode_formula("{" * 5000 + "}" * 5000) is None
    assert unicode_formula(r"\hat" * 5000 + "x") is None


def test_the_signs_are_those_of_tex() -> None:
    """Known names print their sign; dates and names that authors give themselves are none."""
    known = signs()
    assert (known["le"], known["ss"], known["coloneqq"], known["log"]) == ("≤", "ß", "≔", "log")
    assert {"today", "fun", "house", "begin"}.isdisjoint(known)


def test_letters_take_accents_and_alphabets() -> None:
    """A code point of its own where Unicode has one, and what is no letter stays."""
    assert accented("H", "o") == "ő"
    assert lettered("Bbb", "R+1") == "ℝ+1"
    assert lettered("frak", "g中") == "𝔤中"


def test_a_script_is_whole_or_refused() -> None:
    """What has no small sign is named in the error."""
    assert small("super", "2+n") == "²⁺ⁿ"
    assert small("sub", "⊙") == "⊙"
    with pytest.raises(Unconvertible, match="c"):
        small("sub", "c")
