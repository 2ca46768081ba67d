"""Files that are transparent in places: where that is seen, and where it cannot be. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.media.stills import ANIMATED
from pipeline.segments.medium import Filmed, PictureInPicture

if TYPE_CHECKING:
    from pipeline.segments.base import Context
    from pipeline.segments.fields import Loc
    from pipeline.timeline.model import Clip


def is_clear(context: Context, loc: Loc, footage: Filmed, clip: Clip) -> bool:
    """Say whether something is seen through the file of a clip, which may have alpha; tells where it cannot be.

    That is what is seen of its `background`, or what it lies over as a picture in a picture; else a plain ground is there.
    """
    if footage.background and not (clip.is_clear or footage.chroma_key or footage.mask):
        hint = "write chroma_key: on, or mask: circle, or show a file that is transparent in places"
        context.fault((*loc, "background"), "nothing is seen of a background behind a whole picture", hint)
    if not clip.is_clear or not (footage.background or isinstance(footage, PictureInPicture)):
        return False
    info = context.info(footage.file, *loc, "file") if footage.file else None
    if info is not None and info.video is not None and info.video.codec in ANIMATED:
        _tell(context, (*loc, "file"), footage, "where it is an animated WebP or AVIF", "export it as a film or a GIF with alpha")
        return False
    if footage.stabilise:
        _tell(context, (*loc, "stabilise"), footage, "where it is made steady", "remove `stabilise`")
        return False
    return True


def _tell(context: Context, loc: Loc, footage: Filmed, what: str, hint: str) -> None:
    message = f"{footage.file} is transparent in places, and nothing is seen through that {what}: a plain colour is there"
    context.warn(loc, message, hint)
