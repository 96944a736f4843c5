"""Who administers a deployment: where they may do it, and whom they speak to."""

from __future__ import annotations

import pytest

from adapters.conversation import Request, Who
from bot.commands.access import check_may, is_withheld, recipients_of
from bot.commands.command import Asked
from bot.commands.desk import Access, Deployment
from bot.refusal import Refusal
from bot.wording import Wording
from storage.people import Address, ChatKind, Reader
from storage.recipients import Recipients
from storage.store import Store
from tests.bot.commands.conftest import BERLIN, SETTINGS


@pytest.mark.parametrize(
    ("deployment", "who"),
    [
        (Deployment(defaults=SETTINGS), Recipients()),
        (
            Deployment(
                defaults=SETTINGS,
                access=Access.INVITE,
                admins=frozenset({"telegram:1"}),
                owners=frozenset({"terminal:local"}),
                listed=frozenset({"telegram:2"}),
                followers_only=frozenset({"discord"}),
            ),
            Recipients(
                everyone=False,
                invited=True,
                names=("telegram:1", "terminal:local"),
                followers_only=("discord",),
            ),
        ),
        (
            Deployment(defaults=SETTINGS, access=Access.LIST, listed=frozenset({"telegram:2"})),
            Recipients(everyone=False, names=("telegram:2",)),
        ),
    ],
)
def test_it_is_for_all_who_may_use_the_bot(deployment: Deployment, who: Recipients) -> None:
    """As `ACCESS` says."""
    assert recipients_of(deployment) == who


@pytest.mark.parametrize(
    ("who", "is_operator", "may_operate", "refusal"),
    [
        (Who.OPERATORS, True, True, ""),
        (Who.OPERATORS, True, False, "in the servers that ADMIN_GUILDS names"),
        (Who.OPERATORS, False, True, "Only the administrators of this bot"),
        (Who.OPERATORS, False, False, "Only the administrators of this bot"),
        (Who.OPERATORS_ANYWHERE, True, False, ""),
        (Who.OPERATORS_ANYWHERE, False, True, "Only the administrators of this bot"),
        (Who.ANYONE, False, False, ""),
    ],
)
async def test_where_operators_may_do_what(
    store: Store, who: Who, *, is_operator: bool, may_operate: bool, refusal: str
) -> None:
    """Where it may not be done it is not listed either; only they are told where it may."""
    address = Address(platform="sink", chat_id="7")
    asked = Asked(
        request=Request(
            address=address, kind=ChatKind.PRIVATE, reader="7", may_operate=may_operate
        ),
        chat=await store.open_chat(address, ChatKind.PRIVATE, SETTINGS),
        reader=Reader(key=1, platform="sink", reader_id="7"),
        wording=Wording("en", BERLIN),
        is_operator=is_operator,
    )
    assert is_withheld(who, asked) is bool(refusal)
    if not refusal:
        check_may(who, asked)
        return
    with pytest.raises(Refusal, match=refusal):
        check_may(who, asked)
