"""Judge the form of the streams: size, profile, colours, groups of pictures, in the container and in the stream itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.analysis import h264
from pipeline.faults import Severity
from pipeline.profiles.model import H264, Av1, Cover, Ffv1, Hevc, Profile, ProRes, VideoCodec, VideoProfile
from pipeline.qc.boxes import Colour, PictureForm, SoundForm, Track
from pipeline.qc.model import Finding, Keys, Packets, Planned
from pipeline.timebase import half_up

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_PROFILES = {"baseline": 66, "main": 77, "high": 100}  # ISO/IEC 14496-10, annex A.2
_ENTRIES: dict[type[VideoCodec], tuple[str, str]] = {
    Hevc: ("hvc1", "HEVC (hvc1)"), Av1: ("av01", "AV1"), Ffv1: ("FFV1", "FFV1"), ProRes: ("apch", "ProRes 422 HQ"),
    Cover: ("", "none"),
}  # fmt: skip
"""The sample entry of each codec in a file of boxes, and what it is called."""

_BT709 = Colour(1, 1, 1, is_full_range=False)
_AGAIN = "build it again"

_KILOBITS = ((4320, 80_000, 120_000), (2160, 35_000, 53_000), (1440, 16_000, 24_000), (1080, 8_000, 12_000),
             (720, 5_000, 7_500), (480, 2_500, 4_000), (360, 1_000, 1_500))  # fmt: skip
"""Lines of picture, kilobits a second up to 30 and up to 60 frames a second (support.google.com/youtube/answer/1722171)."""

_SHARE = 10
"""The table is for any picture. At a constant quality drawn ones need far less; a tenth is our own limit."""


def picture_form(picture: Track, planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Compare what the container and the stream say of the picture with the profile."""
    video, form = profile.video, picture.form
    assert isinstance(form, PictureForm)
    if (form.width, form.height) != (video.width, video.height):
        message = f"the picture is {form.width}x{form.height}, not {video.width}x{video.height}"
        yield Finding("size", _ERROR, message, hint=_AGAIN)
    yield from _codec(picture, form, video)
    if form.colour is None:
        yield Finding("colour", _ERROR, "the file does not say its colours", hint=_AGAIN)
    elif form.colour != _BT709:
        message = f"the colours are tagged {_tags(form.colour)}, not BT.709 (1/1/1), limited range"
        yield Finding("colour", _ERROR, message, hint=_AGAIN)
    longest = half_up(video.gop_seconds * planned.rate)
    ends = [*picture.keys[1:], len(picture.shown)]
    for start, end in zip(picture.keys, ends, strict=True) if picture.keys else ():
        if end - start > longest:
            message = f"{end - start} frames without a key frame; at most {longest}"
            yield planned.found("gop", _ERROR, message, start, _AGAIN)
            break
    if picture.codec == "avc1" and form.configuration:
        yield from _parameters(form, profile)


def _codec(picture: Track, form: PictureForm, video: VideoProfile) -> Iterator[Finding]:
    match video.coding:
        case H264(profile=wanted):
            # It names what a player has to master, so one below is good as well: x264 sets it where a quick preset uses no more.
            is_good = picture.codec == "avc1" and form.profile in _PROFILES.values() and form.profile <= _PROFILES[wanted]
            got, meant = f"{picture.codec} with profile number {form.profile}", f"H.264 {wanted} or below"
        case coding:
            entry, meant = _ENTRIES[type(coding)]
            is_good, got = picture.codec == entry, picture.codec
    if not is_good:
        yield Finding("codec", _ERROR, f"the picture is {got}, not {meant}", hint=_AGAIN)


def _parameters(form: PictureForm, profile: Profile) -> Iterator[Finding]:
    """Compare what the stream's own parameter sets say: decoders believe them, whatever the container says."""
    try:
        told = [h264.parameters(unit) for unit in h264.configuration(form.configuration).parameters]
    except h264.Broken as fault:
        yield Finding("stream_broken", _ERROR, f"no decoder can begin: {fault}", hint=_AGAIN)
        return
    for found in told:
        if (found.width, found.height) != (profile.video.width, profile.video.height):
            message = f"the stream says {found.width}x{found.height}, not {profile.video.width}x{profile.video.height}"
            yield Finding("stream_size", _ERROR, message, hint=_AGAIN)
        if found.profile != form.profile:
            message = f"the stream says profile number {found.profile} and the container {form.profile}"
            yield Finding("stream_codec", _ERROR, message, hint=_AGAIN)
        colour = Colour(found.primaries, found.transfer, found.matrix, found.is_full_range)
        if colour != _BT709:
            message = f"the stream itself says that its colours are {_tags(colour)}, not BT.709 (1/1/1), limited range"
            yield Finding("stream_colour", _ERROR, message, hint=_AGAIN)
        if not found.is_square:
            yield Finding("pixel_aspect", _ERROR, "the stream itself says that pixels are not square", hint=_AGAIN)
        if found.is_interlaced:
            yield Finding("interlaced", _ERROR, "the stream is not progressive", hint=_AGAIN)


def _tags(colour: Colour) -> str:
    return f"{colour.primaries}/{colour.transfer}/{colour.matrix}, {'full' if colour.is_full_range else 'limited'} range"


def keys(found: Keys, planned: Planned) -> Iterator[Finding]:
    """Find what the index calls a key frame though decoding cannot begin there, and messages that turn the picture."""
    if found.open_at is not None:
        message = "a group of pictures is open: its first picture needs pictures before it"
        yield planned.found("open_gop", _ERROR, message, found.open_at, _AGAIN)
    if found.turned_at is not None:
        message = "a message in the stream turns or mirrors the picture"
        yield planned.found("rotation", _ERROR, message, found.turned_at, _AGAIN)


def packets(found: Packets, planned: Planned) -> Iterator[Finding]:
    """Find key frames at which no decoding can begin, and packets that are none."""
    yield from keys(Keys(found.open_at, None), planned)
    if found.broken is not None:
        at, how = found.broken
        yield planned.found("stream_broken", _ERROR, f"the picture cannot be decoded: {how}", at, _AGAIN)


def bit_rate(picture: Track, planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Warn of a finished picture with far fewer bits than the platform asks for; cards and stills need few."""
    moving = sum(span.range.frames for span in planned.spans if not span.may_stand)
    if planned.spans and 2 * moving < planned.frames:
        return
    if not profile.needs_clearance or not picture.length or not picture.timescale:
        return
    seconds = Fraction(picture.length, picture.timescale)
    fast = len(picture.shown) / seconds > 30
    lines = min(profile.video.width, profile.video.height)
    row = next((kilobits[fast] for height, *kilobits in _KILOBITS if lines >= height), None)
    got = picture.size * 8 / seconds / 1000
    if row is not None and got * _SHARE < row:
        message = f"the picture has {float(got):.0f} kbit/s; the platform asks for {row}, and less than a tenth is rarely enough"
        yield Finding("bit_rate", _WARNING, message, hint="look at it closely, or lower `crf` in the profile")


def sound_form(sound: Track, profile: Profile) -> Iterator[Finding]:
    """Compare what the container says of the sound with the profile."""
    wanted, form = profile.sound, sound.form
    assert isinstance(form, SoundForm)
    if (sound.codec, form.sample_rate, form.channels) != ("mp4a", wanted.sample_rate, wanted.channels):
        got = f"the sound is {sound.codec}, {form.channels} channels at {form.sample_rate} Hz"
        message = f"{got}, not AAC, {wanted.channels} channels at {wanted.sample_rate} Hz"
        yield Finding("sound_form", _ERROR, message, hint=_AGAIN)
