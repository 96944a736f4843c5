"""Deep links, both ways."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages import NAMES
from bot.payloads import (
    ALLOWED,
    LONGEST,
    Payload,
    PayloadKind,
    citation_payload,
    claim_payload,
    command_payload,
    invite_payload,
    paper_payload,
    parse,
    press_payload,
    rule_payload,
    spoken_payload,
    stored_payload,
)
from storage.identifiers import OLD_ARCHIVES, Identifier

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
TOKENS = st.text(SIGNS, min_size=1, max_size=57)


@st.composite
def new_ids(draw: st.DrawFn) -> str:
    """Identifiers since April 2007, of four digits and of five."""
    year, month = draw(st.integers(7, 90)), draw(st.integers(4, 12))
    digits = 5 if year >= 15 else 4
    return f"{year:02d}{month:02d}.{draw(st.integers(1, 10**digits - 1)):0{digits}d}"


@st.composite
def old_ids(draw: st.DrawFn) -> str:
    """Identifiers before April 2007, of every archive there ever was."""
    year, month = draw(st.sampled_from([*range(92, 100), *range(7)])), draw(st.integers(1, 12))
    archive, number = draw(st.sampled_from(OLD_ARCHIVES)), draw(st.integers(1, 999))
    return f"{archive}/{year:02d}{month:02d}{number:03d}"


@given(st.one_of(new_ids(), old_ids()), st.one_of(st.none(), st.integers(1, 9999)))
def test_every_paper_has_its_link(paper_id: str, version: int | None) -> None:
    """In both schemes, with its version or without; what comes back is what people write."""
    made = paper_payload(paper_id, version)
    assert ALLOWED.fullmatch(made)
    assert parse(made) == Payload(PayloadKind.PAPER, str(Identifier(paper_id, version)))


@given(st.one_of(new_ids(), old_ids()), st.sampled_from([*NAMES, "zh-Hant", "pt-BR"]))
def test_every_paper_has_links_to_its_citation_and_its_languages(paper: str, code: str) -> None:
    """What comes back is what the same buttons carry."""
    for made, meant in (
        (citation_payload(paper), Payload(PayloadKind.CITATION, paper)),
        (spoken_payload(paper, code), Payload(PayloadKind.SPOKEN, f"{paper}:{code}")),
    ):
        assert ALLOWED.fullmatch(made)
        assert parse(made) == meant


@given(st.text(min_size=1, max_size=70))
def test_every_rule_that_fits_has_its_link(text: str) -> None:
    """46 bytes fit; more have to be stored."""
    made = rule_payload(text)
    if len(text.encode()) > 46:
        assert made is None
    else:
        assert made is not None
        assert ALLOWED.fullmatch(made)
        assert parse(made) == Payload(PayloadKind.RULE, text)


@given(TOKENS)
def test_every_token_comes_back(token: str) -> None:
    """Claims and invitations have whatever token they were given."""
    assert parse(claim_payload(token)) == Payload(PayloadKind.CLAIM, token)
    assert parse(invite_payload(token)) == Payload(PayloadKind.INVITE, token)


@given(st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True))
def test_every_command_has_its_link(name: str) -> None:
    """By the name that it has everywhere."""
    made = command_payload(name)
    assert ALLOWED.fullmatch(made)
    assert parse(made) == Payload(PayloadKind.COMMAND, name)


@given(st.one_of(st.text(), st.text(SIGNS, max_size=70)), st.sampled_from(["", *PayloadKind]))
def test_any_text_means_something_or_nothing(text: str, start: str) -> None:
    """Never an error; and what is understood is written in one way only."""
    found = parse(start + text)
    if found is None:
        return
    assert found.words
    if found.kind is PayloadKind.RULE:
        assert rule_payload(found.words) == start + text
    elif found.kind in (PayloadKind.PAPER, PayloadKind.CITATION):
        assert re.sub("[./]", "_", found.kind + found.words) == start + text
    elif found.kind is PayloadKind.SPOKEN:
        assert spoken_payload(*found.words.split(":")) == start + text
    else:
        assert found.kind + found.words == start + text


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("p_2512_10863", PayloadKind.PAPER, "2512.10863"),
        ("p_2512_10863v2", PayloadKind.PAPER, "2512.10863v2"),
        ("p_0704_0001", PayloadKind.PAPER, "0704.0001"),
        ("p_hep-th_9901001", PayloadKind.PAPER, "hep-th/9901001"),
        ("p_math_0309136v1", PayloadKind.PAPER, "math/0309136v1"),
        ("b_2512_10863", PayloadKind.CITATION, "2512.10863"),
        ("l_zh_2512_10863", PayloadKind.SPOKEN, "2512.10863:zh"),
        ("l_de_hep-th_9901001", PayloadKind.SPOKEN, "hep-th/9901001:de"),
        ("d_0123456789abcdef", PayloadKind.PRESS, "0123456789abcdef"),
        ("r_Y3MuQ1Y", PayloadKind.RULE, "cs.CV"),
        ("s_0123456789abcdef", PayloadKind.STORED, "0123456789abcdef"),
        ("c_saved", PayloadKind.COMMAND, "saved"),
        ("claim-Ab_c-1", PayloadKind.CLAIM, "Ab_c-1"),
        ("invite-claim-1", PayloadKind.INVITE, "claim-1"),
    ],
)
def test_links_that_were_given_out_keep_their_meaning(
    text: str, kind: PayloadKind, words: str
) -> None:
    """They stand on web pages and in chats for ever."""
    assert parse(text) == Payload(kind, words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "p_",
        "r_",
        "s_",
        "c_",
        "c_Saved",
        "c_2",
        "c_saved-1",
        "c_" + "a" * 33,
        "claim-",
        "invite-",
        "b_",
        "b_2513_10863",
        "l_",
        "l_zh",
        "l_zh_",
        "l_ZH_2512_10863",
        "l__2512_10863",
        "l_2512_10863",
        "d_",
        "d_saved",
        "p_2513_10863",  # month 13
        "p_2512_1086",  # five digits since 2015
        "p_2512.10863",
        "p_2512_10863v0",
        "p_2512_10863v02",
        "p_HEP-TH_9901001",
        "p_math_GT_0309136",
        "p_nonsense_9901001",
        "r_A",  # six bits
        "r_Y3MuQ1Z",  # bits left over that are not zero
        "r__w",  # no UTF-8
        "r_Y3MuQ1Y=",
        "s_0123456789ABCDEF",
        "claim_abc",
        "p_2512_10863\n",
        "p_２５１２_10863",
        "\ud800",
        "r_" + "A" * LONGEST,
    ],
)
def test_what_is_malformed_means_nothing(text: str) -> None:
    """Cut, misspelt, made up."""
    assert parse(text) is None


def test_a_long_rule_is_opened_by_what_it_is_stored_under() -> None:
    """The token that buttons carry as well."""
    assert rule_payload('cs.CV "gaussian splatting" -survey, hep-th @Witten') is None
    assert parse(stored_payload("00ff" * 4)) == Payload(PayloadKind.STORED, "00ff" * 4)
    assert parse(press_payload("00ff" * 4)) == Payload(PayloadKind.PRESS, "00ff" * 4)
