"""What programs read: one JSON object a line on standard output, and nothing else there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pipeline.cli.faults import exit_code_of
from pipeline.faults import ActionFailed, InputFault


def print_json(value: Mapping[str, object]) -> None:
    """Print an object as one line, at once. Where the output takes not every letter, the others are escaped as JSON does."""
    takes_all = sys.stdout is not None and sys.stdout.encoding.lower().replace("-", "") == "utf8"
    print(json.dumps(value, ensure_ascii=not takes_all), flush=True)


@contextmanager
def faults_printed(*, as_json: bool) -> Iterator[None]:
    """With `as_json`, print the fault that ends a command as its last object, `{"event": "fault", ...}`, and raise it on."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as fault:
        if as_json:
            print_json(_fault(fault))
        raise


def _fault(fault: BaseException) -> dict[str, object]:
    told: dict[str, object] = {"event": "fault", "exit_code": exit_code_of(fault), "message": str(fault) or "interrupted"}
    if isinstance(fault, InputFault):
        told["diagnostics"] = [diagnostic.to_json() for diagnostic in fault.diagnostics]
    if isinstance(fault, ActionFailed):
        told["address"] = fault.address
    return told
