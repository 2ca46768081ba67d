"""Plan the decoding of a source's sound: any file to 32-bit float PCM at 48 kHz, mono or stereo. Floor 5, pure.

Sample 0 of a stem is the source's time 0, the earliest timestamp in the file: a sound that begins later than its picture begins
late here, and the padding that an encoder put before the first sample is gone. Mono stays mono (the mix puts it in the
middle); surround is mixed down after ITU-R BS.775 (centre and surrounds at -3 dB, no LFE, nothing normalised); gaps of more than
20 ms between packets are filled with silence. A packet that cannot be decoded fails the action.

Sources are always read from their start. Seeking is not sample-exact: an m4a lost 752 samples after a seek, and AAC's noise
substitution then continues with other noise.
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

_GRID = 300
"""Seconds of the grid on which longer sources are cut, so that a trimmed clip mostly finds its stem made."""

_LATE = 1200
"""Samples by which ffmpeg's afftdn comes late at 48 kHz (two of its three hops of 12.5 ms), and does not say so."""


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
        Ffmpeg(ffmpeg, _arguments(info.sound, window, clip)),
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
    first = int(max(clip.start - 2, Fraction(0))) // _GRID * _GRID
    last = -(-int(clip.start + clip.seconds + 3) // _GRID) * _GRID
    return first, None if last >= info.duration else last


def _arguments(sound: SoundInfo, window: tuple[int, int | None], clip: SoundClip) -> tuple[str | Path, ...]:
    layout = "mono" if sound.channels == 1 else "stereo"
    filters = [
        (
            f"aresample={SAMPLE_RATE}:resampler=soxr:precision=28:internal_sample_fmt=dblp:out_chlayout={layout}"
            f":center_mix_level=0.70710678:surround_mix_level=0.70710678:lfe_mix_level=0"
            f":async=1:min_hard_comp=0.02:first_pts=0"
        ),
    ]
    if clip.highpass:
        filters.append(f"highpass=f={clip.highpass}:poles=2")
    if clip.denoise:
        filters += [f"apad=pad_len={_LATE}", "afftdn=nr=12:nf=-45:tn=1", f"atrim=start_sample={_LATE}", "asetpts=N"]
    if clip.highpass or clip.denoise:
        filters.append("aresample=out_sample_fmt=flt")
    first, last = window
    if window != (0, None):
        filters.append(f"atrim=start_sample={first * SAMPLE_RATE}" + (f":end_sample={last * SAMPLE_RATE}" if last else ""))
    guard = ("-protocol_whitelist", "file", "-format_whitelist", ",".join(sorted(DEMUXERS)))
    return (
        *GLOBAL, "-max_error_rate", "0", *guard, "-i", Path("source", before="file:"),
        "-map", f"0:{sound.index}", "-vn", "-sn", "-dn", "-af", ",".join(filters),
        "-map_metadata", "-1", "-c:a", "pcm_f32le", "-f", "wav", "-bitexact", Path("out", before="file:"),
    )  # fmt: skip


def _suffix(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return "." + name.rsplit(".", 1)[-1] if "." in name else ""
