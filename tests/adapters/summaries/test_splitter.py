"""Sentences: where an abstract is cut, and where it is not."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.summaries.extractive.splitter import split

# In each of these a bar stands where a sentence ends.
CASES = (
    "One sentence.",
    "It works.|We show it.",
    "Does it work?|Yes!|Good.",
    "Wait...|Are we sure?",
    "See Fig. 3 for it.|We use J. Smith and J. A. Smith as names.",
    "By Eq. (3) and Thm. A, it holds.|In Sec. II we show more.",
    "This is state of the art.|Deep learning rules.",
    "The answer is no.|However, No. 5 is alive.",
    "Images, texts, etc.|Existing methods fail.",
    "S. Mallat et al. (2014) say so.|We follow Yang et al.|The end.",
    "Published in Phys. Rev. Lett. 90, 123 (2003).|We extend it.",
    "Data from the U.S. Census are used, cf. Table 2.|Dr. Li vs. Prof. J.-L. Picard.",
    "Draws are i.i.d. Gaussian, i.e. normal w.r.t. the mean.|Then we stop.",
    "Let $f(x)=0. 5x$ be smooth.|$X$ is compact.|Then $x=3.$|We stop.",
    r"Let \(a. B\) hold.|Then \[c. D\] holds.",
    r"We solve \begin{align*} a. B. \end{align*}|Then \[\left(c\right. \] Is.|\[ D. \]|We stop.",
    "We have $$E=mc^2.$$|This is famous.",
    "It is shown in Chap. 4.|We like it, as in Phys. A: Math. Gen. 31 (1998).",
    "The St. Petersburg paradox.|Mt. Everest is high, as all know.",
    "Is it a.s. finite?|An r.v. is random w.p. 1, s.t. all is well.",
    "Stars with [Fe/H] < -2 are old.|[Fe/H] is low at 1 a.u. from the Sun.",
    'He asks "Why?" again.|"Because!" says another.|E-mail: a.b@c.org is his.',
    "It costs $5.|We pay $6.",
    "It is (in some sense. And so on) open.|(See below.)|We go on.",
    "It is 【odd) here.|We go on.",
    "Contributions: 1. We do this.|2. We do that.",
    "1. We do this.|2MASS data are used.",
    "Code is at https://x.org/a.b.|We use www.foo.com. daily.",
    "It is vitamin C.|We take it, E. coli does not.",
    "It uses DNA.|mRNA is good.|p-adic numbers are, e.g. t-norms are.",
    "1) We do it.|2) We do that, which converges a.s.|We prove it.",
    'He said "stop."|"Quoted" starts.',
    "A joined end.|We found one.",
    "An aside (as in a.b. or so).|Then more.",
    "The first para\ngoes on.|Next paragraph.",
    "A list\n|Begins here.",
    "Sound at 10 a.m. is loud . , or not.",
    "你好。|我们提出方法！|「好。」|结束",
    'Ends in a quote. "',
    "It is (.|Yes.",
)


@pytest.mark.parametrize("marked", CASES)
def test_a_sentence_ends_where_a_reader_would_end_it(marked: str) -> None:
    """Abbreviations, initials, formulas, brackets, lists and names are kept in one piece."""
    joined = marked.replace("\n|", "\n").replace("。|", "。").replace("！|", "！").replace("|", " ")
    assert "|".join(split(joined)) == marked.replace("\n|", "|")


def test_a_forgotten_blank_still_ends_a_sentence() -> None:
    """Authors forget the blank after a full stop; a clear opener tells."""
    assert split("It is closed.We propose more.") == ("It is closed.", "We propose more.")


def test_a_bracket_that_stays_open_for_long_was_never_closed() -> None:
    """One forgotten bracket does not swallow an abstract."""
    text = "It is (odd" + " and odd" * 100 + "."
    assert split(f"{text} We go on) here.") == (text, "We go on) here.")


ODD = list('aB1 .?!…()[]"\n。中,Fig')


@given(st.text(alphabet=st.sampled_from([*ODD, "\\", "$", "\x00"]) | st.characters()))
@example("$" * 3000)
@example("(" * 3000 + ". A")
@example(". ".join("AB" * 20) + '." ')
def test_no_character_is_lost(text: str) -> None:
    """The sentences are pieces of the text as they stand, in order; only blanks lie between."""
    rest = text
    for sentence in split(text):
        between, found, rest = rest.partition(sentence)
        assert found == sentence == sentence.strip()
        assert not between.strip()
    assert not rest.strip()


@given(
    formula=st.text(st.sampled_from(ODD), min_size=1, max_size=60).map(str.strip).filter(bool),
    around=st.sampled_from(
        [r"$ $", r"$$ $$", r"\( \)", r"\[ \]", r"\begin{align} \end{align}"]
    ).map(str.split),
    before=st.text(st.sampled_from(ODD), max_size=40),
    after=st.text(st.sampled_from(ODD), max_size=40),
)
def test_a_formula_is_never_cut(formula: str, around: list[str], before: str, after: str) -> None:
    """However many full stops, line ends and brackets stand in it and around it."""
    whole = formula.join(around)
    assert any(whole in sentence for sentence in split(f"{before} {whole} {after}"))


@pytest.mark.parametrize(
    "again", ["$", "\\(", "\\begin{math}", "(", "A. ", "http://", "5. ", "a.b."]
)
def test_odd_abstracts_are_cut_in_a_moment(again: str) -> None:
    """Nothing that is written takes more than its length; usual is a hundredth of the bound."""
    began = time.perf_counter()
    split(again * 20_000)
    assert time.perf_counter() - began < 20


def test_sentences_of_real_abstracts_end_where_people_ended_them() -> None:
    """On 250 abstracts cut by hand, F1 of the ends is at least 99.7."""
    data = os.environ.get("PAPERROUND_TEST_DATA")
    if not data:
        pytest.skip("PAPERROUND_TEST_DATA is not set")
    lines = Path(data, "summaries/split_gold.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wrong = right = 0
    for row in rows:
        skipped = set(row["skip_ends"])
        wanted = _ends(row["sentences"]) - skipped
        found = _ends(split(" ".join(row["sentences"]))) - skipped
        right += len(wanted & found)
        wrong += len(wanted ^ found)
    assert 2 * right / (2 * right + wrong) > 0.997


def _ends(sentences: list[str] | tuple[str, ...]) -> set[int]:
    place, found = 0, set()
    for sentence in sentences:
        place += len("".join(sentence.split()))
        found.add(place)
    return found - {place}
