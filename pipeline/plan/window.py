"""Plans for looking at a part: one frame, or the spans that a stretch of time touches. Pure.

A preview is made of the very spans of the whole, so that what has been previewed need not be rendered again.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from pipeline.cards.model import Theme
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.plan.action import Plan, Toolchain
from pipeline.plan.canvas import burned
from pipeline.plan.drawing import Drawings
from pipeline.plan.encode import picture_rate
from pipeline.plan.footage import Footage
from pipeline.plan.mastering import excerpt
from pipeline.plan.picture import Painter
from pipeline.plan.programme import Info, join, paint
from pipeline.plan.sound import plan_sound
from pipeline.plan.spans import beginning_at, cut
from pipeline.profiles.model import Profile
from pipeline.timebase import FrameRange, Time, sample_of, timecode
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the episode's time; None is its beginning or its end."""

    start: Time | None = None
    end: Time | None = None

    def frames(self, timeline: Timeline) -> FrameRange:
        """Return the frames of the window. Raises InputFault where none of the episode lies in it."""
        total = Programme(timeline).frames
        first = self.start.in_frames(timeline.rate) if self.start else 0
        last = min(self.end.in_frames(timeline.rate), total) if self.end else total
        if first >= last:
            raise _outside(timeline, "nothing of the episode lies between these times")
        return FrameRange(first, last - first)


def window_plan(timeline: Timeline, profile: Profile, window: Window, *, info: Info, theme: Theme, tools: Toolchain) -> Plan:
    """Return the plan of a preview: the spans that the window touches, and the finished programme's sound under them.

    Raises InputFault, CardFault. The plan's name says which frames it holds, so that previews stand side by side.
    """
    wanted = window.frames(timeline)
    spans = cut(timeline, info, theme=theme, burn=burned(timeline, profile), gop=profile.video.gop_seconds)
    ends = list(accumulate(span.frames for span in spans))
    shown = [
        place
        for place, (span, end) in enumerate(zip(spans, ends, strict=True))
        if end > wanted.start and end - span.frames < wanted.end
    ]
    first = ends[shown[0]] - spans[shown[0]].frames
    last = ends[shown[-1]]
    drawings = Drawings(theme, picture_rate(profile.video, timeline.rate), tools, timeline.segments[0])
    # All spans are painted, because a span's address counts from its segment's first; only what is needed runs.
    painted = paint(timeline, spans, profile, info=info, drawings=drawings)
    sound = plan_sound(Programme(timeline), info, profile, tools)
    begin, end = sample_of(first, timeline.rate), sample_of(last, timeline.rate)
    encoded = excerpt(sound.parts, sound.mastered, sound.samples, begin, end, profile, tools)
    movie = join(
        [painted[place] for place in shown],
        [spans[place].frames for place in shown],
        encoded.output(),
        end - begin,
        timeline,
        profile,
        tools,
        chapters=[],
        is_coded=False,
    )
    actions = {action.key: action for action in (*drawings.actions.values(), *painted, *sound.actions, encoded, movie)}
    return Plan(f"{timeline.name}-{first}-{last}.{profile.name}", tuple(actions.values()), {"movie": movie.output()})


STILL_THREADS = 4
"""Threads that decode each source of a single picture. It decodes up to 8 seconds to show one frame, and nothing runs beside it;
the number is in its key, so it does not follow the machine."""


def still_plan(
    timeline: Timeline,
    profile: Profile,
    time: Time,
    *,
    info: Info,
    theme: Theme,
    tools: Toolchain,
    is_stored: Callable[[str], bool] = lambda key: False,
) -> Plan:
    """Return the plan of one frame, result `still`. Raises InputFault where the episode is over by then, CardFault.

    Where the span that shows it is stored, it is taken from there: `is_stored` says so of an action's key. Of cards in layers
    that are not, this one frame is composed.
    """
    frame = time.in_frames(timeline.rate)
    at = 0
    for span in cut(timeline, info, theme=theme, burn=burned(timeline, profile), gop=profile.video.gop_seconds):
        if at <= frame < at + span.frames:
            rate = picture_rate(profile.video, timeline.rate)
            drawings = Drawings(theme, rate, tools, timeline.segments[span.segment])
            whole = Painter(timeline, profile, drawings, Footage(timeline, info, drawings))
            encoded = whole.paint(span, 0)
            if is_stored(encoded.key):
                taken = whole.taken(encoded, span, frame - at)
                actions = (*drawings.actions.values(), encoded, taken)
                return Plan(f"{timeline.name}-still.{profile.name}", actions, {"still": taken.output()})
            drawings = Drawings(theme, rate, tools, timeline.segments[span.segment], is_stored)
            painter = Painter(timeline, profile, drawings, Footage(timeline, info, drawings, STILL_THREADS))
            drawn = painter.still(beginning_at(span, frame - at))
            return Plan(f"{timeline.name}-still.{profile.name}", (*drawings.actions.values(), drawn), {"still": drawn.output()})
        at += span.frames
    raise _outside(timeline, f"there is no frame at {timecode(frame, timeline.rate)}")


def _outside(timeline: Timeline, message: str) -> InputFault:
    length = timecode(Programme(timeline).frames, timeline.rate)
    return InputFault((Diagnostic(Where(timeline.name), message, f"the episode lasts {length}"),))
