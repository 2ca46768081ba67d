"""One session behind every face: what a command, a studio or a service asks of a show, for as long as it asks.

    with session.opened(paths) as opened:
        opened.diagnostics(path)                          every mistake of all files, each with its place
        work    = opened.work(path, profile)              the plan of a whole episode         (raises its mistakes)
        results = opened.build([work], workers=...)       what the store lacks                (the only step with effects)

It owns what is worth keeping warm: the store, the media library, the workers, what was found out about files that have not
changed since. Every question looks at the files again, by their state; an unsaved text lies over its file. Threads may share it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from pipeline.app import shows
from pipeline.app.listening import Listening, SessionAligner
from pipeline.app.shows import Show
from pipeline.documents.files import Texts
from pipeline.execution.prober import Prober
from pipeline.manifest.folders import show_folder

if TYPE_CHECKING:
    from pipeline.app.aligning import Aligned
    from pipeline.app.control import Judged
    from pipeline.app.episodes import Forecast, Work
    from pipeline.app.inspecting import Inspected
    from pipeline.app.rendering import Listener, Refusal, Rendering
    from pipeline.app.snapshot import Past, Snapshot
    from pipeline.app.spans import PlacedSpan
    from pipeline.app.standing import Good
    from pipeline.app.uploads import Uploads
    from pipeline.execution.events import Event
    from pipeline.execution.execute import Results
    from pipeline.execution.explain import Reason
    from pipeline.execution.interruption import Interruption
    from pipeline.execution.local_maker import LocalMaker
    from pipeline.execution.runner import LocalRunner
    from pipeline.execution.shared_store import Shared
    from pipeline.faults import Diagnostic
    from pipeline.media.info import MediaInfo
    from pipeline.media.library import Library
    from pipeline.media.overlaid import OverlaidLibrary
    from pipeline.plan.action import Plan
    from pipeline.plan.painted import PaintedSpans
    from pipeline.timebase import Time

Window: TypeAlias = "tuple[Time | None, Time | None]"
"""From when to when of an episode's time; None is its beginning or its end."""

WHOLE: Window = (None, None)

Wanted = tuple[Path, str | None, str | None]
"""What is looked at: an episode's manifest, the deliverable (None: the show's main one), the language (None: its own)."""


@contextmanager
def opened(
    manifests: Sequence[Path], *, ffmpeg: str | None = None, verify_sources: bool = False, writes: bool = True,
    proves: bool = True, hears: Callable[[Listening], None] = lambda _: None, depot: Shared | None = None,
) -> Iterator[Session]:
    """Open a session on the show that the manifests belong to; it is closed at the end, with all that it started.

    It `proves` that new films can be decoded before it says anything of them, or leaves that to what decodes them. `hears` is
    told where a voice is listened to. A `depot` stands behind the store. Raises InputFault for several shows, EnvironmentFault.
    """
    with shows.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=writes, depot=depot) as show:
        session = Session(show, proves=proves, hears=hears)
        try:
            yield session
        finally:
            session.close()


@contextmanager
def opened_near(path: Path, *, ffmpeg: str | None = None) -> Iterator[Session]:
    """Open a session on the show that a file lies in, or else the current folder; on a passing one where neither lies in any.

    Raises EnvironmentFault.
    """
    with ExitStack() as stack:
        root = next((found for place in (path.absolute().parent, Path.cwd()) if (found := shows.around(place))), None)
        if root is None:
            root = Path(stack.enter_context(TemporaryDirectory(prefix="together-")))
        session = Session(stack.enter_context(shows.at(root, ffmpeg=ffmpeg)))
        stack.callback(session.close)
        yield session


@contextmanager
def opened_in(
    folder: Path, *, ffmpeg: str | None = None, proves: bool = True, hears: Callable[[Listening], None] = lambda _: None
) -> Iterator[Session]:
    """Open a session on the show that a folder is, or lies in. Raises InputFault where there is none, EnvironmentFault."""
    with shows.at(show_folder(folder.absolute()), ffmpeg=ffmpeg) as show:
        session = Session(show, proves=proves, hears=hears)
        try:
            yield session
        finally:
            session.close()


class Session:
    """A show under work: its files with the unsaved texts over them, and what is known and running of it."""

    def __init__(self, show: Show, *, proves: bool = True, hears: Callable[[Listening], None] = lambda _: None) -> None:
        self.show, self._proves = show, proves
        self._prober = Prober()
        self._aligner = SessionAligner(hears)
        self.texts = Texts()
        self._guard, self._planning = threading.RLock(), threading.Lock()
        self._libraries: dict[Path, Library] = {}
        self._media: dict[str, MediaInfo] = {}
        self._snapshots: dict[Wanted, tuple[Snapshot, Past]] = {}
        self._plans: dict[Wanted, Work] = {}
        self._painted: dict[Wanted, PaintedSpans] = {}
        self._renderings: list[Rendering] = []
        self._runner: LocalRunner | None = None

    # ------------------------------------------------------------------------------------------ texts

    def edit(self, path: Path, text: str) -> None:
        """Let `text` stand for what a file holds: a manifest, show.yaml, people.yaml, a poem, captions, a theme, a profile.

        Nothing is saved. What is read only when something is made (pictures, sounds, scenes) comes from the disk.
        """
        with self._guard:
            self.texts.edit(path, text)

    def revert(self, path: Path) -> None:
        """Let a file speak for itself again."""
        with self._guard:
            self.texts.revert(path)

    def files(self) -> frozenset[Path]:
        """Return the files and folders on which the answers so far depend; what changes elsewhere changes none of them."""
        with self._guard:
            seen = [snapshot.files for snapshot, _ in self._snapshots.values()]
        return frozenset().union(*seen, self.show.folders) | self.texts.unsaved

    # ------------------------------------------------------------------------------------------ looking

    def prove(self) -> bool:
        """Prove from now on what is said of pictures; say whether any was not. What was said of episodes is then said anew."""
        with self._guard:
            if not any(library.unproven for library in self._libraries.values()):
                return False
            self._proves = True
            for known in (self._libraries, self._snapshots, self._plans):
                known.clear()
            return True

    def is_proven(self, content: str) -> bool:
        """Say whether nobody needs to find out any more whether the picture of a file, by its digest, can be decoded."""
        with self._guard:
            return not any(content in library.unproven for library in self._libraries.values())

    def snapshot(self, path: Path, profile: str | None = None, language: str | None = None) -> Snapshot:
        """Look at an episode as its files and the texts over them now are, as a deliverable (None: the show's main one).

        It is in the `language` (None: its own). Raises InputFault where the path belongs to no show.
        """
        from pipeline.app import snapshot

        name = path.absolute(), profile, language
        with self._guard:
            desk = snapshot.Desk(self.show, self.texts, self._library)
            self._snapshots[name] = snapshot.renewed(desk, path, profile, language, self._snapshots.get(name))
            return self._snapshots[name][0]

    def diagnostics(self, path: Path, profile: str | None = None, language: str | None = None) -> tuple[Diagnostic, ...]:
        """Return all that is wrong with an episode, in all of its files, and what is to be said of it that stops nothing."""
        return self.snapshot(path, profile, language).diagnostics

    def good(self, path: Path, profile: str | None = None, language: str | None = None) -> Good | None:
        """Return what is said of an episode in which there is no mistake; None where there is one. See `diagnostics`.

        It is remembered with the state of all that it was read from. Raises InputFault where the path belongs to no show.
        """
        from pipeline.app import standing

        is_fresh = not self.texts.unsaved and (path.absolute(), profile, language) not in self._snapshots
        if is_fresh and (found := standing.good(self.show, path, profile, language)) is not None:
            return found
        seen = self.snapshot(path, profile, language)
        if not seen.is_whole:
            return None
        found = standing.good_of(seen)
        if is_fresh:
            standing.remember_good(self.show, path, profile, language, found, seen)
        return found

    def work(
        self, path: Path, profile: str | None = None, language: str | None = None, *,
        segments: Sequence[str] = (), window: Window = WHOLE,
    ) -> Work:  # fmt: skip
        """Plan a whole episode, only some `segments`, or only what is shown in a `window` of its time. Raises InputFault."""
        from pipeline.app import episodes, syncs

        snapshot = syncs.placed(self.show, self.snapshot(path, profile, language), self.make)
        if segments or window != WHOLE:
            return episodes.prepare(self.show, snapshot, snapshot.whole(), segments=segments, window=window)
        return self._planned(snapshot)

    def shown(self, path: Path, profile: str | None = None, language: str | None = None) -> Work | None:
        """Plan what can be shown of an episode, mistakes or not; None where nothing can. See `Snapshot`."""
        snapshot = self.snapshot(path, profile, language)
        return self._planned(snapshot) if snapshot.cut else None

    def forecast(self, work: Work) -> Forecast:
        """Say what a build would run, why, for how long, and how much picture it would make."""
        from pipeline.app import episodes

        return episodes.forecast(self.show, work)

    def explain(self, work: Work, address: str) -> tuple[Reason, tuple[str, ...]]:
        """Say why an action runs or not, and every difference to the last build. Raises InputFault for an unknown address."""
        from pipeline.app import episodes

        return episodes.explain(self.show, work, address)

    def spans(self, work: Work) -> tuple[PlacedSpan, ...]:
        """Return the spans of an episode in order: where each stands, what line it comes from, and its file if it is stored."""
        from pipeline.app import spans

        return spans.placed(self.show, work)

    def still(self, path: Path, profile: str | None, at: Time, language: str | None = None) -> bytes:
        """Draw the frame that is shown at a time as a PNG; in an episode with mistakes, of what can be shown of it.

        Raises InputFault where nothing can or the episode is over by then; ActionFailed, EnvironmentFault, Interrupted.
        """
        from pipeline.app import decoding

        return decoding.still(self, partial(self.snapshot, path, profile, language), at, self._maker(1)) or b""

    def new_still(
        self, path: Path, profile: str | None, at: Time, language: str | None = None, *,
        listen: Callable[[Event], None] = lambda event: None,
    ) -> bytes | None:  # fmt: skip
        """Draw a frame as `still` does; None where the span that shows it is stored, and so as it was. Raises as `still`."""
        from pipeline.app import decoding

        seen = partial(self.snapshot, path, profile, language)
        return decoding.still(self, seen, at, self._maker(1), is_new=True, listen=listen)

    def align(self, path: Path, *, replaces: bool = False) -> tuple[Aligned, ...]:
        """Write down when the poems and texts of an episode are spoken. Raises InputFault where its manifest has mistakes."""
        from pipeline.app import aligning

        return aligning.align(self, path, replaces=replaces)

    # ------------------------------------------------------------------------------------------ making

    def build(
        self, works: Sequence[Work], *, workers: int, listen: Callable[[Event], None] = lambda event: None,
        keep_going: bool = False, interruption: Interruption | None = None,
    ) -> Results:  # fmt: skip
        """Make what the plans need and the store lacks, and measure it. Raises ActionFailed, EnvironmentFault, Interrupted."""
        from pipeline.app import syncs
        from pipeline.app.episodes import checks
        from pipeline.execution.execute import execute

        def hear(event: Event) -> None:
            syncs.remember(self.show, event)
            listen(event)

        plans = [plan for work in works for plan in (work.plan, *checks(self.show, work))]
        return execute(
            plans, self.show.store, self._maker(workers), listen=hear, keep_going=keep_going, interruption=interruption
        )

    def make(self, plan: Plan) -> Results:
        """Make what a small plan needs, before a build or after it. Raises ActionFailed, EnvironmentFault, Interrupted."""
        from pipeline.app import syncs
        from pipeline.execution.execute import execute

        return execute([plan], self.show.store, self._maker(1), listen=lambda event: syncs.remember(self.show, event))

    def look(
        self, paths: Sequence[Path], *, workers: int, sheets: bool = False, listen: Callable[[Event], None] = lambda event: None
    ) -> tuple[Inspected, ...]:
        """Look at files by themselves: what each is and how it will be treated, with its contact sheet if wanted.

        Raises EnvironmentFault, Interrupted; what is wrong with a file is told with it.
        """
        from pipeline.app import inspecting

        return inspecting.look(self.show, paths, self._prober, self._maker(workers), sheets=sheets, listen=listen)

    def judge(
        self, path: Path, profile: str | None, language: str | None = None, *, workers: int,
        listen: Callable[[Event], None] = lambda event: None, is_thorough: bool = False,
    ) -> Judged:  # fmt: skip
        """Judge the package of an episode's manifest as it lies there, or any other file by a profile alone.

        A draft gets the cheap half, unless `is_thorough` is asked for.

        Raises InputFault where there is nothing to judge or there are mistakes; ActionFailed, EnvironmentFault, Interrupted.
        """
        from pipeline.app import control

        if control.is_manifest(path):
            work = self.work(path, profile, language)
            return control.package(self.show, work, self._maker(workers), listen, is_thorough=is_thorough)
        return control.file(self.show, path, profile, self._prober, self._maker(workers), listen)

    def upload(self, folder: Path) -> Uploads:
        """Return what reads the files of a folder that lies outside of the show."""
        from pipeline.app.uploads import Uploads

        return Uploads(self.show.library(folder, self._prober), self._prober)

    def media(self, folder: Path) -> Library:
        """Return the show's media folder, as it is on the disk."""
        return self.show.library(folder, self._prober, self._aligner)

    def stacked(self, found: Sequence[Inspected], *, workers: int) -> tuple[Path, ...]:
        """Return pictures of the contact sheets of several files, one below the other, as many in each as fit."""
        from pipeline.app import inspecting

        return inspecting.one_below_the_other(self.show, found, self._maker(workers))

    def rendering(self, *, workers: int, listen: Listener = lambda _: None, refuse: Refusal = lambda _: None) -> Rendering:
        """Begin to render in the background. It ends with the session, if not before: a face has one, and says what it wants."""
        from pipeline.app.rendering import Rendering

        begun = Rendering(self.show, self._maker(workers), listen, refuse)
        with self._guard:
            self._renderings.append(begun)
        return begun

    def close(self) -> None:
        """End all that was started."""
        with self._guard:
            renderings, self._renderings = self._renderings, []
            runner, self._runner = self._runner, None
        ends = [self._prober.close, self._aligner.close, *(one.close for one in renderings)]
        if runner is not None:
            ends.append(runner.close)
        with ExitStack() as stack:
            for end in reversed(ends):  # a second Ctrl-C may interrupt one of them: the others are ended all the same
                stack.callback(end)

    # ------------------------------------------------------------------------------------------ kept warm

    def _planned(self, snapshot: Snapshot) -> Work:
        from pipeline.app import episodes, standing
        from pipeline.plan.painted import PaintedSpans

        name = snapshot.path.absolute(), snapshot.wanted, snapshot.language
        with self._planning:  # files are looked at and stills are drawn meanwhile
            with self._guard:
                work = self._plans.get(name)
            assert snapshot.cut is not None
            if work is None or work.snapshot.cut is not snapshot.cut:
                if name not in self._painted:
                    called = f"{name[0]} {standing.kept_as(snapshot.wanted, snapshot.language)}"
                    self._painted[name] = PaintedSpans(self.show.store.memory, called, self.show.here.house)
                work = episodes.prepare(self.show, snapshot, snapshot.cut, before=self._painted[name])
            elif work.snapshot is not snapshot:
                work = replace(work, snapshot=snapshot)
            with self._guard:
                self._plans[name] = work
            return work

    def _library(self, folder: Path) -> OverlaidLibrary:
        from pipeline.media.overlaid import OverlaidLibrary

        if folder not in self._libraries:
            self._libraries[folder] = self.show.library(folder, self._prober, self._aligner, proves=self._proves)
        return OverlaidLibrary(folder, self._libraries[folder], self.texts.over, self._media)

    def begin(self, workers: int, loading: Sequence[str] = ("numpy", "av")) -> None:
        """Begin workers, up to two, before it is known what they will make: an edit asks for as many.

        They begin by `loading` what takes longest of it: of most builds that is what looks at a picture, and what joins.
        """
        self._maker(workers)
        assert self._runner is not None
        self._runner.begin(min(workers, 2), loading)

    def _maker(self, slots: int) -> LocalMaker:
        # All share the runner, so that its workers stay warm; it is closed with the session.
        from pipeline.execution.local_maker import LocalMaker
        from pipeline.execution.runner import LocalRunner
        from pipeline.execution.toolchain import lacking

        with self._guard:
            if self._runner is None:
                tool = self.show.here.ffmpeg
                self._runner = LocalRunner(tool.path, first=tool.first, lacking=lacking(tool), is_proven=self.is_proven)
            return LocalMaker(self.show.store, self._runner, self.show.sources, slots=slots)
