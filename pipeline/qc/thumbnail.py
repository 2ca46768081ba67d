"""Judge the thumbnail: that it can be used, and that it shows the picture that it should. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.analysis.facts import ThumbnailFacts
from pipeline.faults import Severity
from pipeline.qc.model import Finding, Planned
from pipeline.timebase import timecode

MOST = 2_000_000
"""Bytes that platforms take (support.google.com/youtube/answer/72431 says 2 MB; this is so by either count)."""

ALIKE = 400
"""Hundredths of a level by which the cells of a thumbnail and its frame may differ in the mean.

Measured on the demo and on test pictures: a JPEG of the frame itself is below 150, another matrix or shot above 500.
"""

_BLACK = 2600
"""Hundredths of 255 levels: a mean luma below this is black to the eye (10 % of the way up)."""

_FLAT = 300
"""Hundredths of 255 levels: luma that strays less than this around its mean shows nothing."""

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_AGAIN = "build it again; do not edit files in `renders/`"
_CHOOSE = "write `thumbnail:` below `episode:` with a time that shows something"


def thumbnail(facts: ThumbnailFacts | None, planned: Planned) -> Iterator[Finding]:
    """Find what is wrong with a thumbnail; `facts` are None where there is none or nobody looked."""
    wanted = planned.thumbnail
    if wanted is None or facts is None:
        return
    if facts.size > MOST:
        yield Finding("thumbnail_file", _ERROR, f"the thumbnail has {facts.size} bytes; platforms take {MOST}", hint=_AGAIN)
    if facts.fault:
        yield Finding("thumbnail_file", _ERROR, f"the thumbnail cannot be used: {facts.fault}", hint=_AGAIN)
        return
    if (facts.width, facts.height) != (wanted.width, wanted.height):
        message = f"the thumbnail is {facts.width}x{facts.height}, not {wanted.width}x{wanted.height}"
        yield Finding("thumbnail_file", _ERROR, message, hint=_AGAIN)
    frame = wanted.frames[0] if facts.nearest is None else facts.nearest
    if facts.nearest is not None and facts.distance > ALIKE:
        message = f"the thumbnail does not show the picture at {timecode(frame, planned.rate)}, or in other colours"
        yield planned.found("thumbnail_changed", _ERROR, message, frame, _AGAIN)
    if facts.mean < _BLACK or facts.spread < _FLAT:
        what = "black" if facts.mean < _BLACK else "one colour"
        yield planned.found("thumbnail_blank", _WARNING, f"the thumbnail is nearly {what}", frame, _CHOOSE)
