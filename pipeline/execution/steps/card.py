"""Draw a card: a PNG of a still or of a slice of a roll, or a movie with alpha in which held frames are stored once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.cards.draw import Painter
from pipeline.execution.steps import Call


def run(call: Call) -> None:
    """Draw the card that `call.parameters` (of a `Drawing` or a `Slice`) describe into the output `out`.

    `call.inputs` hold the drawing's files by name. Raises CardFault where a text cannot fit.
    """
    painter = Painter(call.parameters, lambda name: call.inputs[name].read_bytes())
    out = call.outputs["out"]
    if call.parameters["kind"] == "animated":
        _write_movie(painter, call.parameters, out, call)
    else:
        out.write_bytes(painter.png())
        call.progress(1.0)


def _write_movie(painter: Painter, parameters: Mapping[str, Any], out: Path, call: Call) -> None:
    """Write QuickTime Animation (lossless, straight alpha), one packet a drawn frame, each until the next one's time."""
    import av

    width, height = parameters["size"]
    rate, frames, times = Fraction(parameters["rate"]), parameters["frames"], parameters["times"]
    with av.open(str(out), "w", format="mov", options={"fflags": "+bitexact", "movflags": "+faststart"}) as container:
        stream = container.add_stream("qtrle", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "argb"
        stream.time_base = 1 / rate
        stream.codec_context.time_base = 1 / rate
        stream.codec_context.gop_size = 1  # every picture can be sought: spans begin anywhere
        for number, (at, milliseconds) in enumerate(times):
            until = times[number + 1][0] if number + 1 < len(times) else frames
            # Other order of bytes, same values. Without numpy, whose import takes longer than drawing a name.
            frame = av.VideoFrame.from_bytes(painter.raw(milliseconds), width, height, "rgba").reformat(format="argb")
            frame.pts, frame.time_base = at, 1 / rate
            for packet in stream.encode(frame):
                packet.duration = until - at
                container.mux(packet)
            call.progress((number + 1) / len(times))
        container.mux(stream.encode(None))
