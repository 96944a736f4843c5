"""People who touch things: buttons, inline results, reactions."""

from __future__ import annotations

from tests.fakes.telegram.faces import Json, chat_json, message_json
from tests.fakes.telegram.markup import units
from tests.fakes.telegram.records import Message, Query, snapshot
from tests.fakes.telegram.scene import Scene, at_once
from tests.fakes.telegram.text import formatted
from tests.fakes.telegram.world import Post

QUERY_LIMIT = 256  # characters; https://core.telegram.org/bots/api#inlinequery


class Pressing(Scene):
    """What people press and choose."""

    @at_once
    def press(
        self, person: int, message: Message, data: str | None = None, *, label: str = ""
    ) -> str:
        """
        *person* presses the button with this *data* or *label*, as the keyboard is now.

        Gives the id of the query that the bot must answer. Links and copied texts stay with the
        person: to press them is a mistake of the test.
        """
        post = self._pressed(message)
        now = snapshot(post, message.inline_id)
        known = {button.get("callback_data") for row in post.keyboard for button in row}
        if label:
            data = now.button(label).get("callback_data")
        if data is None or data not in known:
            raise ValueError(f"no button to press: {data or label!r} is not one of {known}")
        return self.forge(person, message, data)

    @at_once
    def forge(self, person: int, message: Message, data: str) -> str:
        """*person* sends *data* as if a button of the message had it; old apps do, and forgers."""
        query = self._ask("callback", person, data)
        told: Json = {
            "id": query.id,
            "from": self.meet(person),
            "chat_instance": str(message.chat * 31),
            "data": data,
        }
        if message.inline_id:
            told["inline_message_id"] = message.inline_id
        else:
            self.manners.returned(message.chat)
            told["message"] = self._told(message)
        self.updates.push("callback_query", told)
        return query.id

    def _pressed(self, message: Message) -> Post:
        if message.inline_id:
            return self.world.inline_posts[message.inline_id]
        return self.world.post(message.chat, message.message_id)

    def _told(self, message: Message) -> Json:
        """The message below which the button is; of a deleted one little is known."""
        chat = self.world.chat(message.chat)
        post = chat.posts.get(message.message_id)
        if post is not None:
            return message_json(self.world, post)
        place = {"chat": chat_json(self.world, chat), "message_id": message.message_id}
        return {**place, "date": 0}

    def _ask(self, kind: str, person: int, words: str) -> Query:
        query = Query(str(next(self.numbers)), kind, person, self.clock.now(), words)
        self.queries[query.id] = query
        return query

    @at_once
    def inline(
        self, person: int, query: str, *, offset: str = "", chat_type: str = "sender"
    ) -> str:
        """*person* types `@bot query` somewhere; the id of the query."""
        if units(query) > QUERY_LIMIT:
            raise ValueError(f"an inline query has {QUERY_LIMIT} characters at most")
        asked = self._ask("inline", person, query)
        who = self.meet(person)
        words = {"query": query, "offset": offset, "chat_type": chat_type}
        self.updates.push("inline_query", {"id": asked.id, "from": who, **words})
        return asked.id

    @at_once
    def choose(self, person: int, query: str, result: str, chat: int | None = None) -> Message:
        """
        *person* sends a *result* of an inline query to *chat*, or somewhere the bot is not.

        The bot hears of the choice, and of the message where it is itself; with a keyboard the
        message has an id by which it can be edited.
        """
        asked = self.queries[query]
        shown = asked.answer.results if asked.answer else ()
        chosen = next((item for item in shown if item["id"] == result), None)
        if chosen is None:
            raise ValueError(f"the query {query} shows no result {result!r}")
        content = chosen.get("input_message_content", {})
        words = str(content.get("message_text", ""))
        found = formatted(words, str(content.get("parse_mode", "")), content.get("entities", []))
        rows = chosen.get("reply_markup", {}).get("inline_keyboard", ())
        post = self._placed(person, chat, found.text, found.entities)
        post.keyboard = tuple(tuple(row) for row in rows)
        told: Json = {"result_id": result, "from": self.meet(person), "query": asked.words}
        inline_id = f"inline-{query}-{result}" if rows else ""
        if inline_id:
            told["inline_message_id"] = inline_id
            self.world.inline_posts[inline_id] = post
        if self.inline_feedback:
            self.updates.push("chosen_inline_result", told)
        return snapshot(post, inline_id)

    def _placed(self, person: int, chat: int | None, text: str, entities: list[Json]) -> Post:
        """The message that was chosen, in *chat* or out of sight."""
        words: Json = {"sender": person, "text": text, "entities": entities, "via_bot": True}
        if chat is None:
            return Post(0, 0, self.clock.date(), self.clock.now(), **words)
        place = self.world.chat(chat)
        post = self.add_post(place, **words)
        self.hear(place, post)
        return post

    @at_once
    def react(self, person: int, message: Message, *emoji: str) -> None:
        """
        *person* sets these reactions, or none.

        In groups only a bot that administers hears of them; channels tell only the sums.
        """
        chat = self.world.chat(message.chat)
        post = self.world.post(message.chat, message.message_id)
        before = post.reactions.get(person, ())
        post.reactions[person] = emoji
        where: Json = {
            "chat": chat_json(self.world, chat),
            "message_id": post.message_id,
            "date": self.clock.date(),
        }
        if chat.kind == "channel":
            self.updates.push("message_reaction_count", {**where, "reactions": _sums(post)})
        elif chat.kind == "private" or (chat.bot and chat.bot.settles):
            change = {"old_reaction": _listed(before), "new_reaction": _listed(emoji)}
            self.updates.push("message_reaction", {**where, "user": self.meet(person), **change})


def _listed(emoji: tuple[str, ...]) -> list[Json]:
    return [{"type": "emoji", "emoji": one} for one in emoji]


def _sums(post: Post) -> list[Json]:
    given = [one for emoji in post.reactions.values() for one in emoji]
    return [
        {"type": {"type": "emoji", "emoji": one}, "total_count": given.count(one)}
        for one in dict.fromkeys(given)
    ]
