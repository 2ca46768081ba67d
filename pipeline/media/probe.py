"""The probe: open a file with PyAV, count its packets, look at its first frames, say what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

from pipeline.media import edit_lists, formats, gif, jpeg, opening, sizes, stills, tracks
from pipeline.media.damage import cut_off, marked, remarked, whole
from pipeline.media.faults import MediaFault
from pipeline.media.info import BareSamples, MediaInfo, SoundInfo, SteppedOver, VideoInfo
from pipeline.media.joined import MOST, joined
from pipeline.media.packets import Frame, idle, packets_of, too_many
from pipeline.media.passages import TRANSFERS, appearance, passages_of, told
from pipeline.media.proof import Proof, picture_bad
from pipeline.media.seeking import frames_of, prove
from pipeline.media.structure import MOST_PACKED, structure_of
from pipeline.media.unsized import bare_samples
from pipeline.timebase import clock
from pipeline.values import dataclass

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_ONE_CLOCK, _CUT_OFF = "give it one clock: ffmpeg -i FILE NEW.mp4", "copy it again; the copy stopped early"

_CONVERTED = frozenset({"mjpeg", "png", "webp", "tiff", "bmp"})
"""Codecs of stills whose profiles are heeded: those that the colour-management library reads, too."""

_LAYOUTS = {1: "mono", 2: "stereo"}
"""What one and two channels are where the file does not say."""

_LOOK = 5
"""Frames looked at for interlacing; the first one tells the rest."""

_JUMPS = 0x200
"""libavformat's AVFMT_TS_DISCONT: a demuxer's flag for containers whose clocks may jump."""

_LOOK_PIXELS = formats.MAX_PIXELS + formats.MAX_PIXELS // 8
"""Pixels held at once for it: one of the largest frames, two of 8K, five of 4K."""

_LACKING = Fraction(2, 5)
"""Seconds of sound that may lack of what a file announces; the mix refuses a little more (`operations/mix.py`)."""


def probe(path: Path, content: str, name: str, *, proves: bool = True) -> MediaInfo:
    """Say what the file at `path` is. `content` is its digest, `name` what messages call it. Reads all of its packets once.

    `proves` that its picture can be decoded, which takes longer than all else. Otherwise that is left to who decodes it for use,
    unless something is wrong with the file already: then it is found out up to where it can be used.
    Raises MediaFault where it is no media, damaged, or beyond the limits of `formats`.
    """
    import av

    if (kind := formats.by_pillow(path, name)) is not None:
        return stills.probe(path, content, name, kind)
    still = formats.forced(path, name)
    if (size := sizes.told(path)) is not None:
        sizes.check(*size, path, formats.most_pixels(still), name)
    structure = structure_of(path)
    if still in formats.STILLS and (structure.missing or structure.bad_from is not None):
        how = "is cut off: it ends in the middle of the picture" if structure.missing else "is damaged, by its own checksums"
        raise MediaFault(f"{name!r} {how}", formats.AGAIN)
    if still == "webp_pipe":
        stills.check_webp(path, name)
    if (structure.frames or 0) > formats.MAX_FRAMES:
        raise too_many(name)
    if structure.swollen_at is not None:
        raise MediaFault(f"{name!r} holds more than {MOST_PACKED >> 20} MiB of packed words beside its picture", formats.AGAIN)
    if not structure.has_end and structure.kind == "mp4":
        raise MediaFault(f"{name!r} is cut off: it has no index, which recorders write last", _CUT_OFF)
    if structure.kind == "mp4":
        edit_lists.check(path, name)
    if structure.lost_at is not None:
        message = f"{name!r} is damaged: the frame at its byte {structure.lost_at} says that it is longer than the file"
        raise MediaFault(message, formats.AGAIN)
    try:
        if (bare := bare_samples(path)) is not None:
            return _bare(path, bare, content, name)
        opened = partial(opening.reading, path, formats.DEMUXERS, demuxer=still)
        if structure.parts == ((0, path.stat().st_size),):
            is_counted = structure.kind != "packets"
            part = _Part(
                path, 0, path.stat().st_size, structure.missing, structure.bad_from, is_counted, needs_proof=proves
            )
            return _probe(opened, part, content, name)
        found = []
        for number, (begin, end) in enumerate(structure.parts, 1):
            missing = structure.missing if number == len(structure.parts) else 0
            bad = None if structure.bad_from is None or not begin <= structure.bad_from < end else structure.bad_from - begin
            part = _Part(path, begin, end, missing, bad, structure.kind != "packets", is_one_of=True)
            found.append(((begin, end), _probe(partial(opened, part=(begin, end)), part, content, name)))
        return joined(found, name)
    except av.error.FFmpegError as fault:
        if missing := structure.missing:
            whole = missing + path.stat().st_size
            message = f"{name!r} is cut off: {missing:,} of its {whole:,} bytes are missing, and nothing of it can be used"
            raise MediaFault(message, formats.AGAIN) from fault
        message = f"{name!r} is not a picture, video or sound that can be read here"
        raise MediaFault(message, formats.unread(path)) from fault


def _bare(path: Path, bare: BareSamples, content: str, name: str) -> MediaInfo:
    """Probe sound that was written into a pipe."""
    place = bare.begin, bare.end
    opened = partial(opening.reading, path, (bare.demuxer,), demuxer=bare.demuxer, part=place, options=bare.options)
    info = _probe(opened, _Part(path, *place, 0, None, is_counted=True), content, name)
    assert info.sound is not None
    sound = replace(info.sound, bare=bare)
    return replace(info, sound=sound, sounds=(sound,))


@dataclass(frozen=True, slots=True)
class _Part:
    """Bytes of the file at `path` that are probed: from `begin` to before `end`; after them `missing` are not there.

    From `bad_from` on, counted from `begin`, they are known to be wrong. `is_counted`: all that is missing is in `missing`.
    `is_one_of`: the file consists of several such parts. `needs_proof`: its picture is decoded even where nothing seems wrong.
    """

    path: Path
    begin: int
    end: int
    missing: int
    bad_from: int | None
    is_counted: bool
    is_one_of: bool = False
    needs_proof: bool = True


def _probe(opened: Callable[[], InputContainer], part: _Part, content: str, name: str) -> MediaInfo:
    with opened() as container, opened() as again:
        return _probed(container, again, opened, part, content, name)


def _probed(
    container: InputContainer, again: InputContainer, opened: Callable[[], InputContainer], part: _Part, content: str, name: str
) -> MediaInfo:
    """Probe a file that is opened twice, and may be `opened` again: not every one can be sought back to its start."""
    if len(container.streams) > formats.MAX_STREAMS:
        message = f"{name!r} has {len(container.streams)} streams; at most {formats.MAX_STREAMS} are read"
        raise MediaFault(message, "export one picture and one sound")
    pictures, sounds, unread = tracks.pictures(container), tracks.sounds(container), tracks.stepped_over(container)
    picture = pictures[0] if pictures else None
    if picture is None and not sounds:
        if unread:
            raise MediaFault(f"{name!r} holds nothing that can be decoded here", formats.CONVERT)
        raise MediaFault(f"{name!r} holds neither picture nor sound", "name a video, a picture or a sound")
    zero = _zero(container)
    if picture is not None:
        _check_size(picture, container, part.path, name)
    proof = Proof(container, picture, part.bad_from, is_endless=not part.missing)
    frames, ends = packets_of(container, picture, [sound for _, sound in sounds], zero, name, proof)
    proof.compare_index(container, zero)
    if picture is not None and container.format.name == "gif" and (number := gif.bad_image(part.path)) is not None:
        proof.bad.setdefault(picture.index, frames[min(number, len(frames) - 1)].time)
    if proof.jumps:
        last, first = proof.jumps
        way = f"back by {clock(last - first)}" if first < last else f"on by {clock(first - last)}"
        message = f"{name!r} is several recordings behind one another: at {clock(max(last, Fraction(0)))} its clock jumps {way}"
        raise MediaFault(message, _ONE_CLOCK)
    unread += tuple(SteppedOver("sound", number, "empty") for number, sound in sounds if sound.index not in ends)
    sounds = [(number, sound) for number, sound in sounds if sound.index in ends]
    if picture is None and not sounds:
        raise MediaFault(f"{name!r} holds no sound: not one sample", "record or export it again")
    if part.is_one_of:  # what follows it begins where its samples end
        ends |= {index: decoded.begin + decoded.length for index, decoded in proof.heard.items()}
    for index, decoded in proof.heard.items():
        if index in proof.untold:  # nobody but its samples says how long the last packet is
            ends[index] = max(ends[index], decoded.end)
        if decoded.end < ends[index] - _LACKING:
            proof.bad.setdefault(index, decoded.end)
    end = max(*ends.values(), *(frame.time + frame.length for frame in frames), Fraction(0))
    cut = cut_off(container, part.missing, part.end - part.begin, end, zero, is_counted=part.is_counted)
    if proof.is_stopped and not cut:
        cut = f"is damaged: nothing can be read of it after {clock(end)}"
    video = None if picture is None else _video(container, again, opened, picture, frames, zero, part.path, name)
    if video is not None and container.format.name == "dv":
        _check_system(video, name)
    heard = [_sound(container, sound, number, ends[sound.index], zero, proof, name) for number, sound in sounds]
    chosen = heard[0] if heard else None
    duration = max(each.first + each.duration for each in (video, chosen) if each is not None)
    if duration > formats.MAX_HOURS * 3600:
        hours = float(duration / 3600)
        raise MediaFault(f"{name!r} is {hours:.1f} hours long; at most {formats.MAX_HOURS} are read", "cut it first")
    info = MediaInfo(
        content, container.format.name, _kind(container, video), duration, video, chosen,
        sounds=tuple(sorted(heard, key=lambda sound: sound.track)), pictures=len(pictures), stepped_over=unread,
        remarks=told(video, chosen, name),
    )
    hidden = {index: time for index, time in proof.doubted.items() if index not in proof.bad}
    is_proven = part.needs_proof or info.kind != "video" or bool(cut or proof.bad or hidden)
    if picture is not None and video is not None and is_proven and picture.index not in proof.bad:
        bad = picture_bad(opened, picture, video.keyframes if video.is_seekable else (), video.frames, zero)
        if bad is not None:
            (proof.bad if bad.is_certain else hidden)[picture.index] = bad.time
    if picture is not None and container.format.name == "jpeg_pipe":
        verdict = jpeg.verdict(part.path.read_bytes())
        if verdict != "good":
            (proof.bad if verdict == "broken" else hidden)[picture.index] = Fraction(0)
    if info.kind == "still" and (cut or proof.bad):
        raise MediaFault(f"{name!r} {cut or 'is damaged: it cannot be decoded'}", formats.AGAIN)
    info = remarked(marked(info, cut, proof.bad, name), hidden, name)
    return replace(whole(info, proof.ragged), is_proven=is_proven)


def _zero(container: InputContainer) -> Fraction:
    """Return the timestamp, in seconds, that players show as 0:00: ffmpeg's in microseconds, exactly by the stream it is from."""
    told = Fraction(container.start_time or 0, 1_000_000)
    starts = [stream.start_time * Fraction(stream.time_base or 1) for stream in container.streams if stream.start_time]
    return next((start for start in starts if abs(start - told) <= Fraction(1, 1_000_000)), told)


def _early(container: InputContainer, stream: Stream, zero: Fraction) -> Fraction:
    # In containers whose clocks may jump, ffmpeg counts from the earliest of the streams that it reads, not of all.
    if not container.format.flags & _JUMPS or stream.start_time is None:
        return Fraction(0)
    return max(Fraction(0), stream.start_time * Fraction(stream.time_base or 1) - zero)


def _late(container: InputContainer, look: list[VideoFrame], frames: list[Frame], zero: Fraction) -> Fraction:
    """Return by how many seconds ffmpeg shows a picture late: AVI numbers packets; decoders give frames later.

    Each chunk of an AVI is shown for one frame (OpenDML 1.02, 5.0), so the first one that is shown has the first chunk's time.
    """
    first = look[0]
    if container.format.name != "avi" or first.dts is None:
        return Fraction(0)
    begin = min(frame.decoded for frame in frames)
    return max(Fraction(0), first.dts * Fraction(first.time_base or 1) - zero - begin)


def _kind(container: InputContainer, video: VideoInfo | None) -> Literal["video", "sound", "still"]:
    if video is None:
        return "sound"
    single = container.format.name in ("gif", "apng") and video.frames == 1
    return "still" if single or container.format.name in formats.STILLS else "video"


def _most_pixels(container: InputContainer) -> int:
    return formats.MAX_STILL_PIXELS if container.format.name in formats.STILLS else formats.MAX_PIXELS


def _check_size(stream: VideoStream, container: InputContainer, path: Path, name: str) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height == 0:
        raise MediaFault(f"{name!r} holds a picture whose size cannot be told", formats.AGAIN)
    sizes.check(width, height, path, _most_pixels(container), name)


def _video(
    container: InputContainer,
    again: InputContainer,
    opened: Callable[[], InputContainer],
    stream: VideoStream,
    frames: list[Frame],
    zero: Fraction,
    path: Path,
    name: str,
) -> VideoInfo:
    look = _look(again, stream, name)
    late = _late(container, look, frames, zero)
    if late:
        frames = [replace(frame, time=frame.decoded) for frame in frames]
    stored, frames = frames, sorted(frames, key=lambda frame: frame.time)
    rate, is_variable = _rate(stream, [frame.time for frame in frames])
    if rate > formats.MAX_RATE:
        message = f"{name!r} has {float(rate):.0f} frames a second; at most {formats.MAX_RATE} are read"
        raise MediaFault(message, "export it at 60 or less")
    aspect = Fraction(stream.sample_aspect_ratio or 1) or Fraction(1)
    has_addition = any(frame.has_addition for frame in frames)
    first = appearance(look, frames[0].time, aspect, name, has_addition=has_addition, most_pixels=_most_pixels(container))
    end = _end(stream, frames, rate, zero, is_reordered=stored != frames)
    last = max((frame.time for frame in frames if not frame.is_empty), default=frames[0].time)
    keyframes = tuple(frame.time for frame in frames if frame.is_key)
    if not keyframes or keyframes[0] > frames[0].time:
        keyframes = (frames[0].time, *keyframes)
    all_anew = all(frame.is_anew for frame in frames if frame.is_key)
    is_seekable = not late and prove(container, stream, keyframes, zero, all_anew=all_anew)
    return VideoInfo(
        index=stream.index, codec=_codec(stream), width=first.width, height=first.height, sample_aspect=aspect,
        rotation=first.rotation, pixel_format=first.pixel_format, rate=rate, is_variable=is_variable, first=frames[0].time,
        duration=end - frames[0].time, frames=len(frames), keyframes=keyframes, held=max(Fraction(0), end - last - 1 / rate),
        early=_early(container, stream, zero) - late, is_seekable=is_seekable, is_interlaced=first.is_interlaced,
        has_alpha=first.has_alpha, matrix=first.matrix, primaries=first.primaries, transfer=first.transfer, range=first.range,
        profile=_profile(container, stream, look[0], path),
        passages=passages_of(opened, stream, stored, first, keyframes if is_seekable else (), zero, rate, name),
        idle="" if late else idle(frames, rate),
        is_told=tracks.is_told(container, stream, len(frames)),
    )


def _check_system(video: VideoInfo, name: str) -> None:
    """Refuse a DV with a frame whose head says another system than the first one's: it stops ffmpeg, read ahead, before it."""
    other = next((each.begin for each in video.passages if each.height != video.height), None)
    if other is not None:
        message = f"{name!r} is damaged: its picture at {clock(other)} says that it is of another TV system"
        raise MediaFault(message, formats.AGAIN)


def _end(stream: VideoStream, frames: list[Frame], rate: Fraction, zero: Fraction, *, is_reordered: bool) -> Fraction:
    """Return when the last frame that is shown is over: `frames` are in the order of their times.

    Where frames are stored in another order, containers write how long each lasts in *that* order: before a pause, the pause's
    length may belong to a frame that is shown after it. There the stream's own end is believed where it is near, else a usual
    length.
    """
    last = frames[-1]
    length = last.length or 1 / rate
    if not is_reordered:
        return last.time + length
    told = ((stream.start_time or 0) + (stream.duration or 0)) * Fraction(stream.time_base or 1) - zero
    return told if last.time < told <= last.time + max(length, 1 / rate) else last.time + min(length, 1 / rate)


def _profile(container: InputContainer, stream: VideoStream, frame: VideoFrame, path: Path) -> str:
    """Return the profile of a still that has to be converted, for which see `VideoInfo`."""
    if container.format.name not in formats.STILLS or _codec(stream) not in _CONVERTED:
        return ""
    if TRANSFERS.get(int(frame.color_trc)) in ("smpte2084", "arib-std-b67"):  # HDR is said by tags, which come before a profile
        return ""
    from pipeline.media import colour

    # Not by the side data of PyAV's frames: its owner and it free one another in either order (18.1), and the process dies.
    return colour.profile_of(path)


def _look(again: InputContainer, stream: VideoStream, name: str) -> list[VideoFrame]:
    """Return the first frames of a stream, out of a container that nothing was read from yet."""
    look: list[VideoFrame] = []
    for frame in frames_of(again, again.streams.video[[one.index for one in again.streams.video].index(stream.index)]):
        look.append(frame)
        if len(look) >= _LOOK or (len(look) + 1) * frame.width * frame.height > _LOOK_PIXELS:
            return look
    if not look:
        raise MediaFault(f"{name!r} holds a picture that cannot be decoded ({stream.codec_context.name})", formats.AGAIN)
    return look


def _rate(stream: VideoStream, times: list[Fraction]) -> tuple[Fraction, bool]:
    """Return the nominal rate, and whether frame times leave it.

    Nominal is what the container says where the frames' mean or median distance agrees within 2 % and a tick, else one over
    the median. Variable means that more than one distance in fifty is off by a twentieth of a frame and a tick.
    """
    steps = [after - before for before, after in pairwise(times) if after > before]
    told = [Fraction(rate) for rate in (stream.guessed_rate, stream.average_rate) if rate]
    if not steps:
        return next((rate for rate in told if 1 <= rate <= formats.MAX_RATE), Fraction(25)), False
    mean, middle = (times[-1] - times[0]) / len(steps), Fraction(median(steps))
    tick = Fraction(stream.time_base or 1)
    agreeing = (rate for rate in told if min(abs(step - 1 / rate) for step in (mean, middle)) <= 1 / (50 * rate) + tick)
    rate = next(agreeing, 1 / middle)
    off = sum(count for step, count in Counter(steps).items() if abs(step - 1 / rate) > 1 / (20 * rate) + tick)
    return max(rate.limit_denominator(1001), Fraction(1, 1001)), off * 50 > len(steps)


def _codec(stream: VideoStream) -> str:
    return stream.codec_context.codec.canonical_name


def _sound(
    container: InputContainer, stream: AudioStream, track: int, end: Fraction, zero: Fraction, proof: Proof, name: str
) -> SoundInfo:
    context = stream.codec_context
    channels, rate = context.layout.nb_channels, context.sample_rate
    layout = _layout(context.layout.name, channels)
    if not rate or not channels:
        raise MediaFault(f"{name!r} holds a sound whose rate or channels cannot be told", formats.AGAIN)
    decoded = proof.heard.get(stream.index)
    passages = tuple(replace(each, layout=_layout(each.layout, each.channels)) for each in decoded.passages) if decoded else ()
    if len(passages) > 1:  # the context knows the last one
        if len(passages) > MOST:
            message = f"the sound of {name!r} changes its channels or its rate {len(passages) - 1} times; at most {MOST} are read"
            raise MediaFault(message, formats.CONVERT)
        widest = max(passages, key=lambda passage: passage.channels)
        channels, rate, layout = widest.channels, widest.sample_rate, widest.layout
    first = stream.start_time * Fraction(stream.time_base or 1) - zero if stream.start_time is not None else Fraction(0)
    ear = proof.ears.get(stream.index)
    return SoundInfo(
        index=stream.index, codec=context.codec.canonical_name, sample_rate=rate, channels=channels,
        layout=layout, first=first, duration=max(end - first, Fraction(0)), track=track, language=tracks.language(stream),
        early=_early(container, stream, zero), passages=passages if len(passages) > 1 else (),
        unheard=ear.unheard if ear else "", onset=ear.onset if ear else None,
    )


def _layout(name: str, channels: int) -> str:
    return _LAYOUTS.get(channels, name) if " " in name else name  # "2 channels": the file does not say which
