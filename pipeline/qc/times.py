"""Judge when frames and samples are shown and heard, by what the container says. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.faults import Severity
from pipeline.profiles.model import Profile
from pipeline.qc.boxes import Track
from pipeline.qc.model import Finding, Planned

_ERROR = Severity.ERROR
_AGAIN = "build it again"


def picture_times(picture: Track, planned: Planned) -> Iterator[Finding]:
    """Find frames that are missing, too many or off their place."""
    if len(picture.shown) != planned.frames:
        at = min(len(picture.shown), planned.frames) if planned.spans else None
        message = f"the picture has {len(picture.shown)} frames; planned were {planned.frames}"
        yield planned.found("frames", _ERROR, message, at, _AGAIN)
    if not picture.timescale:
        yield Finding("timestamps", _ERROR, "the picture's clock does not tick", hint=_AGAIN)
        return
    tick = picture.timescale / planned.rate
    # half_up(number * tick) in whole numbers: an hour has 216,000 frames, and fractions took longer than all else here.
    double, whole = 2 * tick.numerator, 2 * tick.denominator
    for number, shown in enumerate(picture.shown):
        if shown != (number * double + tick.denominator) // whole:
            message = f"frame {number} is shown at {float(Fraction(shown, picture.timescale)):.6f} s, off its place"
            yield planned.found("timestamps", _ERROR, message, number, _AGAIN)
            return


def sound_times(sound: Track, planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Find sound that is too short, too long or late; its packets follow each other without a gap."""
    rate = profile.sound.sample_rate
    if sound.timescale and sound.length * rate != planned.samples * sound.timescale:
        seconds = float(Fraction(sound.length, sound.timescale))
        message = f"the sound lasts {seconds:.6f} s, planned were {planned.samples} samples"
        yield Finding("samples", _ERROR, message, hint=_AGAIN)
    if sound.shown[:1] not in ((), (0,)) and sound.timescale:
        late = float(Fraction(sound.shown[0], sound.timescale))
        yield Finding("sound_start", _ERROR, f"the sound begins {late:.6f} s late", hint=_AGAIN)
    elif sound.timescale == rate:
        astray = next((number for number, time in enumerate(sound.order) if time != number * 1024), None)
        if astray is not None:
            late = float(Fraction(sound.order[astray] - astray * 1024, rate))
            message = f"the sound from here on is heard {late:+.6f} s off its place"
            yield planned.found("sound_times", _ERROR, message, planned.frame_of(astray * 1024), _AGAIN)
