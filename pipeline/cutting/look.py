"""An episode as an edit of its cut sees it: what is written where, and what came of it. Reads by what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline import assembly
from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.cutting.operations import Thing
from pipeline.documents.files import Texts
from pipeline.documents.splicing import Draft
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.manifest import loading, recipes
from pipeline.manifest.faults import found as node_at
from pipeline.manifest.model import Episode, Part
from pipeline.segments.assets import Library
from pipeline.segments.base import Built
from pipeline.segments.fields import Loc, Shape
from pipeline.timeline.model import CardMedia, Clip, SoundClip, Timeline
from pipeline.timeline.regions import Placed, place
from pipeline.values import dataclass

Libraries = Callable[[Path, Texts], Library]
"""Opens a media folder, over whose files the texts lie."""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that is written: its part of the episode, its fields and where they are, from the part's own; its place."""

    part: Part
    loc: Loc
    shape: Shape
    where: Where


@dataclass(frozen=True, slots=True)
class Attempt:
    """An edit that may be what is wanted: the files it changes, and what is asked of the episode after it.

    `check` returns in words what is otherwise than wanted, nothing where it is as wanted.
    """

    drafts: tuple[Draft, ...]
    check: Callable[[Look], str]


def refused(where: Where, message: str, hint: str = "") -> InputFault:
    """Return the fault of an edit that cannot be made."""
    return InputFault((Diagnostic(where, message, hint),))


class Look:
    """An episode as its files and the texts over them have it; its `timeline` is None where there are mistakes.

    Raises InputFault where nothing of it can be read.
    """

    def __init__(
        self, manifest: Path, texts: Texts, libraries: Libraries, takes: recipes.Takes, theme: Theme | None = None
    ) -> None:
        self.texts = texts
        reading = loading.attempt(manifest, texts.read)
        if reading.episode is None:
            raise InputFault(reading.diagnostics)
        self.episode: Episode = reading.episode
        self.takes = takes
        self.library = libraries(self.episode.media, texts)
        self.mistakes: tuple[Diagnostic, ...] = reading.diagnostics
        self.theme = theme or self._theme()
        self.built: dict[str, Built] = {}
        self.timeline: Timeline | None = None
        self._make()

    def _theme(self) -> Theme | None:
        try:
            return themes.load(self.episode.theme, self.episode.template_folders, files=self.texts.read)
        except InputFault as fault:
            self.mistakes += fault.diagnostics
            return None

    def _make(self) -> None:
        if self.theme is not None and not self.mistakes:
            try:
                self.timeline, pieces, _ = assembly.assembled(self.episode, self.library, self.theme, takes=self.takes)
            except InputFault as fault:
                self.mistakes += tuple(one for one in fault.diagnostics if one.severity is Severity.ERROR)
            else:
                self.built = {piece.part.name: piece.built for piece in pieces}
                return
        _, outcomes = recipes.run(self.episode, self.library, self.theme, takes=self.takes)
        told = [one for outcome in outcomes for one in outcome.diagnostics if one.severity is Severity.ERROR]
        self.mistakes += tuple(one for one in told if one not in self.mistakes)
        self.built = {one.part.name: one.built for one in outcomes if one.built is not None}

    # ---------------------------------------------------------------------------------------------- what is where

    def part(self, name: str) -> Part:
        """Return the part of the episode that a segment is. Raises InputFault for a title card and for what is not there."""
        for part in self.episode.parts:
            if part.name == name:
                return part
        parts = [part for part in self.episode.parts if name == f"{part.name}-title"]
        if parts:
            hint = "write `interstitial: {length: ...}` there, or `interstitial: off` into a segment"
            raise refused(self.episode.where("interstitial"), "all title cards are written in one place", hint)
        if self.mistakes:
            hint = "mend what the editor marks first"
            wrong = "while there is a mistake in the episode, this segment cannot be changed here"
            raise refused(self.mistakes[0].where, wrong, hint)
        raise refused(self.episode.where("segments"), f"there is no segment {name!r}", "the episode has changed: try again")

    def found(self, thing: Thing) -> Found:
        """Return what is written at a thing's place. Raises InputFault where nothing of that segment is."""
        part = self.part(thing.segment)
        for loc, shape in ((), part.shape), *_below(part.shape):
            where = self.episode.where(*part.loc, *loc)
            if not thing.line or (where.path, where.line, where.column) == (thing.path, thing.line, thing.column):
                return Found(part, loc, shape, where)
        where = Where(thing.path, thing.line, thing.column)
        raise refused(where, f"nothing of {part.name!r} begins here", "the text has changed: try again")

    def written(self, part: Part, loc: Loc) -> tuple[str, Loc] | None:
        """Return the file in which a field of a part is written, and its place there; None where it is not."""
        whole = (*part.loc, *loc)
        for document in self.episode.documents:
            _, steps = node_at(document.root, whole)
            if steps == len(whole):
                top, _ = node_at(document.root, part.loc)
                return (top.path, whole) if top.path == document.path else (top.path, loc)
        return None

    def draft(self, part: Part, loc: Loc) -> tuple[Draft, Loc]:
        """Return the file in which a field of a part is written, to be edited, and the field's place there."""
        written = self.written(part, loc)
        if written is None:
            where = self.episode.where(*part.loc, *loc)
            raise refused(where, f"nothing is written for {part.name!r} yet", f"write {part.kind.name}: with its fields first")
        return self.opened(written[0]), written[1]

    def opened(self, path: str) -> Draft:
        """Return a file of the show, to be edited."""
        return Draft(self.texts.read(self.episode.root / path), path)

    # ---------------------------------------------------------------------------------------------- what came of it

    def clip(self, found: Found) -> Placed | None:
        """Return the first clip that is made of what is written there, at its place in the segment; None where there is none."""
        built = self.built.get(found.part.name)
        where = self.episode.where(*found.part.loc, *found.loc)
        clips = [placed for track in built.stack.picture for placed in place(track)] if built else []
        here = [placed for placed in clips if placed.clip.where == where]
        return next((one for one in here if not isinstance(one.clip.media, CardMedia)), here[0] if here else None)

    def sound(self, found: Found) -> SoundClip | None:
        """Return the sound that is made of what is written there, None where there is none."""
        built = self.built.get(found.part.name)
        where = self.episode.where(*found.part.loc, *found.loc)
        return next((one for one in built.stack.sound if one.where == where), None) if built else None

    def again(self, found: Found) -> Found:
        """Return what is written at the same place of the same part, as this look has it."""
        part = next((part for part in self.episode.parts if part.name == found.part.name), found.part)
        return Found(part, found.loc, found.shape, self.episode.where(*part.loc, *found.loc))


def _below(shape: Shape, loc: Loc = ()) -> Iterator[tuple[Loc, Shape]]:
    """Yield all groups of fields in a group, outer ones first, each with its place."""
    inner: list[tuple[Loc, Shape]] = []
    for name, field in type(shape).model_fields.items():
        value: object = getattr(shape, name)
        key = field.alias or name
        if isinstance(value, Shape):
            inner.append(((*loc, key), value))
        elif isinstance(value, tuple):
            inner += [((*loc, key, number), one) for number, one in enumerate(value) if isinstance(one, Shape)]
    yield from inner
    for place_, one in inner:
        yield from _below(one, place_)


def is_picture(clip: Placed | None) -> Clip | None:
    """Return the clip where it is of a file; a card has no other part to show."""
    return None if clip is None or isinstance(clip.clip.media, CardMedia) else clip.clip
