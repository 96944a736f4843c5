"""Citations that BibTeX reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.citations import bibtex
from adapters.tex import as_text
from tests.adapters.files.samples import authors, paper


def field(name: str, text: str) -> str:
    """What an entry says in the field *name*, nothing where it has none."""
    found = re.search(rf"^  {name} = {{(.*)}},$", text, re.MULTILINE)
    return found[1] if found else ""


def titled(raw: str) -> str:
    """The title *raw* as it is cited, without its two braces."""
    return field("title", bibtex(paper(raw))).removeprefix("{").removesuffix("}")


def named(*names: str) -> str:
    """The authors as they are cited."""
    return field("author", bibtex(paper(authors=authors(*names))))


def test_a_paper_is_an_entry_with_its_eprint() -> None:
    """As arXiv writes it, with what the authors told of its publication."""
    cited = paper(
        "Any4D: 4D Reconstruction of $x_1$",
        authors=authors("Jay Karhade", 'Jakob G\\"unther'),
        submitted=datetime(2024, 12, 31, 23, tzinfo=UTC),
        journal_ref=r"Phys.\ Rev. {\bf 76}, 3 & 4",
        doi="10.1/a_b 10.2/c",
    )
    assert bibtex(cited) == (
        "@misc{karhade2024any4d,\n"
        "  title = {{Any4D: 4D Reconstruction of $x_1$}},\n"
        "  author = {Jay Karhade and Jakob Günther},\n"
        "  year = {2024},\n"
        "  eprint = {2512.00001},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CV},\n"
        "  journal = {Phys.\\ Rev. {\\bf 76}, 3 \\& 4},\n"
        "  doi = {10.1/a_b},\n"
        "  url = {https://arxiv.org/abs/2512.00001},\n"
        "}\n"
    )


def test_what_is_not_known_is_left_out() -> None:
    """The year is then that of the identifier."""
    text = bibtex(paper("The", id="hep-th/9901001", authors=(), categories=("hep-th",)))
    assert text.startswith("@misc{arxiv1999,\n")
    assert field("eprint", text) == "hep-th/9901001"
    assert not {"author", "journal", "doi"} & set(re.findall(r"^  (\w+) =", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("raw", "cited"),
    [
        (r"50\% of $\alpha_1$ and 50% more", r"50\% of $\alpha_1$ and 50\% more"),
        ("R_1 & R#2, $5 or $10", r"R\_1 \& R\#2, \$5 or \$10"),
        ("N^2", r"N\textasciicircum{}2"),
        (r"G\"odel's \emph{proof}", r"G\"odel's \emph{proof}"),
        ("in\n  two lines", "in two lines"),
        (r"$\{a\}$ in \{text\}", r"$\lbrace a\rbrace $ in \textbraceleft{}text\textbraceright{}"),
        ("a } and {{b} c", r"a \textbraceright{} and \textbraceleft{}{b} c"),
        (r"$a_{1$ open", r"$a_\lbrace 1$ open"),
        ("ends in \\", r"ends in \textbackslash{}"),
        ("\u202eturned", "turned"),
    ],
)
def test_a_title_keeps_its_tex_and_nothing_that_breaks_it(raw: str, cited: str) -> None:
    """What is no TeX is escaped; a brace without a partner is written out."""
    assert titled(raw) == cited


@pytest.mark.parametrize(
    ("name", "cited"),
    [
        ("John Smith Jr.", "Smith, Jr., John"),
        ("Plato Jr", "Plato Jr"),
        ("Vincent van Gogh", "Vincent van Gogh"),
        ("ATLAS Collaboration", "{ATLAS Collaboration}"),
        ("Sand and Sons", "{Sand and Sons}"),
        ("Smith, John", "{Smith, John}"),
    ],
)
def test_names_are_not_taken_apart(name: str, cited: str) -> None:
    """Into two authors, or at the wrong place."""
    assert named(name) == cited


def test_signs_in_names_are_escaped() -> None:
    """A name is no TeX any more when it is cited."""
    odd = as_text("A % {B")
    assert field("author", bibtex(paper(authors=(odd,)))) == r"A \% \textbraceleft{}B"


@pytest.mark.parametrize(
    ("name", "title", "key"),
    [
        ("Łukasz Øre-Strauß", "On the Œuvre", "orestrauss2025oeuvre"),
        ("José Núñez III", "A 3D-World", "nunez20253d"),
        ("王伟", "水", "arxiv2025"),
    ],
)
def test_a_key_can_be_typed_anywhere(name: str, title: str, key: str) -> None:
    """Family name, year, first word that says something."""
    text = bibtex(paper(title, authors=authors(name)))
    assert text.startswith(f"@misc{{{key},\n")


def depths(text: str) -> list[int]:
    """How deep in braces BibTeX is after each sign; a backslash changes nothing for it."""
    depth, found = 0, []
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        found.append(depth)
    return found


@given(st.text(alphabet=st.sampled_from("\\{}$%#&_^~a1 \n'\"-()[]\x00\u2028é")), st.text())
def test_no_title_and_no_name_breaks_out_of_its_field(raw: str, name: str) -> None:
    """Braces are in pairs, whatever was received, and only the last of them ends the entry."""
    cited = paper(raw, authors=authors(name), journal_ref=raw, doi=raw)
    text = bibtex(cited)
    within = depths(text[: text.rindex("}")])
    start = text.index("{")
    assert min(within[start:]) == 1
    assert within[-1] == 1
