"""Whether an endpoint answers, takes our key and has our model: one question that costs nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from adapters.model import ModelError
from adapters.summaries.door import Door
from adapters.summaries.secrecy import shown

NO_KEY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
NAMED = 5  # models that are named where ours is not among them


class ModelReach:
    """Fulfils `Reach`, for the *model* at one endpoint."""

    def __init__(self, door: Door, model: str) -> None:
        self._door = door
        self._model = model

    async def reach(self) -> Mapping[str, str | None]:
        """The endpoint, with what is wrong with it (none: it answers)."""
        try:
            return {"language model": await self._fault()}
        finally:
            await self._door.close()

    async def _fault(self) -> str | None:
        try:
            reply = await self._door.models()
        except ModelError as error:
            return str(error)
        place = self._door.place
        if reply.status in NO_KEY:
            return f"{place} does not take the key LLM_API_KEY (HTTP {reply.status})"
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"{place} answers HTTP {reply.status}"
        if not reply.is_good:
            return None  # it is there, and keeps no list
        known = _names(reply.body)
        if not known or any(_is_called(name, self._model) for name in known):
            return None
        named = ", ".join(shown(name, self._door.key) for name in known[:NAMED])
        more = " …" if len(known) > NAMED else ""
        return f"{place} does not list the model LLM_MODEL; it has {named}{more}"


def _names(body: str) -> list[str]:
    """The models that are listed; none where that is no such list."""
    try:
        told: Any = json.loads(body)
    except ValueError:
        return []
    listed = told.get("data") if isinstance(told, dict) else None
    models = listed if isinstance(listed, list) else []
    return [one["id"] for one in models if isinstance(one, dict) and isinstance(one.get("id"), str)]


def _is_called(listed: str, model: str) -> bool:
    """Whether a *listed* model is ours: Google lists `models/…`, Ollama adds a tag (`:latest`)."""
    return model in (listed, listed.rpartition("/")[2], listed.partition(":")[0])
