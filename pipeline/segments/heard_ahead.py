"""Let a piece be heard under its title card before it begins, softly, as through a wall. Pure but for what the library reads.

It is a J-cut, as an editor makes it: what is heard is what comes before the piece in its own files, to the sample, so that it
goes on into the piece when the hole opens. Where nothing comes before, since a file is used from its beginning, it is the piece's
first seconds: as long as they are muffled they are the place and its tune, and nobody hears that they come again. They do not
open, for then somebody would.

Nothing is heard of a voice, which would be cut off in the middle of a word or said twice: not of what is declared as one, nor
where captions say that somebody speaks. And nothing of what begins in silence: there is nothing to hear.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.media.faults import MediaFault
from pipeline.segments.sound import begin
from pipeline.timeline.model import Ahead, Segment, SoundClip, SoundRole, Stack
from pipeline.timeline.pace import AS_FILMED

if TYPE_CHECKING:
    from pipeline.segments.assets import Library

SHORTEST = Fraction(1)
"""Seconds that it lasts at least: less is a noise before the piece."""

LONGEST = Fraction(6)
"""Seconds that it lasts at most."""

SOON = Fraction(3, 10)
"""Seconds after its beginning by which a piece is heard, unless it begins in silence."""

OVER, GOES = Fraction(1, 50), Fraction(1, 4)
"""Seconds within which it is gone over the beginning of the piece: where it opens into that, and where it does not."""

_STEP = Fraction(1, 1000)
"""Seconds, 48 samples: lengths are whole numbers of it, so that what goes on goes on to the sample."""


def with_ahead(segments: Sequence[Segment], titled: Collection[str], library: Library, rate: Fraction) -> list[Segment]:
    """Return segments, the title cards of those that are `titled` with what is heard of them before they begin."""
    found = list(segments)
    for number, (card, piece) in enumerate(pairwise(segments)):
        if piece.name in titled and card.name == f"{piece.name}-title" and piece.sound_leads == 0 and piece.transition is None:
            shared = card.transition.frames + card.sound_leads if card.transition else card.sound_leads
            taken = max(shared, segments[number - 1].sound_trails if number else 0)
            room = min(LONGEST, Fraction(card.stack.frames - taken) / rate)
            found[number] = replace(card, ahead=_ahead(piece, room, library))
    return found


def _ahead(piece: Segment, room: Fraction, library: Library) -> Ahead | None:
    """Return what is heard of a piece for up to `room` seconds before it; None where that is nothing."""
    heard = [one for one in piece.stack.sound if not one.mute and one.sync != "auto" and begin(one) <= SOON]
    if any(clip.pace != AS_FILMED or clip.reverse for clip in heard):  # before it, the file is heard as it is
        return None
    if room < SHORTEST or any(clip.fade_in > SOON for clip in heard) or _speaks(piece.stack, SHORTEST):
        return None
    before = [_before(clip, library) for clip in heard]
    if before and (least := min(room, *before)) >= SHORTEST:
        least -= least % _STEP
        return Ahead(tuple(_earlier(clip, least) for clip in heard), least, OVER, opens=True)
    first = [clip for clip in heard if _onset(clip, library) <= clip.start + SOON]
    if not first or _speaks(piece.stack, room + GOES):
        return None
    room -= room % _STEP
    clips = (_alike(clip, seconds=min(clip.seconds, room + GOES - begin(clip)), at=begin(clip)) for clip in first)
    return Ahead(tuple(clips), room, GOES, opens=False)


def _speaks(stack: Stack, until: Fraction) -> bool:
    """Say whether a voice is heard in the first seconds of a piece, as far as that is told."""
    said = (cue.caption.start for cues in stack.cues.values() for cue in cues)
    voices = (begin(clip) for clip in stack.sound if clip.role is SoundRole.VOICE and not clip.mute)
    return bool(stack.waiting) or any(time < until for time in (*said, *voices))


def _before(clip: SoundClip, library: Library) -> Fraction:
    """Return for how many seconds before a piece begins its file is heard."""
    return clip.start - begin(clip) - _onset(clip, library)


def _onset(clip: SoundClip, library: Library) -> Fraction:
    """Return the second of its file from which on a clip is heard; one that is far beyond its end where that is not known."""
    try:
        sound = library.info(clip.media.path.name).sound_of(clip.track)
    except MediaFault:  # told at its line
        sound = None
    return clip.start + clip.seconds + LONGEST if sound is None or sound.onset is None else max(sound.first, sound.onset)


def _earlier(clip: SoundClip, seconds: Fraction) -> SoundClip:
    return _alike(clip, seconds=seconds + GOES, at=Fraction(0), start=clip.start - begin(clip) - seconds)


def _alike(clip: SoundClip, *, seconds: Fraction, at: Fraction, start: Fraction | None = None) -> SoundClip:
    """Return a clip of the same sound, as loud, elsewhere."""
    return replace(
        clip, role=SoundRole.BED, at=at, start=clip.start if start is None else start, seconds=seconds, sync=None, duck=False,
        fade_in=Fraction(0), fade_out=Fraction(0), loop=False,
    )  # fmt: skip
