"""Where clips begin and end whose speed changes on the way, whose picture stands, or that are shown backwards. Pure.

Frames of the screen are looked up in the file by the clip's pace. Points of a ramp and the moment at which a picture stands are
times of the file, and stay where they are in it; of a picture that stands at an end of the clip, so much is left as is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial

from pipeline.cutting import fields, times
from pipeline.cutting.look import Attempt, Found, Look, is_picture, refused
from pipeline.documents.splicing import Draft, Loc
from pipeline.segments.medium import Medium
from pipeline.segments.paced import Paced
from pipeline.timebase import clock
from pipeline.timeline.model import Clip
from pipeline.timeline.pace import Pace
from pipeline.values import dataclass

_EXACT = Fraction(1, 10**6)
"""Seconds that what is written may lie beside a moment: where films are mixed or run fast, much less than a frame is seen."""

_SAME = Fraction(1, 500)
"""Parts of a frame of the screen by which the second of the file that a frame shows may be another."""

_OTHER_END = "it would not end where it is wanted"

Frames = int | Fraction
"""Frames of the screen; parts of one where another program has cut between two."""

Times = Mapping[tuple[str, ...], str | None]
"""Fields of a clip, by their names or by those of their group and theirs, and what is to be written there; None takes one out."""

_ENDS = ((Fraction(-1, 4), Fraction(1, 4), Fraction(0)), (Fraction(-1, 2), Fraction(0), Fraction(-1, 10)))
"""Where the end of a clip may be written, in frames around it: from, before, and best at. The second is for where a file ends."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is wanted of a file, on the clock of all of it at a `pace`: `frames` frames from second `begin` on.

    Its picture stands until second `stands`, if it does where it begins, for it `keeps_freeze`.
    """

    pace: Pace
    begin: Fraction
    frames: int
    keeps_freeze: bool = False
    stands: Fraction | None = None


def is_even(clip: Clip) -> bool:
    """Say whether a clip runs forwards at one speed throughout."""
    return clip.pace.is_even and not clip.reverse


def excerpt(
    look: Look, found: Found, clip: Clip, begin: tuple[Fraction, Fraction] | None, frames: int
) -> Iterator[Attempt]:
    """Yield the edits by which a clip may show the part of its file that begins within two moments, where it did if None.

    It lasts as many frames. One that is shown backwards is meant as it is in its file: its `out` follows.
    """
    rate, shape = look.episode.rate, found.shape
    assert isinstance(shape, Paced)
    first = clip.start - clip.reverse
    if begin is not None:
        low, high = max(begin[0], Fraction(0)), begin[1]
        first = times.shortest(low, high, (low + high) / 2)
    if clip.reverse:
        speed = clip.pace.speed(Fraction(0))
        later = (clip.start - first) * rate / speed - frames
        yield from taken(look, found, clip, later, frames, with_end=begin is not None)
        return
    whole = shape.pace(Fraction(0), rate)
    later = (whole.shown(first) - whole.shown(clip.start)) * rate
    yield from taken(look, found, clip, later, frames, with_end=True)


def taken(look: Look, found: Found, clip: Clip, later: Frames, frames: int, *, with_end: bool) -> Iterator[Attempt]:
    """Yield the edits by which a clip begins with what it shows `later` frames on now, and lasts `frames` frames.

    Its end is written anew `with_end`, or where it was written as a length.
    """
    for times_, check in written(look, found, clip, later, frames, with_end=with_end):
        draft, loc = look.draft(found.part, found.loc)
        put(draft, loc, times_)
        yield Attempt((draft,), partial(check, found))


def written(
    look: Look, found: Found, clip: Clip, later: Frames, frames: int, *, with_end: bool
) -> Iterator[tuple[Times, Callable[[Found, Look], str]]]:
    """Yield what is to be written for that, the likeliest first, and what asks of what stands at a place whether it shows it."""
    if frames < 1:
        raise refused(found.where, "nothing would be left of it", "remove the line instead")
    if clip.reverse:
        yield _backwards(look, found, clip, later, frames, with_end=with_end)
        return
    shape, rate = found.shape, look.episode.rate
    assert isinstance(shape, Medium)
    assert isinstance(shape, Paced)
    part = _part(shape, clip, later, frames, rate)
    begin, end = part.pace.file(part.begin), part.begin + frames / rate
    if part.begin < 0:
        raise refused(found.where, f"{shape.file} begins {clock(-begin)} later, so nothing is there to show", "")
    values: dict[tuple[str, ...], str | None] = {}
    if later:
        values["in",] = _time(look, found, ("in",), begin if part.stands is not None else _after(begin), "out", "length")
    if shape.freeze is not None and not part.keeps_freeze:
        values["freeze",] = None
    elif part.stands is not None:
        values["freeze", "length"] = _time(look, found, ("freeze", "length"), _after(part.stands - part.begin))
    lasts = _time(look, found, ("length",), times.lasting(frames, rate))
    for window in _ENDS:
        low, high, best = (part.pace.file(end + beside / rate) for beside in window)
        if shape.length:
            ends: Times = {("length",): lasts} if frames != clip.frames else {}
        elif not with_end:
            ends = {}
        elif low < high:
            ends = {("out",): _time(look, found, ("out",), times.shortest(low, high, best), "in")}
        else:  # no time of the file tells where in its standing a picture ends
            ends = {("out",): None, ("length",): lasts} if shape.out_point else {("length",): lasts}
        yield {**values, **ends}, partial(_shows, part, rate)


def put(draft: Draft, loc: Loc, times_: Times) -> None:
    """Write times into a group, and take those out that are None."""
    gone = [name for name, value in times_.items() if value is None]
    plain = {name[0]: value for name, value in times_.items() if value is not None and len(name) == 1}
    length = plain.pop("length", "") if ("out",) in gone else ""
    for name, value in times_.items():
        if value is not None and len(name) > 1:
            draft.set((*loc, *name), value)
    fields.put(draft, loc, plain)
    if length:
        draft.add(loc, "length", length, [name for name in fields.ORDER if name != "out"])
    for name in gone:
        draft.remove((*loc, *name))


def _part(shape: Paced, clip: Clip, later: Frames, frames: int, rate: Fraction) -> _Part:
    """Return what is wanted of a file; its picture need not stand where no frame is of the moment at which it does."""
    whole = shape.pace(Fraction(0), rate)
    begin = whole.shown(clip.start) + later / rate
    if shape.freeze is None:
        return _Part(whole, begin, frames)
    stands = whole.shown(shape.freeze.at.in_seconds(rate))
    length = shape.freeze.length.in_seconds(rate)
    if begin < stands + length and begin + (frames - 1) / rate >= stands:
        is_cut = begin > stands
        return _Part(whole, begin, frames, keeps_freeze=True, stands=stands + length if is_cut else None)
    moving = shape.model_copy(update={"freeze": None}).pace(Fraction(0), rate)
    return _Part(moving, begin - (length if begin >= stands + length else 0), frames)


def _shows(part: _Part, rate: Fraction, found: Found, after: Look) -> str:
    """Say in words what is otherwise than wanted of the frames of a clip; nothing where each is the one that is."""
    now, wanted = is_picture(after.clip(after.again(found))), part.pace
    if now is None or now.frames != part.frames:
        return _OTHER_END
    # Between its points a pace is one of a kind: where it is right at three moments of each, it is right at all.
    points = [at - part.begin for at, _ in wanted.points] + [at for at, _ in now.pace.points]
    frames = {0, now.frames // 2, now.frames - 1, *(int(at * rate) + beside for at in points for beside in (-1, 0, 1, 2))}
    for frame in frames:
        at = frame / rate
        apart = now.start + now.pace.file(at) - wanted.file(part.begin + at)
        if 0 <= frame < now.frames and abs(apart) > _SAME / rate:
            return "it would not show the same frames"
    return ""


def _backwards(
    look: Look, found: Found, clip: Clip, later: Frames, frames: int, *, with_end: bool
) -> tuple[Times, Callable[[Found, Look], str]]:
    """Return what is to be written of a clip that is shown from its `out` to its `in`."""
    shape, rate, speed = found.shape, look.episode.rate, clip.pace.speed(Fraction(0))
    assert isinstance(shape, Medium)
    out = clip.start - later * speed / rate
    ends = out - frames * speed / rate
    if with_end and ends < -speed / rate / 2:
        raise refused(found.where, f"{shape.file} begins {clock(-ends)} later, so nothing is there to show", "")
    begin = shape.in_point.in_seconds(rate) if shape.in_point else Fraction(0)
    values: dict[tuple[str, ...], str | None] = {}
    if with_end:
        low = max(Fraction(0), ends - speed / rate / 4)
        begin = times.shortest(low, max(ends, low) + speed / rate / 4, max(ends, low))
        values["in",] = _time(look, found, ("in",), begin, "out", "length")
    if shape.length:
        values["length",] = _time(look, found, ("length",), _near((out - begin) / speed))
    elif later:
        values["out",] = _time(look, found, ("out",), _near(out), "in")
    return values, partial(_shows_backwards, out, frames, rate)


def _shows_backwards(out: Fraction, frames: int, rate: Fraction, found: Found, after: Look) -> str:
    now = is_picture(after.clip(after.again(found)))
    if now is None or not now.reverse or abs(now.start - out) > _SAME / rate:
        return "it would not begin where it is wanted"
    return "" if now.frames == frames else _OTHER_END


def _after(seconds: Fraction) -> Fraction:
    """Return the shortest moment that is at most so little later; roots are rounded, so it may be less than that earlier."""
    least = times.rounded_down(seconds)
    return times.shortest(least, least + _EXACT, least)


def _near(seconds: Fraction) -> Fraction:
    return times.shortest(seconds - _EXACT / 2, seconds + _EXACT / 2, seconds)


def _time(look: Look, found: Found, name: tuple[str, ...], seconds: Fraction, *others: str) -> str:
    """Return a time as it is to be written; in frames only where it is a whole number of them."""
    rate = look.episode.rate
    draft, loc = look.draft(found.part, found.loc)
    text = fields.time(draft, (*loc, *name[:-1]), name[-1], seconds, rate, *others)
    return times.written(seconds, rate) if text.endswith("f") and (seconds * rate).denominator != 1 else text
