"""A deliverable profile: container, codec, size, rate control, sound, loudness, captions, quality limits. Pure data."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pipeline.values import dataclass

LoudnessClass = Literal["opening", "music", "poem", "docu-short", "animation", "clip", "card", "end"]
"""What a profile gives a loudness to; a kind of segment says which of these it belongs to."""


@dataclass(frozen=True, slots=True)
class H264:
    """H.264 by x264: `crf` is its constant rate factor, `profile` what a player has to master.

    `threads` is pinned, since x264's output depends on it.
    """

    preset: str
    crf: int
    profile: str
    b_frames: int
    threads: int
    max_bitrate_kbps: int = 0


@dataclass(frozen=True, slots=True)
class Hevc:
    """HEVC by x265, tagged `hvc1`, as Apple's players ask for."""

    preset: str
    crf: int
    b_frames: int
    max_bitrate_kbps: int = 0


@dataclass(frozen=True, slots=True)
class Av1:
    """AV1 by SVT-AV1: a `preset` from 0, slow, to 13, quick."""

    preset: int
    crf: int


@dataclass(frozen=True, slots=True)
class Ffv1:
    """FFV1, version 3: nothing is lost, every frame stands alone, and damage is noticed by checksums."""


@dataclass(frozen=True, slots=True)
class ProRes:
    """ProRes 422 of a `flavour`: proxy, lt, standard, hq. Every frame stands alone."""

    flavour: str


@dataclass(frozen=True, slots=True)
class Cover:
    """No picture that moves: what is heard has a cover."""


VideoCodec = H264 | Hevc | Av1 | Ffv1 | ProRes | Cover

FurtherCodec = Literal["mp3"]
"""What a sound may be written as beside its file."""

Container = Literal["mp4", "mov", "mkv", "m4a"]
"""What the file is; an m4a is of sound alone."""


@dataclass(frozen=True, slots=True)
class VideoProfile:
    """How the picture is made and encoded (`coding`). Sizes in pixels, even.

    `gop_seconds` is the longest distance of key frames. `rate` is a number of frames a second that the deliverable has in place
    of its episode's: the episode is cut anew on that grid. One that `is_interlaced` shows two pictures in each frame, a field
    each, the top one first.
    """

    width: int
    height: int
    coding: VideoCodec
    gop_seconds: Fraction
    pixel_format: str = "yuv420p"
    rate: Fraction | None = None
    is_interlaced: bool = False


@dataclass(frozen=True, slots=True)
class SoundProfile:
    """How the programme sound is encoded: codec (aac, flac, pcm), kilobits a second (0: nothing is lost), samples a second,
    channels. `also` are codecs in which a sound without a picture is written beside it.
    """

    codec: str
    bitrate_kbps: int
    sample_rate: int
    channels: int
    also: tuple[FurtherCodec, ...] = ()


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
    """One deliverable, a file of the `container`.

    `burn_captions` draws captions into the picture: those of the episode's language, or of the one it names.
    `embed_captions` puts those of every language into the movie, as streams of text; `ttml` writes a file
    of TTML (IMSC 1.1 Text) for each beside it.
    `needs_clearance` refuses an episode that uses what is not cleared; without it, a watermark covers these frames.
    `most_seconds` is how long it may be, None for any length. One that is `textless` shows no names, titles or captions.
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
    container: Container = "mp4"
    most_seconds: Fraction | None = None
    textless: bool = False

    @property
    def takes_voices(self) -> bool:
        """Say whether dubs and audio description are in it as tracks: they are in an MP4. A master and a podcast have none."""
        return self.container == "mp4" and self.sound.codec == "aac"
