"""What the command line tells of Discord: its commands, and where operators have theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.conftest import Paperround
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import LocalDiscord

NOWHERE = (
    "ADMIN_GUILDS: empty, so /status and /broadcast exist nowhere on Discord; name the ids of the"
    " servers in which those of ADMINS are to have them."
)


@pytest.fixture
def local(paperround: Paperround, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalDiscord]:
    """A local Discord that the settings name, and nothing else in reach."""
    with LocalDiscord() as local, pointed_at(local):
        monkeypatch.setenv("DISCORD_BOT_TOKEN", local.token)
        monkeypatch.setenv("DISCORD_API_URL", local.api_url)
        monkeypatch.setenv("ARXIV_PAUSE", "0")
        for name in ("FEED", "API", "OAI", "LIST"):
            monkeypatch.setenv(f"ARXIV_{name}_URL", "http://127.0.0.1:9/none")
        yield local
        assert local.violations == []


def test_syncing_says_where_operators_have_no_commands(
    local: LocalDiscord, paperround: Paperround, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, where somebody of Discord administers the bot; it is no mistake."""
    ada = local.person("ada")
    lab = local.guild("Lab", ada, [])
    local.add_bot(lab)
    ran = paperround("commands", "sync")
    assert (ran.status, ran.out) == (0, "Discord knows all commands.\n")
    monkeypatch.setenv("ADMINS", f"telegram:1,discord:{ada}")
    ran = paperround("commands", "sync")
    assert (ran.status, ran.out) == (0, f"Discord knows all commands.\n{NOWHERE}\n")
    assert "broadcast" not in [command["name"] for command in local.registered()]
    monkeypatch.setenv("ADMIN_GUILDS", f"{lab},{lab}")
    ran = paperround("commands", "sync")
    assert (ran.status, ran.out) == (0, "Discord knows all commands.\n")
    own = [command["name"] for command in local.registered(lab)]
    assert sorted(own) == ["broadcast", "status"]


def test_checking_says_so_as_well(
    local: LocalDiscord, paperround: Paperround, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where Discord is on, and an administrator is named there."""
    assert "ADMIN_GUILDS" not in paperround("check").out
    monkeypatch.setenv("ADMINS", "discord:1234567")
    assert f"good  {NOWHERE}\n" in paperround("check").out
    monkeypatch.setenv("ADMIN_GUILDS", "1234567")
    assert "ADMIN_GUILDS" not in paperround("check").out
    monkeypatch.setenv("ADMIN_GUILDS", "the lab")
    ran = paperround("check")
    assert ran.status == 1
    assert "ADMIN_GUILDS must name servers by their ids, parted by commas." in ran.out
    monkeypatch.delenv("ADMIN_GUILDS")
    monkeypatch.delenv("DISCORD_BOT_TOKEN")
    assert "ADMIN_GUILDS" not in paperround("check").out
