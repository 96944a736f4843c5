"""The bot's commands as Discord's: with options, in each language, where they may be used."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Command, CommandTree, locale_str

from adapters.conversation import Bot, Offered, OfferedParameter, ParameterKind, Who
from adapters.cutting import cut
from adapters.discord.places import Interaction

NAME = re.compile(r"[-_'\w]{1,32}")  # docs.discord.com/developers/interactions/application-commands
LONGEST = 100  # characters of a description
MOST, MOST_OPTIONS = 100, 25
ENGLISH = "en"  # options are sent back by their English names
# The app's languages; a language that is not offered is told in the deployment's own.
LOCALES: Mapping[str, tuple[str, ...]] = {"en": ("en-US", "en-GB"), "zh": ("zh-CN", "zh-TW")}
FREE = (ParameterKind.TEXT, ParameterKind.NUMBER)  # for which nothing is suggested
TEXT = app_commands.Range[str, 1, 4000]
NUMBER = app_commands.Range[int, 1, 1_000_000]
EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
IN_GUILDS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
BY_GUILDS = app_commands.AppInstallationType(guild=True, user=False)
BY_ANYBODY = app_commands.AppInstallationType(guild=True, user=True)
# Who sees them; who still may not is refused by the bot. A guild may let others see them.
NEEDED = {
    Who.SETTLERS: discord.Permissions(manage_channels=True),
    Who.OPERATORS: discord.Permissions(administrator=True),
    Who.OPERATORS_ANYWHERE: discord.Permissions(manage_guild=True),
}

Used = Callable[[Interaction], Awaitable[None]]
"""Answers who uses a command."""


class Translated(app_commands.Translator):
    """Knows the other languages of a text from the text itself, see `_said`."""

    async def translate(self, string: locale_str, locale: discord.Locale, _: Any) -> str | None:
        """*string* in the language of *locale*, if it has it."""
        return string.extras.get(locale.value)


@dataclass(frozen=True, slots=True)
class _Told:
    """One command in each of the app's locales, in English, and in the deployment's language."""

    english: Offered
    own: Offered
    locales: Mapping[str, Offered]


async def add_commands(
    tree: CommandTree[Any], bot: Bot, used: Used, admin_guilds: Sequence[int] = ()
) -> None:
    """
    Put all commands of *bot* into *tree*.

    Those for who administers the deployment are offered in *admin_guilds* alone.
    """
    await tree.set_translator(Translated())
    guilds = [discord.Object(number) for number in admin_guilds]
    for told in _all_told(bot)[:MOST]:
        command = _command(told, used)
        if told.english.who is not Who.OPERATORS:
            tree.add_command(command, override=True)
        elif guilds:
            tree.add_command(command, guilds=guilds, override=True)


def _all_told(bot: Bot) -> list[_Told]:
    own, english = bot.offered(bot.languages[0]), bot.offered(ENGLISH)
    others = {
        locale: bot.offered(language)
        for language in bot.languages
        for locale in LOCALES.get(language, ())
    }
    return [
        _Told(one, own[place], {locale: there[place] for locale, there in others.items()})
        for place, one in enumerate(english)
        if _is_name(one.name)
    ]


def _command(told: _Told, used: Used) -> Command[Any, ..., Any]:
    command: Command[Any, ..., Any] = Command(
        name=told.english.name,
        description=_described(told, lambda offered: offered),
        callback=_callback(told, used),
    )
    if told.english.picks:  # one of the places of a guild
        command.allowed_contexts, command.allowed_installs = IN_GUILDS, BY_GUILDS
    elif told.english.who is not Who.OPERATORS:  # whose guild says where they are
        command.allowed_contexts, command.allowed_installs = EVERYWHERE, BY_ANYBODY
    command.default_permissions = NEEDED.get(told.english.who)
    return command


def _callback(told: _Told, used: Used) -> Callable[..., Any]:
    """What the library calls, with the options of the command as it reads them from a function."""

    async def use(interaction: Interaction, **_: Any) -> None:
        await used(interaction)

    options = {f"option_{place}": (place, one) for place, one in _options(told)}
    own: Any = use
    own.__signature__ = Signature(
        [
            Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD),
            *(_parameter(name, one) for name, (_, one) in options.items()),
        ]
    )
    app_commands.rename(**{name: _named(told, place) for name, (place, _) in options.items()})(own)
    app_commands.describe(
        **{
            name: _described(told, lambda offered, place=place: offered.parameters[place])  # type: ignore[misc]
            for name, (place, _) in options.items()
        }
    )(own)
    app_commands.autocomplete(
        **{name: _unasked for name, (_, one) in options.items() if one.kind not in FREE}
    )(own)
    return use


async def _unasked(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """That it is there tells Discord to ask; `Handlers.checked` answers before."""
    return []


def _options(told: _Told) -> Iterator[tuple[int, OfferedParameter]]:
    named = [one for one in enumerate(told.english.parameters) if _is_name(one[1].name)]
    return iter(named[:MOST_OPTIONS])


def _parameter(name: str, offered: OfferedParameter) -> Parameter:
    return Parameter(
        name,
        Parameter.KEYWORD_ONLY,
        annotation=NUMBER if offered.kind is ParameterKind.NUMBER else TEXT,
        default=Parameter.empty if offered.is_required else None,
    )


def _named(told: _Told, place: int) -> locale_str:
    """The name of an option; it is another one in each language where it may be one."""
    names = {locale: one.parameters[place].name for locale, one in told.locales.items()}
    english = told.english.parameters[place].name
    return locale_str(english, **{key: name for key, name in names.items() if _is_name(name)})


def _described(told: _Told, part: Callable[[Offered], Offered | OfferedParameter]) -> locale_str:
    """The description of a command, or of an option of it."""
    texts = {locale: _short(part(one)) for locale, one in told.locales.items()}
    return locale_str(_short(part(told.own)), **texts)


def _short(part: Offered | OfferedParameter) -> str:
    return cut(part.description, LONGEST).strip() or part.name


def _is_name(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and name == name.lower()
