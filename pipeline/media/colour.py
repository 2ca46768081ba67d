"""Colour of pictures: which profile a still carries, and its pixels in sRGB. With `stills`, the only module that touches Pillow.

ffmpeg takes pixels for sRGB and leaves a profile aside. A phone's Display P3 then looks pale, ink (CMYK) wrong altogether.
LittleCMS, which Pillow embeds, converts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.media import colorimetry, formats, stills

if TYPE_CHECKING:
    from PIL.Image import Image

INK = "CMYK"
"""The profile of a picture in printing inks that names none: converted by a plain rule, since nobody says which inks."""

_SAMPLES = (
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (128, 128, 128), (64, 64, 64), (200, 120, 40), (30, 90, 160),
)
"""Colours by which a profile is compared with sRGB."""

_SAME = 2
"""Levels of 255 by which a profile's colours may differ from sRGB's and still be taken for it."""

_WIDE_BITS = ("I", "I;16", "I;16B", "I;16L", "F")


class Unreadable(Exception):
    """A picture that cannot be converted; says why."""


def profile_of(path: Path) -> str:
    """Return the profile by which a still has to be converted: its name, `INK`, or empty for sRGB. Reads its head alone."""
    from PIL import Image

    try:
        with stills.opened(path) as opened:
            profile, is_ink = colorimetry.profile_in(opened), opened.mode == "CMYK"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    return (profile_name(profile) if profile else "") or (INK if is_ink else "")


def profile_name(profile: bytes) -> str:
    """Return what an embedded ICC profile calls itself; empty where it is sRGB, or cannot be used, which leaves sRGB."""
    from PIL import Image, ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(source).strip() or "unnamed"
        mode = _mode_of(source)
        if mode is None:
            return ""
        if mode == "RGB":
            samples = Image.new("RGB", (len(_SAMPLES), 1))
            samples.putdata(_SAMPLES)
            seen = zip(_transformed(samples, source).tobytes(), samples.tobytes(), strict=True)
            if all(abs(one - other) <= _SAME for one, other in seen):
                return ""
        else:
            _transformed(Image.new(mode, (1, 1)), source)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return ""
    return name


def convert(source: Path, target: Path) -> None:
    """Write the picture at `source` upright, in sRGB, as a PNG with 8 bits a colour, alpha kept. Raises Unreadable."""
    from PIL import UnidentifiedImageError

    try:
        with stills.opened(source) as opened:
            # The profile that the colours went through says when it was made; without one, a PNG is sRGB.
            _to_srgb(opened).save(target, "PNG", compress_level=1, icc_profile=None)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError) as fault:
        raise Unreadable(str(fault)) from fault


def flattened(source: Path, background: str) -> bytes:
    """Return the pixels of the picture at `source`, upright, in sRGB, on `background` (`#rrggbb`): rows of red, green, blue.

    Raises Unreadable.
    """
    try:
        with stills.opened(source) as opened:
            return _on(background, _to_srgb(opened))
    except (OSError, ValueError, SyntaxError) as fault:
        raise Unreadable(str(fault)) from fault


def animated(source: Path, background: str) -> Iterator[tuple[bytes, int]]:
    """Yield the frames of an animation as `flattened` returns a picture, each with the milliseconds for which it is shown.

    Raises Unreadable.
    """
    try:
        with stills.opened(source) as opened:
            for _ in stills.frames(opened):
                yield _on(background, _to_srgb(opened)), stills.milliseconds(opened)
    except (OSError, ValueError, SyntaxError) as fault:
        raise Unreadable(str(fault)) from fault


def _on(background: str, picture: Image) -> bytes:
    from PIL import Image

    picture = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, background), picture).convert("RGB").tobytes()


def _to_srgb(opened: Image) -> Image:
    from PIL import Image, ImageCms, ImageOps

    if opened.width * opened.height > formats.MAX_STILL_PIXELS:
        raise ValueError(f"{opened.width}x{opened.height} pixels are too many")
    profile = colorimetry.profile_in(opened)
    picture = ImageOps.exif_transpose(opened)
    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    plain = _plain(picture)
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _mode_of(source)
        if mode == "RGB" and plain.mode == "L":  # a grey picture that was saved with its screen's profile
            plain = plain.convert("RGB")
        if mode == plain.mode:
            plain = _transformed(plain, source)
    plain = plain.convert("RGB")
    if alpha is not None:
        plain.putalpha(alpha)
    return Image.merge(plain.mode, plain.split())  # without what else the file says of itself


def _plain(picture: Image) -> Image:
    """Return a picture as grey, RGB or CMYK of 8 bits, without alpha."""
    if picture.mode in _WIDE_BITS:
        return picture.convert("I").point([value >> 8 for value in range(65536)], "L")
    if picture.mode in ("1", "LA", "L"):
        return picture.convert("L")
    return picture if picture.mode == "CMYK" else picture.convert("RGB")


def _mode_of(profile: object) -> str | None:
    from PIL import ImageCms

    assert isinstance(profile, ImageCms.ImageCmsProfile)
    return {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}.get(profile.profile.xcolor_space.strip())


def _transformed(picture: Image, profile: object) -> Image:
    from PIL import ImageCms

    assert isinstance(profile, ImageCms.ImageCmsProfile)
    done = ImageCms.profileToProfile(
        picture, profile, ImageCms.createProfile("sRGB"), renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert done is not None
    return done
