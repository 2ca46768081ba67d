"""Murmur a text: a stand-in for a voice, made of a source and formants. Nobody is imitated, nothing is recorded.

Formants (resonances of the vocal tract) follow G. Peterson and H. Barney, "Control Methods Used in a Study of the Vowels",
JASA 24(2), 1952, table II; consonants are coarse: noise bands, nasal murmurs, gaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from episodes.generator.dsp import RATE, Signal, add, equalise, fade, room, silence, to_peak
from episodes.generator.texts import Spoken

_STEP = 240
"""Samples between two settings of the voice: 5 ms."""


@dataclass(frozen=True, slots=True)
class _Phone:
    """Describe one speech sound: seconds, formants in Hz, how much voice and how much breath, and where the breath lies."""

    seconds: float
    formants: tuple[float, float, float]
    voice: float
    breath: float = 0.02
    centre: float = 1500.0
    width: float = 1500.0


_VOWELS = {
    "i": (300, 2290, 3010), "I": (400, 1990, 2550), "e": (460, 1950, 2500), "E": (540, 1840, 2480), "a": (730, 1250, 2440),
    "A": (690, 1090, 2440), "o": (500, 900, 2410), "O": (570, 840, 2410), "u": (320, 870, 2240), "U": (440, 1020, 2240),
    "@": (500, 1400, 2400), "y": (300, 1750, 2200),
}
_PHONES = {name: _Phone(0.105, formants, 1.0) for name, formants in _VOWELS.items()} | {
    "m": _Phone(0.07, (260, 1000, 2200), 0.34), "n": _Phone(0.06, (260, 1500, 2400), 0.36),
    "N": _Phone(0.07, (260, 1900, 2500), 0.32), "l": _Phone(0.06, (350, 1150, 2600), 0.6),
        "r": _Phone(0.06, (380, 1250, 1650), 0.6),
    "w": _Phone(0.06, (310, 700, 2200), 0.55), "j": _Phone(0.05, (280, 2250, 3000), 0.55),
    "s": _Phone(0.085, (350, 1700, 2600), 0.0, 0.30, 6200, 2200), "S": _Phone(0.085, (350, 1800, 2500), 0.0, 0.30, 3400, 1500),
    "z": _Phone(0.07, (300, 1700, 2600), 0.3, 0.16, 6000, 2200), "f": _Phone(0.07, (350, 1100, 2300), 0.0, 0.10, 5000, 4000),
    "v": _Phone(0.055, (300, 1100, 2300), 0.35, 0.05, 4500, 3500), "h": _Phone(0.06, (500, 1400, 2400), 0.12, 0.14, 1500, 1500),
    "T": _Phone(0.07, (350, 1400, 2500), 0.0, 0.08, 5500, 3500), "D": _Phone(0.045, (320, 1400, 2500), 0.4, 0.03, 4000, 3000),
    "p": _Phone(0.07, (400, 900, 2200), 0.0, 0.02, 900, 700), "b": _Phone(0.055, (250, 900, 2200), 0.14),
    "t": _Phone(0.07, (400, 1700, 2600), 0.0, 0.09, 4200, 2000), "d": _Phone(0.05, (250, 1700, 2600), 0.15),
    "k": _Phone(0.075, (400, 1900, 2300), 0.0, 0.07, 2000, 900), "g": _Phone(0.055, (250, 1900, 2300), 0.14),
    " ": _Phone(0.035, (500, 1400, 2400), 0.25), ",": _Phone(0.22, (500, 1400, 2400), 0.0, 0.0),
}


def _read(phones: str) -> list[tuple[_Phone, bool]]:
    """Return the phones with their stress; `'` stresses the next vowel, `:` lengthens the phone before it."""
    read: list[tuple[_Phone, bool]] = []
    stressed = False
    for sign in phones:
        if sign == "'":
            stressed = True
        elif sign == ":":
            last, stress = read[-1]
            read[-1] = (_Phone(last.seconds * 1.5, last.formants, last.voice, last.breath, last.centre, last.width), stress)
        else:
            vowel = sign in _VOWELS
            read.append((_PHONES[sign], stressed and vowel))
            stressed = stressed and not vowel
    return read


def _smooth(track: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Glide between settings as a tongue does: a moving average over `steps`, done twice."""
    window = np.ones(steps) / steps
    for _ in range(2):
        track = np.convolve(np.pad(track, steps, mode="edge"), window, mode="same")[steps:-steps]
    return track


def speak(phones: str, *, pitch: float, rng: np.random.Generator, pace: float = 1.0, tract: float = 1.0) -> Signal:
    """Say one line, mono. `pitch` in Hz is the middle of the melody; `tract` scales the formants (above 1: a smaller person)."""
    read = _read(phones)
    settings = [
        (phone, stress) for phone, stress in read for _ in range(max(1,
            round(phone.seconds * pace * (1.25 if stress else 1.0) * RATE / _STEP)))
    ]
    steps = len(settings)
    formants = [_smooth(np.array([phone.formants[n] * tract for phone, _ in settings]), 9) for n in range(3)]
    voiced = _smooth(np.array([phone.voice * (1.25 if stress else 1.0) for phone, stress in settings]), 5)
    breath = _smooth(np.array([phone.breath for phone, _ in settings]), 4)
    stress = _smooth(np.array([float(stress) for _, stress in settings]), 12)
    place = np.arange(steps) / max(1, steps - 1)
    melody = pitch * (1.10 - 0.22 * place) * (1 + 0.13 * stress) * (1 + 0.02 * _smooth(rng.standard_normal(steps) * 3, 15))
    samples = np.arange(steps * _STEP) / _STEP
    hertz = np.interp(samples, np.arange(steps), melody)
    phase = 2 * np.pi * np.cumsum(hertz * (1 + 0.004 * np.sin(2 * np.pi * 5.1 * samples * _STEP / RATE))) / RATE

    def envelope(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the tract's gain at `frequency`, which has a value for each setting (or a row of them)."""
        total = np.zeros(np.broadcast_shapes(frequency.shape, formants[0].shape))
        for formant, width, level in zip(formants, (70.0, 100.0, 160.0), (1.0, 0.55, 0.28), strict=True):
            total += level / np.sqrt(1 + ((frequency - formant) / width) ** 2)
        return total

    sound = np.zeros(samples.size)
    for overtone in range(1, 28):
        frequency = overtone * melody
        loudness = envelope(frequency) * voiced / overtone**0.7 * (frequency < 4200)
        sound += np.interp(samples, np.arange(steps), loudness) * np.sin(overtone * phase)
    sound += 2.2 * _breath(settings, breath, formants[0].size, rng)
    soft = equalise(sound, [(70, -18), (140, 0), (3000, 0), (6500, -7), (12000, -20)])
    return fade(soft, 0.03, 0.09)


def _breath(settings: list[tuple[_Phone, bool]], level: NDArray[np.float64], steps: int, rng: np.random.Generator) -> Signal:
    """Return noise that follows each setting's band, put together from overlapping windows."""
    size = 4 * _STEP
    window = np.hanning(size)
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    noise = np.fft.rfft(rng.standard_normal((steps, size)) * window)
    centre = _smooth(np.array([phone.centre for phone, _ in settings]), 4)[:, None]
    width = _smooth(np.array([phone.width for phone, _ in settings]), 4)[:, None]
    shaped = np.fft.irfft(noise * np.exp(-(((frequency - centre) / width) ** 2)) * level[:, None], size) * window
    total = np.zeros(steps * _STEP + size)
    for step in range(steps):
        total[step * _STEP : step * _STEP + size] += shaped[step]
    return total[size // 2 - _STEP // 2 :][: steps * _STEP]


def say(line: Spoken, *, pitch: float, rng: np.random.Generator, tract: float = 1.0) -> Signal:
    """Say a line in the time that it has, mono."""
    natural = sum(phone.seconds for phone, _ in _read(line.phones))
    return speak(line.phones, pitch=pitch, rng=rng, pace=0.94 * (line.end - line.start) / (1.07 * natural), tract=tract)


def read_aloud(lines: tuple[Spoken, ...], seed: int) -> Signal:
    """Read the poem, mono, softly and near, with nothing behind its last line."""
    rng = np.random.default_rng(seed)
    sound = silence(lines[-1].end)
    for line in lines:
        add(sound, say(line, pitch=142, rng=rng, tract=0.94), line.start)
    near = equalise(sound, [(90, 0), (180, 2), (600, 0), (3500, -1), (9000, -8)])
    return fade(to_peak(room(near, 0.5, 0.12, rng).mean(axis=0), -6), 0.01, 0.05)
