"""When each player of a mosaic comes to be seen: as they begin to be heard, one after another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipeline.media.faults import MediaFault
from pipeline.segments.base import Context
from pipeline.segments.medium import Stem, Tile
from pipeline.segments.sound import begin
from pipeline.timeline.model import SoundClip

APART = Fraction(3, 24)
"""Seconds between two who come at once: three frames at 24 a second."""

ALL = Fraction(3, 2)
"""Seconds in which all have come who come at once, however many: thirty-six would else take four and a half."""


def entrances(
    context: Context, tiles: Sequence[Tile], stems: Sequence[Stem], sounds: Sequence[SoundClip | None]
) -> tuple[int, ...]:
    """Return the frame from which on each tile's player is seen; whoever comes first is there from the first frame on.

    Each comes when their stem is first heard, a little after whoever came before; whoever has no stem, or one in which nothing
    is heard for long, comes as if it were heard at once.
    """
    heard = [_heard(context, one, stems, sounds) or Fraction(0) for one in tiles]
    apart = min(APART, ALL / len(tiles))
    found = [0] * len(tiles)
    last = Fraction(0)
    for number, (time, place) in enumerate(sorted((time, place) for place, time in enumerate(heard))):
        last = max(time, last + apart) if number else Fraction(0)
        found[place] = context.frames(last)
    return tuple(found)


def _heard(
    context: Context, tile: Tile, stems: Sequence[Stem], sounds: Sequence[SoundClip | None]
) -> Fraction | None:
    """Return at which second of the segment a tile's player is first heard, None where that is not known."""
    players = set(tile.by)
    times = []
    for stem, clip in zip(stems, sounds, strict=True):
        is_theirs = stem.file == tile.file or (players and players & set(stem.by))
        if clip is None or clip.mute or clip.sync == "auto" or not is_theirs:
            continue
        onset = _onset(context, stem, clip)
        if onset is not None and onset < clip.start + clip.seconds:
            times.append(max(Fraction(0), begin(clip) + max(Fraction(0), onset - clip.start)))
    return min(times, default=None)


def _onset(context: Context, stem: Stem, clip: SoundClip) -> Fraction | None:
    """Return the second of a stem's file at which it is first heard."""
    try:
        info = context.library.info(stem.file)
    except MediaFault:  # told by the stem, at its line
        return None
    sound = next((one for one in info.sounds if one.track == clip.track), info.sound)
    return None if sound is None else sound.onset
