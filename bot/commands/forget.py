"""`/forget`: all that is kept about a reader or a chat is deleted, after one confirmation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from adapters.views import Action, View
from bot.buttons import button, instead, notice
from bot.commands.command import Asked, Command, Family, Press, first_of
from bot.commands.desk import Access, Desk
from bot.commands.passes import is_pass, pass_for
from bot.refusal import Refusal, sentence
from bot.wording import Wording
from storage.keeping import Held
from storage.people import Chat, ChatKind

CONFIRMED_WITHIN = timedelta(minutes=15)  # from elsewhere; who may delete may not for ever
BACK = sentence("Coming back takes a new invitation.")


class About(StrEnum):
    """What may be forgotten; *all* is offered in private chats, where reader and chat meet."""

    ME = "me"
    CHAT = "chat"
    ALL = "all"


# Said to an administrator of a group or channel, who may read it in their private chat.
TO_GO: Mapping[About, str] = {
    About.ME: sentence("Everything about you would be deleted: {kept}."),
    About.CHAT: sentence(
        "Everything about the chat where you wrote /forget would be deleted: {kept}."
    ),
    About.ALL: sentence("Everything about you and this chat would be deleted: {kept}."),
}
GONE: Mapping[About, str] = {
    About.ME: sentence("Everything about you is deleted."),
    About.CHAT: sentence("Everything about the chat where you wrote /forget is deleted."),
    About.ALL: sentence("Everything about you and this chat is deleted."),
}
LABELS: Mapping[About, str] = {
    About.ME: sentence("Delete what is kept about me"),
    About.CHAT: sentence("Delete what that chat follows and was sent"),
}


class Forget:
    """`/forget`, and the buttons that delete and keep."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def family(self) -> Family:
        """The command and the presses."""
        return Family(
            commands=(
                Command(
                    name="forget",
                    description=sentence("Delete what is kept about you or this chat"),
                    run=self.forget,
                    is_private=True,
                ),
            ),
            presses=(
                Press(verb="forget", run=self.delete, is_private=True),
                Press(verb="kept", run=self.keep, is_private=True),
            ),
        )

    async def forget(self, asked: Asked) -> AsyncIterator[View]:
        """`/forget`: what would be deleted, and the buttons that delete it or keep it."""
        say, offered = asked.wording.say, _offered(asked)
        held = await self._desk.store.held(asked.reader.key, asked.chat.key)
        texts = [say(TO_GO[about], kept=_kept(about, held, asked.wording)) for about in offered]
        if About.ALL not in offered:
            texts.append(say("Our private chat is not part of it; for that, write /forget there."))
        texts.append(say("This cannot be undone."))
        if any(self._is_let_out(asked, asked.chat, about) for about in offered):
            texts.append(say(BACK))
        if asked.reader.is_operator:
            texts.append(say("You would no longer administer this bot."))
        rows = [(await self._delete(about, asked, is_one=len(offered) == 1),) for about in offered]
        keep = (button(say("Keep everything"), "kept"),)
        yield notice(*texts, actions=(*rows, keep) if len(rows) > 1 else ((*rows[0], *keep),))

    async def delete(self, asked: Asked) -> AsyncIterator[View]:
        """The confirmation: now it is deleted."""
        about, chat, reader = await self._confirmed(asked)
        await self._desk.store.forget(
            reader=0 if about is About.CHAT else reader,
            chat=0 if about is About.ME else chat.key,
        )
        is_out = self._is_let_out(asked, chat, about)
        back = BACK if is_out else sentence("/start begins anew.")
        yield instead(notice(*map(asked.wording.say, (GONE[about], back))))

    async def keep(self, asked: Asked) -> AsyncIterator[View]:
        """The other button."""
        yield instead(notice(asked.wording.say("Nothing was deleted.")))

    async def _delete(self, about: About, asked: Asked, *, is_one: bool) -> Action:
        """
        The button that deletes.

        It names whose and which chat's view it is on: others may come to press it, or in another
        chat. Where the view may go to the private chat, it has a pass for that other chat.
        """
        label = asked.wording.say(sentence("Delete") if is_one else LABELS[about])
        whose = _whose(about, asked.reader.key, asked.chat.key)
        passes = (
            [await pass_for(f"forget {whose}", self._desk, lasts=CONFIRMED_WITHIN)]
            if about is About.CHAT
            else []
        )
        return button(label, "forget", about.value, whose, *passes, grave=True)

    async def _confirmed(self, asked: Asked) -> tuple[About, Chat, int]:
        """
        What is to be deleted, of which chat and reader.

        Raises `Refusal` where that is not this person's to say.
        """
        what, reader, key, token = first_of(asked.parts, 4)
        about = About(what) if what in set(About) else None
        whose = ":".join(filter(None, (reader, key)))
        for owner in await self._owners(asked):
            if about is not None and whose in ("", _whose(about, owner, asked.chat.key)):
                _check_may(about, asked)
                return about, asked.chat, owner
        is_mine = about is About.CHAT and reader == str(asked.reader.key)
        has_pass = is_mine and await is_pass(token, f"forget {whose}", self._desk)
        chat = await self._desk.store.chat_by_key(int(key)) if has_pass else None
        if chat is None:
            raise Refusal(sentence("This button is not for you here; /forget shows your own."))
        return About.CHAT, chat, asked.reader.key

    async def _owners(self, asked: Asked) -> Sequence[int]:
        """Whose views this person may answer: their own, those of the chat they administer."""
        address = asked.request.address
        itself = await self._desk.store.reader(address.platform, address.chat_id)
        if itself is None or not asked.request.may_settle:
            return (asked.reader.key,)
        return asked.reader.key, itself.key

    def _is_let_out(self, asked: Asked, chat: Chat, about: About) -> bool:
        """Whether with *about* goes what admits somebody to this deployment."""
        access = self._desk.deployment.access
        is_reader = asked.reader.admitted and access is Access.INVITE and about is not About.CHAT
        is_chat = chat.admitted and access is not Access.OPEN and about is not About.ME
        return is_reader or is_chat


def _offered(asked: Asked) -> Sequence[About]:
    """What this person may delete here."""
    if asked.chat.kind is ChatKind.PRIVATE:
        return (About.ALL,)
    return (About.ME, About.CHAT) if asked.request.may_settle else (About.ME,)


def _kept(about: About, held: Held, wording: Wording) -> str:
    """How much is kept, as a list."""
    mine = [
        wording.count("{n} saved paper", "{n} saved papers", held.saved),
        wording.count("what you said of {n} paper", "what you said of {n} papers", held.feedback),
    ]
    ours = [
        wording.count("{n} rule", "{n} rules", held.rules),
        wording.count("{n} digest", "{n} digests", held.digests),
    ]
    told = {About.ME: mine, About.CHAT: ours, About.ALL: [*ours, *mine]}[about]
    return wording.say(", ").join((*told, wording.say("all settings")))


def _whose(about: About, reader: int, chat: int) -> str:
    """What is to be deleted, by our keys."""
    return f"{reader}" if about is About.ME else f"{reader}:{chat}"


def _check_may(about: About, asked: Asked) -> None:
    if about is not About.ME and not asked.request.may_settle:
        raise Refusal(
            sentence("Only administrators of this chat may delete what it follows and was sent.")
        )
