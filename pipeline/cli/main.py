"""The command line: one file a command, each a few lines over `app`. Floor 9; the only room that prints or exits."""

from __future__ import annotations

import os
import sys

import typer

from pipeline.cli import build, check, doctor, explain, new, plan, schema, still, store, theme
from pipeline.cli.faults import told

app = typer.Typer(
    name="together",
    help="Turn YAML manifests into finished episodes. Only what changed is made again.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("new")(new.new)
app.command("check")(check.check)
app.command("plan")(plan.plan)
app.command("build")(build.build)
app.command("explain")(explain.explain)
app.command("still")(still.still)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)
app.add_typer(store.app, name="store")
app.add_typer(theme.app, name="theme")


def run() -> None:
    """Be the command `together`: run, turn faults into messages, exit with the code of DESIGN.md section 12."""
    # No plugin that happens to be installed changes how manifests are read; looking for them costs a fifth of `check`.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"
    with told() as outcome:
        try:
            app(standalone_mode=False)
        except typer.Abort:
            outcome.code = 130
        except typer.Exit as leave:
            outcome.code = leave.exit_code
        except typer.TyperException as fault:  # a wrong option or argument
            print(fault.format_message(), file=sys.stderr)
            outcome.code = fault.exit_code
    sys.exit(outcome.code)


if __name__ == "__main__":
    run()
