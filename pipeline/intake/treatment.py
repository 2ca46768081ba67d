"""How the pipeline will treat a file, and what a producer or the sender should know of it: facts in words. Pure.

Each sentence stands beside the rule that it tells: rotation, pixel shape, colour and rate as in `ffmpeg/conform.py` and
`ffmpeg/source.py`, sound as in `operations/decode.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import log10
from typing import Literal

from pipeline.ffmpeg.conform import is_hdr
from pipeline.intake.survey import Survey
from pipeline.media.info import MediaInfo, SoundInfo, VideoInfo
from pipeline.sound.heard import Heard, Stretch
from pipeline.timebase import clock
from pipeline.values import dataclass

Kind = Literal["treated", "mind", "wrong"]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a file: how it is `treated`, something to `mind`, or what is `wrong` with it.

    `ask` is what to ask of whoever sent it, in the second person; empty where there is nothing to ask.
    """

    kind: Kind
    text: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The picture that an episode is made as: its size in pixels, and frames a second."""

    width: int = 1920
    height: int = 1080
    rate: Fraction = Fraction(30)


_NEVER_HEARD = ("gif", "apng", "webp", "avif")
"""Containers that hold no sound, so that nobody misses it."""

_SMALL = Fraction(2)
"""How far a picture may be enlarged before it looks soft."""

_QUIET_DB = -30.0
"""Peak in dBFS below which a recording comes up with its noise."""

_UNEVEN = Fraction(1, 5)
"""Seconds by which picture and sound may begin or end apart without a word."""


def notes(info: MediaInfo, survey: Survey | None, canvas: Canvas) -> tuple[Note, ...]:
    """Return all that is to be said of a file; `survey` is None where it could not be made."""
    return tuple(_notes(info, survey, canvas))


def _notes(info: MediaInfo, survey: Survey | None, canvas: Canvas) -> Iterator[Note]:
    if info.damage:
        yield Note("wrong", info.damage, "The file is not whole. Please export or copy it again.")
    for remark in info.remarks:
        yield Note("mind", remark)
    if info.video is not None:
        yield from _picture(info, info.video, canvas)
        if info.kind == "video":
            yield from _rate(info.video, survey, canvas)
    if info.sound is not None:
        yield from _sound(info.sound)
        if info.sound.unheard == "low effects":
            low = "its only sound is in the channel for low effects (LFE), which stereo leaves out: nothing will be heard"
            yield Note("mind", low, "Can you export it as mono or stereo?")
    if info.video is not None and info.sound is not None and info.kind == "video":
        yield from _apart(info.video, info.sound)
    if info.kind == "video" and info.sound is None and info.container not in _NEVER_HEARD:
        yield Note("mind", "it has no sound", "Is it meant to be silent? The clip has no sound.")
    yield from _tracks(info)
    if survey is not None:
        if survey.damaged and not info.damage:
            at = clock(Fraction(str(max(survey.damaged[0], 0))), digits=1)
            yield Note(
                "wrong", f"its sound cannot be decoded at {at}, where a build would stop",
                f"The sound is damaged at {at}. Please export or copy it again.",
            )  # fmt: skip
        if survey.heard is not None and info.sound is not None:
            yield from _heard(survey.heard)


def _picture(info: MediaInfo, video: VideoInfo, canvas: Canvas) -> Iterator[Note]:
    if video.rotation:
        yield Note("treated", f"turned upright: the file says that it is to be shown turned by {video.rotation}°")
    wide, high = video.display_size
    if video.sample_aspect != 1:
        shape = f"{video.sample_aspect.numerator}:{video.sample_aspect.denominator}"
        size = f"{float(wide):.0f}x{float(high):.0f}"
        yield Note("treated", f"pixels are {shape}, not square: stretched to {size}")
    if video.is_interlaced:
        yield Note("treated", "interlaced: each frame is made whole (deinterlaced)")
    if is_hdr(video):
        kind = {"smpte2084": "PQ", "arib-std-b67": "HLG"}[video.transfer]
        yield Note("treated", f"HDR ({kind}): tone-mapped to BT.709")
    elif video.primaries == "bt2020":
        yield Note("treated", "wide colours (BT.2020) are brought to BT.709")
    if video.has_alpha:
        yield Note("treated", "transparent parts show the background")
    factor = min(canvas.width / wide, canvas.height / high)
    if abs(wide / high - Fraction(canvas.width, canvas.height)) * canvas.height > 8:
        yield Note("treated", f"of another shape than {canvas.width}x{canvas.height}: `fit` says how it fills the canvas")
    if factor > _SMALL:
        what = "photo" if info.kind == "still" else "clip"
        yield Note(
            "mind", f"small: enlarged {float(factor):.1f} times to fill {canvas.width}x{canvas.height}, so it will look soft",
            f"Is there a larger version of this {what}? It is smaller than our picture.",
        )  # fmt: skip
    elif factor < 1:
        yield Note("treated", f"{float(wide):.0f}x{float(high):.0f} is scaled down to {canvas.width}x{canvas.height}")


def _rate(video: VideoInfo, survey: Survey | None, canvas: Canvas) -> Iterator[Note]:
    told, wanted = rate_text(video.rate), rate_text(canvas.rate)
    pace = survey.pace if survey is not None else None
    if video.is_variable:
        numbers = ""
        if pace is not None:
            ends = f"{pace.shortest * 1000:.0f} to {pace.longest * 1000:.0f} ms"
            numbers = f": frames are {ends} apart, {pace.median * 1000:.0f} ms in the middle"
        yield Note("treated", f"variable rate{numbers}; put on {wanted} frames a second by their times")
    elif video.rate > canvas.rate:
        yield Note("treated", f"{told} frames a second: frames are left out for {wanted}")
    elif video.rate < canvas.rate:
        yield Note("treated", f"{told} frames a second: frames are repeated for {wanted}")
    if pace is not None and pace.pauses:
        at, long = max(pace.pauses, key=lambda pause: pause[1])
        more = f" ({len(pace.pauses)} such places)" if len(pace.pauses) > 1 else ""
        yield Note("mind", f"the picture stands still for {long:.1f} s at {_at(at)}{more}")


def _sound(sound: SoundInfo) -> Iterator[Note]:
    if sound.channels == 1:
        yield Note("treated", "mono: heard in the middle")
    elif not sound.has_layout:
        text = f"{sound.channels} channels whose places are not told: all are summed to mono, as independent ones"
        yield Note("mind", text, f"Your sound has {sound.channels} channels. What is on each of them?")
    elif sound.channels > 2:
        yield Note("treated", f"{sound.layout} ({sound.channels} channels): mixed down to stereo")
    if sound.sample_rate < 32_000:
        yield Note("mind", f"its sound has a rate of {sound.sample_rate / 1000:g} kHz, as a telephone has: it will be dull")


def _apart(video: VideoInfo, sound: SoundInfo) -> Iterator[Note]:
    late = sound.first - video.first
    if abs(late) >= _UNEVEN:
        lacks, at = ("sound", sound.first) if late > 0 else ("picture", video.first)
        filled = "silent before" if late > 0 else "its first picture is held before"
        yield Note("treated", f"its {lacks} begins at {clock(at, digits=1)}: {filled}")
    picture_end, sound_end = video.first + video.duration - video.held, sound.first + sound.duration
    if sound_end - picture_end >= _UNEVEN:
        ends = f"its picture ends at {clock(picture_end, digits=1)}, its sound at {clock(sound_end, digits=1)}"
        yield Note("mind", f"{ends}: the last picture is held")
    elif picture_end - sound_end >= _UNEVEN:
        ends = f"its sound ends at {clock(sound_end, digits=1)}, its picture at {clock(picture_end, digits=1)}"
        yield Note("treated", f"{ends}: silent after")


def _tracks(info: MediaInfo) -> Iterator[Note]:
    if len(info.sounds) > 1 and info.sound is not None:
        listed = ", ".join(str(sound) for sound in info.sounds)
        yield Note("mind", f"{len(info.sounds)} sounds: {listed}; track {info.sound.track} is used, `track` chooses another")
    if info.pictures > 1 and info.kind == "video":
        yield Note("mind", f"{info.pictures} pictures: the default one, or else the first, is used")
    for each in info.stepped_over:
        why = "holds nothing" if each.reason == "empty" else "has a codec that cannot be decoded here"
        yield Note("mind", f"{each.kind} {each.track} {why} and is left out")


def _heard(heard: Heard) -> Iterator[Note]:
    if heard.is_silent:
        yield Note("mind", "its sound is silent from beginning to end", "No sound was recorded: please check and send it again.")
        return
    yield from _silences(heard)
    if heard.clipped:
        first = _at(heard.clipped[0].start)
        worst = max(heard.clipped, key=lambda one: one.seconds)
        places = f"in {len(heard.clipped)} places, first at {first}, longest at {_at(worst.start)} for {worst.seconds:.1f} s"
        if len(heard.clipped) == 1:
            places = f"at {first} for {worst.seconds:.1f} s"
        many = sum(one.seconds for one in heard.clipped) > max(0.5, heard.seconds / 100)
        ask = f"The recording is too loud and distorts (first at {first}). Is there a take at a lower level?" if many else ""
        yield Note("mind", f"its sound clips {places}", ask)
    peak = 20 * log10(max(heard.peak, 1e-6))
    if peak < _QUIET_DB:
        yield Note("mind", f"very quiet: its peak is {peak:.0f} dBFS, so its noise comes up with it")
    if len(heard.peaks) == 2:
        low, high = sorted(heard.peaks)
        if low < 0.001 < high / 10:
            side = "left" if heard.peaks[0] > heard.peaks[1] else "right"
            yield Note("mind", f"only its {side} channel has sound: it is heard on that side alone")
        elif heard.likeness < -0.9:
            yield Note("mind", "left and right are upside down to each other: they cancel out on a phone's one loudspeaker")
        elif heard.likeness > 0.999:
            yield Note("treated", "both channels are the same")


def _silences(heard: Heard) -> Iterator[Note]:
    words = []
    for one in heard.silent:
        if one.start < 0.1:
            words.append(f"up to {_at(one.end)}")
        elif one.end > heard.seconds - 0.1:
            words.append(f"from {_at(one.start)} on")
    inner = [one for one in heard.silent if not _is_at_an_end(one, heard)]
    if inner:
        longest = max(inner, key=lambda one: one.seconds)
        more = f" and {len(inner) - 1} times more" if inner[1:] else ""
        words.append(f"from {_at(longest.start)} to {_at(longest.end)}{more}")
    if words:
        much = sum(one.seconds for one in heard.silent) > heard.seconds / 2
        ask = "More than half of it is silent. Is it the right file?" if much else ""
        yield Note("mind", f"silent {', '.join(words)}", ask)


def _is_at_an_end(one: Stretch, heard: Heard) -> bool:
    return one.start < 0.1 or one.end > heard.seconds - 0.1


def rate_text(rate: Fraction) -> str:
    """Write a frame rate for people: 30, 29.97."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


def _at(seconds: float) -> str:
    return clock(Fraction(str(max(round(seconds, 1), 0.0))), digits=1)
