"""Paint the spans of an episode whole and in two parts, and compare what comes out before anything is encoded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pipeline.ffmpeg import filters
from pipeline.plan import encode
from pipeline.plan.action import FromAction, FromSource
from pipeline.plan.canvas import burned
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.picture import Painter
from pipeline.plan.spans import Span, beginning_at, cut
from tests.episode.show import opened_warm
from tests.ffmpeg.running import hashes

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

        def shown(span: Span, frames: int) -> list[str]:
            drawings.segment = timeline.segments[span.segment]
            inputs = encode.Inputs()
            picture = painter._whole_picture(span, painter._captions(span), frames, inputs)
            files = {}
            for one in inputs.all():
                assert isinstance(one.origin, FromAction | FromSource)
                is_made = isinstance(one.origin, FromAction)
                files[one.name] = _named(store.path(one.origin), one.suffix) if is_made else media.parent.parent / one.origin.path
            return hashes(filters.to_working_format(filters.regular(picture, timeline.rate)), files)

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


def _named(made: Path, suffix: str) -> Path:
    """Give what a store keeps the name that it has in a run: some filters look at it."""
    if not made.with_suffix(suffix).exists():
        made.with_suffix(suffix).hardlink_to(made)
    return made.with_suffix(suffix)
