"""What pictures and texts lie over, and the films beside each other: what their segment says of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.segments.arranged import Arrangement
from pipeline.segments.fields import Loc
from pipeline.segments.medium import Footage, Look, PictureInPicture
from pipeline.segments.picture import Shot
from pipeline.segments.text_over import TextOver
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Clip
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Host:
    """What lies over a clip or over all of a segment, both `seen` in frames of the segment. Its fields are written at `loc`.

    `sounds` is how many sounds the segment has already; `guides` are the numbers of those with which others can be lined up, each
    with when it is heard, the first choice first. `named` are the lower thirds over the segment, each with its first frame, and
    `lines` those of a poem; `has_captions` says that words may stand below them.
    `films` are what stands beside the `insets` in a layout, each with how it is written to look, if it is. `texts` are written in
    the field `texts_field`.
    """

    loc: Loc
    title: str
    seen: FrameRange
    insets: Sequence[PictureInPicture]
    texts: Sequence[TextOver]
    sounds: int
    guides: Sequence[tuple[FrameRange, int]]
    layout: Arrangement = "over"
    films: Sequence[tuple[Clip, Look | None]] = ()
    named: Sequence[tuple[int, Clip]] = ()
    lines: Sequence[tuple[int, Clip]] = ()
    has_captions: bool = False
    texts_field: str = "text"


def of_footage(
    loc: Loc, footage: Footage, shot: Shot, at: int, title: str, named: Sequence[tuple[int, Clip]], sounds: int,
    guide: int | None, *, has_captions: bool,
) -> Host:  # fmt: skip
    """Return footage that is shown from frame `at` of its segment on; `guide` is the number of its sound, if it has one."""
    seen = FrameRange(at, shot.clip.frames)
    return Host(
        loc, title, seen, footage.picture_in_picture, footage.text, sounds, () if guide is None else ((seen, guide),),
        layout=footage.layout, films=((shot.clip, footage),), named=named, has_captions=has_captions,
    )  # fmt: skip
