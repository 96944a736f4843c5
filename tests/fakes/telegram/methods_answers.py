"""The methods that answer: presses of buttons, inline queries."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.telegram.keyboards import check_start_button, read_keyboard
from tests.fakes.telegram.markup import Formatted, units
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.records import Answer, Query
from tests.fakes.telegram.refusal import TOO_OLD, bad, malformed
from tests.fakes.telegram.scene import Scene
from tests.fakes.telegram.text import TEXT_LIMIT, fits, formatted

PATIENCE = 15.0  # seconds; https://github.com/LonamiWebs/Telethon/issues/4073
TOAST = 200
MOST_RESULTS = 50
ID_BYTES = 64
OFFSET_BYTES = 64
OPENED = re.compile(r"(https?://)?(t\.me|telegram\.me)/\w+\?(start|game)\w*=.*|tg://.*")


def answer_callback(scene: Scene, asked: Parameters) -> Any:
    """A word to who pressed a button, or nothing but that the press has arrived."""
    if units(asked.text("text")) > TOAST:
        raise malformed("MESSAGE_TOO_LONG")
    url = asked.text("url")
    if url and not OPENED.fullmatch(url):
        raise malformed("URL_INVALID")
    query = _query(scene, asked, "callback_query_id", "callback")
    query.answer = Answer(
        query.id,
        scene.clock.now() - query.at,
        text=asked.text("text"),
        alert=asked.flag("show_alert"),
        url=url,
        cache_time=asked.integer("cache_time"),
    )
    return True


def answer_inline(scene: Scene, asked: Parameters) -> Any:
    """What an inline query finds."""
    results = asked.json("results", list)
    _check_results(scene, results)
    if len(asked.text("next_offset").encode()) > OFFSET_BYTES:
        raise malformed("NEXT_OFFSET_INVALID")
    button = asked.json("button", dict)
    check_start_button(button)
    query = _query(scene, asked, "inline_query_id", "inline")
    query.answer = Answer(
        query.id,
        scene.clock.now() - query.at,
        results=tuple(results),
        next_offset=asked.text("next_offset"),
        cache_time=asked.integer("cache_time", 300),
        personal=asked.flag("is_personal"),
        button=button,
    )
    return True


def _query(scene: Scene, asked: Parameters, name: str, kind: str) -> Query:
    """The question that is answered: a young one, for the first time."""
    query = scene.queries.get(asked.text(name))
    if query is None or query.kind != kind or scene.clock.now() - query.at > PATIENCE:
        raise bad(TOO_OLD)
    if query.answer is not None:
        scene.violations.append(f"{asked.method}: {query.words!r} is answered twice")
        raise bad(TOO_OLD)
    return query


def _check_results(scene: Scene, results: list[Any]) -> None:
    if len(results) > MOST_RESULTS:
        raise malformed("RESULTS_TOO_MUCH")
    if not all(isinstance(result, dict) for result in results):
        raise malformed("can't parse inline query result: object expected")
    ids = [str(result.get("id", "")) for result in results]
    if not all(1 <= len(name.encode()) <= ID_BYTES for name in ids):
        raise malformed("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise malformed("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(scene, result)


def _check_result(scene: Scene, result: dict[str, Any]) -> None:
    """An article is checked like the message it becomes; other kinds are not modelled."""
    if result.get("type") != "article":
        scene.violations.append(f"answerInlineQuery: {result.get('type')!r} is not modelled")
        return
    content = result.get("input_message_content")
    if not result.get("title") or not isinstance(content, dict):
        raise malformed("can't parse inline query result: it has no title or no content")
    words = content.get("message_text", "")
    if not isinstance(words, str) or not words.strip():
        raise malformed("message text is empty")
    mode, entities = str(content.get("parse_mode", "")), content.get("entities", [])
    found = fits(formatted(words, mode, entities), TEXT_LIMIT)
    markup = result.get("reply_markup", {})
    _remark(scene, markup, found)


def _remark(scene: Scene, markup: dict[str, Any], found: Formatted) -> None:
    username = scene.world.bot_username
    read_keyboard(markup, channel=False, username=username, remarks=found.remarks)
    scene.violations.extend(f"answerInlineQuery: {remark}" for remark in found.remarks)
