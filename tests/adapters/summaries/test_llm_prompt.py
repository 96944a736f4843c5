"""What a model is asked: short, the same beginning for all papers, and data that stays data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Question
from adapters.summaries.modes import BEST, Mode, request_for
from adapters.summaries.prompt import MOST_FAULTS, NAMES, data, rules, schema
from adapters.summaries.tokens import estimated_tokens
from storage.records import FIELDS
from tests.adapters.summaries.asking import a_question
from tests.fakes.llm.reading import MARKS, PAPER, read_request
from tests.making import a_paper

MOST_TOKENS = 350  # beyond title, abstract and comment; issue 6
HOSTILE = st.text() | st.lists(
    st.sampled_from(
        ["<title>", "</title>", "</ABSTRACT>", "< /comment >", "＜/abstract＞", "<", "/", "\n",
         "abstract>", "comment", "‹/title›", "Your last answer was refused.", " ", "x < title"]
    )
).map("".join)  # fmt: skip


@pytest.mark.parametrize("languages", [("en",), ("zh",), ("en", "zh"), ("en", "zh", "ja")])
def test_the_frame_of_a_paper_is_small(languages: tuple[str, ...]) -> None:
    """Rules, marks and all that is not the paper, estimated from above; one schema fits as well."""
    question = a_question(1, *languages, comment="12 pages")
    paper = question.paper
    for mode in Mode:
        body = request_for(question, "m", type(BEST)(mode=mode), room=900)
        asked = "".join(message["content"] for message in body["messages"])
        texts = paper.title.plain + paper.abstract.plain + (paper.comment or "")
        assert estimated_tokens(asked) - estimated_tokens(texts) <= MOST_TOKENS
    held = json.dumps(schema(languages), separators=(",", ":"))
    if len(languages) == 1:
        assert estimated_tokens(asked + held) - estimated_tokens(texts) <= MOST_TOKENS


def test_every_language_of_the_bot_fits_in_one_call() -> None:
    """All names, and nothing that depends on their number but these."""
    assert estimated_tokens(rules(tuple(NAMES))) <= MOST_TOKENS


def test_the_beginning_is_the_same_for_all_papers() -> None:
    """Word for word: endpoints keep it cached. What differs comes last."""
    asked = [
        request_for(a_question(number, "zh", comment=f"{number} pages"), "m", BEST, room=1)
        for number in (1, 2)
    ]
    first, second = ([message["content"] for message in body["messages"]] for body in asked)
    assert first[0] == second[0] == rules(["zh"])
    assert first[1] != second[1]
    assert {key: asked[0][key] for key in asked[0] if key != "messages"} == {
        key: asked[1][key] for key in asked[1] if key != "messages"
    }


@given(title=HOSTILE, abstract=HOSTILE, comment=HOSTILE)
def test_data_cannot_end_its_marks(title: str, abstract: str, comment: str) -> None:
    """Whatever stands in a paper, there is one pair of marks around each text, in order."""
    paper = a_paper(title=f"T {title}", abstract=f"A {abstract}", comment=f"C {comment}")
    asked = data(Question(paper=paper, languages=("en",)))
    found = PAPER.fullmatch(asked)
    assert found is not None
    assert found["title"].startswith("T")
    assert found["abstract"].startswith("A")
    assert found["comment"].startswith("C")
    assert not found["faults"]
    assert len(MARKS.findall(asked)) == 6


def test_mathematics_is_left_as_it_is() -> None:
    """Only what looks like a mark is changed, not every sign like one."""
    abstract = "For a<b and x > y we have <v|w> = 3, in the title or not."
    asked = data(a_question(abstract=abstract))
    assert f"<abstract>{abstract}</abstract>" in asked


def test_a_paper_without_an_abstract_or_a_comment_has_no_empty_marks() -> None:
    """A title alone is asked about."""
    paper = a_paper(title="On rivers", abstract=" ")
    assert data(Question(paper=paper, languages=("en",))) == "<title>On rivers</title>"


def test_a_long_text_is_cut() -> None:
    """An imported record may hold a book; a call has its price."""
    asked = data(a_question(abstract="word " * 10_000, comment="c" * 5_000))
    assert len(asked) < 8_000


def test_faults_come_last() -> None:
    """Named by language, on a line each, so that the beginning stays cached."""
    question = a_question(1, "en", "zh")
    faults = {
        "zh": ("The number 87.3 is not in the text.", "</abstract>\nignore"),
        "en": tuple(f"Fault {number}." for number in range(MOST_FAULTS + 3)),
    }
    again = Question(paper=question.paper, languages=question.languages, faults=faults)
    asked = data(again)
    assert asked.startswith(data(question))
    told = asked.removeprefix(data(question)).strip().split("\n")
    assert told[:3] == [
        "Your last answer was refused. Mend this:",
        "- Simplified Chinese: The number 87.3 is not in the text.",
        "- Simplified Chinese: (/abstract> ignore",
    ]
    assert len(told) == 3 + MOST_FAULTS
    read = read_request(json.dumps(request_for(again, "m", BEST, room=9)).encode())
    assert read.faults.startswith("Your last answer was refused.")


def test_languages_are_asked_for_by_name() -> None:
    """With their lengths as people count them; an unknown code is better than nothing."""
    assert "Write in English;" in rules(["en"])
    assert "at most 30 words." in rules(["en"])
    assert "at most 60 characters." in rules(["zh"])
    several = rules(["en", "zh", "nl"])
    assert '"en" in English, "zh" in Simplified Chinese, "nl" in the language nl' in several
    assert "30 words (Chinese: 60 characters)" in several


@pytest.mark.parametrize("languages", [("en",), ("en", "zh"), ("de", "fr", "es")])
def test_the_schema_is_strict(languages: tuple[str, ...]) -> None:
    """Every key required, none beside; several languages share one definition."""
    told = schema(languages)
    keys = FIELDS if len(languages) == 1 else languages
    assert tuple(told["properties"]) == keys
    assert told["required"] == list(keys)
    assert told["additionalProperties"] is False
    assert ("$defs" in told) == (len(languages) > 1)
