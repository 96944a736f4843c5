"""
A small real model is held to a schema, asked, and read.

It writes nonsense, in perfect form: so nothing here is about what it says. (That such summaries are
refused, and the digest is complete all the same, is the bot's part, and the next file's.)
"""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from adapters.model import ModelError, Question, Trouble
from adapters.summaries.door import Door
from adapters.summaries.llm import LanguageModel
from adapters.summaries.modes import Mode
from adapters.summaries.prompt import data, rules, schema
from adapters.summaries.tokens import estimated_tokens
from tests.adapters.summaries.asking import HandClock, Memory, a_question
from tests.llm.conftest import MODEL, PATIENCE, RealServer
from tests.making import a_paper

pytestmark = pytest.mark.timeout(1200)  # a minute on a quiet machine
ABSTRACTS = (
    "Rivers carry sediment to the sea. We measure 1,106 rivers with a new sensor and find that "
    "floods move 60% of it. This matters for dams.",
    r"We prove that the $\beta$-function of the model vanishes at $\nu = 1/2$ to all orders, "
    r"which settles a conjecture. The proof uses a lattice of size $2^{10}$.",
    "Language models forget. We train a memory of 4 layers on 12 datasets; recall rises from 41.2 "
    "to 57.9 points. Code is available.",
)
MOST_TOKENS = 350  # beyond title, abstract and comment; issue 6


async def test_answers_in_a_schema_arrive(model: LanguageModel, memory: Memory) -> None:
    """Each is five fields of text, or says that it was cut; none costs another call."""
    read = 0
    for number, abstract in enumerate(ABSTRACTS, start=1):
        answer = await model.ask(a_question(number, "en", abstract=abstract))
        assert answer.tokens.sent > estimated_tokens(abstract) // 2
        assert answer.tokens.answered > 0
        if answer.unread:  # it may go round in circles until its room is used up
            assert answer.unread == "The answer was cut off before its end."
            continue
        summary = answer.summaries["en"]
        assert summary.complete
        assert (summary.engine, summary.language) == (MODEL, "en")
        read += 1
    assert read > 0
    (known,) = json.loads(memory.text).values()
    assert known["manner"]["mode"] == Mode.SCHEMA


async def test_the_frame_of_a_paper_is_small_by_a_real_count(server: RealServer) -> None:
    """Rules, marks and schema together, in up to three languages; estimates are from above."""
    paper = a_paper(1, abstract=ABSTRACTS[0], comment="12 pages, 3 figures")
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:

        async def counted(text: str) -> int:
            asked = {"content": text}
            answer = await http.post(f"{server.address}/tokenize", json=asked)
            return len(answer.json()["tokens"])

        texts = f"{paper.title.plain}\n{paper.abstract.plain}\n{paper.comment}"
        for languages in (("en",), ("zh",), ("en", "zh"), ("en", "zh", "ja"), ("pt", "ru", "ko")):
            held = json.dumps(schema(languages), separators=(",", ":"))
            asked = data(Question(paper=paper, languages=languages))
            told = rules(languages)
            frame = await counted(told + asked + held) - await counted(texts)
            assert frame <= MOST_TOKENS
            assert estimated_tokens(told + asked) >= await counted(told + asked)


async def test_who_gives_up_does_not_block_the_next(server: RealServer, memory: Memory) -> None:
    """The server drops what nobody waits for; the next question is answered."""
    impatient = LanguageModel(
        Door(server.url, "", timeout=0.5, proxy=None), MODEL, memory, HandClock()
    )
    with pytest.raises(ModelError) as raised:
        await impatient.ask(a_question(1, abstract=ABSTRACTS[0]))
    await impatient.close()
    assert raised.value.trouble is Trouble.BROKEN
    patient = LanguageModel(
        Door(server.url, "", timeout=PATIENCE, proxy=None), MODEL, memory, HandClock()
    )
    answer = await asyncio.wait_for(patient.ask(a_question(2)), PATIENCE)
    await patient.close()
    assert answer.tokens.answered > 0
