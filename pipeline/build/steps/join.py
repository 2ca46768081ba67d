"""Join spans and the programme sound into the finished MP4 by copying packets: nothing is decoded, nothing encoded.

Where `concat -c copy` ends well on inputs that do not fit, this step refuses: every span must carry the same decoder
configuration, exactly its planned frames at exactly the planned times, and begin with a key frame.

No edit list is written (YouTube, rules D3), so the picture's first timestamp must be 0 by itself: composition offsets are
negative instead. The sound's first packet carries the encoder's priming, for which the sound room has already left out as much.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.build.steps import Call
from pipeline.faults import TogetherFault

if TYPE_CHECKING:
    from av import Packet

AAC_FRAME = 1024
"""Samples in one AAC-LC frame (ISO/IEC 14496-3)."""

_TICKS = 90_000
"""Only to interleave packets by time while muxing; nothing is rounded in the file."""


class SpansDiffer(TogetherFault):
    """Say which span cannot be joined and why."""

    def __init__(self, span: str, reason: str) -> None:
        super().__init__(span, reason)
        self.span, self.reason = span, reason

    def __str__(self) -> str:
        return f"{self.span} cannot be joined: {self.reason}"


def run(call: Call) -> None:
    """Write `out`, an MP4.

    Inputs: `span0`, `span1`, ... in order, and `sound`. Parameters: `frames` of each span, `rate`, `samples` of the
    programme, `sample_rate`, `title`, `chapters` as [first frame, title] pairs.
    Raises SpansDiffer.
    """
    import av

    rate = Fraction(call.parameters["rate"])
    planned: Sequence[int] = call.parameters["frames"]
    spans = [call.inputs[f"span{number}"] for number in range(len(planned))]
    options = {"use_editlist": "0", "movflags": "+faststart+negative_cts_offsets", "fflags": "+bitexact"}
    with (
        av.open(str(call.outputs["out"]), "w", format="mp4", options=options) as movie,
        av.open(str(spans[0])) as first,
        av.open(str(call.inputs["sound"])) as sound,
    ):
        # The picture's clock ticks `rate.numerator` times a second, so that each frame lasts a whole number of ticks.
        tick = Fraction(1, rate.numerator)
        picture = movie.add_stream_from_template(first.streams.video[0])
        picture.time_base = tick
        programme = movie.add_stream_from_template(sound.streams.audio[0])
        programme.time_base = Fraction(1, call.parameters["sample_rate"])
        movie.metadata["title"] = call.parameters["title"]
        _write_chapters(movie, call.parameters["chapters"], sum(planned), rate)
        total = sum(planned)
        pictures = _pictures(spans, planned, rate, picture)
        sounds = _sounds(sound, call.parameters["samples"], programme)
        done = 0
        for packet in heapq.merge(pictures, sounds, key=_instant):
            movie.mux(packet)
            if packet.stream is picture:
                done += 1
                if done % 500 == 0:
                    call.progress(done / total)


def _instant(packet: Packet[Any]) -> int:
    assert packet.dts is not None
    return int(packet.dts * packet.time_base * _TICKS)


def _pictures(spans: Sequence[Path], planned: Sequence[int], rate: Fraction, into: Any) -> Iterator[Packet[Any]]:
    import av

    configuration: bytes | None = None
    at = depth = 0
    for number, (path, frames) in enumerate(zip(spans, planned, strict=True)):
        with av.open(str(path)) as span:
            source = span.streams.video[0]
            extradata = source.codec_context.extradata
            if configuration is None:
                configuration = extradata
                depth = source.codec_context.reorder_depth
            elif extradata != configuration:
                raise SpansDiffer(f"span {number}", "its decoder configuration (SPS, PPS) is another than the first span's")
            seen: set[int] = set()
            for packet in span.demux(source):
                if packet.size == 0:  # the demuxer's end mark
                    continue
                assert packet.pts is not None
                shown = packet.pts * packet.time_base * rate
                if shown.denominator != 1:
                    raise SpansDiffer(f"span {number}", f"a frame stands at {shown} frames, between two of the programme's")
                if not seen and not packet.is_keyframe:
                    raise SpansDiffer(f"span {number}", "it does not begin with a key frame")
                # Decoding times are counted anew: a span of one frame has no reordering of its own, and its neighbours have.
                decoded = at + len(seen) - depth
                if at + shown < decoded:
                    raise SpansDiffer(f"span {number}", f"frame {shown} is shown before it is decoded")
                seen.add(int(shown))
                packet.stream = into
                packet.time_base = Fraction(1, rate.numerator)
                packet.pts = (int(shown) + at) * rate.denominator
                packet.dts = decoded * rate.denominator
                packet.duration = rate.denominator
                yield packet
            if seen != set(range(frames)):
                raise SpansDiffer(f"span {number}", f"it holds {len(seen)} frames at other times than 0 to {frames - 1}")
            at += frames


def _sounds(container: Any, samples: int, into: Any) -> Iterator[Packet[Any]]:
    needed = -(-samples // AAC_FRAME)
    count = 0
    for packet in container.demux(container.streams.audio[0]):
        if packet.size == 0 or count == needed:
            continue
        packet.stream = into
        packet.time_base = into.time_base
        packet.pts = packet.dts = count * AAC_FRAME
        # The last packet lasts only to the programme's end: the sample table then says exactly `samples`.
        packet.duration = min(AAC_FRAME, samples - count * AAC_FRAME)
        count += 1
        yield packet
    if count != needed:
        raise SpansDiffer("the programme sound", f"it holds {count} packets where {needed} are needed")


def _write_chapters(movie: Any, chapters: Sequence[tuple[int, str]], total: int, rate: Fraction) -> None:
    ends = [*(start for start, _ in chapters[1:]), total] if chapters else []
    movie.set_chapters(
        [
            {
                "id": number,
                "start": start * rate.denominator,
                "end": end * rate.denominator,
                "time_base": Fraction(1, rate.numerator),
                "metadata": {"title": title},
            }
            for number, ((start, title), end) in enumerate(zip(chapters, ends, strict=True))
        ]
    )
