"""The command line: `paperround`, and every error as one sentence with an exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.console import FAILED, INTERRUPTED, OutputLost, complain
from bot.refusal import Refusal

if TYPE_CHECKING:
    from typer import Typer


def main() -> None:
    """Run what was typed."""
    try:
        _do()
    except Refusal as error:
        complain(str(error))
        sys.exit(FAILED)
    except KeyboardInterrupt:
        complain("stopped; what was stored is kept.")
        sys.exit(INTERRUPTED)
    except OutputLost as error:
        if error.is_closed:  # the reader, such as `head`, has seen enough
            sys.exit(0)
        complain(str(error))
        sys.exit(FAILED)


def _do() -> None:
    if sys.argv[1:] == ["run"]:  # it stays, and so it should be small: nothing here reads options
        from bot.lean import run_lean

        run_lean()
    else:
        commands()()


def commands() -> Typer:
    """All commands, declared."""
    from bot import reading, staying, upkeep  # noqa: F401 - to import them is to declare theirs
    from bot.shell import cli

    return cli
