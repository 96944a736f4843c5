"""`paperround run` with a Telegram token: how it begins and ends, what it takes, what it says."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.telegram.faults import Kind
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.runs import Installation, Run

OTHER = "7000000001:AAa-token-that-came-after-the-first"
SECRET = "open-sesame_2"  # noqa: S105 - opens nothing
PUBLIC = "https://papers.example"
HOST = "127.0.0.1"
TROUBLES: tuple[Kind, ...] = ("500", "504", "drop", "429")
SOON = 20.0  # seconds; normally one
LONG = 60  # seconds: much more than an end may take
LINK = re.compile(r"https://t\.me/\S+")

# The program, which writes down the modules it has imported when it is asked by SIGUSR1.
WATCHED = """
import json, pathlib, signal, sys

def tell(*_):
    pathlib.Path("modules.new").write_text(json.dumps(sorted(sys.modules)))
    pathlib.Path("modules.new").rename("modules")

signal.signal(signal.SIGUSR1, tell)
from bot.cli import main
main()
"""


@dataclass(frozen=True, slots=True)
class Idle:
    """A bot that has answered somebody, and waits for more."""

    modules: frozenset[str]
    megabytes: float
    seconds: float

    def has(self, *names: str) -> list[str]:
        """The modules of these packages that were imported."""
        return [m for m in sorted(self.modules) if m.startswith(names)]


@pytest.fixture
def installation(telegram: LocalTelegram, tmp_path: Path) -> Installation:
    """A bot at this Telegram."""
    return Installation(tmp_path, telegram.url, telegram.token)


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Idle]:
    """What a bot on Telegram alone has imported, and takes, once it has nothing to do."""
    folder = tmp_path_factory.mktemp("idle")
    with LocalTelegram() as telegram:
        installation = Installation(folder, telegram.url, telegram.token)
        with installation.running() as first:  # it compiles what was not compiled yet
            first.until(lambda: telegram.calls_of("getUpdates"))
        begun, before = time.monotonic(), len(telegram.calls_of("getUpdates"))
        with installation.running("-c", WATCHED, "run") as run:
            run.until(lambda: len(telegram.calls_of("getUpdates")) > before)
            seconds = time.monotonic() - begun
            ada = telegram.person("Ada")
            telegram.begin(ada)
            run.until(lambda: telegram.texts(ada))
            run.process.send_signal(signal.SIGUSR1)
            told = folder / "modules"
            run.until(told.exists)
            modules = json.loads(told.read_text(encoding="utf-8"))
            yield Idle(frozenset(modules), resident(run), seconds)


def resident(run: Run) -> float:
    """The memory that the process holds, in MB."""
    status = Path(f"/proc/{run.process.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")


@linux
def test_a_bot_on_telegram_imports_nothing_for_others(
    idle: Idle, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor a web server, where nobody calls it."""
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what people want of this test
            f"\nidle on Telegram: {idle.megabytes:.0f} MB, polls {idle.seconds:.1f} s after its"
            f" start, {len(idle.modules)} modules"
        )
    others = ("discord", "aiohttp", "adapters.discord", "uvicorn", "starlette", "adapters.web")
    assert idle.has(*others) == []
    assert idle.has("lxml", "pylatexenc", "adapters.arxiv") == []


@linux
def test_a_bot_on_telegram_is_small(idle: Idle) -> None:
    """60 MB is enough; ornaments and what is needed once only are not there."""
    assert idle.megabytes < 60
    assert idle.has("typer", "rich.", "pygments", "sqlite_utils") == []


def test_an_answer_under_way_arrives_before_the_end(
    telegram: LocalTelegram, installation: Installation
) -> None:
    """SIGTERM lets it, and the program ends within seconds."""
    ada = telegram.person("Ada")
    with installation.running() as run:
        slow = telegram.fault("slow", method="sendMessage", seconds=1)
        telegram.begin(ada)
        run.until(lambda: slow.struck)
        assert telegram.texts(ada) == []
        begun = time.monotonic()
        assert run.ends() == 0
        assert time.monotonic() - begun < SOON
        assert len(telegram.texts(ada)) == 1
        assert "Traceback" not in run.said
    with installation.running() as run:
        said = telegram.tell(ada, "/help")
        run.until(lambda: len(telegram.texts(ada)) == 2)
        assert telegram.messages(ada)[-1].message_id > said.message_id  # /start is not told again


def test_a_second_wish_to_end_is_granted_at_once(
    telegram: LocalTelegram, installation: Installation
) -> None:
    """Who is impatient loses an answer, and nothing else."""
    ada = telegram.person("Ada")
    with installation.running() as run:
        slow = telegram.fault("slow", method="sendMessage", seconds=LONG)
        telegram.begin(ada)
        run.until(lambda: slow.struck)
        run.process.send_signal(signal.SIGTERM)
        run.until(lambda: telegram.updates.pending == 0)  # it has heard that
        run.until(lambda: telegram.calls_of("getUpdates")[-1].parameters.get("limit") == "1")
        begun = time.monotonic()
        assert run.ends() == -signal.SIGTERM
        assert time.monotonic() - begun < SOON


def test_it_ends_soon_while_telegram_is_out_of_reach(
    telegram: LocalTelegram, installation: Installation
) -> None:
    """It sleeps through no wish to end, however long it would."""
    telegram.fault("429", method="getUpdates", retry_after=LONG)
    with installation.running() as run:
        run.says("not polled")
        telegram.go_down()
        begun = time.monotonic()
        assert run.ends() == 0
        assert time.monotonic() - begun < SOON
        assert "Traceback" not in run.said
    telegram.come_back()


def test_a_link_makes_an_administrator(telegram: LocalTelegram, installation: Installation) -> None:
    """It is printed as soon as the bot knows its name, and works once."""
    ada, bob = telegram.person("Ada"), telegram.person("Bob")
    with installation.running() as run:
        line = run.says("to administer this bot, open within 15 minutes: ")
        (link,) = LINK.findall(line)
        telegram.follow(ada, link)
        run.until(lambda: "You administer this bot now." in " ".join(telegram.texts(ada)))
        telegram.follow(bob, link)
        run.until(lambda: telegram.texts(bob))
        telegram.tell(ada, "/status")
        run.until(lambda: "Chats on telegram: 2 active" in " ".join(telegram.texts(ada)))
        assert run.ends() == 0
    assert "Somebody administers this bot already" in telegram.texts(bob)[0]
    with installation.running() as run:
        telegram.tell(ada, "/help")
        run.until(lambda: "/subscribe" in telegram.texts(ada)[-1])
        assert run.ends() == 0
        assert "to administer" not in run.said


def test_where_telegram_is_late_the_link_is_a_command(
    telegram: LocalTelegram, installation: Installation
) -> None:
    """Which does the same, as soon as Telegram is there."""
    ada = telegram.person("Ada")
    telegram.go_down()
    with installation.running() as run:
        line = run.says("to administer this bot, open within 15 minutes: /start claim-")
        telegram.come_back()
        telegram.tell(ada, line.partition("15 minutes: ")[2])
        run.until(lambda: "You administer this bot now." in " ".join(telegram.texts(ada)))


def troubled(telegram: LocalTelegram) -> int:
    """Somebody whose bot has troubles of every kind."""
    telegram.fault("500", method="getMe")
    for kind in TROUBLES:
        telegram.fault(kind, method="getMyCommands")
        telegram.fault(kind, method="sendMessage")
    telegram.fault("drop", method="getUpdates")
    telegram.fault("502", method="setWebhook")
    return telegram.person("Ada")


@pytest.mark.parametrize("is_called", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_log_holds_a_secret(
    telegram: LocalTelegram,
    installation: Installation,
    form: str,
    is_called: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Whatever goes wrong, and however much is logged."""
    more = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": form}
    if is_called:
        with socket.create_server((HOST, 0)) as free:
            port = int(free.getsockname()[1])
        telegram.route(PUBLIC, f"http://{HOST}:{port}")
        more |= {"PUBLIC_URL": PUBLIC, "TELEGRAM_WEBHOOK_SECRET": SECRET}
        more["WEB_LISTEN"] = f"{HOST}:{port}"
    ada = troubled(telegram)
    with installation.running(**more) as run:
        for _ in TROUBLES:
            telegram.begin(ada)
        run.until(lambda: telegram.texts(ada))
        telegram.token = OTHER
        telegram.tell(ada, "/help")
        run.says("does not know TELEGRAM_BOT_TOKEN")
        assert run.ends() == 0
        said = run.said
    with installation.running(**more) as run:
        run.says("does not know TELEGRAM_BOT_TOKEN")
        assert run.ends() == 0
        said += run.said
    for secret in (installation.token, installation.token.partition(":")[2], SECRET):
        assert secret not in said
    assert "Traceback" not in said
