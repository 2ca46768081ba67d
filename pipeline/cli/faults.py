"""Turn faults into messages and exit codes: the only place where either is decided."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.faults import EnvironmentFault, InputFault, Interrupted, Severity, TogetherFault

INTERNAL = 70
"""Exit code of a mistake of ours (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = Interrupted.exit_code


@dataclass(slots=True)
class Outcome:
    """The exit code of a command."""

    code: int = 0


@contextmanager
def told() -> Iterator[Outcome]:
    """Run a command; tell its faults on standard error and set the outcome's code. TOGETHER_DEBUG=1 keeps tracebacks."""
    outcome = Outcome()
    try:
        yield outcome
    except TogetherFault as fault:
        if os.environ.get("TOGETHER_DEBUG"):
            raise
        tell(fault)
        outcome.code = fault.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        outcome.code = INTERRUPTED
    except OSError as fault:  # a disk that is full, a folder that may not be written
        if os.environ.get("TOGETHER_DEBUG") or fault.filename is None:
            raise
        tell(EnvironmentFault(f"{fault.filename2 or fault.filename}: {fault.strerror}"))
        outcome.code = EnvironmentFault.exit_code
    except Exception as fault:
        if os.environ.get("TOGETHER_DEBUG"):
            raise
        print(f"together made a mistake ({type(fault).__name__}: {fault}).", file=sys.stderr)
        print("Please report it with the output of TOGETHER_DEBUG=1 and `together doctor`.", file=sys.stderr)
        outcome.code = INTERNAL


def tell(fault: TogetherFault) -> None:
    """Write a fault for a producer on standard error, in colour on a terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if not isinstance(fault, InputFault):
        console.print(Text("error: ", style="bold red") + Text(str(fault)))
        return
    for diagnostic in fault.diagnostics:
        is_error = diagnostic.severity is Severity.ERROR
        line = Text(f"{diagnostic.where}: ", style="bold")
        line.append("" if is_error else "warning: ", style="yellow")
        line.append(diagnostic.message, style="red" if is_error else "")
        console.print(line + Text(f"\n    {diagnostic.hint}" if diagnostic.hint else "", style="dim"))
    count = sum(diagnostic.severity is Severity.ERROR for diagnostic in fault.diagnostics)
    console.print(Text(f"{count} mistake{'s' if count != 1 else ''}", style="bold"))
