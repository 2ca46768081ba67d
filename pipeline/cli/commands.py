"""Every command by its name."""

from __future__ import annotations

import sys

import typer

from pipeline.cli import build, check, doctor, explain, inspect, intake, new, plan, qc, schema, still, store, theme
from pipeline.cli.faults import INTERRUPTED

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
app.command("qc")(qc.qc)
app.command("inspect")(inspect.inspect)
app.command("intake")(intake.intake)
app.command("schema")(schema.schema)
app.command("doctor")(doctor.doctor)
app.add_typer(store.app, name="store")
app.add_typer(theme.app, name="theme")


def run_command() -> int:
    """Run the command that the process's arguments name; return its exit code. Raises the command's faults."""
    try:
        code = app(standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.Exit as leave:
        code = leave.exit_code
    except typer.TyperException as fault:  # a wrong option or argument
        print(fault.format_message(), file=sys.stderr)
        return fault.exit_code
    # Outside its stand-alone mode typer catches Exit, and KeyboardInterrupt too, and returns the code. A command that ends well
    # returns None.
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0
