"""Takes that are lined up by their sound (`sync: auto`): what is known of them before and after they are compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import digest
from pipeline.app.checking import Cut, cut_of
from pipeline.app.shows import Show
from pipeline.app.standing import REFUSED
from pipeline.assembly import assembled, spoken_in, with_readable_captions
from pipeline.faults import ActionFailed, Diagnostic, Where
from pipeline.manifest.model import inside
from pipeline.manifest.recipes import Takes
from pipeline.operations.align import REFUSAL, AlignTake
from pipeline.plan.action import Action, Plan
from pipeline.timeline.captions import with_takes
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.snapshot import Snapshot
    from pipeline.cards.model import Theme
    from pipeline.execution.events import Event
    from pipeline.execution.execute import Results
    from pipeline.manifest.model import Episode
    from pipeline.media.overlaid import OverlaidLibrary
    from pipeline.plan.action import FromAction
    from pipeline.plan.takes import Take
    from pipeline.profiles.model import Profile
    from pipeline.timeline.model import Segment, Timeline


@dataclass(frozen=True, slots=True)
class LinedUp:
    """A take as it was lined up: `seconds` after the first stem or the film below it, as sure as `confidence` (0 to 1)."""

    take: str
    segment: str
    seconds: float
    confidence: float

    def __str__(self) -> str:
        side = "after" if self.seconds >= 0 else "before"
        return (
            f'sync: auto lined up "{self.take}" of "{self.segment}": it begins {abs(self.seconds):.3f} s {side} its reference '
            f"(confidence {self.confidence:.2f} of 1)"
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """A take of a segment, by its place, that cannot be lined up, and what is told of it."""

    segment: str
    where: Where | None
    diagnostic: Diagnostic


def lined_up(sound_report: bytes) -> tuple[LinedUp, ...]:
    """Return what a sound report tells of takes that were lined up."""
    report = json.loads(sound_report)
    titles = {segment["name"]: segment["title"] for segment in report["segments"]}
    return tuple(
        LinedUp(one["name"], titles[one["segment"]], one["offset"], one["confidence"]) for one in report["sync"]
    )


def remember(show: Show, event: Event) -> None:
    """Keep that two takes cannot be lined up, so that the next check tells it."""
    from pipeline.execution.events import Failed

    match event:
        case Failed(action=Action(operation=AlignTake()), fault=ActionFailed(message=message)) if (
            message.startswith(REFUSAL) and not is_refused(show, event.action)
        ):
            show.store.memory.put(_name(event.action), message)
            show.store.memory.put(REFUSED, digest.of([show.store.memory.get(REFUSED), event.action.key]))
        case _:
            pass


def is_refused(show: Show, action: Action) -> bool:
    """Say whether it is remembered that an action cannot line up its takes."""
    return isinstance(action.operation, AlignTake) and show.store.memory.get(_name(action)) is not None


def known_refusals(show: Show) -> str:
    """Return what is another text with each take that turns out not to be lined up; empty while there is none."""
    return show.store.memory.get(REFUSED) or ""


def has_takes(cut: Cut) -> bool:
    """Say whether any take of a cut is lined up by its sound."""
    return any(_is_lined_up(segment) for segment in cut.timeline.segments)


def _is_lined_up(segment: Segment) -> bool:
    return any(clip.sync == "auto" for clip in segment.stack.sound)


def placed(show: Show, snapshot: Snapshot, make: Callable[[Plan], Results]) -> Snapshot:
    """Return a whole episode in which what waits for takes that are lined up stands where these do: captions, and who is seen.

    What nobody has heard is heard.
    Raises InputFault where there are mistakes, ActionFailed where a take cannot be lined up, EnvironmentFault, Interrupted.
    """
    cut = snapshot.whole()
    if not _waiting(cut.timeline):
        return snapshot
    from pipeline.plan.sound import plan_mixes
    from pipeline.plan.takes import takes

    mixes = plan_mixes(cut.timeline, _waiting(cut.timeline), cut.library.last_info, cut.profile, show.here.tools)
    plan, waiting = takes(cut.timeline, mixes)
    results = make(plan)
    found, timeline = _found(waiting, results.path), cut.timeline
    if any(segment.stack.unplaced for segment in timeline.segments):
        timeline, _, _ = assembled(cut.episode, cut.library, cut.theme, cut.shape, found)
        timeline = cut_of(cut.episode, cut.library, cut.theme, timeline, cut.profile).timeline
    timeline = _standing(cut.episode, cut.theme, timeline, found)
    return replace(snapshot, cut=replace(cut, timeline=timeline))


def known(show: Show, episode: Episode, theme: Theme, timeline: Timeline, library: OverlaidLibrary, profile: Profile) -> Timeline:
    """Return a timeline whose captions of takes stand where these do, as far as they were heard before; the others wait."""
    if not any(segment.stack.waiting for segment in timeline.segments):
        return timeline
    return _standing(episode, theme, timeline, heard(show, timeline, library, profile))


def heard(show: Show, timeline: Timeline, library: OverlaidLibrary, profile: Profile) -> Takes:
    """Return where takes of a timeline stand that something waits for and that were heard before."""
    if not _waiting(timeline):
        return {}
    from pipeline.plan.sound import plan_mixes
    from pipeline.plan.takes import takes

    mixes = plan_mixes(timeline, _waiting(timeline), library.last_info, profile, show.here.tools)
    return _found([take for take in takes(timeline, mixes)[1] if show.store.has(take.match.key)], show.store.path)


def _waiting(timeline: Timeline) -> tuple[Segment, ...]:
    """Return the segments in which something waits for takes that are lined up."""
    return tuple(segment for segment in timeline.segments if segment.stack.waiting or segment.stack.unplaced)


def _found(heard: Sequence[Take], path: Callable[[FromAction], Path]) -> Takes:
    found = {}
    for take in heard:
        told = json.loads(path(take.match).read_bytes())
        found[take.segment, take.number] = take.lined_up(told["offset"], told["drift_ppm"])
    return found


def _standing(episode: Episode, theme: Theme, timeline: Timeline, found: Takes) -> Timeline:
    """Return a timeline in which takes stand where they were `found` to, with their captions, fit to be read."""
    languages = spoken_in(segment.stack for segment in timeline.segments)
    waited = {segment.name for segment in timeline.segments if segment.stack.waiting}
    segments = tuple(
        with_readable_captions(episode, theme, segment, languages)
        if segment.name in waited and not segment.stack.waiting
        else segment
        for segment in with_takes(timeline, found).segments
    )
    return replace(timeline, segments=segments)


def refused(show: Show, cut: Cut) -> tuple[Refused, ...]:
    """Return which takes of a cut were compared before and cannot be lined up."""
    compared = [segment for segment in cut.timeline.segments if _is_lined_up(segment)]
    if not compared or not known_refusals(show):
        return ()
    from pipeline.plan.sound import plan_mixes

    found = []
    for action in _compared(plan_mixes(cut.timeline, compared, cut.library.last_info, cut.profile, show.here.tools)):
        if (message := show.store.memory.get(_name(action))) is not None:
            where = inside(cut.episode.documents, action.where, "sync") if action.where else Where(cut.episode.path)
            what, _, hint = message.partition(". ")
            found.append(Refused(action.segment, action.where, Diagnostic(where, what, hint)))
    return tuple(found)


def without(cut: Cut, refused: Sequence[Refused]) -> Cut:
    """Return a cut in which takes that cannot be lined up are silent, so that all else of their segments is heard."""
    if not refused:
        return cut
    silent = {(one.segment, one.where) for one in refused}
    return replace(cut, timeline=replace(cut.timeline, segments=tuple(_without(one, silent) for one in cut.timeline.segments)))


def _without(segment: Segment, silent: Collection[tuple[str, Where | None]]) -> Segment:
    stack = segment.stack
    numbers = {
        number
        for number, clip in enumerate(stack.sound)
        if clip.sync == "auto" and (segment.name, clip.where) in silent
    }
    if not numbers:
        return segment
    stack = replace(
        stack,
        sound=tuple(replace(clip, mute=True) if number in numbers else clip for number, clip in enumerate(stack.sound)),
        waiting=tuple(one for one in stack.waiting if one.take not in numbers),
        unplaced=tuple(number for number in stack.unplaced if number not in numbers),
    )
    return replace(segment, stack=stack)


def unknown(show: Show, actions: Sequence[Action]) -> tuple[str, ...]:
    """Return in words which takes nobody has compared yet: whether they can be lined up is known when they have been."""
    return tuple(
        f"{action.where}: whether {action.title.removeprefix('sync of ')} can be lined up (sync: auto) is known when it is built"
        for action in _compared(actions)
        if not show.store.has(action.key)
    )


def _compared(actions: Sequence[Action]) -> list[Action]:
    return [action for action in actions if isinstance(action.operation, AlignTake)]


def _name(action: Action) -> str:
    return f"refused {action.key}"
