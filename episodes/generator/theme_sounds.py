"""The sounds of the built-in themes: `python -m episodes.generator.theme_sounds [templates]` writes them, as FLAC.

Each theme has a logo of three notes, as if each were played by another person (the fifth, the octave and the third of D), a
sting for each kind of piece, a bed, which is the hum that the logo ends on, and the sound of what passes over a cut.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from episodes.generator import dsp
from episodes.generator.dsp import RATE, Signal

NOTES = (440.0, 587.33, 739.99)
"""A, D and F sharp, in Hz."""

LANDING = 0.5
"""Seconds after which the sheet of a pass lies: twelve frames of the fourteen in which it is handed in."""

_MARK_PEAK = -6.0
"""dBFS of a mark's highest sample."""

_BED_BELOW = 15.0
"""Decibels between the level of a mark and that of the bed: further than the meter's gate (ITU-R BS.1770-4: 10 LU), with room."""


def _clock(seconds: float) -> Signal:
    return np.arange(round(seconds * RATE)) / RATE


def _partials(hertz: float, seconds: float, parts: Sequence[tuple[float, float, float]]) -> Signal:
    """Return decaying sines: (multiple of `hertz`, amplitude, seconds to -60 dB) each."""
    time = _clock(seconds)
    rings = (level * np.sin(2 * np.pi * hertz * ratio * time) * 10 ** (-3 * time / decay) for ratio, level, decay in parts)
    return sum(rings, 0 * time)


def _noise(seconds: float, rng: np.random.Generator, points: Sequence[tuple[float, float]]) -> Signal:
    return dsp.equalise(rng.standard_normal(round(seconds * RATE)), points)


def _tear(seconds: float, rng: np.random.Generator) -> Signal:
    """Paper that tears: fibres that give way, ever faster, in the noise of the sheet."""
    sheet = _noise(seconds, rng, [(300, -40), (1200, -8), (4000, 0), (12000, -6)])
    time = _clock(seconds)
    swell = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 0.6
    fibres = (rng.random(time.size) < (0.002 + 0.006 * time / seconds)) * rng.standard_normal(time.size)
    crackle = dsp.equalise(fibres, [(800, -30), (2500, 0), (9000, 0)])
    rough = sheet / sheet.std() + 2 * crackle / crackle.std()
    return dsp.fade(swell * np.tanh(0.5 * rough), 0.004, 0.05)


def _knock(hertz: float, rng: np.random.Generator) -> Signal:
    body = _partials(hertz, 0.5, [(0.5, 0.7, 0.35), (1, 1, 0.3), (2.71, 0.4, 0.14), (4.9, 0.2, 0.08)])
    tap = dsp.fade(_noise(0.012, rng, [(500, -12), (2500, 0), (9000, -12)]), 0, 0.008)
    dsp.add(body, 0.4 * tap / np.abs(tap).max(), 0)
    return dsp.fade(body, 0.0006, 0.05)


def _glass(hertz: float, rng: np.random.Generator) -> Signal:
    del rng
    return dsp.fade(_partials(hertz, 1.4, [(1, 1, 1.3), (2.32, 0.35, 0.9), (4.25, 0.2, 0.5), (6.63, 0.08, 0.3)]), 0.001, 0.2)


def _voice(hertz: float, seconds: float, formants: Sequence[tuple[float, float]], into: float, out: float) -> Signal:
    """A voice that holds a vowel: harmonics under formants, with a little vibrato."""
    time = _clock(seconds)
    phase = 2 * np.pi * hertz * (time - 0.0012 * np.cos(2 * np.pi * 5.1 * time) / 5.1)
    sound = sum((np.sin(n * phase) / n for n in range(1, 14)), 0 * time)
    return dsp.fade(dsp.equalise(sound, formants), into, out)


_HUM = [(80.0, -20.0), (200.0, 0.0), (600.0, -4.0), (1100.0, -24.0), (5000.0, -50.0)]
_OO = [(80.0, -20.0), (300.0, 0.0), (700.0, -9.0), (900.0, -6.0), (1500.0, -30.0), (6000.0, -50.0)]


def _plucked(hertz: float, seconds: float, rng: np.random.Generator) -> Signal:
    """A string (Karplus and Strong, Computer Music Journal 7:2, 1983): a burst of noise that rounds off as it goes about."""
    period = round(RATE / hertz - 0.5)
    ring = dsp.equalise(rng.uniform(-1, 1, period), [(200, 0), (6000, -6), (16000, -24)])
    out = np.empty(round(seconds * RATE))
    for begin in range(0, out.size, period):
        part = out[begin : begin + period]
        part[:] = ring[: part.size]
        ring = 0.4985 * (ring + np.roll(ring, 1))
    return dsp.fade(out, 0.001, 0.15)


def _toy_piano(hertz: float, seconds: float) -> Signal:
    bars = [(1.0, 1.0, 0.8), (3.01, 0.5, 0.4), (6.27, 0.25, 0.18), (11.2, 0.1, 0.07)]
    return dsp.fade(_partials(hertz, seconds, bars), 0.0008, 0.1)


def _ticks(seconds: float, times: Sequence[float], rng: np.random.Generator, points: Sequence[tuple[float, float]]) -> Signal:
    out = dsp.silence(seconds)
    for at in times:
        tick = dsp.fade(_noise(0.03, rng, points), 0.001, 0.022)
        dsp.add(out, rng.uniform(0.6, 1) * tick / np.abs(tick).max(), at)
    return out


def _pencil(seconds: float, rng: np.random.Generator) -> Signal:
    out = dsp.silence(seconds)
    for at, length in ((0.02, 0.16), (0.22, 0.1), (0.36, 0.22)):
        stroke = _noise(length, rng, [(700, -30), (2500, 0), (7000, -3), (14000, -20)])
        grain = 0.6 + 0.4 * np.sin(2 * np.pi * 70 * _clock(length))
        dsp.add(out, dsp.fade(grain * stroke / np.abs(stroke).max(), 0.02, 0.05), at)
    return out


def _swell(seconds: float, rng: np.random.Generator, points: Sequence[tuple[float, float]], power: float) -> Signal:
    """Noise that grows until it stops, rough as a surface is that something is drawn over."""
    time = _clock(seconds)
    at = np.arange(0, seconds + 0.02, 0.012)
    grain = np.interp(time, at, 0.55 + 0.45 * rng.random(at.size))
    noise = _noise(seconds, rng, points)
    return dsp.fade(noise / np.abs(noise).max() * grain * (time / seconds) ** power, 0.03, 0.02)


def _pass(rng: np.random.Generator) -> Signal:
    """A sheet of paper that is slid over a table for half a second, and lies."""
    slide = _swell(LANDING, rng, [(150, -40), (600, -14), (2200, 0), (6000, -3), (14000, -16)], 1.6)
    thud = dsp.fade(_partials(62.0, 0.3, [(1, 1, 0.22), (1.9, 0.35, 0.12), (3.4, 0.12, 0.06)]), 0.002, 0.1)
    air = dsp.fade(_noise(0.16, rng, [(120, -20), (500, 0), (2500, -10), (9000, -30)]), 0.001, 0.14)
    landed = _mix((thud, 0.0), (air, -9.0))
    sound = dsp.silence(LANDING + 0.3)
    dsp.add(sound, slide, 0)
    dsp.add(sound, 0.6 * landed / np.abs(landed).max(), LANDING)
    return _in_room(sound, rng)


def _sweep(rng: np.random.Generator) -> Signal:
    """A beam that crosses from left to right: a breath that passes, brightest in the middle, and a low string under it."""
    seconds = 0.75
    time = _clock(seconds)
    low, high = (_noise(seconds, rng, points) for points in (
        [(120, -30), (400, 0), (1200, -6), (4000, -30)], [(800, -30), (3000, 0), (9000, -6), (16000, -24)],
    ))  # fmt: skip
    middle = np.exp(-(((time - 0.34) / 0.16) ** 2))
    breath = 0.5 * low / low.std() * np.sin(np.pi * time / seconds) + 0.5 * high / high.std() * middle
    hum = np.sin(2 * np.pi * NOTES[1] / 4 * time) * np.sin(np.pi * time / seconds) ** 2
    sound = dsp.fade(breath / np.abs(breath).max() + 0.5 * hum, 0.05, 0.2)
    across = np.clip((time - 0.05) / 0.55, 0, 1) * np.pi / 2
    return _in_room(np.stack([sound * np.cos(across), sound * np.sin(across)]), rng)


def _chord(play: Callable[[float], Signal], seconds: float, apart: float, first: float = 0.0) -> Signal:
    out = dsp.silence(seconds)
    for number, hertz in enumerate(NOTES):
        dsp.add(out, play(hertz), first + number * apart)
    return out


def _mix(*parts: tuple[Signal, float]) -> Signal:
    """Return sounds over each other, each with its level in dB of its own peak."""
    out = np.zeros(max(part.shape[-1] for part, _ in parts))
    for part, level in parts:
        dsp.add(out, dsp.gain(level) * part / np.abs(part).max(), 0)
    return out


def _in_room(sound: Signal, rng: np.random.Generator) -> Signal:
    return dsp.to_peak(dsp.fade(dsp.room(sound, 0.7, 0.16, rng), 0, 0.12), _MARK_PEAK)


def _loop(note: float, seconds: float, formants: Sequence[tuple[float, float]]) -> Signal:
    """A hum whose end is its beginning: whole periods of every part in it, and its vibrato too."""
    time = _clock(seconds)
    step = 1 / seconds
    near = round(note / step) * step
    vibrato = 0.5 * np.sin(2 * np.pi * round(5 / step) * step * time)
    sound = sum((np.sin(n * (2 * np.pi * near * time + vibrato)) / n for n in range(1, 10)), 0 * time)
    spectrum = np.fft.rfft(sound)
    frequencies = np.fft.rfftfreq(sound.size, 1 / RATE)
    hertz, decibels = zip(*formants, strict=True)
    curve = np.interp(np.log(np.maximum(frequencies, 1)), np.log(hertz), decibels)
    held: Signal = np.fft.irfft(spectrum * 10 ** (curve / 20), sound.size)
    return held * (1 + 0.12 * np.sin(2 * np.pi * step * time))


def _bed(sound: Signal, mark: Signal) -> Signal:
    """Return a loop at its level under a mark."""
    loud = float(np.sqrt((mark**2).mean()))
    return np.stack([sound, np.roll(sound, RATE // 90)]) * (loud * dsp.gain(-_BED_BELOW) / float(np.sqrt((sound**2).mean())))


def create_together() -> dict[str, Signal]:
    """Return the sounds of `create-together`: paper, wood, glass, a hum."""
    rng = np.random.default_rng(20)
    made: dict[str, Signal] = {}
    players = (
        (_tear(0.25, rng), 0.0, -7.0),
        (_knock(NOTES[0], rng), 0.3, 0.0),
        (_glass(NOTES[1], rng), 0.52, -4.0),
        (_voice(NOTES[2] / 2, 1.4, _HUM, 0.12, 0.5), 0.76, -8.0),
    )
    made["logo"] = _in_room(_mix(*((np.pad(sound, (round(at * RATE), 0)), level) for sound, at, level in players)), rng)
    made["sting"] = _in_room(_mix((_tear(0.22, rng), -9), (_chord(lambda note: _knock(note, rng), 1.1, 0.14, 0.06), 0)), rng)
    made["sting-music"] = _in_room(_chord(lambda note: _plucked(note / 2, 0.9, rng), 1.2, 0.13), rng)
    breath = dsp.fade(_noise(0.6, rng, [(300, -24), (900, 0), (2500, -6), (8000, -24)]), 0.25, 0.3)
    made["sting-poem"] = _in_room(
        _mix((_pencil(0.62, rng), -7), (breath, -14), (_chord(lambda note: _glass(note / 2, rng), 1.2, 0.2, 0.1), 0)), rng
    )
    latch = _ticks(0.3, (0.02, 0.11), rng, [(400, -12), (1600, 0), (6000, -8)])
    made["sting-docu-short"] = _in_room(_mix((latch, -5), (_chord(lambda note: _knock(note / 2, rng), 1.1, 0.17, 0.12), 0)), rng)
    pages = _ticks(0.5, np.cumsum(np.linspace(0.055, 0.018, 12)).tolist(), rng, [(600, -20), (2500, 0), (9000, -6)])
    made["sting-animation"] = _in_room(_mix((pages, -8), (_chord(lambda note: _toy_piano(note, 0.7), 1.2, 0.12, 0.1), 0)), rng)
    made["bed"] = _bed(_loop(NOTES[1] / 4, 4.0, _HUM), made["logo"])
    made["pass"] = _pass(rng)
    return made


def signal() -> dict[str, Signal]:
    """Return the sounds of `signal`: lamps that are switched on, voices, a low hum."""
    rng = np.random.default_rng(21)
    made: dict[str, Signal] = {}
    click = [(500.0, -18.0), (2200.0, 0.0), (5200.0, -3.0), (12000.0, -18.0)]

    def sung(note: float, seconds: float) -> Signal:
        voice = _voice(note / 2, seconds, _OO, 0.06, 0.4)
        return voice / np.abs(voice).max()

    low = dsp.fade(np.sin(2 * np.pi * 40 * _clock(2.2)), 0.3, 0.8)
    lamps = _ticks(2.2, (0.02, 0.26, 0.5), rng, click)
    voices = dsp.silence(2.2)
    for number, note in enumerate(NOTES):
        dsp.add(voices, sung(note, 1.9 - 0.24 * number), 0.05 + 0.24 * number)
    made["logo"] = _in_room(_mix((lamps, -4), (voices, 0), (low, -12)), rng)
    pace = {"": (0.14, 0.9), "-music": (0.0, 1.1), "-poem": (0.22, 0.7), "-docu-short": (0.17, 0.6), "-animation": (0.09, 0.5)}
    for kind, (apart, length) in pace.items():
        lit = _ticks(0.7, [0.005 + apart * number for number in range(3 if apart else 1)], rng, click)
        chord = _chord(lambda note, length=length: sung(note, length), 1.3, apart, 0.03)
        made[f"sting{kind}"] = _in_room(_mix((lit, -5), (chord, 0)), rng)
    made["bed"] = _bed(_loop(NOTES[1] / 4, 4.0, _OO) + 0.3 * np.sin(2 * np.pi * 40 * _clock(4.0)), made["logo"])
    made["pass"] = _sweep(rng)
    return made


THEMES: dict[str, Callable[[], dict[str, Signal]]] = {"create-together": create_together, "signal": signal}


def write(path: Path, sound: Signal) -> None:
    """Write a stereo sound as FLAC of 16 bits, with dither that is the same every time."""
    rng = np.random.default_rng(sound.shape[-1])
    dither = rng.uniform(-0.5, 0.5, sound.shape) + rng.uniform(-0.5, 0.5, sound.shape)
    samples = np.clip(np.round(sound * 32767 + dither), -32768, 32767).astype(np.int16)
    with av.open(str(path), "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", rate=RATE, layout="stereo")
        stream.codec_context.time_base = Fraction(1, RATE)
        frame = av.AudioFrame.from_ndarray(samples.T.reshape(1, -1).copy(), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def main(folder: Path) -> None:
    """Write the sounds of all themes into a folder of themes."""
    for theme, make in THEMES.items():
        sounds = folder / theme / "sounds"
        sounds.mkdir(exist_ok=True)
        for slot, sound in make().items():
            write(sounds / f"{slot}.flac", sound)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("templates"))
