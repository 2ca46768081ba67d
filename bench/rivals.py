"""The same episode by other means: what its rivals (ffmpeg by hand, MoviePy, melt) need to know of a finished build."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from bench import hand
from pipeline.app.episodes import Work
from pipeline.app.session import Session
from pipeline.cards.model import Inset
from pipeline.ffmpeg.pixels import pixel_box
from pipeline.media.info import VideoInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.canvas import burned, caption_card, drawn_cues, offset
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.picture import Painter
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Clip, Segment, Timeline
from pipeline.timeline.programme import parted


class Finished:
    """Read a show whose episode is built: its timeline, its cards in the store, the gains of its sound."""

    def __init__(self, opened: Session, path: Path, profile: str) -> None:
        self.work: Work = opened.work(path, profile)
        self.show = show = opened.show
        work = self.work
        # Cards whose words wait are drawn in two parts, and so they lie in the store.
        segments = tuple(replace(one, stack=parted(one.stack)) for one in work.timeline.segments)
        self.timeline: Timeline = replace(work.timeline, segments=segments)
        self._library = opened.media(work.episode.media)
        self._drawings = Drawings(work.theme, work.timeline.rate, show.here.tools, work.timeline.segments[0])
        footage = Footage(work.timeline, lambda path: self._library.info(path.name), self._drawings)
        self._cues = drawn_cues(work.timeline, burned(work.timeline, work.profile))
        self._frames = Painter(work.timeline, work.profile, self._drawings, footage).frames

    def video(self, path: MediaPath) -> VideoInfo:
        """Return the facts of a source's picture."""
        found = self._library.info(path.name).video
        assert found is not None
        return found

    def duration(self, path: MediaPath) -> Fraction:
        """Return the length of a source in seconds."""
        return self._library.info(path.name).duration

    def captions(self, segment: Segment) -> tuple[tuple[hand.Drawn, FrameRange], ...]:
        """Return the captions that are drawn into a segment's picture, and when each is seen, in its frames."""
        cues = self._cues[self.timeline.segments.index(segment)]
        canvas = self.work.profile.video.width, self.work.profile.video.height
        made = []
        for cue in cues:
            drawn = self.card(caption_card(self.timeline, cue))
            right, lower = offset(self.work.theme, cue, canvas)
            made.append((replace(drawn, x=drawn.x + right, y=drawn.y + lower), cue.range))
        return tuple(made)

    def card(self, clip: Clip) -> hand.Drawn:
        """Return a drawn card and its files in the store."""
        video, box = self.work.profile.video, clip.placement.box
        at = pixel_box(box.x, box.y, box.width, box.height, (video.width, video.height))
        inset = Inset((video.width, video.height), (at.x, at.y))
        drawn = self._drawings.card(clip, at.width, at.height, self._frames, inset)
        drawing = drawn.drawing
        return hand.Drawn(
            kind=drawing.kind,
            x=at.x + drawing.box[0],
            y=at.y + drawing.box[1],
            size=drawing.box[2:],
            files=tuple(self.show.store.path(origin) for origin in drawn.outputs),
            fades=(drawing.fade_in or clip.fade_in, drawing.fade_out or clip.fade_out),
            speed=drawing.speed,
            tops=tuple(piece.y for piece in drawing.slices),
        )

    def gains(self) -> dict[str, float]:
        """Return the static gains of the sound in decibels: of each segment, and under "" of the programme."""
        mixes = {
            action.segment: self.show.store.path(action.output("facts"))
            for action in self.work.plan.actions
            if action.address.endswith("/mix")
        }
        return hand.gains(self.show.store.path(self.work.plan.results["sound_report"]), mixes)

    def command(self, output: Path) -> list[str]:
        """Return the hand-written ffmpeg command."""
        return hand.Hand(
            self.timeline, self.work.profile, self.show.root,
            video=self.video, card=self.card, captions=self.captions, gains=self.gains(),
        ).argv(output)  # fmt: skip


def seconds_of(timeline: Timeline) -> Fraction:
    """Return an episode's length in seconds."""
    frames = sum(one.stack.frames - (one.transition.frames if one.transition else 0) for one in timeline.segments)
    return frames / timeline.rate


def windows(total: Fraction, count: int, seconds: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return `count` windows of `seconds` in the middles of as many equal parts of an episode of `total` seconds."""
    middles = [total * (2 * number + 1) / (2 * count) for number in range(count)]
    return tuple((middle - seconds / 2, middle + seconds / 2) for middle in middles)


def frames_of(movie: Path) -> int:
    """Return the frames of a movie's picture, by its packets."""
    import av

    with av.open(str(movie)) as container:
        return sum(packet.size > 0 for packet in container.demux(video=0))
