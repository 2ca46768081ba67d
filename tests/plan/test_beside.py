"""Which spans show an episode well besides the one that its thumbnail is taken from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.media.paths import MediaPath
from pipeline.plan.posters import others
from pipeline.plan.spans import Span
from pipeline.plan.thumbnail import Chosen
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Segment, SourceMedia, Stack, StillMedia, Timeline
from pipeline.timeline.regions import Shown

FILM, STILL = SourceMedia(MediaPath("media", "a.mp4"), "0"), StillMedia(MediaPath("media", "a.jpg"), "1")
CARD, COLOUR = CardMedia("name", {}, "theme"), ColourMedia("#102030")

Media = SourceMedia | StillMedia | CardMedia | ColourMedia


def span(segment: int, *media: Media, frames: int = 100, is_transition: bool = False) -> Span:
    layers = tuple(Shown(Clip(one, frames), 0) for one in media)
    return Span(segment, FrameRange(0, frames), layers, is_transition=is_transition)


def chosen(*spans: Span) -> list[int]:
    """Return the segments of the others, where the thumbnail is from the first span."""
    segment = Segment("a", "clip", "A", Stack(1, ()))
    timeline = Timeline("e", "E", Fraction(25), (segment,) * 9, "theme")
    places = [sum(one.frames for one in spans[:place]) for place in range(len(spans))]
    return [spans[places.index(one.first)].segment for one in others(timeline, spans, Chosen(0, 0, (0,)))]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ((span(1, FILM), span(2, FILM), span(3, FILM)), [1, 2]),
        ((span(0, FILM), span(0, FILM)), []),  # of its own segment
        ((span(1, CARD), span(2, COLOUR, CARD), span(3, FILM, is_transition=True)), []),  # nothing to see
        ((span(1, FILM, CARD), span(2, STILL), span(3, FILM)), [3, 2]),  # words that are cut off come last
        ((span(1, STILL), span(2, FILM)), [2, 1]),  # what moves comes first
        ((span(1, FILM, frames=5), span(2, FILM, frames=90)), [2, 1]),  # a long one has frames to choose from
        ((span(1, FILM, frames=80), span(2, FILM, frames=900)), [1, 2]),  # no more than enough
    ],
)
def test_others_are_of_other_segments_and_show_them_well(spans: tuple[Span, ...], found: list[int]) -> None:
    assert chosen(span(0, FILM), *spans) == found


def test_frames_are_taken_from_all_over_a_span() -> None:
    spans = (span(0, FILM), span(1, FILM, frames=70))
    segment = Segment("a", "clip", "A", Stack(1, ()))
    (one,) = others(Timeline("e", "E", Fraction(25), (segment,) * 2, "theme"), spans, Chosen(0, 0, (0,)))
    assert (one.place, one.first, one.numbers) == (1, 100, (5, 15, 25, 35, 45, 55, 65))
