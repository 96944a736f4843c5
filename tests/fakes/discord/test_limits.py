"""Buckets, the limit of all, limits without headers, what comes of many mistakes."""

from __future__ import annotations

import asyncio
import time

import discord
import pytest

from tests.fakes.discord.conftest import Bot, Call, Lab, new_bot
from tests.fakes.discord.server import LocalDiscord


def write(call: Call, channel: int, text: str = "x") -> tuple[int, dict[str, str]]:
    """The status of an answer, and its headers."""
    answer = call("POST", f"/channels/{channel}/messages", {"content": text})
    return answer.status_code, dict(answer.headers)


def test_a_bucket_tells_of_itself(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Five messages in five seconds, in each channel for itself."""
    other = local.channel(lab.guild, "other")
    left = []
    for number in range(5):
        status, headers = write(call, lab.papers, f"{number}")
        assert (status, headers["x-ratelimit-limit"]) == (200, "5")
        assert 0 < float(headers["x-ratelimit-reset-after"]) <= 5
        assert 0 < float(headers["x-ratelimit-reset"]) - time.time() < 6
        left.append(headers["x-ratelimit-remaining"])
    assert left == ["4", "3", "2", "1", "0"]
    bucket = headers["x-ratelimit-bucket"]
    answer = call("POST", f"/channels/{lab.papers}/messages", {"content": "5"})
    told = answer.json()
    assert (answer.status_code, told["global"]) == (429, False)
    assert 0 < told["retry_after"] <= 5
    assert answer.headers["x-ratelimit-scope"] == "user"
    assert answer.headers["via"]
    status, headers = write(call, other)
    assert (status, headers["x-ratelimit-bucket"]) == (200, bucket)
    assert (local.buckets.refusals, local.most_in(5, lab.papers)) == (1, 5)


def test_who_does_not_wait_is_noted(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Some calls may be under way."""
    local.hold()
    local.limits.posts = (1, 60.0)
    write(call, lab.papers)
    assert write(call, lab.papers)[0] == write(call, lab.papers)[0] == 429
    assert local.violations == []
    local.advance(1)
    assert write(call, lab.papers)[0] == 429
    (violation,) = local.forgive()
    assert "before the end of the wait" in violation
    local.advance(59)
    assert write(call, lab.papers)[0] == 200


async def test_the_library_heeds_the_headers(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """So that no 429 comes at all."""
    local.limits.posts = (5, 0.3)
    channel = bot.get_partial_messageable(lab.papers)
    await asyncio.gather(*(channel.send(f"{number}") for number in range(12)))
    assert len(local.sent) == 12
    assert local.buckets.refusals == 0
    # Into a third bucket; in haste it takes hundredths.
    assert local.sent[-1].at - local.sent[0].at > 0.3


async def test_the_library_waits_after_a_429(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """And then goes on."""
    fault = local.fault("429", route="create_message", retry_after=0.3)
    begun = time.monotonic()
    await bot.get_partial_messageable(lab.papers).send("digest")
    assert time.monotonic() - begun >= 0.3
    assert fault.struck == 1
    assert [call.status for call in local.calls_of("create_message")] == [429, 200]


async def test_a_wait_too_long_is_raised(local: LocalDiscord, lab: Lab) -> None:
    """Where the bot says how long is too long."""
    async with new_bot(max_ratelimit_timeout=30) as bot:
        await bot.login(local.token)
        local.fault("429", retry_after=100.0)
        with pytest.raises(discord.RateLimited) as told:
            await bot.get_partial_messageable(lab.papers).send("digest")
        assert told.value.retry_after == 100


async def test_all_wait_for_the_limit_of_all(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Answers to interactions do not count."""
    local.hold()
    local.limits.overall = (2, 60.0)
    assert [write(call, lab.papers)[0] for _ in range(2)] == [200, 200]
    answer = call("GET", "/users/@me")
    assert (answer.status_code, answer.json()["global"]) == (429, True)
    assert answer.headers["x-ratelimit-global"] == "true"
    assert answer.headers["x-ratelimit-scope"] == "global"
    assert call("POST", "/interactions/1/x/callback", {"type": 5}).status_code == 404
    local.buckets.forget()
    local.fault("429", everyone=True, retry_after=60)
    assert call("GET", "/users/@me").json()["global"]
    assert write(call, lab.papers)[0] == 429


def test_many_mistakes_block_the_address(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """The answer is no JSON then."""
    local.limits.invalid = (3, 600.0)
    for _ in range(3):
        assert call("GET", "/users/@me", authorization="Bot wrong").status_code == 401
    answer = call("GET", "/users/@me")
    assert (answer.status_code, answer.text) == (429, "error code: 1015")
    assert "via" not in answer.headers
    assert local.buckets.invalid == 3
    local.advance(601)
    assert call("GET", "/users/@me").status_code == 200


def test_some_limits_stand_in_no_header(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Names, edits of what is published or old."""
    news = local.channel(lab.guild, "news", kind="news")
    local.overwrite(news, local.bot_id, allow=["manage_channels"])
    for name, status in (("a", 200), ("b", 200), ("b", 200), ("c", 429)):
        answer = call("PATCH", f"/channels/{news}", {"name": name})
        assert answer.status_code == status
    assert answer.json()["retry_after"] > 500
    assert answer.headers["x-ratelimit-scope"] == "shared"
    local.limits.edits = None
    posted = call("POST", f"/channels/{news}/messages", {"content": "x"}).json()["id"]
    assert call("POST", f"/channels/{news}/messages/{posted}/crosspost").status_code == 200
    path = f"/channels/{news}/messages/{posted}"
    for number in range(3):
        assert call("PATCH", path, {"content": f"{number}"}).status_code == 200
    answer = call("PATCH", path, {"content": "4"})
    assert (answer.status_code, answer.json()["code"]) == (429, 20028)


def test_old_messages_are_not_edited_for_ever(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """30046, after an hour."""
    local.limits.old_edits = (1, 3600.0)
    posted = call("POST", f"/channels/{lab.papers}/messages", {"content": "x"}).json()["id"]
    local.advance(3601)
    path = f"/channels/{lab.papers}/messages/{posted}"
    assert call("PATCH", path, {"content": "1"}).status_code == 200
    assert call("PATCH", path, {"content": "2"}).json()["code"] == 30046


def test_private_channels_are_not_opened_in_masses(local: LocalDiscord, call: Call) -> None:
    """40003; those there are already do not count."""
    local.limits.direct = (1, 600.0)
    ada, bob = local.person("ada"), local.person("bob")
    for person, status in ((ada, 200), (ada, 200), (bob, 400)):
        answer = call("POST", "/users/@me/channels", {"recipient_id": person})
        assert answer.status_code == status
    assert answer.json()["code"] == 40003
    assert call("POST", "/users/@me/channels", {"recipient_id": 1}).json()["code"] == 10013
    own = call("POST", "/users/@me/channels", {"recipient_id": local.bot_id})
    assert own.json()["code"] == 50007
    assert len(local.forgive()) == 1


def test_the_same_request_again_after_a_refusal_is_noted(
    local: LocalDiscord, call: Call, lab: Lab
) -> None:
    """It is a loop."""
    local.revoke(lab.papers, "send_messages")
    assert write(call, lab.papers)[0] == 403
    local.advance(1)
    assert write(call, lab.papers)[0] == 403
    assert len(local.forgive()) == 1
    local.advance(61)
    assert write(call, lab.papers)[0] == 403
