"""What is done to a clip besides placing it, by the names of the fields that say it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.timeline.colour import Match
from pipeline.timeline.model import Clip
from pipeline.timeline.pace import AS_FILMED
from pipeline.timeline.placement import WHOLE


def tools_of(clip: Clip) -> tuple[str, ...]:
    """Return the fields by which a clip's picture, or its time, is not as it was filmed, in the order in which they are done."""
    return tuple(_tools(clip))


def _tools(clip: Clip) -> Iterator[str]:
    treatment, grade = clip.treatment, clip.treatment.grade
    speeds = [speed for _, speed in clip.pace.points]
    tools = {
        "speed": clip.pace != AS_FILMED and any(speed not in (0, 1) for speed in speeds),
        "freeze": clip.pace != AS_FILMED and all(speed in (0, 1) for speed in speeds),
        "reverse": clip.reverse > 0,
        "stabilise": treatment.steady is not None,
        "crop": treatment.crop != WHOLE,
        "rotate": treatment.rotate != 0,
        "mirror": treatment.mirror != "none",
        "denoise_picture": treatment.denoise != "off",
        "blur": bool(treatment.hidden),
        "match": isinstance(grade.balance, Match),
        "white_balance": grade.balance is not None and not isinstance(grade.balance, Match),
        "exposure": grade.exposure != 0,
        "lut": grade.lut is not None,
        "chroma_key": treatment.key is not None,
        "mask": treatment.mask is not None,
    }
    yield from (name for name, is_used in tools.items() if is_used)
