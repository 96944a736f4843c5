"""The reference pipeline's day, imported piece by piece, out of order and twice."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from storage.people import Chat, ChatKind
from tests.stories.conftest import House
from tests.stories.life import Life, at

BERLIN = "Europe/Berlin"
NAME = "2026-02-10_AI_enhanced_Chinese.jsonl"
DAY_AGO = timedelta(days=1)


def pieces(history: Path, folder: Path) -> list[Path]:
    """The day in four files, shuffled, overlapping; the last file is the whole day again."""
    lines = history.read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(lines)  # noqa: S311 - the same disorder each time
    parts = [lines[14:], lines[:9], lines[5:18], lines[::-1]]
    files = []
    for number, part in enumerate(parts):
        file = folder / str(number) / NAME
        file.parent.mkdir()
        file.write_text("\n".join(part) + "\n", encoding="utf-8")
        files.append(file)
    return files


async def told(life: Life, chat: Chat) -> list[str]:
    """Every paper that a chat was told of, in all its digests; pages not turned included."""
    rows = await life.store.database.read(
        lambda tx: tx.rows(
            """select papers.id as id from choices join papers on papers.key = choices.paper
            where chat = :chat""",
            chat=chat.key,
        )
    )
    return [row["id"] for row in rows]


async def test_no_chat_gets_a_paper_twice(house: House, recorded: Path, tmp_path: Path) -> None:
    """Whatever arrives when: each day one digest of what is new, and in the end all of it once."""
    history = recorded / "ancestor" / NAME
    ids = {json.loads(line)["id"] for line in history.read_text(encoding="utf-8").splitlines()}
    life = Life(house, at("2026-02-10T09:00", BERLIN))
    chats = [
        await life.chat("all", BERLIN, "08:30", "cs", limit=100, kind=ChatKind.GROUP),
        await life.chat("few", BERLIN, "08:30", "cs.IT", "cs.CV", limit=100, language="zh"),
        await life.chat("ten", BERLIN, "08:30", "cs", limit=10, kind=ChatKind.CHANNEL),
    ]
    for file in pieces(history, tmp_path):
        for _ in range(2):
            await house.app.importer().bring_in(file)
            await life.tick()
        life.house.arxiv.at(life.now + DAY_AGO)
        await life.tick()
        await house.app.importer().bring_in(file)
        await life.tick()
    everything, few, ten = [await told(life, chat) for chat in chats]
    assert set(everything) == ids
    assert len(few) < len(everything)
    assert len(ten) >= 10
    for papers in (everything, few, ten):
        assert max(Counter(papers).values()) == 1
    for chat in chats:
        sent = [name for letter in life.letters(chat) for name in letter.papers]
        assert max(Counter(sent).values()) == 1
        days = Counter(letter.at.date() for letter in life.letters(chat))
        assert max(days.values()) <= 3
