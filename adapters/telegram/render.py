"""A view -> what Telegram takes: HTML, the same without markup, a keyboard, a file. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from telegram import InlineKeyboardMarkup

from adapters.cleaning import cleaned, is_visible
from adapters.telegram.keyboard import MOST_BUTTONS, keyboard
from adapters.telegram.layout import Block, Piece, blocks
from adapters.telegram.sizes import LIMIT, size_of
from adapters.views import View

NOTHING = "·"  # a message that says nothing would be refused


@dataclass(frozen=True, slots=True)
class Rendered:
    """
    A message: its *html*, and as *plain* what is seen of it, for a refused markup.

    *file* is the name and the text of a document that goes with it.
    """

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None = None
    file: tuple[str, str] | None = None


def rendered(view: View, link: Callable[[str], str] | None = None) -> Rendered:
    """
    *view* as Telegram takes it, whether it fits or not.

    Where others read along, *link* makes the deep link of a payload: such buttons open the private
    chat.
    """
    laid_out = [*blocks(cleaned(view))]
    plain = _joined(laid_out, _plain).strip()
    html = _joined(laid_out, _html).strip()
    if not is_visible(plain):
        plain = html = NOTHING
    file = (view.file_name, view.file_text) if view.file_name and view.file_text else None
    return Rendered(html, plain, keyboard(view.actions, link), file)


def fits(view: View) -> bool:
    """Whether *view* is one message; less of a view never fits worse."""
    return size_of(view).is_within(LIMIT) and sum(map(len, view.actions)) <= MOST_BUTTONS


def _joined(laid_out: list[Block], write: Callable[[Block], str]) -> str:
    return "".join(_with_gaps(laid_out, write))


def _with_gaps(laid_out: list[Block], write: Callable[[Block], str]) -> Iterator[str]:
    below = 0
    for block in laid_out:
        yield "\n" * max(below, block.above)
        yield write(block)
        below = block.below


def _plain(block: Block) -> str:
    return "\n".join("".join(piece.text for piece in row) for row in block.rows)


def _html(block: Block) -> str:
    written = "\n".join("".join(map(_marked_up, row)) for row in block.rows)
    return f"<blockquote expandable>{written}</blockquote>" if block.is_folded else written


def _marked_up(piece: Piece) -> str:
    """A piece in its tags; what nobody sees has none."""
    written = escape(piece.text, quote=False)
    if not (piece.tag or piece.link) or not is_visible(piece.text):
        return written
    if piece.tag:
        written = f"<{piece.tag}>{written}</{piece.tag}>"
    return f'<a href="{escape(piece.link)}">{written}</a>' if piece.link else written
