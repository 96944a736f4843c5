"""Settings of a chat, by buttons and by words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from adapters.conversation import Who
from adapters.views import View
from bot.buttons import button, instead, notice
from bot.commands.command import Asked, Command, Family, Kind, Parameter, Press
from bot.commands.desk import Desk
from bot.preferences.menus import HOME, VERB, Menus, changed_in_words
from bot.preferences.naming import setting_named
from bot.preferences.settable import (
    Setting,
    check_has_meaning,
    preferences,
)
from bot.preferences.upcoming import next_digest
from bot.preferences.zones import REGIONS, UnknownZone, folded, spelled
from bot.refusal import Refusal, sentence
from bot.typed import typed
from bot.wording import Wording
from storage.people import Chat, ChatKind, ChatSettings, ChatState, Layout

STAYING = (Setting.HOUR, Setting.DAYS)  # whose menus are pressed more than once


class Prefer:
    """`/settings`, and the buttons of its menus."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def family(self) -> Family:
        """The command and the press."""
        return Family(
            commands=(
                Command(
                    name="settings",
                    description=sentence("Language, hour, and what digests hold"),
                    run=self.settings,
                    parameters=(
                        Parameter(
                            name="setting",
                            kind=Kind.SETTING,
                            description=sentence("One of them; else all are shown"),
                        ),
                        Parameter(
                            name="value",
                            kind=Kind.VALUE,
                            description=sentence("As 08:30, Berlin, weekdays, 20, off"),
                        ),
                    ),
                    who=Who.SETTLERS,
                ),
            ),
            presses=(Press(verb=VERB, run=self.pressed, who=Who.SETTLERS),),
        )

    async def settings(self, asked: Asked) -> AsyncIterator[View]:
        """`/settings [setting] [value]`."""
        words = typed(asked.words).strip()
        if not words:
            yield await self._home(asked, await self._menus(asked, asked.chat.settings))
            return
        setting, value = setting_named(words)
        yield await self._answered(asked, setting, value)

    async def pressed(self, asked: Asked) -> AsyncIterator[View]:
        """A button: `set` shows all settings, `set:hour` one, `set:hour:08.30` changes it."""
        name, value, page = (*asked.parts, "", "", "")[:3]
        if name in ("", HOME):
            view = await self._home(asked, await self._menus(asked, asked.chat.settings))
            yield instead(view) if name else view
        elif name not in set(Setting):
            raise Refusal(sentence("This setting is not known any more; /settings shows all."))
        else:
            yield instead(
                await self._answered(
                    asked, Setting(name), value, page=_number(page), is_pressed=True
                )
            )

    async def _answered(
        self, asked: Asked, setting: Setting, value: str, *, page: int = 0, is_pressed: bool = False
    ) -> View:
        """The menu of *setting*; or, with a *value* for it, what that changed."""
        menus = await self._menus(asked, asked.chat.settings)
        check_has_meaning(setting, menus.settings, menus.audience)
        if not value:
            return self._desk.fitted(menus.of(setting), asked)
        region = _region(value, asked.wording) if setting is Setting.ZONE else ""
        if region:
            return self._desk.fitted(menus.cities(region, page), asked)
        try:
            after = await self._changed(asked, menus, setting, value)
        except UnknownZone as unknown:
            return self._desk.fitted(_offered(unknown, asked.wording), asked)
        after = replace(after, told=changed_in_words(menus, after, setting))
        if is_pressed and setting in STAYING:
            return self._desk.fitted(after.of(setting), asked)
        return await self._home(asked, after)

    async def _changed(self, asked: Asked, menus: Menus, setting: Setting, value: str) -> Menus:
        """The menus after *setting* was given *value*, which is stored; raises `Refusal`."""
        store, chat = self._desk.store, asked.chat
        settings = menus.preferences[setting].put(chat.settings, value)
        is_private = chat.kind is ChatKind.PRIVATE
        if setting is Setting.LAYOUT and settings.layout is Layout.CARDS and not is_private:
            raise Refusal(sentence("Here digests are compact; only a private chat can have cards."))
        await store.set_settings(chat.key, settings)
        if setting is Setting.LANGUAGE and is_private:
            await store.set_language(asked.reader.key, settings.language)
        return await self._menus(asked, settings)

    async def _menus(self, asked: Asked, settings: ChatSettings) -> Menus:
        kind, audience = asked.chat.kind, await self._desk.audience(asked.chat.address)
        if kind is not ChatKind.PRIVATE:  # whatever it was set to
            settings = replace(settings, layout=Layout.COMPACT)
        return Menus(
            preferences=preferences(self._desk.deployment.languages, audience),
            settings=settings,
            kind=kind,
            wording=_wording(asked, settings),
            now=self._desk.now(),
            heals=self._desk.summaries.heals,
            audience=audience,
        )

    async def _home(self, asked: Asked, menus: Menus) -> View:
        chat = replace(asked.chat, settings=menus.settings)
        return self._desk.fitted(menus.home(await self._upcoming(chat, menus.wording)), asked)

    async def _upcoming(self, chat: Chat, wording: Wording) -> str:
        """When the next digest is due, or why none is."""
        store, now = self._desk.store, self._desk.now()
        if chat.state is ChatState.PAUSED:
            return wording.say("This chat is paused; /resume brings digests again.")
        if not await store.rules_of(chat.key):
            return wording.say("Nothing is followed here yet, so no digest comes; see /subscribe.")
        last = (await store.last_digests([chat.key])).get(chat.key)
        due = next_digest(chat, last.last_batch_day if last else None, now)
        if due is None or due <= now:
            return wording.say("Next digest: as soon as arXiv's list is here")
        return wording.say(
            "Next digest: {day}, {time}",
            day=wording.short_day(due.astimezone(chat.settings.zone).date()),
            time=wording.clock(due),
        )


def _wording(asked: Asked, settings: ChatSettings) -> Wording:
    """How the chat speaks with *settings*, which may just have been changed."""
    is_new = settings.language != asked.chat.settings.language
    return Wording(settings.language if is_new else asked.wording.language, settings.zone)


def _region(words: str, wording: Wording) -> str:
    """The region that *words* name, if any."""
    named = {folded(name): region for region, said in REGIONS.items() for name in (region, said)}
    named |= {folded(wording.say(said)): region for region, said in REGIONS.items()}
    return named.get(folded(words), "")


def _offered(unknown: UnknownZone, wording: Wording) -> View:
    """The zones that are like one which does not exist, as buttons; raises where there are none."""
    if not unknown.nearest:
        raise unknown
    rows = ((button(spelled(zone), VERB, Setting.ZONE, spelled(zone)),) for zone in unknown.nearest)
    return notice(wording.told(unknown), actions=tuple(rows))


def _number(written: str) -> int:
    return int(written) if re.fullmatch(r"[0-9]{1,5}", written) else 0
