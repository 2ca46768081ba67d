"""Say in the headers of a finished MP4 or QuickTime file what its muxer does not: the languages of its tracks, its brand.

Muxers give a track of chapters no language, which players take for English.

Source: ISO/IEC 14496-12 (8.4.2 mdhd): three letters of ISO 639-2/T, five bits each, counted from 0x60. QuickTime reads codes from
0x400 on in the same way (QuickTime File Format, Language code values). Brands: 4.3 ftyp.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.operations import boxes


def tell_languages(path: Path, languages: Mapping[str, str]) -> None:
    """Write into the first track of each kind (`soun`, `text`) its language by three letters; none where that is empty."""
    left = {kind: language for kind, language in languages.items() if language}
    places = boxes.media_headers(path)
    with path.open("r+b") as stream:
        for kind, end in places:
            if language := left.pop(kind, ""):
                stream.seek(end - 4)  # before the last two bytes, which are set to 0
                stream.write(_packed(language).to_bytes(2, "big"))


def tell_brand(path: Path, brand: bytes) -> None:
    """Make a file of a brand, in place of the first that it names, and of the last that it says to be like."""
    with path.open("r+b") as stream:
        size = int.from_bytes(stream.read(4), "big")
        for place in (8, size - 4):
            stream.seek(place)
            stream.write(brand)


def _packed(language: str) -> int:
    """Return three small letters as a header holds them."""
    first, second, third = (ord(letter) - 0x60 for letter in language)
    return first << 10 | second << 5 | third
