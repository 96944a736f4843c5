"""Errors that are no refusals: a storm teaches nothing, and a bad key is bad in every manner."""

from __future__ import annotations

import asyncio
import json

import pytest

from adapters.model import ModelError, Trouble
from adapters.summaries.learning import DOUBTS
from tests.adapters.summaries.asking import Machine, a_question, forms
from tests.fakes.llm.server import LocalLlm


@pytest.mark.parametrize(
    "message",
    [
        "API key not valid. Please pass a valid API key.",
        "Your credit balance is too low to access the API.",
        "Model Not Exist",
        "'max_tokens' is too large: 900. This model's maximum context length is 512 tokens.",
        "The prompt was flagged by our content policy (response_format).",
    ],
)
async def test_a_refusal_that_means_something_else_costs_one_call(
    llm: LocalLlm, message: str
) -> None:
    """Nothing is tried, and nothing is learnt: a bad key is bad in every manner."""
    said = json.dumps({"error": {"message": message}})
    llm.answers.add("reply", status=400, text=said)
    async with Machine().model(llm) as model:
        with pytest.raises(ModelError):
            await model.ask(a_question(1))
    assert forms(llm) == ["json_schema"]


async def test_a_server_that_fails_on_schemas_without_words_is_found_out(llm: LocalLlm) -> None:
    """Each question is answered at once; after some the schema is not tried any more."""
    llm.manners.refuse("json_schema", status=500, silent=True)
    async with Machine().model(llm) as model:
        for number in range(1, DOUBTS + 4):
            assert (await model.ask(a_question(number))).unread == ""
    assert len(llm.refusals) == DOUBTS
    assert set(forms(llm)) == {"json_object_schema"}


async def test_a_storm_unlearns_nothing(llm: LocalLlm) -> None:
    """Errors of a server where the schema has worked before mean that the server is in trouble."""
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
        llm.answers.add("500", times=20)
        for number in range(2, 22):
            with pytest.raises(ModelError) as raised:
                await model.ask(a_question(number))
            assert raised.value.trouble is Trouble.BROKEN
        await model.ask(a_question(22))
    assert set(forms(llm)) == {"json_schema"}
    assert len(llm.calls) == 22


async def test_a_storm_from_the_first_call_on_teaches_nothing_for_long(llm: LocalLlm) -> None:
    """Lesser manners that fail as well are not believed; the first good answer proves the best."""
    llm.answers.add("500", times=9)
    async with Machine().model(llm) as model:
        with pytest.raises(ModelError):
            await model.ask(a_question(1))
        first = len(llm.calls)
        assert first == 4  # one for each mode
        llm.answers.heal()
        llm.answers.add("500", calls=[first + 1])  # one more, then a lesser manner works by chance
        await model.ask(a_question(2))
        await model.ask(a_question(3))
        await model.ask(a_question(4))
    assert forms(llm)[-2:] == ["json_schema"] * 2


async def test_a_bad_request_of_one_paper_unlearns_nothing(llm: LocalLlm) -> None:
    """Where the manner has worked, it is the paper that is refused."""
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
        llm.answers.add("400", title="On rivers, part 2")
        with pytest.raises(ModelError) as raised:
            await model.ask(a_question(2))
        assert raised.value.trouble is Trouble.REFUSED
        await model.ask(a_question(3))
    assert forms(llm) == ["json_schema"] * 3


async def test_a_storm_at_the_daily_try_changes_nothing(llm: LocalLlm) -> None:
    """The manner that is known to work is used, and the best is tried again the next day."""
    machine = Machine()
    llm.manners.refuse("json_schema", "json_object_schema")
    async with machine.model(llm) as model:
        await model.ask(a_question(1))
        llm.manners.accept()
        machine.clock.pass_by(days=2)
        llm.answers.add("500", times=1)
        assert (await model.ask(a_question(2))).unread == ""
        await model.ask(a_question(3))
    assert forms(llm) == ["json_object", "json_schema", "json_object", "json_object"]


async def test_many_questions_at_once_find_out_together(llm: LocalLlm) -> None:
    """All are answered; those that come later use what the first ones learnt."""
    llm.latency = 0.02
    llm.manners.refuse("json_schema", "max_tokens", "temperature")
    async with Machine().model(llm) as model:
        answers = await asyncio.gather(*(model.ask(a_question(n)) for n in range(1, 17)))
        assert all(not answer.unread for answer in answers)
        known = len(llm.refusals)
        assert known <= 16 * 3
        await asyncio.gather(*(model.ask(a_question(n)) for n in range(17, 33)))
    assert len(llm.refusals) == known
