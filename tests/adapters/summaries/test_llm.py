"""A language model at a strict local endpoint: answers, errors, secrets, the way there."""

from __future__ import annotations

import pytest

from adapters.model import NO_TOKENS, Model, ModelError, Question, Trouble
from adapters.summaries.prompt import VERSION
from storage.records import FIELDS
from tests.adapters.summaries.asking import Machine, a_question
from tests.fakes.llm.kinds import SORRY, Kind
from tests.fakes.llm.server import KEY, LocalLlm

READ: tuple[Kind, ...] = ("valid", "thinking", "fenced", "chatty", "labelled", "parts", "latex")
UNREAD: tuple[tuple[Kind, str], ...] = (
    ("malformed", "The answer is not the JSON object that was asked for."),
    ("refusal", "The answer is not the JSON object that was asked for."),
    ("empty", "The answer is empty."),
    ("null", "The answer is empty."),
    ("no_choices", "The answer is empty."),
    ("truncated_thinking", "The answer was cut off before its end."),
)
TROUBLES: tuple[tuple[Kind, Trouble], ...] = (
    ("refused", Trouble.REFUSED), ("content_filter", Trouble.REFUSED),
    ("overloaded", Trouble.BUSY), ("401", Trouble.HOPELESS), ("402", Trouble.HOPELESS),
    ("403", Trouble.HOPELESS), ("404", Trouble.HOPELESS), ("429", Trouble.BUSY),
    ("429_quota", Trouble.HOPELESS), ("500", Trouble.BROKEN), ("502", Trouble.BROKEN),
    ("503", Trouble.BUSY), ("529", Trouble.BUSY), ("content_policy", Trouble.REFUSED),
    ("too_long", Trouble.REFUSED), ("400", Trouble.REFUSED), ("html", Trouble.BROKEN),
    ("cut", Trouble.BROKEN),
)  # fmt: skip
PAID = ("refused", "content_filter", "overloaded")


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("languages", [("en",), ("zh",), ("en", "zh", "ja")])
async def test_an_answer_is_read(llm: LocalLlm, kind: Kind, languages: tuple[str, ...]) -> None:
    """However it is dressed: five fields in each language, with what they are stored under."""
    llm.answers.add(kind)
    async with Machine().model(llm) as model:
        port: Model = model
        answer = await port.ask(a_question(1, *languages))
    assert answer.unread == ""
    assert tuple(answer.summaries) == languages
    for language, summary in answer.summaries.items():
        assert (summary.language, summary.engine, summary.prompt) == (
            language, llm.model, VERSION,
        )  # fmt: skip
        assert summary.complete
        assert summary.tldr
    (call,) = llm.calls
    assert (answer.tokens.sent, answer.tokens.answered) == (call.sent, call.answered)
    assert call.asked.languages == languages


async def test_formulas_in_careless_json_come_through(llm: LocalLlm) -> None:
    """As TeX has them."""
    llm.answers.add("latex")
    async with Machine().model(llm) as model:
        answer = await model.ask(a_question(1))
    said = answer.summaries["en"].conclusion
    assert said.startswith(r"Here $\nu = \frac{\beta}{\rho} \times x$.")


async def test_a_field_that_is_lacking_is_told_from_an_empty_one(llm: LocalLlm) -> None:
    """An empty one is an answer; one that is not there makes the summary incomplete."""
    llm.answers.add("missing", calls=[2])
    async with Machine().model(llm) as model:
        whole = (await model.ask(a_question(1))).summaries["en"]
        half = (await model.ask(a_question(2))).summaries["en"]
    assert (whole.conclusion, whole.complete) == ("", True)
    assert (half.method, half.complete) == ("", False)
    assert {field for field in FIELDS if getattr(half, field)} == {"tldr", "motivation", "result"}


async def test_what_is_there_of_several_languages_is_given(llm: LocalLlm) -> None:
    """And what is not is named."""
    llm.answers.add("lacking", calls=[1])
    llm.answers.add("truncated", calls=[2])
    async with Machine().model(llm) as model:
        lacking = await model.ask(a_question(1, "en", "zh"))
        cut = await model.ask(a_question(2, "en", "zh"))
    assert (list(lacking.summaries), lacking.unread) == (
        ["en"], "The answer lacks Simplified Chinese.",
    )  # fmt: skip
    assert (list(cut.summaries), cut.unread) == (["en"], "The answer was cut off before its end.")


@pytest.mark.parametrize(("kind", "why"), UNREAD)
async def test_what_cannot_be_read_costs_its_tokens(llm: LocalLlm, kind: Kind, why: str) -> None:
    """No summary is made up, and the bill is right."""
    llm.answers.add(kind)
    async with Machine().model(llm) as model:
        answer = await model.ask(a_question(1))
    assert (answer.summaries, answer.unread) == ({}, why)
    assert answer.tokens.sent == llm.calls[0].sent > 0


@pytest.mark.parametrize(("kind", "trouble"), TROUBLES)
async def test_every_trouble_is_told(llm: LocalLlm, kind: Kind, trouble: Trouble) -> None:
    """By what can be done; one call each where the endpoint has answered before."""
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
        llm.answers.add(kind, retry_after=7)
        with pytest.raises(ModelError) as raised:
            await model.ask(a_question(2))
    error = raised.value
    assert error.trouble is trouble
    assert len(llm.calls) == 2
    assert error.retry_after == (7.0 if kind[0] in "45" or kind in ("content_policy", "too_long")
                                 else None)  # fmt: skip
    assert (error.tokens == NO_TOKENS) == (kind not in PAID)
    assert KEY not in f"{error!r} {error}"


async def test_a_refusal_is_told_in_the_model_s_words(llm: LocalLlm) -> None:
    """As an administrator would look for the reason."""
    llm.answers.add("refused")
    async with Machine().model(llm) as model:
        with pytest.raises(ModelError, match=SORRY[:20]):
            await model.ask(a_question(1))


@pytest.mark.parametrize(("kind", "trouble"), TROUBLES)
async def test_a_trouble_at_the_first_call_is_not_asked_for_twice(
    llm: LocalLlm, kind: Kind, trouble: Trouble
) -> None:
    """Where the words are clear, no lesser manner is tried, also where none has worked yet."""
    llm.answers.add(kind)
    async with Machine().model(llm) as model:
        with pytest.raises(ModelError) as raised:
            await model.ask(a_question(1))
    assert raised.value.trouble is trouble
    most = {"500": 4, "400": 8}  # whose words say nothing
    assert len(llm.calls) == most.get(kind, 1)


async def test_faults_are_told_on_the_next_try(llm: LocalLlm) -> None:
    """Behind the same beginning."""
    question = a_question(1)
    again = Question(paper=question.paper, languages=("en",), faults={"en": ("Too long.",)})
    async with Machine().model(llm) as model:
        await model.ask(question)
        await model.ask(again)
    first, second = llm.calls
    assert (first.asked.faults, second.asked.rules) == ("", first.asked.rules)
    assert second.asked.faults.endswith("- English: Too long.")
    assert second.cached > 0


async def test_tokens_are_estimated_where_they_are_not_told(llm: LocalLlm) -> None:
    """From above: a budget must not be blind."""
    said = '{"choices": [{"message": {"content": "I say nothing at all."}}]}'
    async with Machine().model(llm) as model:
        told = await model.ask(a_question(1))
        llm.answers.add("reply", text=said, headers={"Content-Type": "application/json"})
        estimated = await model.ask(a_question(2))
    assert estimated.tokens.sent >= told.tokens.sent
    assert estimated.tokens.answered >= 5
