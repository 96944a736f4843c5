from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from lxml import html

from adapters.files.direction import TURNING
from adapters.files.page import render_page
from storage.records import AnnounceType, Summary
from tests.adapters.files.samples import CHINESE, ENGLISH, authors, digest, entry, paper

MANY = authors("A. One", "B. Two", "C. Three", "D. Four", "E. Five")


def page(text: str) -> html.HtmlElement:
    """*text* as a browser would read it."""
    return html.document_fromstring(text)


def words(element: html.HtmlElement) -> str:
    """The text of *element*, on one line."""
    return " ".join(element.text_content().split())


def one(text: str, path: str) -> html.HtmlElement:
    """The only element that *path* (CSS-like class or tag, as XPath) finds in *text*."""
    (found,) = page(text).xpath(path)
    assert isinstance(found, html.HtmlElement)
    return found


def test_a_page_names_its_language_day_and_counts() -> None:
    """In its head and its masthead."""
    text = render_page(digest(entry(), labels=CHINESE))
    document = page(text)
    assert text.startswith("<!doctype html>\n")
    assert document.get("lang") == "zh"
    assert document.findtext(".//title") == "2025年12月12日 周五 · 10 篇 · Paperround"
    assert one(text, "//h1/time").get("datetime") == "2025-12-12"


def test_nothing_but_the_pages_own_style_may_act() -> None:
    """The policy allows that style by its hash; there is no script and nothing to fetch."""
    text = render_page(digest(entry()))
    policy = one(text, "//meta[@http-equiv]").get("content", "")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    hashed = b64encode(sha256(style[1].encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{hashed}';")
    assert not page(text).xpath("//script | //img | //link | //iframe | //@style | //@src")
    assert "url(" not in style[1]


def test_the_contents_count_each_category() -> None:
    """And lead to it."""
    text = render_page(digest(entry(), entry(), entry(paper(categories=("hep-th",)))))
    links = page(text).xpath("//nav//a")
    assert [words(link) for link in links] == [
        "cs.CV Computer Vision and Pattern Recognition 2",
        "hep-th High Energy Physics - Theory 1",
    ]
    assert [link.get("href") for link in links] == ["#cs.CV", "#hep-th"]
    assert one(text, "//section[@id='hep-th']").xpath("count(.//article)") == 1
    assert [words(number) for number in page(text).find_class("number")] == ["1", "2", "3"]


def test_many_categories_are_listed_closely() -> None:
    """A day of all arXiv must not begin with three screens of contents."""
    names = ("cs.CV", "cs.AI", "cs.CL", "cs.LG", "cs.RO", "hep-th", "gr-qc", "math.AG", "math.NT")
    text = render_page(digest(*(entry(paper(categories=(name,))) for name in names)))
    assert one(text, "//nav").get("class") == "contents many"


def test_a_paper_shows_its_facts() -> None:
    """Linked title, a few authors, categories, id with version, PDF; all authors in the fold."""
    of = paper(authors=MANY, categories=("cs.CV", "math.IT"), version=3)
    text = render_page(digest(entry(of)))
    assert one(text, "//h3/a").get("href") == "https://arxiv.org/abs/2512.00001"
    assert words(one(text, "//p[@class='authors']")) == "A. One, B. Two, C. Three + 2"
    assert (
        words(one(text, "//p[@class='everyone']")) == "A. One, B. Two, C. Three, D. Four, E. Five"
    )
    assert words(one(text, "//p[@class='facts']")) == "cs.CV cs.IT 2512.00001v3 PDF"
    assert one(text, "//details//p[@class='everyone']") is not None


def test_a_few_authors_are_all_named_at_once() -> None:
    """Then the fold does not repeat them."""
    text = render_page(digest(entry(paper(authors=MANY[:3], version=None))))
    assert words(one(text, "//p[@class='authors']")) == "A. One, B. Two, C. Three"
    assert not page(text).find_class("everyone")
    assert words(one(text, "//span[@class='id']")) == "2512.00001"


def test_what_is_to_be_known_is_marked_in_words() -> None:
    """Cross-listed, withdrawn, taken from the abstract."""
    marked = entry(paper(withdrawn=True), type=AnnounceType.CROSS, offline=True)
    text = render_page(digest(marked))
    assert [words(mark) for mark in page(text).find_class("mark")] == ["cross-listed", "withdrawn"]
    assert words(one(text, "//div[@class='tldr']")) == "One sentence. from the abstract"
    assert not page(render_page(digest(entry()))).find_class("mark")


def test_the_fold_holds_fields_and_abstract() -> None:
    """Each in its language; the abstract by paragraphs, a field by lines."""
    summary = Summary(
        tldr="一句话。", motivation="1. 一\n\n2. 二", result="四", language="zh", engine="model"
    )
    text = render_page(digest(entry(paper(abstract="One.\n  Two."), summary), labels=CHINESE))
    labels = page(text).xpath("//dt")
    parts = page(text).xpath("//dd")
    assert [words(label) for label in labels] == ["动机", "结果", "原文摘要"]
    assert [part.get("lang") for part in parts] == ["zh", "zh", "en"]
    assert [words(p) for p in parts[0].xpath("p")] == ["1. 一", "2. 二"]
    assert [words(p) for p in parts[2].xpath("p")] == ["One.", "Two."]
    assert words(one(text, "//summary")) == "详情"


def test_a_paper_of_which_nothing_is_known_has_no_fold() -> None:
    """Neither an empty sentence nor an empty fold."""
    empty = Summary(tldr=" ", language="en", engine="none")
    text = render_page(digest(entry(paper(abstract=""), empty)))
    assert not page(text).xpath("//details")
    assert not page(text).find_class("tldr")


def test_foot_and_notices_are_said() -> None:
    """What is lacking stands at the head; accounts and thanks at the foot."""
    labels = replace(ENGLISH, notices=("cs.AI is <late>.",))
    text = render_page(digest(labels=labels))
    assert words(one(text, "//p[@class='notice']")) == "cs.AI is <late>."
    foot = words(one(text, "//footer"))
    assert foot.startswith("10 announced · 10 shown 10 summarised Thank you to arXiv")
    assert not page(text).xpath("//nav")


def test_links_lead_to_arxiv_or_within_the_page() -> None:
    """Whatever the foreign texts say."""
    hostile = paper(
        "<a href='https://example.org'>x</a>",
        r"\href{https://example.org}{y} <b onclick='z()'>",
        authors=authors('"><script>alert(1)</script>'),
        comment="javascript:alert(1)",
    )
    text = render_page(digest(entry(hostile)))
    targets = page(text).xpath("//@href")
    assert all(re.match(r"#|https://arxiv\.org/(abs|pdf)/", target) for target in targets)
    assert "<script" not in text
    assert not page(text).xpath("//b | //@onclick")


def test_nothing_turns_the_direction_of_text() -> None:
    """Neither in text nor in formulas, as a sign or as its number."""
    turned = "a\u202eb $x\u2066 + \\text{\u202ey}$ \u200fc\u2069"
    odd = paper(turned, turned, authors=authors(*[turned] * 4), comment=turned)
    summary = Summary(tldr=turned, method=turned, language="en", engine="model")
    text = render_page(digest(entry(odd, summary), labels=replace(ENGLISH, notices=(turned,))))
    assert not TURNING.search(text)
    assert words(one(text, "//p[@class='notice']")).startswith("ab $x")
    assert not re.search(r"&#(?:x20|82)", text)


def test_formulas_are_set() -> None:
    """In titles, sentences and abstracts."""
    summary = Summary(tldr="So $x^2$.", language="en", engine="model")
    text = render_page(digest(entry(paper("On $x^2$", "With $x^2$."), summary)))
    for place in ("//h3", "//div[@class='tldr']", "//dd"):
        assert len(page(text).xpath(f"{place}//math")) == 1
