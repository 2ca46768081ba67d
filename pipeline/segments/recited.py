"""When the lines of a poem come, on the segment's clock: by its voices, by a file, by their lengths, or by hand. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from pipeline.media.faults import MediaFault
from pipeline.media.spoken import LineTime, Reading, SpokenLine
from pipeline.media.spoken import Spoken as Heard
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.timing import Spoken, Timed
from pipeline.segments.verse import TimedLine
from pipeline.timebase import FrameRange, clock, half_up
from pipeline.timeline.model import SoundClip
from pipeline.values import dataclass

BREATH = 12
"""Characters that the pause after a line is worth in time, where lines share it by their lengths."""
STANZA = 16
"""Characters that the longer pause before a stanza is worth; nothing is shown in it."""
LONG_PAUSE = Fraction(4)
"""Seconds of silence after a line from which on it does not stand until the next one."""
AFTER = Fraction(2)
"""Seconds that a line stands after it was spoken, where the pause is long."""
_OVERLAP = Fraction(1, 5)
"""Seconds by which another reader may begin before a line is over without both being shown together."""
_TOLD = 3
"""The least sure lines that are named where none is sure."""
_DOUBTFUL = 200
"""The confidence, in thousandths, below which a line is named that was timed by pauses: there is hardly one before it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice as it lies in the segment, with the numbers of the lines that it reads. `loc` is where it is written."""

    clip: SoundClip
    file: str
    loc: Loc
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A line on the screen, from a frame up to another; `spoken` is the frame at which its reader ends, `voice` who that is."""

    number: int
    begin: int
    end: int
    spoken: int
    voice: int = 0


@dataclass(frozen=True, slots=True)
class Verses:
    """The lines of a poem and where they are written: in the field `loc`, or in a text file at the lines `numbers` of it."""

    lines: tuple[TimedLine, ...]
    loc: Loc
    file: str = ""
    numbers: tuple[int, ...] = ()

    def place(self, number: int) -> Loc:
        """Return the place of a line in the manifest."""
        return self.loc if self.file else (*self.loc, number)

    def called(self, number: int) -> str:
        """Return how a line is named in a message, with its number in its file."""
        where = f"{self.file}, line {self.numbers[number]}" if self.file else f"line {number + 1}"
        return f"{where} ({self.lines[number].words!r})"


def weight(lines: Sequence[TimedLine]) -> int:
    """Return how long lines take to read, in characters."""
    return sum(len(line.words) + BREATH + (STANZA if line.stanza else 0) for line in lines)


def are_anchors_good(context: Context, verses: Verses, frames: int, readers: Sequence[int]) -> bool:
    """Say whether the times that are written for lines follow one another inside the segment; tell of one that does not.

    Lines of several `readers`, whose numbers are those of their voices, may come at once.
    """
    before: Fraction | None = None
    now: set[int] = set()
    for number, line in enumerate(verses.lines):
        if line.at is None:
            continue
        at = context.seconds(line.at)
        place = (*verses.loc, number, "at")
        if at * context.rate >= frames:
            message = f"the line comes at {clock(at)}, and the segment ends at {clock(frames / context.rate)}"
            context.fault(place, message, "write an earlier `at`, or make `length` longer")
            return False
        if before is not None and at < before:
            message = f"the line comes at {clock(at)}, before the one above it ({clock(before)})"
            context.fault(place, message, "lines stand in the order in which they come: correct one of the two")
            return False
        if at == before and readers[number] in now:
            message = f"the line comes at {clock(at)}, as the one above it does"
            context.fault(place, message, "correct one of the two; lines that several `voices` read may come at once")
            return False
        now = {*now, readers[number]} if at == before else {readers[number]}
        before = at
    return True


def evenly(context: Context, lines: Sequence[TimedLine], start: Fraction, end: Fraction, frames: int) -> list[Spoken]:
    """Return lines that share the time by their lengths, those between two that have an `at` the time between these.

    The anchors have to be good (`are_anchors_good`).
    """
    found: list[Spoken] = []
    number = 0
    while number < len(lines):
        following = next((n for n in range(number + 1, len(lines)) if lines[n].at), len(lines))
        run = lines[number:following]
        first = run[0].at
        begin = context.seconds(first) if first else start
        coming = (context.seconds(line.at) for line in lines[following:] if line.at)
        last = next((at for at in coming if not first or at > begin), None)  # others come with it
        stop = last if last is not None else max(end, begin)
        if last is not None and not first and stop <= begin:
            begin = Fraction(0)  # the time that is written comes before the voice: so do the lines before it
        # After the last line with an `at` the voice may have ended: the rest of the segment is left.
        stop = stop if stop > begin else frames / context.rate
        # An anchored line comes at its time: a pause before it is the producer's.
        total = weight(run) - (STANZA if run[0].stanza else 0)
        at = begin
        for place, line in enumerate(run):
            if line.stanza and place:
                at += (stop - begin) * STANZA / total
            until = at + (stop - begin) * (len(line.words) + BREATH) / total
            found.append(Spoken(at, until))
            at = until
        number = following
    over = frames / context.rate  # the last line stands until then, with those that come at once with it
    return [Spoken(one.begin, max(one.end, over)) if one.begin == found[-1].begin else one for one in found]


def reading(context: Context, voice: Voice, verses: Verses, language: str) -> Reading:
    """Return what is asked of the recording of a voice: when it reads its lines."""
    clip = voice.clip
    lines = []
    for number in voice.lines:
        line = verses.lines[number]
        at = None if line.at is None else half_up((context.seconds(line.at) - clip.at + clip.start) * 1000)
        lines.append(SpokenLine(line.words, line.language or language, line.stanza, at))
    start, end = half_up(clip.start * 1000), half_up((clip.start + clip.seconds) * 1000)
    return Reading(voice.file, clip.track or None, start, end, tuple(lines))


def heard(context: Context, voice: Voice, verses: Verses, language: str) -> list[Spoken] | None:
    """Return when a voice reads its lines, and tell of what is not sure; None where it could not be listened to, which is told.

    None, too, where a line is to come before the voice begins or after it ends: then the times that are written decide.
    """
    asked = reading(context, voice, verses, language)
    if any(line.at is not None and not asked.start <= line.at < asked.end for line in asked.lines):
        return None
    try:
        found = context.library.spoken(asked)
    except MediaFault as fault:
        context.warn(voice.loc, f"{fault.message}; the lines share its time by their lengths", fault.hint)
        return None
    moved = [_moved(voice.clip, line) for line in found.lines]
    _tell(context, voice, verses, found, moved)
    return moved


def _moved(clip: SoundClip, line: LineTime) -> Spoken:
    by = clip.at - clip.start
    return Spoken(Fraction(line.start, 1000) + by, Fraction(line.end, 1000) + by)


def _tell(context: Context, voice: Voice, verses: Verses, found: Heard, moved: Sequence[Spoken]) -> None:
    """Tell how the lines of a voice were timed, and of each that is not sure its best guess."""
    unsure = [n for n, line in enumerate(found.lines) if not line.is_sure and verses.lines[voice.lines[n]].at is None]
    if not unsure:
        return
    pin = "`together align` writes their times into a file, to be corrected by hand"
    if found.refused:
        message = f"{voice.file} does not seem to be a reading of this text: {found.refused}"
        context.warn(voice.loc, f"{message}; the lines are timed by its pauses", f"name the voice that reads it; or {pin}")
    elif found.method == "pauses":
        doubtful = [n for n in unsure if found.lines[n].confidence < _DOUBTFUL]
        least = sorted(doubtful, key=lambda n: (found.lines[n].confidence, n))[:_TOLD]
        named = "; ".join(_guess(verses, voice.lines[n], found.lines[n], moved[n]) for n in sorted(least))
        rest = f", and of {len(doubtful) - len(least)} more" if len(doubtful) > len(least) else ""
        message = f"the lines are timed by pauses in {voice.file}, which is never sure"
        if named:
            hint = f"watch them; {pin}; create-together[align] listens for the words"
            context.warn(voice.loc, f"{message}, least so of {named}{rest}", hint)
        else:
            # In the same words for every poem, so that an episode tells it once.
            context.note(voice.loc, "lines are timed by the pauses of the voice, which is never sure")
    else:
        for n in unsure:
            number = voice.lines[n]
            message = f"it is not sure when this line is read: {_guess(verses, number, found.lines[n], moved[n])}"
            hint = f"watch it, and write `at: {_seconds(moved[n].begin)}`, or when it comes; or {pin}"
            context.warn(verses.place(number), message, hint)


def tell_off_place(
    context: Context, verses: Verses, timed: Timed, voices: Sequence[Voice], lost: Sequence[int], frames: int
) -> None:
    """Tell of lines for which the times of a file leave none: those that are `lost`, and those that no voice can be reading."""
    over = frames / context.rate
    for number in lost:
        after = max(timed.spoken[number].begin - over, Fraction(0))
        when = f"comes {clock(after)} after the segment is over" if after else "comes when the segment is over"
        hint = "correct its time there, or make `length` longer"
        context.fault(("timing",), f"{_written(verses, timed, number)} {when}", hint)
    if not voices or any(voice.clip.loop for voice in voices):
        return
    first, last = min(voice.clip.at for voice in voices), max(voice.clip.at + voice.clip.seconds for voice in voices)
    named = " and ".join(dict.fromkeys(voice.file for voice in voices))
    free = [n for n, line in enumerate(verses.lines) if line.at is None and n not in lost]
    early = [n for n in free if timed.spoken[n].end <= first]
    late = [n for n in free if timed.spoken[n].begin >= last]
    for numbers, when in ((early, f"is over before {named} is heard"), (late, f"comes after {named} is over")):
        if numbers:
            more = f", and {len(numbers) - 1} more like it" if len(numbers) > 1 else ""
            hint = "correct its time there: it counts from the beginning of the recording"
            hint = hint if len(voices) == 1 else "correct its time there: it counts from the beginning of the segment"
            context.warn(("timing",), f"{_written(verses, timed, numbers[0])} {when}{more}", hint)


def _written(verses: Verses, timed: Timed, number: int) -> str:
    return f"{timed.file}, line {timed.written_at[number]}: {verses.lines[number].words!r}"


def _guess(verses: Verses, number: int, line: LineTime, moved: Spoken) -> str:
    return f"{verses.called(number)} at {_seconds(moved.begin)} s, confidence {line.confidence / 1000:.2f} of 1"


def _seconds(at: Fraction) -> str:
    return f"{float(at):.2f}"


def standing(
    context: Context, spoken: Sequence[Spoken], voices: Sequence[int], frames: int, *, is_shared: bool = False
) -> list[Standing]:
    """Return how long each line stands: until the next begins, or less where the pause after it is long.

    `voices` are the numbers of their readers. Where lines share the time by their lengths (`is_shared`), each has its own.
    A line may begin after the segment's end; then it stands no time.
    """
    begins, ends = [context.frames(one.begin) for one in spoken], [context.frames(one.end) for one in spoken]
    last: dict[int, int] = {}
    for number, voice in enumerate(voices):  # two lines of one voice never begin in one frame
        last[voice] = begins[number] = max(begins[number], last.get(voice, -1) + 1)
    over = context.frames(_OVERLAP)
    found = []
    for number, (begin, end, voice) in enumerate(zip(begins, ends, voices, strict=True)):
        later = (
            other for n, other in enumerate(begins)
            if n != number and other > begin and (voices[n] == voice or other > end - over)
        )  # fmt: skip
        stop = min(later, default=frames)
        if is_shared:
            stop = min(stop, end)
        elif stop - end > LONG_PAUSE * context.rate:
            stop = end + context.frames(AFTER)
        found.append(Standing(number, begin, max(min(stop, frames), begin), max(end, begin + 1), voice))
    return found


def together(lines: Sequence[Standing]) -> list[tuple[FrameRange, tuple[int, ...]]]:
    """Return stretches in which the same lines stand, in order, with the numbers of these lines."""
    edges = sorted({edge for line in lines for edge in (line.begin, line.end)})
    found = []
    for begin, end in pairwise(edges):
        numbers = tuple(line.number for line in lines if line.begin <= begin and end <= line.end)
        if numbers:
            found.append((FrameRange(begin, end - begin), numbers))
    return found


def apart(lines: Sequence[Standing], frames: int, gap: int, close: int) -> list[Standing]:
    """Return lines of which each ends `gap` frames before the next begins, where no more than `close` frames are between them.

    What comes after the segment's last frame counts as the next: its picture changes there.
    """
    begins = [*sorted({line.begin for line in lines}), frames]
    found = []
    for line in lines:
        after = next((begin for begin in begins if begin >= line.end), None)
        is_near = after is not None and after - line.end <= close
        found.append(replace(line, end=max(line.begin + 1, after - gap)) if is_near and after is not None else line)
    return found
