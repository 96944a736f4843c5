"""A local endpoint for each test that asks a language model."""

from __future__ import annotations

from tests.fakes.llm.conftest import llm

__all__ = ["llm"]
