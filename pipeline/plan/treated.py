"""What a clip's treatment does to its picture, in filters. Pure."""

from __future__ import annotations

from pipeline.ffmpeg import framing
from pipeline.ffmpeg.conform import Fit
from pipeline.ffmpeg.framing import Sides
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels
from pipeline.media.info import VideoInfo
from pipeline.timeline.placement import Box
from pipeline.timeline.treatment import AS_IT_IS, Treatment


def before_placing(
    stream: Video, info: VideoInfo, treatment: Treatment, box: Pixels, fit: Fit, background: str
) -> tuple[Video, VideoInfo]:
    """Return an upright stream with what is done to it before it fills its box, and the facts of what comes out."""
    if treatment == AS_IT_IS:
        return stream, info
    kept = framing.crop(framing.plain(stream, info), _sides(treatment.crop))
    turned = framing.rotate(kept, treatment.rotate, width=box.width, height=box.height, fit=fit, background=background)
    return framing.mirror(turned, treatment.mirror)


def treated_facts(info: VideoInfo, treatment: Treatment) -> VideoInfo:
    """Return the facts of a picture that has been treated, so far as they say what shape it has."""
    return info if treatment == AS_IT_IS else framing.framed(info, _sides(treatment.crop), treatment.rotate)


def _sides(crop: Box) -> Sides:
    return crop.x, crop.y, crop.width, crop.height
