"""Which picture and which sound of a file are taken: the default track, else the first that can be decoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

from pipeline.media.info import SteppedOver
from pipeline.media.languages import short

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

S = TypeVar("S", "AudioStream", "VideoStream")


def pictures(container: InputContainer) -> list[VideoStream]:
    """Return the pictures that can be decoded, the one to take first; never a cover or a thumbnail."""
    return _chosen_first([stream for stream in _pictures(container) if _decodes(stream)])


def sounds(container: InputContainer) -> list[tuple[int, AudioStream]]:
    """Return the sounds that can be decoded, each with its number among all sounds, the one to take first."""
    numbers = {stream.index: number for number, stream in enumerate(container.streams.audio, 1)}
    readable = [stream for stream in container.streams.audio if _decodes(stream)]
    return [(numbers[stream.index], stream) for stream in _chosen_first(readable)]


def stepped_over(container: InputContainer) -> tuple[SteppedOver, ...]:
    """Return the pictures and sounds that nothing here can decode."""
    kinds: tuple[tuple[Literal["picture", "sound"], Sequence[AudioStream | VideoStream]], ...] = (
        ("picture", _pictures(container)),
        ("sound", container.streams.audio),
    )
    found = (
        SteppedOver(kind, number, "unknown codec")
        for kind, streams in kinds
        for number, stream in enumerate(streams, 1)
        if not _decodes(stream)
    )
    return tuple(found)


def language(stream: AudioStream) -> str:
    """Return what the file says of a sound's language, as `es`; empty where it does not say."""
    return short(stream.metadata.get("language", ""))


def is_told(container: InputContainer, stream: VideoStream, frames: int) -> bool:
    """Say whether tables of the file tell a decoder's parameters and the time of each of so many `frames`, from 0 on.

    In fragments (ISO/IEC 14496-12, 8.8) times are told piece by piece, so it is not known at first how far frames are reordered.
    """
    is_mov, is_known = container.format.name == "mov,mp4,m4a,3gp,3g2,mj2", stream.codec_context.name in ("h264", "hevc")
    return is_mov and is_known and container.start_time == 0 and stream.frames == frames


def _pictures(container: InputContainer) -> list[VideoStream]:
    from av.stream import Disposition

    covers = Disposition.attached_pic | Disposition.timed_thumbnails
    return [stream for stream in container.streams.video if not stream.disposition & covers]


def _chosen_first(streams: list[S]) -> list[S]:
    from av.stream import Disposition

    return sorted(streams, key=lambda stream: not stream.disposition & Disposition.default)


def _decodes(stream: AudioStream | VideoStream) -> bool:
    # PyAV gives a stream without a decoder no codec context, whatever its types say.
    context: object = stream.codec_context
    return context is not None
