"""What there is in the words of the Bot API: the JSON of people, chats, members, messages."""

from __future__ import annotations

from typing import Any

from tests.fakes.telegram.keyboards import shown
from tests.fakes.telegram.world import RIGHTS, Chat, Membership, Person, Post, World

Json = dict[str, Any]

ANONYMOUS = {  # who administrators are while they hide
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


def bot_json(world: World) -> Json:
    """The bot, as others see it."""
    name = {"first_name": "Paperround", "username": world.bot_username}
    return {"id": world.bot_id, "is_bot": True, **name}


def me_json(world: World) -> Json:
    """The bot, as it sees itself."""
    return {
        **bot_json(world),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def person_json(person: Person) -> Json:
    """Somebody, with all they have told about themselves."""
    told = {
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language,
    }
    name = {"id": person.id, "is_bot": False, "first_name": person.first_name}
    return {**name, **{key: value for key, value in told.items() if value}}


def chat_json(world: World, chat: Chat) -> Json:
    """A chat, as it stands in messages."""
    if chat.kind == "private":
        person = person_json(world.people[chat.id])
        return {
            "type": "private",
            **{key: person[key] for key in person if key not in ("is_bot", "language_code")},
        }
    told: Json = {"id": chat.id, "type": chat.kind, "title": chat.title}
    if chat.username:
        told["username"] = chat.username
    if chat.forum:
        told["is_forum"] = True
    return told


def full_chat_json(world: World, chat: Chat) -> Json:
    """A chat, as `getChat` tells it."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    told = {
        **chat_json(world, chat),
        "accent_color_id": 3,
        "max_reaction_count": 11,
        "accepted_gift_types": {**dict.fromkeys(gifts, False), "gifts_from_channels": False},
    }
    if chat.is_group:
        told["permissions"] = {"can_send_messages": chat.writable}
    return told


def member_json(user: Json, membership: Membership) -> Json:
    """How *user* belongs to a chat."""
    told: Json = {"user": user, "status": membership.status}
    match membership.status:
        case "creator":
            told["is_anonymous"] = False
        case "administrator":
            told |= {"can_be_edited": False, "is_anonymous": False}
            told |= {right: right in membership.rights for right in RIGHTS}
        case "restricted":
            told |= {"is_member": True, "until_date": 0, **dict.fromkeys(PERMISSIONS, False)}
        case "kicked":
            told["until_date"] = 0
    return told


PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def message_json(world: World, post: Post, *, nested: bool = False) -> Json:
    """A message; one that it answers is told as well, but not what that one answers."""
    chat = world.chats[post.chat]
    told: Json = {
        "message_id": post.message_id,
        "chat": chat_json(world, chat),
        "date": post.date,
        **_sender(world, chat, post),
        **_place(chat, post),
        **post.service,
        **post.options,
    }
    if post.edit_date:
        told["edit_date"] = post.edit_date
    if post.via_bot:
        told["via_bot"] = bot_json(world)
    told |= _content(post)
    answered = chat.posts.get(post.reply_to or 0)
    if answered is not None and not nested:
        told["reply_to_message"] = message_json(world, answered, nested=True)
    return told


def _sender(world: World, chat: Chat, post: Post) -> Json:
    if chat.kind == "channel":
        return {"sender_chat": chat_json(world, chat)}
    if post.anonymous:
        return {"from": ANONYMOUS, "sender_chat": chat_json(world, chat)}
    if post.sender == world.bot_id:
        return {"from": bot_json(world)}
    return {"from": person_json(world.people[post.sender])} if post.sender else {}


def _place(chat: Chat, post: Post) -> Json:
    """The topic; a reply elsewhere has a thread as well, which is no topic (tdlib#447)."""
    if post.thread is not None:
        return {"message_thread_id": post.thread, "is_topic_message": True}
    if chat.kind == "supergroup" and post.reply_to:
        return {"message_thread_id": post.reply_to}
    return {}


def _content(post: Post) -> Json:
    told: Json = {}
    in_text, in_entities = "text", "entities"
    if post.document is not None:
        in_text, in_entities = "caption", "caption_entities"
        told["document"] = {
            "file_id": f"file-{post.chat}-{post.message_id}",
            "file_unique_id": f"{post.chat}-{post.message_id}",
            "file_name": post.document.name,
            "file_size": len(post.document.content),
        }
    if post.text:
        told[in_text] = post.text
    if post.entities:
        told[in_entities] = post.entities
    if post.keyboard:
        told["reply_markup"] = shown(post.keyboard)
    return told
