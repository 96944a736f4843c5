"""Calling one role: only by a message's own line, only when it is sent, and nobody else ever."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.messenger import Messenger
from adapters.discord.render import rendered
from adapters.discord.sizes import fits, size_of
from adapters.views import Item, Line, Span, View, ViewKind, dump, load
from tests.adapters.anything import views
from tests.adapters.discord.conftest import KEY, place, saying
from tests.fakes.discord.conftest import Bot, Lab, new_bot, running
from tests.fakes.discord.server import LocalDiscord


@pytest.fixture
def readers(local: LocalDiscord, lab: Lab) -> int:
    """A role that anybody may mention."""
    return local.role(lab.guild, "Papers", mentionable=True)


def calling(role: int, *titles: str) -> View:
    """The first message of a digest, which calls a role."""
    items = tuple(
        Item(paper_id=f"2512.{n:05}", title=title, link="https://arxiv.org/abs/1", number=n)
        for n, title in enumerate(titles, 1)
    )
    head = (Line((Span("Fri 12 Dec 2025 · 10 papers"),)),)
    return View(kind=ViewKind.DIGEST, head=head, items=items, ping=str(role))


async def test_one_role_is_called(
    local: LocalDiscord, messenger: Messenger, lab: Lab, readers: int
) -> None:
    """By one line, and by nothing else of the message."""
    local.role(lab.guild, "Chemists", mentionable=True)
    await messenger.send(place(lab.papers), calling(readers, "@everyone, on graphs"))
    (message,) = local.messages(lab.papers)
    assert message.text.splitlines()[0] == f"<@&{readers}>"
    assert message.pings == (readers,)


async def test_titles_call_nobody(
    local: LocalDiscord, messenger: Messenger, lab: Lab, readers: int
) -> None:
    """Whoever they name: that role, another one, a person, all."""
    chemists = local.role(lab.guild, "Chemists", mentionable=True)
    titles = (f"<@&{chemists}> <@&{readers}>", f"<@{lab.ada}>", "@everyone @here")
    await messenger.send(place(lab.papers), replace(calling(readers, *titles), ping=""))
    await messenger.send(place(lab.papers), calling(readers, *titles))
    silent, called = local.messages(lab.papers)
    assert (silent.pings, called.pings) == ((), (readers,))


async def test_an_edit_calls_nobody(
    local: LocalDiscord, messenger: Messenger, lab: Lab, readers: int
) -> None:
    """Its line stays to be seen; who is named by it hears nothing."""
    sent = await messenger.send(place(lab.papers), saying("waiting"))
    await messenger.edit(place(lab.papers), sent, calling(readers, "On graphs"))
    (message,) = local.messages(lab.papers)
    assert (message.text.splitlines()[0], message.pings) == (f"<@&{readers}>", ())


async def test_a_second_try_calls_nobody_again(
    local: LocalDiscord, messenger: Messenger, lab: Lab, readers: int
) -> None:
    """The message stands already."""
    for _ in range(2):
        await messenger.send(place(lab.papers), calling(readers, "On graphs"), key=KEY)
    assert [one.pings for one in local.sent] == [(readers,)]


async def test_a_post_calls_as_well(
    local: LocalDiscord, messenger: Messenger, lab: Lab, readers: int
) -> None:
    """In a forum."""
    forum = local.forum(lab.guild, "digests", ["cs.CV"])
    await messenger.send(place(forum), calling(readers, "On graphs"))
    assert local.sent[-1].pings == (readers,)


async def test_a_deleted_role_does_no_harm(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """It is not named where it is known to be gone; nobody hears of it anyway."""
    gone = 12345
    async with running(new_bot(), local) as listener:
        messenger = Messenger(bot)
        await messenger.send(place(lab.papers), calling(gone, "On graphs"))
        messenger.channels.learn_from(listener)
        await messenger.send(place(lab.papers), calling(gone, "On graphs"))
        sent = await messenger.send(place(lab.papers), saying("waiting"))
        await messenger.edit(place(lab.papers), sent, calling(gone, "On graphs"))
    unknown, known, edited = local.messages(lab.papers)
    assert f"<@&{gone}>" in unknown.text
    for message in (known, edited):
        assert message.text.splitlines()[0] == "Fri 12 Dec 2025 · 10 papers"


@pytest.mark.parametrize("ping", ["", "everyone", "1> @everyone <@&2", "-1", "１２", "1" * 21])
def test_only_an_id_is_called(ping: str) -> None:
    """Whatever a view says."""
    view = replace(saying("Tuesday"), ping=ping)
    told = rendered(view)
    assert len(list(told.view.walk_children())) == 2
    assert size_of(view) == size_of(replace(view, ping=""))


@given(
    views(st.text(max_size=40), links=st.just("")), st.from_regex(r"[0-9]{1,20}", fullmatch=True)
)
def test_the_line_is_counted(view: View, ping: str) -> None:
    """One text more: its signs, and what each text costs."""
    before, after = size_of(replace(view, ping="")), size_of(replace(view, ping=ping))
    line = len(ping) + 4
    assert after.components == before.components + 1
    assert (after.units, after.octets) == (before.units + line, before.octets + line + 12)
    called = replace(view, ping=ping)
    if fits(called):
        assert rendered(called).view.total_children_count == after.components


def test_it_travels_in_the_outbox() -> None:
    """And costs nothing where nobody is called."""
    view = calling(5, "On graphs")
    assert load(dump(view)) == view
    assert "ping" not in dump(replace(view, ping=""))
