"""The process that listens to voices for when each line of a text is spoken. Run with `python -m`."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.execution import limits
from pipeline.execution.worker import Message, Reply, serve
from pipeline.media import spoken
from pipeline.media.formats import DEMUXERS
from pipeline.media.opening import reading as opened
from pipeline.media.spoken import LineTime, Spoken, SpokenLine
from pipeline.operations.codec import Json

if TYPE_CHECKING:
    from pipeline.speech.levels import Wave

_MEMORY = 1280 << 20
"""Bytes that listening may take beyond what the process begins with."""

LONGEST_MS = 3600 * 1000
"""Milliseconds that are listened to at most: an hour at 16 kHz is 115 MB."""


class TooLong(Exception):
    """A reading longer than any that is listened to."""


def heard(path: Path, index: int, first: int, start: int, end: int) -> Wave:
    """Return the sound of stream `index` between two milliseconds of the file's clock, on which it begins at `first`.

    Mono, at 16 kHz; where the stream has nothing, it is silent. Raises av.error.FFmpegError, TooLong.
    """
    import numpy as np
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

    from pipeline.speech.levels import RATE

    if end - start > LONGEST_MS:
        raise TooLong
    wanted = np.zeros((end - start) * RATE // 1000, dtype=np.int16)
    with opened(path, DEMUXERS) as container:
        stream = container.streams[index]
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        began = float((stream.start_time or 0) * (stream.time_base or 1))
        zero, at = began - first / 1000, first * RATE // 1000
        is_first = True
        frames = (frame for frame in container.decode(stream) if isinstance(frame, AudioFrame))
        for frame in frames:
            if frame.time is not None:
                # A gap in the stream is silence; what the resampler still holds is less than that. What an encoder put before
                # the first sample is gone, so the first frame that is decoded may come after the stream's beginning.
                due = round((frame.time - zero) * RATE)
                at = due if is_first or due - at > RATE // 10 else at
                is_first = False
            for part in resampler.resample(frame):
                at = _put(wanted, part.to_ndarray()[0], at, start * RATE // 1000)
            if at >= end * RATE // 1000:
                break
    return wanted


def _put(wanted: Wave, samples: Wave, at: int, start: int) -> int:
    """Copy samples that begin at sample `at` of the file to where they are wanted; return where they end."""
    begin = at - start
    low, high = max(begin, 0), min(begin + len(samples), len(wanted))
    if high > low:
        wanted[low:high] = samples[low - begin : high - begin]
    return at + len(samples)


def perform(request: Message, reply: Reply) -> Message:
    """Listen to one file, within limits; return when its lines are spoken, or what is wrong."""
    limits.bound_memory(_MEMORY)
    try:
        path, index, first, start, end = request["path"], request["index"], request["first"], request["start"], request["end"]
        assert isinstance(index, int)
        assert isinstance(first, int)
        assert isinstance(start, int)
        assert isinstance(end, int)
        lines = _lines(request["lines"])
        wave = heard(Path(str(path)), index, first, start, end)
        return {"spoken": spoken.dumps(found(wave, start, lines, words=request["words"] is True))}
    except TooLong:
        return {"message": f"it is longer than {LONGEST_MS // 60_000} minutes"}
    except Exception as fault:  # noqa: BLE001 - a file may break a reader in any way; all of it is told
        traceback.print_exc()
        return {"message": f"{type(fault).__name__}"}


def found(wave: Wave, start: int, lines: list[SpokenLine], *, words: bool) -> Spoken:
    """Return when the lines are spoken in sound that begins `start` milliseconds into its file.

    Where `words` are to be listened for and that is installed, by these; else by pauses alone.
    """

    inside = [
        SpokenLine(line.text, line.language, line.is_stanza, None if line.at is None else max(line.at - start, 0))
        for line in lines
    ]
    heard = _heard(wave, inside, words=words)
    moved = tuple(LineTime(time.start + start, time.end + start, time.confidence, time.is_sure) for time in heard.lines)
    return Spoken(moved, heard.method, heard.refused)


def _heard(wave: Wave, lines: list[SpokenLine], *, words: bool) -> Spoken:
    from pipeline.speech.pauses import by_pauses, pace
    from pipeline.speech.words import by_words

    if (slip := pace(wave, lines)) or not words:
        return Spoken(by_pauses(wave, lines), "pauses", slip)
    try:
        return by_words(wave, lines)
    except ImportError:
        return Spoken(by_pauses(wave, lines), "pauses")


def _lines(given: Json) -> list[SpokenLine]:
    found = []
    assert isinstance(given, list)
    for each in given:
        match each:
            case [str(text), str(language), bool(is_stanza), int() | None as at]:
                found.append(SpokenLine(text, language, is_stanza, at))
            case _:
                raise ValueError("no line")
    return found


if __name__ == "__main__":
    serve(int(sys.argv[1]), perform)
