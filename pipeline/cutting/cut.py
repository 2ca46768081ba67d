"""An operation on a cut -> the fewest changes of its files, or why it cannot be. Reads files and media by what it is given.

What came of the edit is assembled before it is given out: the wanted frame is there, and nothing is wrong that was not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.cards.model import Theme
from pipeline.cutting import levels, lines, lists, lower_thirds, splits, trims
from pipeline.cutting.look import Attempt, Libraries, Look, refused
from pipeline.cutting.operations import (
    Chapter,
    Drop,
    Excerpt,
    Fade,
    Focus,
    Gain,
    MoveCaption,
    MoveItem,
    MoveLine,
    MoveLowerThird,
    MoveSegment,
    Nudge,
    Operation,
    Slip,
    Split,
    Trim,
)
from pipeline.documents.changes import Change, Edited
from pipeline.documents.files import Texts
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest import recipes
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """A file that an operation changes: its path in the show, its text before and after, the changes, the line of the first.

    Characters of the changes are counted in the text before, with its byte order mark, if it has one.
    """

    path: str
    before: str
    text: str
    changes: tuple[Change, ...]
    line: int


def cut(
    manifest: Path, operation: Operation, texts: Texts, libraries: Libraries, takes: recipes.Takes = recipes.NO_TAKES,
    theme: Theme | None = None,
) -> tuple[Cut, ...]:  # fmt: skip
    """Return what an operation changes in an episode's files, the manifest's own or those that it names.

    `texts` are the unsaved ones, which are not changed. `takes` says where takes stand that have been lined up by their sound.
    The `theme` is read where it is not given.
    Raises InputFault where the operation cannot be done, or would make something wrong that is good.
    """
    look = Look(manifest, texts, libraries, takes, theme)
    if isinstance(operation, MoveCaption):
        part, one = lines.cue(look, operation)
        if (thing := lines.line_of(look, part, one)) is None:
            path, edited, before = lines.moved(look, part, one, operation)
            after = _after(look, manifest, libraries, {path: edited})
            _refuse(look, after, lines.comes_as_wanted(after, part, operation, one))
            return (Cut(path, before, edited.content.decode(), edited.changes, edited.line),)
        if operation.edge == "end":
            raise refused(one.where or Where(look.episode.path), "a line goes when the next comes", "move the next one")
        operation = MoveLine(thing, operation.by)
    fault: InputFault | None = None
    for attempt in _attempts(look, operation):
        try:
            edits = {draft.path: draft.finished() for draft in attempt.drafts}
            after = _after(look, manifest, libraries, edits)
            _refuse(look, after, attempt.check(after))
        except InputFault as found:
            fault = fault or found
        else:
            return tuple(
                Cut(path, look.texts.read(look.episode.root / path).decode(), one.content.decode(), one.changes, one.line)
                for path, one in edits.items()
                if one.changes
            )
    assert fault is not None
    raise fault


def _attempts(look: Look, operation: Operation) -> Iterator[Attempt]:
    match operation:
        case Trim():
            return trims.trim(look, operation)
        case Slip():
            return trims.slip(look, operation)
        case Split():
            return splits.split(look, operation)
        case Excerpt():
            return trims.excerpt(look, operation)
        case MoveSegment():
            return lists.move_segment(look, operation)
        case MoveItem():
            return lists.move_item(look, operation)
        case Drop():
            return lists.drop(look, operation)
        case Nudge():
            return levels.nudge(look, operation)
        case Gain():
            return levels.gain(look, operation)
        case Fade():
            return levels.fade(look, operation)
        case Focus():
            return levels.focus(look, operation)
        case Chapter():
            return levels.chapter(look, operation)
        case MoveLine():
            return lines.move_line(look, operation)
        case MoveLowerThird():
            return lower_thirds.move_lower_third(look, operation)
        case MoveCaption():
            raise AssertionError("captions are moved in their file")


def _after(look: Look, manifest: Path, libraries: Libraries, edits: dict[str, Edited]) -> Look:
    """Return the episode as it is with edits, which lie over the texts there are."""
    texts = Texts()
    for unsaved in look.texts.unsaved:
        texts.edit(unsaved, look.texts.over(unsaved) or b"")
    for path, edited in edits.items():
        texts.edit(look.episode.root / path, edited.content)
    return Look(manifest, texts, libraries, look.takes, look.theme)


def _refuse(before: Look, after: Look, otherwise: str) -> None:
    """Refuse an edit with which something is wrong that was good, or that does not do what is wanted."""
    known = {one.message for one in before.mistakes}
    fresh: list[Diagnostic] = [one for one in after.mistakes if one.message not in known]
    if fresh:
        raise InputFault(tuple(fresh))
    if otherwise:
        raise refused(Where(before.episode.path), otherwise, "change it in the text")

