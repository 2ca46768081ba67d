"""Where clips and captions stand on the canvas of a deliverable. Pure, and light: a check asks it."""

from __future__ import annotations

from pipeline.ffmpeg.pixels import Pixels, pixel_box
from pipeline.profiles.model import Profile
from pipeline.timeline.model import CardMedia, Clip, Cue, Timeline


def box_of(clip: Clip, canvas: tuple[int, int]) -> Pixels:
    """Return where a clip stands on a canvas, in pixels."""
    box = clip.placement.box
    return pixel_box(box.x, box.y, box.width, box.height, canvas)


def caption_card(timeline: Timeline, cue: Cue) -> Clip:
    """Return the card of a caption that is drawn into the picture."""
    return Clip(CardMedia("caption", {"text": cue.text}, timeline.theme, timeline.language), 1, where=cue.where)


def burned(timeline: Timeline, profile: Profile) -> str | None:
    """Return the language of the captions that the profile draws into the picture, or None."""
    return timeline.language if profile.burn_captions else None
