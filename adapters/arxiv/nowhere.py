"""An arXiv that is never asked: for the demonstration, which needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from adapters.ports import SourceError
from storage.identifiers import Identifier
from storage.records import Paper


class Nowhere:
    """Papers that nobody can look up; it fulfils `Papers`."""

    async def papers(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
        """Raise `SourceError`, whatever is asked for."""
        raise SourceError("the demonstration asks nothing of arXiv.", temporary=False)
