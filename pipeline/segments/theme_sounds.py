"""Lay the theme's own sounds under the cards that a manifest gives no music, and at cuts. Pure but for what the library reads.

A mark sounds as the card comes: the logo at the opening and at the end, a sting at others; the bed lies under it as long as the
card is shown. The whole is as loud as the profile has cards, which the mark decides: the bed is below the meter's gate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cards.sounds import mark
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo, SoundInfo
from pipeline.media.paths import MediaPath
from pipeline.timeline.model import Segment, SoundClip, SoundRole, SourceMedia

if TYPE_CHECKING:
    from pipeline.cards.model import Asset
    from pipeline.segments.assets import Library

_AT_CUTS = "pass"
"""The slot of what sounds there."""

_LONGEST = Fraction(5)
"""Seconds that it may last."""

_COMES, _GOES = Fraction(1, 2), Fraction(3, 20)
"""Seconds over which the bed comes and goes. It goes fast, since many a film begins with silence of its own."""


def with_theme_sounds(
    segment: Segment, card: str, announces: str, sounds: Mapping[str, Asset], library: Library, rate: Fraction
) -> Segment:
    """Return the segment of a card with the theme's sounds, as it is where the theme has none for it.

    `announces` is the kind of segment that an interstitial announces. Raises InputFault where a file is no sound, or damaged.
    """
    slot = mark(sounds, card, announces)
    if slot is None:
        return segment
    seconds = segment.stack.frames / rate
    # What is dissolved to is landed on: in the dissolve the mark would come twice, softly.
    landing = segment.transition.frames / rate if segment.transition else Fraction(0)
    at = landing if landing < seconds else Fraction(0)
    clips = [_clip(sounds[slot], library, at, seconds - at)]
    if "bed" in sounds:
        bed = _clip(sounds["bed"], library, Fraction(0), seconds)
        fades = min(_COMES, seconds / 2), min(_GOES, seconds / 2)
        clips.append(replace(bed, seconds=seconds, loop=bed.seconds < seconds, fade_in=fades[0], fade_out=fades[1]))
    return replace(segment, stack=replace(segment.stack, sound=tuple(clips)))


def with_passages(
    segments: Sequence[Segment], sounds: Mapping[str, Asset], library: Library, rate: Fraction
) -> list[Segment]:
    """Return segments with the theme's sound at every cut that the theme lies over, or uncovers what comes at.

    It begins with what is seen, and may last longer. Raises InputFault where the file is no sound, or damaged.
    """
    if _AT_CUTS not in sounds:
        return list(segments)
    clip = _clip(sounds[_AT_CUTS], library, Fraction(0), _LONGEST)
    return [replace(one, passage=clip) if _is_passed(one) else one for one in segments]


def _is_passed(segment: Segment) -> bool:
    """Say whether something passes over the cut before a segment: a hole that opens onto it does not, and is not heard."""
    return (segment.cover is not None and segment.cover.before is not None) or (
        segment.transition is not None and segment.transition.matte is not None
    )


def heard(sound: Asset, look: Callable[[Path, str], MediaInfo]) -> SoundInfo:
    """Return what a theme's file sounds like; `look` looks into a file, which messages call by the name that is given with it.

    Raises InputFault, at the file, where it is no sound or damaged.
    """
    shown = f"templates/{sound.path.parent.parent.name}/{sound.path.parent.name}/{sound.path.name}"
    try:
        info = look(sound.path, shown)
        if info.damage:
            raise MediaFault(info.damage, "copy or export it again")
    except MediaFault as fault:
        raise InputFault((Diagnostic(Where(shown), fault.message, fault.hint),)) from fault
    if info.sound is None or info.sound.duration <= 0:
        raise InputFault((Diagnostic(Where(shown), "this file has no sound", "export a sound, as WAV or FLAC"),))
    return info.sound


def _clip(sound: Asset, library: Library, at: Fraction, room: Fraction) -> SoundClip:
    """Return a sound from its beginning, for `room` seconds at most."""
    found = heard(sound, library.info_at)
    first, length = found.first, found.duration
    return SoundClip(
        media=SourceMedia(MediaPath(str(sound.path.parent), sound.path.name), sound.digest),
        role=SoundRole.BED,
        at=at,
        start=first,
        seconds=min(length, room),
        fade_out=min(Fraction(1, 20), length / 2) if length > room else Fraction(0),
        name=f"{sound.path.stem} of the theme",
    )
