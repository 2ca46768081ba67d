"""A poem whose voice is heard to say what a test says, and the cut of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pipeline.media.faults import MediaFault
from pipeline.media.spoken import LineTime, Method, Reading, Spoken
from pipeline.timeline.model import CardMedia, Clip, Segment, Timeline
from tests.shows import FakeLibrary

NBSP = "\N{NO-BREAK SPACE}"

VOICE = "    voice: poems/letter.wav\n"
THREE = "    lines: [one, two, three]\n"
SRT = (
    "1\n00:00:01,000 --> 00:00:02,000\nOne!\n\n2\n00:00:03,250 --> 00:00:04,000\ntwo\n\n"
    "3\n00:00:08,000 --> 00:00:09,000\nthree\n"
)


class Answering(FakeLibrary):
    """A library whose voices answer what a test says."""

    answers: ClassVar[dict[str, Spoken | MediaFault]] = {}
    asked_of: ClassVar[list[Reading]] = []

    def digest(self, path: str) -> str:
        return "0" * 64 if (self.root / path).is_file() else super().digest(path)

    def spoken(self, reading: Reading) -> Spoken:
        self.asked_of.append(reading)
        answer = self.answers.get(reading.file)
        if isinstance(answer, MediaFault):
            raise answer
        return answer or super().spoken(reading)


def spoken(*times: tuple[int, int], method: Method = "words", sure: bool = True, refused: str = "") -> Spoken:
    return Spoken(tuple(LineTime(start, end, 900 if sure else 100, sure) for start, end in times), method, refused)


@dataclass
class Cut:
    timeline: Timeline
    told: list[str]

    @property
    def segment(self) -> Segment:
        return self.timeline.segments[0]

    @property
    def lines(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """First frame, end and texts of each card."""
        found = []
        for track in self.segment.stack.picture:
            at = 0
            for item in track.items:
                if isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card == "poem_line":
                    found.append((at, at + item.frames, item.media.fields["lines"]))
                at += item.frames
        return sorted(found)
