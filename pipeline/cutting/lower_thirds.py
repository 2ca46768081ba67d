"""When a lower third comes and goes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pipeline.cutting import fields, times
from pipeline.cutting.look import Attempt, Found, Look, refused
from pipeline.cutting.operations import MoveLowerThird
from pipeline.documents.node import Plain
from pipeline.documents.splicing import Draft, Loc
from pipeline.segments import meant
from pipeline.segments.lower_third import LowerThird
from pipeline.timeline.model import CardMedia
from pipeline.timeline.regions import Placed, place

_FIELD = "lower_third"
_ORDER = ("show", "role", "by", "at", "length")


def move_lower_third(look: Look, operation: MoveLowerThird) -> Iterator[Attempt]:
    """Yield the edits by which a lower third comes and goes when it is wanted."""
    found, rate, by = _lower_third(look, operation), look.episode.rate, operation.by
    seen = _seen(look, found)
    if not seen:
        raise refused(found.where, "no lower third is shown here", "choose one on the timeline")
    first, frames = seen[0].range.start, seen[0].range.frames
    begin = first - _base(look, found) + (by if operation.edge != "end" else 0)
    if operation.edge is not None:
        frames += by if operation.edge == "end" else -by
    if begin < 0:
        raise refused(found.where, "the lower third comes with its clip already", "")
    if frames < 1:
        raise refused(found.where, "nothing would be left of the lower third", "write lower_third: off")
    wanted = first + begin - (first - _base(look, found)), frames
    at, length = times.lasting(begin, rate), times.lasting(frames, rate)
    choices: tuple[Mapping[str, Fraction], ...] = {
        None: ({"at": at}, {"at": at, "length": length}),
        "begin": ({"at": at, "length": length},),
        "end": ({"length": length}, {"at": at, "length": length}),
    }[operation.edge]
    for choice in choices:
        draft, loc = look.draft(found.part, found.loc[:-1])
        _put(draft, (*loc, _FIELD), choice, rate)
        yield Attempt((draft,), lambda after: _as_wanted(after, found, seen, wanted))


def _lower_third(look: Look, operation: MoveLowerThird) -> Found:
    """Return the lower third that stands at a place, or that of what stands there, where it is not written."""
    found = look.found(operation.thing)
    if isinstance(found.shape, LowerThird):
        return found
    inner: object = getattr(found.shape, _FIELD, None)
    if not isinstance(inner, LowerThird):
        raise refused(found.where, "this has no lower third", "choose one on the timeline")
    return Found(found.part, (*found.loc, _FIELD), inner, found.where)


def _seen(look: Look, found: Found) -> list[Placed]:
    """Return the cards of a lower third in the order in which they come: more than one where it names many."""
    built = look.built.get(found.part.name)
    where = look.episode.where(*found.part.loc, *found.loc)
    clips = [one for track in built.stack.picture for one in place(track)] if built else []
    cards = [one for one in clips if isinstance(one.clip.media, CardMedia) and one.clip.media.card == _FIELD]
    return sorted((one for one in cards if one.clip.where == where), key=lambda one: one.range.start)


def _base(look: Look, found: Found) -> int:
    """Return the frame of the segment from which the times of a lower third count: its clip's first."""
    if len(found.loc) == 1:
        return 0
    clip = look.clip(Found(found.part, found.loc[:-1], found.shape, found.where))
    return clip.range.start if clip is not None else 0


def _put(draft: Draft, loc: Loc, choice: Mapping[str, Fraction], rate: Fraction) -> None:
    group = draft.at(loc[:-1])
    if group.entries is None:
        draft.wrap(loc[:-1], "file", {_FIELD: {name: times.written(value, rate) for name, value in choice.items()}})
        return
    there = group.value(_FIELD)
    plain: dict[str, Plain] = {name: times.written(value, rate) for name, value in choice.items()}
    if there is None:
        draft.add(loc[:-1], _FIELD, plain)
    elif there.entries is not None:
        written: dict[str, Plain] = {
            name: fields.time(draft, loc, name, value, rate, "length" if name == "at" else "at") for name, value in choice.items()
        }
        fields.put(draft, loc, written, _ORDER)
    elif there.text is not None and meant.is_on(there.text):  # in a group that word would be what is shown
        draft.replace(loc, {"show": "auto", **plain})
    else:
        draft.wrap(loc, "show", plain)


def _as_wanted(after: Look, found: Found, before: list[Placed], wanted: tuple[int, int]) -> str:
    now = _seen(after, after.again(found))
    if [one.clip.media for one in now] != [one.clip.media for one in before]:
        return "the lower third would show something else"
    is_there = bool(now) and (now[0].range.start, now[0].range.frames) == wanted
    return "" if is_there else "the lower third has no room there in its clip"
