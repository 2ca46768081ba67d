"""An episode that somebody looks at: seen anew after each edit, drawn around the playhead, told to its pages.

One thread looks. It takes the newest edit, however many came meanwhile; what takes longer is asked of others: the background
rendering draws spans and sound, and another thread draws the exact still at the playhead while its span is not there yet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import syncs
from pipeline.app.edit_cost import Standing, edit_cost, standing
from pipeline.execution.events import Done, Dropped, Event, Failed, Finished, Progress, Reused, Started
from pipeline.faults import ActionFailed, FfmpegStopped, InputFault, TogetherFault
from pipeline.links import real_path
from pipeline.operations.still import PaintStill
from pipeline.studio import mistakes
from pipeline.studio.answers import Json
from pipeline.studio.asked import Asked
from pipeline.studio.marks import marks_of
from pipeline.studio.sound import SoundPieces, heard_json
from pipeline.studio.state import Shown, shown, span_json, state_json
from pipeline.timebase import Time

if TYPE_CHECKING:
    from pipeline.app.session import Session
    from pipeline.app.snapshot import Snapshot
    from pipeline.plan.action import Action
    from pipeline.studio.studio import Studio

_QUIET_SECONDS = 0.4
"""For how long nothing is to change before it is looked at what wants to be looked at."""

_STILL_FIRST_SECONDS = 1.0
"""For how long spans wait until the cards are drawn that they share with the exact still, which is seen first."""

_PATIENCE_SECONDS = 30.0
"""How long somebody who asks for a state waits for the first."""


class Live:
    """An episode under somebody's eyes. Threads may share it; `close` ends its own."""

    def __init__(self, studio: Studio, asked: Asked, path: Path) -> None:
        self.asked, self.path, self._studio = asked, path, studio
        self._news = threading.Condition()
        self._is_open, self._is_touched, self._is_other_sound, self._is_to_mark = True, True, False, False
        self._marks: list[Json] | None = None
        self._frame, self._keys = 0, frozenset[str]()
        self._now: Shown | None = None
        self._seen: Snapshot | None = None
        self._state: Json | None = None
        self._sound = SoundPieces()
        self._saved: Standing | None = None
        self._drawing, self._made, self._under_way = set[str](), set[str](), set[str]()
        self._drawn: Shown | None = None
        self._still_soon: tuple[Snapshot, int] | None = None
        self._still_wanted: tuple[str, int] | None = None
        self._still_known: tuple[str, int] | None = None
        self._is_at_still = False
        self._threads = [
            threading.Thread(target=self._guarded, args=(one,), name=f"{one.__name__} {asked.name}", daemon=True)
            for one in (self._looking, self._drawing_stills, self._marking)
        ]
        for thread in self._threads:
            thread.start()

    # ------------------------------------------------------------------------------------------ asking

    @property
    def session(self) -> Session:
        """Return the session of the studio."""
        return self._studio.session

    @property
    def now(self) -> Shown | None:
        """Return how the episode was last seen."""
        return self._now

    @property
    def seen(self) -> Snapshot | None:
        """Return how its files were last read, which is known before it is planned and shown."""
        return self._seen

    @property
    def frame(self) -> int:
        """Return the frame that is looked at."""
        return self._frame

    def needs(self, key: str) -> bool:
        """Say whether an action, by its key, is of how the episode was last seen."""
        return key in self._keys

    def touch(self) -> None:
        """Look again: something has changed."""
        with self._news:
            self._is_touched = True
            self._news.notify_all()

    def look_at(self, frame: int) -> None:
        """Draw first what is around a frame."""
        with self._news:
            self._frame = frame
            now = self._now
        self._studio.lead(self)
        if now is not None:
            self._studio.draw(self, now, frame)
            self._ask_still(now)

    def state(self) -> Json | None:
        """Return the state for a page; wait for the first. None where there is none after a while."""
        with self._news:
            self._news.wait_for(lambda: self._state is not None or not self._is_open, _PATIENCE_SECONDS)
            return self._state

    def close(self) -> None:
        """End its threads."""
        with self._news:
            self._is_open = False
            self._news.notify_all()

    def join(self, seconds: float) -> None:
        """Wait for its threads to end, so many seconds at most."""
        for thread in self._threads:
            thread.join(seconds)

    # ------------------------------------------------------------------------------------------ looking

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - told where it is looked at; the other episodes go on
            self._seen = None  # so that the state is told again, though all be as it was
            self._studio.hub.tell("fault", {"message": mistakes.said(error, self.asked.subject.strip())})
            if self._is_open:
                self._guarded(work)

    def _looking(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_touched or self._is_other_sound or not self._is_open)
                if not self._is_open:
                    return
                is_touched, self._is_touched, self._is_other_sound = self._is_touched, False, False
            try:
                if is_touched:
                    self._look()
                else:
                    self._tell_sound()
            except TogetherFault as fault:
                self._seen = None
                self._studio.hub.tell("fault", {"message": str(fault)}, self.asked.subject)

    def _look(self) -> None:
        asked, session = self.asked, self.session
        snapshot = session.snapshot(self.path, asked.profile, asked.language)
        before = self._now
        if before is not None and before.snapshot is snapshot is self._seen:
            self._draw(before)
            return
        self._tell_theme(snapshot)
        self._ask_still_soon(snapshot)
        try:
            whole = snapshot.is_whole and snapshot.cut is not None
            work = session.work(self.path, asked.profile, asked.language) if whole else None
            work = work or session.shown(self.path, asked.profile, asked.language)
        except InputFault as fault:
            snapshot, work = replace(snapshot, diagnostics=(*snapshot.diagnostics, *fault.diagnostics)), None
        except ActionFailed:
            if session.snapshot(self.path, asked.profile, asked.language) is snapshot:
                raise
            self.touch()  # a take that cannot be lined up is known now, and told at its line
            return
        now = shown(session, snapshot, work, before)
        self._publish(now)
        if not self._is_touched:  # else somebody has edited meanwhile, which comes first
            self._draw(now)

    def _tell_theme(self, snapshot: Snapshot) -> None:
        """Tell how cards look now before all that follows from it is planned."""
        before, self._seen = self._seen, snapshot
        theme = snapshot.cut.theme.digest if snapshot.cut is not None else None
        if before is not None and (before.cut is None or before.cut.theme.digest != theme):
            self._studio.hub.tell("theme", {"digest": theme}, self.asked.subject)

    def _draw(self, now: Shown) -> None:
        if now is not self._drawn:
            self._drawn = now
            with self._news:
                self._news.wait_for(lambda: not self._is_at_still or self._is_touched or not self._is_open, _STILL_FIRST_SECONDS)
            self._studio.draw(self, now, self._frame)
            self._ask_still(now)

    def _publish(self, now: Shown) -> None:
        with self._news:
            self._drawing &= set(now.keys)
            self._keys = frozenset(one.key for one in now.work.plan.actions) if now.work is not None else frozenset()
            state = state_json(self._studio.blobs, now, self._drawing, (self.asked.name, self.asked.profile, self.asked.language))
            state |= {"cost": self._cost(now), "marks": self._marks, **self._heard(now)}
            self._now, self._state, self._is_to_mark = now, state, True
            self._news.notify_all()
        self._studio.hub.tell("state", state, self.asked.subject)

    def _heard(self, now: Shown) -> Json:
        """Return what is known of the sound."""
        return heard_json(self._sound, self.session, self._studio.blobs, now.work)

    def _tell_sound(self) -> None:
        with self._news:
            now = self._now
            if now is None:
                return
            self._renew(heard := self._heard(now))
            self._is_to_mark = True
            self._news.notify_all()
        self._studio.hub.tell("sound", {"digest": now.digest, **heard}, self.asked.subject)

    def _cost(self, now: Shown) -> Json | None:
        """Return what the unsaved edit costs; None where all is saved. What is saved is what the next edit is held against."""
        if now.work is None or not now.snapshot.is_whole:
            return None
        if not self.session.texts.unsaved & {real_path(path) for path in now.snapshot.files}:
            self._saved = standing(now.work)
            self._made.clear()
            return None
        return None if self._saved is None else edit_cost(self.session.show, now.work, self._saved, self._made).to_json()

    def _renew(self, change: Json) -> None:
        if self._state is not None:
            self._state = {**self._state, **change}

    # ------------------------------------------------------------------------------------------ drawing

    def hear(self, event: Event) -> None:
        """Take what the rendering tells of this episode's plan."""
        if isinstance(event, Finished | Dropped | Failed) and event.action.address in self._under_way:
            self._tell_progress(event.action, 1)
        match event:
            case Started(action=action) if action.pool == "encode":
                self._drawing.add(action.key)
                self._spans_of(action.key)
            case Finished(action=action) | Reused(action=action, was_planned=True) | Dropped(action=action):
                if isinstance(event, Finished) and self.session.texts.unsaved:
                    self._made.add(action.key)
                self._drawing.discard(action.key)
                self._spans_of(action.key)
                if action.pool == "sound":
                    with self._news:
                        self._is_other_sound = True
                        self._news.notify_all()
            case Failed(action=action, fault=fault):
                self._drawing.discard(action.key)
                self._spans_of(action.key)
                if syncs.is_refused(self.session.show, action):
                    self._studio.changed()  # it is known now, and told at its line
                else:
                    self.refuse(fault)
            case Progress(action=action, share=share):
                self._tell_progress(action, share)
            case Done():
                self._spans_of("")
                self._studio.hub.tell("progress", {"address": "", "label": "", "share": 1}, self.asked.subject)
            case _:
                pass

    def _tell_progress(self, action: Action, share: float) -> None:
        """Tell how far an action is; one that ends, however it does, is told with the share 1."""
        (self._under_way.add if share < 1 else self._under_way.discard)(action.address)
        told = {"address": action.address, "label": action.title, "share": round(share, 3)}
        self._studio.hub.tell("progress", told, self.asked.subject)

    def refuse(self, fault: TogetherFault) -> None:
        """Tell why something cannot be drawn, or nothing at all."""
        if isinstance(fault, FfmpegStopped) and self.session.prove():
            self._studio.changed()  # a new film cannot be decoded: it is looked through now, and told at its line
        else:
            told = {"message": str(fault), "address": fault.address if isinstance(fault, ActionFailed) else ""}
            self._studio.hub.tell("fault", told, self.asked.subject)

    def _spans_of(self, key: str) -> None:
        """Tell of the spans of an action, or of all where it is "", and of what others have made meanwhile, as a final does."""
        with self._news:
            now, state = self._now, self._state
            if now is None or now.work is None or state is None or (key and key not in now.keys):
                return
            spans = self.session.spans(now.work)
            changed = [number for number, span in enumerate(spans) if span.key == key or span != now.spans[number]]
            had_init = state["init"] is not None
            now = self._now = replace(now, spans=spans)
            told = state["spans"]
            assert isinstance(told, list)
            listed = list(told)
            for number in changed:
                listed[number] = span_json(self._studio.blobs, spans[number], self._drawing)
            self._renew({"spans": listed})
        if changed and not had_init:
            self._publish(now)
            return
        for number in changed:
            self._studio.hub.tell("span", {"index": number, "digest": now.digest, **listed[number]}, self.asked.subject)

    # ------------------------------------------------------------------------------------------ marks

    def _marking(self) -> None:
        """Tell what wants to be looked at, once nobody edits for a moment: it must not keep an edit waiting."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_to_mark or not self._is_open)
                self._is_to_mark = False
                if not self._is_open:
                    return
                if self._news.wait_for(lambda: self._is_to_mark or not self._is_open, _QUIET_SECONDS):
                    continue
                now = self._now
            if now is None:
                continue
            self._studio.warm()
            marks = marks_of(self.session, now)
            with self._news:
                is_known, self._marks = marks == self._marks, marks
                self._renew({"marks": marks})
            if not is_known:
                self._studio.hub.tell("marks", {"marks": marks}, self.asked.subject)

    # ------------------------------------------------------------------------------------------ stills

    def _ask_still(self, now: Shown) -> None:
        """Want the exact picture at the playhead, where its span does not show it yet."""
        with self._news:
            span, wanted = now.span_at(self._frame), (now.digest, self._frame)
            is_there = span is None or (span.file is not None and not span.is_stale)
            self._still_wanted = None if is_there or wanted == self._still_known else wanted
            self._news.notify_all()

    def _ask_still_soon(self, snapshot: Snapshot) -> None:
        """Want the exact picture at the playhead as files now are, while it is planned what else they change."""
        with self._news:
            is_new = self._now is not None and snapshot.cut is not None and snapshot.cut is not self._now.snapshot.cut
            self._still_soon, self._is_at_still = (snapshot, self._frame) if is_new else None, is_new
            self._news.notify_all()

    def _drawing_stills(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._still_soon or self._still_wanted or not self._is_open)
                if not self._is_open:
                    return
                soon, self._still_soon = self._still_soon, None
                wanted, self._still_wanted = (None, self._still_wanted) if soon is not None else (self._still_wanted, None)
            if soon is not None:
                self._draw_still_soon(*soon)
            elif wanted is not None and wanted != self._still_known:
                self._tell_still(wanted, self._still_of(wanted[1], is_new=False))

    def _draw_still_soon(self, snapshot: Snapshot, frame: int) -> None:
        picture = self._still_of(frame, is_new=True)
        with self._news:
            self._is_at_still = self._still_soon is not None
            self._news.notify_all()
            if picture is None:
                return
            # It belongs to a state that pages are told of once that is planned.
            self._news.wait_for(lambda: self._is_told_of(snapshot) or self._is_outdated(snapshot), _PATIENCE_SECONDS)
            now = self._now if self._is_told_of(snapshot) else None
        if now is not None:
            self._tell_still((now.digest, frame), picture)

    def _is_outdated(self, snapshot: Snapshot) -> bool:
        return self._seen is not snapshot or not self._is_open

    def _is_told_of(self, snapshot: Snapshot) -> bool:
        return self._now is not None and self._now.snapshot.cut is snapshot.cut

    def _still_of(self, frame: int, *, is_new: bool) -> bytes | None:
        wanted = self.path, self.asked.profile, Time(frames=frame), self.asked.language
        try:
            return self.session.new_still(*wanted, listen=self._hear_still) if is_new else self.session.still(*wanted)
        except TogetherFault:
            return None  # what is wrong is told with the state

    def _hear_still(self, event: Event) -> None:
        if isinstance(event, Started) and isinstance(event.action.operation, PaintStill):
            with self._news:
                self._is_at_still = self._still_soon is not None
                self._news.notify_all()

    def _tell_still(self, wanted: tuple[str, int], picture: bytes | None) -> None:
        (cut, frame), now = wanted, self._now
        if picture is None or now is None or now.digest != cut:
            return  # an edit was quicker
        self._still_known = wanted
        told = {"frame": frame, "blob": self._studio.blobs.put(picture, ".png"), "digest": cut}
        self._studio.hub.tell("still", told, self.asked.subject)
