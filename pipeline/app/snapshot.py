"""An episode at one moment of its editing: its cut as far as it can be shown, and everything that is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pipeline import assembly, delivery, digest
from pipeline.app import drawable, reread, syncs
from pipeline.app.checking import Cut, cut_of, shape_of
from pipeline.app.partial import LastGood, Partial, assemble_partly
from pipeline.app.shows import Show
from pipeline.captions import ENDINGS
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Theme
from pipeline.documents.files import Noted, Texts
from pipeline.edits.model import Written
from pipeline.execution import stamp
from pipeline.faults import Diagnostic, InputFault, Severity, Where, in_order
from pipeline.manifest import loading, mending, rates
from pipeline.manifest.folders import SHOW
from pipeline.manifest.loading import Reading
from pipeline.manifest.model import Episode
from pipeline.manifest.settings import Manifest
from pipeline.media.overlaid import OverlaidLibrary
from pipeline.profiles import loader as profiles
from pipeline.profiles.model import Profile
from pipeline.values import dataclass

T = TypeVar("T")

_TEXTS = frozenset({".yaml", ".yml", ".txt", *ENDINGS, ".py", ".css", ".html"})
_LONGEST = 300_000
"""Characters of a text that is kept with a build, to be compared with; captions of a film come to half of it."""

_ROUNDS = 3
"""How often a cut is made again without what cannot be drawn in it."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An episode as its files and the texts over them had it, with every diagnostic of all its files.

    `cut` is the whole episode where no diagnostic is an error, else what can be shown of it, None where nothing can: `stale`
    names the segments that it shows as they last were whole, with the place of what is wrong; `left_out` are the places of
    those that never were. `files` are what all this was read from, in the state `state`, since `begun_ns` (time of day);
    `written` are their texts, `held` the bytes of those that were the same all the while. `language` is that which was asked for,
    None for the episode's own; `refusals` is what was known by then of takes that cannot be lined up, None where none are
    lined up by their sound.
    """

    path: Path
    wanted: str | None
    cut: Cut | None
    diagnostics: tuple[Diagnostic, ...]
    stale: Mapping[str, Where]
    left_out: tuple[Where, ...]
    files: frozenset[Path]
    state: stamp.Seen
    begun_ns: int
    written: Written | None = None
    language: str | None = None
    refusals: str | None = None
    held: Mapping[Path, bytes] = field(default_factory=dict, repr=False)

    @property
    def settled_ns(self) -> int:
        """Return the time of day before which files may have been changed once more without their state telling."""
        return stamp.settled_ns(self.state)

    @property
    def read(self) -> dict[str, str]:
        """Return the digests of what was read of texts, by the paths that the state has for them."""
        digests = {path: digest.of_bytes(content) for path, content in self.held.items()}
        return {str(name): found for path, found in digests.items() for name in (path, path.absolute())}

    @property
    def is_torn(self) -> bool:
        """Say whether a file changed while it was looked at: its state may be that of a text that nobody has read."""
        changed = self.settled_ns - stamp.RACE_NS
        return self.begun_ns - stamp.TICK_NS <= changed <= time.time_ns()

    def is_same(self, other: Snapshot) -> bool:
        """Say whether both show the same and say the same of it."""
        mine, yours = self.cut, other.cut
        shown = mine is yours or (
            mine is not None
            and yours is not None
            and (mine.timeline, mine.profile, mine.theme.digest) == (yours.timeline, yours.profile, yours.theme.digest)
        )
        return shown and (self.diagnostics, self.stale, self.files) == (other.diagnostics, other.stale, other.files)

    @property
    def is_whole(self) -> bool:
        """Say whether there is no mistake."""
        return all(diagnostic.severity is not Severity.ERROR for diagnostic in self.diagnostics)

    def whole(self) -> Cut:
        """Return the cut of the whole episode. Raises InputFault where there are mistakes."""
        if self.cut is None or not self.is_whole:
            raise InputFault(self.diagnostics)
        return self.cut


@dataclass(frozen=True, slots=True)
class Past:
    """What was good when it was last seen so, of one episode."""

    pieces: LastGood = field(default_factory=LastGood)
    documents: Mapping[Path, bytes] = field(default_factory=dict)
    manifest: Manifest | None = None
    theme: Theme | None = None
    profile: Profile | None = None
    cut: Cut | None = None


@dataclass(slots=True)
class Desk:
    """Where a session looks at episodes: the show, the texts over its files, its media folders."""

    show: Show
    texts: Texts
    library: Callable[[Path], OverlaidLibrary]

    def state(self, files: Iterable[Path]) -> stamp.Seen:
        """Return what these files and the show's own themes and profiles are now."""
        return stamp.seen([*files, *self.show.folders], self.texts)


def renewed(
    desk: Desk, path: Path, wanted: str | None, language: str | None, found: tuple[Snapshot, Past] | None
) -> tuple[Snapshot, Past]:
    """Return what was `found` where nothing has changed since, and else look again. Raises as `take` does."""
    if found is None:
        return take(desk, path, wanted, Past(), language)
    known, past = found
    is_unchanged = desk.state(known.files) == known.state
    is_known = known.refusals is None or known.refusals == syncs.known_refusals(desk.show)
    if is_unchanged and is_known and not known.is_torn and not known.begun_ns < known.settled_ns <= time.time_ns():
        return found
    fresh, past = take(desk, path, wanted, past, language)
    if is_unchanged and fresh.is_same(known):
        fresh = replace(fresh, cut=known.cut)  # looked at once more, since it was so young; the plan stays
    return fresh, past


def take(
    desk: Desk, path: Path, wanted: str | None, past: Past, language: str | None = None
) -> tuple[Snapshot, Past]:
    """Look at an episode for a deliverable (None: the show's main one) in a language (None: its own).

    Also return what is good of it, for the next look.

    Raises InputFault where there is no show, EnvironmentFault.
    """
    begun = time.time_ns()
    look = _Look(desk, path, wanted, past, language)
    cut, diagnostics, stale, left_out, past = look.whole() or look.partial()
    files = frozenset({*look.files(), *(desk.show.root / folder for folder in (cut.numbered if cut else ()))})
    state = desk.state(files)
    written = _written(desk, cut.episode, files, look.held) if cut else None
    told = (path, wanted, cut, diagnostics, stale, left_out, files, state, begun, written, language, look.refusals)
    return Snapshot(*told, look.steady), past


def _written(desk: Desk, episode: Episode, files: Iterable[Path], held: Mapping[Path, bytes | None]) -> Written:
    """Return what stands in the files of text that an episode was read from, those of the show; `held` is what was read."""
    texts, root = {}, desk.show.root
    for path in files:
        name = str(path)
        if not name.startswith(f"{root}/") or f".{name.rpartition('.')[2].lower()}" not in _TEXTS:
            continue
        try:
            content = held.get(path)
            text = (desk.texts.read(path) if content is None else content).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        if len(text) <= _LONGEST:
            texts[name[len(str(root)) + 1 :]] = text
    # A file that leads out of the show is a mistake, and told as one.
    written = (episode.files[0], episode.shared[-1])
    names = [(path.relative_to(root) if path.is_relative_to(root) else path).as_posix() for path in written]
    return Written(names[0], names[1], dict(sorted(texts.items())))


_Found = tuple[Cut | None, tuple[Diagnostic, ...], Mapping[str, Where], tuple[Where, ...], Past]


class _Look:
    """One look at an episode."""

    def __init__(self, desk: Desk, path: Path, wanted: str | None, past: Past, language: str | None) -> None:
        self._desk, self._path, self._wanted, self._past, self._language = desk, path, wanted, past, language
        self._libraries: dict[Path, OverlaidLibrary] = {}
        self._episodes: list[Episode] = []
        self._read = Noted(desk.texts.read)
        self._reading = loading.attempt(path, self._read, language=language, profile=wanted)
        self._told: list[Diagnostic] = []
        self._faults: dict[str, tuple[CardFault, ...]] = {}
        self.refusals: str | None = None

    @property
    def held(self) -> Mapping[Path, bytes | None]:
        """Return what the files of text held that were read."""
        return self._read.held

    @property
    def steady(self) -> dict[Path, bytes]:
        """Return what was read of texts, of those that were the same all the while."""
        held = {path: content for path, content in self._read.held.items() if path not in self._read.torn}
        for library in self._libraries.values():
            held |= library.held
        return {path: content for path, content in held.items() if content is not None}

    def files(self) -> Iterator[Path]:
        """Yield what was read or asked for."""
        yield from (self._path.absolute(), self._desk.show.root / SHOW)
        for episode in self._episodes:
            yield from episode.files
        for library in self._libraries.values():
            yield from library.asked
        yield from self._read.held

    def whole(self) -> _Found | None:
        """Return the whole episode, or None where there are mistakes."""
        reading, episode = self._reading, self._reading.episode
        if episode is None:
            self._told += reading.diagnostics
            return None
        self._episodes.append(episode)
        theme = self._design(self._theme, episode, "theme")
        profile = self._design(self._profile, episode, *(("deliver", 0, "profile") if self._wanted is None else ("deliver",)))
        if reading.diagnostics or theme is None:
            self._told += loading.mistakes(reading, self._library, theme)
            return None
        library = self._library(episode.media)
        try:
            if profile:
                episode = _for(profile, episode)
            shape = shape_of(profile) if profile else None
            heard = partial(syncs.heard, self._desk.show, library=library, profile=profile) if profile else None
            timeline, pieces, warnings = assembly.assembled(episode, library, theme, shape, heard=heard)
        except InputFault as fault:
            self._told += [*reading.warnings, *fault.diagnostics]
            return None
        if profile is None:
            self._told += reading.warnings
            return None
        cut = cut_of(episode, library, theme, timeline, profile, warnings=(*reading.warnings, *warnings))
        self._told += delivery.mistakes(episode, timeline, theme)
        self._told += [*cut.refusals, *drawable.told(drawable.undrawable(cut, self._desk.show.here.checked, self._faults))]
        self._told += [one.diagnostic for one in self._refused(cut)]
        if self._told:
            return None
        names = tuple(piece.part.name for piece in pieces)
        good = LastGood(names, names, dict(zip(names, pieces, strict=True)), episode.people, episode.works)
        past = Past(good, self._documents(episode), reading.manifest, theme, profile, cut)
        return cut, cut.objections, {}, (), past

    def partial(self) -> _Found:
        """Return what can be shown of an episode with mistakes."""
        reading, past = self._readable(), self._past
        cut = self._partial_cut(reading)
        told = in_order(self._told)
        if cut is None:
            kept = past.cut
            stale = {segment.name: told[0].where for segment in kept.timeline.segments} if kept else {}
            return kept, told, stale, (), past
        shown, partial = cut
        stale = {
            segment.name: where
            for segment in shown.timeline.segments
            if (where := partial.stale.get(_piece_of(segment.name, partial))) is not None
        }
        return shown, told, stale, partial.left_out, replace(past, pieces=past.pieces.updated(partial))

    def _partial_cut(self, reading: Reading) -> tuple[Cut, Partial] | None:
        episode = reading.episode
        if episode is None or not (reading.unread or any(part.loc[0] == "segments" for part in episode.parts)):
            return None  # the show's own cards alone say less than the last good cut
        self._episodes.append(episode)
        theme = _known(self._theme, episode, self._past.theme)
        profile = _known(self._profile, episode, self._past.profile)
        if theme is None or profile is None:
            return None
        episode = _for(profile, episode)
        library = self._library(episode.media)
        refused: set[str] = set()
        outdated: set[str] = set()
        for _ in range(_ROUNDS):
            given = (episode, reading.unread, library, theme, self._past.pieces, refused, outdated, shape_of(profile))
            partial = assemble_partly(*given)
            if partial.timeline and any(segment.stack.unplaced for segment in partial.timeline.segments):
                # What was heard before stands where it did, also beside a mistake.
                heard = syncs.heard(self._desk.show, partial.timeline, library, profile)
                partial = assemble_partly(*given, heard)
            if partial.timeline is None:
                return None
            cut = cut_of(episode, library, theme, partial.timeline, profile, is_partial=True)
            faults = drawable.undrawable(cut, self._desk.show.here.checked, self._faults)
            names = {_piece_of(one.segment, partial) for one in faults}
            # What is whole besides may not be drawable, or not cleared: that is told together with all else.
            fresh = drawable.told([one for one in faults if _piece_of(one.segment, partial) in partial.whole])
            self._told += [*cut.refusals, *fresh]
            if not names:
                takes = self._refused(cut)
                self._told += [one.diagnostic for one in takes if _piece_of(one.segment, partial) in partial.whole]
                return syncs.without(cut, takes), partial
            outdated |= names & set(partial.stale)
            refused |= names
        return None

    def _refused(self, cut: Cut) -> tuple[syncs.Refused, ...]:
        """Return which takes of a cut cannot be lined up, as far as it was known when that was asked."""
        if not syncs.has_takes(cut):
            return ()
        self.refusals = syncs.known_refusals(self._desk.show)
        return syncs.refused(self._desk.show, cut)

    def _readable(self) -> Reading:
        """Read the episode around what is no YAML, and with show and people as they last were good."""
        told = {diagnostic.where.path for diagnostic in self._reading.diagnostics}
        shared = {file.relative_to(self._desk.show.root).as_posix() for file in self._past.documents}
        over = self._past.documents if told & shared else {}  # both or none: the show names people
        reading = self._reading
        if over:
            reading = self._attempt(over)
        if reading.document is None:
            try:
                content = self._desk.texts.read(self._path)
            except OSError:
                return reading
            if (mended := mending.mended(content, str(self._path))) is not None:
                reading = self._attempt({**over, self._path.absolute(): mended})
                self._told += mending.beside(loading.mistakes(reading, self._library))
        elif reading.manifest is None and self._past.manifest is not None:
            reading = self._attempt(over)
        return reading

    def _attempt(self, over: Mapping[Path, bytes]) -> Reading:
        def read(path: Path) -> bytes:
            return over[path] if path in over else self._read(path)

        return loading.attempt(self._path.absolute(), read, self._past.manifest, self._language, self._wanted)

    def _documents(self, episode: Episode) -> dict[Path, bytes]:
        """Return what show and people held, which is good; people need no file."""
        return {file: held for file in episode.shared if (held := self._read.held.get(file)) is not None}

    def _library(self, folder: Path) -> OverlaidLibrary:
        if folder not in self._libraries:
            self._libraries[folder] = self._desk.library(folder)
        return self._libraries[folder]

    def _design(self, load: Callable[[Episode], T], episode: Episode, *loc: str | int) -> T | None:
        """Return the theme or the profile, None after telling what is wrong with it."""
        if any(diagnostic.where == episode.where(*loc) for diagnostic in self._reading.diagnostics):
            return None  # there is none of that name, which is told where it is written
        try:
            return load(episode)
        except InputFault as fault:
            self._told += fault.diagnostics
            return None

    def _theme(self, episode: Episode) -> Theme:
        return reread.theme(episode.theme, episode.template_folders, self._desk.show.here.checked, self._read)

    def _profile(self, episode: Episode) -> Profile:
        return profiles.load(self._wanted or episode.deliver[0].profile, episode.profile_folders, self._read)


def _for(profile: Profile, episode: Episode) -> Episode:
    """Return an episode at a deliverable's rate, without dubs and audio description where it has none of them.

    Nobody is credited then who speaks in them alone, nor does what is not cleared of them stand against it.
    """
    if profile.video.rate:
        episode = rates.at_rate(episode, profile.video.rate)
    return episode if not episode.voices or profile.takes_voices else replace(episode, voices=())


def _known(load: Callable[[Episode], T], episode: Episode, past: T | None) -> T | None:
    try:
        return load(episode)
    except InputFault:
        return past


def _piece_of(name: str, partial: Partial) -> str:
    """Return the name of the piece that a segment belongs to: a title card's, the one that it announces."""
    return name if name in partial.names else name.removesuffix("-title")
