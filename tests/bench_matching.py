"""
Matching, measured: 1,000 papers against the rules of 100,000 subscribers, beside the plain loop.

Everything is made up: Zipf text of 150,000 words, about 1,240 characters an abstract. Subscribers
have 1 to 5 categories; four of five have 1 to 8 keywords (a fifth of them phrases), each one an
alternative and so a rule of its own; 30 % leave something out; 10 % follow an author besides.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from itertools import accumulate

from bot.matching import Words, matches, words_of
from bot.paper_index import PaperIndex
from bot.rules import Rule, parse_rules
from storage.records import Paper
from storage.taxonomy import CATEGORIES
from storage.text import Text

SUBSCRIBERS, PAPERS = 100_000, 1_000
VOCABULARY, KEYWORDS, COMMONEST = 150_000, 50_000, 200
SAMPLE = 2_000  # rules that the plain loop is measured on
PAPERS_IN_SAMPLE = 100
SYLLABLES = [
    first + second for first in "bdfghklmnprstvz" for second in ("a", "e", "i", "or", "un")
]
ENDINGS = ("", "", "s", "ing", "ation", "al", "er", "ity")


class Making:
    """Made-up words, papers and rules; the same ones for the same *seed*."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - made-up text
        self.words = [self._word(number) for number in range(VOCABULARY)]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
        self._categories = [c.id for c in CATEGORIES.values() if c.active and not c.alias_of][:79]
        self._chance.shuffle(self._categories)
        self._wanted = list(accumulate(1 / (rank + 3) for rank in range(len(self._categories))))

    def papers(self, count: int) -> list[Paper]:
        """Papers of the usual size, as one day announces them."""
        return [self._paper(number) for number in range(1, count + 1)]

    def rules(self, subscribers: int) -> Iterator[str]:
        """The rules of so many people, as text."""
        chance = self._chance
        for _ in range(subscribers):
            filed = " ".join(self._some_categories(chance.randint(1, 5)))
            without = f" -{self._keyword()}" if chance.random() < 0.3 else ""
            if chance.random() < 0.8:
                for _ in range(chance.randint(1, 8)):
                    yield f"{filed} {self._sought()}{without}"
            else:
                yield filed + without
            if chance.random() < 0.1:
                yield f'@"{self._name()}"'

    def _word(self, number: int) -> str:
        word, number = SYLLABLES[number % 75], number // 75
        while number:
            word, number = word + SYLLABLES[number % 75], number // 75
        return word + self._chance.choice(ENDINGS)

    def _text(self, count: int) -> Text:
        text = " ".join(self._chance.choices(self.words, cum_weights=self._weights, k=count))
        return Text(text, text)

    def _some_categories(self, count: int) -> list[str]:
        drawn = self._chance.choices(self._categories, cum_weights=self._wanted, k=count)
        return list(dict.fromkeys(drawn))

    def _name(self) -> str:
        return f"{self._chance.choice(self.words[:500])} {self._chance.choice(self.words[:20_000])}"

    def _keyword(self) -> str:
        """A word that people follow: none of the commonest, rarer ones less often."""
        rank = COMMONEST * (KEYWORDS / COMMONEST) ** self._chance.random()
        return self.words[COMMONEST + int(rank)]

    def _sought(self) -> str:
        if self._chance.random() < 0.8:
            return self._keyword()
        first = self._chance.choice(self.words[:COMMONEST])
        return f'"{first} {self._keyword()}"'

    def _paper(self, number: int) -> Paper:
        return Paper(
            id=f"2511.{number:05d}",
            title=self._text(10),
            abstract=self._text(185),
            authors=tuple(Text(name, name) for name in (self._name() for _ in range(5))),
            categories=tuple(self._some_categories(self._chance.randint(1, 3))),
        )


def spent(since: float) -> float:
    """CPU seconds of this process *since* then."""
    return time.process_time() - since


def main() -> None:
    """Print CPU seconds of indexing papers and matching stored rules, and of the plain loop."""
    making = Making()
    papers, texts = making.papers(PAPERS), list(making.rules(SUBSCRIBERS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    rules = [rule for text in texts for rule in parse_rules(text)]
    reading, stored = spent(start), list(map(str, rules))
    start = time.process_time()
    words = [words_of(paper) for paper in papers]
    preparing, start = spent(start), time.process_time()
    index = PaperIndex(words, remembered=1 << 18)
    indexing, start = spent(start), time.process_time()
    matches_in(index, stored)
    reading_anew, start = spent(start), time.process_time()
    found = matches_in(index, stored)
    matching = spent(start)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    loop = plain_loop(rules, words)
    total = preparing + indexing + matching
    lines = (
        f"{SUBSCRIBERS:,} subscribers, {len(rules):,} rules, {PAPERS:,} papers; CPU seconds",
        f"  read what people wrote   {reading:9.2f}   (once, when they write it)",
        f"  prepare the papers       {preparing:9.2f}   put them into the index {indexing:.2f}",
        f"  match all rules          {matching:9.2f}   (with the text of each part read anew"
        f" {reading_anew:.2f})",
        f"  together                 {total:9.2f}   (goal: at most 5)",
        f"  plain loop, extrapolated {loop:9.2f}   {loop / total:.0f}x",
        f"  matches a subscriber     {found / SUBSCRIBERS:9.1f}   memory +{grown:.0f} MB"
        " (goal: at most 600)",
    )
    print("\n".join(lines))  # noqa: T201


def matches_in(index: PaperIndex, rules: list[str]) -> int:
    """How many matches the stored *rules* have."""
    return sum(index.sought(rule).wanted.bit_count() for rule in rules)


def plain_loop(rules: list[Rule], words: list[Words]) -> float:
    """CPU seconds that asking every rule about every paper would take, from a sample of both."""
    some = rules[:: max(1, len(rules) // SAMPLE)]
    start = time.process_time()
    for paper in words[:PAPERS_IN_SAMPLE]:
        for rule in some:
            matches(rule, paper)
    asked = len(some) * len(words[:PAPERS_IN_SAMPLE])
    return spent(start) * len(rules) * len(words) / asked


if __name__ == "__main__":
    main()
