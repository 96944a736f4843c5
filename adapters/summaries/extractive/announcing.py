"""
How plainly a sentence announces what its paper does; by hand, for languages nothing was learnt of.

Authors say it themselves ("we propose", "in this paper"), in the words of their title, at moderate
length. The phrases serve the learnt model as well (`traits`); the weights beside them do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from adapters.summaries.extractive.cues import ADVERB, WORK, Role, opens, said, spoken, words
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.terms import SMALL

US = rf"(?:we|i|the_(?:present_)?(?:paper|authors?)|our_(?:paper|work|study)|this_(?:\w+_)?{WORK})"
AUXILIARY = words(
    r"""\w+ly first also then therefore thus hereby have further can are is
    (?:aim|attempt|seek|wish|try|want)s?_to"""
)
BETWEEN = f"(?:{AUXILIARY}_){{0,3}}"
OFFERED = words("propos introduc present develop describ design devis construct formulat")
STUDIED = words(
    r"""stud(?:y|ied|ies) investigat\w+ examin\w+ explor\w+ consider\w* address\w* analy[sz]\w+
    tackle\w* focus\w* argue\w* revisit\w* aim(?:s|ed)? provid\w+ extend\w* use apply combine
    leverage suggest\w* report\w* review\w* offer\w* builds? derive establish\w* give show\w*
    discover\w* demonstrate\w* prov(?:es?|ed|en) find learn perform\w* train measur\w+ obtain\w*
    comput\w+ determin\w+ discuss\w* characteri[sz]e\w* classify generali[sz]e\w* search observe\w*
    simulat\w+ calculat\w+ exhibit\w* defin\w+ identif\w+ outlin\w+ highlight\w* survey\w*
    quantif\w+ estimat\w+ contribut\w+ model\w* conduct\w* solv\w+ test\w*"""
)
PASSIVE = words(
    """proposed presented introduced studied investigated examined explored considered derived
    discussed proved proven shown calculated computed analy[sz]ed described developed obtained
    established reported"""
)
OFFER = said(
    rf"{US}_{BETWEEN}{OFFERED}(?:e[sd]?|s|ed)? (?:is|are)_(?:proposed|presented|introduced)"
    " introduc(?:e|ing) propose_a"
)
STUDY = said(rf"{US}_{BETWEEN}{STUDIED}")
MENTION = said(f"(?:is|are|was|were)_{ADVERB}{PASSIVE}")
FAR_EAST = re.compile("本文|我们|该文|本研究|本論文|我々")
CUES = (
    (1.0, said(rf"(?:in|with)_(?:this|our|the_present)_(?:\w+_)?{WORK} here_we")),
    (0.4, said("novel new")),
    (-0.6, said("also further finally additionally moreover furthermore in_addition we_then")),
    (
        -0.8,
        opens(
            """however recent although while despite many most existing previous there it_is but
            yet unfortunately"""
        ),
    ),
    (-0.8, said("(?:has|have)_(?:been|become|shown|achieved|recently)")),
    (-2.0, said(f"(?:previous|earlier|preceding|companion|recent)_{WORK}")),
    (
        -0.6,
        said(
            rf"(?:{US}|results?|experiments?)_{ADVERB}(?:\w+_){{0,3}}?"
            r"(?:show|demonstrat|evaluat|validat|observ|verif|test)\w*"
            r" state_of_the_art experiment\w* outperform\w* compare_our"
        ),
    ),
    (-0.6, opens(r"our_results the_results extensive\w* empirical\w*")),
    (-3.0, said("https? www all_rights_reserved (?:code|data)(?:_[a-z]+){0,6}_available")),
)
LEANING = (  # once its lead is dropped, a sentence that still leans on those before it
    (
        -0.5,
        opens(
            """it they these this such those that its their second third
            our_(?:method|approach|model|framework|algorithm)
            the_(?:proposed|resulting|key|main|latter|former|first|second|third|other)"""
        ),
    ),
    (
        -0.4,
        said(f"(?:of|for|on|in|to|by|that|with|between)_(?:these|those|such|them|it)(?!_{WORK})"),
    ),
)
WORD = re.compile(r"[\u3040-\u9fff]|[^\W_]+")
STEM = 6  # letters by which two words are taken for kin
LIKE_TITLE, LIKE_OTHERS = 3.0, 1.3
OFFERS, STUDIES, MENTIONS, FIRST = 2.0, 1.4, 0.5, 0.6
AIM = 1.5  # for standing under a heading such as "Aims."
BEST_LENGTH, TOO_SHORT, TOO_LONG = 22, 0.05, 0.025  # words; the price of each below and above


def by_hand(title: str, sentences: Sequence[Sentence], tidied: Sequence[str]) -> list[float]:
    """How well each of *sentences* stands for the whole."""
    named, stems = _stems(title), [_stems(sentence.text) for sentence in sentences]
    counted = Counter(stem for there in stems for stem in there)
    repeated = {stem for stem, count in counted.items() if count > 1}
    heard = [spoken(sentence.text) for sentence in sentences]
    announced = [_announces(words_said) for words_said in heard]
    first = next((i for i, value in enumerate(announced) if value >= STUDIES), -1)
    return [
        announced[i]
        + (FIRST if i == first else 0.0)
        + (AIM if sentence.role is Role.OBJECTIVE else 0.0)
        + _weighed(heard[i], CUES)
        + _weighed(spoken(tidied[i]), LEANING)
        + LIKE_TITLE * _share(named, stems[i])
        + LIKE_OTHERS * _share(stems[i], repeated)
        - _length_price(sentence.text)
        for i, sentence in enumerate(sentences)
    ]


def _announces(heard: str) -> float:
    """How plainly a sentence says that it tells what the paper does."""
    if OFFER.search(heard):
        return OFFERS
    if STUDY.search(heard) or FAR_EAST.search(heard):
        return STUDIES
    return MENTIONS if MENTION.search(heard) else 0.0


def _weighed(heard: str, cues: Sequence[tuple[float, re.Pattern[str]]]) -> float:
    return sum(weight for weight, cue in cues if cue.search(heard))


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in WORD.findall(text.lower()) if word not in SMALL}


def _share(part: set[str], whole: set[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _length_price(sentence: str) -> float:
    """What a sentence of this length loses against one of the best length."""
    beyond = len(sentence.split()) - BEST_LENGTH
    return TOO_LONG * beyond if beyond > 0 else -TOO_SHORT * beyond
