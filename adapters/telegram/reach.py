"""Whether Telegram answers, and knows our token: one question."""

from __future__ import annotations

from collections.abc import Mapping

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from adapters.telegram.door import Door
from adapters.telegram.errors import delivery_error


class TelegramReach:
    """Fulfils `Reach`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def reach(self) -> Mapping[str, str | None]:
        """The Bot API, with what is wrong with it (none: it answers)."""
        http = self._door.calls()
        bot = Bot(self._door.token, base_url=f"{self._door.api_url}/bot", request=http)
        try:
            await bot.get_me()
        except InvalidToken:
            fault = "the token TELEGRAM_BOT_TOKEN is not known; take one from @BotFather"
        except TelegramError as error:
            fault = str(delivery_error(error))
        else:
            return {"Telegram": None}
        finally:
            await http.shutdown()
        return {"Telegram": fault}
