"""Judge a finished file that is no MP4, by what a demuxer finds in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.faults import Severity
from pipeline.media.languages import long, short
from pipeline.media.opened import Opened, PictureStream
from pipeline.profiles.model import H264, Av1, Cover, Ffv1, Hevc, Profile, ProRes, VideoCodec
from pipeline.qc.model import Finding, Planned
from pipeline.timebase import half_up

_ERROR = Severity.ERROR
_AGAIN = "build it again, and hand on the file as it is"
_CONTAINERS = {"mov": "mov", "m4a": "mov", "mp4": "mov", "mkv": "matroska"}
SOUNDS = {"aac": "aac", "pcm": "pcm_s24le", "flac": "flac"}
CODECS: dict[type[VideoCodec], str] = {H264: "h264", Hevc: "hevc", Av1: "av1", Ffv1: "ffv1", ProRes: "prores", Cover: ""}
"""What FFmpeg calls the codecs of profiles."""
_TAGS = {"proxy": "apco", "lt": "apcs", "standard": "apcn", "hq": "apch"}
"""How QuickTime calls the flavours of ProRes (SMPTE RDD 36, annex of QuickTime's codes)."""
_BT709 = (1, 1, 1, 1)
_PRIMING = 3 * 1152
_SOUND_ALONE = "M4A "
_UNSAID, _TOP_FIRST = (0, 1), (2, 4)


def opened(found: Opened, digests: tuple[str, ...], planned: Planned, profile: Profile) -> Iterator[Finding]:
    """Compare a file with the plan and its profile; `digests` are those of the packets of each span as they were encoded."""
    if found.damage:
        hint = "build it again, and have the disk checked"
        yield Finding("damaged", _ERROR, f"the file cannot be read: {found.damage}", hint=hint)
        return
    beside = found.container if found.container in profile.sound.also else ""  # the same sound, as another file of the package
    if not beside and found.container != _CONTAINERS[profile.container]:
        yield Finding("container", _ERROR, f"the file is {found.container}, not {profile.container}", hint=_AGAIN)
    pictures = [one for one in found.pictures if not one.is_still]
    wanted = 0 if profile.container == "m4a" else 1
    if len(pictures) != wanted or len(found.sounds) != 1:
        message = f"the file has {len(pictures)} streams of picture and {len(found.sounds)} of sound; planned were {wanted} and 1"
        yield Finding("streams", _ERROR, message, hint=_AGAIN)
        return
    for picture in pictures:
        yield from _picture(picture, digests, planned, profile)
    sound, meant = found.sounds[0], profile.sound
    got = (sound.codec, sound.sample_rate, sound.channels)
    if got != (beside or SOUNDS[meant.codec], meant.sample_rate, meant.channels):
        told = f"{sound.codec}, {sound.channels} channels at {sound.sample_rate} Hz"
        message = f"the sound is {told}, not {beside or meant.codec}, {meant.channels} channels at {meant.sample_rate} Hz"
        yield Finding("sound_form", _ERROR, message, hint=_AGAIN)
    exact = meant.codec == "pcm"
    if not planned.samples - (0 if exact else 1024) <= sound.samples <= planned.samples + (0 if exact else _PRIMING):
        message = f"the sound has {sound.samples} samples, planned were {planned.samples}"
        yield Finding("samples", _ERROR, message, hint=_AGAIN)
    if not planned.segments:  # not made here: its chapters, its languages and its brand are its own
        return
    if profile.container == "m4a" and found.brand != _SOUND_ALONE:
        message = f"the file says that it is of the brand {found.brand!r}, not {_SOUND_ALONE!r}"
        yield Finding("headers", _ERROR, message, hint=_AGAIN)
    yield from _languages(found, planned)
    marks = [(frame / planned.rate, title) for frame, title in planned.marks]
    near = all(abs(at - other) < Fraction(1, 500) for (at, _), (other, _) in zip(found.chapters, marks, strict=False))
    if [title for _, title in found.chapters] != [title for _, title in marks] or not near:
        yield Finding("movie_chapters", _ERROR, "the chapters in the file are not the planned ones", hint=_AGAIN)


def _languages(found: Opened, planned: Planned) -> Iterator[Finding]:
    """Find a sound, or chapters, that are said to be in another language than they are; a picture that is said to be in any."""
    told = [("picture", one.language, "") for one in found.pictures]
    told.append(("sound", found.sounds[0].language, planned.heard_in))
    if found.titles_in:  # Matroska's chapters have no track
        told.append(("chapters", found.titles_in, long(planned.language)))
    for kind, said, meant in told:
        if short(said) != short(meant):
            message = f"the track of the {kind} is said to be in {said or 'no language'!r}, and it is in {meant or 'none'!r}"
            yield Finding("headers", _ERROR, message, hint=_AGAIN)


def _scan(order: int, profile: Profile) -> Iterator[Finding]:
    """Compare how the fields of a picture follow with the profile: shown in the other order, all that moves trembles."""
    if profile.video.is_interlaced:
        if order in _UNSAID:
            yield Finding("interlaced", _ERROR, "the picture is not said to be interlaced", hint=_AGAIN)
        elif order not in _TOP_FIRST:
            yield Finding("interlaced", _ERROR, "the bottom field is said to come first, and it is the second", hint=_AGAIN)
    elif order not in _UNSAID:
        yield Finding("interlaced", _ERROR, "the picture is not progressive", hint=_AGAIN)


def _picture(picture: PictureStream, digests: tuple[str, ...], planned: Planned, profile: Profile) -> Iterator[Finding]:
    video = profile.video
    if (picture.width, picture.height) != (video.width, video.height):
        message = f"the picture is {picture.width}x{picture.height}, not {video.width}x{video.height}"
        yield Finding("size", _ERROR, message, hint=_AGAIN)
    codec, coding = CODECS[type(video.coding)], video.coding
    tag = _TAGS[coding.flavour] if isinstance(coding, ProRes) and profile.container == "mov" else ""
    if picture.codec != codec or (tag and picture.tag != tag):
        got = f"{picture.codec} ({picture.tag})" if tag else picture.codec
        message = f"the picture is {got}, not {codec}{f' ({tag})' if tag else ''}"
        yield Finding("codec", _ERROR, message, hint=_AGAIN)
    if picture.pixel_format != video.pixel_format:
        message = f"the picture's pixels are {picture.pixel_format}, not {video.pixel_format}"
        yield Finding("codec", _ERROR, message, hint=_AGAIN)
    unsaid = (*_BT709[:3], 0)  # QuickTime has no place for the range, which in ProRes is limited (SMPTE RDD 36)
    if picture.colour != _BT709 and not (isinstance(coding, ProRes) and picture.colour == unsaid):
        message = f"the colours are tagged {'/'.join(map(str, picture.colour))}, not BT.709, limited range (1/1/1/1)"
        yield Finding("colour", _ERROR, message, hint=_AGAIN)
    yield from _scan(picture.field_order, profile)
    if picture.rate != planned.rate:
        yield Finding("timestamps", _ERROR, f"the file says {picture.rate} frames a second, not {planned.rate}", hint=_AGAIN)
    if len(picture.ticks) != planned.frames:
        message = f"the picture has {len(picture.ticks)} frames; planned were {planned.frames}"
        yield planned.found("frames", _ERROR, message, min(len(picture.ticks), planned.frames), _AGAIN)
    for number, tick in enumerate(picture.ticks):
        if tick != half_up(number / (planned.rate * picture.tick)):
            message = f"frame {number} is shown at {float(tick * picture.tick):.6f} s, off its place"
            yield planned.found("timestamps", _ERROR, message, number, _AGAIN)
            break
    if isinstance(coding, Ffv1 | ProRes) and picture.keys != len(picture.ticks):
        yield Finding("gop", _ERROR, "frames do not stand alone in the file", hint=_AGAIN)
    for span, told, made in zip(planned.spans, picture.digests, digests, strict=False):
        if told != made:
            message = f'the picture of "{span.title}" is not the one that was encoded'
            yield planned.found("picture_changed", _ERROR, message, span.range.start, _AGAIN)
