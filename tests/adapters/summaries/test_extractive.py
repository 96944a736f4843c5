"""The offline summariser as a whole: honest whatever the abstract is like."""

from __future__ import annotations

import re
from dataclasses import astuple, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.ports import Summariser
from adapters.summaries.extractive.headings import without_headings
from adapters.summaries.extractive.outline import LONGEST, telling_lines
from adapters.summaries.extractive.splitter import split
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from storage.records import FIELDS, Paper, Summary
from storage.text import Text, one_line
from tests.making import a_paper

ABSTRACT = (
    "Rivers are crucial to many cities (e.g. Cairo). However, maps of their sources are still"
    " missing. In this paper, we propose RiverNet (RN), a network that finds the sources of rivers"
    " in old maps with $p < 0.05$. It first reads the map, and each line is then classified. We"
    " train two layers using 1,200 maps. Experiments show that our method outperforms others by"
    " 12.5%. These results suggest that old maps deserve attention.\nCode is available at"
    " https://example.org/rivernet."
)
WORDS = (
    *("we propose", "However,", "In this paper,", "$x$", "Fig. 3", "(NN)", "nets", "[1]", "show"),
    *(
        "results",
        "of",
        "e.g.",
        "A",
        ".",
        "。",
        "，",
        "本文",
        "?",
        "\n",
        "\x00",
        "$",
        "(",
        ")",
        "We",
    ),
    *("Abstract.", "Methods.", "Results:", "withdrawn"),
)
PROSE = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=300)


def _summary(abstract: str, title: str = "On rivers") -> Summary:
    paper = replace(a_paper(), title=Text(title, title), abstract=Text(abstract, abstract))
    return ExtractiveSummariser().summarise(paper)


def test_it_is_a_summariser() -> None:
    """Whoever asks for the port gets it; engine and prompt name what made a summary."""
    summariser: Summariser = ExtractiveSummariser()
    assert (summariser.engine, summariser.prompt) == ("extractive", "3")


def test_an_abstract_is_told_in_its_own_sentences() -> None:
    """One tidy sentence for the whole, and a verbatim one or two for each part."""
    assert _summary(ABSTRACT) == Summary(
        tldr="We propose RiverNet, a network that finds the sources of rivers in old maps with"
        " $p < 0.05$.",
        motivation="Rivers are crucial to many cities (e.g. Cairo). However, maps of their sources"
        " are still missing.",
        method="It first reads the map, and each line is then classified. We train two layers using"
        " 1,200 maps.",
        result="Experiments show that our method outperforms others by 12.5%.",
        conclusion="These results suggest that old maps deserve attention.",
        language="en",
        engine="extractive",
        prompt="3",
    )


@pytest.mark.parametrize("abstract", ["", " \n ", "\x00\x00"])
def test_an_abstract_without_text_has_no_summary(abstract: str) -> None:
    """Nothing is made up."""
    assert [getattr(_summary(abstract), field) for field in FIELDS] == [""] * 5


@pytest.mark.parametrize("abstract", ["A.", "...", "42", "$x$", "Rivers flow", "[1]"])
def test_where_there_is_text_there_is_a_tldr(abstract: str) -> None:
    """However little it says, it is shown."""
    assert _summary(abstract).tldr == abstract


@pytest.mark.parametrize(
    "notice",
    [
        "This paper has been withdrawn by the author due to a crucial error in equation (1).",
        "Withdrawn.",
        "The authors withdraw this paper.",
        "This submission was retracted because of a dispute.",
    ],
)
def test_a_notice_of_withdrawal_is_the_whole_summary(notice: str) -> None:
    """What else the abstract holds does not count any more."""
    found = _summary(f"{notice} We propose a network. Results show that it wins.")
    assert found == Summary(tldr=notice, language="en", engine="extractive", prompt="3")


def test_other_languages_are_marked_and_not_guessed_at() -> None:
    """Without cues for a language only the TL;DR is given; Chinese has some."""
    russian = _summary("Реки важны. В этой работе изучаются реки. Показано, что они текут.")
    assert russian.language == "ru"
    assert russian.tldr
    assert russian.method == russian.result == ""
    chinese = _summary("近年来河流很重要。本文提出一种河流网络。实验结果表明它优于其他方法。")
    assert chinese == Summary(
        tldr="本文提出一种河流网络。",
        motivation="近年来河流很重要。",
        result="实验结果表明它优于其他方法。",
        language="zh",
        engine="extractive",
        prompt="3",
    )


def test_an_endless_abstract_is_read_to_a_bound() -> None:
    """The sentence that the bound cuts through is left out; a single one is cut."""
    assert _summary("We propose rivers with beds. " + "Rivers flow on and on. " * 9000).tldr == (
        "We propose rivers with beds."
    )
    assert len(_summary("b " * LONGEST).tldr.split()) == 60


@given(abstract=PROSE, title=PROSE)
@example(abstract=ABSTRACT, title="")
@example(abstract="$" * 5000, title="$")
@example(abstract="(" * 5000, title="")
@example(abstract="To " * 2000 + "this " * 2000 + ", we", title="")
@example(abstract=r"\(" * 2500, title="")
def test_whatever_is_written_the_summary_is_honest(abstract: str, title: str) -> None:
    """
    It never raises, each field is one line, and the TL;DR is words of one sentence in order.

    A sentence stands in one field only, word for word.
    """
    found = _summary(abstract, title)
    sentences = [one_line(sentence) for sentence in split(abstract)]
    assert not any(re.search(r"[\n\r\x00]", str(value)) for value in astuple(found))
    assert bool(found.tldr) == any(sentences)
    assert not found.tldr or any(_in_order(found.tldr, sentence) for sentence in sentences)
    told = " ".join(part.text for part in without_headings(telling_lines(split(abstract))))
    fields = (found.motivation, found.method, found.result, found.conclusion)
    assert all(_bare(field) in _bare(told) for field in fields)


def _bare(text: str) -> str:
    return "".join(text.split())


def _in_order(tldr: str, sentence: str) -> bool:
    """Whether every character of *tldr* stands in *sentence*, in order."""
    rest = iter(sentence.casefold())
    return all(char in rest for char in tldr.removesuffix("…").casefold() if not char.isspace())


def test_a_paper_from_a_feed_is_summarised() -> None:
    """The usual way: plain text that was made of TeX."""
    paper: Paper = a_paper(7)
    assert ExtractiveSummariser().summarise(paper).tldr == "We present method 7 for rivers."
