"""Plan the decoding of a source's sound: any file to 32-bit float PCM at 48 kHz, mono or stereo. Floor 5, pure.

Sample 0 of a stem is the source's time 0, the earliest timestamp in the file: a sound that begins later than its picture begins
late here, and the padding that an encoder put before the first sample is gone. Mono stays mono (the mix puts it in the
middle); surround is mixed down after ITU-R BS.775 (centre and surrounds at -3 dB, no LFE, nothing normalised); gaps of more than
20 ms between packets are filled with silence. A packet that cannot be decoded fails the action.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pipeline.ffmpeg.graph import GLOBAL
from pipeline.media.formats import DEMUXERS
from pipeline.media.info import MediaInfo, SoundInfo
from pipeline.plan.action import Action, Ffmpeg, FromSource, Input, Output, Path, SoundPromise
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.model import Segment, SoundClip

WHOLE = 900
"""Seconds up to which a source is decoded whole, whatever is used of it."""

_MINUTE = 60
_SEEKABLE = frozenset({"mov", "mp4", "m4a", "wav", "flac", "w64", "aiff"})
"""Demuxers whose timestamps are exact, so that decoding after a seek gives the samples of decoding from the start."""


@dataclass(frozen=True, slots=True)
class Stem:
    """Hold a decoded take: its sample 0 is sample `first` of the source; `announced` samples are expected of it."""

    action: Action
    first: int
    announced: int


def decode(segment: Segment, clip: SoundClip, info: MediaInfo, ffmpeg: str, address: str) -> Stem:
    """Plan the stem of a clip. Clips that need the same of the same source get equal actions. `info` must have sound."""
    assert info.sound is not None
    window = _window(info, clip)
    channels = 1 if info.sound.channels == 1 else 2
    action = Action(
        Ffmpeg(ffmpeg, _arguments(info, info.sound, window, clip)),
        (Input("source", FromSource(clip.media.digest, clip.media.path), _suffix(clip.media.path)),),
        (Output("out", ".wav", SoundPromise(SAMPLE_RATE, channels, None)),),
        address=address,
        title=f"sound of {clip.media.path}",
        segment=segment.name,
        where=clip.where,
        pool="sound",
        cost=max(info.duration / 300, Fraction(1, 10)),
    )
    first, last = window
    end = info.sound.first + info.sound.duration
    until = end if last is None else min(end, Fraction(last))
    return Stem(action, first * SAMPLE_RATE, max(half_up((until - first) * SAMPLE_RATE), 0))


def _window(info: MediaInfo, clip: SoundClip) -> tuple[int, int | None]:
    """Return the seconds of the source to decode; None is its end."""
    if info.duration <= WHOLE or clip.loop or clip.sync == "auto":
        return 0, None
    first = int(max(clip.start - 2, Fraction(0))) // _MINUTE * _MINUTE
    last = -(-int(clip.start + clip.seconds + 3) // _MINUTE) * _MINUTE
    return first, None if last >= info.duration else last


def _arguments(info: MediaInfo, sound: SoundInfo, window: tuple[int, int | None], clip: SoundClip) -> tuple[str | Path, ...]:
    first, last = window
    reading = ["-protocol_whitelist", "file", "-format_whitelist", ",".join(sorted(DEMUXERS))]
    if first and not _SEEKABLE.isdisjoint(info.container.split(",")):
        # A second early, because the first frames behind a seek decode without what they lean on.
        reading += ["-copyts", "-start_at_zero", "-ss", str(first - 1)]
    layout = "mono" if sound.channels == 1 else "stereo"
    filters = [
        (
            f"aresample={SAMPLE_RATE}:resampler=soxr:precision=28:internal_sample_fmt=dblp:out_chlayout={layout}"
            f":center_mix_level=0.70710678:surround_mix_level=0.70710678:lfe_mix_level=0"
            f":async=1:min_hard_comp=0.02:first_pts={first * SAMPLE_RATE}"
        ),
    ]
    if clip.highpass:
        filters.append(f"highpass=f={clip.highpass}:poles=2")
    if clip.denoise:
        filters.append("afftdn=nr=12:nf=-45:tn=1")
    if last is not None:
        filters.append(f"atrim=end_pts={last * SAMPLE_RATE}")
    return (
        *GLOBAL, "-max_error_rate", "0", *reading, "-i", Path("source", before="file:"),
        "-map", f"0:{sound.index}", "-vn", "-sn", "-dn", "-af", ",".join(filters),
        "-map_metadata", "-1", "-c:a", "pcm_f32le", "-f", "wav", "-bitexact", Path("out", before="file:"),
    )  # fmt: skip


def _suffix(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return "." + name.rsplit(".", 1)[-1] if "." in name else ""
