"""One of the facts in the store, as a part that knows no store reads and writes it."""

from __future__ import annotations

from storage.store import Store


class Fact:
    """The fact *name*; it fulfils `Remembered`."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    async def read(self) -> str:
        """The text as it was last written; '' before that."""
        return await self._store.fact(self._name) or ""

    async def write(self, text: str) -> None:
        """Let it be *text* from now on."""
        await self._store.keep_fact(self._name, text)
