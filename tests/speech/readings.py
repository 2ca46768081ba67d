"""Readings whose truth is known: each line is spoken by one of Debian's synthesisers and put where it belongs."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

RATE = 16_000
Sound = npt.NDArray[np.float64]

PROGRAMS = ("espeak-ng", "flite", "text2wave")
IS_HERE = all(shutil.which(name) for name in PROGRAMS)


@dataclass(frozen=True)
class Case:
    """A text as a voice reads it. `pauses` are the seconds before each line; a line is skipped, said twice, or run on."""

    name: str
    voice: str
    lines: tuple[str, ...]
    language: str = "en"
    skipped: frozenset[int] = frozenset()
    repeated: frozenset[int] = frozenset()
    introduction: str = ""
    run_on: bool = False
    around: str = ""
    stanzas: frozenset[int] = frozenset()


@dataclass
class Made:
    wave: npt.NDArray[np.int16]
    starts: list[float | None]
    case: Case
    ends: list[float | None] = field(default_factory=list)


def made(case: Case, seed: int = 1) -> Made:
    """Read a case aloud."""
    chance = np.random.default_rng(seed)
    parts: list[Sound] = [np.zeros(int(RATE * 0.6))]
    starts: list[float | None] = []
    ends: list[float | None] = []

    def put(sound: Sound, pause: float) -> tuple[float, float]:
        parts.append(np.zeros(int(RATE * pause)))
        begin = sum(map(len, parts))
        parts.append(sound)
        return begin / RATE, (begin + len(sound)) / RATE

    if case.introduction:
        put(spoken(case.voice, case.introduction), 0.1)
        parts.append(np.zeros(int(RATE * 0.9)))
    if case.run_on:
        # Said in one breath: where lines begin is told by how long each is alone, so two are never more than 60 ms apart.
        for number, line in enumerate(case.lines):
            begin, end = put(spoken(case.voice, line), 0.03 if number else 0)
            starts.append(begin)
            ends.append(end)
    else:
        for number, line in enumerate(case.lines):
            if number in case.skipped:
                starts.append(None)
                ends.append(None)
                continue
            pause = float(chance.uniform(0.25, 0.7)) + (0.7 if number in case.stanzas else 0)
            sound = spoken(case.voice, line)
            begin, end = put(sound, pause)
            if number in case.repeated:
                put(sound, 0.4)
            starts.append(begin)
            ends.append(end)
    parts.append(np.zeros(int(RATE * 0.8)))
    whole = np.concatenate(parts)
    whole = surrounded(whole / max(np.abs(whole).max(), 1e-9) * 0.5, case.around, chance)
    return Made(np.clip(np.rint(whole * 32767), -32768, 32767).astype(np.int16), starts, case, ends)


def surrounded(sound: Sound, around: str, chance: np.random.Generator) -> Sound:
    loud = np.sqrt(np.mean(np.square(sound[np.abs(sound) > 0.01])))
    if around == "noise":
        return sound + chance.normal(0, loud * 10 ** (-20 / 20), len(sound))
    if around == "bed":
        time = np.arange(len(sound)) / RATE
        chords = [(220, 277, 330), (196, 247, 294), (175, 220, 262), (196, 247, 330)]
        which = (time // 2).astype(int) % 4
        music = np.zeros(len(sound))
        for number, chord in enumerate(chords):
            tone = sum(np.sin(2 * np.pi * pitch * time) + 0.4 * np.sin(4 * np.pi * pitch * time) for pitch in chord)
            music += np.where(which == number, tone, 0) * np.exp(-1.2 * (time % 2))
        return sound + music / np.sqrt(np.mean(np.square(music))) * loud * 10 ** (-18 / 20)
    if around == "room":
        tail = chance.normal(0, 1, int(RATE * 0.5)) * np.exp(-np.arange(int(RATE * 0.5)) / RATE / 0.07)
        size = 1 << (len(sound) + len(tail)).bit_length()
        echo = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
        return sound + echo / np.sqrt(np.mean(np.square(echo))) * loud * 0.3
    return sound + chance.normal(0, loud * 10 ** (-50 / 20), len(sound))


@cache
def spoken(voice: str, text: str) -> Sound:
    """Return a text as a voice (`espeak:es`, `flite:slt`, `festival`) says it, from its first sound to its last."""
    program, _, which = voice.partition(":")
    if program == "espeak":
        content = subprocess.run(
            ["espeak-ng", "-v", which, "-s", "150", "--stdout", text], capture_output=True, check=True
        ).stdout
    else:
        with TemporaryDirectory() as folder:
            out, words = Path(folder, "out.wav"), Path(folder, "words.txt")
            words.write_text(text, encoding="utf-8")
            if program == "flite":
                subprocess.run(["flite", "-voice", which, "-f", words, "-o", out], check=True, capture_output=True)
            else:
                subprocess.run(["text2wave", words, "-o", out], check=True, capture_output=True)
            content = out.read_bytes()
    with wave.open(BytesIO(content)) as reader:
        samples = np.frombuffer(content[44:], np.int16) if program == "espeak" else np.frombuffer(
            reader.readframes(reader.getnframes()), np.int16
        )
        rate = reader.getframerate()
    sound = samples.astype(np.float64) / 32768
    count = int(len(sound) * RATE / rate)
    sound = np.interp(np.arange(count) * rate / RATE, np.arange(len(sound)), sound)
    block = sound[: len(sound) // 80 * 80].reshape(-1, 80)
    loud = np.flatnonzero(np.sqrt(np.square(block).mean(axis=1)) > 0.01 * np.abs(sound).max())
    return sound[loud[0] * 80 : (loud[-1] + 1) * 80]


LETTER = (
    "You were promised a stage,", "and given a window.", "You were promised the noise of a crowd,",
    "and given the hum of a kitchen at night.", "Somebody painted your name on a sheet", "and hung it out over the street.",
    "I heard a trumpet from the fourth floor", "play the wrong note, and then the right one,", "and all of us clapped.",
)  # fmt: skip
TIDE = (
    "The tide came in without a sound", "and took the names we wrote.", "We stood there, you and I, and found",
    "a bottle and a boat.", "There was no letter in the glass,", "no captain and no crew,", "only the salt, the light on grass,",
    "and a small thing meant for you.",
)  # fmt: skip
SPANISH = (
    "Alguien abrió la ventana al mar", "y entró una canción sin dueño.", "La llevamos por la calle,",
    "de mano en mano, como el pan,", "hasta que ya nadie supo", "quién la había empezado.",
)  # fmt: skip
GERMAN = (
    "Jemand hat ein Fenster geöffnet", "und alle Straßen hörten zu.", "Ein Lied ging durch die leeren Höfe,",
    "es suchte eine zweite Stimme", "und fand sie hinter einer Tür.",
)  # fmt: skip
FRENCH = (
    "Quelqu'un a dit, commençons par ça,", "un mot, une note, un petit bateau.", "La nuit tombait sur les balcons",
    "et les voisins se sont mis à chanter.", "Personne ne savait la fin.",
)  # fmt: skip
JAPANESE = (
    "だれかがちいさなふねをおった。", "かぜはまだしらないうたをはこぶ。", "まどのむこうでこえがする。", "いっしょにうたおうと。",
)  # fmt: skip
STRANGER = (
    "Take two large onions and a pound of flour,", "boil the water in a copper pot,",
    "add the butter slowly and stir for an hour,",
    "then salt and pepper, if you like it hot.", "Serve it with bread.", "Wash every dish before you go to bed.",
    "Put the lid back on the jar.", "Order more onions from the market in the square.", "Lock the kitchen door.",
)  # fmt: skip


def cases() -> Sequence[Case]:
    """Return the readings on which the aligner is measured."""
    found = []
    for voice in ("flite:slt", "flite:rms", "festival", "espeak:en-us"):
        found += [
            Case(f"{voice} plain", voice, LETTER, stanzas=frozenset({4, 6})),
            Case(f"{voice} tide", voice, TIDE, stanzas=frozenset({4})),
            Case(f"{voice} noise", voice, LETTER, around="noise"),
            Case(f"{voice} bed", voice, TIDE, around="bed"),
            Case(f"{voice} room", voice, LETTER, around="room"),
            Case(f"{voice} repeats", voice, TIDE, repeated=frozenset({2, 5})),
            Case(f"{voice} skips", voice, LETTER, skipped=frozenset({3})),
            Case(f"{voice} introduction", voice, TIDE, introduction="A small poem about the sea, written by a friend of mine."),
            Case(f"{voice} run on", voice, LETTER, run_on=True),
        ]
    for language, lines in {"es": SPANISH, "de": GERMAN, "fr": FRENCH, "ja": JAPANESE}.items():
        found += [
            Case(f"espeak {language}", f"espeak:{language}", lines, language),
            Case(f"espeak {language} noise", f"espeak:{language}", lines, language, around="noise"),
        ]
    return found
