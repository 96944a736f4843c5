"""A digest whose summaries a small real model writes: it is complete, whatever the model says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.checking import faults
from bot.ledger import Ledger
from bot.settings import Settings, load_settings
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv
from tests.llm.conftest import MODEL, PATIENCE, RealServer
from tests.stories.life import at
from tests.stories.writing import is_offline, writing

pytestmark = pytest.mark.timeout(1800)  # some minutes on a quiet machine
TUESDAY = date(2026, 3, 3)
BERLIN = "Europe/Berlin"
PAPERS = 5


@pytest.fixture
def arxiv() -> Iterator[LocalArxiv]:
    """A strict local arXiv, where five papers are out."""
    with LocalArxiv() as local:
        local.announce(TUESDAY, *papers(PAPERS, category="cs.CV", day=TUESDAY))
        local.at(at("2026-03-03T08:24", BERLIN))
        yield local


@pytest.fixture
def asked(arxiv: LocalArxiv, server: RealServer, tmp_path: Path) -> Settings:
    """Settings that know the local arXiv and the real model, one call at a time."""
    return load_settings(tmp_path).model_copy(
        update={
            "database_url": f"sqlite:///{tmp_path}/paperround.db",
            "arxiv_feed_url": arxiv.feed_url,
            "arxiv_list_url": arxiv.list_url,
            "arxiv_api_url": arxiv.api_url,
            "arxiv_oai_url": arxiv.oai_url,
            "arxiv_pause": 0.0,
            "llm_base_url": server.url,
            "llm_api_key": SecretStr(""),
            "llm_model": MODEL,
            "llm_concurrency": 1,
            "llm_timeout": PATIENCE,
        }
    )


async def test_the_digest_is_complete_all_the_same(
    arxiv: LocalArxiv, asked: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the checks let pass is shown; of the rest, which is most, the abstract is."""
    async with writing(arxiv, asked) as life:
        chat = await life.chat("english", BERLIN, "08:30", "cs.CV", language="en")
        await life.minutes(7)
        (letter,) = life.letters(chat)
        known = await life.store.papers(letter.papers)
        assert len(known) == PAPERS
        written = {item.paper_id for item in letter.view.items if not is_offline(item)}
        stored = await life.store.summaries(letter.papers)
        for name, summaries in stored.items():
            by_model = [one.summary for one in summaries if one.summary.engine == MODEL]
            assert bool(by_model) == (name in written)
            assert not any(faults(summary, known[name]) for summary in by_model)
        refused = {one.paper_id for one in await life.store.tries(letter.papers)}
        assert refused | written == set(letter.papers)
        assert all(item.text for item in letter.view.items)
        digest = await life.store.digest_of(chat.key, TUESDAY)
        assert digest is not None
        accounts = Ledger.load(digest.accounts).accounts
        assert (accounts.shown, accounts.summarised) == (PAPERS, len(written))
        with capsys.disabled():
            print(f"\n{len(written)} of {PAPERS} summaries pass the checks")  # noqa: T201
