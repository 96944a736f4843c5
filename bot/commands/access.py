"""Who may use a deployment, and who may do what in a chat."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.conversation import Request, Who
from bot.commands.command import Asked
from bot.commands.desk import Access, Deployment, Desk
from bot.payloads import PayloadKind, parse
from bot.refusal import Refusal, sentence
from storage.people import Address, Chat, ChatKind, Reader
from storage.recipients import Recipients

MOST_ASKED = 20  # chats that are looked at for one stranger
OF_OPERATORS = (Who.OPERATORS, Who.OPERATORS_ANYWHERE)
ADMITTING = {PayloadKind.CLAIM: "claim", PayloadKind.INVITE: "invite"}


def is_operator(request: Request, reader: Reader | None, deployment: Deployment) -> bool:
    """Whether who asks administers the deployment: by its settings, by a claim, at its machine."""
    name = f"{request.address.platform}:{request.reader}"
    is_named = name in deployment.admins or name in deployment.owners
    return is_named or bool(reader and reader.is_operator)


def is_admitted(
    request: Request, chat: Chat | None, reader: Reader | None, deployment: Deployment
) -> bool:
    """Whether who asks may use the bot; in a chat that was admitted everybody may."""
    if deployment.access is Access.OPEN or is_operator(request, reader, deployment):
        return True
    if chat and chat.admitted:
        return True
    if deployment.access is Access.LIST:
        platform = request.address.platform
        names = {f"{platform}:{request.reader}", f"{platform}:{request.address.chat_id}"}
        return not names.isdisjoint(deployment.listed)
    return bool(reader and reader.admitted)


async def check_admitted(
    desk: Desk, request: Request, chat: Chat | None, reader: Reader | None, link: str
) -> None:
    """
    Raise `Refusal` where who asks may not use the bot, and brings no *link* that lets them in.

    Looked at before anything is stored of them.
    """
    if is_admitted(request, chat, reader, desk.deployment) or await _is_of_admitted(desk, request):
        return
    payload = parse(link.strip())
    if payload is None or payload.kind not in ADMITTING:
        raise stranger(desk.deployment)
    kind = ADMITTING[payload.kind]
    if not await desk.store.is_invite_open(payload.words, kind, at=desk.now()):
        raise Refusal(sentence("This invitation is used up or too old; ask for a new one."))


async def _is_of_admitted(desk: Desk, request: Request) -> bool:
    """
    Whether who asks, in their private chat, is a member of a chat that is let in.

    Links in a group's digest open the private chat of somebody who never asked anything there. Who
    is found once is let in for good, where invites let people in.
    """
    if request.kind is not ChatKind.PRIVATE:
        return False
    platform = request.address.platform
    for address in await _let_in(desk, platform):
        if await desk.has_member(address, request.reader):
            if desk.deployment.access is Access.INVITE:
                now = desk.now()
                reader = await desk.store.open_reader(platform, request.reader, at=now)
                await desk.store.admit(reader.key)
            return True
    return False


async def _let_in(desk: Desk, platform: str) -> Sequence[Address]:
    """Some chats of *platform*, no private ones, whose members may use the bot."""
    if desk.deployment.access is Access.LIST:
        named = (name.partition(":") for name in desk.deployment.listed)
        found = [Address(platform=where, chat_id=name) for where, _, name in named]
        return [one for one in found if one.platform == platform][:MOST_ASKED]
    chats = await desk.store.admitted_chats(platform)
    return [chat.address for chat in chats if chat.kind is not ChatKind.PRIVATE][:MOST_ASKED]


def recipients_of(deployment: Deployment) -> Recipients:
    """Whom a broadcast of this deployment is for."""
    listed = deployment.listed if deployment.access is Access.LIST else frozenset()
    return Recipients(
        everyone=deployment.access is Access.OPEN,
        invited=deployment.access is Access.INVITE,
        names=tuple(sorted(deployment.admins | deployment.owners | listed)),
        followers_only=tuple(sorted(deployment.followers_only)),
    )


def stranger(deployment: Deployment) -> Refusal:
    """What somebody is told who was not admitted: whom to ask."""
    operator = ", ".join(filter(None, (deployment.operator_name, deployment.operator_contact)))
    if not operator:
        return Refusal(sentence("This bot is not open to all; ask whoever runs it to let you in."))
    return Refusal(
        sentence("This bot is not open to all; ask {operator} to let you in."), operator=operator
    )


def is_withheld(who: Who, asked: Asked) -> bool:
    """Whether what only *who* may is not to be listed: it administers the deployment."""
    is_there = asked.request.may_operate or who is not Who.OPERATORS
    return who in OF_OPERATORS and not (asked.is_operator and is_there)


def check_may(who: Who, asked: Asked) -> None:
    """Raise `Refusal` where the reader may not do what only *who* may."""
    if who in OF_OPERATORS and not asked.is_operator:
        raise Refusal(sentence("Only the administrators of this bot may do that."))
    if who is Who.OPERATORS and not asked.request.may_operate:
        raise Refusal(
            sentence("That can be done only in the servers that ADMIN_GUILDS names, not here.")
        )
    if who is Who.SETTLERS and not asked.request.may_settle:
        raise Refusal(
            sentence(
                "Only administrators of this chat change what it gets; write to me privately to"
                " follow something of your own."
            )
        )
