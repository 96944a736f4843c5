"""How a message is told from others, and what becomes of one that Discord refuses."""

from __future__ import annotations

import discord
import pytest
from discord.ui import LayoutView, TextDisplay

from adapters.discord.render import Rendered
from adapters.discord.said import files, nonce_of, written_or_plain
from tests.adapters.discord.conftest import KEY
from tests.fakes.discord.conftest import Bot, Lab
from tests.fakes.discord.server import LocalDiscord


def showing(text: str, plain: str) -> Rendered:
    """What the renderer may have made, with a fault or without."""
    view = LayoutView(timeout=None)
    view.add_item(TextDisplay(text))
    return Rendered(view=view, plain=plain, file=("a.txt", "é\ud800"))


def test_each_key_has_a_name_of_its_own() -> None:
    """As long as Discord takes it."""
    names = {nonce_of(key) for key in (KEY, KEY + "0", "x" * 999)}
    assert len(names) == 3
    assert {len(name or "") for name in names} == {25}
    assert nonce_of("") is None


async def test_a_file_is_read_from_its_beginning_each_time() -> None:
    """Whatever is in it."""
    told = showing("x", "x")
    for _ in range(2):
        assert [file.fp.read() for file in files(told)] == ["é?".encode()]


@pytest.mark.parametrize("plain", ["a *b* " * 1000, " "])
async def test_what_is_refused_for_how_it_is_written_is_said_plain(
    local: LocalDiscord, bot: Bot, lab: Lab, plain: str
) -> None:
    """A fault of ours costs the looks, and not the words."""
    channel = bot.get_partial_messageable(lab.papers)

    async def write(view: LayoutView) -> discord.Message:
        return await channel.send(view=view)

    await written_or_plain(showing("x" * 5000, plain), write)
    (message,) = local.messages(lab.papers)
    assert message.text.startswith("a \\*b\\* a " if plain.strip() else "…")
    assert message.text[-1] == "…"
    assert len(local.forgive()) == 1


async def test_other_refusals_stay_what_they_are(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Nothing is written a second time."""
    local.revoke(lab.papers, "send_messages")
    channel = bot.get_partial_messageable(lab.papers)

    async def write(view: LayoutView) -> discord.Message:
        return await channel.send(view=view)

    with pytest.raises(discord.Forbidden):
        await written_or_plain(showing("x", "x"), write)
    assert len(local.calls_of("create_message")) == 1
