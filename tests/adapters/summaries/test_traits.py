"""What speaks for and against a sentence: its traits, by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.extractive.cues import Role
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.linear import Linear
from adapters.summaries.extractive.roles import parts
from adapters.summaries.extractive.traits import Traits, traits
from adapters.summaries.extractive.weights import learnt

TITLE = "River networks for maps"
OFFER = "We propose a novel network that draws rivers (12%) on old maps."


def _traits(*texts: str, title: str = TITLE) -> list[Traits]:
    sentences = [Sentence(text) for text in texts]
    return traits(title, sentences, texts, parts(sentences))


def test_an_offer_is_heard() -> None:
    """The first and the only one of them stand out."""
    known, offer, study = _traits("However, rivers flow.", OFFER, "We also study their mouths.")
    assert {"offer", "first offer", "only offer", "announcement", "most offer"} <= offer.keys()
    assert {"study", "first study", "only study", "announcement", "cue adds"} <= study.keys()
    assert "first announcement" in offer.keys() - study.keys()
    assert {"cue known", "place 0", "place -2"} <= known.keys()
    assert {"cue new", "digit", "percent", "bracket", "opens with we"} <= offer.keys()


def test_a_passive_announcement_counts_where_there_is_no_other() -> None:
    """Physicists write so; beside "we propose", it is only a detail."""
    (alone,) = _traits("The flow of rivers is investigated.")
    assert "mention alone" in alone
    assert "mention alone" not in _traits("The flow of rivers is investigated.", OFFER)[0]


def test_what_the_title_says_is_found_again() -> None:
    """Words that begin alike, one after another; the best of the abstract is marked."""
    near, far = _traits("River networks draw maps.", "Lakes are blue.")
    assert near["of the title"] == near["most of the title"] == 1
    assert near["pairs of the title"] == 0.5
    assert near["rare of the title"] > near["rare of it in the title"] > 0
    assert not any("title" in name for name in far)


def test_a_heading_tells_an_aim() -> None:
    """What stands under "Aims." is one; so is no other sentence."""
    sentences = [Sentence("Rivers flow.", Role.OBJECTIVE), Sentence("They end.")]
    first, second = traits("", sentences, ["Rivers flow.", "They end."], parts(sentences))
    assert first["aim"] == 1
    assert "aim" not in second


def test_each_weight_belongs_to_a_trait_that_there_is() -> None:
    """A trait renamed without learning anew would silently weigh nothing."""
    said = (
        "We propose rivers? However, our (novel) method: $x$ is 12% and in this paper it has been",
        "Many results show that it outperforms previous works; code is at https://example.org.",
        "It is studied in the preceding paper, and by them.",
        "We further study the flow of rivers.",
        "The flow is also investigated for these.",
        "Extensive experiments show it.",
    )
    found = _traits(*said) + _traits(said[2]) + _traits("River networks map.", "They end.")
    known = {name for there in found for name in there}
    unknown = set(learnt("tldr")["names"].split("\n")) - known
    kinds = (
        "place",
        "beyond",
        "first ",
        "only ",
        "after ",
        "before ",
        *(str(role) for role in Role),
    )
    assert {name for name in unknown if not name.startswith(kinds)} <= {"aim"}


def test_a_sum_is_of_what_is_there() -> None:
    """Names that were never learnt weigh nothing."""
    model = Linear.unpacked({"names": "a\nb", "weights": [3, -2], "scale": 0.5})
    assert model.fit({"a": 1.0, "b": 0.5, "c": 9.0}) == 1.0
    assert model.fit({}) == 0


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6), st.text(max_size=40))
def test_whatever_is_written_traits_are_small_numbers(texts: list[str], title: str) -> None:
    """Between 0 and 8, and never 0; one set a sentence."""
    found = _traits(*texts, title=title)
    assert len(found) == len(texts)
    assert all(0 < value <= 8 for there in found for value in there.values())
