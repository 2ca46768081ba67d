"""The curves of the page: the waveform, and the short-term loudness between its limits. Pure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.analysis import curves
from pipeline.analysis.facts import SoundFacts
from pipeline.cards.contact import Wave, waveform
from pipeline.profiles.model import LoudnessProfile
from pipeline.qc.model import Measurements

_WIDTH, _HEIGHT = 1200, 100
_LOUDEST, _FAINTEST = -2.0, -42.0
"""LUFS at the top and the bottom of the curve of loudness."""


def wave(measured: Measurements) -> str:
    """Return the waveform as SVG; nothing where no sound was measured."""
    facts = decoded(measured)
    text, channels = (facts.heard, 2) if facts else (measured.sound.peaks, 1)
    if not text:
        return ""
    heard = curves.amplitudes(curves.unpack(text, "u1", -1, channels)).max(axis=1, initial=0)
    peaks = tuple(float(part.max()) for part in np.array_split(heard, min(_WIDTH // 2, max(1, len(heard)))) if len(part))
    clipped = tuple((first / facts.samples, (first + count) / facts.samples) for first, count in facts.clipped) if facts else ()
    return waveform(
        Wave(peaks, (), clipped), _WIDTH, _HEIGHT, ink="var(--wave)", quiet="var(--quiet)", loud="var(--wrong)"
    )


def loudness(measured: Measurements, limits: LoudnessProfile) -> str:
    """Return the short-term loudness as SVG, with the profile's target and what it allows around it; nothing in silence."""
    facts = decoded(measured)
    text = facts.short_term if facts else measured.sound.short_term
    halves = curves.unpack(text, "u1", -1) if text else np.zeros(0, np.uint8)
    if not halves.any():
        return ""
    levels = halves / 2 + curves.FAINTEST
    fitted = [float(part.mean()) for part in np.array_split(levels, min(_WIDTH // 2, len(levels)))]
    pitch = _WIDTH / len(fitted)
    line = "".join(f"L{(number + 0.5) * pitch:.1f} {_down(level):.1f}" for number, level in enumerate(fitted))
    target, tolerance = float(limits.target), float(limits.tolerance)
    top, bottom = _down(target + tolerance), _down(target - tolerance)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none">'
        f'<rect class="band" width="{_WIDTH}" y="{top:.1f}" height="{bottom - top:.1f}"/>'
        f'<path class="target" d="M0 {_down(target):.1f}H{_WIDTH}"/>'
        f'<path class="under" d="M0 {_HEIGHT}{line}L{_WIDTH} {_HEIGHT}Z"/>'
        f'<path class="level" d="M{line[1:]}"/></svg>'
    )


def decoded(measured: Measurements) -> SoundFacts | None:
    """Return what was measured on the decoded sound; where only packets were looked at, there is what mastering heard."""
    return measured.listened if measured.listened is not None and measured.listened.is_decoded else None


def target(limits: LoudnessProfile) -> str:
    """Return how far down the target of loudness stands, in percent."""
    return f"{100 * _down(float(limits.target)) / _HEIGHT:.1f}%"


def _down(level: float | npt.NDArray[np.float64]) -> float:
    return float(_HEIGHT * (_LOUDEST - np.clip(level, _FAINTEST, _LOUDEST)) / (_LOUDEST - _FAINTEST))
