"""Operations that one run of ffmpeg carries out: an argument list with symbolic names for files."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from pipeline.operations.base import Operation, Work
from pipeline.operations.promises import ImagePromise, VideoPromise
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class FilePath:
    """The path of an input or output in an argument list; filled in when it runs.

    `before` and `after` are joined to it without a space; `after="/%06d.png"` reads the numbered files of a folder input.
    """

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """An argument that is made of texts and paths, joined without a space: filters that read files."""

    parts: tuple[str | FilePath, ...]


Arguments = tuple[str | FilePath | Joined, ...]
"""What follows ffmpeg's name on its command line."""


class FfmpegOperation(Operation):
    """An operation that is all said by ffmpeg's arguments."""

    __slots__ = ()

    is_ffmpeg: ClassVar[bool] = True

    @abstractmethod
    def command(self) -> Arguments:
        """Return ffmpeg's arguments, the global ones among them."""

    @property
    def ends(self) -> Mapping[str, int]:
        """Count the frames of the first output."""
        match self.outputs[0].promise:
            case VideoPromise(frames=frames):
                return {"frame": frames}
            case ImagePromise():
                return {"frame": 1}
            case _:
                return {}

    def run(self, work: Work) -> None:
        """Run ffmpeg. Paths are relative to the sandbox: what a show's folder is called means nothing to a demuxer."""
        work.ffmpeg(filled(self.command(), work))


def filled(arguments: Arguments, work: Work) -> list[str]:
    """Return arguments with the paths of a run's files."""
    return [_filled(part, work) for part in arguments]


def _filled(part: str | FilePath | Joined, work: Work) -> str:
    if isinstance(part, Joined):
        return "".join(_filled(each, work) for each in part.parts)
    return part if isinstance(part, str) else f"{part.before}{work.relative(part.name)}{part.after}"


def written(runs: Sequence[Arguments], work: Work) -> bytes:
    """Run ffmpeg once by each of `runs`; return what they write as the output `out`, one behind another."""
    seen = bytearray()
    for each in runs:
        work.ffmpeg(filled(each, work))
        seen += work.outputs["out"].read_bytes()
    return bytes(seen)
