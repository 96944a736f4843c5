"""A view -> what Discord's library sends: a container of texts, sections, buttons, a file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from discord import ButtonStyle, ChannelType
from discord.ui import (
    ActionRow,
    Button,
    ChannelSelect,
    Container,
    File,
    LayoutView,
    Section,
    Separator,
)
from discord.ui import Item as Component
from discord.ui import TextDisplay as Text

from adapters.conversation import Unacceptable
from adapters.discord.buttons import Key, Keys, Unique, data_of, key_of, key_rows, menu_of
from adapters.discord.layout import (
    NOTHING,
    Block,
    Piece,
    Row,
    call,
    foot_blocks,
    main_blocks,
    top_blocks,
)
from adapters.discord.markdown import written
from adapters.discord.sizes import SET_APART, fits
from adapters.paging import shortened
from adapters.views import View

__all__ = ["Rendered", "data_of", "fits", "rendered"]  # all that others ask of rendering

DOT = Block((Row((Piece(NOTHING),)),))  # an empty message would be refused
STRANGE = re.compile(r"[^A-Za-z0-9_.-]+")  # Discord would write them otherwise in a file's name
LONGEST_NAME = 100  # characters of a file's name
# Places that a person may pick: those where digests go.
PICKED = [
    ChannelType.text,
    ChannelType.news,
    ChannelType.forum,
    ChannelType.public_thread,
    ChannelType.private_thread,
    ChannelType.news_thread,
]

Part = Component[LayoutView]


@dataclass(frozen=True, slots=True)
class Rendered:
    """
    A message: its *view*, and as *plain* what is seen of its texts.

    *file* is the name and the text of an attachment, which the view shows. *ping* is the role that
    it calls.
    """

    view: LayoutView
    plain: str
    file: tuple[str, str] | None = None
    ping: str = ""


def rendered(view: View) -> Rendered:
    """*view* as Discord takes it, cut if it is too long; raises `Unacceptable` if that fails."""
    view = _fitting(view)
    top, main, foot = [*top_blocks(view)], [*main_blocks(view)], [*foot_blocks(view)]
    if not (top or main or foot):
        main = [DOT]
    unique, file = Unique(), _file(view)
    parts: list[Part] = [Text(told) for told in filter(None, (call(view),))]
    parts += (_block(block, unique) for block in top)
    if top and main and view.kind in SET_APART:
        parts.append(Separator())
    parts += [_block(block, unique) for block in (*main, *foot)]
    if file:
        parts.append(File(f"attachment://{file[0]}"))
    if view.picks and (menu := menu_of(view.picks)):
        parts.append(_menu(unique(menu)))
    parts += [_row(row, unique) for row in key_rows(view.actions)]
    message = LayoutView(timeout=None)
    message.add_item(Container(*parts))
    return Rendered(message, _plain((*top, *main, *foot)), file, view.ping)


def _fitting(view: View) -> View:
    """*view* cut to what one message takes: no other may leave, since Discord breaks on some."""
    try:
        return shortened(view, fits)
    except ValueError as error:
        raise Unacceptable(str(error)) from error


def _block(block: Block, unique: Unique) -> Part:
    """A text, with its button beside it."""
    text: Text[LayoutView] = Text(written(block.rows))
    key = key_of(block.beside) if block.beside else None
    return Section(text, accessory=_button(unique(key))) if key else text


def _menu(key: Key) -> Part:
    menu: ChannelSelect[LayoutView] = ChannelSelect(
        custom_id=key.custom_id, placeholder=key.label or None, channel_types=PICKED
    )
    return ActionRow(menu)


def _row(keys: Keys, unique: Unique) -> Part:
    return ActionRow(*(_button(unique(key)) for key in keys))


def _button(key: Key) -> Button[LayoutView]:
    return Button(
        style=ButtonStyle(key.style),
        label=key.label,
        custom_id=key.custom_id or None,
        url=key.link or None,
    )


def _file(view: View) -> tuple[str, str] | None:
    """The file of *view*, by a name that Discord leaves as it is."""
    if not (view.file_name and view.file_text):
        return None
    name = STRANGE.sub("_", view.file_name)[-LONGEST_NAME:]
    return name, view.file_text


def _plain(blocks: Iterable[Block]) -> str:
    return "\n".join(row.plain for block in blocks for row in block.rows)
