"""Pictures that Pillow reads rather than ffmpeg: TIFF, BMP, AVIF, HEIC, animated WebP and AVIF; an operation converts them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.media import damage, formats, sizes
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo, VideoInfo

if TYPE_CHECKING:
    from PIL.Image import Image

CONVERTED = frozenset({"tiff", "bmp", "avif", "heic"})
"""Codecs of stills that are converted before they are shown."""

ANIMATED = frozenset({"animated webp", "animated avif"})
"""Codecs of animations that are converted before they are shown."""

_FASTEST = 50
"""Frames a second of an animation at most: browsers show no more."""

_UNTOLD = 100
"""Milliseconds of a frame of an animation that says 0: browsers take it for a tenth of a second."""

_MOST = 4_000_000_000
"""Pixels of all frames of an animation: a minute at 1080p."""

_PAGES = 100
"""Pages of a TIFF that are counted."""

_REDUCED, _SUBFILE, _DNG = 1, 254, 50706
"""TIFF 6.0: bit of a picture that is a preview of another, and the field that says so; the field that makes a TIFF a DNG."""


def opened(path: Path) -> Image:
    """Open a picture with Pillow. Raises OSError, ValueError or SyntaxError where it cannot be read."""
    from PIL import Image

    with path.open("rb") as stream:
        is_heic = formats.is_heic(stream.read(12))
    if is_heic:  # only then: its libraries take a while to load
        from pi_heif import register_heif_opener

        register_heif_opener()
    try:
        return Image.open(path)
    except Image.DecompressionBombError as fault:
        raise ValueError(str(fault)) from fault


def frames(picture: Image) -> Iterator[int]:
    """Bring the frames of an opened picture before it, one by one, decoded; yield their numbers."""
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        picture.load()
        yield number


def milliseconds(picture: Image) -> int:
    """Return for how long the frame is shown that an opened picture is at."""
    return round(picture.info.get("duration", 0)) or _UNTOLD


def grid(lengths: Sequence[int]) -> tuple[Fraction, tuple[int, ...]]:
    """Return a rate at which frames shown for these milliseconds can be repeated, and how often each is."""
    rate = min(Fraction(1000, gcd(*lengths)), Fraction(_FASTEST))
    ends = [0]
    for length in lengths:
        ends.append(ends[-1] + length)
    places = [int(end * rate / 1000 + Fraction(1, 2)) for end in ends]
    return rate, tuple(after - before for before, after in pairwise(places))


def check_webp(path: Path, name: str) -> None:
    """Refuse a WebP picture whose damage ffmpeg shows without a word."""
    from PIL import Image

    try:
        with Image.open(path) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError) as fault:
        raise MediaFault(f"{name!r} is a WEBP picture that is cut off or damaged", formats.AGAIN) from fault


def probe(path: Path, content: str, name: str, kind: str) -> MediaInfo:
    """Say what a picture of the format `kind` is (see `formats.by_pillow`). Decodes all of it.

    Raises MediaFault where it cannot be decoded, or is beyond the limits of `formats`.
    """
    try:
        with opened(path) as picture:
            return _facts(picture, path, content, name, kind)
    except (MediaFault, MemoryError):
        raise
    except Exception as fault:  # whatever its readers raise: TypeError, RuntimeError, struct.error were seen
        raise MediaFault(f"{name!r} is a {kind} picture that is cut off or damaged", formats.AGAIN) from fault


def _facts(picture: Image, path: Path, content: str, name: str, kind: str) -> MediaInfo:
    from PIL import ImageOps

    from pipeline.media import colour, tiff

    if kind == "TIFF":
        _check_raw(picture, name)
    if picture.mode in ("F", "I"):  # numbers of 32 bits, which do not say what is white
        raise MediaFault(f"{name!r} holds 32 bits a channel, which are not read", "export it with 16 or 8 bits a channel")
    count = _pages(picture) if kind == "TIFF" else getattr(picture, "n_frames", 1)
    is_animated = kind in ("WEBP", "AVIF") and count > 1
    pixels = picture.width * picture.height
    sizes.check(
        picture.width, picture.height, path, formats.MAX_ANIMATION_PIXELS if is_animated else formats.MAX_STILL_PIXELS, name
    )
    if is_animated and (count > formats.MAX_ANIMATION_FRAMES or pixels * count > _MOST):
        size = f"{count} times {picture.width}x{picture.height} pixels"
        raise MediaFault(f"{name!r} is {size}, more than are read", "export it smaller, or as MP4")
    lengths = [milliseconds(picture) for _ in (frames(picture) if is_animated else ())]
    if not is_animated:
        picture.load()
    verdict = tiff.verdict(picture, path) if kind == "TIFF" else "good"
    if verdict == "broken":
        raise MediaFault(f"{name!r} is a TIFF picture that is cut off or damaged", formats.AGAIN)
    upright = picture if is_animated else ImageOps.exif_transpose(picture)
    has_alpha = picture.has_transparency_data and not is_animated
    rate, repeats = grid(lengths) if is_animated else (Fraction(25), (1,))
    shown = sum(repeats)
    video = VideoInfo(
        index=0,
        codec=f"animated {kind.lower()}" if is_animated else kind.lower(),
        width=upright.width,
        height=upright.height,
        sample_aspect=Fraction(1),
        rotation=0,
        pixel_format="rgba" if has_alpha else "rgb24",
        rate=rate,
        is_variable=len(set(lengths)) > 1,
        first=Fraction(0),
        duration=shown / rate,
        frames=shown,
        keyframes=(Fraction(0),),
        is_seekable=True,
        has_alpha=has_alpha,
        matrix="gbr",
        range="pc",
        profile=colour.profile_of(path),
    )
    pages = f"{count} pages" if count < _PAGES else f"{count} pages or more"
    remarks: tuple[str, ...] = (f"{name} has {pages}; the first is used",) if kind == "TIFF" and count > 1 else ()
    if verdict == "doubtful":
        remarks += (damage.doubt("picture", name, Fraction(0)),)
    return MediaInfo(content, kind.lower(), "video" if is_animated else "still", video.duration, video, None, remarks=remarks)


def _pages(picture: Image) -> int:
    """Count the pages of a TIFF, of which each says where the next is; up to `_PAGES`."""
    count = 1
    with contextlib.suppress(EOFError):
        while count < _PAGES:
            picture.seek(count)
            count += 1
    picture.seek(0)
    return count


def _check_raw(picture: Image, name: str) -> None:
    """Refuse a camera's raw picture, which is a TIFF whose first picture is a small preview."""
    fields = getattr(picture, "tag_v2", {})
    if fields.get(_DNG) is not None or (fields.get(_SUBFILE) or 0) & _REDUCED:
        raise MediaFault(f"{name!r} is a camera's raw picture, which is not read", "export it as JPEG or PNG")
