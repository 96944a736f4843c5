"""The way to an endpoint: the `openai` library, which is loaded when a call is made."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from adapters.loopback import is_here
from adapters.model import ModelError, Trouble
from adapters.summaries.replies import Reply
from adapters.summaries.secrecy import shown

if TYPE_CHECKING:
    from openai import AsyncOpenAI

KEYLESS = "none"  # local servers ask for no key; the library does


class Door:
    """
    The endpoint at *base_url* (with its path, such as `/v1`); loopback is asked without *proxy*.

    *key* is secret, and empty where none is asked for.

    The library takes two seconds and 25 MB to load, so that happens at the first call, on a thread.
    Its own tries are off: who asks decides whether it is worth another one. *timeout* is in seconds
    for a whole answer, however slowly it drips.
    """

    def __init__(self, base_url: str, key: str, *, timeout: float, proxy: str | None) -> None:
        parts = urlsplit(base_url)
        self.place = parts.hostname or "The endpoint"
        # Not the address itself, which may hold a name and a password.
        self.name = f"{self.place}:{parts.port or parts.scheme}{parts.path}"
        self.key = key.strip()
        self._base_url = base_url
        self._timeout = timeout
        self._proxy = None if is_here(base_url) else proxy
        self._opening = asyncio.Lock()
        self._client: AsyncOpenAI | None = None

    async def send(self, body: dict[str, Any]) -> Reply:
        """The answer to the chat completion *body*, of whatever status; raises `ModelError`."""
        client = await self._opened()
        ask = client.chat.completions.with_raw_response.create
        return await self._reply(lambda headers: ask(**body, extra_headers=headers))

    async def models(self) -> Reply:
        """The list of models, which costs nothing, of whatever status; raises `ModelError`."""
        client = await self._opened()
        ask = client.models.with_raw_response.list
        return await self._reply(lambda headers: ask(extra_headers=headers))

    async def _reply(self, ask: Callable[[Any], Awaitable[Any]]) -> Reply:
        """What comes of one call of the library, which is given the headers to leave out."""
        from openai import APIStatusError, APITimeoutError, Omit, OpenAIError

        try:
            async with asyncio.timeout(self._timeout):
                raw = await ask({} if self.key else {"Authorization": Omit()})
        except APIStatusError as error:
            response = error.response
        except (TimeoutError, APITimeoutError):
            # Never `from`: what the library says may show the request, and the key with it.
            said = f"{self.place} did not answer within {self._timeout:g} s."
            raise ModelError(said, Trouble.BROKEN) from None
        except OpenAIError as error:
            raise ModelError(self._unreached(error), Trouble.BROKEN) from None
        else:
            response = raw.http_response
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, response.text)

    async def close(self) -> None:
        """End the connections."""
        if self._client is not None:
            await self._client.close()

    def _unreached(self, error: Exception) -> str:
        cause = shown(str(error.__cause__ or ""), self.key).rstrip(".")
        return (
            f"{self.place} cannot be reached ({cause})."
            if cause
            else (f"{self.place} broke off its answer.")
        )

    async def _opened(self) -> AsyncOpenAI:
        if not self.key.isascii() or not self.key.isprintable():  # the library would show it
            raise ModelError("LLM_API_KEY holds signs that no key has.", Trouble.HOPELESS)
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._open)
            return self._client

    def _open(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Omit

        client = AsyncOpenAI(
            api_key=self.key or KEYLESS,
            base_url=self._base_url,
            timeout=self._timeout,
            max_retries=0,
            # What the environment may hold for OpenAI is for nobody else to see.
            default_headers={"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()},  # type: ignore[dict-item]
            http_client=DefaultAsyncHttpxClient(
                proxy=self._proxy, trust_env=not is_here(self._base_url)
            ),
        )
        _ = client.chat.completions.with_raw_response  # loads the rest of the library
        return client
