"""Plan the picture that stands for an episode: a frame of what was encoded, so that it shows what the movie shows. Pure.

Where no time was chosen it is taken from the first span that shows a video and nothing over it, so that an edit behind that
leaves it as it is; of a few frames of the span, the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipeline.operations.promises import ImagePromise
from pipeline.operations.take_thumbnail import TakeThumbnail
from pipeline.plan.action import Action, Input, Toolchain
from pipeline.plan.meant import may_be_black, may_stand
from pipeline.plan.spans import Span
from pipeline.profiles.model import Cover, VideoProfile
from pipeline.timebase import half_up, timecode
from pipeline.timeline.frames import NO_FOOTAGE
from pipeline.timeline.model import CardMedia, Timeline
from pipeline.timeline.regions import Shown
from pipeline.values import dataclass

LONGEST = 1280
"""Pixels of the longer side: platforms show a thumbnail at 1280x720 (support.google.com/youtube/answer/72431)."""

MOST = 2_000_000
"""Bytes; platforms take 2 MB (same page), and this is so by either count."""

_ENOUGH_SECONDS = 3
"""A span this long has frames to choose from."""

_CANDIDATES = 7


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where the thumbnail is taken from: span `place` begins at frame `first` of the programme; `numbers` are frames in it."""

    place: int
    first: int
    numbers: tuple[int, ...]


def chosen(timeline: Timeline, spans: Sequence[Span]) -> Chosen:
    """Return which frames of which span may be the thumbnail."""
    first = 0
    for place, span in enumerate(spans):
        if timeline.thumbnail is not None and first <= timeline.thumbnail < first + span.frames:
            return Chosen(place, first, (timeline.thumbnail - first,))
        first += span.frames
    enough = _ENOUGH_SECONDS * timeline.rate
    place = max(range(len(spans)), key=lambda place: (_merit(spans[place]), min(spans[place].frames, enough)))
    return within(spans, place)


def within(spans: Sequence[Span], place: int) -> Chosen:
    """Return the frames of a span among which the best is taken."""
    frames = spans[place].frames
    numbers = dict.fromkeys((2 * number + 1) * frames // (2 * _CANDIDATES) for number in range(_CANDIDATES))
    return Chosen(place, sum(span.frames for span in spans[:place]), tuple(numbers))


def _merit(span: Span) -> tuple[bool, bool, bool]:
    """Say what of a span's picture is good: it is seen well, it shows a video, nothing lies over that."""
    return _is_seen(span), not may_stand(span), _is_bare(span)


def beside(timeline: Timeline, spans: Sequence[Span], used: Sequence[int]) -> int | None:
    """Return which span shows an episode well in a segment none of whose spans is `used`; None where there is no more.

    One without a card over its picture comes before those with one: words that a thumbnail cuts off say nothing.
    """
    gone = {spans[place].segment for place in used}
    left = [place for place, span in enumerate(spans) if span.segment not in gone and _is_seen(span) and _has_footage(span)]
    enough = _ENOUGH_SECONDS * timeline.rate

    def merit(place: int) -> tuple[bool, bool, Fraction]:
        return _is_bare(spans[place]), not may_stand(spans[place]), min(Fraction(spans[place].frames), enough)

    return max(left, key=merit, default=None)


def _has_footage(span: Span) -> bool:
    return any(isinstance(layer, Shown) and not isinstance(layer.clip.media, NO_FOOTAGE) for layer in span.layers)


def _is_seen(span: Span) -> bool:
    return not (span.is_transition or may_be_black(span))


def _is_bare(span: Span) -> bool:
    # Captions do not count: a draft has them in its picture, and shows the frame that the final will.
    return all(isinstance(layer, Shown) and not isinstance(layer.clip.media, CardMedia) for layer in span.layers)


def size(video: VideoProfile) -> tuple[int, int]:
    """Return the thumbnail's width and height: the deliverable's shape, never larger than it; a cover's are its own."""
    if isinstance(video.coding, Cover):
        return video.width, video.height
    share = min(Fraction(LONGEST, max(video.width, video.height)), Fraction(1))
    return half_up(video.width * share / 2) * 2, half_up(video.height * share / 2) * 2


def take(
    timeline: Timeline, wanted: Chosen, pictures: Sequence[Action], pixels: tuple[int, int], tools: Toolchain
) -> Action:
    """Return the action that takes the thumbnail, as large as `pixels`; `pictures` are the actions of the spans."""
    span = pictures[wanted.place]
    operation = TakeThumbnail(timeline.rate, wanted.numbers, ImagePromise(*pixels), MOST)
    shows = () if timeline.thumbnail is None else (("thumbnail", timecode(timeline.thumbnail, timeline.rate)),)
    return Action(
        operation,
        (Input("movie", span.output(), ".mp4"),),
        tools.identity(operation),
        address="programme/thumbnail",
        title="thumbnail",
        shows=shows,
        cost=Fraction(len(wanted.numbers), 5),
    )
