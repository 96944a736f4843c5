"""Summaries by any endpoint that speaks OpenAI's chat completions, hosted or on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from adapters.conversation import Remembered
from adapters.model import Answer, ModelError, Question, Tokens, Trouble
from adapters.summaries.answers import read_answer
from adapters.summaries.completions import Completion, read_completion
from adapters.summaries.door import Door
from adapters.summaries.fields import Fields
from adapters.summaries.learning import Attempt, Learning
from adapters.summaries.modes import request_for, room_for
from adapters.summaries.prompt import VERSION
from adapters.summaries.secrecy import shown
from adapters.summaries.tokens import estimated_tokens
from adapters.summaries.troubles import trouble_of
from storage.records import FIELDS, Summary

# How an answer ends that is none, in the words of OpenAI, Google, DeepSeek and OpenRouter.
ENDINGS = {
    "content_filter": Trouble.REFUSED,
    "safety": Trouble.REFUSED,
    "recitation": Trouble.REFUSED,
    "prohibited_content": Trouble.REFUSED,
    "insufficient_system_resource": Trouble.BUSY,
    "error": Trouble.BROKEN,
}


class LanguageModel:
    """
    The model called *model* at the endpoint behind *door*; it fulfils `Model`.

    *remembered* keeps what is learnt of the endpoint; *now* is the clock.
    """

    prompt = VERSION

    def __init__(
        self, door: Door, model: str, remembered: Remembered, now: Callable[[], datetime]
    ) -> None:
        self.engine = model
        self._door = door
        self._now = now
        self._learning = Learning(f"{door.name} {model} {VERSION}", remembered, now)

    async def ask(self, question: Question) -> Answer:
        """One question, asked in lesser manners where the endpoint does not know a better one."""
        attempt = await self._learning.begin()
        while True:
            reply = await self._door.send(self._request(question, attempt))
            completion = read_completion(reply.body) if reply.is_good else None
            if completion is not None:
                await self._learning.worked(attempt)
                return await self._answer(question, attempt, completion)
            instead = None if reply.is_good else self._learning.instead(attempt, reply)
            if instead is None:
                raise trouble_of(reply, self._door.place, self._door.key, self._now())
            attempt = instead

    async def close(self) -> None:
        """End the connections."""
        await self._door.close()

    def _request(self, question: Question, attempt: Attempt) -> dict[str, Any]:
        room = room_for(question.languages, attempt.widened)
        return request_for(question, self.engine, attempt.manner, room=room)

    async def _answer(self, question: Question, attempt: Attempt, completion: Completion) -> Answer:
        tokens = completion.tokens or _estimated(self._request(question, attempt), completion)
        self._raise_failure(completion, tokens)
        found, unread = read_answer(completion.text, question.languages, cut=completion.is_cut)
        if unread and completion.is_cut and (completion.thought or not completion.text):
            await self._learning.widen(attempt)
        summaries = {language: self._summary(found[language], language) for language in found}
        return Answer(summaries=summaries, tokens=tokens, unread=unread)

    def _raise_failure(self, completion: Completion, tokens: Tokens) -> None:
        """Raise what an answer says that is none, though the endpoint had nothing against it."""
        place = self._door.place
        if completion.refusal:
            said = shown(completion.refusal, self._door.key).rstrip(".")
            raise ModelError(f"{place} refused: {said}.", Trouble.REFUSED, tokens=tokens)
        trouble = ENDINGS.get(completion.finish)
        if trouble is not None:
            said = f"{place} broke off its answer ({completion.finish})."
            raise ModelError(said, trouble, tokens=tokens)

    def _summary(self, fields: Fields, language: str) -> Summary:
        return Summary(
            **{field: fields.get(field, "") for field in FIELDS},
            language=language,
            engine=self.engine,
            prompt=self.prompt,
            complete=all(field in fields for field in FIELDS),
        )


def _estimated(body: Mapping[str, Any], completion: Completion) -> Tokens:
    """What a call took at most, where the endpoint does not tell: a budget must not be blind."""
    sent = "".join(message["content"] for message in body["messages"])
    form = json.dumps(body["response_format"]) if "response_format" in body else ""
    return Tokens(sent=estimated_tokens(sent + form), answered=estimated_tokens(completion.text))
