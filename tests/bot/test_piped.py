"""Abstracts through a pipe: each line is answered at once, bad ones named, nothing stored."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.piped import BadLine, told
from tests.bot.conftest import Paperround

COMMAND = [sys.executable, "-m", "bot", "summarise", "--jsonl"]
ROOT = Path(__file__).parents[2]
ABSTRACT = (
    "Rivers are crucial to many cities. However, maps of their sources are still missing. In this"
    " paper, we propose a network that finds the sources of rivers in old maps. Experiments show"
    " that our method outperforms others by 12.5%."
)


def tell(title: str, abstract: str | Sequence[str]) -> dict[str, Any]:
    """What it was asked about."""
    return {"title": title, "abstract": abstract}


def asked(*records: object) -> list[dict[str, Any] | BadLine]:
    """What is told of these records; texts are lines as they stand."""
    lines = (one if isinstance(one, str) else json.dumps(one) for one in records)
    return list(told((line.encode() for line in lines), tell))


def test_an_abstract_is_a_text_or_its_sentences() -> None:
    """Where both are there, the text was cut already; the title may be missing."""
    assert asked(
        {"id": 7, "title": "A", "abstract": "B. C."},
        {"id": "x", "title": "A", "abstract": "B. C.", "sentences": ["B.", "C."]},
        {"id": None, "abstract": ""},
        {"title": None, "sentences": []},
    ) == [
        {"id": 7, "title": "A", "abstract": "B. C."},
        {"id": "x", "title": "A", "abstract": ["B.", "C."]},
        {"id": None, "title": "", "abstract": ""},
        {"id": None, "title": "", "abstract": []},
    ]


def test_empty_lines_are_passed_over() -> None:
    """A file may end with one."""
    assert len(asked("", {"id": 1, "abstract": "A."}, "  ")) == 1


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it is JSON, but no object in braces."),
        ({"id": 1}, "it has neither an abstract nor sentences."),
        ({"abstract": ["A."]}, "it has neither an abstract nor sentences."),
        ({"sentences": "A."}, "its sentences are no list of texts."),
        ({"sentences": ["A.", None]}, "its sentences are no list of texts."),
        ({"title": 3, "abstract": "A."}, "the title is no text."),
    ],
)
def test_a_bad_line_is_named(line: object, wrong: str) -> None:
    """By its number and by what is wrong; the good ones around it are answered."""
    good = {"id": 1, "abstract": "A."}
    first, bad, last = asked(good, line, good)
    assert first == last
    assert isinstance(bad, BadLine)
    assert str(bad).startswith(f"Line 2: {wrong}")


def test_bytes_that_are_no_text_are_named() -> None:
    """Latin-1 in a file of UTF-8, say."""
    (bad,) = told([b'{"abstract": "\xe4"}'], tell)
    assert isinstance(bad, BadLine)


def _run(given: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(COMMAND, input=given, capture_output=True, check=False, cwd=ROOT)


def test_a_summary_comes_out_with_every_sentence(bare: Path) -> None:
    """All that a script may want, bad lines on stderr, and no database anywhere."""
    lines = json.dumps({"id": "a", "title": "On rivers", "abstract": ABSTRACT}), "nonsense"
    ran = _run("\n".join(lines).encode())
    (line,) = ran.stdout.decode().splitlines()
    answer = json.loads(line)
    assert list(answer) == [
        "id", "tldr", "motivation", "method", "result", "conclusion", "sentences",
    ]  # fmt: skip
    assert answer["id"] == "a"
    assert " ".join(one["text"] for one in answer["sentences"]) == ABSTRACT
    assert answer["sentences"][0]["role"] == "background"
    assert answer["result"] in ABSTRACT
    assert ran.stderr.startswith(b"paperround: Line 2: it is not JSON")
    assert ran.returncode == 1
    assert not [*bare.rglob("*.db")]


def test_given_sentences_come_back_as_they_are() -> None:
    """As many as were given, headings and empty ones too; in a strange language without roles."""
    english = ["Methods.", "", "We look.", "Results: we saw.", "We look."]
    russian = ["Реки важны.", "Показано, что они текут."]
    ran = _run("\n".join(json.dumps({"sentences": one}) for one in (english, russian)).encode())
    answers = [json.loads(line)["sentences"] for line in ran.stdout.decode().splitlines()]
    assert [[one["text"] for one in answer] for answer in answers] == [english, russian]
    assert [one["role"] for one in answers[0]][2:4] == ["method", "result"]
    assert [one["role"] for one in answers[1]] == [None, None]


def test_a_line_is_answered_before_the_next_is_read() -> None:
    """Who talks to it through two pipes never waits in vain, and may leave when they like."""
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        for number in range(2):
            running.stdin.write(json.dumps({"id": number, "abstract": "A."}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == number
        running.stdout.close()
        running.stdin.write(b'{"id": 3, "abstract": "A."}\n')
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 0


def test_it_takes_no_day(paperround: Paperround) -> None:
    """What is stored and what comes through a pipe are two things."""
    ran = paperround("summarise", "--jsonl", "--date", "2025-12-12")
    assert ran.status == 1
    assert "--jsonl takes abstracts from stdin" in ran.err
