"""The sentences behind a summary: those with its numbers and names, in whatever language it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.ports import Sentence
from bot.evidence import MOST, evidence, marked
from tests.making import a_summary

ABSTRACT = (
    Sentence("Monocular depth estimation fails on reflective surfaces.", "background"),
    Sentence("We present MirrorNet, which renders 1,106 mirrored scenes.", "objective"),
    Sentence("A transformer with 12 layers is trained on pairs of images.", "method"),
    Sentence("On KITTI it reduces the error by 23 % and runs at 40 frames per second.", "result"),
    Sentence("The code is open.", "other"),
)


def behind(language: str, **fields: str) -> dict[str, list[int]]:
    """The places of the sentences behind each field, from 1."""
    nothing = dict.fromkeys(("tldr", "motivation", "method", "result", "conclusion"), "")
    summary = a_summary(language=language, **{**nothing, **fields})
    places = {one.text: at for at, one in enumerate(ABSTRACT, 1)}
    return {
        one.field: [places[text] for text in one.sentences] for one in evidence(summary, ABSTRACT)
    }


def test_numbers_and_names_lead_there_in_another_language() -> None:
    """Whatever they look like: 1106 is 1,106, and 23% is 23 %."""
    found = behind(
        "zh",
        tldr="MirrorNet 渲染 1106 个镜面场景，在 KITTI 上把误差降低 23%。",
        method="用 12 层的 Transformer 训练。",
        result="每秒 40 帧。",
    )
    assert found == {"tldr": [2, 4], "method": [3], "result": [4]}


def test_where_nothing_is_shared_the_role_decides() -> None:
    """What a paper is for stands in its background."""
    found = behind("zh", motivation="单目深度估计在反光表面上失效。", conclusion="代码已开源。")
    assert found == {"motivation": [1], "conclusion": [5]}


def test_the_same_language_is_found_by_its_words() -> None:
    """In other forms of them, too."""
    found = behind("en", motivation="Reflecting surfaces make depth estimation fail.")
    assert found == {"motivation": [1]}


def test_numbers_are_marked_with_their_units() -> None:
    """Small ones, which stand everywhere, are not."""
    pieces = list(marked("One of 1,106 scenes in 23 % less time.", "en"))
    assert [piece.text for piece in pieces if piece.is_number] == ["1,106", "23 %"]
    assert "".join(piece.text for piece in pieces) == "One of 1,106 scenes in 23 % less time."


TEXTS = st.text(max_size=60) | st.sampled_from([one.text for one in ABSTRACT])


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=6), st.sampled_from(["en", "zh", "de"]))
def test_anything_has_something_behind_it(
    tldr: str, result: str, texts: list[str], language: str
) -> None:
    """Each stated field has one to three sentences, where the abstract has any."""
    summary = a_summary(tldr=tldr, result=result, method="", conclusion="", language=language)
    sentences = [Sentence(text, "method") for text in texts]
    for one in evidence(summary, sentences):
        assert one.text
        assert min(1, len(texts)) <= len(one.sentences) <= MOST
        assert set(one.sentences) <= set(texts)
    assert "".join(piece.text for piece in marked(tldr, language)) == tldr
