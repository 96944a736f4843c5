"""The file of weights: small, honest about its origin, and learnt with the phrases of today."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from adapters.summaries.extractive import cues, offers
from adapters.summaries.extractive.roles import model
from adapters.summaries.extractive.weights import learnt
from training.packing import LARGEST, WEIGHTS, fingerprint, packed, put, unpacked


def test_the_weights_say_where_they_come_from() -> None:
    """For each section the sets, their licence and what was measured."""
    about = learnt("about")
    assert set(about) == set(unpacked(WEIGHTS)) - {"about"}
    for told in about.values():
        assert told["licence"] == "Apache-2.0"
        assert told["origin"].startswith("allenai/")
        assert told["figures"]


def test_the_weights_are_small() -> None:
    """All of them in half a megabyte; those of roles in 200 kB, whatever else comes in."""
    assert WEIGHTS.stat().st_size <= LARGEST
    assert len(packed(learnt("roles"))) <= 200_000


def test_the_weights_were_learnt_with_these_phrases() -> None:
    """Who changes an expression that is a sign runs `make train`; else it would mislead."""
    assert learnt("roles")["phrases"] == fingerprint(cues.PHRASES)
    assert learnt("tldr")["phrases"] == fingerprint(offers.PHRASES)


def test_the_model_is_whole() -> None:
    """Each sign weighs something for each of the five roles, as one byte."""
    read = model()
    assert len(read.says) > 1_000
    assert all(len(row) == 5 and max(map(abs, row)) <= 127 for row in read.says.values())
    assert any(row != (0,) * 5 for row in read.says.values())


def test_packing_is_the_same_every_time(tmp_path: Path) -> None:
    """The same content gives the same bytes: no clock, no name and no system in them."""
    content = {"b": [1, 2], "a": {"ä": "河"}}
    assert packed(content) == packed(dict(reversed(content.items())))
    assert packed(content)[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    file = tmp_path / "weights.json.gz"
    file.write_bytes(packed(content))
    assert unpacked(file) == content
    assert json.loads(zlib.decompress(WEIGHTS.read_bytes(), 31)) == unpacked(WEIGHTS)


def test_a_section_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    """Roles and TL;DR are learnt one after the other, into the same file."""
    file = tmp_path / "weights.json.gz"
    put("roles", {"one": 1}, {"licence": "x"}, file)
    size = put("tldr", {"two": 2}, {"licence": "y"}, file)
    assert size == file.stat().st_size
    assert unpacked(file) == {
        "about": {"roles": {"licence": "x"}, "tldr": {"licence": "y"}},
        "roles": {"one": 1},
        "tldr": {"two": 2},
    }


def test_too_large_a_file_is_never_written(tmp_path: Path) -> None:
    """The bound holds for whoever trains."""
    file = tmp_path / "weights.json.gz"
    noise = [n * 7_919 % 1_000_003 for n in range(400_000)]
    with pytest.raises(ValueError, match="bytes of weights are too many"):
        put("tldr", {"noise": noise}, {}, file)
    assert not file.exists()
