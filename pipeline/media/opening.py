"""The only place where PyAV opens a file: what is read opens nothing but itself, and is of a format that is expected there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer

MAX_OPENED = 64
"""Streams after which a file is not opened at all; it takes memory before they can be counted."""


def reading(
    path: Path, formats: Collection[str], *, demuxer: str | None = None, part: tuple[int, int] | None = None,
    options: Mapping[str, str] | None = None,
) -> InputContainer:
    """Open a file that is in one of the `formats` (ffmpeg's names of demuxers), with `demuxer` where it is known which.

    Of a file that is several behind one another, `part` is the first byte to read, and the first one after them. `options` are
    what a demuxer has to be told.

    Words in it that are no UTF-8 are read all the same, with marks in place of what cannot be. Raises av.error.FFmpegError.
    """
    import av

    guard = {"protocol_whitelist": "file", "format_whitelist": ",".join(sorted(formats)), "max_streams": str(MAX_OPENED)}
    name = f"file:{path}"
    if part is not None:
        guard["protocol_whitelist"] = "file,subfile"
        name = f"subfile,,start,{part[0]},end,{part[1]},,:{name}"
    return av.open(name, format=demuxer, options={**(options or {}), **guard}, metadata_errors="replace")


def writing(path: Path, muxer: str, options: Mapping[str, str]) -> OutputContainer:
    """Open a file to write. Raises av.error.FFmpegError."""
    import av

    return av.open(f"file:{path}", "w", format=muxer, options={**options, "protocol_whitelist": "file"})
