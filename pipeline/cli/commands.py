"""Every command by its name. Only the one that is asked for is loaded."""

from __future__ import annotations

import importlib
import keyword
import sys

import typer

from pipeline.cli.faults import INTERRUPTED
from pipeline.cli.overview import ABOUT, COMMANDS


def app(wanted: str = "") -> typer.Typer:
    """Return the command line with the command that is `wanted`; with all of them where there is none of that name."""
    made = typer.Typer(
        name="together",
        help=ABOUT,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_together)
    for name in (wanted,) if wanted in COMMANDS else COMMANDS:
        called = called_in_python(name)
        module = importlib.import_module(f"pipeline.cli.{called}")
        if isinstance(group := getattr(module, "app", None), typer.Typer):
            made.add_typer(group, name=name)
        else:
            made.command(name)(getattr(module, called))
    return made


def called_in_python(name: str) -> str:
    """Return what the module of a command, and its function there, are called: `import_` where Python has the word itself."""
    return f"{name}_" if keyword.iskeyword(name) else name


def _together() -> None:
    # Without it, typer takes a single command for the whole program.
    pass


def _what_is_missing(fault: typer.TyperException) -> str:
    """Say what to write where an episode's manifest was left out, which is what almost every command asks for."""
    missing = getattr(getattr(fault, "param", None), "name", "")
    if not fault.format_message().startswith("Missing argument") or missing not in ("manifest", "manifests"):
        return ""
    command = next((name for name in sys.argv[1:2]), "")
    season = f"; together {command} episodes/*.yaml takes a whole season" if missing == "manifests" else ""
    return f" Name an episode's manifest: together {command} episodes/s01e01.yaml{season}"


def run_command() -> int:
    """Run the command that the process's arguments name; return its exit code. Raises the command's faults."""
    try:
        code = app(*sys.argv[1:2])(standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.Exit as leave:
        code = leave.exit_code
    except typer.TyperException as fault:  # a wrong option or argument
        print(f"{fault.format_message()}{_what_is_missing(fault)}", file=sys.stderr)
        return fault.exit_code
    # Outside its stand-alone mode typer catches Exit, and KeyboardInterrupt too, and returns the code. A command that ends well
    # returns None.
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0
