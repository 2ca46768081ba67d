"""When captions and lines of a poem come: in the captions' own file, or beside the line in the manifest. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.captions.inplace import Change as Retimed
from pipeline.captions.inplace import edited
from pipeline.captions.model import CaptionFault
from pipeline.cutting import fields, times
from pipeline.cutting.look import Attempt, Look, refused
from pipeline.cutting.operations import MoveCaption, MoveLine, Thing
from pipeline.documents.changes import Change, Edited
from pipeline.faults import Where
from pipeline.manifest.model import Part
from pipeline.segments.poem import Poem
from pipeline.segments.verse import TimedLine
from pipeline.timeline.model import Cue

_ALIGN = "`together align` writes their times into a file"


def move_line(look: Look, operation: MoveLine) -> Iterator[Attempt]:
    """Yield the edits by which a line of a poem comes when it is wanted."""
    part, rate = look.part(operation.thing.segment), look.episode.rate
    if isinstance(part.shape, Poem) and look.written(part, ("lines", 0)) is None:
        hint = "write the lines as a list, each with its own `- `" if part.shape.lines else _ALIGN
        where = look.episode.where(*part.loc, "lines" if part.shape.lines else "text")
        raise refused(where, "these lines have no places for times", hint)
    found = look.found(operation.thing)
    placed = look.clip(found)
    if not isinstance(found.shape, TimedLine) or placed is None:
        raise refused(found.where, "this is no line of a poem", "choose one")
    begin = placed.range.start + operation.by
    if begin < 0:
        raise refused(found.where, "the line comes with its segment already", "")
    draft, loc = look.draft(found.part, found.loc)
    at = times.lasting(begin, rate)
    if draft.at(loc).entries is None:
        draft.wrap(loc, "text", {"at": times.written(at, rate)})
    else:
        fields.put(draft, loc, {"at": fields.time(draft, loc, "at", at, rate)}, ("text",))

    def check(after: Look) -> str:
        now = after.clip(after.again(found))
        return "" if now is not None and now.range.start == begin else "the line would not come when it is wanted"

    yield Attempt((draft,), check)


def cue(look: Look, operation: MoveCaption) -> tuple[Part, Cue]:
    """Return the caption of a segment that an operation names. Raises InputFault where there is none."""
    part, rate = look.part(operation.segment), look.episode.rate
    built = look.built.get(part.name)
    cues = built.stack.cues.get(operation.language, ()) if built else ()
    for one in cues:
        if one.range(rate).start == operation.first:
            return part, one
    where = look.episode.where(*part.loc)
    raise refused(where, "no caption of this segment comes there", "the captions have changed: try again")


def line_of(look: Look, part: Part, one: Cue) -> Thing | None:
    """Return the line of a poem that a caption is, where it comes from no file."""
    if one.source is not None or one.where is None:
        return None
    return Thing(part.name, one.where.path, one.where.line, one.where.column)


def moved(look: Look, part: Part, one: Cue, operation: MoveCaption) -> tuple[str, Edited, str]:
    """Return the path of the file of captions in which one comes or goes when it is wanted, its edit, and its text before."""
    rate, source = look.episode.rate, one.source
    where = one.where or look.episode.where(*part.loc)
    assert source is not None
    if source.is_stretched:
        raise refused(where, "these captions run at the pace of a take that is lined up", "change their times in the file")
    seen = one.range(rate)
    begin = seen.start + (operation.by if operation.edge != "end" else 0)
    end = seen.end + (operation.by if operation.edge != "begin" else 0)
    if begin >= end:
        raise refused(where, "nothing would be left of the caption", "remove it in its file")
    if begin < 0 or begin / rate < source.first - 1 / rate or end / rate > source.last + 1 / rate:
        raise refused(where, "the caption would be seen where its film is not", "keep it within its clip")
    start, until = (max(Fraction(0), frame / rate - source.by) for frame in (begin, end))
    change = Retimed(start if operation.edge != "end" else None, until if operation.edge != "begin" else None)
    path = look.episode.media / source.path
    content = look.library.read(source.path)
    try:
        changed, left = edited(content, source.path, {source.number: change}, source.encoding)
    except CaptionFault as fault:
        raise refused(where, str(fault), "correct it in the file") from None
    if left or changed == content:
        raise refused(where, f"{source.path} does not let this time be changed alone", "change it in the file")
    shown = path.relative_to(look.episode.root).as_posix() if path.is_relative_to(look.episode.root) else str(path)
    try:
        before, after = content.decode(), changed.decode()
    except UnicodeDecodeError:
        raise refused(Where(shown), f"{source.path} is not written in UTF-8", "save it as UTF-8 to change it here") from None
    return shown, Edited(changed, _changes(before, after), 1 + before.count("\n", 0, _first(before, after))), before


def comes_as_wanted(look: Look, part: Part, operation: MoveCaption, one: Cue) -> str:
    """Return in words what is otherwise than wanted with a caption that was moved, nothing where it is as wanted."""
    rate = look.episode.rate
    built = look.built.get(part.name)
    seen = one.range(rate)
    begin = seen.start + (operation.by if operation.edge != "end" else 0)
    end = seen.end + (operation.by if operation.edge != "begin" else 0)
    cues = built.stack.cues.get(operation.language, ()) if built else ()
    good = any(
        now.text == one.text and now.range(rate).start == begin and abs(now.range(rate).end - end) <= 1 for now in cues
    )
    return "" if good else "the caption would not come when it is wanted"


def _first(before: str, after: str) -> int:
    pairs = zip(before, after, strict=False)
    return next((number for number, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))


def _changes(before: str, after: str) -> tuple[Change, ...]:
    """Return the places in which two texts differ that differ in times alone."""
    if len(before) != len(after):
        first = _first(before, after)
        last = _first(before[first:][::-1], after[first:][::-1])
        return (Change(first, len(before) - last, after[first : len(after) - last]),)
    found: list[Change] = []
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        if one == other:
            continue
        if found and found[-1].end == number:
            found[-1] = Change(found[-1].start, number + 1, found[-1].put + other)
        else:
            found.append(Change(number, number + 1, other))
    return tuple(found)

