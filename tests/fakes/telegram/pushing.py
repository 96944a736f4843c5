"""Pushes updates to the bot's webhook, one after the other, until each is taken."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

from tests.fakes.telegram.scene import Scene
from tests.fakes.telegram.updates import Update, Webhook

PATIENCE = 10.0  # seconds that the bot has to take one


class Pusher:
    """Works as long as the server; *pause* is how many seconds lie between two tries."""

    def __init__(self, scene: Scene, *, pause: float = 0.1) -> None:
        self._scene = scene
        self._updates = scene.updates
        self.pause = pause

    async def run(self) -> None:
        """Push whatever comes, while a webhook is set."""
        while True:
            hook, update = self._updates.webhook, self._updates.first()
            if not hook.url or update is None:
                self._updates.pushed.clear()
                await self._updates.pushed.wait()
                continue
            error = await self._push(hook, update)
            if error:
                self._failed(hook, error)
                await asyncio.sleep(self.pause)
            else:
                with self._scene.changed:
                    self._updates.confirm(update.number + 1)
                    self._scene.changed.notify_all()

    def _failed(self, hook: Webhook, error: str) -> None:
        with self._scene.changed:
            hook.failures += 1
            hook.last_error, hook.last_error_date = error, self._scene.clock.date()
            self._scene.changed.notify_all()

    async def _push(self, hook: Webhook, update: Update) -> str:
        """Send one update; what went wrong, or nothing."""
        url = self._address(hook.url)
        parts = urlsplit(url)
        if parts.hostname not in ("127.0.0.1", "localhost") or parts.scheme != "http":
            return f"{parts.hostname} is not on loopback, and has no route"
        try:
            status = await asyncio.wait_for(_posted(url, hook.secret, update), PATIENCE)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            return f"Connection failed: {error!r}"
        return "" if 200 <= status < 300 else f"Wrong response from the webhook: {status}"

    def _address(self, url: str) -> str:
        """Where *url* is to be found on loopback."""
        for begin, local in self._scene.routes.items():
            if url.startswith(begin):
                return local + url.removeprefix(begin)
        return url


async def _posted(url: str, secret: str, update: Update) -> int:
    """The status that the bot answers with."""
    parts = urlsplit(url)
    body = json.dumps(update.told).encode()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    head = [
        f"POST {parts.path or '/'}{'?' if parts.query else ''}{parts.query} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if secret:
        head.append(f"X-Telegram-Bot-Api-Secret-Token: {secret}")
    try:
        writer.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
        first = await reader.readline()
        return int(first.split(b" ")[1]) if first.count(b" ") >= 1 else 0
    finally:
        writer.close()
