"""Put a cover and chapters beside the programme's AAC, as players of podcasts show them: nothing is encoded again."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from pipeline.media import opening
from pipeline.operations import headers
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.file_promise import FilePromise
from pipeline.operations.join import Chapter, write_chapters
from pipeline.operations.promises import Output
from pipeline.sound.aac import FRAME
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

_BRAND = b"M4A "
"""What players of music and podcasts know a file by that is heard alone (registered at mp4ra.org)."""


@dataclass(frozen=True, slots=True)
class JoinSound(Operation):
    """The sound as the MP4 `out`, of the inputs `sound` (AAC) and `cover` (JPEG).

    `frames` of `rate` a second are the programme's, in which chapters count; `samples` are a channel's. `show` is who plays.
    The sound is in `language`, the chapters are in `titles_in`, each by three letters (ISO 639-2/T).
    """

    libraries: ClassVar[tuple[str, ...]] = ("av",)
    pool: ClassVar[Pool] = "join"

    rate: Fraction
    frames: int
    samples: int
    channels: int
    title: str
    show: str
    chapters: tuple[Chapter, ...]
    language: str = ""
    titles_in: str = ""

    @property
    def outputs(self) -> tuple[Output, ...]:
        """Promise every sample."""
        return (Output("out", ".m4a", FilePromise((), "aac", SAMPLE_RATE, self.channels, self.samples)),)

    def run(self, work: Work) -> None:
        """Copy the packets."""
        from av.stream import Disposition

        options = {"use_editlist": "0", "movflags": "+faststart", "fflags": "+bitexact"}
        with (
            opening.writing(work.outputs["out"], "mp4", options) as file,
            opening.reading(work.inputs["sound"], ("mov",)) as sound,
            opening.reading(work.inputs["cover"], ("jpeg_pipe", "image2")) as cover,
        ):
            source = sound.streams.audio[0]
            programme = file.add_stream_from_template(source)
            programme.time_base = Fraction(1, SAMPLE_RATE)
            picture = file.add_stream_from_template(cover.streams.video[0], opaque=True)
            picture.disposition = Disposition.attached_pic
            file.metadata.update({"title": self.title, "artist": self.show, "album": self.show})
            write_chapters(file, self.chapters, self.frames, self.rate)
            drawn = next(packet for packet in cover.demux(cover.streams.video[0]) if packet.size)
            drawn.stream = picture
            drawn.pts = drawn.dts = 0
            file.mux(drawn)
            for packet in sound.demux(source):
                if packet.size and packet.pts is not None and packet.pts < self.samples:
                    packet.stream = programme
                    packet.duration = min(FRAME, self.samples - packet.pts)  # the last lasts to the programme's end
                    file.mux(packet)
        headers.tell_languages(work.outputs["out"], {"soun": self.language, "text": self.titles_in})
        headers.tell_brand(work.outputs["out"], _BRAND)
        work.progress(1.0)
