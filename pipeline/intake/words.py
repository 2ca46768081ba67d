"""The facts of a file in words: a line for a heading, a row for each track. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.cards.contact import Sheet, Strip, Wave
from pipeline.intake.survey import Survey, Track
from pipeline.intake.treatment import Note, rate_text
from pipeline.media.info import MediaInfo, SoundInfo, VideoInfo
from pipeline.plan.looking import Tiles
from pipeline.sound.heard import Heard, Stretch
from pipeline.timebase import clock

_CODECS = {
    "h264": "H.264", "hevc": "HEVC", "av1": "AV1", "libdav1d": "AV1", "vp8": "VP8", "vp9": "VP9", "mpeg4": "MPEG-4",
    "mpeg2video": "MPEG-2", "prores": "ProRes", "dnxhd": "DNxHD", "mjpeg": "JPEG", "png": "PNG", "webp": "WebP", "gif": "GIF",
    "apng": "animated PNG", "aac": "AAC", "mp3": "MP3", "mp3float": "MP3", "opus": "Opus", "libopus": "Opus", "vorbis": "Vorbis",
    "flac": "FLAC", "alac": "ALAC", "ac3": "AC-3", "eac3": "E-AC-3",
}  # fmt: skip


def codec(name: str) -> str:
    """Return a codec's usual name."""
    if match := re.fullmatch(r"pcm_[suf](\d+)(?:le|be)?", name):
        return f"PCM {match[1]} bit"
    return _CODECS.get(name, name.upper().replace("_", " ")) or "unknown codec"


def facts(info: MediaInfo) -> str:
    """Return a file in a line: `video · 1920x1080 · 29.97 frames a second · H.264 · 0:42.4 · stereo, 48 kHz, AAC`."""
    parts = [{"video": "video", "sound": "sound", "still": "picture"}[info.kind]]
    if info.video is not None:
        parts.append(_size(info.video))
        if info.kind == "video":
            parts.append(f"{_rate(info.video)}")
        parts.append(codec(info.video.codec))
    if info.kind != "still":
        parts.append(clock(info.duration, digits=1))
    if info.sound is not None:
        parts.append(_heard(info.sound))
    return " · ".join(parts)


def rows(info: MediaInfo, survey: Survey | None) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return a row for each track: what it is, codec, shape, place in the file's time, and what else is to be said."""
    found = []
    used = {part.index for part in (info.video, info.sound) if part is not None}
    if info.video is not None:
        place = "" if info.kind == "still" else _place(info.video.first, info.video.duration)
        more = _rate(info.video) if info.kind == "video" else ""
        found.append(("picture", codec(info.video.codec), _size(info.video), place, more))
    if info.sound is not None:
        heard = info.sound
        layout = f"{_layout(heard)}, {heard.sample_rate / 1000:g} kHz"
        found.append(("sound", codec(heard.codec), layout, _place(heard.first, heard.duration), ""))
    if survey is not None:
        found += [_other(track) for track in survey.tracks if track.index not in used]
    return tuple(found)


def contact_sheet(name: str, info: MediaInfo, survey: Survey | None, tiles: Tiles | None, notes: tuple[Note, ...]) -> Sheet:
    """Return a file's contact sheet. `tiles` are the small pictures that could be made."""
    strip = None
    if tiles is not None:
        labels = tuple("" if info.kind == "still" else clock(time, digits=1) for time in tiles.times)
        strip = Strip(tiles.columns, tiles.width, tiles.height, labels)
    heard = survey.heard if survey is not None else None
    told = tuple((note.kind, note.text) for note in sorted(notes, key=lambda note: ("wrong", "mind", "treated").index(note.kind)))
    return Sheet(name, facts(info), strip, None if heard is None else wave(heard), ticks(info), told)


def wave(heard: Heard) -> Wave:
    """Return a sound's waveform to be drawn."""
    return Wave(heard.outline, _shares(heard.silent, heard), _shares(heard.clipped, heard))


def ticks(info: MediaInfo) -> tuple[tuple[float, str], ...]:
    """Return the labels of a file's time: its quarters."""
    if info.kind == "still" or not info.duration:
        return ()
    digits = 1 if info.duration < 20 else 0
    return tuple((part / 4, clock(info.duration * Fraction(part, 4), digits=digits)) for part in range(5))


def _shares(stretches: tuple[Stretch, ...], heard: Heard) -> tuple[tuple[float, float], ...]:
    whole = heard.seconds or 1.0
    return tuple((min(one.start / whole, 1.0), min(one.end / whole, 1.0)) for one in stretches)


def _size(video: VideoInfo) -> str:
    wide, high = video.display_size
    return f"{float(wide):.0f}x{float(high):.0f}"


def _rate(video: VideoInfo) -> str:
    return f"{rate_text(video.rate)} frames a second" + (", variable" if video.is_variable else "")


def _layout(sound: SoundInfo) -> str:
    if not sound.has_layout:
        return f"{sound.channels} channels"
    return sound.layout if sound.channels < 3 else f"{sound.layout} ({sound.channels} channels)"


def _heard(sound: SoundInfo) -> str:
    return f"{_layout(sound)}, {sound.sample_rate / 1000:g} kHz, {codec(sound.codec)}"


def _place(first: Fraction, seconds: Fraction) -> str:
    return f"{clock(first, digits=2)} to {clock(first + seconds, digits=2)}"


def _other(track: Track) -> tuple[str, str, str, str, str]:
    seconds = "" if track.seconds is None else f"{track.seconds:.2f} s"
    shape = f"{track.channels} channels" if track.channels else ""
    return track.kind, codec(track.codec), shape, seconds, f"not used{f', {track.language}' if track.language else ''}"
