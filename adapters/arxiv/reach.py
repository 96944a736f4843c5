"""Whether each of arXiv's addresses answers as it should: one small question each."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping

from adapters.arxiv.client import ArxivClient
from adapters.arxiv.markup import local_name, parse_xml
from adapters.arxiv.source import Addresses, ArxivSource
from adapters.ports import SourceError, Unreadable
from storage.identifiers import Identifier

SMALL = "econ.TH"  # a category of few papers
FIRST_PAPER = Identifier("0704.0001")


class OneTry(ArxivClient):
    """A client without patience: a person waits for what it says."""

    tries = 1


class ArxivReach:
    """Fulfils `Reach`."""

    def __init__(self, client: OneTry, addresses: Addresses) -> None:
        self._client = client
        self._addresses = addresses
        self._source = ArxivSource(client, addresses)

    async def reach(self) -> Mapping[str, str | None]:
        """Each address by a short name, with what is wrong with it (none: it answers)."""
        return {
            "arXiv listing": await _fault(self._source.listing(SMALL, _nothing)),
            "arXiv feed": await _fault(self._ask_feed()),
            "arXiv query API": await _fault(self._source.papers([FIRST_PAPER])),
            "arXiv OAI-PMH": await _fault(
                self._client.content(f"{self._addresses.oai}?verb=Identify", _identified)
            ),
        }

    async def _ask_feed(self) -> None:
        for answer in (await self._source.feed([SMALL], _nothing)).values():
            if isinstance(answer, SourceError):
                raise answer


async def _nothing(url: str) -> str | None:
    """No ETag is known."""
    return None


async def _fault(question: Awaitable[object]) -> str | None:
    try:
        await question
    except SourceError as error:
        return str(error)
    return None


def _identified(body: bytes) -> str:
    """The name that a repository gives itself in its answer to the verb Identify."""
    for element in parse_xml(body).iter():
        if local_name(element) == "repositoryName":
            return str(element.text)
    raise Unreadable("The OAI-PMH interface does not say who it is.")
