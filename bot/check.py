"""Is everything in reach? One line each: the database, and every address that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters.ports import Reach
from bot.money.budget import money, terms_of
from bot.refusal import Refusal
from bot.settings import Settings
from storage.database import StorageError
from storage.store import Store
from storage.text import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    said: str


async def check_store(store: Store, url: str) -> Finding:
    """Whether the database answers."""
    try:
        count = await store.count_papers()
    except StorageError as error:
        return Finding(name="database", good=False, said=str(error))
    return Finding(name="database", good=True, said=f"{url}, {count} papers")


async def check_reach(reach: Reach) -> tuple[Finding, ...]:
    """Whether every address answers as it should."""
    answers: Mapping[str, str | None] = await reach.reach()
    return tuple(
        Finding(name=name, good=fault is None, said=fault or "answers")
        for name, fault in answers.items()
    )


NOWHERE = (
    "empty, so /status and /broadcast exist nowhere on Discord; name the ids of the servers in"
    " which those of ADMINS are to have them."
)


def lacks_guilds(settings: Settings) -> bool:
    """Whether people of Discord administer the bot, and have no server where they could."""
    are_named = any(name.startswith("discord:") for name in settings.admins)
    is_on = bool(settings.discord_bot_token.get_secret_value())
    return is_on and are_named and not settings.admin_guilds


def guilds_findings(settings: Settings) -> tuple[Finding, ...]:
    """What is to be known of `ADMIN_GUILDS`, if anything; it is no mistake."""
    lacks = lacks_guilds(settings)
    return (Finding(name="ADMIN_GUILDS", good=True, said=NOWHERE),) if lacks else ()


def settings_finding(problem: Refusal | None) -> Finding:
    """Whether the settings are right."""
    return Finding(
        name="settings", good=problem is None, said=str(problem) if problem else "all right"
    )


def model_findings(settings: Settings) -> tuple[Finding, ...]:
    """Which language model is set up, if any, and what it may cost."""
    if not settings.asks_model:
        return ()
    terms = terms_of(settings)
    if terms.prices is None:
        cost = "without prices: calls and tokens are counted, money is not"
    elif terms.budget is None:
        cost = "without LLM_MONTHLY_BUDGET: costs are counted, and have no bound"
    else:
        cost = f"at most {money(terms.budget)} a month"
    host = urlsplit(settings.llm_base_url).hostname
    said = f"{one_line(settings.llm_model)} at {host}, {cost}"
    return (Finding(name="LLM_MODEL", good=True, said=said),)
