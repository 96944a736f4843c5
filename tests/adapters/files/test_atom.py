from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from lxml import etree, html

from adapters.files.atom import render_atom
from adapters.files.direction import TURNING
from storage.records import AnnounceType, Summary
from tests.adapters.files.samples import CHINESE, authors, digest, entry, paper

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def feed(text: str) -> etree._Element:
    """*text* as a feed reader parses it."""
    return etree.fromstring(text.encode())


def texts(text: str, path: str) -> list[str]:
    """What *path* finds in the feed."""
    found = feed(text).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(item) for item in found]


def test_a_feed_has_what_atom_asks_for() -> None:
    """Id, title, updated and author of the feed; id, title and updated of each entry."""
    text = render_atom(digest(entry()))
    assert text.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<feed ")
    assert texts(text, "/a:feed/a:title/text()") == ["Paperround · Fri 12 Dec 2025"]
    assert len(texts(text, "//a:updated")) == 2
    assert texts(text, "/a:feed/a:author/a:name/text()") == ["Paperround"]
    assert texts(text, "//a:entry/a:id/text()") == ["https://arxiv.org/abs/2512.00001"]
    assert texts(text, "//a:entry/a:title/text()") == ["A Title"]
    assert texts(text, "/a:feed/a:rights/text()")[0].startswith("Thank you to arXiv")


def test_a_feed_is_the_same_each_time_for_its_day_and_language() -> None:
    """A reader of feeds must not see the day twice."""
    identity = "/a:feed/a:id/text()"
    (first,) = texts(render_atom(digest(entry())), identity)
    (again,) = texts(render_atom(digest()), identity)
    (other,) = texts(render_atom(digest(labels=CHINESE)), identity)
    assert first == again != other
    assert first.startswith("urn:uuid:")


def test_feed_and_entries_are_dated_with_the_day() -> None:
    """It begins at midnight in New York, in winter and in summer; making it again moves nothing."""
    winter = digest(entry())
    summer = replace(winter, day=date(2026, 6, 1))
    moments = "//a:updated/text()"
    assert texts(render_atom(winter), moments) == ["2025-12-12T05:00:00Z"] * 2
    assert texts(render_atom(summer), moments) == ["2026-06-01T04:00:00Z"] * 2


def test_an_entry_tells_of_its_paper() -> None:
    """Authors, canonical categories, links, the sentence as text, the fields as HTML."""
    of = paper(authors=authors("Ada", r"G\"odel"), categories=("cs.CV", "math.IT"))
    text = render_atom(digest(entry(of)))
    assert texts(text, "//a:entry/a:author/a:name/text()") == ["Ada", "Gödel"]
    assert texts(text, "//a:category/@term") == ["cs.CV", "cs.IT"]
    assert texts(text, "//a:link/@href") == [
        "https://arxiv.org/abs/2512.00001",
        "https://arxiv.org/pdf/2512.00001",
    ]
    assert texts(text, "//a:summary[@type='text']/text()") == ["One sentence."]
    (content,) = texts(text, "//a:content[@type='html']/text()")
    shown: Any = html.fromstring(content)
    assert [" ".join(p.text_content().split()) for p in shown.xpath("//p")] == [
        "One sentence.",
        "Motivation Why.",
        "Method How.",
        "Result What.",
        "Conclusion So.",
        "Abstract We show.",
    ]


def test_what_is_not_stated_is_left_out() -> None:
    """And a summary that was taken from the abstract is marked."""
    summary = Summary(tldr="One.", method="A\n\nB", language="en", engine="extractive")
    offline = entry(summary=summary, offline=True, type=AnnounceType.CROSS)
    (content,) = texts(render_atom(digest(offline)), "//a:content/text()")
    assert "<p>One. <em>(from the abstract)</em></p>" in content
    assert "<b>Method</b> A<br>B</p>" in content
    assert "Motivation" not in content
    empty = entry(paper(abstract=""), Summary(tldr="", language="en", engine="none"))
    assert texts(render_atom(digest(empty)), "//a:content/text()") == []


def test_foreign_text_cannot_break_the_feed_or_its_html() -> None:
    """Markup is escaped once for HTML and once for XML; what XML cannot hold is dropped."""
    odd = paper(
        "<b>]]></entry>\x00\x0b\ufffe\ud800 & more",
        "<script>alert(1)</script>",
        authors=authors("A\x08 & B"),
    )
    summary = Summary(tldr="<i>x\x00\uffff</i>", language="en", engine="model\x00")
    text = render_atom(digest(entry(odd, summary)))
    assert texts(text, "//a:entry/a:title/text()") == ["<b>]]></entry> & more"]
    assert texts(text, "//a:summary/text()") == ["<i>x</i>"]
    (content,) = texts(text, "//a:content/text()")
    shown: Any = html.fromstring(f"<div>{content}</div>")
    assert not shown.xpath("//i | //script")
    assert "alert(1)" in shown.text_content()


def test_nothing_turns_the_direction_of_text() -> None:
    """Neither in titles and names nor in what is behind them."""
    odd = paper("fdp\u202e.exe", "a\u2066b", authors=authors("\u200fAda\u061c"))
    text = render_atom(digest(entry(odd, Summary(tldr="x\u202dy", language="en", engine="m"))))
    assert texts(text, "//a:entry/a:title/text()") == ["fdp.exe"]
    assert texts(text, "//a:entry/a:author/a:name/text()") == ["Ada"]
    assert texts(text, "//a:summary/text()") == ["xy"]
    assert not TURNING.search(text)


def test_languages_are_told() -> None:
    """The feed's is that of its labels, titles are English, summaries have their own."""
    summary = Summary(tldr="一。", language="zh", engine="model")
    root = feed(render_atom(digest(entry(summary=summary), labels=CHINESE)))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert root.get(lang) == "zh"
    assert [e.get(lang) for e in root.iterfind("a:entry/a:title", NAMES)] == ["en"]
    assert [e.get(lang) for e in root.iterfind("a:entry/a:summary", NAMES)] == ["zh"]
