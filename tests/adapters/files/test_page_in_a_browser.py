from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

from adapters.files.page import render_page
from adapters.messages import Digest
from storage.records import AnnounceType, Summary
from tests.adapters.files.samples import CHINESE, ENGLISH, authors, digest, entry, paper

# A browser that asks nothing of the network by itself.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
UNFOLD = "open => document.querySelectorAll('details').forEach(fold => fold.open = open)"
CONTRAST = """() => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return light(colour);
    }
    return 1;
  };
  const found = [...document.querySelectorAll('body *')].filter(
    element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return found.map(element => {
    const pair = [light(getComputedStyle(element).color), ground(element)];
    return [(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), element.className, ...pair];
  });
}"""


@dataclass
class Desk:
    """A browser, and what it was asked for and complained of."""

    browser: Browser
    folder: Path
    said: list[str]

    def open(self, day: Digest, *, width: int = 390, scheme: str = "light") -> Page:
        """*day* as a page of *width* CSS pixels."""
        file = self.folder / "digest.html"
        file.write_text(render_page(day), encoding="utf-8")
        context = self.browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.said.append(dialog.message))
        page.on("request", lambda request: self.said.append(request.url))
        page.goto(file.as_uri())
        return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the system; without one these tests are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium is installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET.split())
        yield opened
        opened.close()


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[Desk]:
    """A browser that must have asked for the page alone, and said nothing."""
    desk = Desk(browser, tmp_path, [])
    yield desk
    for context in browser.contexts:
        context.close()
    assert {line for line in desk.said if not line.startswith("file://")} == set()
    assert {line.rpartition("/")[2] for line in desk.said} == {"digest.html"}


def box(of: Locator) -> FloatRect:
    """Where an element stands, and how large it is."""
    found = of.bounding_box()
    assert found is not None
    return found


def hard_day(**labels: object) -> Digest:
    """Long words, long formulas, many authors, hostile text, Chinese: a day that could break."""
    long = paper(
        "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4 + r" and $\sum_{i=0}^n x_i^2$",
        r"Inline $\frac{a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z}{\sqrt{2}}+"
        r"a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z$ and $$\int_0^\infty e^{-x}dx$$."
        "\n  Second: $\\Foo{" + "x" * 300 + "}$",
        authors=authors(*(f"Given{n} Family{n}" for n in range(40))),
        categories=("cond-mat.mtrl-sci", "cs.CV", "physics.comp-ph", "math.IT"),
        withdrawn=True,
    )
    hostile = paper(
        "<script>document.title = 'taken'</script><img src=x onerror=alert(1)>",
        r"$\text{<script>alert(1)</script>}$ $\href{javascript:alert(1)}{press}$"
        " <a href='javascript:alert(1)'>press</a> <style>body{display:none}</style>",
        id="2512.00002",
    )
    chinese = Summary(
        tldr="一个包含1,106个问题的基准测试，覆盖感知、规划、预测和跨视频推理四个层次。" * 3,
        method="方法。" * 60,
        language="zh",
        engine="model",
    )
    return digest(
        entry(long, type=AnnounceType.CROSS, offline=True),
        entry(hostile),
        entry(paper(id="2512.00003"), chinese),
        labels=replace(CHINESE, notices=("cs.AI 尚未公布。" * 12,), **labels),  # type: ignore[arg-type]
    )


def test_nothing_is_wider_than_the_screen(desk: Desk) -> None:
    """From the narrowest phone to a desk, folded and unfolded."""
    page = desk.open(hard_day())
    for unfolded in (False, True):
        page.evaluate(UNFOLD, unfolded)
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_folds_open_by_keyboard(desk: Desk) -> None:
    """Tab leads to a fold, and shows that it is there; Enter opens it, and closes it again."""
    page = desk.open(digest(entry(), entry()))
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 1
    assert page.locator("details[open] dd").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == 0


def test_formulas_are_drawn(desk: Desk) -> None:
    """In a size of their own, raised and lowered as they should be."""
    page = desk.open(digest(entry(paper(r"On $\frac{x^2}{y_1}$ and $\mathcal{O}(n\log n)$"))))
    fraction, order = page.locator("h3 math").all()
    assert min(box(order)["width"], box(order)["height"]) > 10
    assert box(fraction)["height"] > 1.3 * box(order)["height"]
    base, power = (page.locator(f"h3 msup > {part}") for part in ("mi", "mn"))
    assert box(power)["y"] < box(base)["y"]


def test_hostile_text_is_inert(desk: Desk) -> None:
    """Scripts, handlers and addresses in titles, abstracts and formulas are only text."""
    page = desk.open(hard_day())
    page.evaluate(UNFOLD, True)  # noqa: FBT003 - an argument of the script
    assert page.title() != "taken"
    assert page.locator("script, img, article style").count() == 0
    assert page.locator("[href^='javascript']").count() == 0
    assert page.locator("text=document.title = 'taken'").is_visible()
    targets = page.eval_on_selector_all("[href]", "found => found.map(e => e.getAttribute('href'))")
    assert all(target.startswith(("#", "https://arxiv.org/")) for target in targets)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(desk: Desk, scheme: str) -> None:
    """A contrast of 4.5 at least (WCAG AA), in either scheme; in the dark, light text on dark."""
    page = desk.open(hard_day(), width=1280, scheme=scheme)
    page.evaluate(UNFOLD, True)  # noqa: FBT003 - an argument of the script
    found = page.evaluate(CONTRAST)
    assert len(found) > 30
    assert [row for row in found if row[0] < 4.5] == []
    assert all((ink > ground) == (scheme == "dark") for _, _, ink, ground in found)


def test_a_printed_page_is_unfolded(desk: Desk) -> None:
    """Dark ink on white paper, with all that stands behind the folds."""
    page = desk.open(digest(entry(), labels=ENGLISH), scheme="dark")
    page.emulate_media(media="print")
    assert box(page.locator("dl"))["height"] > 50
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_motion_is_left_out_where_it_is_unwelcome(desk: Desk) -> None:
    """Jumps of the contents glide only for those who do not mind."""
    page = desk.open(digest(entry()))
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(behaviour) == "smooth"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(behaviour) == "auto"
