"""What summaries by a language model take in a month, counted before any key is bought. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from adapters.model import Tokens
from bot.languages import NAMES
from bot.money.budget import Terms, money
from bot.money.tokens import A_CALL, PROMPT, expected, shared
from storage.records import Paper

# Of 261 weekdays in a year arXiv skips nine or ten: https://info.arxiv.org/help/availability.html
DAYS_A_MONTH = 21
REPEATED = 0.1  # of the calls: the checks refuse their answers, and they are made once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What an estimate stands on: announcement *days*, and so many papers *announced* on one of them.

    *languages* are those of the chats, one each. *shown* are papers with the languages that they
    are to be summarised in, and how many of their like come on one day.
    """

    days: tuple[date, ...]
    announced: float
    languages: tuple[str, ...]
    shown: tuple[tuple[Paper, tuple[str, ...], float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A month's summaries in one language, for so many *chats*; *cost* is none without prices."""

    chats: int
    summaries: int
    tokens: Tokens
    cost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """
    What a month takes: *papers*, each once; *summaries*, each paper once a language; and *calls*.

    *announced* papers come in a month in what is collected. *tokens* are those of all calls, also
    repeated ones; what they *cost*, and what readers may ask for *on_demand* beyond that, is none
    without prices. It stands on these *days*.
    """

    days: tuple[date, ...]
    chats: int
    announced: int
    papers: int
    summaries: int
    calls: int
    tokens: Tokens
    cost: float | None
    on_demand: float | None
    budget: float | None
    languages: Mapping[str, Part] = field(default_factory=dict)


@dataclass(slots=True)
class _Sum:
    """Tokens and summaries as they add up, in parts of one."""

    summaries: float = 0.0
    sent: float = 0.0
    cached: float = 0.0
    answered: float = 0.0

    def add(self, tokens: Tokens, weight: float) -> None:
        self.summaries += weight
        self.sent += tokens.sent * weight
        self.cached += tokens.cached * weight
        self.answered += tokens.answered * weight

    def monthly(self) -> Tokens:
        """Of a month, repeated calls included."""
        often = DAYS_A_MONTH * (1 + REPEATED)
        return Tokens(
            sent=round(self.sent * often),
            cached=round(self.cached * often),
            answered=round(self.answered * often),
        )


def estimated(standing: Standing, terms: Terms) -> Estimate:
    """What a month takes by what it stands on."""
    papers, calls = 0.0, 0.0
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for paper, languages, weight in standing.shown:
        papers += weight
        for first in range(0, len(languages), A_CALL):
            asked = languages[first : first + A_CALL]
            calls += weight
            for language, tokens in shared(_of_call(paper, asked, terms), asked).items():
                sums[language].add(tokens, weight)
    chats = Counter(standing.languages)
    parts = {name: _part(sums[name], chats[name], terms) for name in _by_chats(chats)}
    tokens = sum((part.tokens for part in parts.values()), Tokens())
    cost = terms.cost(tokens) if terms.prices else None
    return Estimate(
        days=standing.days,
        chats=len(standing.languages),
        announced=round(standing.announced * DAYS_A_MONTH),
        papers=round(papers * DAYS_A_MONTH),
        summaries=sum(part.summaries for part in parts.values()),
        calls=round(calls * DAYS_A_MONTH * (1 + REPEATED)),
        tokens=tokens,
        cost=cost,
        on_demand=cost * terms.share / (1 - terms.share) if cost is not None else None,
        budget=terms.budget,
        languages=parts,
    )


def _of_call(paper: Paper, languages: Sequence[str], terms: Terms) -> Tokens:
    """What a call takes; a provider with a price of its own for it remembers the prompt."""
    tokens = expected(paper, languages)
    remembers = terms.prices is not None and terms.prices.cached != terms.prices.sent
    return tokens + Tokens(cached=PROMPT if remembers else 0)


def _part(total: _Sum, chats: int, terms: Terms) -> Part:
    tokens = total.monthly()
    return Part(
        chats=chats,
        summaries=round(total.summaries * DAYS_A_MONTH),
        tokens=tokens,
        cost=terms.cost(tokens) if terms.prices else None,
    )


def _by_chats(chats: Counter[str]) -> list[str]:
    return sorted(chats, key=lambda name: (-chats[name], name))


def told(estimate: Estimate) -> Iterator[str]:
    """The lines that a person reads."""
    days = estimate.days
    span = str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"
    yield (
        f"Standing on {_many(len(days), 'announcement day')} ({span})"
        f" and the rules of {_many(estimate.chats, 'chat')}."
    )
    if len(days) < LITTLE:
        yield "That is little to stand on: each further day that is collected makes it better."
    yield (
        f"A month: {estimate.papers:,} of {estimate.announced:,} papers announced are shown,"
        f" {_many(estimate.summaries, 'summary', 'summaries')},"
        f" {_many(estimate.calls, 'call')}."
    )
    yield f"Tokens: {_tokens(estimate.tokens)}."
    yield from _money_told(estimate)
    for name, part in estimate.languages.items():
        yield _part_told(name, part)
    yield (
        "Guessed: four characters of English a token, 300 tokens a summary in English, one call in"
        " ten repeated. A model that thinks before it answers takes several times as many."
    )


LITTLE = 5  # days: a week of arXiv's


def _part_told(language: str, part: Part) -> str:
    name = f"{language} {NAMES[language][0]}" if language in NAMES else language
    cost = f", cost {money(part.cost)}" if part.cost is not None else ""
    return (
        f"  {name}: {_many(part.chats, 'chat')}, {_many(part.summaries, 'summary', 'summaries')},"
        f" {_tokens(part.tokens)}{cost}"
    )


def _money_told(estimate: Estimate) -> Iterator[str]:
    if estimate.cost is None or estimate.on_demand is None:
        yield (
            "Without prices this is all: name those of a million tokens, as in"
            " `paperround estimate --price-in 0.30 --price-out 1.20`."
        )
        return
    yield (
        f"Cost: {money(estimate.cost)}, and at most {money(estimate.on_demand)} beyond that for"
        " what readers ask for themselves."
    )
    if estimate.budget is not None:
        percent = round(100 * estimate.cost / estimate.budget)
        yield f"That is {percent} % of LLM_MONTHLY_BUDGET, which is {money(estimate.budget)}."


def _tokens(tokens: Tokens) -> str:
    cached = f" ({tokens.cached:,} of them cached)" if tokens.cached else ""
    return f"{tokens.sent:,} sent{cached}, {tokens.answered:,} answered"


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
