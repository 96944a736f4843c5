"""Reading what a model said: strict JSON unchanged, all else as far as it can be saved."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.answers import CUT, EMPTY, LONGEST, NO_JSON, read_answer
from adapters.summaries.fields import said
from adapters.summaries.lenient import Reader, Unreadable
from storage.records import FIELDS

TEXT = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])).map(
    lambda text: " ".join(text.split())
)
WHOLE = st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXT))
FIVE = {
    "tldr": "It finds rivers.", "motivation": "Rivers matter.", "method": "A net, with 3 layers.",
    "result": "It wins.", "conclusion": "",
}  # fmt: skip
JSON = json.dumps(FIVE)


def unsaid(fields: dict[str, str]) -> bool:
    """Whether a field says only that nothing is stated, which is read as nothing."""
    return any(text and not said(text) for text in fields.values())


@given(WHOLE)
def test_strict_json_is_read_as_it_is(fields: dict[str, str]) -> None:
    """Every text sign by sign, whatever it holds: marks of thinking, braces, fences."""
    if not unsaid(fields):
        assert read_answer(json.dumps(fields), ["en"]) == ({"en": fields}, "")


@given(WHOLE, WHOLE)
def test_several_languages_are_read_from_one_answer(en: dict[str, str], zh: dict[str, str]) -> None:
    """By the keys that were asked for."""
    if not unsaid(en) and not unsaid(zh):
        told = {"en": en, "zh": zh}
        assert read_answer(json.dumps(told, ensure_ascii=False), ["en", "zh"]) == (told, "")


@given(st.text() | st.text(st.sampled_from("{}[]\"':,\\ \n<>/think01nua")))
def test_nothing_that_a_model_says_is_an_error(text: str) -> None:
    """Whatever it is, it is read or it is not."""
    found, unread = read_answer(text, ["en"])
    assert bool(found) != bool(unread)


@pytest.mark.parametrize(
    "said",
    [
        JSON,
        f"  {JSON}\n",
        f"[{JSON}]",
        f"```json\n{JSON}\n```",
        f"```\n{JSON}\n```\nThat is all.",
        f"Here is the summary of {{rivers}}:\n{JSON}\nShall I go on?",
        f'<think>Is it {{"tldr": "a draft", "method": "none"}}?</think>\n{JSON}',
        f"It begins in the middle of a thought.</think>{JSON}",
        f"<thinking>One.</thinking><reasoning>Two.</reasoning>{JSON}",
        f"<|channel|>analysis<|message|>Hm, {{}}.<|end|><|start|>assistant"
        f"<|channel|>final<|message|>{JSON}<|return|>",
        JSON.replace("}", ",}"),
        JSON.replace('", "', '"\n  "'),
        JSON.replace('"', "'"),
        JSON.replace('"', "“").replace("“,", "”,").replace("“:", "”:").replace("“}", "”}"),
        JSON.replace('"method":', "method :"),
        JSON.replace('""', "null"),
        JSON.replace('""', "None").replace("'", '"'),
        JSON.replace('""', '"N/A"'),
        JSON.replace('""', '"Not stated in the abstract."'),
        JSON.replace("It wins.", "It\n  wins."),
        JSON.replace("tldr", "TL;DR").replace("result", "Results"),
        f'{{"en": {JSON}}}',
        f'{{"English": {JSON}}}',
        f'{{"en-US": {JSON}, "zh": {JSON.replace("It", "Es")}}}',
        f'{{"summary": {JSON}}}',
        f'{{"summaries": {{"en": {JSON}}}}}',
        "TLDR: It finds rivers.\nMotivation: Rivers matter.\nMethod: A net, with 3 layers.\n"
        "Result: It wins.\nConclusion:",
        "**TL;DR:** It finds rivers.\n\n**Motivation:** Rivers matter.\n\n- **Method**: A net,\n"
        "with 3 layers.\n\n## Result\n\nIt wins.\n\n5. Conclusion: Not stated.",
    ],
)
def test_every_way_to_write_an_answer_is_read(said: str) -> None:
    """The same five fields come out of each."""
    assert read_answer(said, ["en"]) == ({"en": FIVE}, "")


def test_quotes_inside_a_text_do_not_end_it() -> None:
    """Where a model forgets to escape them, the object goes on only after the last."""
    said = JSON.replace("It finds rivers.", 'It calls "rivers", or "streams", what flows.')
    found, unread = read_answer(said, ["en"])
    assert found["en"]["tldr"] == 'It calls "rivers", or "streams", what flows.'
    assert (found["en"]["method"], unread) == (FIVE["method"], "")


def test_formulas_come_through_in_broken_json_too() -> None:
    """The repair of backslashes comes before all else."""
    said = JSON.replace("It wins.", r"At $\nu = \frac{1}{2}$, \alpha \"wins\".").replace("}", ",}")
    said = said.replace(r"\frac{1,}{2,}", r"\frac{1}{2}")
    found, _ = read_answer(said, ["en"])
    assert found["en"]["result"] == r'At $\nu = \frac{1}{2}$, \alpha "wins".'


def test_what_is_no_text_is_as_if_it_were_not_there() -> None:
    """A list, a number or an object is nothing to show; the field is lacking then."""
    told = {**FIVE, "method": ["one", "two"], "result": 5, "conclusion": {"a": "b"}}
    found, unread = read_answer(json.dumps(told), ["en"])
    assert (found, unread) == ({"en": {"tldr": FIVE["tldr"], "motivation": FIVE["motivation"]}}, "")
    assert read_answer('{"tldr": 5}', ["en"])[0] == {}


def test_control_signs_and_new_lines_do_not_come_through() -> None:
    """A text is one line, without what a terminal would obey."""
    said = json.dumps({**FIVE, "tldr": " It\n\tfinds\u202e \x1b[31mrivers\ud800. "})
    assert read_answer(said, ["en"])[0]["en"]["tldr"] == "It finds [31mrivers."


@pytest.mark.parametrize(
    ("said", "cut", "why"),
    [
        ("", False, EMPTY),
        (" \n", False, EMPTY),
        ("<think>All of it is a thought.</think>", False, EMPTY),
        ("<think>It never ends", False, EMPTY),
        ("<think>It never ends", True, CUT),
        ("I'm sorry, but I can't help with that.", False, NO_JSON),
        ('{"error": "no"}', False, NO_JSON),
        ("[]", False, NO_JSON),
        ("null", False, NO_JSON),
        (JSON[:60], False, CUT),
        (JSON[:-1], False, CUT),
        (JSON[:60], True, CUT),
        ("TLDR: a\nMethod: b\nResult: c, and", True, CUT),
        ("Method: b\nResult: c\nConclusion: d", False, NO_JSON),
        ("TLDR: a\nMethod: b", False, NO_JSON),
        (f'{{"zh": {JSON}}}', False, NO_JSON),
        ('{"tldr": ' * 6_000, False, NO_JSON),
        ("{" * 50_000, False, NO_JSON),
        ("[" * 50_000, False, NO_JSON),
        ('{"tldr": ' + "9" * 5_000 + "}", False, NO_JSON),
    ],
)
def test_what_cannot_be_read_says_why(said: str, cut: bool, why: str) -> None:  # noqa: FBT001
    """Nothing is made up for it."""
    assert read_answer(said, ["en"], cut=cut) == ({}, why)


def test_a_whole_answer_at_the_limit_is_an_answer() -> None:
    """Small models go on with blanks after the last brace until their room is used up."""
    assert read_answer(f"{JSON}\n\n\n", ["en"], cut=True) == ({"en": FIVE}, "")


def test_what_was_whole_before_a_cut_is_kept() -> None:
    """The languages that came first, but no half of one."""
    said = f'{{"en": {JSON}, "zh": {JSON[:70]}'
    assert read_answer(said, ["en", "zh"], cut=True) == ({"en": FIVE}, CUT)
    assert read_answer(said, ["zh", "en"]) == ({"en": FIVE}, CUT)


def test_a_language_that_is_lacking_is_named() -> None:
    """What is there is taken."""
    found, unread = read_answer(f'{{"zh": {JSON}}}', ["en", "zh", "de"])
    assert (found, unread) == ({"zh": FIVE}, "The answer lacks English and German.")


def test_lines_may_stand_under_their_languages() -> None:
    """Named by code, in English, or in their own words; labels too."""
    said = (
        "### zh\n一句话总结：好。\n动机：有。\n方法：无\n结果：3 倍。\n结论：好。\n\n"
        "**English**\n- TLDR: Good.\n- Method: None\n- Result: 3 times."
    )
    found, unread = read_answer(said, ["en", "zh"])
    assert unread == ""
    assert found["zh"] == {
        "tldr": "好。", "motivation": "有。", "method": "",
        "result": "3 倍。", "conclusion": "好。",
    }  # fmt: skip
    assert found["en"] == {"tldr": "Good.", "method": "", "result": "3 times."}


def test_a_flood_is_read_to_a_bound_only() -> None:
    """A model that goes on for ever costs its tokens, but not the loop."""
    said = json.dumps({**FIVE, "tldr": "word " * LONGEST})
    assert read_answer(said, ["en"]) == ({}, CUT)


@pytest.mark.parametrize("text", ["{]", "{{}}", '{"a": [[[[[[1]]]]]]}', '{"a": "\\x"}'])
def test_nonsense_is_no_object(text: str) -> None:
    """Kindness ends where nothing tells what is meant."""
    with pytest.raises(Unreadable):
        Reader(text, 0).read()


@pytest.mark.parametrize(
    ("text", "members", "cut"),
    [
        ('{"a": }', {"a": None}, False),
        ("{a: yes, 'b': [1, {c: 'd'},]}", {"a": False, "b": [False, {"c": "d"}]}, False),
        ('{"a": "x" "b": "y"', {"a": "x", "b": "y"}, True),
        ('{"a": "x", "b": {"c": "d", "e": "f', {"a": "x"}, True),
        ('{"a": nul', {}, True),
        ("{", {}, True),
        ('{"a"', {}, True),
        ('{"a" 5}', {}, True),
    ],
)
def test_objects_are_read_kindly(text: str, members: dict[str, object], cut: bool) -> None:  # noqa: FBT001
    """What is no text is false; of what is cut, the whole parts remain."""
    reader = Reader(text, 0)
    assert (reader.read(), reader.cut) == (members, cut)
