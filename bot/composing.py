"""A draft and its summaries -> a plan: pages that a platform says fit, and accounts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from adapters.messages import Entry
from adapters.paging import Fits, shortened
from adapters.views import Line, Span, Style, View, ViewKind, dump
from bot.buttons import button, card_button
from bot.choose import Choice, Chosen
from bot.digest import ChatDigest, Lack, accounts_of, digest_view
from bot.draft import Draft, Nearest
from bot.ledger import Ledger
from bot.shape import Shape
from bot.turning import MOST_PAGES, Cut, Place, cut_digest, page_of, sizes_of
from bot.wording import Wording, wording_of
from storage.outbox import Page
from storage.people import Chat, ChatKind
from storage.planning import Plan, Told
from storage.records import Batch, BatchState

DIGEST = "digest"  # the kind of a page
NAMED_DAYS = 5  # of those too old to be joined
MOST_EMPTY = 5  # announcement days in a row without a match, after which a chat is told
SHARE_OF_REVISIONS = 5  # one in so many papers, where a group's messages hold not all
HEALED_FOR = timedelta(minutes=50)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """
    When is planned, up to which arrival, and how the batches of the due day stand.

    *unpaid*: summaries lack because the budget for them is spent.
    """

    now: datetime
    due: date
    newest: int
    batches: tuple[Batch, ...]
    unpaid: bool = False

    @cached_property
    def lacking(self) -> tuple[Batch, ...]:
        """The batches that are late, or lack something; few of the hundreds of a usual day."""
        return tuple(filter(_is_lacking, self.batches))


class Composer:
    """
    Makes plans of drafts; *heals*: better summaries may follow a sentence of the abstract.

    *shapes*: how each platform wants its pages.
    """

    def __init__(
        self, fits: Callable[[str], Fits], shapes: Mapping[str, Shape], *, heals: bool
    ) -> None:
        self._fits = fits
        self._shapes = shapes
        self._heals = heals

    def plan(
        self,
        draft: Draft,
        entries: Mapping[str, Entry],
        moment: Moment,
        nearest: Callable[[Draft], Nearest | None],
    ) -> Plan:
        """The digest of one chat; no page where there is nothing to say."""
        chat = draft.due.chat
        wording = wording_of(chat.settings.language, chat.settings.zone)
        today = moment.now.astimezone(chat.settings.zone).date()
        notes = notes_of(draft, moment, wording)
        chosen = draft.chosen
        lack = Lack.FOREVER if draft.due.is_part else self._lack(moment)
        digest = _digest(draft, chosen, entries, notes, lack)
        streak = 0 if chosen.matched or draft.due.is_part else _streak(draft)
        if chosen.shown or chosen.revisions:
            cut = self._cut(draft, digest, entries, wording, today)
            while self._is_too_long(cut, chat):
                chosen = _fewer(draft, chosen, sum(cut.sizes[:MOST_PAGES]))
                digest = _digest(draft, chosen, entries, notes, lack)
                cut = self._cut(draft, digest, entries, wording, today)
        elif streak >= MOST_EMPTY and chat.settings.empty_days:
            said = nothing_matched(draft, streak, nearest(draft), wording)
            cut = Cut((0,), (shortened(said, self._fits(chat.address.platform)),))
            streak = 0
        else:
            cut = Cut((), ())
        ledger = Ledger(
            accounts=digest.accounts,
            days=draft.days,
            streak=streak,
            pages=len(cut.sizes),
            notes=notes,
            layout=chat.settings.layout,
            rule=max(draft.due.rules, default=0),
            lack=lack,
        )
        return Plan(
            chat=chat.key,
            day=today,
            first_batch_day=draft.days[0],
            last_batch_day=draft.days[-1],
            arrival=_arrival(draft, moment),
            accounts=ledger.dump(),
            told=tuple(_told(choice, rank) for rank, choice in enumerate(_all(chosen), 1)),
            cuts=cut.sizes,
            pages=tuple(
                Page(
                    kind=DIGEST,
                    chat=chat.key,
                    day=today,
                    part=part,
                    view=dump(page),
                    papers=tuple(item.paper_id for item in page.items),
                    due_at=moment.now,
                    heal_until=self._heal_until(page, entries, moment.now),
                )
                for part, page in enumerate(self._called(cut.messages, draft, chosen), 1)
            ),
        )

    def _cut(
        self,
        draft: Draft,
        digest: ChatDigest,
        entries: Mapping[str, Entry],
        wording: Wording,
        today: date,
    ) -> Cut:
        chosen = digest.chosen
        place = self._place(draft, chosen, wording, today)
        if not place.is_cut_evenly:
            return cut_digest(digest_view(digest, entries, wording), place)
        sizes = sizes_of(len(chosen.shown), len(chosen.revisions), place.shape.a_page)
        sent = 1 if place.turns else len(sizes)
        view = digest_view(digest, entries, wording, upto=sum(sizes[:sent]))
        return Cut(sizes, tuple(page_of(view, sizes, at, place) for at in range(1, sent + 1)))

    def _called(self, messages: Sequence[View], draft: Draft, chosen: Chosen) -> Sequence[View]:
        """*messages*, of which the first calls the chat's role, if it has papers to tell of."""
        chat = draft.due.chat
        if not chat.settings.ping or draft.due.is_part or not _all(chosen):
            return messages
        first, *rest = messages
        called = replace(first, ping=chat.settings.ping)
        return (shortened(called, self._fits(chat.address.platform)), *rest)

    def _is_too_long(self, cut: Cut, chat: Chat) -> bool:
        """Whether it takes more messages than a group wants to see."""
        is_alone = chat.kind is ChatKind.PRIVATE or self._shapes[chat.address.platform].below
        return not is_alone and len(cut.sizes) > MOST_PAGES

    def _place(self, draft: Draft, chosen: Chosen, wording: Wording, today: date) -> Place:
        chat = draft.due.chat
        return Place(
            kind=chat.kind,
            layout=chat.settings.layout,
            fits=self._fits(chat.address.platform),
            day=today,
            more=chosen.beyond,
            wording=wording,
            is_part=draft.due.is_part,
            shape=self._shapes[chat.address.platform],
        )

    def _lack(self, moment: Moment) -> Lack:
        """What becomes of summaries that are not there now."""
        if not self._heals:
            return Lack.FOREVER
        return Lack.UNPAID if moment.unpaid else Lack.AWAITED

    def _heal_until(
        self, page: View, entries: Mapping[str, Entry], now: datetime
    ) -> datetime | None:
        shown = (entries.get(item.paper_id) for item in page.items)
        lacks = self._heals and any(entry.offline for entry in shown if entry)
        return now + HEALED_FOR if lacks else None


def _digest(
    draft: Draft, chosen: Chosen, entries: Mapping[str, Entry], notes: Sequence[str], lack: Lack
) -> ChatDigest:
    return ChatDigest(
        day=draft.days[-1],
        chosen=chosen,
        accounts=accounts_of(chosen, draft.announced, entries),
        notes=notes,
        lack=lack,
    )


def _fewer(draft: Draft, chosen: Chosen, held: int) -> Chosen:
    """
    As much of *chosen* as fits where *held* papers do; in all fewer than now.

    New papers come first; revisions get what they leave, and one place in five at least.
    """
    room = min(held, len(_all(chosen)) - 1)
    revisions = chosen.revisions[: max(room - len(chosen.shown), room // SHARE_OF_REVISIONS)]
    shown = min(room - len(revisions), len(chosen.shown))
    return replace(draft.within(shown), revisions=revisions)


def _all(chosen: Chosen) -> tuple[Choice, ...]:
    return (*chosen.shown, *chosen.revisions)


def _arrival(draft: Draft, moment: Moment) -> int:
    """A further rule moves no watermark: the others were not asked about what arrived since."""
    if draft.due.is_part:
        return draft.due.last.arrival if draft.due.last else 0
    return moment.newest


def _streak(draft: Draft) -> int:
    before = Ledger.load(draft.due.last.accounts).streak if draft.due.last else 0
    return before + len(draft.days)


def _told(choice: Choice, rank: int) -> Told:
    paper = choice.candidate.paper
    return Told(
        paper_id=paper.id,
        version=paper.version or 0,
        rule=choice.rule,
        rank=rank,
        section=choice.section.value,
    )


def notes_of(draft: Draft, moment: Moment, wording: Wording) -> tuple[str, ...]:
    """What is late or lacking in what the chat follows, and which days were too old."""
    said = [
        wording.notice(batch)
        for batch in moment.lacking
        if draft.follows.covers_subject(batch.subject)
    ]
    if draft.older:
        named = [wording.day(day) for day in draft.older[:NAMED_DAYS]]
        rest = len(draft.older) - len(named)
        said.append(
            wording.say(
                "Older days are not in this digest: {days}. See one with /digest {day}.",
                days=wording.say(", ").join([*named, *([f"+ {rest}"] if rest else [])]),
                day=draft.older[0].isoformat(),
            )
        )
    return tuple(filter(None, said))


def _is_lacking(batch: Batch) -> bool:
    return bool(batch.missing) or batch.state not in (BatchState.FRESH, BatchState.QUIET)


def nothing_matched(draft: Draft, streak: int, nearest: Nearest | None, wording: Wording) -> View:
    """What a chat is told after days without a match: the counts, and what came nearest."""
    rules = len(draft.subjects)
    announced = wording.count("{n} paper announced", "{n} papers announced", draft.announced)
    if streak == MOST_EMPTY:
        said = wording.count(
            "{announced}, none matched your rule, for the fifth time in a row.",
            "{announced}, none matched your {n} rules, for the fifth time in a row.",
            rules,
            announced=announced,
        )
    else:
        said = wording.say(
            "{announced}, none matched what you follow, on {days} announcement days in a row.",
            announced=announced,
            days=streak,
        )
    lines = [Line((Span(said),))]
    if nearest:
        label = wording.say("Nearest: ")
        lacks = wording.say(" (lacks {what})", what=", ".join(f'"{w}"' for w in nearest.lacking))
        lines.append(
            Line((Span(label), Span(nearest.paper.title.plain, Style.ITALIC), Span(lacks)))
        )
    actions = [button(wording.say("Widen"), "subs"), button(wording.say("Keep"), "stay")]
    if nearest:
        actions.append(card_button(wording.say("Open"), nearest.paper.id))
    return View(kind=ViewKind.NOTICE, lines=tuple(lines), actions=(tuple(actions),))
