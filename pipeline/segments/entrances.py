"""When each player of a mosaic comes to be seen: as they begin to be heard, one after another. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pipeline.media.faults import MediaFault
from pipeline.segments.base import Context
from pipeline.segments.medium import Stem, Tile
from pipeline.segments.sound import begin
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import SoundClip

APART = Fraction(3, 24)
"""Seconds between two who come at once: three frames at 24 a second."""

ALL = Fraction(3, 2)
"""Seconds in which all have come who come at once, however many: thirty-six would else take four and a half."""


Sounds = Sequence[SoundClip | None]
"""Stems as they are heard, in their order; None for one with a mistake."""


def entrances(
    context: Context, tiles: Sequence[Tile], stems: Sequence[Stem], sounds: Sounds, found: Mapping[int, LinedUp]
) -> tuple[int, ...]:
    """Return the frame from which on each tile's player is seen; whoever comes first is there from the first frame on.

    Each comes when their stem is first heard, a little after whoever came before; whoever has no stem, or one in which nothing
    is heard for long, comes as if it were heard at once. Of stems that are lined up by their sound, `found` tells by number where
    they stand; one that nobody has lined up yet is taken to be heard at once, too.
    """
    heard = [_heard(context, one, stems, sounds, found) or Fraction(0) for one in tiles]
    apart = min(APART, ALL / len(tiles))
    begins = [0] * len(tiles)
    last = Fraction(0)
    for number, (time, place) in enumerate(sorted((time, place) for place, time in enumerate(heard))):
        last = max(time, last + apart) if number else Fraction(0)
        begins[place] = context.frames(last)
    return tuple(begins)


def unplaced(
    context: Context, tiles: Sequence[Tile], stems: Sequence[Stem], sounds: Sounds, found: Mapping[int, LinedUp]
) -> tuple[int, ...]:
    """Return the numbers of stems whose place decides when a player is seen, and is not known yet: they are not among `found`."""
    return tuple(
        number
        for number, (stem, clip) in enumerate(zip(stems, sounds, strict=True))
        if clip is not None and clip.sync == "auto" and not clip.mute and number not in found
        and any(_is_of(stem, tile) for tile in tiles) and _onset(context, stem, clip) is not None
    )  # fmt: skip


def _is_of(stem: Stem, tile: Tile) -> bool:
    return stem.file == tile.file or bool(set(tile.by) & set(stem.by))


def _heard(
    context: Context, tile: Tile, stems: Sequence[Stem], sounds: Sounds, found: Mapping[int, LinedUp]
) -> Fraction | None:
    """Return at which second of the segment a tile's player is first heard, None where that is not known."""
    times = []
    for number, (stem, clip) in enumerate(zip(stems, sounds, strict=True)):
        if clip is None or clip.mute or not _is_of(stem, tile):
            continue
        onset = _onset(context, stem, clip)
        if onset is None or onset >= clip.start + clip.seconds:
            continue
        begun = max(onset, clip.start)
        if clip.sync != "auto":
            times.append(max(Fraction(0), begin(clip) + begun - clip.start))
        elif (where := found.get(number)) is not None and (at := where.scale * begun + where.later) < where.end:
            times.append(max(Fraction(0), at))
    return min(times, default=None)


def _onset(context: Context, stem: Stem, clip: SoundClip) -> Fraction | None:
    """Return the second of a stem's file at which it is first heard."""
    try:
        info = context.library.info(stem.file)
    except MediaFault:  # told by the stem, at its line
        return None
    sound = next((one for one in info.sounds if one.track == clip.track), info.sound)
    return None if sound is None else sound.onset
