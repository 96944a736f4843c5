"""The rules of commands: https://docs.discord.com/developers/interactions/application-commands."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.discord.checking import Checked, Place, words

Json = dict[str, Any]

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(
    1, 12
)
CHOSEN = (STRING, INTEGER, NUMBER)  # what may have choices
COMMANDS, ALL_TEXT, OPTIONS, CHOICES = 100, 8000, 25, 25
LOCALES = words(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg "
    "ru uk hi th zh-CN ja zh-TW ko"
)
# Letters and digits of any script; Python's \w is a little wider than Discord's \p{L}\p{N}.
NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")
FIELDS = words(
    "id application_id version name name_localizations description description_localizations "
    "options type default_member_permissions dm_permission nsfw contexts integration_types handler "
    "guild_id default_permission"
)
OPTION_FIELDS = words(
    "type name name_localizations description description_localizations required choices options "
    "channel_types min_value max_value min_length max_length autocomplete"
)


def check_command(checked: Checked, place: Place, value: Any) -> int:
    """Note what is wrong with a command; how many characters it counts."""
    command = checked.thing(place, value)
    kind = checked.choice((*place, "type"), command.get("type", 1), (1, 2, 3))
    _unknown(checked, place, command, FIELDS)
    counted = _named(checked, place, command, slash=kind == 1)
    _permissions(checked, (*place, "default_member_permissions"), command)
    for name, among in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        if command.get(name) is not None:
            for number, one in enumerate(checked.several((*place, name), command[name], 1)):
                checked.choice((*place, name, number), one, among)
    options = command.get("options") or []
    if kind != 1 and options:
        told = "Context menu commands cannot have options"
        checked.wrong((*place, "options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", told)
    counted += _options(checked, (*place, "options"), options, depth=0)
    if counted > ALL_TEXT:
        told = f"Command exceeds maximum size ({ALL_TEXT})"
        checked.wrong(place, "APPLICATION_COMMAND_TOO_LARGE", told)
    return counted


def _unknown(checked: Checked, place: Place, told: Json, known: frozenset[str]) -> None:
    """Discord leaves out what it does not know; here it is a mistake that a test should see."""
    for name in sorted(told.keys() - known):
        checked.wrong((*place, name), "UNKNOWN_FIELD", "There is no such field")


def _named(checked: Checked, place: Place, told: Json, *, slash: bool = True) -> int:
    """The name and the description, also in other languages."""
    counted = _name(checked, (*place, "name"), told.get("name"), slash=slash)
    counted += len(
        checked.text(
            (*place, "description"), told.get("description") or "", slash, 100 if slash else 0
        )
    )
    for name in ("name_localizations", "description_localizations"):
        inner = (*place, name)
        for locale, text in checked.thing(inner, told.get(name) or {}).items():
            if locale not in LOCALES:
                checked.wrong((*inner, locale), "INVALID_LOCALE", f"{locale!r} is no locale")
            elif name.startswith("name"):
                _name(checked, (*inner, locale), text, slash=slash)
            else:
                checked.text((*inner, locale), text, 1, 100)
    return counted


def _name(checked: Checked, place: Place, value: Any, *, slash: bool) -> int:
    name = checked.text(place, value, 1, 32)
    if slash and name and not (NAME.fullmatch(name) and name == name.lower()):
        told = "Command name is invalid"
        checked.wrong(place, "APPLICATION_COMMAND_INVALID_NAME", told)
    return len(name)


def _permissions(checked: Checked, place: Place, command: Json) -> None:
    value = command.get("default_member_permissions")
    if value is not None and not str(value).isdecimal():
        checked.wrong(place, "NUMBER_TYPE_COERCE", f"Value {value!r} is not int.")


def _options(checked: Checked, place: Place, value: Any, *, depth: int) -> int:
    options = checked.several(place, value, 0, OPTIONS)
    counted, optional = 0, False
    names = []
    for number, one in enumerate(options):
        inner = (*place, number)
        option = checked.thing(inner, one)
        _unknown(checked, inner, option, OPTION_FIELDS)
        counted += _named(checked, inner, option) + _option(checked, inner, option, depth)
        names.append(option.get("name"))
        if option.get("required") and optional:
            told = "Required options must be placed before non-required options"
            checked.wrong(inner, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", told)
        optional = optional or not option.get("required")
    if len(set(names)) < len(names):
        told = "Option name must be unique"
        checked.wrong(place, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", told)
    _one_sort(checked, place, options)
    return counted


def _one_sort(checked: Checked, place: Place, options: list[Any]) -> None:
    kinds = {one.get("type") in (SUB, GROUP) for one in options if isinstance(one, dict)}
    if len(kinds) > 1:
        told = "Sub-command and sub-command group option types are mutually exclusive to others"
        checked.wrong(place, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", told)


def _option(checked: Checked, place: Place, option: Json, depth: int) -> int:
    kind = checked.choice((*place, "type"), option.get("type"), range(1, 12))
    if kind in (SUB, GROUP):
        if depth > 1 or (kind == GROUP and depth) or option.get("required"):
            told = "A sub-command cannot stand here"
            checked.wrong((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", told)
        deeper = 2 if kind == SUB else 1
        inner = (*place, "options")
        return _options(checked, inner, option.get("options") or [], depth=deeper)
    _bounds(checked, place, option, kind)
    return _choices(checked, (*place, "choices"), option, kind)


def _bounds(checked: Checked, place: Place, option: Json, kind: Any) -> None:
    for name, allowed in (
        ("min_value", kind in (INTEGER, NUMBER)),
        ("max_value", kind in (INTEGER, NUMBER)),
        ("min_length", kind == STRING),
        ("max_length", kind == STRING),
        ("channel_types", kind == CHANNEL),
        ("autocomplete", kind in CHOSEN or not option.get("autocomplete")),
    ):
        if option.get(name) is not None and not allowed:
            told = f"{name} cannot be used with this type"
            checked.wrong((*place, name), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", told)
    for name, least in (("min_length", 0), ("max_length", 1)):
        if option.get(name) is not None:
            checked.whole((*place, name), option[name], least, 6000)


def _choices(checked: Checked, place: Place, option: Json, kind: Any) -> int:
    choices = checked.several(place, option.get("choices") or [], 0, CHOICES)
    if choices and (option.get("autocomplete") or kind not in CHOSEN):
        told = "Choices cannot be used here, nor together with autocomplete"
        checked.wrong(place, "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", told)
    return sum(
        check_choice(checked, (*place, number), one, kind) for number, one in enumerate(choices)
    )


def check_choice(checked: Checked, place: Place, value: Any, kind: Any) -> int:
    """Note what is wrong with a choice, also of an autocomplete; how many characters it counts."""
    choice = checked.thing(place, value)
    counted = len(checked.text((*place, "name"), choice.get("name"), 1, 100))
    for locale, text in (choice.get("name_localizations") or {}).items():
        checked.text((*place, "name_localizations", locale), text, 1, 100)
    given = choice.get("value")
    if kind == STRING:
        return counted + len(checked.text((*place, "value"), given, 1, 100))
    if isinstance(given, bool) or not isinstance(given, int | float):
        checked.wrong((*place, "value"), "NUMBER_TYPE_COERCE", f"Value {given!r} is not a number.")
    return counted


def check_all(commands: Any) -> list[Json]:
    """The commands that are to take the place of all others, or the refusal."""
    checked = Checked()
    several = checked.several((), commands)
    for number, command in enumerate(several):
        check_command(checked, (number,), command)
    keys = [(one.get("name"), one.get("type", 1)) for one in several if isinstance(one, dict)]
    for number, key in enumerate(keys):
        if key in keys[:number]:
            told = "Application command names must be unique"
            checked.wrong((number,), "APPLICATION_COMMANDS_DUPLICATE_NAME", told)
    checked.settle()
    return several
