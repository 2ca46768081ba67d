"""What every run of ffmpeg is kept from, whoever planned it: an input opens one file, of a format that is expected there."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.media.formats import DEMUXERS

_PROTOCOLS, _FORMATS = "-protocol_whitelist", "-format_whitelist"


def guarded(arguments: Sequence[str]) -> list[str]:
    """Return ffmpeg's arguments with both whitelists before each input that has none.

    What an input is by `-f`, no other format than that; else one that contributors' files may have.
    """
    found: list[str] = []
    begin = 0
    for argument in arguments:
        if argument == "-i":
            options = found[begin:]
            formats = options[options.index("-f") + 1] if "-f" in options else ",".join(sorted(DEMUXERS))
            for name, allowed in ((_PROTOCOLS, "file"), (_FORMATS, formats)):
                if name not in options:
                    found += [name, allowed]
            begin = len(found) + 2
        found.append(argument)
    return found
