"""The facts of a file that the plan needs. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class PicturePassage:
    """A passage of a picture in which nothing about it changes: from second `begin` of the file to where the next one begins.

    `decoded` parts its packets from those of the one before, by the seconds at which they are decoded.
    `held` is for how many seconds at its end its last frame stands, beyond a frame's usual length. The rest as of `VideoInfo`.
    """

    begin: Fraction
    decoded: Fraction
    held: Fraction
    width: int
    height: int
    sample_aspect: Fraction
    rotation: Literal[0, 90, 180, 270]
    pixel_format: str
    is_interlaced: bool
    has_alpha: bool
    matrix: str
    primaries: str
    transfer: str
    range: str


@dataclass(frozen=True, slots=True)
class SoundPassage:
    """A passage of a sound in which its rate and channels stay, from second `begin` of the file; `layout` as of `SoundInfo`.

    `packet` is the number of its first packet among the sound's, from 0.
    """

    begin: Fraction
    packet: int
    sample_rate: int
    channels: int
    layout: str

    @property
    def has_layout(self) -> bool:
        """Say whether it is known where each channel belongs."""
        return self.layout in MIXED_DOWN


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """The picture of a file as it is meant to be seen.

    `index` is the stream's number in the file (attached pictures are never chosen).
    `width`, `height`: stored pixels, before `sample_aspect` and `rotation` (the clockwise degrees that a player applies).
    `rate` is the nominal frame rate; `is_variable` says that frame times do not keep it.
    `first` is the presentation time of the first frame in seconds, `duration` seconds from it to the end of the last frame.
    `held` is how much of `duration` at its end has no frames: the last one stays, beyond a frame's usual length, in seconds.
    `early` is by how many seconds ffmpeg has its times early where it reads no other stream of the file.
    `keyframes` holds the presentation times (seconds) at which decoding can begin.
    `is_seekable` says that decoding after a seek was proved equal to decoding from the start.
    `matrix`, `primaries`, `transfer`, `range` are ffmpeg's names, "unknown" where the file does not say.
    `profile` is the colour profile that a still embeds, where it is another than sRGB: "Display P3"; "CMYK" for ink without one.
    `good`: where the file is damaged, up to which second of it this can be used: to its end where decoders hide the damage.
    `passages`: where the picture changes in mid-file, each passage in which it does not; the other facts are the first one's.
    `idle`: which frames no other one is decoded from, where that is known and times keep the rate: bit n of this number in hex
    is frame n, in the order in which they are shown.
    `is_told`: its container says all that a decoder needs, and its times begin at 0.
    """

    index: int
    codec: str
    width: int
    height: int
    sample_aspect: Fraction
    rotation: Literal[0, 90, 180, 270]
    pixel_format: str
    rate: Fraction
    is_variable: bool
    first: Fraction
    duration: Fraction
    frames: int
    keyframes: Sequence[Fraction]
    is_seekable: bool
    held: Fraction = Fraction(0)
    early: Fraction = Fraction(0)
    is_interlaced: bool = False
    has_alpha: bool = False
    matrix: str = "unknown"
    primaries: str = "unknown"
    transfer: str = "unknown"
    range: str = "unknown"
    profile: str = ""
    good: Fraction | None = None
    passages: tuple[PicturePassage, ...] = ()
    idle: str = ""
    is_told: bool = False

    @property
    def display_size(self) -> tuple[Fraction, Fraction]:
        """Return width and height as seen: square pixels, upright."""
        width, height = self.width * self.sample_aspect, Fraction(self.height)
        return (height, width) if self.rotation in (90, 270) else (width, height)


@dataclass(frozen=True, slots=True)
class FilePart:
    """One of the files that are put behind one another in a file: its bytes, from `begin` to before `end`, and its channels."""

    begin: int
    end: int
    channels: int


@dataclass(frozen=True, slots=True)
class BareSamples:
    """Uncompressed samples from byte `begin` to before `end` of a file; `demuxer` is ffmpeg's name of how they are written."""

    begin: int
    end: int
    demuxer: str
    sample_rate: int
    channels: int

    @property
    def options(self) -> dict[str, str]:
        """Return what ffmpeg has to be told of them; whether there is a layout, by its own guess for one and two."""
        layout = {1: "mono", 2: "stereo"}.get(self.channels, f"{self.channels}C")
        return {"sample_rate": str(self.sample_rate), "ch_layout": layout}


Unheard = Literal["", "silent", "low effects"]
"""Why nothing is heard of a sound: every channel is silent, or all but one that stereo leaves out (LFE). Empty: it is heard."""


@dataclass(frozen=True, slots=True)
class SoundInfo:
    """One track of sound of a file. `first`, `duration` and `early` as of a picture; `layout` is ffmpeg's name.

    `track` is its number among the file's sounds, from 1; `language` what the file says of it: `es`, or empty.
    `good`: where the file is damaged, up to which second of it this can be used.
    `parts` are the files of sound of which the file consists, where it is several behind one another.
    `passages`: where rate or channels change in mid-file, each passage in which they do not; the other facts are then those of
    the one with most channels.
    `bare`: where its samples lie in a file whose container does not know.
    `onset` is the second of the file at which it is first as loud as who plays or speaks, if that is in its first minute.
    """

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str
    first: Fraction
    duration: Fraction
    track: int = 1
    language: str = ""
    early: Fraction = Fraction(0)
    good: Fraction | None = None
    parts: tuple[FilePart, ...] = ()
    passages: tuple[SoundPassage, ...] = ()
    bare: BareSamples | None = None
    unheard: Unheard = ""
    onset: Fraction | None = None

    @property
    def has_layout(self) -> bool:
        """Say whether it is known where each channel belongs."""
        return self.layout in MIXED_DOWN

    def __str__(self) -> str:
        channels = self.layout if self.layout in ("mono", "stereo") else f"{self.channels} channels"
        return f"{self.track} ({', '.join(filter(None, (self.language, channels)))})"


MIXED_DOWN = frozenset({
    "mono", "stereo", "2.1", "3.0", "3.0(back)", "4.0", "quad", "quad(side)", "3.1", "5.0", "5.0(side)", "4.1", "5.1",
    "5.1(side)", "6.0", "6.0(front)", "hexagonal", "6.1", "6.1(back)", "6.1(front)", "7.0", "7.0(front)", "7.1", "7.1(wide)",
    "7.1(wide-side)", "octagonal", "downmix",
})
"""ffmpeg's names of the layouts that are mixed down to stereo after ITU-R BS.775. The channels of any other, ambisonics among
them, are taken for independent ones."""


@dataclass(frozen=True, slots=True)
class SteppedOver:
    """A track that is left out: its number among the file's pictures or sounds, from 1, and why."""

    kind: Literal["picture", "sound"]
    track: int
    reason: Literal["unknown codec", "empty"]


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A file: `container` is ffmpeg's demuxer name, `duration` the longer of picture and sound in seconds.

    `video` and `sound` are the tracks that are taken where no other is asked for. `sounds` are all that can be decoded, in the
    file's order; `pictures` the number of pictures that can be. `stepped_over` cannot be decoded. `damage` says what is wrong
    with the file where only a part of it can be used; `remarks` what a producer should know. Not `is_proven`: nobody has decoded
    its picture yet, so that it may be damaged all the same.
    """

    digest: str
    container: str
    kind: Literal["video", "sound", "still"]
    duration: Fraction
    video: VideoInfo | None
    sound: SoundInfo | None
    sounds: tuple[SoundInfo, ...] = ()
    pictures: int = 1
    stepped_over: tuple[SteppedOver, ...] = ()
    damage: str = ""
    remarks: tuple[str, ...] = ()
    is_proven: bool = True

    def sound_of(self, track: int) -> SoundInfo | None:
        """Return the sound with a number, or the one taken where no other is asked for (0). None where there is none."""
        return self.sound if track == 0 else next((sound for sound in self.sounds if sound.track == track), None)
