"""The process that looks into contributors' files: whatever a file does to a decoder, it does it here. Run with `python -m`."""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from pipeline.execution import limits
from pipeline.execution.worker import Message, Reply, serve
from pipeline.media import record, sizes
from pipeline.media.faults import MediaFault
from pipeline.media.probe import probe

_MEMORY = 512 << 20
"""Bytes that any file may take to be looked at: a film of 4K and 10 bits may be less than a million bytes long."""

_MEMORY_MOST = 1280 << 20
"""Bytes that the largest may: an 8K film's first pictures, or a still of 120 million pixels."""

_MEMORY_FOLD = 256
"""Bytes that each byte of the file adds, up to the most. What a picture says of its size is held against its file before it is
decoded (`media.sizes`), so that nothing small comes near this."""

_MEMORY_PIXEL = 12
"""Bytes that each pixel adds of a JPEG or WebP: a progressive JPEG holds all its coefficients beside its samples, a WebP several
copies, and a plain picture of 108 million pixels may be a file of half a million bytes."""

_BY_PIXELS = b"\xff\xd8\xff", b"RIFF"
"""How files of both begin; a PNG is decoded row by row, so what it takes beyond that is packed beside its picture."""

_CPU_SECONDS = 90
_BYTES_A_SECOND = 10_000_000
"""How much of a file is read in a second at the least."""

EXHAUSTED = "exhausted"
"""What a reply says of a file that asked for more memory than there is."""


def cpu_seconds(path: Path) -> int:
    """Return the seconds of processors that a file may take to be looked at."""
    return _CPU_SECONDS + path.stat().st_size // _BYTES_A_SECOND


def _memory(path: Path) -> int:
    """Return the bytes that a file may take to be looked at."""
    with path.open("rb") as stream:
        is_by_pixels = stream.read(4).startswith(_BY_PIXELS)
    # What its file cannot hold is refused before it is decoded, whatever its head says (`sizes.check`).
    wide, high = (sizes.told(path) if is_by_pixels else None) or (0, 0)
    return min(_MEMORY_MOST, _MEMORY + max(_MEMORY_FOLD * path.stat().st_size, _MEMORY_PIXEL * wide * high))


def perform(request: Message, reply: Reply) -> Message:
    """Look at one file, within limits; return what it is as `record.dumps` writes it, or what is wrong with it."""
    path, content, name = (str(request[key]) for key in ("path", "content", "name"))
    try:
        file = Path(path)
        limits.bound_memory(_memory(file))
        limits.bound_cpu(cpu_seconds(file))
        return {"info": record.dumps(probe(file, content, name, proves=bool(request["proves"])))}
    except MediaFault as fault:
        if any(_is_of_memory(cause) for cause in _causes(fault)):
            return {EXHAUSTED: True}
        return {"message": fault.message, "hint": fault.hint}
    except Exception as fault:  # noqa: BLE001 - a file may break a reader in any way; all of it is told
        if any(_is_of_memory(cause) for cause in _causes(fault)):
            return {EXHAUSTED: True}
        traceback.print_exc()
        return {"broke": type(fault).__name__}


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _is_of_memory(fault: BaseException) -> bool:
    return isinstance(fault, MemoryError) or (isinstance(fault, OSError) and fault.errno == errno.ENOMEM)


if __name__ == "__main__":
    serve(int(sys.argv[1]), perform)
