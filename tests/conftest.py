"""What many tests need: a store on a real file, and the recorded data where it is."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.connect import connect
from storage.store import Store

# No deadline: the first formula loads a library, and machines are busy at times.
settings.register_profile("paperround", deadline=None)
settings.load_profile("paperround")


@pytest.fixture(params=["sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Every store in turn, empty."""
    opened = await connect(f"{request.param}:///{tmp_path}/paperround.db")
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded answers and data; tests that need it are skipped without it."""
    named = os.environ.get("PAPERROUND_TEST_DATA")
    if not named:
        pytest.skip("PAPERROUND_TEST_DATA names no folder of recorded data")
    return Path(named)
