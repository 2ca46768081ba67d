"""What the machine cannot do without: decode each shown frame once, and encode each frame of the episode once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from bench import hand, rivals
from bench.measure import run
from bench.media import ffmpeg
from bench.place import log_of
from pipeline.media.paths import MediaPath
from pipeline.timeline.model import Clip, SourceMedia, Timeline


def shown(timeline: Timeline) -> dict[MediaPath, Fraction]:
    """Return how many seconds of each film an episode shows."""
    seconds: dict[MediaPath, Fraction] = {}
    for clip in _clips(timeline):
        if isinstance(clip.media, SourceMedia):
            seconds[clip.media.path] = seconds.get(clip.media.path, Fraction(0)) + clip.frames / timeline.rate
    return seconds


def measure(show: Path, finished: rivals.Finished, movie: Path) -> dict[str, float]:
    """Return the CPU seconds of decoding what is shown, and of encoding the finished `movie` with its profile's settings.

    A film is decoded whole, and counts by the share of it that is shown: no frame before a key frame's successor is paid for.
    """
    decoded = 0.0
    for path, seconds in shown(finished.timeline).items():
        cost = _cpu(show, ["-i", str(show / str(path)), "-map", "0:v:0", "-f", "null", "-"])
        decoded += cost * float(seconds / finished.duration(path))
    read = _cpu(show, ["-i", str(movie), "-f", "null", "-"])
    written = _cpu(show, ["-i", str(movie), *hand.encoder(finished.work.profile, finished.timeline.rate), "-f", "null", "-"])
    return {"decode": decoded, "encode": written - read}


def _clips(timeline: Timeline) -> Iterator[Clip]:
    for segment in timeline.segments:
        for track in segment.stack.picture:
            yield from (item for item in track.items if isinstance(item, Clip))


def _cpu(show: Path, arguments: list[str]) -> float:
    command = [ffmpeg(), "-hide_banner", "-nostdin", "-v", "error", *arguments]
    return run(command, folder=show, log=log_of(show, "limit")).cpu
