"""A digest as a post in a forum."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest

from adapters.conversation import Forbidden, Unacceptable
from adapters.discord.headline import any_of, fitting, headline
from adapters.discord.messenger import Messenger
from adapters.views import Item, View
from tests.adapters.discord.conftest import KEY, place, refusal, saying
from tests.fakes.discord.conftest import Bot, Lab, new_bot, running
from tests.fakes.discord.faults import Kind
from tests.fakes.discord.server import LocalDiscord

HEAD = "Tuesday, 25 November · 14 papers"
PAPER = Item(paper_id="2512.10863", title="T", link="https://arxiv.org/abs/2512.10863")
FIRST = replace(
    saying("first", head=HEAD),
    items=(replace(PAPER, marks=("cs.CV", "from cs.lg")),),
    headings=((0, "Cross-listed from math.AG"),),
)
REST = saying("rest", head="page 2")


@pytest.fixture
def forum(local: LocalDiscord, lab: Lab) -> int:
    """A forum with tags for categories and for other things."""
    return local.forum(
        lab.guild, "digests", ["CS.LG", "Tuesday", "math.ag", "cs.CL"], moderated=["cs.CV"]
    )


async def test_a_digest_is_a_post(local: LocalDiscord, messenger: Messenger, forum: int) -> None:
    """Called by its head, with the tags of its categories; the rest follows in it."""
    first = await messenger.send(place(forum), FIRST, key=KEY)
    rest = await messenger.send(place(forum), REST, below=first)
    (post,) = local.threads(forum)
    assert (post.name, set(post.tags)) == (HEAD, {"CS.LG", "math.ag"})
    assert first == f"{post.id}/{post.id}"
    assert rest == f"{post.id}/{local.messages(post.id)[1].id}"
    await messenger.edit(place(forum), first, saying("healed"))
    assert local.texts(post.id)[0] == "healed"


async def test_a_file_goes_with_its_post(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """As with any message."""
    filed = replace(FIRST, file_name="a.bib", file_text="@misc{a}")
    await messenger.send(place(forum), filed)
    (post,) = local.threads(forum)
    assert [file.content for file in local.messages(post.id)[0].files] == [b"@misc{a}"]


@pytest.mark.parametrize("kind", ["drop", "502", "503"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_doubt_doubles_no_post(
    local: LocalDiscord, messenger: Messenger, forum: int, kind: Kind, *, after: bool
) -> None:
    """It is looked for first, as it has no nonce; the library is kept from writing it again."""
    local.fault(kind, route="new_thread", after=after)
    error = await refusal(messenger.send(place(forum), FIRST, key=KEY))
    assert error.uncertain is (kind != "503")
    first = await messenger.send(place(forum), FIRST, key=KEY)
    (post,) = local.threads(forum)
    assert first == f"{post.id}/{post.id}"
    assert len(local.calls_of("new_thread")) == 2 - after


async def test_a_killed_process_doubles_no_post(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """The next one finds it, also with its gateway."""
    first = await messenger.send(place(forum), FIRST, key=KEY)
    async with running(new_bot(), local) as another:
        assert await Messenger(another).send(place(forum), FIRST, key=KEY) == first
    assert len(local.threads(forum)) == 1


async def test_only_the_same_post_is_the_same(
    local: LocalDiscord, messenger: Messenger, bot: Bot, lab: Lab, forum: int
) -> None:
    """Not one of other words, of somebody else, in another forum, or of another day."""
    other = local.forum(lab.guild, "other")
    local.thread(forum, HEAD, lab.ada)
    await messenger.send(place(other), FIRST)
    await messenger.send(place(forum), saying("other words", head=HEAD))
    await messenger.send(place(forum), FIRST)
    assert len(local.threads(forum)) == 3
    tomorrow = discord.utils.utcnow() + timedelta(hours=26)
    await Messenger(bot, now=lambda: tomorrow).send(place(forum), FIRST)
    assert len(local.threads(forum)) == 4


async def test_a_post_whose_words_are_gone_is_not_the_same(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """Its first message was deleted."""
    await messenger.send(place(forum), FIRST)
    (post,) = local.threads(forum)
    local.erase(local.messages(post.id)[0])
    await messenger.send(place(forum), FIRST)
    assert len(local.threads(forum)) == 2


async def test_where_nobody_may_look_the_name_must_do(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """Rather no second post than a double."""
    first = await messenger.send(place(forum), FIRST)
    local.revoke(forum, "read_message_history")
    assert await messenger.send(place(forum), FIRST) == first


async def test_a_forum_that_wants_a_tag_gets_one(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """The first that is everyone's, where none fits."""
    forum = local.forum(lab.guild, "tagged", ["general", "news"], needs_tag=True)
    await messenger.send(place(forum), FIRST)
    assert local.threads(forum)[0].tags == ("general",)


async def test_a_forum_whose_tags_are_all_of_moderators_forbids(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Its people can change that."""
    forum = local.forum(lab.guild, "tagged", moderated=["official"], needs_tag=True)
    assert isinstance(await refusal(messenger.send(place(forum), FIRST)), Forbidden)


async def test_a_post_needs_the_permission_to_write(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """Revoked, it is told."""
    local.revoke(forum, "send_messages")
    assert isinstance(await refusal(messenger.send(place(forum), FIRST)), Forbidden)


async def test_in_a_post_that_forbids_the_rest_waits(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """A forum itself takes no words."""
    first = await messenger.send(place(forum), FIRST)
    local.revoke(forum, "send_messages_in_threads")
    assert isinstance(await refusal(messenger.send(place(forum), REST, below=first)), Forbidden)


async def test_who_deletes_the_post_does_not_want_the_rest(
    local: LocalDiscord, messenger: Messenger, forum: int
) -> None:
    """The forum goes on."""
    first = await messenger.send(place(forum), FIRST)
    (post,) = local.threads(forum)
    local.delete_channel(post.id)
    error = await refusal(messenger.send(place(forum), REST, below=first))
    assert isinstance(error, Unacceptable)


def test_a_name_is_one_line_that_fits() -> None:
    """Of what stands first; signs beyond 16 bits count twice."""
    assert headline(saying("text", head="  two\n lines ")) == "two lines"
    assert headline(saying("text")) == "text"
    assert headline(View(items=(PAPER,))) == "T"
    assert headline(View()) == "…"
    assert len(headline(saying("word " * 50))) <= 100
    assert len(headline(saying("😀" * 90)).encode("utf-16-le")) <= 200


def test_tags_are_those_of_categories() -> None:
    """Five at most, in the order of the view, archives too."""
    names = ["cs.CV", "cs.LG", "math.AG", "cs.CL", "cs.RO", "hep-th", "cs", "Tuesday"]
    tags = [discord.ForumTag(name=name) for name in names]
    heads = saying("x", head="Tuesday: hep-th, cs.RO, cs.CL, math.AG, cs.LG, cs.CV")
    assert [tag.name for tag in fitting(tags, heads)] == [
        "hep-th", "cs.RO", "cs.CL", "math.AG", "cs.LG",
    ]  # fmt: skip
    assert [tag.name for tag in fitting(tags, saying("x", head="all of cs"))] == ["cs"]
    assert any_of([]) == []


def test_a_name_of_rare_signs_is_cut_not_lost() -> None:
    """What lies beyond 16 bits counts twice."""
    name = headline(saying("x", head="𝒫" * 120))
    assert name == "𝒫" * 49 + "…"
