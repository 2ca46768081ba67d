"""A deliverable profile: container, codec, size, rate control, sound, loudness, captions, quality limits. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

LoudnessClass = Literal["opening", "music", "poem", "docu-short", "animation", "clip", "card", "end"]
"""What a profile gives a loudness to; a kind of segment says which of these it belongs to."""


@dataclass(frozen=True, slots=True)
class VideoProfile:
    """How the picture is encoded. Sizes in pixels, even; `crf` is x264's constant rate factor.

    `gop_seconds` is the longest distance of key frames. `threads` is pinned, since x264's output depends on it.
    """

    width: int
    height: int
    preset: str
    crf: int
    profile: str
    gop_seconds: Fraction
    b_frames: int
    threads: int
    max_bitrate_kbps: int = 0
    pixel_format: str = "yuv420p"


@dataclass(frozen=True, slots=True)
class SoundProfile:
    """How the programme sound is encoded: codec, kilobits a second, samples a second, channels."""

    codec: str
    bitrate_kbps: int
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class LoudnessProfile:
    """How loud the finished file is: integrated LUFS, dBTP ceiling after encoding, tolerance in LU.

    `segments` gives the target of each loudness class before the programme is mastered, in LUFS; `jump` is the largest difference
    of neighbours, in LU, that goes unreported.
    """

    target: Fraction
    ceiling: Fraction
    tolerance: Fraction
    segments: dict[str, Fraction]
    jump: Fraction


@dataclass(frozen=True, slots=True)
class Profile:
    """One deliverable. `burn_captions` draws captions into the picture: those of the episode's language, or of the one it names.

    `embed_captions` puts those of every language into the movie, as streams of text; `ttml` writes a file
    of TTML (IMSC 1.1 Text) for each beside it.
    `needs_clearance` refuses an episode that uses what is not cleared; without it, a watermark covers these frames.
    """

    name: str
    description: str
    video: VideoProfile
    sound: SoundProfile
    loudness: LoudnessProfile
    burn_captions: bool | str
    file_name: str = "{episode}.mp4"
    needs_clearance: bool = True
    embed_captions: bool = True
    ttml: bool = False
