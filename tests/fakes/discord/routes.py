"""The addresses that are modelled, and who answers there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.discord import routes_channels as channels
from tests.fakes.discord import routes_commands as commands
from tests.fakes.discord import routes_interactions as interactions
from tests.fakes.discord import routes_messages as messages
from tests.fakes.discord import routes_own as own
from tests.fakes.discord.asked import Asked
from tests.fakes.discord.scene import Scene

Run = Callable[[Scene, Asked], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """
    One address; *kind* names its limit in `Limits`, none for no bucket at all.

    *open*: its token in the address is enough, and it does not count among all requests.
    *writes*: something is said in the channel that is named.
    """

    name: str
    method: str
    pattern: re.Pattern[str]
    run: Run
    kind: str = "others"
    status: int = 200
    open: bool = False
    writes: bool = False

    def major(self, names: Mapping[str, str]) -> str:
        """What parts the buckets of one route: docs/topics/rate-limits."""
        return "+".join(names.get(name, "") for name in ("channel", "guild", "token"))


def _route(name: str, address: str, run: Run, kind: str = "others", **how: Any) -> Route:
    method, path = address.split()
    pattern = re.sub(r"\{(token)\}", r"(?P<\1>[^/]+)", path)
    pattern = re.sub(r"\{(answer)\}", r"(?P<message>@original|\\d+)", pattern)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>\\d+)", pattern)
    return Route(name, method, re.compile(pattern), run, kind, **how)


CHANNEL = "/channels/{channel}"
MESSAGE = f"{CHANNEL}/messages/{{message}}"
GUILD = "/guilds/{guild}"
COMMANDS = "/applications/{application}/commands"
OF_GUILD = "/applications/{application}/guilds/{guild}/commands"
HOOK = "/webhooks/{application}/{token}"

ROUTES = (
    _route("create_message", f"POST {CHANNEL}/messages", messages.create, "posts", writes=True),
    _route("list_messages", f"GET {CHANNEL}/messages", messages.history),
    _route("get_message", f"GET {MESSAGE}", messages.get),
    _route("edit_message", f"PATCH {MESSAGE}", messages.edit, "edits", writes=True),
    _route("delete_message", f"DELETE {MESSAGE}", messages.delete, "deletes", status=204),
    _route("crosspost", f"POST {MESSAGE}/crosspost", messages.crosspost, "crossposts"),
    _route("typing", f"POST {CHANNEL}/typing", messages.typing, status=204),
    _route("get_channel", f"GET {CHANNEL}", channels.get),
    _route("change_channel", f"PATCH {CHANNEL}", channels.change, "edits"),
    _route("delete_channel", f"DELETE {CHANNEL}", channels.delete, "deletes"),
    _route(
        "thread_of_message",
        f"POST {MESSAGE}/threads",
        channels.thread_of_message,
        "threads",
        status=201,
        writes=True,
    ),
    _route(
        "new_thread",
        f"POST {CHANNEL}/threads",
        channels.new_thread,
        "threads",
        status=201,
        writes=True,
    ),
    _route("join_thread", f"PUT {CHANNEL}/thread-members/@me", channels.join, status=204),
    _route("leave_thread", f"DELETE {CHANNEL}/thread-members/@me", channels.leave, status=204),
    _route("archived_threads", f"GET {CHANNEL}/threads/archived/public", channels.archived),
    _route("active_threads", f"GET {GUILD}/threads/active", channels.active),
    _route("me", "GET /users/@me", own.me),
    _route("application", "GET /oauth2/applications/@me", own.application),
    _route("application", "GET /applications/@me", own.application),
    _route("gateway", "GET /gateway", own.gateway),
    _route("gateway_bot", "GET /gateway/bot", own.gateway_bot),
    _route("guilds", "GET /users/@me/guilds", own.guilds),
    _route("leave_guild", "DELETE /users/@me/guilds/{guild}", own.leave, status=204),
    _route("open_dm", "POST /users/@me/channels", own.open_dm, "opens"),
    _route("user", "GET /users/{user}", own.user),
    _route("guild", f"GET {GUILD}", own.guild),
    _route("guild_channels", f"GET {GUILD}/channels", own.channels),
    _route("guild_roles", f"GET {GUILD}/roles", own.roles),
    _route("member", f"GET {GUILD}/members/{{user}}", own.member),
    *(
        route
        for of, base in (("", COMMANDS), ("guild_", OF_GUILD))
        for route in (
            _route(f"{of}commands", f"GET {base}", commands.every, "commands"),
            _route(f"overwrite_{of}commands", f"PUT {base}", commands.overwrite, "commands"),
            _route(f"create_{of}command", f"POST {base}", commands.create, "commands", status=201),
            _route(f"{of}command", f"GET {base}/{{command}}", commands.get, "commands"),
            _route(f"change_{of}command", f"PATCH {base}/{{command}}", commands.change, "commands"),
            _route(
                f"delete_{of}command",
                f"DELETE {base}/{{command}}",
                commands.delete,
                "commands",
                status=204,
            ),
        )
    ),
    _route(
        "answer",
        "POST /interactions/{interaction}/{token}/callback",
        interactions.callback,
        "",
        open=True,
    ),
    _route("follow_up", f"POST {HOOK}", interactions.follow_up, "followups", open=True),
    _route(
        "get_answer",
        f"GET {HOOK}/messages/{{answer}}",
        interactions.get_answer,
        "followups",
        open=True,
    ),
    _route(
        "edit_answer",
        f"PATCH {HOOK}/messages/{{answer}}",
        interactions.edit_answer,
        "followups",
        open=True,
    ),
    _route(
        "delete_answer",
        f"DELETE {HOOK}/messages/{{answer}}",
        interactions.delete_answer,
        "followups",
        status=204,
        open=True,
    ),
)


def found(method: str, path: str) -> tuple[Route, Mapping[str, str]] | int:
    """The route of an address and the parts of it, or the status that says there is none."""
    status = 404
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match and route.method == method:
            return route, match.groupdict()
        if match:
            status = 405
    return status
