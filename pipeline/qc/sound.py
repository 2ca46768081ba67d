"""Judge the sound: how loud it is, and whether what is heard is what was planned, where it was planned. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from pipeline.analysis import curves, silence
from pipeline.analysis.facts import SoundFacts
from pipeline.analysis.runs import runs
from pipeline.faults import Severity
from pipeline.profiles.model import LoudnessProfile, Profile
from pipeline.qc.model import Finding, Heard, Planned
from pipeline.timebase import clock

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

LATEST = 1000
"""Microseconds by which the sound may be off its planned place."""

_LIKE = 500
"""Thousandths of likeness from which on a lag is believed, and under which the sound is another."""

_METERS = Fraction(1, 5)
"""Decibels by which two good true-peak meters may differ (EBU Tech 3341 allows +0.2/-0.4)."""

_HOLE = 200
"""Milliseconds of silence where the plan has sound."""

_LOUD = 0.02
"""A planned amplitude (-34 dBFS) that nobody calls silence, nor does mastering make it one."""

_AGAIN = "build it again"
_LISTEN = "listen to the take"
_LEVELS = "look at the report for the loudness of its segments"


def loudness(sound: Heard, limits: LoudnessProfile) -> Iterator[Finding]:
    """Compare what mastering heard with the profile's limits."""
    if sound.loudness is None:
        yield Finding("silent", _WARNING, "the programme has no measurable loudness", hint="check that its clips have sound")
    elif abs(Fraction(str(sound.loudness)) - limits.target) > limits.tolerance:
        yield _too_loud(f"{sound.loudness:.2f}", limits)
    if sound.true_peak is not None and Fraction(str(sound.true_peak)) > limits.ceiling:
        yield _too_high(f"{sound.true_peak:.2f}", limits)


def _too_loud(got: str, limits: LoudnessProfile) -> Finding:
    wanted = f"{float(limits.target):g} within {float(limits.tolerance):g}"
    return Finding("loudness", _ERROR, f"the programme measures {got} LUFS; wanted is {wanted}", hint=_LEVELS)


def _too_high(got: str, limits: LoudnessProfile) -> Finding:
    message = f"the true peak is {got} dBTP; at most {float(limits.ceiling):g}"
    return Finding("true_peak", _ERROR, message, hint=_LEVELS)


def jumps(sound: Heard, planned: Planned, allowed: Fraction) -> Iterator[Finding]:
    """Find neighbours of which one is much louder; what has no sound of its own is none."""
    starts = {segment.name: segment.range.start for segment in planned.segments}
    before: tuple[str, Fraction] | None = None
    is_after_silence = False
    for name, loudness_ in sound.segments:
        if loudness_ is None or name in planned.cards or name in sound.silent:
            is_after_silence |= name not in planned.around
            continue
        level = Fraction(str(loudness_))
        if before is not None and abs(level - before[1]) > allowed:
            change = f"{float(abs(level - before[1])):.1f} LU {'louder' if level > before[1] else 'quieter'}"
            then = "before the silence" if is_after_silence else "before it"
            message = f"{_called(planned, name)} is {change} than {_called(planned, before[0])} {then}"
            yield planned.found("loudness_jump", _WARNING, message, starts.get(name), "set its `loudness`")
        before, is_after_silence = (name, level), False


def _called(planned: Planned, name: str) -> str:
    """Return how messages call a segment: a card may have the title of what it announces."""
    title = planned.titles.get(name, name)
    return f"the card {title!r}" if name in planned.around else repr(title)


def listened(facts: SoundFacts, planned: Planned, profile: Profile, told: Heard) -> Iterator[Finding]:
    """Judge what was decoded again, and measured by other code than mastering's."""
    if facts.fault:
        at = planned.frame_of(facts.fault_at)
        yield planned.found("sound_damaged", _ERROR, f"the sound cannot be decoded: {facts.fault}", at, _AGAIN)
    if not facts.is_decoded:
        return
    if facts.samples != planned.samples:
        at = planned.frame_of(min(facts.samples, planned.samples))
        message = f"{facts.samples} samples of sound can be decoded; planned were {planned.samples}"
        yield planned.found("samples_decoded", _ERROR, message, at, _AGAIN)
    if facts.misplaced is not None:
        message = "decoded sound does not stand at its time"
        yield planned.found("sound_times", _ERROR, message, planned.frame_of(facts.misplaced), _AGAIN)
    limits = profile.loudness
    measured = None if facts.loudness is None else Fraction(facts.loudness, 1000)
    if measured is not None and abs(measured - limits.target) > limits.tolerance:
        yield _too_loud(f"{float(measured):.2f}", limits)
    if measured is None and told.loudness is not None:
        yield Finding("loudness", _ERROR, "the sound is silent; mastering measured otherwise", hint=_AGAIN)
    if facts.true_peak is not None and Fraction(facts.true_peak, 1000) > limits.ceiling + _METERS:
        finding = _too_high(f"{facts.true_peak / 1000:.2f}", limits)
        yield planned.found(finding.code, _ERROR, finding.message, planned.frame_of(facts.peak_at), finding.hint)
    yield from _planned(facts, planned)
    yield from _places(facts, planned)


def _planned(facts: SoundFacts, planned: Planned) -> Iterator[Finding]:
    """Find silence where sound was planned, and sound that was not."""
    heard, meant = (curves.amplitudes(curves.unpack(text, "u1", -1, 2)) for text in (facts.heard, facts.planned))
    count = min(len(heard), len(meant))
    if not len(meant):
        yield from _unplanned(heard, planned)
    if not count:
        return
    quiet = heard[:count].max(axis=1) <= silence.SILENT
    loud = meant[:count].max(axis=1) >= _LOUD
    still = meant[:count].max(axis=1) <= silence.SILENT
    for first, blocks in runs(quiet & ~still, _HOLE // 10):
        if np.count_nonzero(loud[first : first + blocks]) * 2 >= blocks:
            message = f"{blocks / 100:.2f} s are silent where sound was planned"
            yield planned.found("silence", _ERROR, message, planned.frame_of(first * silence.BLOCK), _AGAIN)
    for first, blocks in runs((heard[:count].max(axis=1) > 10 * silence.SILENT) & still, 10):
        # The crossfade of a join and the codec reach some blocks into planned silence.
        message = f"{blocks / 100:.2f} s of sound are heard where silence was planned"
        yield planned.found("sound_unplanned", _ERROR, message, planned.frame_of(first * silence.BLOCK), _AGAIN)
    for first, blocks in runs(quiet & ~still, 200):
        if np.count_nonzero(loud[first : first + blocks]) * 2 < blocks:
            message = f"it is as good as silent for {clock(Fraction(blocks, 100), digits=1)}"
            yield planned.found("silence", _WARNING, message, planned.frame_of(first * silence.BLOCK), _LISTEN)


def _unplanned(heard: npt.NDArray[np.float32], planned: Planned) -> Iterator[Finding]:
    """Find long silence, and a side that is silent throughout, in sound of which nothing was planned."""
    for first, blocks in runs(heard.max(axis=1, initial=0) <= silence.SILENT, 200):
        message = f"it is silent for {clock(Fraction(blocks, 100), digits=1)}"
        frames = planned.frame_of(blocks * silence.BLOCK)
        yield planned.found("silence", _WARNING, message, planned.frame_of(first * silence.BLOCK), _LISTEN, frames=frames)
    loudest = heard.max(axis=0, initial=0)
    for channel, side in enumerate(("left", "right")):
        if loudest[channel] <= silence.SILENT < loudest.max():
            yield Finding("dead_channel", _WARNING, f"the {side} channel is silent", hint=_LISTEN)


def _places(facts: SoundFacts, planned: Planned) -> Iterator[Finding]:
    """Judge what was held against the plan at several places."""
    for lag in facts.lags:
        frame = planned.frame_of(lag.at)
        if lag.likeness < _LIKE:
            message = f"the sound is not the planned one (they are alike to {lag.likeness / 10:.0f} %)"
            yield planned.found("sound_foreign", _ERROR, message, frame, _AGAIN)
        elif abs(lag.microseconds) > LATEST:
            way = "late" if lag.microseconds > 0 else "early"
            message = f"the sound is {abs(lag.microseconds) / 1000:.1f} ms {way} beside the plan, and so beside the picture"
            yield planned.found("av_offset", _ERROR, message, frame, _AGAIN)
    for first, count in facts.clipped[:1]:
        message = f"the sound is clipped: {count} samples in a row stand at full scale"
        yield planned.found("clipping", _ERROR, message, planned.frame_of(first), "lower its `gain`")
    for at in facts.clicks:
        yield planned.found("click", _WARNING, "it clicks where two segments meet", planned.frame_of(at), "add a fade")
    for channel in facts.dead:
        side = ("left", "right")[channel]
        yield Finding("dead_channel", _ERROR, f"the {side} channel is silent and should not be", hint=_AGAIN)
    for at in facts.swapped[:1]:
        yield planned.found("swapped_channels", _ERROR, "left and right are swapped", planned.frame_of(at), _AGAIN)
