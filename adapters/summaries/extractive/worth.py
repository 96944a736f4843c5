"""How likely each word of a sentence is to stand in a summary: what a learnt model reads of it."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.summaries.extractive.prepared import Abstract
from adapters.summaries.extractive.terms import SMALL

MARKING = frozenset(
    """which that who where to by for in with from on using while when whereas because of via based
    and or as than at over under through without""".split()
)
Signs = list[str]


def signs(abstract: Abstract, place: int, rank: int) -> Iterator[Signs]:
    """
    The signs of each term of the sentence at *place*.

    *rank* says how many sentences stand for the whole better than this one.
    """
    words, there = abstract.words[place], abstract.terms[place]
    known = {one for earlier in abstract.terms[:place] for one in earlier}
    odds = abstract.parts[place].odds
    count = len(there)
    all_ = [f"rank {rank}", f"role {odds.index(max(odds))}", f"of {min(count // 6, 8)}"]
    mark, since, i = "^", 0, 0
    seen: set[str] = set()
    for k, word_pieces in enumerate(abstract.pieces[place]):
        written = words.written[k]
        shape = _shape(written, k, len(word_pieces), inside=words.depth[k] > 0)
        for piece in word_pieces:
            one = there[i]
            before = there[i - 1] if i else "^"
            after = there[i + 1] if i + 1 < count else "$"
            found = [*all_, *shape, f"w {one}", f"p {before}", f"n {after}"]
            found += (f"at {min(i, 8)}", f"near {min(i // 5, 8)}", f"tenth {10 * i // count}")
            found += (f"after {mark}", f"since {min(since, 6)}")
            found += _small(abstract, before, after, rank) if one in SMALL else _telling(
                abstract, one, mark, rank, known=one in known
            )
            found += _paired(abstract, before, one, after)
            if not piece.isalpha():
                found.append("digits")
            if one in seen:
                found.append("again")
            seen.add(one)
            yield found
            since += 1
            i += 1
        if written[-1] in ",;:":
            mark, since = ",", 0
        elif words.bare[k] in MARKING:
            mark, since = words.bare[k], 0


def _shape(written: str, place: int, parts: int, *, inside: bool) -> Signs:
    """How a word looks."""
    found = []
    if inside or "(" in written:
        found.append("in brackets")
    if any(char.isupper() for char in written[1:]):
        found.append("capitals")
    elif place and written[0].isupper():
        found.append("capital")
    if parts > 1:
        found.append("hyphen")
    return found


def _small(abstract: Abstract, before: str, after: str, rank: int) -> Signs:
    beside = (before in abstract.named) + (after in abstract.named)
    return [f"small, rank {rank}", f"small by title {beside}"]


def _telling(abstract: Abstract, one: str, mark: str, rank: int, *, known: bool) -> Signs:
    """The signs of a term that says something."""
    named = one in abstract.named
    often = min(abstract.counted[one], 5)
    return [
        f"named {named}",
        f"named {named}, rank {rank}",
        f"often {often}",
        f"often {often}, named {named}",
        f"known {known}",
        f"telling, rank {rank}",
        f"telling after {mark}",
        f"long {len(one)}",
    ]


def _paired(abstract: Abstract, before: str, one: str, after: str) -> Signs:
    """Whether a term stands beside the same one in the title, or in other sentences."""
    named = one in abstract.named
    found = [f"title {before in abstract.named} {named}", f"title {named} {after in abstract.named} >"]
    if (before, one) in abstract.paired_in_title:
        found.append("as in title")
    if (one, after) in abstract.paired_in_title:
        found.append("as in title >")
    if (count := min(abstract.paired[before, one], 4)) > 1:
        found.append(f"paired {count}")
    if (count := min(abstract.paired[one, after], 4)) > 1:
        found.append(f"paired {count} >")
    return found
