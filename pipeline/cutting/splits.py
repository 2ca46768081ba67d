"""One clip becomes two, which show together what it showed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pipeline.cutting import fields, paces
from pipeline.cutting.look import Attempt, Found, Look, is_picture, refused
from pipeline.cutting.operations import Split
from pipeline.documents.node import Plain, plain
from pipeline.manifest.faults import found as node_at
from pipeline.segments.docu_short import DocuShort
from pipeline.segments.medium import Footage
from pipeline.timeline.model import Clip, SourceMedia

_OF_ONE = ("fades", "text", "picture_in_picture", "stabilise")
"""Fields that count from a clip's ends, or look at all of it: in two clips they would be something else."""


def split(look: Look, operation: Split) -> Iterator[Attempt]:
    """Yield the edits by which a clip ends after so many frames, and what it goes on to show is the next clip."""
    found, at = look.found(operation.thing), operation.frames
    clip = _film(look, found)
    if not 0 < at < clip.frames:
        raise refused(found.where, "the clip does not show anything on both sides of this frame", "go to a frame within it")
    number = found.loc[-1]
    assert isinstance(number, int)
    second = Found(found.part, (*found.loc[:-1], number + 1), found.shape, found.where)
    (begins, is_second), *_ = paces.written(look, found, clip, at, clip.frames - at, with_end=False)
    for ends, is_first in paces.written(look, found, clip, 0, at, with_end=True):
        draft, loc = look.draft(found.part, found.loc)
        item = plain(node_at(draft.root, loc)[0])
        paces.put(draft, loc, ends)
        draft.put(loc[:-1], number + 1, _copy(item, begins))
        yield Attempt((draft,), partial(_both, partial(is_first, found), partial(is_second, second)))


def _both(is_first: Callable[[Look], str], is_second: Callable[[Look], str], after: Look) -> str:
    return is_first(after) or is_second(after)


def _film(look: Look, found: Found) -> Clip:
    clip, shape = is_picture(look.clip(found)), found.shape
    is_listed = found.loc[-2:-1] == ("clips",)
    if not is_listed or not isinstance(shape, Footage) or clip is None or not isinstance(clip.media, SourceMedia):
        hint = "write two with `in` and `out`, or as the `clips` of a docu-short"
        raise refused(found.where, "only a film among the clips of a segment becomes two", hint)
    for name in _OF_ONE:
        if getattr(shape, name) and name in shape.model_fields_set:
            message = f"`{name}` is of the whole clip, and in two it would be something else"
            raise refused(found.where, message, "take it out first, and write it to the part that it belongs to")
    if isinstance(found.part.shape, DocuShort) and found.part.shape.dissolve:
        message = "the clips of this segment dissolve into one another, and so would the two"
        raise refused(found.where, message, "take `dissolve` out first")
    return clip


def _copy(item: Plain, times_: paces.Times) -> Plain:
    """Return a clip as it is written, with other times; who is in it is named by the first."""
    group: dict[str, Plain] = dict(item) if isinstance(item, dict) else {"file": item}
    group.pop("lower_third", None)
    for name, value in times_.items():
        inner = group.get(name[0])
        if value is None:
            group.pop(name[0], None)
        elif len(name) > 1 and isinstance(inner, dict):
            group[name[0]] = {**inner, name[1]: value}
        elif name[0] in group:
            group[name[0]] = value
        else:
            before = fields.ORDER[: fields.ORDER.index(name[0])]
            place = max((number + 1 for number, one in enumerate(group) if one in before), default=0)
            group = dict([*[*group.items()][:place], (name[0], value), *[*group.items()][place:]])
    return group
