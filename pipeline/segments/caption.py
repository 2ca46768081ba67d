"""From caption files in a manifest to cues of a stack. Pure but for what the library reads."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import lru_cache

from pipeline.captions import Caption, CaptionFault, read
from pipeline.segments.base import Context
from pipeline.timebase import FrameRange, clock, frames_of
from pipeline.timeline.model import Cue


def cues(context: Context, captions: Mapping[str, str], frames: int) -> dict[str, tuple[Cue, ...]]:
    """Return the cues of each language for a segment of `frames` frames; a path without a language is in the episode's.

    Tells, at its line, of a file that is none, and of a cue after the segment's end.
    """
    found: dict[str, tuple[Cue, ...]] = {}
    for written, path in captions.items():
        language = written or context.language
        loc = ("captions", written) if written else ("captions",)
        content = context.read(path, *loc)
        if content is None:
            continue
        try:
            captions_read = _captions(content, path)
        except CaptionFault as fault:
            context.fault(loc, f"{path}, {fault}" if fault.line or path not in fault.message else fault.message)
            continue
        if not captions_read:
            context.fault(loc, f"{path} holds no caption", "export it again, or remove the line")
            continue
        is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        context.told_unseen(path, content.decode("utf-16" if is_wide else "utf-8-sig"), *loc)
        placed = []
        where = context.where(*loc)
        for caption in captions_read:
            start, end = frames_of(caption.start, context.rate), frames_of(caption.end, context.rate)
            if caption.end * context.rate > frames + 1:
                context.fault(
                    loc,
                    f"{path}: the caption {caption.text.splitlines()[0]!r} lasts until {clock(caption.end)}, "
                    f"and the segment ends at {clock(frames / context.rate)}",
                    "captions are in the segment's own time",
                )
                break
            start, end = min(start, frames - 1), min(max(end, start + 1), frames)
            placed.append(Cue(FrameRange(start, end - start), caption.text, where))
        found[language] = tuple(placed)
    return found


@lru_cache(maxsize=256)
def _captions(content: bytes, name: str) -> tuple[Caption, ...]:
    # The same bytes give the same captions; a season's check reads them once.
    return read(content, name)
