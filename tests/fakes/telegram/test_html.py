"""The HTML of messages: what Telegram takes, how it understands it, what it refuses."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.telegram.html import parse_html
from tests.fakes.telegram.markup import units
from tests.fakes.telegram.refusal import Refused

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]))


def part(text: str, entity: dict[str, Any]) -> str:
    """The words that *entity* covers."""
    wide = text.encode("utf-16-le")
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return wide[2 * begin : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_each_tag_becomes_its_entity(tag: str, kind: str) -> None:
    """Offsets count UTF-16 units, of which an emoji has two."""
    found = parse_html(f"😀 <{tag}>é😀</{tag}>.")
    assert found.text == "😀 é😀."
    assert found.entities == [{"type": kind, "offset": 3, "length": 3}]
    assert found.remarks == []


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        (
            '<a href="https://arxiv.org/abs/2401.00001?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://arxiv.org/abs/2401.00001?a=1&b=2"},
        ),
        ("<a href='http://a.org'>x</a>", {"type": "text_link", "url": "http://a.org/"}),
        ("<a href=a.org >x</a>", {"type": "text_link", "url": "http://a.org/"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ('<pre><code class="language-tex">x</code></pre>', {"type": "pre", "language": "tex"}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ('<tg-time unix="0" format="r">x</tg-time>', {"type": "date_time"}),
    ],
)  # fmt: skip
def test_attributes_are_read(written: str, entity: dict[str, Any]) -> None:
    """Only where the tag has them."""
    found = parse_html(written)
    assert found.text == "x"
    assert found.entities == [{"offset": 0, "length": 1, **entity}]
    assert found.remarks == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("p < 0.05", 'Unsupported start tag "" at byte offset 2'),
        ("x <0.05", "Unclosed start tag at byte offset 2"),
        ("é<br>b", 'Unsupported start tag "br" at byte offset 2'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("x<sub>1</sub>", 'Unsupported start tag "sub" at byte offset 1'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x", "Unexpected end of name token at byte offset 8"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ('<a "x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        (
            "<b x>y</b>",
            'Expected equal sign in declaration of an attribute of the tag "b" at byte offset 0',
        ),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        (
            "&#xd83d;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_what_telegram_cannot_read_is_refused_in_its_words(written: str, reason: str) -> None:
    """With the place counted in bytes."""
    with pytest.raises(Refused) as refused:
        parse_html(written)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"
    assert refused.value.malformed


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#65;&#x42;&#128512;", "AB😀"),
        ("&lt", "<"),
    ],
)
def test_four_names_and_numbers_are_decoded(written: str, shown: str) -> None:
    """Also without the semicolon."""
    found = parse_html(written)
    assert (found.text, found.remarks) == (shown, [])


@pytest.mark.parametrize("written", ["&nbsp;", "AT&T", "&apos;", "&", "&#0;", "&#9999999999;"])
def test_other_references_stay_and_are_remarked(written: str) -> None:
    """A bot that escapes what it writes never sends them."""
    found = parse_html(written)
    assert found.text == written
    assert "'&' is not escaped" in found.remarks[0]


@pytest.mark.parametrize(
    ("written", "remark"),
    [
        ("<a href='https://a.org'><code>x</code></a>", "a link within or around code is lost"),
        ("<code><a href='https://a.org'>x</a></code>", "a link within or around code is lost"),
        ("<blockquote><blockquote>x</blockquote></blockquote>", "they do not nest"),
        ("<a href='localhost'>x</a>", "a link that is no address is dropped"),
        ("<b class='x'>y</b>", "the tag 'b' has no attribute 'class'"),
        ("<b>x</>", "an end tag without a name"),
        ("<a href='https://a.org/?a=1&b=2'>x</a>", "is not escaped in the attribute"),
    ],
)
def test_what_telegram_drops_silently_is_remarked(written: str, remark: str) -> None:
    """It would not be shown as meant."""
    found = parse_html(written)
    assert found.text == "xy"[found.text == "y"]
    assert any(remark in told for told in found.remarks)


def test_a_tag_without_words_leaves_nothing() -> None:
    """No entity, no remark."""
    assert parse_html("a<b></b>c").entities == []


def test_entities_stand_in_their_order() -> None:
    """The wider one first where two begin together."""
    found = parse_html("<i>a</i> <u><b>b</b>c</u>")
    assert [entity["type"] for entity in found.entities] == ["italic", "underline", "bold"]


@given(ANYTHING)
def test_whatever_is_escaped_is_shown_as_it_was(text: str) -> None:
    """`html.escape` is all that is needed."""
    found = parse_html(escape(text))
    assert (found.text, found.entities, found.remarks) == (text, [], [])


@given(ANYTHING, ANYTHING.filter(bool))
def test_an_entity_covers_what_was_between_its_tags(before: str, within: str) -> None:
    """Whatever letters come before it."""
    found = parse_html(f"{escape(before)}<b>{escape(within)}</b>")
    (entity,) = found.entities
    assert part(found.text, entity) == within
    assert units(found.text) == units(before) + units(within)


@given(st.text("<>&/=\"' abiu;#x1-ohrefé😀", max_size=40))
def test_nothing_that_looks_like_markup_breaks_the_reader(written: str) -> None:
    """It is read or refused; what is read has no empty entities."""
    with suppress(Refused):
        found = parse_html(written)
        assert all(part(found.text, entity) for entity in found.entities)
