"""Trimming and slipping: where a clip, a sound or a segment begins and ends, and which part of its file it shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.cutting import fields, paces, times
from pipeline.cutting.look import Attempt, Found, Look, is_picture, refused
from pipeline.cutting.operations import Excerpt, Slip, Trim
from pipeline.documents.splicing import Loc
from pipeline.segments.animation import Animation
from pipeline.segments.base import SegmentShape
from pipeline.segments.docu_short import DocuShort
from pipeline.segments.medium import Medium, Sound
from pipeline.timebase import clock, frames_of
from pipeline.timeline.model import Clip, SoundClip, StillMedia

_NEAR = Fraction(1, 2)
"""Part of a frame that a sound may begin or end beside what was asked for."""


def trim(look: Look, operation: Trim) -> Iterator[Attempt]:
    """Yield the edits by which a thing may begin or end where it is wanted."""
    found = _trimmed(look, operation)
    shape = found.shape
    if isinstance(shape, Sound):
        yield from _sound(look, found, operation)
    elif isinstance(shape, Medium) and (clip := is_picture(look.clip(found))) is not None:
        yield from _picture(look, found, clip, operation)
    elif isinstance(shape, SegmentShape) and "length" in type(shape).model_fields and not found.loc:
        yield from _segment(look, found, operation)
    else:
        raise refused(found.where, "this has no beginning and no end of its own", "trim the segment that it stands in")


def slip(look: Look, operation: Slip) -> Iterator[Attempt]:
    """Yield the edits by which a clip or a sound may show another part of its file."""
    found = look.found(operation.thing)
    rate = look.episode.rate
    made = look.sound(found) if isinstance(found.shape, Sound) else is_picture(look.clip(found))
    if made is None or not isinstance(found.shape, Medium) or _is_still(found, made):
        raise refused(found.where, "this shows no part of a file that could be another one", "slip a film or a sound")
    shape = found.shape
    if not (shape.out_point or shape.length) and operation.by > 0:
        message = f"{shape.file} is shown to its end, so there is nothing behind it"
        raise refused(found.where, message, "let it end earlier first")
    if isinstance(made, Clip) and not paces.is_even(made):
        later = -operation.by if made.reverse else operation.by
        yield from paces.taken(look, found, made, later, made.frames, with_end=True)
        return
    own = _own_rate(made, rate)
    begin = made.start + operation.by / own
    _not_before_the_file(found, begin)
    for start in _starts(begin, own):
        draft, loc = look.draft(found.part, found.loc)
        values = {"in": fields.time(draft, loc, "in", start, rate, "out", "length")}
        if shape.out_point or not shape.length:
            frames = made.frames if isinstance(made, Clip) else None
            seconds = made.seconds if isinstance(made, SoundClip) else made.frames / own
            was = shape.out_point.in_seconds(rate) if shape.out_point else made.start + seconds
            out = _moved(was, start - made.start, frames, start, own)
            values["out"] = fields.time(draft, loc, "out", out, rate, "in")
        fields.put(draft, loc, values)
        yield Attempt((draft,), _shows(found, begin, made, rate, own=own))


def excerpt(look: Look, operation: Excerpt) -> Iterator[Attempt]:
    """Yield the edits by which a clip may show the wanted part of its file."""
    found = look.found(operation.thing)
    rate, shape, clip, wanted = look.episode.rate, found.shape, is_picture(look.clip(found)), operation.frames
    if clip is None or not isinstance(shape, Medium):
        raise refused(found.where, "this shows no part of a file that could be another one", "trim the segment that it stands in")
    if wanted < 1:
        raise refused(found.where, "nothing would be left of it", "remove the line instead")
    if not paces.is_even(clip):
        yield from paces.excerpt(look, found, clip, operation.begin, wanted)
        return
    if operation.begin is None or _is_still(found, clip):
        yield from _picture(look, found, clip, Trim(operation.thing, "end", wanted - clip.frames))
        return
    own = _own_rate(clip, rate)
    low, high = operation.begin
    _not_before_the_file(found, high)
    low = max(low, Fraction(0))
    start = times.shortest(low, high, (low + high) / 2)
    stays, moved = {"in": start}, start - clip.start
    attempts: list[dict[str, Fraction]] = []
    if shape.out_point and wanted == clip.frames:
        attempts.append({"in": start, "out": _moved(shape.out_point.in_seconds(rate), moved, wanted, start, own)})
    attempts.append(stays)
    name = "out" if shape.out_point or not shape.length else "length"
    after = (own, start) if name == "out" else (rate, Fraction(0))
    attempts += [{"in": start, name: end} for end in _ends(wanted, *after)]
    for values in attempts:
        draft, loc = look.draft(found.part, found.loc)
        fields.put(draft, loc, {name: fields.time(draft, loc, name, at, rate, "in", "out") for name, at in values.items()})
        yield Attempt((draft,), _excerpted(found, (low, high), wanted))


def _excerpted(found: Found, begin: tuple[Fraction, Fraction], frames: int) -> Callable[[Look], str]:
    """Return what asks whether a clip begins in its file within two moments, and lasts as many frames."""

    def check(after: Look) -> str:
        now = is_picture(after.clip(after.again(found)))
        if now is None or not begin[0] <= now.start < begin[1]:
            return "it would not begin where it is wanted"
        return "" if now.frames == frames else "it would not end where it is wanted"

    return check


def _trimmed(look: Look, operation: Trim) -> Found:
    """Return what an edge belongs to: that of a documentary is its first or last clip's."""
    found = look.found(operation.thing)
    if isinstance(found.shape, DocuShort) and not found.loc:
        number = 0 if operation.edge == "begin" else len(found.shape.clips) - 1
        loc: Loc = ("clips", number)
        return Found(found.part, loc, found.shape.clips[number], look.episode.where(*found.part.loc, *loc))
    return found


def _is_still(found: Found, made: Clip | SoundClip) -> bool:
    scene = isinstance(found.shape, Animation) and bool(found.shape.scene)
    return scene or (isinstance(made, Clip) and isinstance(made.media, StillMedia))


def _own_rate(made: Clip | SoundClip, rate: Fraction) -> Fraction:
    """Return how many frames are shown of a second of its file."""
    return rate / made.pace.speed(Fraction(0))


def _not_before_the_file(found: Found, begin: Fraction) -> None:
    if begin < 0:
        file = found.shape.file if isinstance(found.shape, Medium) else "the file"
        raise refused(found.where, f"{file} begins {clock(-begin)} later, so nothing is there to show", "")


def _starts(begin: Fraction, rate: Fraction) -> Iterator[Fraction]:
    """Yield how the beginning of a clip may be written: shortly, or else as exactly as can be."""
    yield times.beginning(begin, rate)
    yield times.shortest(begin, begin + Fraction(1, 10**6), begin)


def _ends(frames: int, rate: Fraction, after: Fraction) -> Iterator[Fraction]:
    """Yield how the end of a clip may be written: within a quarter of a frame, or else before it, where the file ends there."""
    yield times.lasting(frames, rate, after)
    exact, early = after + frames / rate, after + (frames - _NEAR) / rate
    yield times.shortest(early, exact, exact - Fraction(1, 10) / rate)
    yield times.shortest(early, early + Fraction(1, 10) / rate, early)


def _moved(was: Fraction, by: Fraction, frames: int | None, start: Fraction, rate: Fraction) -> Fraction:
    """Return where a part of a file ends that begins elsewhere now: as much later, where that is written and lasts as long."""
    to = was + by
    if times.is_decimal(to) and (frames is None or frames_of(to - start, rate) == frames):
        return to
    return times.lasting(frames, rate, start) if frames is not None else times.beginning(to, rate)


def _shows(
    found: Found, begin: Fraction, made: Clip | SoundClip, rate: Fraction, frames: int | None = None, own: Fraction | None = None
) -> Callable[[Look], str]:
    """Return what asks whether a clip begins in its file where it is wanted, and lasts as many frames.

    Of the file, `own` frames are shown a second.
    """
    low, high = times.cell(begin, own or rate)

    def check(after: Look) -> str:
        again = after.again(found)
        now = after.sound(again) if isinstance(made, SoundClip) else is_picture(after.clip(again))
        if now is None or not low <= now.start < high:
            return "it would not begin where it is wanted"
        if isinstance(now, SoundClip) and isinstance(made, SoundClip):
            wanted = made.seconds * rate if frames is None else frames
            return "" if abs(now.seconds * rate - wanted) <= _NEAR else "it would not end where it is wanted"
        if isinstance(now, Clip) and isinstance(made, Clip):
            return "" if now.frames == (made.frames if frames is None else frames) else "it would not end where it is wanted"
        return "it would be something else"

    return check


def _picture(look: Look, found: Found, clip: Clip, operation: Trim) -> Iterator[Attempt]:
    rate, by, shape = look.episode.rate, operation.by, found.shape
    assert isinstance(shape, Medium)
    frames = clip.frames - by if operation.edge == "begin" else clip.frames + by
    if frames < 1:
        raise refused(found.where, "nothing would be left of it", "remove the line instead")
    if not paces.is_even(clip):
        later = by if operation.edge == "begin" else 0
        yield from paces.taken(look, found, clip, later, frames, with_end=operation.edge == "end")
        return
    is_still = _is_still(found, clip)
    own = _own_rate(clip, rate)
    if operation.edge == "begin" and not is_still:
        begin = clip.start + by / own
        _not_before_the_file(found, begin)
        for start in _starts(begin, own):
            draft, loc = look.draft(found.part, found.loc)
            values = {"in": fields.time(draft, loc, "in", start, rate, "out", "length")}
            if shape.length:
                values["length"] = fields.time(draft, loc, "length", times.lasting(frames, rate), rate)
            fields.put(draft, loc, values)
            yield Attempt((draft,), _shows(found, begin, clip, rate, frames, own))
        return
    name = "out" if shape.out_point or not (shape.length or is_still) else "length"
    for end in _ends(frames, own if name == "out" else rate, clip.start if name == "out" else Fraction(0)):
        draft, loc = look.draft(found.part, found.loc)
        fields.put(draft, loc, {name: fields.time(draft, loc, name, end, rate, "in")})
        yield Attempt((draft,), _shows(found, clip.start, clip, rate, frames, own))


def _sound(look: Look, found: Found, operation: Trim) -> Iterator[Attempt]:
    rate, shape, sound = look.episode.rate, found.shape, look.sound(found)
    assert isinstance(shape, Sound)
    if sound is None:
        raise refused(found.where, "this sound is not heard yet", "correct its mistake first")
    by = operation.by / rate
    if operation.edge == "begin":
        begin, at = sound.start + by, sound.at + by
        _not_before_the_file(found, begin)
        if at < 0:
            raise refused(found.where, "the sound begins with its segment already", "let the segment begin earlier")
        for start in _starts(begin, rate):
            draft, loc = look.draft(found.part, found.loc)
            later = sound.at + start - sound.start
            later = later if times.is_decimal(later) else times.beginning(at, rate)
            values = {
                "in": fields.time(draft, loc, "in", start, rate, "out", "length"),
                "at": fields.time(draft, loc, "at", later, rate),
            }
            left = sound.seconds - by
            if shape.length:
                length = _moved(shape.length.in_seconds(rate), sound.start - start, None, start, rate)
                values["length"] = fields.time(draft, loc, "length", length, rate)
            fields.put(draft, loc, values)
            yield Attempt((draft,), _shows(found, begin, replace(sound, seconds=left), rate))
        return
    if shape.loop:
        message = f"{shape.file} is repeated as long as its segment lasts"
        raise refused(found.where, message, "write loop: off to let it end earlier")
    seconds = sound.seconds + by
    if seconds <= 0:
        raise refused(found.where, "nothing would be left of it", "remove the line instead")
    name = "length" if shape.length else "out"
    exact = seconds if name == "length" else sound.start + seconds
    quarter = Fraction(1, 4) / rate
    for end in (times.shortest(exact - quarter, exact + quarter, exact), times.beginning(exact, rate)):
        draft, loc = look.draft(found.part, found.loc)
        fields.put(draft, loc, {name: fields.time(draft, loc, name, end, rate, "in")})
        yield Attempt((draft,), _shows(found, sound.start, replace(sound, seconds=seconds), rate))


def _segment(look: Look, found: Found, operation: Trim) -> Iterator[Attempt]:
    """Yield how a segment that has a length of its own gets another one."""
    built, rate = look.built.get(found.part.name), look.episode.rate
    kind = found.part.kind.name
    if operation.edge == "begin":
        raise refused(found.where, f"a segment of the kind {kind} has no beginning to trim", "trim what is in it, or its end")
    if built is None:
        raise refused(found.where, "this segment cannot be made yet", "correct its mistakes first")
    frames = built.stack.frames + operation.by
    if frames < 1:
        raise refused(found.where, "nothing would be left of it", "remove the segment instead")
    part = found.part
    where: Loc = ("length",)
    written = look.written(part, where)
    draft, loc = (look.opened(written[0]), written[1][:-1]) if written else look.draft(part, ())
    length = fields.time(draft, loc, "length", times.lasting(frames, rate), rate)
    fields.put(draft, loc, {"length": length}, (kind, "template", *fields.ORDER))

    def check(after: Look) -> str:
        now = after.built.get(part.name)
        return "" if now is not None and now.stack.frames == frames else "it would not last as long as is wanted"

    yield Attempt((draft,), check)

