"""Captions in a region of their file (WebVTT's REGION) -> captions that say their place themselves. Pure.

Names of regions mean something in one file alone, and an episode's captions come from many. Where a region stands is said by
w3.org/TR/webvtt1, section 7.2, step "apply region": its lines are 6 % of the picture high, and captions stand at its foot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.captions.file import CaptionFile, Region
from pipeline.captions.model import Place

_LINE = Fraction(6)
"""Percent of the picture's height that a line of a region takes."""


def placed(file: CaptionFile) -> CaptionFile:
    """Return a file whose captions stand without regions where they stood with them."""
    if not file.regions:
        return file
    by_name = {region.name: region for region in file.regions}
    captions = tuple(
        replace(one, place=_place(one.place, by_name[one.place.region])) if one.place.region in by_name else one
        for one in file.captions
    )
    return replace(file, captions=captions, regions=())


def scrolling(file: CaptionFile) -> Iterator[str]:
    """Yield the names of regions in which captions of a file scroll, which is lost without them."""
    used = {one.place.region for one in file.captions}
    yield from (region.name for region in file.regions if region.scrolls and region.name in used)


def _place(place: Place, region: Region) -> Place:
    height = region.lines * _LINE
    foot = region.viewport[1] + height * (100 - region.anchor[1]) / 100
    left = region.viewport[0] - region.width * region.anchor[0] / 100
    inside = place.position
    if inside is None:
        inside = Fraction({"start": 0, "left": 0, "end": 100, "right": 100}.get(place.align, 50))
    return replace(
        place,
        line=_within(foot),
        is_lines=False,
        line_align="end",
        position=_within(left + region.width * inside / 100),
        size=None if region.width == 100 else region.width,
        region="",
    )


def _within(percent: Fraction) -> Fraction:
    return min(max(percent, Fraction(0)), Fraction(100))
