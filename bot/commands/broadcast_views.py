"""A broadcast as its operators see it: before it goes, and what became of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from adapters.views import Action, View
from bot.buttons import button, line, notice
from bot.commands.counting import counted
from bot.wording import Wording
from storage.broadcasts import BroadcastStanding, BroadcastState
from storage.outbox import DeliveryState

VERB = "cast"
STOPPED = (BroadcastState.STOPPING, BroadcastState.STOPPED)


def preview(said: View, chats: Mapping[str, int], key: int, wording: Wording) -> View:
    """*said* as it will be read; below it to how many *chats* it goes, and what to press."""
    count = sum(chats.values())
    told = wording.say(", ").join(f"{platform} {n:,}" for platform, n in chats.items())
    foot = wording.count(
        "This is how it will be read in {n:,} chat: {told}.",
        "This is how it will be read in {n:,} chats: {told}.",
        count,
        told=told,
    )
    send = wording.count("Send to {n:,} chat", "Send to {n:,} chats", count)
    buttons = (
        button(send, VERB, "send", key, strong=True),
        button(wording.say("Cancel"), VERB, "drop", key),
    )
    return replace(said, foot=(line(foot),), actions=(buttons,))


def standing_view(standing: BroadcastStanding, wording: Wording) -> View:
    """What became of it so far, to be looked at again, and stopped as long as something waits."""
    told, waits = standing_said(standing, wording), standing.is_under_way
    if not waits:
        return notice(told)
    how = wording.say("It goes out bit by bit: people's answers and digests do not wait for it.")
    look = button(wording.say("Look again"), VERB, "look", standing.broadcast.key)
    return notice(told, how, actions=((look, stop_button(standing, wording)),))


def standing_said(standing: BroadcastStanding, wording: Wording) -> str:
    """What became of it so far, in one line."""
    broadcast = standing.broadcast
    states = Counter(standing.states)
    states[DeliveryState.PENDING] += standing.to_come
    values = {
        "moment": wording.moment(broadcast.begun_at or broadcast.at),
        "told": counted(states, wording) or wording.say("no chat is left"),
    }
    if broadcast.state in STOPPED:
        return wording.say("Broadcast of {moment}, stopped: {told}", **values)
    return wording.say("Broadcast of {moment}: {told}", **values)


def stop_button(standing: BroadcastStanding, wording: Wording) -> Action:
    """Stops it, wherever it is told of."""
    return button(
        wording.say("Stop the broadcast"), VERB, "stop", standing.broadcast.key, grave=True
    )
