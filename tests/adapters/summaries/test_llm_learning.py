"""What an endpoint does not know is learnt, once it is sure, and looked at again after a day."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from adapters.summaries.door import Door
from adapters.summaries.learning import DOUBTS, ENDPOINTS
from adapters.summaries.modes import BEST, Feature, Manner, Mode, manner_in, named_in
from adapters.summaries.replies import Complaint
from tests.adapters.summaries.asking import Machine, a_question, forms
from tests.fakes.llm.manners import Part
from tests.fakes.llm.server import LocalLlm

FORMATS: tuple[Part, ...] = ("json_schema", "json_object_schema", "json_object")


@pytest.mark.parametrize("status", [400, 404, 422, 500, 501])
async def test_a_refusal_that_names_what_it_refuses_is_learnt_at_once(
    llm: LocalLlm, status: int
) -> None:
    """The first answer comes all the same; the next question costs one call."""
    machine = Machine()
    llm.manners.refuse("json_schema", status=status)
    async with machine.model(llm) as model:
        answer = await model.ask(a_question(1))
        assert answer.summaries["en"].complete
        assert len(llm.refusals) == 1
        # A server's error is no proof of anything, whatever it says: it takes some more of them.
        for number in range(2, 2 + DOUBTS):
            await model.ask(a_question(number))
        assert len(llm.refusals) == 1
    assert forms(llm) == ["json_object_schema"] * (1 + DOUBTS)


@pytest.mark.parametrize(
    ("known", "form"),
    [
        (("json_object_schema", "json_object"), "json_object_schema"),
        (("json_object",), "json_object"),
        ((), "text"),
    ],
)
async def test_the_mode_goes_down_step_by_step(
    llm: LocalLlm, known: tuple[Part, ...], form: str
) -> None:
    """To the best one that the endpoint knows, down to the prompt alone."""
    llm.manners.refuse(*(part for part in FORMATS if part not in known))
    async with Machine().model(llm) as model:
        assert (await model.ask(a_question(1, "en", "zh"))).unread == ""
    assert forms(llm) == [form]


async def test_a_parameter_that_is_gone_for_a_model_is_given_up(llm: LocalLlm) -> None:
    """Though the sentence speaks of the model."""
    said = '{"error": {"message": "`temperature` is deprecated for this model."}}'
    llm.answers.add("reply", status=400, text=said, times=1)
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
    assert "temperature" not in llm.calls[-1].asked.body
    assert len(llm.calls) == 2


@pytest.mark.parametrize("silent", [False, True])
async def test_everything_that_can_be_given_up_is(llm: LocalLlm, *, silent: bool) -> None:
    """A reasoning model behind a poor server: no format, temperature, system role or limit."""
    llm.manners.refuse(
        *FORMATS, "temperature", "system", "max_tokens", "max_completion_tokens", silent=silent
    )
    async with Machine().model(llm) as model:
        assert (await model.ask(a_question(1))).unread == ""
        (call,) = llm.calls
        assert set(call.asked.body) == {"model", "messages"}
        assert len(call.asked.body["messages"]) == 1
        await model.ask(a_question(2))
    assert len(llm.calls) == 2
    assert len(llm.refusals) == 7


async def test_openai_s_limit_for_reasoning_models_is_learnt(llm: LocalLlm) -> None:
    """The same limit under another name; the schema stays."""
    llm.manners.refuse("max_tokens", "temperature")
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
    (call,) = llm.calls
    assert call.asked.form == "json_schema"
    assert call.asked.limit == call.asked.body["max_completion_tokens"] > 500


async def test_a_refusal_without_words_is_learnt_where_nothing_has_worked_yet(
    llm: LocalLlm,
) -> None:
    """A status of 400 means this request, and the next best request is answered."""
    llm.manners.refuse("json_schema", silent=True)
    async with Machine().model(llm) as model:
        await model.ask(a_question(1))
        await model.ask(a_question(2))
    assert (len(llm.refusals), forms(llm)) == (1, ["json_object_schema"] * 2)


async def test_what_was_learnt_outlives_the_program(llm: LocalLlm) -> None:
    """By endpoint, model and prompt; another model begins with the best."""
    machine = Machine()
    llm.manners.refuse("json_schema", "temperature")
    async with machine.model(llm) as model:
        await model.ask(a_question(1))
    assert len(llm.refusals) == 2
    async with machine.model(llm) as model:
        await model.ask(a_question(2))
    assert len(llm.refusals) == 2
    llm.model = "another-model"
    async with machine.model(llm) as model:
        await model.ask(a_question(3))
    assert len(llm.refusals) == 4
    assert len(json.loads(machine.memory.text)) == 2


async def test_the_memory_does_not_grow(llm: LocalLlm) -> None:
    """A few endpoints are enough."""
    machine = Machine()
    for number in range(ENDPOINTS + 3):
        llm.model = f"model-{number}"
        async with machine.model(llm) as model:
            await model.ask(a_question(1))
    told = json.loads(machine.memory.text)
    assert len(told) == ENDPOINTS
    assert f" model-{ENDPOINTS + 2} " in list(told)[-1]


def test_the_memory_holds_no_secret() -> None:
    """An endpoint is remembered by its address without a name and a password."""
    door = Door("https://ada:sesame@llm.example/v1", "sk-1", timeout=1.0, proxy=None)
    assert (door.name, door.place) == ("llm.example:https/v1", "llm.example")


async def test_after_a_day_one_call_tries_the_best_again(llm: LocalLlm) -> None:
    """One of many, so that the others lose nothing; what works then is believed."""
    machine = Machine()
    llm.manners.refuse("json_schema")
    async with machine.model(llm) as model:
        await model.ask(a_question(1))
        machine.clock.pass_by(hours=23)
        await model.ask(a_question(2))
        assert len(llm.refusals) == 1
        machine.clock.pass_by(hours=2)
        await asyncio.gather(*(model.ask(a_question(number)) for number in range(3, 13)))
        assert len(llm.refusals) == 2
    llm.manners.accept()
    machine.clock.pass_by(hours=25)
    async with machine.model(llm) as model:
        for number in range(13, 16):
            await model.ask(a_question(number))
    assert forms(llm)[-3:] == ["json_schema"] * 3


async def test_room_grows_for_a_model_that_thinks(llm: LocalLlm) -> None:
    """Its thoughts used up what was meant for the answer; others are not given more for that."""
    machine = Machine()
    async with machine.model(llm) as model:
        llm.answers.add("truncated", calls=[1])
        llm.answers.add("truncated_thinking", calls=[2, 3, 5, 6, 7])
        for number in range(1, 4):
            answer = await model.ask(a_question(number))
            assert answer.unread == "The answer was cut off before its end."
    async with machine.model(llm) as model:
        for number in range(4, 9):
            await model.ask(a_question(number))
    limits = [call.asked.limit / llm.calls[0].asked.limit for call in llm.calls]
    assert limits == [1, 1, 2, 4, 4, 8, 8, 8]


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "5", '{"KEY": 5}', '{"KEY": {"manner": {"mode": "songs"}}}',
             '{"KEY": {"manner": {"mode": "plain", "limit": "all"}}}',
             '{"KEY": {"manner": {"mode": "plain", "wisdom": 5}}}',
             '{"KEY": {"manner": {"mode": "plain", "temperature": "hot"}}}'],
)  # fmt: skip
async def test_a_memory_of_another_version_is_no_trouble(llm: LocalLlm, text: str) -> None:
    """It begins anew."""
    machine = Machine()
    async with machine.model(llm) as model:
        await model.ask(a_question(1))
    (key,) = json.loads(machine.memory.text)
    machine.memory.text = text.replace("KEY", key)
    async with machine.model(llm) as model:
        await model.ask(a_question(2))
    assert forms(llm) == ["json_schema"] * 2


def test_a_manner_is_remembered_as_it_is() -> None:
    """Every one that can be reached, down to the last."""
    manner: Manner | None = BEST
    while manner is not None:
        assert manner_in(json.loads(json.dumps(manner.as_json()))) == manner
        manner = next(manner.lesser(), None)


@pytest.mark.parametrize(
    ("complaint", "feature"),
    [
        ({"place": "response_format"}, Feature.FORMAT),
        ({"place": "body.response_format.type"}, Feature.FORMAT),
        ({"place": "messages[0].role"}, Feature.SYSTEM),
        ({"place": "max_tokens", "message": "temperature too"}, Feature.LIMIT),
        ({"message": "This response_format type is unavailable now"}, Feature.FORMAT),
        ({"message": "Input should be 'text' or 'json_object'", "place": "response_format"},
         Feature.FORMAT),
        ({"message": "Unknown name \"additionalProperties\" at 'generation_config'"},
         Feature.FORMAT),
        ({"message": "No endpoints found that support response_format"}, Feature.FORMAT),
        ({"message": "System role not supported"}, Feature.SYSTEM),
        ({"message": "Developer instruction is not enabled for models/gemma-3"}, Feature.SYSTEM),
        ({"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."},
         Feature.LIMIT),
        ({"message": "'temperature' does not support 0.2"}, Feature.TEMPERATURE),
        ({"message": "The server had an error"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_complaints_name_what_they_are_about(
    complaint: dict[str, Any], feature: Feature | None
) -> None:
    """In the words of OpenAI, DeepSeek, Google, vLLM, OpenRouter and llama-cpp-python."""
    assert named_in(Complaint(**complaint)) is feature


def test_manners_end() -> None:
    """What is given up is not taken back."""
    last = Manner(Mode.PLAIN, "", temperature=False, system=False)
    assert list(last.lesser()) == []
    assert all(last.without(feature) is None for feature in Feature)
