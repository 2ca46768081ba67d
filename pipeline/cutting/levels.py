"""What is set by a handle: sync, gain, fades, the point that stays visible, whether a chapter begins. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from pipeline.cutting import fields, times
from pipeline.cutting.look import Attempt, Found, Look, is_picture, refused
from pipeline.cutting.operations import Chapter, Fade, Focus, Gain, Nudge
from pipeline.documents.node import Plain
from pipeline.segments.medium import Fades, Filmed, Level, Sound, Stem
from pipeline.segments.medium import Look as Framing
from pipeline.timeline.model import Clip, SoundClip

_THOUSAND = 1000
_BEHIND = (*fields.ORDER, "by", "role", "gain", "fades")


def nudge(look: Look, operation: Nudge) -> Iterator[Attempt]:
    """Yield the edit by which a sound is heard later or earlier: a take by its sync, any other by when it begins."""
    found = look.found(operation.thing)
    sound = look.sound(found)
    if not isinstance(found.shape, Sound) or sound is None:
        raise refused(found.where, "this is no sound that could be heard later", "nudge a take, a voice or a bed")
    by = Fraction(operation.milliseconds, _THOUSAND)
    draft, loc = look.draft(found.part, found.loc)
    rate = look.episode.rate
    if not isinstance(found.shape, Stem):
        at = sound.at + by
        if at < 0:
            raise refused(found.where, "the sound begins with its segment already", "let it begin later in its file: in")
        at = at if times.is_decimal(at) else times.shortest(at - Fraction(1, 2000), at + Fraction(1, 2000), at)
        fields.put(draft, loc, {"at": times.written(at, rate, _seconds_style(fields.text(draft, loc, "at")))}, _BEHIND)
        yield Attempt((draft,), _heard_at(found, at))
        return
    sync = found.shape.sync
    if sync == "auto":
        take = look.takes.get((found.part.name, _take(look, found)))
        if take is None:
            hint = "write how many seconds later it begins: sync: 0.35"
            raise refused(found.where, "this take is lined up by its sound, which has not been heard yet", hint)
        # Second t of its file stands at scale x t + later; by hand its `in` begins at `at` + sync.
        sync = take.scale * sound.start + take.later - sound.at
        sync = times.shortest(sync - Fraction(1, 2000), sync + Fraction(1, 2000), sync)
    later = (sync or Fraction(0)) + by
    text = times.decimal(later)
    fields.put(draft, loc, {"sync": text}, _BEHIND)

    def check(after: Look) -> str:
        now = after.sound(after.again(found))
        return "" if now is not None and now.sync == later else "it would not be heard when it is wanted"

    yield Attempt((draft,), check)


def gain(look: Look, operation: Gain) -> Iterator[Attempt]:
    """Yield the edit that makes something louder or softer."""
    found = look.found(operation.thing)
    if not isinstance(found.shape, Level):
        raise refused(found.where, "this has no sound of its own", "choose a clip or a sound")
    draft, loc = look.draft(found.part, found.loc)
    there = fields.text(draft, loc, "gain")
    number = times.decimal(operation.decibels)
    bare = there.lower().removesuffix("db")
    unit = there[len(bare.rstrip()) :] if there else " dB"
    sign = "+" if there.startswith("+") and operation.decibels > 0 else ""
    fields.put(draft, loc, {"gain": f"{sign}{number}{unit}"}, _BEHIND)

    def check(after: Look) -> str:
        now = after.sound(after.again(found))
        return "" if now is None or now.gain_db == operation.decibels else "it would not be as loud as is wanted"

    yield Attempt((draft,), check)


def fade(look: Look, operation: Fade) -> Iterator[Attempt]:
    """Yield the edit that lets a clip or a sound come or go slowly."""
    found, rate = look.found(operation.thing), look.episode.rate
    shape = found.shape
    if not isinstance(shape, (Filmed, Sound)):
        raise refused(found.where, "this has no fades", "choose a clip or a sound")
    if operation.frames < 0:
        raise refused(found.where, "a fade lasts no frames at least", "")
    seconds = times.lasting(operation.frames, rate) if operation.frames else Fraction(0)
    draft, loc = look.draft(found.part, found.loc)
    name, other = ("in", "out") if operation.edge == "begin" else ("out", "in")
    fades: Fades = shape.fades
    beside = fades.fade_out if name == "in" else fades.fade_in
    group = draft.at(loc)
    there = group.value("fades") if group.entries is not None else None
    if there is not None and there.entries is not None:
        fields.put(draft, (*loc, "fades"), {name: fields.time(draft, (*loc, "fades"), name, seconds, rate, other)}, ("in",))
    else:
        style = there.text or "" if there is not None else ""
        values = {name: times.written(seconds, rate, style)}
        if beside is not None and (beside.seconds or beside.frames):
            values[other] = style or times.written(beside.in_seconds(rate), rate)
        value: Plain = {key: values[key] for key in ("in", "out") if key in values}
        fields.put(draft, loc, {"fades": value}, _BEHIND)
    yield Attempt((draft,), _fades(found, operation.edge == "begin", operation.frames, rate))


def focus(look: Look, operation: Focus) -> Iterator[Attempt]:
    """Yield the edit that says which point of a picture stays visible."""
    found = look.found(operation.thing)
    if not isinstance(found.shape, Framing):
        raise refused(found.where, "this is no picture that could be cut", "choose a clip or a picture")
    across, down = operation.across, operation.down
    if not (0 <= across <= 100 and 0 <= down <= 100):
        raise refused(found.where, "the point lies outside of the picture", "choose one inside")
    draft, loc = look.draft(found.part, found.loc)
    group = draft.at(loc)
    there = group.value("focus") if group.entries is not None else None
    if there is not None and there.items is not None and not any("%" in (item.text or "") for item in there.items):
        shares = (across, down)
        for number, share in enumerate(shares):
            draft.set((*loc, "focus", number), times.decimal(Fraction(share, 100)))
    elif there is not None and there.items is not None:
        for number, share in enumerate((across, down)):
            draft.set((*loc, "focus", number), f"{share}%")
    else:
        fields.put(draft, loc, {"focus": f"{across}% {down}%"}, _BEHIND)
    wanted = Fraction(across, 100), Fraction(down, 100)

    def check(after: Look) -> str:
        clip = is_picture(after.clip(after.again(found)))
        return "" if clip is None or clip.placement.focus == wanted else "another point would stay visible"

    yield Attempt((draft,), check)


def chapter(look: Look, operation: Chapter) -> Iterator[Attempt]:
    """Yield the edit that lets a chapter begin with a segment, or none."""
    name = operation.segment
    part = look.part(name.removesuffix("-title") if _is_card(look, name) else name)
    where = look.episode.where(*part.loc)
    if not part.kind.chapter:
        raise refused(where, f"no chapter begins with a segment of the kind {part.kind.name}", "")
    draft, loc = look.draft(part, ())
    is_on = not part.shape.chapter if operation.is_on is None else operation.is_on
    if part.shape.chapter != is_on:
        there = fields.text(draft, loc, "chapter")
        words = {"on": "off", "off": "on", "yes": "no", "no": "yes", "true": "false", "false": "true"}
        word = words.get(there.casefold(), "on" if is_on else "off")
        fields.put(draft, loc, {"chapter": word}, ())

    def check(after: Look) -> str:
        now = next((one for one in after.episode.parts if one.loc == part.loc), None)
        return "" if now is not None and now.shape.chapter == is_on else "the chapter would stay as it is"

    yield Attempt((draft,), check)


def _is_card(look: Look, name: str) -> bool:
    return name.endswith("-title") and all(part.name != name for part in look.episode.parts)


def _seconds_style(style: str) -> str:
    """Return the style of a time but for frames: sound is finer than they are."""
    return "" if style.endswith("f") else style


def _take(look: Look, found: Found) -> int:
    built = look.built.get(found.part.name)
    sounds = built.stack.sound if built else ()
    return next((number for number, one in enumerate(sounds) if one is look.sound(found)), -1)


def _heard_at(found: Found, at: Fraction) -> Callable[[Look], str]:
    def check(after: Look) -> str:
        now = after.sound(after.again(found))
        return "" if now is not None and now.at == at else "it would not be heard when it is wanted"

    return check


def _fades(found: Found, is_in: bool, frames: int, rate: Fraction) -> Callable[[Look], str]:
    def check(after: Look) -> str:
        again = after.again(found)
        now: Clip | SoundClip | None = after.sound(again) if isinstance(found.shape, Sound) else is_picture(after.clip(again))
        if now is None:
            return "it would be something else"
        length = now.fade_in if is_in else now.fade_out
        length = length * rate if isinstance(now, SoundClip) else Fraction(length)
        return "" if abs(length - frames) <= Fraction(1, 2) else "it has no room for so long a fade"

    return check
