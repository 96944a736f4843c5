"""Browsing arXiv's taxonomy: archives, their categories, and what is called like a word."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from adapters.views import Action, Line, Span, Style, View, ViewKind
from bot.buttons import alone, button, instead, line, notice
from bot.commands.command import Asked, Command, Family, Kind, Parameter, Press, page_named
from bot.commands.desk import Desk
from bot.lookup import no_such_category
from bot.refusal import sentence
from bot.subjects import archives, name_of, nearest_subjects, size_of, subject_named, subjects_with
from bot.turning import arrows
from bot.typed import shortened as repeated
from bot.wording import Wording
from storage.taxonomy import ARCHIVES, CATEGORIES, UnknownCategory, parse_subject
from storage.text import one_line

LONGEST = 80  # characters that are looked for; no name is longer
A_PAGE = 10  # categories on a page
A_ROW = 5  # buttons in one row, if they are short
ROW_WIDTH = 36  # characters of labels that a row holds on a phone
ALL = sentence("All categories")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """
    What is shown together: *subjects* under a *title*, reached again by *words*.

    *archive* is the one that can be followed as a whole ('' for none), *above* the one that leads
    back ('' for all archives).
    """

    words: str
    title: str
    subjects: tuple[str, ...]
    archive: str = ""
    above: str = ""


class Browse:
    """`/categories`, and the buttons that turn its pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def family(self) -> Family:
        """The command and the press."""
        return Family(
            commands=(
                Command(
                    name="categories",
                    description=sentence("arXiv's categories, to look around and to follow"),
                    run=self.categories,
                    parameters=(
                        Parameter(
                            name="archive",
                            kind=Kind.CATEGORY,
                            description=sentence("An archive such as math, or words of a name"),
                        ),
                    ),
                ),
            ),
            presses=(Press(verb="cats", run=self.turned, shows=True),),
        )

    async def categories(self, asked: Asked) -> AsyncIterator[View]:
        """`/categories [archive]`: all archives, one of them, or what is called so."""
        yield await self._shown(asked, one_line(asked.words)[:LONGEST].strip(), 1)

    async def turned(self, asked: Asked) -> AsyncIterator[View]:
        """
        Another page, another archive, or all of them again.

        Who may not follow anything for a group looks around alone, and follows it for themselves.
        """
        token, _, at = one_line(asked.words).partition(":")
        words = one_line(await self._desk.carried(token)) if token else ""
        page = page_named(at)
        view = await self._shown(asked, words, page)
        yield instead(view) if asked.request.may_settle else alone(view)

    async def _shown(self, asked: Asked, words: str, at: int) -> View:
        if not words:
            view = await self._archives(asked.wording)
        elif shelf := shelf_of(words, asked.wording):
            view = await self._page(shelf, at, asked.wording)
        else:
            view = await self._unknown(words, asked.wording)
        return self._desk.fitted(view, asked)

    async def _archives(self, wording: Wording) -> View:
        """All archives; one that is its own only category can be followed at once."""
        hint = wording.say(
            "An archive opens its categories; one without a number is a category itself,"
            " and is followed at once."
        )
        shown = archives()
        return View(
            kind=ViewKind.MENU,
            head=(Line((Span(wording.say("arXiv's archives"), Style.BOLD),)),),
            lines=tuple(_told(subject, wording) for subject in shown),
            foot=(line(hint),),
            actions=_rows([await self._leading(subject) for subject in shown]),
        )

    async def _page(self, shelf: Shelf, at: int, wording: Wording) -> View:
        """Page *at* of what a shelf holds, each with its button."""
        of = -(-len(shelf.subjects) // A_PAGE)
        at = max(1, min(at, of))
        shown = shelf.subjects[(at - 1) * A_PAGE : at * A_PAGE]
        rows = list(_rows([await self._leading(subject) for subject in shown]))
        if of > 1:
            rows.append(arrows(at, of, "cats", await self._desk.carry(shelf.words)))
        rows.append(await self._around(shelf, wording))
        count = wording.count("{n} category", "{n} categories", len(shelf.subjects))
        return View(
            kind=ViewKind.MENU,
            head=(Line((Span(shelf.title, Style.BOLD), Span(f" · {count}"))),),
            lines=tuple(_told(subject, wording) for subject in shown),
            foot=(line(wording.say("Choose one to follow it.")),),
            actions=tuple(rows),
        )

    async def _leading(self, subject: str) -> Action:
        """The button of *subject*: opens an archive, follows a category."""
        return button(
            subject, "cats" if size_of(subject) else "follow", await self._desk.carry(subject)
        )

    async def _around(self, shelf: Shelf, wording: Wording) -> tuple[Action, ...]:
        """Follow all of it, and back to where it stands."""
        whole, carry = shelf.archive, self._desk.carry
        follow = wording.say("Follow all of {archive}", archive=whole)
        above = subject_named(shelf.above, wording) if shelf.above else wording.say(ALL)
        return (
            *((button(follow, "follow", await carry(whole)),) if whole else ()),
            button(above, "cats", *((await carry(shelf.above),) if shelf.above else ())),
        )

    async def _unknown(self, words: str, wording: Wording) -> View:
        """What is said to words that no category is called by; raises `Refusal` if none is near."""
        near = nearest_subjects(words)
        refusal = no_such_category(UnknownCategory(repeated(words), near))
        if not near:
            raise refusal
        carried = [(subject, await self._desk.carry(subject)) for subject in near]
        rows = (
            (button(subject_named(subject, wording), "cats", token),) for subject, token in carried
        )
        return notice(wording.told(refusal), actions=tuple(rows))


def shelf_of(words: str, wording: Wording) -> Shelf | None:
    """What *words* ask for: an archive, one category, or all that is called so, if anything is."""
    try:
        subject = parse_subject(words)
    except UnknownCategory:
        found = subjects_with(words)
        return Shelf(words=words, title=repeated(words), subjects=found) if found else None
    title = subject_named(subject, wording)
    if size_of(subject):
        held = ARCHIVES[subject].categories
        return Shelf(words=subject, title=title, subjects=held, archive=subject)
    archive = CATEGORIES[subject].archive
    above = archive if size_of(archive) else ""
    return Shelf(words=subject, title=title, subjects=(subject,), above=above)


def _told(subject: str, wording: Wording) -> Line:
    """Its id, its name, and how many categories it has."""
    size = size_of(subject)
    name = f" {name_of(subject, wording)}{f' · {size}' if size else ''}"
    return Line((Span(subject, Style.CODE), Span(name)))


def _rows(buttons: Sequence[Action]) -> tuple[tuple[Action, ...], ...]:
    """The buttons in rows, as many side by side as the longest label allows."""
    longest = max(len(action.label) for action in buttons)
    width = max(1, min(A_ROW, ROW_WIDTH // longest))
    return tuple(tuple(buttons[n : n + width]) for n in range(0, len(buttons), width))
