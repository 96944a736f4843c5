"""
A view with many papers -> pages that a platform says fit. Pure.

Cutting happens on plain text, in steps that a reader misses least: nothing is lost but the ends of
texts that no page could hold, and a card has those whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from adapters.cutting import ELLIPSIS, cut
from adapters.held import Held
from adapters.views import Detail, Item, Line, View

Fits = Callable[[View], bool]
"""Whether a platform takes a view as one message; less of a view never fits worse."""

Numbered = Callable[[View, int, int], View]
"""A page with the head and the actions of page so-and-so, counted from 1, of so many."""

REMEMBERED = 1 << 13  # papers of a day, each at the places where digests show it
SHORTEST = 12  # characters; a text of which less would be left is left out


def pages(view: View, fits: Fits, *, numbered: Numbered) -> tuple[View, ...]:
    """
    *view* as pages that fit, its lines and papers in order, each on one page; one page at least.

    A page comes to *numbered* with the head and the actions of the whole: the first page keeps
    that head, later ones need less. The foot and a file are on the last page; a heading is where
    its paper is. What no page holds is `shortened`, which may raise ValueError.
    """
    whole = numbered(view, 1, 1)
    if fits(whole):
        return (whole,)
    totals = [len(view.lines) + len(view.items)]  # more pages than will be: room for "1/12"
    while True:
        cutting = _Cutting(view, fits, numbered, tuple(totals))
        found = cutting.pages()
        done = tuple(numbered(page, at, len(found)) for at, page in enumerate(found, 1))
        if all(map(fits, done)):
            return done
        totals.append(len(found))  # a head that is longer for less; now there is room for both


@dataclass(frozen=True, slots=True)
class _Cutting:
    """One way through a view, with pages that fit whichever of *totals* their number will be."""

    view: View
    fits: Fits
    numbered: Numbered
    totals: tuple[int, ...]

    def pages(self) -> list[View]:
        """As few pages as it takes, each with as many papers as it holds."""
        count = len(self.view.lines) + len(self.view.items)
        found, start, length = list[View](), 0, max(1, count // 4)
        while start < count or not found:
            takes = self._takes(len(found) + 1)
            held = self._length(start, takes, guess=length)
            length = held or min(1, count)
            part = _part(self.view, start, start + length)
            found.append(part if held else shortened(part, takes))
            start += length
        return found

    def _length(self, start: int, takes: Fits, *, guess: int) -> int:
        """How many lines and papers from *start* on one page holds as they are."""

        def passes(length: int) -> bool:
            return takes(_part(self.view, start, start + length))

        count = len(self.view.lines) + len(self.view.items)
        return most(passes, count - start, guess=guess)

    def _takes(self, at: int) -> Fits:
        return lambda page: all(self.fits(self.numbered(page, at, of)) for of in self.totals)


def _part(view: View, start: int, stop: int) -> View:
    """The lines and papers of *view* from *start* to *stop*, counted together."""
    before = len(view.lines)
    first, end = max(0, start - before), max(0, stop - before)
    is_last = stop == before + len(view.items)
    return View(
        kind=view.kind,
        manner=view.manner,
        head=view.head,
        lines=view.lines[start:stop],
        items=view.items[first:end],
        headings=tuple(
            (place - first, text)
            for place, text in view.headings
            if first <= place and (place < end or is_last)
        ),
        foot=view.foot if is_last else (),
        actions=view.actions,
        file_name=view.file_name if is_last else "",
        file_text=view.file_text if is_last else "",
    )


def most(passes: Callable[[int], bool], count: int, *, guess: int, stride: int = 1) -> int:
    """
    The largest number up to *count* that passes, 0 if none does; a smaller one passes as well.

    Asks few times: from *guess* it goes on in doubled strides until it knows both sides.
    """
    low, high, probe = 0, count + 1, min(guess, count)
    while high - low > 1:
        if passes(probe):
            low, probe = probe, probe + stride
        else:
            high, probe = probe, probe - stride
        stride *= 2
        if not low < probe < high:
            probe = (low + high) // 2
    return low


def shortened(view: View, fits: Fits) -> View:
    """
    *view* as one message that fits: the longest of its texts are cut first, and alike.

    Details go from the last (the abstract) to the first; whole ones where there are several papers,
    since beginnings of sentences behind five folds tell nobody anything. Then the end of each TL;DR
    goes, what stands beside a paper, the ends of titles, of lines, and of the foot. Raises
    ValueError where not even that fits.
    """
    if fits(view):
        return view
    details = _levels if len(view.items) > 1 else _details
    for step in (details, _texts, _beside, _titles, _lines, _foot):
        forms = step(view)
        if found := forms.longest(fits):
            return found
        view = forms.form(0) if forms.count else view
    raise ValueError("no message takes even the shortest form of this view")


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of a view that one step of shortening makes, from the shortest (0) on."""

    count: int
    form: Callable[[int], View]

    def longest(self, fits: Fits) -> View | None:
        """The longest of them that fits."""
        made: dict[int, View] = {}

        def passes(kept: int) -> bool:
            made[kept] = self.form(kept - 1)
            return fits(made[kept])

        return made.get(most(passes, self.count, guess=1, stride=self.count))


def _levels(view: View) -> _Forms:
    return _Forms(most_details(view), lambda k: with_details(view, k))


def most_details(view: View) -> int:
    """How many details the paper of *view* has that has most."""
    return _longest(len(item.details) for item in view.items)


def with_details(view: View, level: int) -> View:
    """*view* with the first *level* details of each paper."""
    if level >= most_details(view):
        return view
    return replace(view, items=tuple(map(_at_level(level), view.items)))


@cache
def _at_level(level: int) -> Held[Item, Item]:
    """Gives papers with their first *level* details, the same ones in the digests of all chats."""
    return Held(lambda item: _leveled(item, level), REMEMBERED)


def _leveled(item: Item, level: int) -> Item:
    # Not by `replace`, which takes three times as long.
    return Item(
        paper_id=item.paper_id,
        title=item.title,
        link=item.link,
        number=item.number,
        byline=item.byline,
        text=item.text,
        marks=item.marks,
        details=item.details[:level],
        reason=item.reason,
        action=item.action,
    )


def _details(view: View) -> _Forms:
    longest = _longest(sum(len(d.text) for d in item.details) for item in view.items)
    return _each(view, longest, lambda item, k: replace(item, details=_first_of(item.details, k)))


def _texts(view: View) -> _Forms:
    longest = _longest(len(item.text) for item in view.items)
    return _each(view, longest, lambda item, k: replace(item, text=_worthwhile(item.text, k)))


def _beside(view: View) -> _Forms:
    count = int(any(item.byline or item.reason or item.marks for item in view.items))
    return _each(view, count, lambda item, _: replace(item, byline="", reason="", marks=()))


def _titles(view: View) -> _Forms:
    longest = _longest(len(item.title) for item in view.items)
    return _each(view, longest, lambda item, k: replace(item, title=cut(item.title, k + 1)))


def _lines(view: View) -> _Forms:
    longest = _longest(len(line.text) for line in view.lines)
    return _Forms(longest, lambda k: replace(view, lines=_cut_lines(view.lines, k + 1)))


def _foot(view: View) -> _Forms:
    longest = _longest(len(line.text) for line in view.foot)
    return _Forms(longest, lambda k: replace(view, foot=_cut_lines(view.foot, k + 1)))


def _longest(lengths: Iterator[int]) -> int:
    return max(lengths, default=0)


def _each(view: View, count: int, cut_to: Callable[[Item, int], Item]) -> _Forms:
    return _Forms(count, lambda k: replace(view, items=tuple(cut_to(i, k) for i in view.items)))


def _first_of(details: tuple[Detail, ...], most: int) -> tuple[Detail, ...]:
    """The first *most* characters of *details*; the last of those left may be cut."""
    kept = []
    for detail in details:
        text = _worthwhile(detail.text, most)
        if detail.text and not text:
            break
        kept.append(replace(detail, text=text))
        most -= len(detail.text)
    return tuple(kept)


def _worthwhile(text: str, most: int) -> str:
    """*text* cut to *most* characters, unless next to nothing would be left of it."""
    return cut(text, most) if len(text) <= most or most >= SHORTEST else ""


def _cut_lines(lines: tuple[Line, ...], most: int) -> tuple[Line, ...]:
    return tuple(_cut_line(line, most) for line in lines)


def _cut_line(line: Line, most: int) -> Line:
    """*line* cut to *most* characters; its spans keep their styles and links."""
    if len(line.text) <= most:
        return line
    left = len(cut(line.text, most)) - len(ELLIPSIS)
    starts = accumulate((len(span.text) for span in line.spans), initial=0)
    kept = [
        replace(span, text=span.text[: left - start])
        for span, start in zip(line.spans, starts, strict=False)
        if start < left or not start
    ]
    *before, last = kept
    return Line((*before, replace(last, text=last.text + ELLIPSIS)))
