"""The methods of the Bot API that are modelled, and the parameters of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram import methods_answers as answers
from tests.fakes.telegram import methods_chats as chats
from tests.fakes.telegram import methods_messages as messages
from tests.fakes.telegram import methods_own as own
from tests.fakes.telegram.belonging import Belonging
from tests.fakes.telegram.parameters import Parameters

Run = Callable[[Belonging, Parameters], Any]

EVERY_MESSAGE = (
    "business_connection_id chat_id message_thread_id direct_messages_topic_id "
    "disable_notification protect_content allow_paid_broadcast message_effect_id "
    "suggested_post_parameters reply_parameters reply_markup parse_mode"
)
EVERY_EDIT = "business_connection_id chat_id message_id inline_message_id reply_markup"
WEBHOOK = (
    "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"
)


@dataclass(frozen=True, slots=True)
class Method:
    """One method; *writes*: it is among those that wait when the bot is told to wait."""

    name: str
    run: Run
    parameters: frozenset[str]
    writes: bool = False


def _method(name: str, run: Run, parameters: str = "", *, writes: bool = False) -> Method:
    return Method(name, run, frozenset(parameters.split()), writes)


def _polled(_: Belonging, asked: Parameters) -> Any:
    raise NotImplementedError(f"{asked.method} is answered by the server, which can wait")


ALL = (
    _method("getMe", own.get_me),
    _method("logOut", own.refuse),
    _method("close", own.refuse),
    _method("getUpdates", _polled, "offset limit timeout allowed_updates"),
    _method("setWebhook", own.set_webhook, WEBHOOK),
    _method("deleteWebhook", own.delete_webhook, "drop_pending_updates"),
    _method("getWebhookInfo", own.get_webhook),
    _method(
        "sendMessage",
        messages.send_message,
        f"{EVERY_MESSAGE} text entities link_preview_options",
        writes=True,
    ),
    _method(
        "sendDocument",
        messages.send_document,
        f"{EVERY_MESSAGE} document thumbnail caption caption_entities "
        "disable_content_type_detection",
        writes=True,
    ),
    _method(
        "editMessageText",
        messages.edit_text,
        f"{EVERY_EDIT} text parse_mode entities link_preview_options",
        writes=True,
    ),
    _method("editMessageReplyMarkup", messages.edit_keyboard, EVERY_EDIT, writes=True),
    _method("deleteMessage", messages.delete_message, "chat_id message_id", writes=True),
    _method(
        "setMessageReaction",
        messages.set_reaction,
        "chat_id message_id reaction is_big",
        writes=True,
    ),
    _method(
        "sendChatAction",
        messages.send_action,
        "business_connection_id chat_id message_thread_id action",
    ),
    _method(
        "answerCallbackQuery",
        answers.answer_callback,
        "callback_query_id text show_alert url cache_time",
    ),
    _method(
        "answerInlineQuery",
        answers.answer_inline,
        "inline_query_id results cache_time is_personal next_offset button",
    ),
    _method("getChat", chats.get_chat, "chat_id"),
    _method("getChatMember", chats.get_member, "chat_id user_id"),
    _method("getChatAdministrators", chats.get_administrators, "chat_id return_bots"),
    _method("getChatMemberCount", chats.count_members, "chat_id"),
    _method("leaveChat", chats.leave_chat, "chat_id"),
    _method("setMyCommands", own.set_commands, "commands scope language_code"),
    _method("getMyCommands", own.get_commands, "scope language_code"),
    _method("deleteMyCommands", own.delete_commands, "scope language_code"),
    _method("setMyDescription", own.set_description, "description language_code"),
    _method("getMyDescription", own.get_description, "language_code"),
    _method("setMyShortDescription", own.set_short_description, "short_description language_code"),
    _method("getMyShortDescription", own.get_short_description, "language_code"),
)
METHODS = {method.name.lower(): method for method in ALL}
