"""Standard output and error that last as long as the command: whoever reads them may leave, and their disk may be full.

A build is not given up because `head` has read enough, and its exit code stays its own. Where output is lost because it could
not be written, the command says so and does not end with 0.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from pipeline.faults import EnvironmentFault
from pipeline.values import dataclass

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Lasting(io.FileIO):
    """A file that can always be written: after an error, all that is written goes nowhere. `lost` is that error."""

    lost: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what can be written; return how many bytes are done with."""
        try:
            return super().write(data)
        except OSError as error:
            self.lost = error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return memoryview(data).nbytes


@dataclass(slots=True)
class Output:
    """The exit code that lost output asks for: 0 where nothing was lost, or where nobody wanted to read on."""

    exit_code: int = 0


@contextmanager
def kept_open() -> Iterator[Output]:
    """Keep standard output and error writable meanwhile. Where the disk is full, say so and set the exit code, at the end."""
    for number in (0, 1, 2):
        # A standard file that is closed would be given to the next file that is opened, which then takes all that is printed.
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    output = Output()
    raw = _Lasting(1, "w", closefd=False)
    sys.stdout, sys.stderr = _text(raw, sys.stdout), _text(_Lasting(2, "w", closefd=False), sys.stderr)
    try:
        yield output
    finally:
        sys.stdout.flush()
        if raw.lost is not None and raw.lost.errno != errno.EPIPE:
            print(f"error: cannot write standard output: {raw.lost.strerror}", file=sys.stderr)
            output.exit_code = EnvironmentFault.exit_code
        sys.stderr.flush()


def _text(raw: _Lasting, before: TextIO | None) -> TextIO:
    # Names come in every script. Where the terminal's encoding lacks a letter, its number is better than no output at all.
    encoding = before.encoding if before is not None else "utf-8"
    is_read_at_once = raw.fileno() == 2 or raw.isatty()
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=is_read_at_once)
