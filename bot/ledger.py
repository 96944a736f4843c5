"""What a digest keeps of itself beside its papers: its accounts, its days, and what it said."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date

from pydantic_core import to_json

from bot.digest import ChatAccounts, Lack
from storage.people import Layout

COUNTS = tuple(f.name for f in fields(ChatAccounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """
    A digest's *accounts*; the batch *days* that it joined; its *notes*, in the chat's language.

    *pages* are those of the digest itself, before further rules added parts, in the *layout* of
    then. *streak* counts the announcement days in a row, up to this one, on which nothing matched.
    *rule* is the key of the newest rule that was looked at, *parts* are those of rules that brought
    more later. *lack* tells what becomes of the summaries that were lacking.
    """

    accounts: ChatAccounts
    days: tuple[date, ...] = ()
    streak: int = 0
    pages: int = 0
    notes: tuple[str, ...] = ()
    layout: Layout = Layout.COMPACT
    rule: int = 0
    parts: tuple[int, ...] = ()
    lack: Lack = Lack.FOREVER

    def with_sources(self, now: ChatAccounts) -> ChatAccounts:
        """The accounts of then, with where the sentences are from *now*."""
        return replace(self.accounts, summarised=now.summarised, offline=now.offline)

    def with_part(self, rule: int) -> Ledger:
        """The same, after *rule* brought more."""
        return replace(self, parts=(*self.parts, rule))

    def looked_at(self, rule: int) -> bool:
        """Whether what was announced by then has been looked at with this rule."""
        return rule <= self.rule or rule in self.parts

    def dump(self) -> str:
        """As JSON, for the store."""
        told = {
            **{name: getattr(self.accounts, name) for name in COUNTS},
            "days": [day.isoformat() for day in self.days],
            "streak": self.streak,
            "pages": self.pages,
            "notes": list(self.notes),
            "layout": self.layout.value,
            "rule": self.rule,
            "parts": list(self.parts),
            "lack": self.lack.value,
        }
        return to_json(told).decode()  # a planning writes a hundred thousand

    @classmethod
    def load(cls, text: str) -> Ledger:
        """What `dump` wrote; what lacks is nothing."""
        told = json.loads(text)
        return cls(
            accounts=ChatAccounts(**{name: told.get(name, 0) for name in COUNTS}),
            days=tuple(map(date.fromisoformat, told.get("days", ()))),
            streak=told.get("streak", 0),
            pages=told.get("pages", 0),
            notes=tuple(told.get("notes", ())),
            layout=Layout(told.get("layout", Layout.COMPACT)),
            rule=told.get("rule", 0),
            parts=tuple(told.get("parts", ())),
            lack=Lack(told.get("lack", Lack.FOREVER)),
        )
