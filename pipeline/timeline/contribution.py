"""What people did in a segment, and on what terms. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Literal

from pipeline.faults import Where
from pipeline.terms import EVERYWHERE, Scope
from pipeline.timebase import FrameRange
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something that people did and that is seen or heard in `range` of the segment.

    `scope` is how far its release reaches; `url` is where it can be found. One that `is_cut` is a part of its file. `isrc` is
    the number of the recording, `cue` how it is used as music, as far as that is said. `places` tells where `by`, `title`,
    `license`, `url`, `release`, what it reaches (`release.expires`) and each name of `builds_on` (by that name) are written, as
    far as they are. Words that are a work and not a caption, such as a poem's, are one that `is_read` where a voice speaks.
    """

    people: tuple[str, ...]
    role: str
    range: FrameRange
    medium: Literal["picture", "sound", "text"]
    title: str = ""
    path: str = ""
    builds_on: tuple[str, ...] = ()
    license: str = ""
    release: str = ""
    scope: Scope = EVERYWHERE
    url: str = ""
    is_cut: bool = False
    isrc: str = ""
    cue: str = ""
    is_read: bool = False
    where: Where | None = None
    places: Mapping[str, Where] = field(default_factory=dict, compare=False, hash=False, repr=False)


def perceived(made: Contribution, frames: int, leads: int, trails: int) -> Contribution:
    """Return a contribution in as much of its range as a segment of so many frames lets be seen or heard of it.

    While sound `leads`, and while it `trails`, the picture of another segment is seen. What is left may be no frame at all.
    """
    inside = FrameRange(0, frames) if made.medium == "sound" else FrameRange(leads, max(0, frames - leads - trails))
    range_ = made.range.overlap(inside) or FrameRange(made.range.start, 0)
    return made if range_ == made.range else replace(made, range=range_)
