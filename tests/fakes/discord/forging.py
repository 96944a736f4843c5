"""People whose app is not Discord's: they send choices and forms that no app would let them."""

from __future__ import annotations

from tests.fakes.discord.interacting import MEANT, MODAL, Interacting
from tests.fakes.discord.offering import resolved
from tests.fakes.discord.records import Message
from tests.fakes.discord.scene import at_once

CHANNEL_SELECT, LABEL, TEXT_INPUT = 8, 18, 4


class Forging(Interacting):
    """Forged menus and forms; a button is forged by `forge`."""

    @at_once
    def forge_choice(self, person: int, message: Message, custom_id: str, channel: int) -> int:
        """*person* sends a choice of any channel, in a menu that need not be there."""
        post = self.world.post(message.channel, message.id)
        told = [str(channel)]
        place = self.world.channel(post.channel)
        meant = resolved(self, person, place, {MEANT[CHANNEL_SELECT]: told})
        data = {"component_type": CHANNEL_SELECT, "custom_id": custom_id, "values": told}
        return self._component(person, post, {**data, "resolved": meant})

    @at_once
    def forge_form(self, interaction: int, custom_id: str, text: str) -> int:
        """Who was shown a form in answer to *interaction* sends another one."""
        asked = self.interactions[interaction]
        if not asked.modal:
            raise ValueError("that interaction was not answered by a modal")
        field = {"type": TEXT_INPUT, "id": 2, "custom_id": "words", "value": text}
        parts = [{"type": LABEL, "id": 1, "component": field}]
        place = self.world.channel(asked.channel)
        post = place.posts.get(asked.message or 0)
        data = {"custom_id": custom_id, "components": parts}
        sent = self._begin(MODAL, asked.person, place, custom_id, data, post)
        sent.cause = interaction
        return sent.id
