"""The command line: one file a command, each a few lines over `app`. The only room that prints or exits."""

from __future__ import annotations

import gc
import os
import sys

from pipeline.cli import overview
from pipeline.cli.faults import told
from pipeline.cli.streams import kept_open

_USAGE = 2
"""Exit code of a command line that asks for nothing."""

_FEW_COLLECTIONS = 100_000
"""Objects that may come to be before rings of them are looked for, 700 of Python's own. Planning makes hundreds of thousands that
stay, and looking through them is an eighth of its time.
"""


def run() -> None:
    """Be the command `together`: run, turn faults into messages, exit with the code that README.md documents."""
    # No plugin that happens to be installed changes how manifests are read; looking for them costs a fifth of `check`.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"
    gc.set_threshold(_FEW_COLLECTIONS)
    with kept_open() as output, told() as outcome:
        if overview.is_asked(arguments := sys.argv[1:]):
            print(overview.text())
            outcome.code = 0 if arguments else _USAGE
        else:
            # Imported only here, so that Ctrl-C while it loads is told like any other.
            from pipeline.cli import plain

            code = plain.run(arguments)
            if code is None:
                from pipeline.cli.commands import run_command

                code = run_command()
            outcome.code = code
    sys.exit(outcome.code or output.exit_code)


if __name__ == "__main__":
    run()
