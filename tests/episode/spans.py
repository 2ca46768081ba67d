"""Paint the spans of an episode whole and in two parts, and compare what comes out before anything is encoded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.plan import encode
from pipeline.plan.action import FromAction, FromSource
from pipeline.plan.canvas import burned
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.picture import Painter
from pipeline.plan.spans import Span, beginning_at, cut
from pipeline.timeline.model import Timeline
from tests.episode.show import opened_warm
from tests.ffmpeg.running import hashes, run

GOP = Fraction(2)


@dataclass(frozen=True, slots=True)
class Compared:
    """A span of the segment `segment`, cut at its frame `at`: `different` are its frames whose pixels depend on the cut."""

    span: Span
    segment: str
    at: int
    pixels: int
    different: tuple[int, ...]


def compared(manifest: Path, chance: random.Random, profile: str = "tiny", cuts: int = 1) -> Iterator[Compared]:
    """Build an episode, and yield each of its spans of two frames or more, cut `cuts` times somewhere by `chance`."""
    with _painting(manifest, profile) as (timeline, spans, paint):

        def shown(span: Span, frames: int) -> list[str]:
            return hashes(*paint(span, frames))

        for span in spans:
            if span.frames < 2:
                continue
            whole = shown(span, span.frames)
            assert len(whole) == span.frames
            for _ in range(cuts):
                at = chance.randrange(1, span.frames)
                parts = [*shown(span, at), *shown(beginning_at(span, at), span.frames - at)]
                wrong = tuple(number for number, (a, b) in enumerate(zip(whole, parts, strict=True)) if a != b)
                yield Compared(span, timeline.segments[span.segment].name, at, len(set(whole)), wrong)


def seen(manifest: Path, profile: str = "tiny") -> list[bytes]:
    """Build an episode; return the planes of each segment's frames, 4:2:0, as they are before they are encoded."""
    options: dict[str, graph.Option] = {"f": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
    with _painting(manifest, profile) as (timeline, spans, paint):
        found = [b""] * len(timeline.segments)
        for span in spans:
            picture, files = paint(span, span.frames)
            found[span.segment] += run(graph.arguments(graph.write("out", picture, options=options)), files)
    return found


Paint = Callable[[Span, int], tuple[Video, dict[str, Path]]]
"""Paints frames of a span; returns the stream and the files that it reads."""


@contextmanager
def _painting(manifest: Path, profile: str) -> Iterator[tuple[Timeline, tuple[Span, ...], Paint]]:
    media = manifest.parent / "media"
    with opened_warm([manifest]) as opened:
        work = opened.work(manifest, profile)
        opened.build([work], workers=2)
        timeline, store = work.timeline, opened.show.store
        library = opened.media(work.episode.media)
        drawn = burned(timeline, work.profile)
        spans = cut(timeline, lambda path: library.info(path.name), theme=work.theme, burn=drawn, gop=GOP)
        drawings = Drawings(work.theme, timeline.rate, opened.show.here.tools, timeline.segments[0])
        painter = Painter(timeline, work.profile, drawings, Footage(timeline, lambda path: library.info(path.name), drawings))

        def paint(span: Span, frames: int) -> tuple[Video, dict[str, Path]]:
            drawings.segment = timeline.segments[span.segment]
            inputs = encode.Inputs()
            picture = painter._whole_picture(span, painter._captions(span), frames, inputs)
            files = {}
            for one in inputs.all():
                assert isinstance(one.origin, FromAction | FromSource)
                is_made = isinstance(one.origin, FromAction)
                files[one.name] = _named(store.path(one.origin), one.suffix) if is_made else media.parent.parent / one.origin.path
            return filters.to_working_format(filters.regular(picture, timeline.rate)), files

        yield timeline, spans, paint


def _named(made: Path, suffix: str) -> Path:
    """Give what a store keeps the name that it has in a run: some filters look at it."""
    if not made.with_suffix(suffix).exists():
        made.with_suffix(suffix).hardlink_to(made)
    return made.with_suffix(suffix)
