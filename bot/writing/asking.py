"""
One paper -> a model -> the checks -> the store, in the languages that are lacking.

What the checks refuse is asked for once more, with what was wrong; what they refuse then is noted,
and a digest shows sentences of the abstract instead until a later try succeeds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from adapters.model import Answer, Model, ModelError, Question, Trouble
from bot.checking import Fault, commands
from bot.money.purse import Asker, Bill, Exhausted, Purse
from bot.money.tokens import expected
from bot.writing.breaker import Breaker
from bot.writing.gate import Gate
from bot.writing.wanted import Outcome, Wanted
from storage.records import Paper, Summarised, Summary, Try
from storage.store import Store

log = structlog.get_logger()

CALLS = 3  # for one answer, where the way to the model breaks
MOST_BUSY = 6  # refusals of a busy server, after which a paper is left for the next look
# Reasons of vain tries, beside those of the checks.
UNREAD, NOT_ANSWERED, COMMANDS = "unread", "not answered", "planted"
PAUSE = 0.5  # seconds after a call that broke, twice as long after each further one
Checks = Callable[[Summary, Paper], Sequence[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of asking once: *outcomes* by language, *faults* of what is to be asked again."""

    outcomes: Mapping[str, Outcome]
    faults: Mapping[str, Sequence[Fault]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """
    Asks a *model*, at the pace of a *gate*, as long as a *purse* pays and a *breaker* lets it.

    *checks* tells what is wrong with a summary.
    """

    store: Store
    model: Model
    checks: Checks
    gate: Gate
    breaker: Breaker
    purse: Purse
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]

    async def ask(self, wanted: Wanted, *, asker: Asker | None = None) -> Mapping[str, Outcome]:
        """
        Have the summaries of *wanted* made and stored; what became of each, by language.

        For an *asker*, who waits, before all others.
        """
        if commands(wanted.paper):  # no answer would be believed: it is not paid for
            await self._note(wanted.paper, dict.fromkeys(wanted.languages, COMMANDS))
            return dict.fromkeys(wanted.languages, Outcome.FAULTY)
        question = Question(paper=wanted.paper, languages=wanted.languages)
        first = await self._asked(question, asker)
        if not first.faults:
            return first.outcomes
        again = replace(question, languages=tuple(first.faults), faults=_said(first.faults))
        second = await self._asked(again, asker)
        await self._note(wanted.paper, {name: one[0].kind for name, one in second.faults.items()})
        faulty = dict.fromkeys(second.faults, Outcome.FAULTY)
        return {**first.outcomes, **second.outcomes, **faulty}

    async def _asked(self, question: Question, asker: Asker | None) -> Round:
        """Ask once, and store what the checks let pass."""
        answer = await self._answer(question, asker)
        if isinstance(answer, Outcome):
            if answer is Outcome.REFUSED:
                await self._note(question.paper, dict.fromkeys(question.languages, NOT_ANSWERED))
            return Round(outcomes=dict.fromkeys(question.languages, answer), faults={})
        faults = self._faults(question, answer)
        good = [language for language in question.languages if language not in faults]
        await self._keep(question.paper, [answer.summaries[language] for language in good])
        return Round(outcomes=dict.fromkeys(good, Outcome.MADE), faults=faults)

    def _faults(self, question: Question, answer: Answer) -> dict[str, Sequence[Fault]]:
        """What is wrong with the answer, by language; nothing where it is good."""
        found: dict[str, Sequence[Fault]] = {}
        for language in question.languages:
            summary = answer.summaries.get(language)
            if summary is None:
                lacks = answer.unread or f"The answer has no summary in the language {language}."
                found[language] = (Fault(kind=UNREAD, said=lacks),)
            elif wrong := self.checks(summary, question.paper):
                found[language] = wrong
        return found

    async def _answer(self, question: Question, asker: Asker | None) -> Answer | Outcome:
        """What the model says; again where the way to it breaks, or where it is busy."""
        broken = busy = 0
        while broken < CALLS and busy < MOST_BUSY:
            try:
                return await self._call(question, asker)
            except ModelError as error:
                log.info("not summarised", paper=question.paper.id, reason=str(error))
                if error.trouble is Trouble.REFUSED:
                    return Outcome.REFUSED
                if error.trouble is Trouble.HOPELESS:
                    return Outcome.HOPELESS
                broken += error.trouble is Trouble.BROKEN
                busy += error.trouble is Trouble.BUSY
                await self.sleep(PAUSE * 2**broken if broken else 0)
        return Outcome.UNANSWERED

    async def _call(self, question: Question, asker: Asker | None) -> Answer | Outcome:
        """One call, which is paid for; raises `ModelError`."""
        guess = expected(question.paper, question.languages)
        try:
            # Paid outside the gate: while the store writes that down, the next call is under way.
            async with self.purse.call(question.languages, guess, asker) as bill:
                return await self._call_in_turn(question, asker, bill)
        except Exhausted:
            return Outcome.UNPAID

    async def _call_in_turn(
        self, question: Question, asker: Asker | None, bill: Bill
    ) -> Answer | Outcome:
        bill.void()
        async with self.gate.turn(urgent=asker is not None) as number:
            if self.breaker.is_open:
                return Outcome.HOPELESS
            bill.due()
            try:
                answer = await self.model.ask(question)
            except ModelError as error:
                await self._learn(error, number)
                raise
        bill.pay(answer.tokens)
        self.gate.answered()
        await self.breaker.worked()
        return answer

    async def _learn(self, error: ModelError, number: int) -> None:
        """Learn from an *error* how the model is to be asked from now on."""
        if error.trouble is Trouble.HOPELESS:
            await self.breaker.gave_up(str(error))
        elif error.trouble is Trouble.BUSY:
            self.gate.was_too_much(number, error.retry_after)
        elif error.trouble is Trouble.BROKEN:
            self.breaker.broke(most=2 * self.gate.width)

    async def _keep(self, paper: Paper, summaries: Iterable[Summary]) -> None:
        version = paper.citation_version
        made = [Summarised(paper_id=paper.id, version=version, summary=one) for one in summaries]
        if made:
            await self.store.keep_summaries(made, at=self.now())

    async def _note(self, paper: Paper, reasons: Mapping[str, str]) -> None:
        """Remember what was asked for in vain, so that it is not asked for at every look."""
        tries = [
            Try(
                paper_id=paper.id,
                version=paper.citation_version,
                language=language,
                engine=self.model.engine,
                prompt=self.model.prompt,
                reason=reason,
            )
            for language, reason in reasons.items()
        ]
        await self.store.note_tries(tries, at=self.now())


def _said(faults: Mapping[str, Sequence[Fault]]) -> dict[str, tuple[str, ...]]:
    """What the model is told of its *faults*."""
    return {language: tuple(one.said for one in some) for language, some in faults.items()}
