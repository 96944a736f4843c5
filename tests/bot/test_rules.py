"""What people write, and the rules that are understood."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules import LONGEST, SENTENCES, BadRule, Fault, Parts, Rule, parse_rules, stored_rule

WRITTEN = st.lists(
    st.sampled_from(
        (
            *("cs.CV", "CS.ai", "cs", "math.*", "math.IT", "hep-th", "alg-geom", "cat:cs.CL"),
            *("diffusion", "Self-Supervised", "3.5", "v2.0", "U.S.", "Ph.D", "C++", "ΛCDM", "ß"),
            *('"gaussian splatting"', "“math”", "「node.js」", '"a, b"', '"cs.CV"', '"cat:x"'),
            *("@LeCun", '@"Yann LeCun"', '@"LeCun, Y."', "@Lopez-Paz", "@y.lecun", "author:Li"),
            *("-survey", "－“large models”", "-@Wu", "-cs.CL", "- x", ",", "\n", "、", "；", '"'),
        )
    ),
    max_size=12,
).map(" ".join)


def read(text: str) -> list[str]:
    """The canonical texts of the rules in *text*."""
    return [str(rule) for rule in parse_rules(text)]


def fault_of(text: str) -> BadRule:
    """The answer to *text*, which is no rule."""
    with pytest.raises(BadRule) as caught:
        parse_rules(text)
    return caught.value


def test_a_rule_holds_categories_words_phrases_authors_and_exclusions() -> None:
    """Every part in canonical form, each kind in order."""
    (rule,) = parse_rules(
        'cs.CV cs.AI "Gaussian Splatting" Diffusion -survey @"Deva Ramanan" -cs.CL -@Wu -"a b"'
    )
    assert rule == Rule(
        categories=("cs.AI", "cs.CV"),
        words=("diffusion",),
        phrases=("gaussian splatting",),
        authors=("deva ramanan",),
        without=Parts(categories=("cs.CL",), words=("survey",), phrases=("a b",), authors=("wu",)),
    )
    assert str(rule) == (
        'cs.AI cs.CV diffusion "gaussian splatting" @"deva ramanan" -cs.CL -survey -"a b" -@wu'
    )


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("CS.cv", ["cs.CV"]),
        ("cs cs.* CS.", ["cs"]),
        ("math.IT cs.IT", ["cs.IT"]),
        ("q-alg", ["math.QA"]),
        ('"math"', ['"math"']),
        ('"cs.CV" "node.js" "cs-CV"', ['"cs-cv" "cs.cv" "node.js"']),
        ("diffusion.", ["diffusion"]),
        ("U.S. Ph.D e.g. 3.5 v2.0 10.1145/12", ["10.1145/12 3.5 e.g ph.d u.s v2.0"]),
        ("self-supervised GPT-4 CPU/GPU", ["cpu/gpu gpt-4 self-supervised"]),
        ('"diffusion" diffusion Diffusion', ["diffusion"]),
        ("(cs.CV) #diffusion +flow C++", ["cs.CV c diffusion flow"]),
        ("- survey cs", ["cs -survey"]),
        ("cs —survey", ["cs -survey"]),
        ("cat:cs.CV -cat:cs.AI author:LeCun", ["cs.CV @lecun -cs.AI"]),
        ("a cat: a b", ["a b cat"]),
        ('foo"bar baz"qux', ['foo qux "bar baz"']),
        ("@LeCun @lecun", ["@lecun"]),
        ('@"LeCun, Yann" @Y.LeCun @"O’Brien"', ['@o\'brien @"y lecun" @"yann lecun"']),
        ("ΛCDM β-VAE", ["β-vae λcdm"]),
    ],
)
def test_parts_are_understood_as_people_write_them(written: str, understood: list[str]) -> None:
    """Case, stray signs and order do not matter; quotes make a word of anything."""
    assert read(written) == understood


@pytest.mark.parametrize(
    "written",
    [
        "cs.CV, math.AG",
        "cs.CV，math.AG",
        "cs.CV、math.AG；",
        "cs.CV\n\n math.AG\n",
        ",;cs.CV; math.AG",
    ],
)
def test_commas_and_new_lines_part_rules(written: str) -> None:
    """Of every keyboard; what is empty between them is nothing."""
    assert read(written) == ["cs.CV", "math.AG"]


def test_nothing_parts_a_phrase() -> None:
    """A comma or a new line between quotes belongs to the phrase."""
    assert read('"red, green\nand blue", cs.CV') == ['"red, green and blue"', "cs.CV"]


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ('cs.CV "gaussian splatting', ['cs.CV "gaussian splatting"']),
        ('cs.CV "gaussian splatting\nmath.AG', ['cs.CV "gaussian splatting"', "math.AG"]),
        ('diffusion "', ["diffusion"]),
    ],
)
def test_a_quote_left_open_closes_at_the_end(written: str, understood: list[str]) -> None:
    """At the end of its line; a lone one at the end is nothing."""
    assert read(written) == understood


@pytest.mark.parametrize(
    "written",
    [
        'cs.CV "flow matching" -survey @lecun',
        "cs.CV “flow matching” –survey @LeCun",
        "ＣＳ．ＣＶ　「ｆｌｏｗ　matching」　－ｓｕｒｖｅｙ　＠ＬｅＣｕｎ",
        "cs。CV 『flow matching』 −survey ﹫LeCun",
        "cs.CV ＂flow\u00a0match\u00ading＂ ー\u200bsurvey @LeCun\ufeff",
    ],
)
def test_phones_punctuation_is_understood(written: str) -> None:
    """Curly, CJK and full-width signs and invisible ones count as their ASCII kin."""
    assert read(written) == ['cs.CV "flow matching" @lecun -survey']


def test_a_mistyped_category_is_answered_with_the_nearest() -> None:
    """The rest of the rule is kept, and one tap completes it, beside the other rules."""
    fault = fault_of('math.AG, cs.VC "gaussian splatting" -survey, hep-th')
    assert (fault.fault, fault.written, fault.nearest[0]) == (Fault.CATEGORY, "cs.VC", "cs.CV")
    assert fault.kept == '"gaussian splatting" -survey'
    assert str(fault) == (
        f"There is no category cs.VC. Did you mean: {', '.join(fault.nearest)}?"
        ' The rest of your rule is kept: "gaussian splatting" -survey.'
    )
    assert fault.completed("cs.CV") == 'cs.CV "gaussian splatting" -survey, math.AG, hep-th'


def test_a_mistyped_exclusion_is_completed_as_one() -> None:
    """And a second mistyped category waits for its own answer."""
    fault = fault_of("-cs.VC diffusion -cs.XQ")
    assert fault.completed("cs.CV") == "-cs.CV diffusion -cs.XQ"
    assert fault_of(fault.completed("cs.CV")).written == "cs.XQ"


@pytest.mark.parametrize("written", ["cs.VC", "cs_CV", "cs-CV", "cs/cv", "cs.CV/cs.AI", "math.AGG"])
def test_what_seems_a_category_is_offered_the_nearest(written: str) -> None:
    """A word would never be found."""
    fault = fault_of(written)
    assert fault.nearest
    assert fault.completed(fault.nearest[0]) == fault.nearest[0]


@pytest.mark.parametrize("written", ["node.js", "zzzz.qqqq", "qqqqqqqqqq.*"])
def test_a_word_like_a_category_may_be_quoted(written: str) -> None:
    """Where no category is near, the answer says how to look for the word."""
    fault = fault_of(written)
    assert (fault.fault, fault.nearest) == (Fault.CATEGORY, ())
    assert str(fault).endswith(f'write it in quotes: "{written}".')


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", Fault.NOTHING),
        (" ,\n", Fault.NOTHING),
        ("-survey", Fault.ONLY_EXCLUSIONS),
        ("cs.CV, -survey", Fault.ONLY_EXCLUSIONS),
        ('cs.CV ""', Fault.EMPTY),
        ('cs.CV @" "', Fault.EMPTY),
        ("🔥🔥", Fault.SIGNS),
        ("cs.CV -", Fault.SIGNS),
        ("@", Fault.SIGNS),
        ('"+++"', Fault.SIGNS),
        (r"$\alpha$", Fault.FORMULA),
        ("x^2", Fault.FORMULA),
        (r"@Erd\H{o}s", Fault.FORMULA),
        ("扩散模型", Fault.SCRIPT),
        ("«диффузия»", Fault.SCRIPT),
        ("「flow マッチング」", Fault.SCRIPT),
        ("@张三", Fault.SCRIPT),
        ("λόγος", Fault.SCRIPT),
        ("x" * (LONGEST + 1), Fault.TOO_LONG),
        ("ß" * (LONGEST - 1), Fault.TOO_LONG),
        (" ".join(f"a{n}" for n in range(41)), Fault.TOO_MANY),
    ],
)
def test_every_fault_has_its_sentence(written: str, fault: Fault) -> None:
    """One clear sentence, with what was written in it where that helps."""
    found = fault_of(written)
    assert found.fault is fault
    assert found.sentences == (SENTENCES[fault],)
    assert str(found) == SENTENCES[fault].format(**found.values)


def test_an_answer_repeats_only_the_beginning() -> None:
    """What is long is cut; what is short stands whole."""
    assert fault_of("字" * 500).written == "字" * 39 + "…"
    assert fault_of("字 字").written == "字"


def test_the_most_that_is_possible_is_understood() -> None:
    """40 parts, 1,000 characters."""
    longest = " ".join(f"{n:024d}" for n in range(40))
    assert len(longest) == LONGEST - 1
    assert read(f"{longest}x") == [f"{longest}x"]


def test_equal_rules_have_equal_text() -> None:
    """Whatever their order and case, also when put together by hand."""
    first, second = Rule(words=("b", "a", "b")), Rule(words=("a", "b"))
    assert (first, str(first), hash(first)) == (second, "a b", hash(second))
    assert read("cs.CV B a") == read("A b CS.cv b")


def answer_to(text: str) -> tuple[Rule, ...] | str:
    """The rules in *text*, or why there are none."""
    try:
        return parse_rules(text)
    except BadRule as fault:
        return str(fault)


@given(WRITTEN | st.text(max_size=60))
@example("s")
@example("İ ﷺ ½ ŉ ǆ ΰ")
def test_print_and_parse_back(text: str) -> None:
    """Any text is understood, or answered; what is understood reads the same again."""
    rules = answer_to(text)
    assert rules
    if isinstance(rules, str):
        return
    for rule in rules:
        assert rule
        assert all(rule.runs)
        assert parse_rules(str(rule)) == (rule,)
        assert stored_rule(str(rule)) == rule
        assert read(str(rule)) == [str(rule)]
    assert parse_rules("\n".join(map(str, rules))) == rules


@given(st.sampled_from(['"', "-", "@", ",", "cs.", "a.b ", "字", "﷽", "\u0301", "- @", "cat:"]))
def test_4096_characters_of_anything_are_answered(sign: str) -> None:
    """Kindly, and so is the most that is looked at."""
    assert fault_of((sign * 4096)[:4096]).fault is Fault.TOO_LONG
    assert answer_to((sign * LONGEST)[:LONGEST])


@given(st.text(max_size=60))
def test_an_odd_text_that_is_stored_keeps_nobody_from_their_digest(text: str) -> None:
    """Whatever stands there, by an older version or by hand: it is read, and matched with."""
    assert isinstance(stored_rule(text), Rule)
