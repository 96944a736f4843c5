from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from adapters.conversation import DeliveryError, Platform
from adapters.paging import pages
from adapters.terminal.messenger import KEPT, Place, TerminalPlatform, Words
from adapters.views import Action, Item, Line, Span, View
from storage.people import Address

LOCAL = Address(platform="terminal", chat_id="local")
MORE = Action(label="More", data="1:more:2512.10863")
SAVE = Action(label="Save", data="1:save:2512.10863")
EXPORT = View(lines=(Line((Span("2 papers."),)),), file_name="saved.bib", file_text="@misc{中}\n")


async def typing(*lines: str) -> AsyncIterator[str]:
    """A person who types *lines*."""
    for line in lines:
        yield line


def terminal(place: Place | None = None, *lines: str) -> tuple[TerminalPlatform, StringIO]:
    """A terminal, and what it printed."""
    stream = StringIO()
    console = Console(width=60, file=stream, markup=False, emoji=False, highlight=False)
    return TerminalPlatform(console, typing(*lines), place or Place()), stream


def files(folder: Path) -> list[str]:
    """What is in *folder*, by name."""
    return sorted(file.name for file in folder.iterdir())


def saying(text: str, *actions: Action) -> View:
    """A view of one line."""
    return View(lines=(Line((Span(text),)),), actions=(actions,) if actions else ())


async def test_messages_are_printed_one_after_the_other() -> None:
    """Each with an empty line after it; their ids count up."""
    platform, stream = terminal()
    fulfilled: Platform = platform
    assert fulfilled.name == "terminal"
    assert await fulfilled.send(LOCAL, saying("one"), "a") == "1"
    assert await fulfilled.send(LOCAL, saying("two", MORE, SAVE), "b") == "2"
    assert stream.getvalue() == "one\n\ntwo\n\nm2  [1] More  [2] Save\n\n"


async def test_nobody_is_asked_for_words_by_a_form() -> None:
    """A terminal has none: such a button is left out, also of what is printed again."""
    platform, stream = terminal()
    asking = replace(MORE, asks="Words")
    first = await platform.send(LOCAL, saying("one", asking, SAVE), "")
    await platform.edit(LOCAL, first, saying("two", SAVE, asking))
    assert stream.getvalue().count("[1] Save\n") == 2
    assert "More" not in stream.getvalue()


async def test_a_key_is_printed_once() -> None:
    """Whoever sends it again learns which message it was; an empty key is none."""
    platform, stream = terminal(Place(session="s7"))
    assert await platform.send(LOCAL, saying("one"), "a") == "s7-1"
    assert await platform.send(LOCAL, saying("one"), "a") == "s7-1"
    assert await platform.send(LOCAL, saying("two"), "") == "s7-2"
    assert await platform.send(LOCAL, saying("two"), "") == "s7-3"
    assert stream.getvalue() == "one\n\ntwo\n\ntwo\n\n"


async def test_an_edited_message_is_printed_again() -> None:
    """Under a line that says so, with the number it has; its actions are those of now."""
    platform, stream = terminal(Place(words=Words(updated="已更新")))
    first = await platform.send(LOCAL, saying("one", MORE), "")
    await platform.send(LOCAL, saying("two", SAVE), "")
    stream.truncate(0)
    await platform.edit(LOCAL, first, saying("done", MORE, SAVE))
    assert stream.getvalue().lstrip("\0") == "m1 · 已更新\ndone\n\nm1  [1] More  [2] Save\n\n"
    assert platform.pressed(1, None) == (first, MORE)


async def test_a_message_of_an_earlier_program_can_be_edited() -> None:
    """It is printed, gets a number, and keeps its id."""
    platform, stream = terminal(Place(session="now"))
    await platform.edit(LOCAL, "before-7", saying("healed", MORE))
    assert stream.getvalue() == "m1 · updated\nhealed\n\nm1  [1] More\n\n"
    assert platform.pressed(1, 1) == ("before-7", MORE)


async def test_the_newest_message_is_pressed_first() -> None:
    """A number that it lacks is looked for on older ones; any message can be named."""
    platform, _ = terminal()
    await platform.send(LOCAL, saying("one", MORE, SAVE), "")
    await platform.send(LOCAL, saying("two", SAVE), "")
    await platform.send(LOCAL, saying("three"), "")
    assert platform.pressed(1, None) == ("2", SAVE)
    assert platform.pressed(2, None) == ("1", SAVE)
    assert platform.pressed(1, 1) == ("1", MORE)
    assert platform.pressed(3, None) is None
    assert platform.pressed(1, 3) is None
    assert platform.pressed(1, 4) is None


async def test_what_has_left_the_screen_is_forgotten() -> None:
    """A program that runs for weeks does not grow by what it said."""
    platform, stream = terminal()
    for number in range(KEPT + 1):
        await platform.send(LOCAL, saying("x", MORE), str(number))
    assert platform.pressed(1, 1) is None
    assert platform.pressed(1, 2) == ("2", MORE)
    stream.truncate(0)
    await platform.send(LOCAL, saying("x"), "0")
    assert stream.getvalue() != ""


async def test_a_prompt_stands_below_what_comes_meanwhile() -> None:
    """A digest that arrives while a person types ends with the prompt again."""
    platform, stream = terminal(Place(prompt="> "), "hello")
    async with aclosing(platform.typed()) as lines:
        assert await anext(lines) == "hello"
        await platform.send(LOCAL, saying("answer"), "")
        with pytest.raises(StopAsyncIteration):
            await anext(lines)
    assert stream.getvalue() == "> answer\n\n> \n"


async def test_a_delivery_goes_above_a_waiting_prompt() -> None:
    """It begins on a line of its own, and the prompt is repeated."""
    platform, stream = terminal(Place(prompt="> "))

    async def delivered() -> AsyncIterator[str]:
        await platform.send(LOCAL, saying("digest"), "")
        yield "line"

    platform = TerminalPlatform(Console(file=stream), delivered(), Place(prompt="> "))
    async with aclosing(platform.typed()) as lines:
        assert await anext(lines) == "line"
    assert stream.getvalue() == "> \ndigest\n\n> "


async def test_a_file_is_written_beside_what_is_there(tmp_path: Path) -> None:
    """Never over another; the path is told."""
    platform, stream = terminal(Place(folder=tmp_path))
    for _ in range(3):
        await platform.send(LOCAL, EXPORT, "")
    assert files(tmp_path) == [
        "saved-2.bib",
        "saved-3.bib",
        "saved.bib",
    ]
    assert (tmp_path / "saved-3.bib").read_text(encoding="utf-8") == "@misc{中}\n"
    assert stream.getvalue().startswith(f"2 papers.\nWritten to {tmp_path}/saved.bib\n\n")
    assert f"Written to {tmp_path}/saved-2.bib\n" in stream.getvalue()


async def test_a_file_is_written_once_a_message(tmp_path: Path) -> None:
    """An edit that brings the same file again writes nothing; one that brings another does."""
    platform, _ = terminal(Place(folder=tmp_path))
    message = await platform.send(LOCAL, saying("a moment"), "")
    await platform.edit(LOCAL, message, EXPORT)
    await platform.edit(LOCAL, message, EXPORT)
    assert files(tmp_path) == ["saved.bib"]
    await platform.edit(LOCAL, message, replace(EXPORT, file_text="more"))
    assert (tmp_path / "saved-2.bib").read_text() == "more"


@pytest.mark.parametrize(
    ("name", "written"),
    [("../../up.txt", "up.txt"), (".bashrc", "bashrc"), ("a\x1b\0b.txt", "ab.txt"), ("..", None)],
)
async def test_a_file_stays_in_its_folder(tmp_path: Path, name: str, written: str | None) -> None:
    """Whatever it is called, and never hidden."""
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    platform, _ = terminal(Place(folder=folder))
    await platform.send(LOCAL, replace(EXPORT, file_name=name), "")
    assert files(folder) == [written or "paperround.txt"]
    assert files(tmp_path) == ["a"]


async def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the reason, and the message is there all the same."""
    platform, stream = terminal(Place(folder=tmp_path / "gone"))
    await platform.send(LOCAL, EXPORT, "")
    told = " ".join(stream.getvalue().split())
    assert told.startswith("2 papers. Could not write ")
    assert told.endswith(": No such file or directory")


async def test_text_to_copy_is_printed_as_it_is() -> None:
    """No line is broken, no blank lost; only control signs are."""
    platform, stream = terminal()
    platform.tell("@misc{\x1b[2J\n  title = {" + "a" * 80 + "}\n}")
    assert stream.getvalue() == "@misc{[2J\n  title = {" + "a" * 80 + "}\n}\n\n"


def test_a_page_has_ten_papers() -> None:
    """Whatever they say: a terminal can be scrolled."""
    platform, _ = terminal()
    papers = [Item(paper_id=str(n), title="x" * 5000, link="") for n in range(25)]
    found = pages(View(items=tuple(papers)), platform.fits, numbered=lambda view, *_: view)
    assert [len(page.items) for page in found] == [10, 10, 5]


class Pipe(StringIO):
    """A pipe whose reader may go."""

    is_read = True

    def write(self, text: str, /) -> int:
        """Fail as the system does where nobody reads."""
        if not self.is_read:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


async def test_a_pipe_that_nobody_reads_is_an_error() -> None:
    """The message did not arrive, and may be sent again: the chat is not gone."""
    pipe = Pipe()
    pipe.is_read = False
    platform = TerminalPlatform(Console(file=pipe), typing(), Place())
    for _ in range(2):
        with pytest.raises(DeliveryError, match="Broken pipe") as caught:
            await platform.send(LOCAL, saying("one"), "")
        assert not caught.value.gone
        assert not caught.value.uncertain
    pipe.is_read = True
    assert await platform.send(LOCAL, saying("one"), "") == "3"


async def test_a_prompt_that_nobody_sees_ends_quietly() -> None:
    """Whatever has become of the stream meanwhile."""
    pipe = Pipe()

    async def leaving() -> AsyncIterator[str]:
        yield "one"
        pipe.is_read = False

    platform = TerminalPlatform(Console(file=pipe), leaving(), Place(prompt="> "))
    assert [line async for line in platform.typed()] == ["one"]
    assert pipe.getvalue() == "> > "


async def test_a_terminal_gets_styles_and_links() -> None:
    """Bold heads, hyperlinks; elsewhere, plain text."""
    view = View(head=(Line((Span("Day", link="https://arxiv.org/"),)),))
    stream = StringIO()
    console = Console(file=stream, force_terminal=True, color_system="truecolor", no_color=True)
    await TerminalPlatform(console, typing(), Place()).send(LOCAL, view, "")
    assert ";https://arxiv.org/\x1b\\\x1b[1mDay\x1b[0m\x1b]8;;\x1b\\" in stream.getvalue()
    platform, plain = terminal()
    await platform.send(LOCAL, view, "")
    assert plain.getvalue() == "Day <https://arxiv.org/>\n\n"
