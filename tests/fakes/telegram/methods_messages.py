"""The methods that write: messages, files, edits, deletions, reactions."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.faces import message_json
from tests.fakes.telegram.forms import File
from tests.fakes.telegram.keyboards import Keyboard, read_keyboard
from tests.fakes.telegram.links import link_remark
from tests.fakes.telegram.markup import Formatted
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.records import snapshot
from tests.fakes.telegram.refusal import bad, malformed
from tests.fakes.telegram.rooms import answered_by, chat_of, own_post, thread_of, writable
from tests.fakes.telegram.scene import Scene
from tests.fakes.telegram.text import read_caption, read_text
from tests.fakes.telegram.world import Chat, Post

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TWO_DAYS = 48 * 3600
REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


def send_message(scene: Scene, asked: Parameters) -> Any:
    """A text."""
    return _send(scene, asked, read_text(asked), None)


def send_document(scene: Scene, asked: Parameters) -> Any:
    """A file, perhaps with a caption; only one that is sent along is modelled."""
    file = asked.file("document")
    if file is None:
        raise malformed("there is no document in the request")
    if not file.content:
        raise malformed("file must be non-empty")
    return _send(scene, asked, read_caption(asked), file)


def _send(scene: Scene, asked: Parameters, found: Formatted, file: File | None) -> Any:
    chat = writable(scene, asked)
    keyboard = _keyboard(scene, asked, found, channel=chat.kind == "channel")
    thread = thread_of(asked, chat)
    reply_to = answered_by(asked, chat)
    scene.flood.admit(chat.id, group=chat.kind != "private")
    post = scene.add_post(
        chat,
        sender=scene.world.bot_id,
        text=found.text,
        entities=found.entities,
        keyboard=keyboard,
        thread=thread,
        reply_to=reply_to,
        document=file,
        options=_options(asked),
    )
    chat.last_bot = scene.world.bot_username
    if asked.flag("allow_paid_broadcast"):
        found.remarks.append("a message that costs Stars")
    _note(scene, asked, found)
    scene.sent.append(snapshot(post))
    return message_json(scene.world, post)


def _keyboard(scene: Scene, asked: Parameters, found: Formatted, *, channel: bool) -> Keyboard:
    markup = asked.json("reply_markup", dict)
    username = scene.world.bot_username
    return read_keyboard(markup, channel=channel, username=username, remarks=found.remarks)


def _options(asked: Parameters) -> dict[str, Any]:
    """What was asked for beside the words, as far as a message tells it."""
    options: dict[str, Any] = {}
    preview = asked.json("link_preview_options", dict)
    if preview:
        options["link_preview_options"] = preview
    if asked.flag("protect_content"):
        options["has_protected_content"] = True
    return options


def _note(scene: Scene, asked: Parameters, found: Formatted) -> None:
    """Keep what was let pass, but should not have been sent."""
    username = scene.world.bot_username
    links = (link_remark(entity.get("url", ""), username) for entity in found.entities)
    remarks = [*found.remarks, *filter(None, links)]
    place = f"{asked.method} to {asked.text('chat_id') or 'an inline message'}"
    scene.violations.extend(f"{place}: {remark}" for remark in remarks)


def edit_text(scene: Scene, asked: Parameters) -> Any:
    """Other words for a message; without a keyboard it loses the one it had."""
    found = read_text(asked)
    post = own_post(scene, asked, what="edit")
    if post.document is not None:
        raise bad("there is no text in the message to edit")
    chat = scene.world.chats.get(post.chat)
    keyboard = _keyboard(scene, asked, found, channel=chat is not None and chat.kind == "channel")
    if (post.text, post.entities, post.keyboard) == (found.text, found.entities, keyboard):
        raise bad(SAME)
    _admit_edit(scene, chat)
    post.text, post.entities, post.keyboard = found.text, found.entities, keyboard
    post.options = _options(asked)
    _note(scene, asked, found)
    return _edited(scene, asked, post)


def edit_keyboard(scene: Scene, asked: Parameters) -> Any:
    """Other buttons for a message, or none."""
    post = own_post(scene, asked, what="edit")
    chat = scene.world.chats.get(post.chat)
    found = Formatted("", [])
    keyboard = _keyboard(scene, asked, found, channel=chat is not None and chat.kind == "channel")
    if post.keyboard == keyboard:
        raise bad(SAME)
    _admit_edit(scene, chat)
    post.keyboard = keyboard
    _note(scene, asked, found)
    return _edited(scene, asked, post)


def _admit_edit(scene: Scene, chat: Chat | None) -> None:
    if chat is not None:
        scene.flood.admit_edit(chat.id, group=chat.kind != "private")


def _edited(scene: Scene, asked: Parameters, post: Post) -> Any:
    post.edits += 1
    post.edit_date = scene.clock.date()
    inline_id = asked.text("inline_message_id")
    scene.edits.append(snapshot(post, inline_id))
    return True if inline_id else message_json(scene.world, post)


def delete_message(scene: Scene, asked: Parameters) -> Any:
    """Take a message away: one of the bot's, or any where it may."""
    chat = writable(scene, asked)
    post = chat.posts.get(asked.integer("message_id"))
    if post is None:
        raise bad("message to delete not found")
    may_all = chat.bot is not None and "can_delete_messages" in chat.bot.rights
    if not may_all:
        if post.sender != scene.world.bot_id and chat.kind != "private":
            raise bad("message can't be deleted")
        if scene.clock.date() - post.date > TWO_DAYS:
            raise bad("message can't be deleted for everyone")
    del chat.posts[post.message_id]
    return True


def set_reaction(scene: Scene, asked: Parameters) -> Any:
    """One emoji below a message, or none."""
    chat = chat_of(scene, asked)
    post = chat.posts.get(asked.integer("message_id"))
    if post is None:
        raise bad("message to react not found")
    wanted = asked.json("reaction", list)
    if len(wanted) > 1:
        raise malformed("REACTIONS_TOO_MANY")
    emoji = tuple(str(reaction.get("emoji", "")) for reaction in wanted)
    if any(one.rstrip("\ufe0f") not in REACTIONS for one in emoji):
        raise malformed("REACTION_INVALID")
    post.reactions[scene.world.bot_id] = emoji
    return True


def send_action(scene: Scene, asked: Parameters) -> Any:
    """That the bot is busy with something."""
    chat = writable(scene, asked)
    thread_of(asked, chat)
    if asked.text("action") not in ACTIONS:
        raise malformed("wrong parameter action in request")
    return True
