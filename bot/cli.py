"""The command line: `paperround`, and every error as one sentence with an exit status."""

from __future__ import annotations

import sys

from bot import reading, staying, upkeep
from bot.console import OutputLost, complain
from bot.refusal import Refusal
from bot.shell import FAILED, INTERRUPTED, cli

COMMANDS = (reading, staying, upkeep)  # the modules that declare commands


def main() -> None:
    """Run what was typed."""
    try:
        cli()
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
