"""Files of captions with faults that rules can mend: four rounds of nine in each, one of which comes twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

Cue = tuple[Fraction, Fraction, str]

LONG = "We walked along the river to the old mill, and then we sang until it was dark."
THREE = "One of us sang,\nanother one played,\nand we all danced."
SHORT = "Listen to that."


def faults(rounds: int, at: Fraction) -> list[Cue]:
    """Return captions from the second `at` on, five in 20 seconds, with seven faults in each round.

    At 25 frames a second: one that is three frames long; one that nearly touches the next, which has a line of 79 columns; one of
    three lines, which overlaps the next; one that lasts eight seconds and so touches the next round's, or is the last.
    """
    found: list[Cue] = []
    for number in range(rounds):
        begin = at + 20 * number
        found += [
            (begin, begin + Fraction(3, 25), SHORT),
            (begin + 2, begin + 4, f"{SHORT} Number {number}."),
            (begin + 4 + Fraction(8, 25), begin + 9, LONG),
            (begin + 9 + Fraction(1, 25), begin + 12 + Fraction(4, 25), THREE),
            (begin + 12, begin + 20 - Fraction(1, 2), "A very long note that is held and held."),
        ]
    return found


def clock(seconds: Fraction, sign: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"00:{minutes:02d}:{rest // 1000:02d}{sign}{rest % 1000:03d}"


def srt(cues: Sequence[Cue], newline: str = "\r\n") -> bytes:
    """Return a SubRip file with a byte order mark, tags and numbers that are not in order."""
    blocks = (
        f"{number * 10}\n{clock(start, ',')} --> {clock(end, ',')}\n<i>{text}</i>\n"
        for number, (start, end, text) in enumerate(cues, 1)
    )
    return b"\xef\xbb\xbf" + "\n".join(blocks).replace("\n", newline).encode()


def vtt(cues: Sequence[Cue], speaker: Callable[[int], str] = lambda number: f"<v Ana {number}>") -> bytes:
    """Return a WebVTT file with a style, comments, names, settings, speakers and characters that are escaped."""
    blocks = (
        f"NOTE about {number}\n\nname-{number}\n{clock(start, '.')} --> {clock(end, '.')} align:start position:10%\n"
        f"{speaker(number)}{text.replace('and', '&amp;')}</v>\n"
        for number, (start, end, text) in enumerate(cues, 1)
    )
    return ("WEBVTT made by hand\n\nSTYLE\n::cue { color: lime }\n\n" + "\n".join(blocks)).encode()
