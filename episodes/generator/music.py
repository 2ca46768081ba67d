"""Play "Kitchen Table": six bars in G for a guitar, a bass and drums, and a pad under the poem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from episodes.generator.dsp import RATE, Signal, add, equalise, fade, gain, pan, pink, room, silence, to_peak

BEAT = 0.6
"""Seconds a beat: 100 beats a minute."""
BAR = 4 * BEAT
LENGTH = 16.0
"""Seconds of every stem: six bars and what rings on."""
PAD_LENGTH = 20.0
LATE = 0.35
"""Seconds by which the drummer pressed the button too early, so that his take lies behind the others."""


@dataclass(frozen=True, slots=True)
class Note:
    """Say that something sounds: seconds, pitch (MIDI, or a drum's name), strength 0 to 1, and the string that is struck."""

    time: float
    pitch: int | str
    strength: float
    string: int = 0


# Low to high, as fingers hold them: the numbers are MIDI pitches of the six strings, 0 where a string is not played.
_CHORDS = {
    "G": (43, 47, 50, 55, 59, 67),
    "D/F#": (42, 45, 50, 57, 62, 66),
    "Em7": (40, 47, 52, 55, 62, 67),
    "Cadd9": (0, 48, 52, 55, 62, 67),
    "D": (0, 45, 50, 57, 62, 66),
}
_SONG = ("G", "D/F#", "Em7", "Cadd9", "G", "D")
BARS = len(_SONG)
_BASS_ROOTS = {"G": 43, "D/F#": 42, "Em7": 40, "Cadd9": 36, "D": 38}
# The tune on the highest string: (beat of the whole song, pitch).
_TUNE = (
    (0, 71), (1.5, 69), (2.5, 67), (4, 69), (5.5, 66), (7, 62), (8, 67), (9.5, 71), (10.5, 74), (12, 76), (13.5, 74), (15, 71),
    (16, 74), (17.5, 71), (18.5, 69), (20, 69), (21.5, 74), (23, 78), (24, 79),
)
# Fingers in eighths of a bar: (eighth, string counted from the lowest that sounds, strength).
_FINGERS = ((0, 0, 0.9), (1, 3, 0.5), (2, 2, 0.62), (3, 4, 0.5), (4, 1, 0.75), (5, 3, 0.48), (6, 2, 0.6), (7, 4, 0.52))


def _swing(eighth: float) -> float:
    """Return the seconds of a place in eighths; the off-beats come a little late, as people play them."""
    return (eighth + (0.09 if eighth % 2 == 1 else 0.0)) * BEAT / 2


@cache
def guitar_notes() -> tuple[Note, ...]:
    """Write the guitar's part: picked chords, the tune above them, one last chord that rings."""
    rng = np.random.default_rng(2001)
    notes = []
    for bar, name in enumerate(_SONG):
        strings = [(string, pitch) for string, pitch in enumerate(_CHORDS[name]) if pitch]
        for eighth, finger, strength in _FINGERS:
            string, pitch = strings[min(finger, len(strings) - 2)]
            time = bar * BAR + _swing(eighth) + rng.normal(0, 0.006)
            notes.append(Note(max(time, 0.0), pitch, strength * rng.uniform(0.85, 1.0), string))
    for beat, pitch in _TUNE:
        time = _swing(beat * 2) + rng.normal(0, 0.005)
        notes.append(Note(max(time, 0.0), pitch, rng.uniform(0.78, 0.95), 5))
    for string, pitch in enumerate(_CHORDS["G"]):
        notes.append(Note(BARS * BAR + 0.028 * string, pitch, 0.85, string))
    return tuple(sorted(notes, key=lambda note: note.time))


@cache
def bass_notes() -> tuple[Note, ...]:
    """Write the bass: it waits for a bar, then walks from root to root."""
    rng = np.random.default_rng(2002)
    notes = []
    for bar, name in enumerate(_SONG):
        if bar == 0:
            continue
        root = _BASS_ROOTS[name]
        following = _BASS_ROOTS[_SONG[bar + 1]] if bar + 1 < len(_SONG) else 43
        step = following + (2 if following < root else -1)
        line = [(0, root, 0.95), (3, root, 0.6), (4, root + 7, 0.75), (6, root + 12 if bar % 2 else root + 4, 0.62),
            (7, step, 0.7)]
        notes += [
            Note(bar * BAR + _swing(eighth) + rng.normal(0.004, 0.005), pitch, strength * rng.uniform(0.9, 1.0), bar % 2)
            for eighth, pitch, strength in line
        ]
    notes.append(Note(BARS * BAR + 0.01, 43, 0.9, 0))
    return tuple(notes)


@cache
def drum_notes() -> tuple[Note, ...]:
    """Write the drums: sticks count the second bar in, then kick, brushed snare and hats, a fill, and a last cymbal."""
    rng = np.random.default_rng(2003)
    notes = [Note(BAR + beat * BEAT, "sticks", 0.5 + 0.1 * beat) for beat in range(4)]
    for bar in range(2, BARS):
        hits = [("hat", eighth, 0.72 if eighth % 2 == 0 else 0.42) for eighth in range(8)]
        hits += [("kick", 0, 1.0), ("kick", 3, 0.55), ("kick", 4, 0.85), ("snare", 2, 0.75), ("snare", 6, 0.85)]
        if bar in (3, BARS - 1):
            hits += [("snare", 7, 0.4)]
        if bar == BARS - 1:
            hits = [hit for hit in hits if hit[0] != "hat" or hit[1] < 4]
            hits += [("snare", 5, 0.5), ("tom", 7, 0.9), ("tom", 6, 0.6)]
        if bar in (2, 4):
            hits += [("cymbal", 0, 0.55)]
        notes += [
            Note(bar * BAR + _swing(eighth) + rng.normal(0, 0.004), name, strength * rng.uniform(0.88, 1.0))
            for name, eighth, strength in hits
        ]
    notes += [Note(BARS * BAR, "kick", 0.9), Note(BARS * BAR, "cymbal", 0.8)]
    return tuple(sorted(notes, key=lambda note: note.time))


def hertz(pitch: float) -> float:
    """Return the frequency of a MIDI pitch in equal temperament; 69 is 440 Hz."""
    return float(440 * 2 ** ((pitch - 69) / 12))


def pluck(pitch: float, seconds: float, strength: float, rng: np.random.Generator, ring: float = 3.2) -> Signal:
    """Pluck a string: K. Karplus and A. Strong, "Digital Synthesis of Plucked-String and Drum Timbres", CMJ 7(2), 1983.

    A burst of noise runs round a loop of N samples and is averaged with its neighbour each time; the loop sounds at
    RATE / (N + 1/2), so the result is resampled by that fraction to be in tune. `ring` is the time to -60 dB in seconds.
    """
    period = int(RATE / hertz(pitch) - 0.5)
    ratio = hertz(pitch) * (period + 0.5) / RATE
    count = round(seconds * RATE)
    burst = rng.uniform(-1, 1, period + 1)
    for _ in range(2 if strength > 0.7 else 4):  # a softer touch is a darker one
        burst = 0.5 * burst + 0.5 * np.roll(burst, 1)
    burst -= 0.9 * np.roll(burst, max(1, period // 6))  # the place of the finger silences every sixth overtone
    burst -= burst.mean()
    total = int(count * ratio) + period + 3
    loop = np.zeros(total)
    loop[: period + 1] = burst
    loss = 10 ** (-3 * period / RATE / ring)
    for at in range(period + 1, total, period):
        end = min(at + period, total)
        loop[at:end] = loss * 0.5 * (loop[at - period : end - period] + loop[at - period - 1 : end - period - 1])
    sound = np.interp(np.arange(count) * ratio, np.arange(total), loop)
    sound *= strength / np.abs(sound).max()
    return fade(sound, 0.0012, min(0.12, seconds / 3))


@cache
def guitar() -> Signal:
    """Play the guitar: stereo, each string damped when it is struck again, a wooden body, a small room."""
    rng = np.random.default_rng(11)
    left, right = silence(LENGTH), silence(LENGTH)
    notes = guitar_notes()
    for index, note in enumerate(notes):
        assert isinstance(note.pitch, int)
        until = next((n.time for n in notes[index + 1 :] if n.string == note.string and n.time > note.time + 0.05), LENGTH)
        sound = pluck(note.pitch, min(until - note.time + 0.05, 3.4, LENGTH - note.time), note.strength, rng)
        placed = pan(sound, -0.25 + 0.09 * note.string)
        add(left, placed[0], note.time)
        add(right, placed[1], note.time)
    body = equalise(np.stack([left, right]), [(60, -12), (105, 4), (160, 0), (210, 3), (400, -1), (2500, 1.5), (6000, 0),
        (14000, -9)])
    level = np.tanh(body / (4.5 * body.std()))  # the strings' starts stand out less, as on a warm microphone
    return fade(to_peak(room(level, 1.1, 0.28, rng), -5), 0.004, 1.4)


@cache
def bass() -> Signal:
    """Play the bass: stereo, few overtones that die sooner than the fundamental, a finger's soft start."""
    rng = np.random.default_rng(12)
    line = silence(LENGTH)
    notes = bass_notes()
    for index, note in enumerate(notes):
        assert isinstance(note.pitch, int)
        until = notes[index + 1].time if index + 1 < len(notes) else LENGTH
        time = np.arange(round(min(until - note.time + 0.03, 2.6) * RATE)) / RATE
        sound = np.zeros_like(time)
        for overtone in range(1, 9):
            decay = np.exp(-time * (1.0 + 0.9 * overtone))
            sound += np.sin(2 * np.pi * overtone * hertz(note.pitch) * time + 0.3 * overtone) * decay / overtone**1.25
        sound += 0.25 * np.exp(-time * 90) * rng.standard_normal(time.size) * 0.3
        add(line, fade(sound * note.strength, 0.006, 0.05), note.time)
    shaped = equalise(line, [(35, -10), (80, 0), (700, 0), (1800, -8), (6000, -24)])
    return fade(to_peak(room(shaped, 0.5, 0.10, rng), -8), 0.004, 1.2)


def _hit(name: str, strength: float, rng: np.random.Generator) -> Signal:
    seconds = {"kick": 0.38, "snare": 0.32, "hat": 0.11, "tom": 0.5, "cymbal": 1.9, "sticks": 0.06}[name]
    time = np.arange(round(seconds * RATE)) / RATE
    noise = rng.standard_normal(time.size)
    if name == "kick":
        sound = np.sin(2 * np.pi * (48 * time + 62 * 0.035 * (1 - np.exp(-time / 0.035)))) * np.exp(-time * 11)
        sound += 0.10 * noise * np.exp(-time * 260)
    elif name == "tom":
        sound = np.sin(2 * np.pi * (98 * time + 40 * 0.05 * (1 - np.exp(-time / 0.05)))) * np.exp(-time * 8)
        sound += 0.08 * noise * np.exp(-time * 120)
    elif name == "snare":
        brush = equalise(noise, [(200, -18), (900, -3), (3500, 0), (9000, -6)]) * np.exp(-time * 17)
        sound = 0.42 * brush + 0.38 * np.sin(2 * np.pi * 186 * time) * np.exp(-time * 24)
    elif name == "sticks":
        sound = (np.sin(2 * np.pi * 2150 * time) + 0.6 * np.sin(2 * np.pi * 3420 * time)) * np.exp(-time * 120) * 0.35
    else:
        decay = np.exp(-time * (55 if name == "hat" else 3.0))
        sound = 0.30 * equalise(noise, [(1500, -40), (5500, -6), (9000, 0), (15000, -3)]) * decay
    return fade(sound * strength, 0.0007, 0.02)


@cache
def drums(*, late: bool = True) -> Signal:
    """Play the drums: stereo. `late` gives the take as its phone recorded it: LATE seconds behind, a humming room, and the
    guitar faintly out of the earphones that the drummer plays along to.
    """
    rng = np.random.default_rng(13)
    kit = np.zeros((2, round(LENGTH * RATE)))
    place = {"kick": 0.0, "snare": 0.08, "hat": 0.35, "tom": -0.35, "cymbal": -0.45, "sticks": 0.1}
    level = {"kick": 0.95, "snare": 0.75, "hat": 0.34, "tom": 0.75, "cymbal": 0.4, "sticks": 0.6}
    for note in drum_notes():
        name = str(note.pitch)
        add(kit, pan(_hit(name, note.strength * level[name], rng), place[name]), note.time)
    played = fade(to_peak(room(kit, 0.55, 0.16, rng), -4), 0.004, 1.2)
    if not late:
        return played
    take = np.zeros((2, round((LENGTH + LATE) * RATE)))
    bleed = equalise(guitar().mean(axis=0), [(200, -24), (700, 0), (4000, 0), (9000, -18)])
    add(take, played, LATE)
    add(take, gain(-17) * np.stack([bleed, bleed]), LATE)
    time = np.arange(take.shape[1]) / RATE
    hum = np.sin(2 * np.pi * 50 * time) + 0.5 * np.sin(2 * np.pi * 150 * time + 1)
    for channel in take:
        channel += gain(-60) * pink(channel.size, rng) + gain(-66) * hum
    return fade(take, 0.01, 0.3)


@cache
def pad() -> Signal:
    """Play the pad: stereo, slow detuned voices, chords of four seconds that melt into each other."""
    rng = np.random.default_rng(14)
    both = np.zeros((2, round(PAD_LENGTH * RATE)))
    chords = ((43, 55, 59, 62, 69), (40, 55, 59, 62, 67), (36, 55, 60, 64, 67), (38, 54, 57, 62, 66), (43, 55, 59, 62, 67))
    span = PAD_LENGTH / len(chords)
    for index, chord in enumerate(chords):
        time = np.arange(round((span + 1.6) * RATE)) / RATE
        for voice, pitch in enumerate(chord):
            for side in (-1, 1):
                base = hertz(pitch) * (1 + side * 0.0013 * (1 + voice % 3))
                phase = rng.uniform(0, 2 * np.pi)
                drift = 0.12 * np.sin(2 * np.pi * rng.uniform(0.1, 0.2) * time + phase)
                wave = np.exp(1j * (2 * np.pi * base * time + drift + phase))
                tone = wave * (1 + wave * (0.34 + wave * (0.16 + wave * (0.07 + wave * 0.03))))  # five overtones at once
                swell = fade(tone.imag * (0.85 + 0.15 * np.sin(2 * np.pi * 0.16 * time + voice)), 1.5, 1.5)
                add(both, pan(swell * (0.7 if pitch < 50 else 0.45), side * 0.5), index * span - (0 if index == 0 else 0.8))
    soft = equalise(both, [(40, -12), (110, 0), (900, 0), (3000, -10), (9000, -30)])
    return fade(to_peak(room(soft, 2.4, 0.5, rng), -9), 0.6, 2.0)
