"""When each line is spoken, by a recogniser that is told the words: pocketsphinx, with the English model that its wheel brings.

The lines follow one another; between them may be anything (a loop of all phones); a line may be left out, or said again. Words
are written in English phones, whatever their language.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.speech.levels import HOP_MS, Wave
from pipeline.speech.phones import PHONES

if TYPE_CHECKING:
    from pocketsphinx import Decoder

_BEAM = 1e-120
"""How much less likely than the best a path may be: with a narrower beam none is found for foreign speech."""
_SKIPPED = 1e-12
_AGAIN = 1e-12
_ELSE = 1e-9
"""What each phone that is no part of a line costs: dear enough that a loop of all phones, which fits any speech, is no way around
a line that is spoken indistinctly."""

Words = Sequence[Sequence[str]]
"""A line: its words, each as phones."""


def by_grammar(wave: Wave, lines: Sequence[Words]) -> list[tuple[int, int] | None]:
    """Return from when to when each line is spoken in `wave`, in milliseconds; None for one that is not heard.

    Of a line that is said again the first time counts. Raises ImportError where pocketsphinx is not installed.
    """
    from pocketsphinx import Config, Decoder, get_model_path

    with TemporaryDirectory() as folder:
        words = Path(folder, "words.dict")
        entries = [f"{_word(n, k)} {' '.join(word)}" for n, line in enumerate(lines) for k, word in enumerate(line)]
        words.write_text("".join(f"{entry}\n" for entry in [*entries, *(f"{_other(phone)} {phone}" for phone in PHONES)]))
        config = Config(
            hmm=get_model_path("en-us/en-us"), dict=str(words), lm=None, lw=1.0, wip=1.0, pip=1.0, beam=_BEAM, pbeam=_BEAM,
            wbeam=_BEAM, cmn="batch", maxhmmpf=-1, bestpath=False, loglevel="FATAL", dither=False,
        )  # fmt: skip
        decoder = Decoder(config)
        decoder.add_fsg("poem", decoder.create_fsg("poem", 0, len(lines), list(_grammar(lines))))
        decoder.activate_search("poem")
        decoder.start_utt()
        decoder.process_raw(wave.tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        return _found(decoder, lines)


def _word(line: int, word: int) -> str:
    return f"l{line}w{word}"


def _other(phone: str) -> str:
    return f"other{phone}"


def _grammar(lines: Sequence[Words]) -> list[tuple[int, int, float] | tuple[int, int, float, str]]:
    """Return the steps of the grammar. State n lies before line n; those inside of lines come after all of these."""
    count = len(lines)
    steps: list[tuple[int, int, float] | tuple[int, int, float, str]] = []
    free = count + 1
    for number, line in enumerate(lines):
        at = number
        if not line:
            steps.append((number, number + 1, 1.0))
            continue
        for place, _ in enumerate(line[:-1]):
            steps.append((at, free, 1.0, _word(number, place)))
            at, free = free, free + 1
        last = _word(number, len(line) - 1)
        steps.append((at, number + 1, 1.0, last))
        # Not by steps without words, which would lead in circles.
        steps.append((at, number, _AGAIN, last))
        steps += [(at, number + 1 + left, _SKIPPED**left, last) for left in (1, 2) if number + 1 + left <= count]
    steps += [(0, left, _SKIPPED**left) for left in (1, 2) if left <= count]
    steps += [(state, state, _ELSE, _other(phone)) for state in range(count + 1) for phone in PHONES]
    return steps


def _found(decoder: Decoder, lines: Sequence[Words]) -> list[tuple[int, int] | None]:
    """Return the first time that all words of a line are heard in order."""
    found: list[tuple[int, int] | None] = [None] * len(lines)
    if decoder.hyp() is None:
        return found
    heard = [(segment.word.partition("(")[0], segment.start_frame, segment.end_frame) for segment in decoder.seg()]
    places = {_word(n, k): (n, k) for n, line in enumerate(lines) for k, _ in enumerate(line)}
    line, word, begin = -1, -1, 0
    for name, start, end in heard:
        if name not in places:
            continue
        number, place = places[name]
        if place == 0:
            line, word, begin = number, 0, start
        elif (number, place) == (line, word + 1):
            word = place
        else:
            line = -1
        if line == number and place == len(lines[number]) - 1 and found[number] is None:
            found[number] = begin * HOP_MS, (end + 1) * HOP_MS
    return found
