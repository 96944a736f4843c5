"""The command line as a user types it: results, sentences, exit statuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.days import due_day
from storage.records import ARXIV_ZONE
from tests.bot.conftest import Paperround
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.arxiv.server import LocalArxiv

RECORD = {
    "id": "2602.00001",
    "categories": ["cs.CV", "cs.LG"],
    "pdf": "https://arxiv.org/pdf/2602.00001",
    "abs": "https://arxiv.org/abs/2602.00001",
    "authors": ["Ada Lovelace", "Wu Li"],
    "title": "On [bold]rivers[/bold]",
    "comment": None,
    "summary": "Rivers matter. We present a method for rivers. It wins by 3%.",
    "AI": {
        "tldr": "一种方法。",
        "motivation": "河流。",
        "method": "方法。",
        "result": "更好。",
        "conclusion": "完。",
    },
}


def a_file(folder: Path, *records: object, name: str = "2026-02-10_AI_enhanced_Chinese") -> str:
    """A file of JSON lines in *folder*."""
    file = folder / f"{name}.jsonl"
    lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def today(arxiv: LocalArxiv) -> date:
    """The batch day that is due by the real clock; the local arXiv follows it."""
    now = datetime.now(UTC)
    arxiv.at(now)
    return due_day(now)


def test_demo_shows_a_real_day(paperround: Paperround, bare: Path) -> None:
    """Ten papers, and nothing is left behind in the user's folders."""
    ran = paperround("demo")
    assert (ran.status, ran.err) == (0, "")
    assert "Fri 12 Dec 2025 · 10 papers" in ran.out
    assert "cs.CV 8 · cs.AI 2" in ran.out
    assert "10 from the abstract" in ran.out
    assert not [*bare.iterdir()]


def test_demo_speaks_chinese(paperround: Paperround) -> None:
    """The reference summaries ship with it."""
    ran = paperround("demo", "--language", "中文")
    assert "2025年12月12日 周五 · 10 篇" in ran.out
    assert "揭示当前模型与人类能力存在显著差距" in ran.out.replace("\n", "").replace(" ", "")


def test_demo_is_the_reference_digest(paperround: Paperround, recorded: Path) -> None:
    """As Markdown it is the reference, byte for byte."""
    ran = paperround("demo", "--language", "zh", "--format", "markdown")
    seed = recorded.parent / "seed" / "2025-12-12.md"
    assert ran.out == seed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "sign"),
    [("html", "<!doctype html>"), ("atom", "<feed"), ("jsonl", '{"id": "2512.10863"')],
)
def test_a_digest_is_written_in_every_form(paperround: Paperround, kind: str, sign: str) -> None:
    """The same ten papers."""
    ran = paperround("demo", "--format", kind)
    assert ran.status == 0
    assert sign in ran.out.lower() or sign in ran.out
    assert ran.out.count("2512.10863") >= 1


def test_what_is_written_is_read_again(paperround: Paperround, bare: Path) -> None:
    """JSON lines out and in: the same digest."""
    lines = paperround("demo", "--language", "zh", "--format", "jsonl").out
    (bare / "out.jsonl").write_text(lines, encoding="utf-8")
    assert paperround("import", "out.jsonl").out == "10 records imported, 10 with a summary.\n"
    again = paperround(
        "digest", "--language", "zh", "-c", "cs.CV", "-c", "cs.AI", "--format", "jsonl"
    )
    assert again.out == lines


def test_an_import_keeps_the_good_lines(paperround: Paperround, bare: Path) -> None:
    """Every bad line is named with its number; the status says that something was wrong."""
    file = a_file(bare, RECORD, "{not json", '"text"', "", {**RECORD, "id": "x"}, "[]")
    ran = paperround("import", file)
    assert (ran.status, ran.out) == (1, "1 record imported, 1 with a summary.\n")
    assert [line.split(":")[1].strip() for line in ran.err.splitlines()] == [
        "Line 2", "Line 3", "Line 5", "Line 6",
    ]  # fmt: skip
    assert "Traceback" not in ran.err
    digest = paperround("digest", "--date", "2026-02-10", "--language", "zh")
    assert "On [bold]rivers[/bold]" in digest.out
    assert "一种方法。" in digest.out


def test_an_import_needs_to_know_its_day_and_language(paperround: Paperround, bare: Path) -> None:
    """From the file's name, or said; a record of our own tells them itself."""
    file = a_file(bare, RECORD, name="papers")
    ran = paperround("import", file)
    assert (ran.status, ran.err.count("--date")) == (1, 1)
    ran = paperround("import", file, "--date", "2026-02-10")
    assert (ran.status, ran.err.count("--language")) == (1, 1)
    ran = paperround("import", file, "--date", "2026-02-10", "--language", "Chinese", "--json")
    assert json.loads(ran.out) == {
        "records": 1, "summaries": 1, "days": ["2026-02-10"], "problems": [],
    }  # fmt: skip


def test_an_import_told_twice_adds_nothing(paperround: Paperround, bare: Path) -> None:
    """The same file again, and the same paper on another day, leave one paper."""
    file = a_file(bare, RECORD)
    paperround("import", file)
    first = paperround("digest", "--language", "zh").out
    paperround("import", file)
    assert paperround("digest", "--language", "zh").out == first


def test_collect_asks_arxiv_and_tells_its_accounts(
    paperround: Paperround, arxiv: LocalArxiv
) -> None:
    """A line a batch, when the next is due, and the digest reads it."""
    day = today(arxiv)
    arxiv.announce(day, *papers(3, category="hep-th", day=day))
    ran = paperround("collect", "--category", "HEP-TH")
    assert ran.status == 0
    assert "3 announced (3 new, 0 cross-listed), 0 replaced." in ran.out
    assert "Next: " in ran.out
    assert "3 papers" in paperround("digest", "--category", "hep-th").out
    made = paperround("summarise", "--json")
    assert json.loads(made.out)["offline"] == 0
    told = json.loads(paperround("collect", "--json").out)
    assert (told["day"], told["batches"] or told["settled"]) != (None, [])


def test_collect_says_when_arxiv_has_not_announced(
    paperround: Paperround, arxiv: LocalArxiv
) -> None:
    """Its own exit status, for a script that tries again."""
    day = today(arxiv)
    before = due_day(datetime.combine(day, datetime.min.time(), ARXIV_ZONE).replace(hour=0))
    arxiv.announce(before, *papers(1, category="hep-th", day=before))
    arxiv.fault("403", times=None)
    ran = paperround("collect", "--category", "hep-th")
    assert ran.status == 1
    assert "could not be fetched" in ran.out


def test_collect_needs_something_to_collect(paperround: Paperround) -> None:
    """And says how."""
    ran = paperround("collect")
    assert (ran.status, ran.out) == (1, "")
    assert "--category cs.CV" in ran.err


def test_lookup_tells_everything_about_a_paper(paperround: Paperround, arxiv: LocalArxiv) -> None:
    """From arXiv the first time, from the store the second."""
    day = today(arxiv)
    arxiv.announce(day, FakePaper(id="2511.00007", title="On rivers", withdrawn=True, version=2))
    ran = paperround("lookup", "https://arxiv.org/abs/2511.00007v1")
    assert ran.status == 0
    assert "On rivers" in ran.out
    assert "not v1" in ran.out
    assert "withdrawn" in ran.out
    told = json.loads(paperround("lookup", "2511.00007", "--json").out)
    assert told["paper"]["title"]["plain"] == "On rivers"
    assert [seen.where for seen in arxiv.requests] == ["api"]
    assert "arXiv has no paper 2511.00008" in paperround("lookup", "2511.00008").err


def test_search_finds_what_is_stored(paperround: Paperround, bare: Path) -> None:
    """Words, and what the shell gave as one argument as a phrase."""
    paperround("import", a_file(bare, RECORD))
    assert paperround("search", "river").out == "2602.00001  cs.CV  On [bold]rivers[/bold]\n"
    assert paperround("search", "method for rivers", "cat:cs.LG").out
    nothing = paperround("search", "rivers method for")
    assert (nothing.status, nothing.out) == (0, "")
    assert "no stored paper" in nothing.err
    told = json.loads(paperround("search", "rivers", "--json").out)
    assert told["papers"][0]["id"] == "2602.00001"


def test_harvest_fills_the_index(paperround: Paperround, arxiv: LocalArxiv) -> None:
    """One archive, from a day on; a category is no archive."""
    day = today(arxiv)
    arxiv.announce(day, *papers(5, category="cs.CV", day=day))
    arxiv.at(datetime.now(UTC).replace(year=day.year + 1))
    ran = paperround("harvest", "--archive", "cs", "--from", "2020-01-01")
    assert (ran.status, ran.out) == (0, "5 papers harvested (from 2020-01-01).\n")
    assert json.loads(paperround("harvest", "--archive", "cs", "--json").out)["resumed"] is False
    assert "is a category" in paperround("harvest", "--archive", "cs.CV").err


def test_check_looks_at_everything(
    paperround: Paperround, arxiv: LocalArxiv, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line each; the status is that of the worst."""
    today(arxiv)
    ran = paperround("check")
    assert [line.split()[0] for line in ran.out.splitlines()] == ["good"] * 6
    assert ran.status == 0
    arxiv.fault("403", times=None)
    ran = paperround("check", "--json")
    assert ran.status == 1
    assert {row["name"]: row["good"] for row in json.loads(ran.out)}["database"]
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert "BAD   database: DATABASE_URL must look like" in paperround("check").out
    monkeypatch.setenv("TIMEZONE", "Mars")
    assert "BAD   settings: TIMEZONE must be a time zone" in paperround("check").out


def test_a_category_that_was_not_collected_is_named(paperround: Paperround, bare: Path) -> None:
    """The digest is of the newest day that has it; on another day it is said to be lacking."""
    other = {**RECORD, "id": "2602.00002", "categories": ["math.AG"]}
    paperround("import", a_file(bare, RECORD, other))
    paperround(
        "import",
        a_file(bare, {**RECORD, "id": "2602.00003"}, name="2026-02-11_AI_enhanced_Chinese"),
    )
    assert "Tue 10 Feb 2026 · 1 paper" in paperround("digest", "-c", "math.AG").out
    empty = paperround("digest", "-c", "math.AG", "--date", "2026-02-11").out
    assert "math.AG: nothing was collected for Wed 11 Feb 2026." in empty


def test_backup_copies_the_database(paperround: Paperround, bare: Path) -> None:
    """Once; an existing file is never written over."""
    paperround("import", a_file(bare, RECORD))
    assert "copy.db written" in paperround("backup", "copy.db").out
    assert (bare / "copy.db").stat().st_size > 0
    again = paperround("backup", "copy.db", "--json")
    assert (again.status, again.out) == (1, "")
    assert "exists already" in again.err
    assert json.loads(paperround("backup", "b.db", "--json").out)["file"] == "b.db"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["digest"], "Nothing is stored yet"),
        (["digest", "--date", "2025-02-30"], "no day '2025-02-30'"),
        (["digest", "--date", "yesterday"], "write one as 2025-12-31"),
        (["digest", "--date", "2025-12-13"], "weekend"),
        (["digest", "--date", "2025-12-12"], "Nothing is stored for Fri 12 Dec 2025"),
        (["digest", "--category", "cs.VC"], "cs.CV"),
        (["digest", "--language", "tlh"], "no language 'tlh'"),
        (["summarise"], "`paperround collect` comes first"),
        (["lookup", "hello"], "no arXiv identifier"),
        (["lookup", "2401.00001 2401.00002"], "more than one"),
        (["search", "++"], "Give one or more words"),
        (["import", "nowhere.jsonl"], "nowhere.jsonl cannot be read: No such file"),
        (["import", "."], "cannot be read"),
    ],
)
def test_bad_input_is_one_sentence(paperround: Paperround, words: list[str], said: str) -> None:
    """On stderr, with status 1, and never a traceback."""
    ran = paperround(*words)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err
    assert ran.err.startswith("paperround: ")
    assert len(ran.err.splitlines()) == 1


def test_a_mistyped_command_is_explained(paperround: Paperround) -> None:
    """Status 2, as everywhere."""
    assert paperround("digset").status == 2
    assert paperround("digest", "--format", "pdf").status == 2


def started(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """`python -m bot` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        env=env,
    )


def test_help_is_quick_and_names_every_command() -> None:
    """It loads neither the database nor HTTP (normally a quarter of a second)."""
    begun = time.perf_counter()
    ran = started("--help")
    assert time.perf_counter() - begun < 8
    commands = re.findall(r"^  ([a-z]+)", ran.stdout.partition("Commands:")[2], re.MULTILINE)
    assert commands == [
        "demo", "digest", "lookup", "search", "estimate", "run", "chat", "deliver",
        "collect", "summarise", "harvest", "import", "check", "backup", "commands",
    ]  # fmt: skip
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, bot.cli; bot.cli.commands(); print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    ).stdout.split()
    assert not {"httpx", "sqlite_utils", "pydantic", "rich", "lxml", "babel"} & set(loaded)


def test_demo_works_without_a_locale_or_a_reader() -> None:
    """In an ASCII locale, and when the reader goes away in the middle."""
    plain = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    ran = started("demo", "--language", "zh", env=plain)
    assert ran.returncode == 0
    assert "Traceback" not in ran.stderr
    assert "10 篇" in ran.stdout
    program = f"{sys.executable} -m bot demo | head -n 1"
    cut = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert "Traceback" not in cut.stderr
    assert "Exception ignored" not in cut.stderr


@pytest.mark.parametrize(
    ("where", "status", "said"),
    [(">/dev/full", 1, "No space left on device"), (">&-", 0, ""), (">&- 2>&-", 0, "")],
)
@pytest.mark.parametrize("kind", ["markdown", "terminal"])
def test_a_lost_output_is_no_traceback(kind: str, where: str, status: int, said: str) -> None:
    """A full disk is a sentence; no output at all is silence."""
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m bot demo --format {kind} {where}"],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert ran.returncode == status
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
