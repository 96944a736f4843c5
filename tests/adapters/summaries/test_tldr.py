"""The TL;DR: which sentence is chosen."""

from __future__ import annotations

from adapters.summaries.extractive.cues import Role
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.kin import is_echo
from adapters.summaries.extractive.roles import parts
from adapters.summaries.extractive.tldr import choose

TITLE = "River networks for maps"


def _chosen(*texts: str, title: str = TITLE) -> str:
    return texts[choose(title, [Sentence(text) for text in texts], texts)]


def test_the_sentence_that_announces_the_work_is_chosen() -> None:
    """What the authors propose comes before what others did and what came out."""
    offer = "We propose a network that draws rivers on old maps and names their sources."
    others = "Rivers have been drawn on maps for many years by many people with pens and ink."
    result = "Extensive experiments show that it outperforms the state of the art by 12 percent."
    assert _chosen(others, offer, result) == offer


def test_a_study_is_announced_too() -> None:
    """Physics and mathematics study, prove and measure; some do it in the passive."""
    study = "We prove that every river of finite length has a source and a mouth."
    assert _chosen("Let a river be given with its two banks and with its bed.", study) == study
    passive = "The sources of rivers of finite length are investigated with old maps."
    assert _chosen("Let a river be given with its two banks and its bed.", passive) == passive


def test_an_echo_of_the_title_is_passed_over() -> None:
    """The reader has the title already."""
    other = "Water moves in them, and this paper follows it down to the sea."
    assert _chosen("We propose river networks for maps.", other, title=TITLE + " we propose") == (
        other
    )


def test_an_echo_is_better_than_nothing() -> None:
    """An abstract that only repeats its title is shown as it is."""
    assert _chosen("River networks for maps.") == "River networks for maps."


def test_what_says_nothing_is_no_echo() -> None:
    """A sentence without a word has none in common with the title."""
    assert not is_echo("...", TITLE)


def test_a_sentence_that_leans_on_others_stands_back() -> None:
    """Of two alike, the one that can be read alone is chosen."""
    alone = "A river is a line on a map with a source and a mouth."
    leaning = "It is a line on a map with a source for each of them."
    assert _chosen(leaning, alone, title="") == alone


def test_what_was_known_stands_back_even_in_the_words_of_the_title() -> None:
    """Who has read the title wants to know what the authors do about it."""
    texts = (
        "Recent progress in point cloud registration relies on Gaussian splatting.",
        "However, existing work ignores the geometry of the data.",
        "We propose Qulifo-1, a method that learns a calibrated uncertainty for each token with a"
        " cost of O(n log n).",
        "Experiments on 3 benchmarks show that it improves accuracy by 3.9% over the strongest"
        " baseline.",
        "Our findings suggest that point cloud registration benefits from structure rather than"
        " from scale.",
    )
    sentences = [Sentence(text) for text in texts]
    title = "Qulifo-1: Gaussian splatting for Point Cloud Registration"
    assert choose(title, sentences, texts, parts(sentences)) == 2


def test_a_stated_aim_is_preferred() -> None:
    """Under the heading "Aims." stands what the paper is about."""
    method = Sentence("We trained a network on many old maps of rivers in the north.", Role.METHOD)
    aim = Sentence("We want to find the sources of all rivers of the north.", Role.OBJECTIVE)
    assert choose(TITLE, [method, aim], [method.text, aim.text]) == 1


def test_a_chinese_announcement_is_known() -> None:
    """`本文` is "this paper"."""
    assert _chosen("河流很重要。", "本文研究河流的源头。", title="源") == "本文研究河流的源头。"
