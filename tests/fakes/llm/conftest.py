"""A local endpoint for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.llm.server import LocalLlm, local_llm


@pytest.fixture
def llm() -> Iterator[LocalLlm]:
    """A local endpoint; a test that expects violations takes them by `forgive`."""
    with local_llm() as llm:
        yield llm
        assert llm.violations == []
