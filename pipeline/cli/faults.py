"""Turn faults into messages and exit codes: the only place where either is decided."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.faults import EnvironmentFault, InputFault, Interrupted, Severity, TogetherFault
from pipeline.values import dataclass

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
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        outcome.code = INTERRUPTED
    except Exception as error:
        if os.environ.get("TOGETHER_DEBUG"):
            raise
        outcome.code = exit_code_of(error)
        if isinstance(error, TogetherFault):
            tell(error)
        elif (lacking := _shortage(error)) is not None:
            tell(lacking)
        elif isinstance(error, OSError) and outcome.code != INTERNAL:
            tell(EnvironmentFault(f"{error.filename2 or error.filename}: {error.strerror}"))
        else:
            print(f"together made a mistake ({type(error).__name__}: {error}).", file=sys.stderr)
            print("Please report it with the output of TOGETHER_DEBUG=1 and `together doctor`.", file=sys.stderr)


def exit_code_of(error: BaseException) -> int:
    """Return the code with which a command ends that raised `error`."""
    match error:
        case TogetherFault():
            return error.exit_code
        case KeyboardInterrupt():
            return INTERRUPTED
        case _ if _shortage(error) is not None:
            return EnvironmentFault.exit_code
        case OSError() if error.filename is not None:  # a disk that is full, a folder that may not be written
            return EnvironmentFault.exit_code
        case _:
            return INTERNAL


def _shortage(error: BaseException) -> EnvironmentFault | None:
    from pipeline.execution.shortage import shortage  # only where something went wrong: a start loads little

    return shortage(error)


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
        line.append("" if is_error else f"{diagnostic.severity.value}: ", style="yellow")
        line.append(diagnostic.message, style="red" if is_error else "")
        console.print(line + Text(f"\n    {diagnostic.hint}" if diagnostic.hint else "", style="dim"))
    count = sum(diagnostic.severity is Severity.ERROR for diagnostic in fault.diagnostics)
    console.print(Text(f"{count} mistake{'s' if count != 1 else ''}", style="bold"))
