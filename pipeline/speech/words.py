"""When each line is spoken, by its words: heard by two listeners that know nothing of each other, and sure where both agree.

What a recogniser that is told the words (`grammar`) finds, the likeness to a machine's voice (`likeness`) confirms. What one of
them likes is no measure of whether it is right; that both find the same place is. Such a line begins at the middle one of what
these two and the pauses (`pauses`) say, and is an anchor for the pauses, which give a best guess for the others. Where under half
of the lines agree, the voice is taken to read something else, and nothing is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pipeline.media.spoken import LineTime, Spoken, SpokenLine
from pipeline.speech.espeak import Speaker, speaker
from pipeline.speech.grammar import by_grammar
from pipeline.speech.levels import RATE, Wave
from pipeline.speech.likeness import TooMuch, by_likeness
from pipeline.speech.pauses import by_pauses
from pipeline.speech.phones import phones
from pipeline.values import dataclass

NEAR_MS = 250
"""Milliseconds within which two listeners mean the same place."""
_FAR_MS = 600
"""Milliseconds from which on the pauses of a line that somebody heard mean another place: an introduction, say, or an aside."""
_APART_MS = 60
"""Milliseconds that two lines that are sure begin apart at least."""

Times = list[tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the two listeners heard: from when to when each line is spoken, in milliseconds."""

    grammar: Times
    likeness: Times

    def agree(self, number: int) -> bool:
        """Say whether both found a line at one place."""
        return (apart := self.apart(number)) is not None and apart <= NEAR_MS

    def apart(self, number: int) -> int | None:
        """Return how far apart they found a line, None where one of them did not."""
        one, other = self.grammar[number], self.likeness[number]
        return None if one is None or other is None else abs(one[0] - other[0])


def by_words(wave: Wave, lines: Sequence[SpokenLine]) -> Spoken:
    """Return when each line is spoken in `wave`, from its beginning. Raises ImportError where the listeners are not installed."""
    voice = speaker()
    grammar: Times = []
    likeness: Times = []
    refused = ""
    for first, last, begin, end in _parts(lines, len(wave) * 1000 // RATE):
        part = wave[begin * RATE // 1000 : end * RATE // 1000]
        try:
            heard = listen(part, lines[first:last], voice)
        except TooMuch:
            heard = Heard([None] * (last - first), [None] * (last - first))
            refused = "the recording is too long to be listened to for words at once; an `at` of a line parts it"
        grammar += [None if one is None else (one[0] + begin, one[1] + begin) for one in heard.grammar]
        likeness += [None if one is None else (one[0] + begin, one[1] + begin) for one in heard.likeness]
    return joined(wave, lines, Heard(grammar, likeness), refused)


def listen(wave: Wave, lines: Sequence[SpokenLine], voice: Speaker) -> Heard:
    """Let both listeners listen. Raises TooMuch."""
    said, words = [], []
    for line in lines:
        is_known = voice.knows(line.language)
        said.append(voice.say(line.text) if is_known else wave[:0])
        sounds = (voice.sounds(line.text) if is_known else None) or []
        words.append([found for word in sounds if (found := phones(word))])
    likeness = by_likeness(wave, said)
    return Heard(by_grammar(wave, words), likeness)


def joined(wave: Wave, lines: Sequence[SpokenLine], heard: Heard, refused: str = "") -> Spoken:
    """Return what is sure of what was heard, and a best guess for the rest."""
    pinned = [line.at is not None for line in lines]
    agreed = [number for number in range(len(lines)) if heard.agree(number)]
    asked = len(lines) - sum(pinned)
    alone = by_pauses(wave, lines)
    if refused or 2 * sum(not pinned[number] for number in agreed) < asked:
        words = refused or f"of {asked} lines {sum(not pinned[number] for number in agreed)} were heard in it"
        return Spoken(alone, "pauses", words)
    sure = _in_order(lines, {number: _middle(heard, number, alone[number]) for number in agreed})
    anchored = [replace(line, at=sure.get(number, line.at)) for number, line in enumerate(lines)]
    filled = by_pauses(wave, anchored)
    found: list[LineTime] = []
    for number, guess in enumerate(filled):
        if pinned[number]:
            found.append(guess)
        elif number in sure:
            apart = heard.apart(number) or 0
            end = (heard.grammar[number] or (0, guess.end))[1]
            found.append(LineTime(sure[number], max(end, sure[number]), 1000 - 2 * apart, is_sure=True))
        else:
            after = next((filled[later].start for later in range(number + 1, len(lines)) if later in sure), None)
            found.append(_guessed(number, guess, heard, found[-1].start if found else -1, after))
    return Spoken(tuple(found), "words")


def _guessed(number: int, guess: LineTime, heard: Heard, before: int, after: int | None) -> LineTime:
    """Return the best guess of a line that is not sure: between its neighbours, by the pauses and by who heard it there."""
    inside = [
        one for one in (heard.grammar[number], heard.likeness[number])
        if one is not None and before < one[0] and (after is None or one[0] < after)
    ]  # fmt: skip
    if not inside:
        return LineTime(max(guess.start, before + 1), max(guess.end, before + 1), guess.confidence // 4, is_sure=False)
    # A pause before it counts for half of what it counts for alone, and a listener who agrees with it for a third.
    near = sum(abs(one[0] - guess.start) <= NEAR_MS for one in inside)
    # The recogniser knows words: it comes first.
    best = inside[0][0]
    if abs(best - guess.start) > _FAR_MS:
        start = best
    elif len(inside) == 2:
        start = int(median([guess.start, *(one[0] for one in inside)]))
    else:
        start = best if guess.confidence < NEAR_MS else guess.start
    start = max(start, before + 1)
    end = max(start, guess.end, *(one[1] for one in inside))
    return LineTime(start, end, min(guess.confidence // 2 + 330 * near, 660), is_sure=False)


def _middle(heard: Heard, number: int, alone: LineTime) -> int:
    """Return the middle one of what both listeners and the pauses alone say of when a line begins."""
    return int(median([alone.start, *(one[0] for one in (heard.grammar[number], heard.likeness[number]) if one is not None)]))


def _in_order(lines: Sequence[SpokenLine], agreed: dict[int, int]) -> dict[int, int]:
    """Return the times of the lines on which both agree, without those that come before a line above them."""
    times = {number: at for number, at in agreed.items() if lines[number].at is None}
    fixed = {number: at for number, line in enumerate(lines) if (at := line.at) is not None}
    kept: dict[int, int] = {}
    for number, time in sorted(times.items()):
        later = [at for other, at in {**times, **fixed}.items() if other > number]
        earlier = [at for other, at in {**kept, **fixed}.items() if other < number]
        if all(at + _APART_MS <= time for at in earlier) and all(time + _APART_MS <= at for at in later):
            kept[number] = time
    return kept


def _parts(lines: Sequence[SpokenLine], end: int) -> list[tuple[int, int, int, int]]:
    """Return the lines between two that have an `at`, from which to which, and from when to when."""
    cuts = [0, *(number for number, line in enumerate(lines) if line.at is not None and number), len(lines)]
    found = []
    for first, last in pairwise(cuts):
        begin = lines[first].at or 0
        stop = lines[last].at if last < len(lines) else end
        found.append((first, last, min(begin, end), min(max(stop or end, begin), end)))
    return found
