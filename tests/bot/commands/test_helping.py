"""What help says of commands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from adapters.views import Span, Style, View
from bot.buttons import notice
from bot.commands.command import Asked, Command, Kind, Parameter
from bot.commands.helping import (
    EXAMPLES,
    READING_ORDER,
    command_called,
    command_view,
    help_view,
    usage,
)
from bot.refusal import Refusal
from bot.rules import parse_rules
from bot.wording import Wording

ENGLISH = Wording("en", ZoneInfo("UTC"))
CHINESE = Wording("zh", ZoneInfo("UTC"))


async def run(asked: Asked) -> AsyncIterator[View]:
    """Never asked."""
    yield notice(asked.words)


def a_parameter(name: str, kind: Kind = Kind.TEXT, *, is_required: bool = False) -> Parameter:
    """A parameter of a command."""
    return Parameter(name=name, kind=kind, description="Details", is_required=is_required)


def a_command(name: str, *parameters: Parameter) -> Command:
    """A command, described by a word that has its Chinese."""
    return Command(name=name, description="Contents", run=run, parameters=parameters)


def told(view: View) -> list[str]:
    """All lines of a view."""
    return [line.text for line in (*view.head, *view.lines, *view.foot)]


def test_a_command_is_written_with_its_parameters() -> None:
    """What has to be given in capitals, the rest in brackets."""
    day, rule = a_parameter("date", Kind.DATE), a_parameter("rule", is_required=True)
    command = a_command("digest", day, rule)
    assert usage(command, ENGLISH) == "/digest [date] RULE"
    assert usage(command, CHINESE) == "/digest [日期] 规则"
    assert usage(a_command("about"), CHINESE) == "/about"


def test_commands_are_listed_in_reading_order() -> None:
    """Group by group with an empty line between; those nobody grouped come last."""
    commands = [a_command(name) for name in ("zoo", "help", "why", "subscribe", "digest")]
    assert told(help_view(commands, ENGLISH)) == [
        "Commands",
        "/subscribe - Contents",
        "",
        "/digest - Contents",
        "/why - Contents",
        "",
        "/help - Contents",
        "",
        "/zoo - Contents",
        "More about one of them: /help subscribe",
    ]
    assert told(help_view(commands, CHINESE))[1] == "/subscribe：目录"
    assert told(help_view([], ENGLISH)) == ["Commands", "More about one of them: /help subscribe"]


def test_a_command_that_takes_a_rule_teaches_the_grammar() -> None:
    """In five lines, with examples behind."""
    rule = a_parameter("rule", Kind.RULE, is_required=True)
    view = command_view(a_command("subscribe", rule), ENGLISH)
    assert told(view) == [
        "/subscribe RULE",
        "Contents",
        "rule - Details",
        "",
        "A rule is written so:",
        "cs.CV hep-th math - categories and archives: any of them",
        'diffusion "optical flow" - words and phrases, in title or abstract: all of them',
        '@LeCun @"Yann LeCun" - authors: any of them',
        "-survey - leaves out papers with it; also -cs.RO, -@Name",
        ", - a comma or a new line begins another rule",
        "",
        "For example:",
        '/subscribe cs.CV "gaussian splatting" -survey',
        "/subscribe hep-th @Witten, quant-ph",
    ]
    assert view.lines[4].spans[0] == Span("cs.CV hep-th math", Style.CODE)
    chinese = told(command_view(a_command("subscribe", rule), CHINESE))
    assert chinese[8] == "-survey：排除含有它的论文；也可写 -cs.RO、-@Name"


def test_a_command_without_examples_says_only_what_it_does() -> None:
    """And what it takes."""
    assert told(command_view(a_command("zoo", a_parameter("animal")), ENGLISH)) == [
        "/zoo [animal]",
        "Contents",
        "animal - Details",
    ]


def test_an_example_of_prose_is_in_the_language_of_who_reads() -> None:
    """What the bot itself reads is written the same everywhere."""
    prose = told(command_view(a_command("broadcast"), CHINESE))
    assert prose[-1] == "/broadcast 今晚 8 点到 9 点机器人停机维护。"
    assert told(command_view(a_command("unsubscribe"), CHINESE))[-1] == "/unsubscribe all"


def test_every_example_is_of_a_command_in_order_and_can_be_followed() -> None:
    """The rules among them are rules."""
    assert set(EXAMPLES) <= {name for group in READING_ORDER for name in group}
    assert [len(parse_rules(text)) for text in EXAMPLES["subscribe"]] == [1, 2]


@pytest.mark.parametrize("written", ["pause", "/pause", " PAUSE 7", "/pause@a_bot 7"])
def test_a_command_is_known_however_it_is_called(written: str) -> None:
    """With its stroke, in capitals, with what follows it."""
    pause = a_command("pause")
    assert command_called(written, [a_command("resume"), pause]) is pause


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("pauze", "There is no command /pauze. Did you mean /pause?"),
        ("/saev", "There is no command /saev. Did you mean /save, /saved?"),
        ("{name}", "There is no command /{name}; /help lists them all."),
        ("\ud800", "There is no command /; /help lists them all."),
        ("x" * 4096, f"There is no command /{'x' * 39}…; /help lists them all."),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(written: str, said: str) -> None:
    """Or with where all of them are; at no length."""
    commands = [a_command(name) for name in ("pause", "save", "saved")]
    with pytest.raises(Refusal) as refused:
        command_called(written, commands)
    assert ENGLISH.told(refused.value) == said
