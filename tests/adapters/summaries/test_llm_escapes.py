r"""Backslashes: JSON stays as it is, TeX comes through, also where both could be meant."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.summaries.escapes import KNOWN, tex_kept

COMMANDS = sorted(
    {"alpha", "beta", "bar", "frac", "forall", "nu", "nabla", "rho", "rightarrow", "tau", "theta",
     "text", "times", "to", "upsilon", "underline", "uparrow", "mathbb", "ldots", "delta", "sum"}
    | KNOWN
)  # fmt: skip
# Words without control signs; or with new lines, as people write them: before blanks or capitals.
PROSE = st.text(st.characters(blacklist_categories=["Cc", "Cs"])) | st.lists(
    st.sampled_from(["Rivers", "\nThey", "\n\n", "\tA", "\r\n", " ", '"', "/", "\\", "Ø",
         "数", "\U0001f600"])
).map("".join)  # fmt: skip
# A command stands before something that is no letter, as TeX reads all letters as its name.
FORMULA = st.tuples(
    st.sampled_from(COMMANDS), st.sampled_from([" ", "_i", "{x}", "^2", "$", ",", "9"])
)
SYMBOL = st.sampled_from(["\\{", "\\}", "\\,", "\\;", "\\%", "\\&", "\\_", "\\(", "\\[", "\\|"])


@given(PROSE, st.booleans())
def test_valid_json_is_never_changed(text: str, ascii_only: bool) -> None:  # noqa: FBT001
    """Not a sign of it, however it was escaped."""
    written = json.dumps({"tldr": text}, ensure_ascii=ascii_only)
    assert tex_kept(written) == written


@given(
    st.lists(
        FORMULA.map(lambda parts: "\\" + "".join(parts)) | SYMBOL | st.sampled_from(["We", " 5 "])
    )
)
def test_tex_survives(parts: list[str]) -> None:
    """As models write it, with single backslashes, and as they should, with double ones."""
    text = "".join(parts)
    careless = f'{{"tldr": "{text}"}}'
    assert json.loads(tex_kept(careless)) == {"tldr": text}
    careful = json.dumps({"tldr": text})
    assert tex_kept(careful) == careful


@given(st.lists(FORMULA, min_size=1), PROSE)
def test_both_may_stand_in_one_text(formulas: list[tuple[str, str]], prose: str) -> None:
    """What is escaped well stays beside what is not."""
    formula = " ".join("\\" + "".join(parts) for parts in formulas)
    written = f'{json.dumps(prose)[:-1]} {formula}"'
    assert json.loads(tex_kept(written)) == f"{prose} {formula}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\nu", "\\nu"),
        (r"\nUnder", "\nUnder"),
        (r"\nunder", "\nunder"),
        (r"a\n\nb", "a\n\nb"),
        (r"\u00e9\u2211", "é∑"),
        (r"\upsilon \u12", "\\upsilon \\u12"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"don\'t", "don't"),
        (r"\\nu \\\nu", "\\nu \\\\nu"),
        (r"\"quoted\"", '"quoted"'),
        (r"a\/b", "a/b"),
        (r"\boldsymbol{x}\frac12", "\\boldsymbol{x}\\frac12"),
        ("5\\", "5\\"),
        (r"\tNew", "\tNew"),
        (r"\text{new}", "\\text{new}"),
    ],
)
def test_each_case(written: str, meant: str) -> None:
    """One by one, as they were met."""
    assert json.loads(f'"{tex_kept(written)}"') == meant
