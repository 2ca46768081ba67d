"""What a producer lets pass of what quality control finds. Pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import WithJsonSchema

from pipeline.checks import FIXED, WAIVABLE
from pipeline.faults import did_you_mean
from pipeline.segments.fields import Line, Reads, Shape, TimeField, mistake, written


def _code(value: object) -> str:
    text = written(value).casefold()
    if text in FIXED:
        raise mistake(
            f"{text!r} cannot be waived: it says that {FIXED[text]}",
            "only what eyes and ears judge can be let pass; mend it, and build again",
        )
    if text not in WAIVABLE:
        raise mistake(f"{written(value)!r} is no code of a finding", did_you_mean(text, tuple(WAIVABLE)))
    return text


Code = Annotated[
    str,
    Reads(_code),
    WithJsonSchema({"enum": list(WAIVABLE), "markdownEnumDescriptions": list(WAIVABLE.values())}),
]
"""The code of a finding that may be waived: black, freeze, loudness_jump."""


class SegmentWaiverShape(Shape):
    """A finding in this segment that is let pass: {code: black, reason: "the pause is meant"}."""

    code: Code
    """What was found, as the report calls it: black, freeze, loudness_jump."""
    reason: Line
    """Why it may stay; whoever reads the report is told."""
    at: TimeField | None = None
    """When, where not all of the segment is meant: 0:12, from the segment's beginning; a second beside it counts."""
    profile: Line = ""
    """The only deliverable that it is let pass in; all where left out."""


class WaiverShape(SegmentWaiverShape):
    """A finding that is let pass: {code: black, at: 1:05, reason: "the pause is meant"}."""

    at: TimeField | None = None
    """When it is found: 1:05, from the episode's beginning; a second beside it counts."""
    segment: Line = ""
    """The segment that it is found in, by its id or name; the whole file where neither this nor `at` is written."""
