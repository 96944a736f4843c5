"""How an answer reaches who asked: before all, alone where others read along, elsewhere. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.conversation import Request, Who
from adapters.views import Manner, View
from bot.buttons import button, line, notice
from bot.commands.command import Asked, Handler
from bot.wording import Wording
from storage.people import ChatKind

FORGET = "forget"
START = "start"  # the command, and the verb, that a link asks for with its payload


@dataclass(frozen=True, slots=True)
class Call:
    """
    What is asked for: a handler, who may, and the words for it; *name* is that of a command.

    *is_private*: where others read along, the answer is for the person alone. *shows*: it changes
    nothing. *picks*: it is not about the place where it is asked for.
    """

    run: Handler
    words: str
    who: Who = Who.ANYONE
    name: str = ""
    is_private: bool = False
    shows: bool = False
    picks: bool = False


def spoken_to(asked: Asked, call: Call) -> Asked:
    """*asked* in the person's own language, if they chose one and are answered alone."""
    own = asked.reader.language
    if not (own and call.is_private) or asked.request.kind is ChatKind.PRIVATE:
        return asked
    return replace(asked, wording=Wording(own, asked.chat.settings.zone))


def reaching(view: View, call: Call, request: Request) -> View:
    """
    *view* for the person alone, where others read along and need not see it.

    In a channel a press of its readers, who are anybody, neither posts nor changes what is there.
    Who speaks as the chat itself (a channel's post, an anonymous administrator) and wants it to be
    forgotten has no private chat that could be asked.
    """
    is_chats_own = call.name == FORGET and request.reader == request.address.chat_id
    if (
        request.kind is ChatKind.PRIVATE
        or is_chats_own
        or view.manner in (Manner.ASIDE, Manner.ALONE)
    ):
        return view
    is_of_reader = request.kind is ChatKind.CHANNEL and request.data and not request.may_settle
    if is_of_reader or (call.is_private and view.manner is Manner.MESSAGE):
        return replace(view, manner=Manner.ALONE)
    return view


def elsewhere(call: Call, asked: Asked, payload: str) -> View:
    """
    What is said where others read along, when the person alone could not be reached.

    A command can be written in the private chat, a press has to be repeated; a button with
    *payload* leads there, where possible to the same thing.
    """
    say = asked.wording.say
    told = (
        say("This is for you alone: write /{name} to me in our private chat.", name=call.name)
        if call.name
        else say("This is for you alone: write to me in our private chat, then press here again.")
    )
    opens = button(say("Open our private chat"), START, payload, payload=payload)
    return in_short(notice(told, actions=((opens,),)), asked.request)


def with_lacks(view: View, call: Call, asked: Asked) -> View:
    """*view* with what the bot may not do, for who settles what a chat gets."""
    lacks = () if call.picks else asked.request.lacks
    if not lacks or call.who is not Who.SETTLERS or view.manner is Manner.ASIDE:
        return view
    told = asked.wording.say(
        "Digests need more than I may here. Allow me this in the channel's permissions: {lacks}.",
        lacks=", ".join(lacks),
    )
    return replace(view, foot=(*view.foot, line(told)))


def in_short(view: View, request: Request) -> View:
    """A few words: aside to who pressed a button, a message to who wrote."""
    return replace(view, manner=Manner.ASIDE if request.data else Manner.MESSAGE)
