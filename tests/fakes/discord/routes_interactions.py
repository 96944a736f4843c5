"""Answers to interactions: at once, later, again."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.asked import Asked
from tests.fakes.discord.checking import Checked
from tests.fakes.discord.choosing import check_modal
from tests.fakes.discord.command_rules import CHOICES, check_choice
from tests.fakes.discord.drafts import Draft, read_draft
from tests.fakes.discord.faces import Json, person_json
from tests.fakes.discord.messages_json import message_json
from tests.fakes.discord.permissions import BITS, in_channel
from tests.fakes.discord.records import Interaction
from tests.fakes.discord.refusal import Refused, refused
from tests.fakes.discord.routes_channels import nested
from tests.fakes.discord.routes_messages import noted, remove, still_something
from tests.fakes.discord.scene import Scene
from tests.fakes.discord.world import EPHEMERAL, LOADING, Channel, Post

SOON = 3.0  # seconds until the first answer: docs/interactions/receiving-and-responding
LATEST = 900.0  # seconds that the token lives
BY_INSTALLED = 5  # follow-ups where the app is in no guild there
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
ALLOWED = {COMMAND: (4, 5, 9), COMPONENT: (4, 5, 6, 7, 9), AUTOCOMPLETE: (8,), MODAL: (4, 5)}


def callback(scene: Scene, asked: Asked) -> Any:
    """The first answer; it comes within three seconds, and once."""
    interaction = scene.interactions.get(asked.id("interaction"))
    now = scene.clock.now()
    if interaction is None or interaction.token != asked.names["token"]:
        raise refused(10062)
    if interaction.answered_at is not None:
        scene.violations.append(f"answer: {interaction.words!r} is answered twice")
        raise refused(40060)
    if now - interaction.at > SOON:
        raise refused(10062)
    kind = _kind(scene, interaction, asked.thing)
    answer = {4: _say, 5: _later, 6: _later_update, 7: _update, 8: _choices, 9: _modal}[kind]
    post = answer(scene, interaction, asked)
    interaction.answered_at = now
    interaction.answer = kind
    if asked.query.get("with_response") in ("1", "true"):
        return _resource(scene, interaction, post)
    return None


def _kind(scene: Scene, interaction: Interaction, body: Json) -> int:
    """The type of the answer; it must fit what was asked."""
    allowed = ALLOWED[interaction.kind]
    cause = scene.interactions.get(interaction.cause or 0)
    if interaction.kind == MODAL and cause is not None and cause.kind == COMPONENT:
        allowed = (*allowed, 6, 7)
    checked = Checked()
    kind = checked.choice(("type",), body.get("type"), allowed)
    checked.settle()
    return int(kind)


def _draft(scene: Scene, asked: Asked, before: Post | None = None) -> Draft:
    try:
        return noted(scene, read_draft(asked.thing.get("data"), asked.form.files, before=before))
    except Refused as refusal:
        raise nested(refusal, "data") from refusal


def _place(scene: Scene, interaction: Interaction) -> Channel:
    channel = scene.world.channels.get(interaction.channel)
    if channel is None:
        raise refused(10003)
    return channel


def _add(scene: Scene, interaction: Interaction, draft: Draft, **fields: Any) -> Post:
    """A message of the bot that answers; an ephemeral one is seen by the person alone."""
    channel = _place(scene, interaction)
    if _hidden(scene, interaction, channel):
        draft.flags |= EPHEMERAL
    only_for = interaction.person if draft.flags & EPHEMERAL else None
    kind = {COMMAND: 20, COMPONENT: 19}.get(interaction.kind, 0)
    told = {
        "id": str(interaction.id),
        "type": interaction.kind if interaction.kind != AUTOCOMPLETE else COMMAND,
        "user": person_json(scene.world.people[interaction.person]),
        "authorizing_integration_owners": dict(interaction.owners),
    }
    if interaction.message is not None:
        told["interacted_message_id"] = str(interaction.message)
    return scene.add_draft(channel, draft, only_for=only_for, kind=kind, interaction=told, **fields)


def _hidden(scene: Scene, interaction: Interaction, channel: Channel) -> bool:
    """Whether Discord itself makes the answer ephemeral: apps that only a person has."""
    if interaction.guild is None or "0" in interaction.owners:
        return False
    held = in_channel(scene.world, channel, interaction.person)
    return not held & BITS["use_external_apps"]


def _say(scene: Scene, interaction: Interaction, asked: Asked) -> Post:
    post = _add(scene, interaction, _draft(scene, asked))
    interaction.original = post.id
    return post


def _later(scene: Scene, interaction: Interaction, asked: Asked) -> Post:
    """The bot is thinking; whether alone with the person, is settled now."""
    flags = (asked.thing.get("data") or {}).get("flags", 0)
    if flags & ~EPHEMERAL:
        scene.violations.append(f"answer: flags {flags & ~EPHEMERAL} have no effect on a defer")
    draft = Draft(frozenset(), flags=(flags & EPHEMERAL) | LOADING)
    channel = _place(scene, interaction)
    if _hidden(scene, interaction, channel):
        draft.flags |= EPHEMERAL
    post = _add(scene, interaction, draft)
    interaction.original = post.id
    interaction.waiting = True
    return post


def _later_update(scene: Scene, interaction: Interaction, _: Asked) -> Post | None:
    interaction.original = interaction.message
    return _place(scene, interaction).posts.get(interaction.message or 0)


def _update(scene: Scene, interaction: Interaction, asked: Asked) -> Post:
    """The message that was pressed becomes another one."""
    channel = _place(scene, interaction)
    post = channel.posts.get(interaction.message or 0)
    if post is None:
        raise refused(10008)
    draft = _draft(scene, asked, before=post)
    still_something(post, draft)
    interaction.original = post.id
    return scene.edit(channel, post, draft)


def _choices(scene: Scene, interaction: Interaction, asked: Asked) -> None:
    """What an option offers; an empty list shows that nothing fits."""
    checked = Checked()
    data = checked.thing(("data",), asked.thing.get("data"))
    place = ("data", "choices")
    choices = checked.several(place, data.get("choices"), 0, CHOICES)
    for number, choice in enumerate(choices):
        check_choice(checked, (*place, number), choice, interaction.data["focused_type"])
    checked.settle()
    interaction.choices = choices


def _modal(scene: Scene, interaction: Interaction, asked: Asked) -> None:
    """Fields for the person to fill in."""
    checked = Checked()
    interaction.modal = check_modal(checked, checked.thing(("data",), asked.thing.get("data")))


def _resource(scene: Scene, interaction: Interaction, post: Post | None) -> Json:
    """What a callback tells where it is asked to."""
    told: Json = {"id": str(interaction.id), "type": interaction.kind}
    resource: Json = {"type": interaction.answer}
    if post is not None and interaction.answer in (4, 5, 7):
        told |= {
            "response_message_id": str(post.id),
            "response_message_loading": bool(post.flags & LOADING),
            "response_message_ephemeral": bool(post.flags & EPHEMERAL),
        }
        resource["message"] = message_json(scene.world, post)
    return {"interaction": told, "resource": resource}


def _by_token(scene: Scene, asked: Asked) -> Interaction:
    """The interaction whose token stands in the address, if it still counts."""
    for interaction in reversed(scene.interactions.values()):
        if interaction.token == asked.names["token"]:
            break
    else:
        raise refused(50027)
    if asked.id("application") != scene.world.bot_id or interaction.answered_at is None:
        raise refused(10015)
    if scene.clock.now() - interaction.at > LATEST:
        raise refused(50027)
    return interaction


def follow_up(scene: Scene, asked: Asked) -> Any:
    """One more message after the answer; in place of it while the bot is still thinking."""
    interaction = _by_token(scene, asked)
    alone = "0" not in interaction.owners and interaction.guild is not None
    if alone and len(interaction.followups) >= BY_INSTALLED:
        raise refused(40094)
    draft = noted(scene, read_draft(asked.body, asked.form.files))
    if interaction.waiting:
        scene.violations.append("follow_up: the bot is thinking; it edits its answer instead")
        return message_json(scene.world, _settle(scene, interaction, draft))
    post = _add(scene, interaction, draft)
    interaction.followups.append(post.id)
    return message_json(scene.world, post)


def _settle(scene: Scene, interaction: Interaction, draft: Draft) -> Post:
    channel = _place(scene, interaction)
    post = channel.posts.get(interaction.original or 0)
    if post is None:
        raise refused(10008)
    thinking = bool(post.flags & LOADING)
    still_something(post, draft)
    interaction.waiting = False
    return scene.edit(channel, post, draft, counts=not thinking)


def _named(scene: Scene, asked: Asked, interaction: Interaction) -> Post:
    """The answer's message, or a follow-up by its id."""
    name = asked.names["message"]
    number = interaction.original if name == "@original" else int(name)
    mine = (interaction.original, *interaction.followups)
    post = _place(scene, interaction).posts.get(number or 0)
    if post is None or post.id not in mine:
        raise refused(10008)
    return post


def get_answer(scene: Scene, asked: Asked) -> Any:
    """The answer, or a follow-up, as it stands."""
    return message_json(scene.world, _named(scene, asked, _by_token(scene, asked)))


def edit_answer(scene: Scene, asked: Asked) -> Any:
    """The answer, or a follow-up, becomes another message."""
    interaction = _by_token(scene, asked)
    post = _named(scene, asked, interaction)
    draft = noted(scene, read_draft(asked.body, asked.form.files, before=post))
    if post.id == interaction.original:
        return message_json(scene.world, _settle(scene, interaction, draft))
    still_something(post, draft)
    return message_json(scene.world, scene.edit(_place(scene, interaction), post, draft))


def delete_answer(scene: Scene, asked: Asked) -> None:
    """The answer, or a follow-up, goes."""
    interaction = _by_token(scene, asked)
    post = _named(scene, asked, interaction)
    interaction.waiting = False
    remove(scene, _place(scene, interaction), post)
