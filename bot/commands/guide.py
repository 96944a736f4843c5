"""Commands that guide: the welcome, with what a link carries; help; who runs this; what is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version

from adapters.views import Action, Line, Span, Style, View, ViewKind
from bot.buttons import button, line
from bot.commands.access import is_withheld
from bot.commands.command import Asked, Command, Family, Handler, Kind, Parameter, Press
from bot.commands.desk import Desk
from bot.commands.helping import command_called, command_view, help_view
from bot.commands.repeated import LOST
from bot.languages import NAMES
from bot.payloads import Payload, PayloadKind, parse
from bot.refusal import sentence
from bot.rules import SENTENCES, Fault
from bot.wording import Wording
from storage.people import ChatKind

NAME = "Paperround"
ARXIV = "https://arxiv.org"
EXAMPLE = 'cs.CV "gaussian splatting" -survey'
FIRST_RULES = ("cs.CV", "hep-th", '"LLM agents"')  # offered to a newcomer, a button each
WHAT_IT_IS = sentence(
    "Paperround brings the day's new arXiv papers here: one sentence each, details one tap away."
)


class Guide:
    """
    `/start`, `/help`, `/about`, `/privacy`.

    *listed* gives all commands of the bot; *openers* handle what a link carries, by its kind, with
    an identifier, a rule or a token for words.
    """

    def __init__(
        self,
        desk: Desk,
        listed: Callable[[], Sequence[Command]],
        openers: Mapping[PayloadKind, Handler],
    ) -> None:
        self._desk = desk
        self._listed = listed
        self._openers = openers

    def family(self) -> Family:
        """The commands and the press."""
        return Family(
            commands=(
                Command(
                    name="start",
                    description=sentence("What this is, and something to follow first"),
                    run=self.start,
                    parameters=(
                        Parameter(
                            name="payload",
                            kind=Kind.TEXT,
                            description=sentence("What a link or an invitation carries"),
                        ),
                    ),
                ),
                Command(
                    name="help",
                    description=sentence("All commands, or one of them explained"),
                    run=self.help,
                    parameters=(
                        Parameter(
                            name="command",
                            kind=Kind.COMMAND,
                            description=sentence("The one to explain"),
                        ),
                    ),
                ),
                Command(
                    name="about",
                    description=sentence("Who runs this bot, and where its papers come from"),
                    run=self.about,
                ),
                Command(
                    name="privacy",
                    description=sentence("What is kept of you, what for, and for how long"),
                    run=self.privacy,
                ),
            ),
            presses=(Press(verb="start", run=self.start),),
        )

    async def start(self, asked: Asked) -> AsyncIterator[View]:
        """`/start [payload]`: what a link carries is opened; all else is welcomed."""
        words = asked.words.strip()
        payload = await self._carried(words)
        opener = self._openers.get(payload.kind) if payload else None
        if payload is None or opener is None:
            yield await self._welcome(asked, (LOST,) if words else ())
        elif payload.kind is PayloadKind.RULE and not asked.request.may_settle:
            yield await self._welcome(asked, ())  # which says who may let this chat follow it
        else:
            async for view in opener(replace(asked, words=payload.words)):
                yield view

    async def help(self, asked: Asked) -> AsyncIterator[View]:
        """`/help [command]`: all that this person may use, or one of it."""
        picks = self._desk.shape(asked.chat.address.platform).picks
        listed = [
            command
            for command in self._listed()
            if not is_withheld(command.who, asked) and (picks or not command.picks)
        ]
        if asked.words.strip():
            view = command_view(command_called(asked.words, listed), asked.wording)
        else:
            view = help_view(listed, asked.wording)
        yield self._desk.fitted(view, asked)

    async def about(self, asked: Asked) -> AsyncIterator[View]:
        """`/about`: what this is, who runs it, and thanks to arXiv."""
        say = asked.wording.say
        thanks = say("Thank you to arXiv for use of its open access interoperability.")
        apart = say("Paperround is neither affiliated with arXiv nor endorsed by it.")
        view = View(
            head=(Line((Span(NAME, Style.BOLD), Span(f" {version('paperround')}"))),),
            lines=(
                line(say(WHAT_IT_IS)),
                *self._run_by(asked.wording),
                line(thanks),
                line(apart),
                Line((Span("arxiv.org", link=ARXIV),)),
            ),
        )
        yield self._desk.fitted(view, asked)

    async def privacy(self, asked: Asked) -> AsyncIterator[View]:
        """`/privacy`: what the tables hold of people and chats."""
        wording = asked.wording
        view = View(
            head=(Line((Span(wording.say("What is kept here"), Style.BOLD),)),),
            lines=(*map(line, self._kept(wording)), *self._run_by(wording)),
        )
        yield self._desk.fitted(view, asked)

    async def _carried(self, words: str) -> Payload | None:
        """What the link behind *words* carries; a rule that was too long for it is fetched."""
        payload = parse(words)
        if payload is None or payload.kind is not PayloadKind.STORED:
            return payload
        rule = await self._desk.store.words_of(payload.words)
        return Payload(PayloadKind.RULE, rule) if rule else None

    async def _welcome(self, asked: Asked, before: tuple[str, ...]) -> View:
        """The first thing that a newcomer reads, after the sentences *before*."""
        wording = asked.wording
        told = map(line, map(wording.say, before))
        what = _with(wording.say(WHAT_IT_IS), Span(NAME, Style.BOLD))
        if asked.chat.kind is not ChatKind.PRIVATE:
            return self._desk.fitted(View(lines=(*told, what, _for_groups(wording))), asked)
        example = _with(wording.say(SENTENCES[Fault.NOTHING]), Span(EXAMPLE, Style.CODE))
        begin = wording.say("or begin with one of these. Paste any arXiv link to see its card.")
        view = View(
            kind=ViewKind.MENU,
            lines=(*told, what, example, line(begin), line(self._delivery(asked))),
            actions=await self._beginnings(wording),
        )
        return self._desk.fitted(view, asked)

    def _delivery(self, asked: Asked) -> str:
        """When digests come, by whose clock, and in which language."""
        settings, wording = asked.chat.settings, asked.wording
        return wording.say(
            "Delivery {hour}, {zone} (now {now}) · {language}",
            hour=settings.hour.isoformat("minutes"),
            zone=settings.zone.key,
            now=wording.clock(self._desk.now()),
            language=NAMES[wording.language][1],
        )

    async def _beginnings(self, wording: Wording) -> tuple[tuple[Action, ...], ...]:
        """Rules to follow at once; all categories; what is guessed, to be set right."""
        carried = [(rule, await self._desk.carry(rule)) for rule in FIRST_RULES]
        return (
            tuple(button(rule, "follow", token) for rule, token in carried),
            (
                button(wording.say("All categories"), "cats"),
                button(wording.say("Time and language"), "set"),
            ),
        )

    def _kept(self, wording: Wording) -> Iterator[str]:
        yield wording.say(
            "Of this chat: its id on this platform and its kind, its settings and the rules it"
            " follows, since when it follows them, whether it was admitted, is paused or does not"
            " let me write, to send digests; and which papers they showed it by which rule, so that"
            " none comes twice."
        )
        yield wording.say(
            "Of you: your id on this platform, since when you are known here, whether you were"
            " admitted or administer this bot, the language you chose, the papers you saved, when"
            " and in which chat, and which you want more or less of, for your reading list and the"
            " order of your papers."
        )
        yield wording.say(
            "Of who last subscribed in a group or channel: that it was them, to tell them once when"
            " I may not write there any more."
        )
        yield wording.say("All of that is kept until /forget, which deletes it.")
        yield wording.count(
            "For {n} day: the messages that were sent or could not be, to turn their pages and to"
            " add late summaries; long rules and searches behind buttons; what administrators of"
            " this bot tell all chats, and which of them did; and, to show it privately, what"
            " somebody pressed in a group before they wrote to me.",
            "For {n} days: the messages that were sent or could not be, to turn their pages and to"
            " add late summaries; long rules and searches behind buttons; what administrators of"
            " this bot tell all chats, and which of them did; and, to show it privately, what"
            " somebody pressed in a group before they wrote to me.",
            self._desk.deployment.keep_days,
        )
        yield wording.say(
            "Until it is done or over: work that is under way for a chat, how long a chat is to be"
            " left in peace, invitations and links with what they allow; and for up to three days"
            " how many summaries you asked for, and where, as there are not enough for everything."
        )
        yield wording.say("The log names chats where something went wrong by their ids.")
        yield wording.say("Your name and whatever else you write are not kept.")

    def _run_by(self, wording: Wording) -> Iterator[Line]:
        """Who runs this bot, and where to reach them, if they say so."""
        name, contact = self._desk.deployment.operator_name, self._desk.deployment.operator_contact
        if name or contact:
            who = ", ".join(filter(None, (name, contact)))
            link = contact if contact.startswith("http") else ""
            yield _with(wording.say("This bot is run by {who}.", who=who), Span(contact, link=link))


def _for_groups(wording: Wording) -> Line:
    """How a chat of many comes to follow something."""
    written = f"/subscribe {EXAMPLE}"
    told = wording.say("An administrator here writes what to follow: {command}", command=written)
    return _with(told, Span(written, Style.CODE))


def _with(text: str, part: Span) -> Line:
    """*text* as a line in which *part* is set as it is."""
    before, _, after = text.partition(part.text) if part.text else (text, "", "")
    spans = (Span(before), part, Span(after))
    return Line(tuple(span for span in spans if span.text))
