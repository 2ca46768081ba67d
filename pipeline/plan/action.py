"""The action: an immutable description of one process run, and its key. Floor 5, pure data.

Everything that can change a byte of an output is in the key: the tool's identity, its arguments, inline files, the identity of
each input, the promises. Nothing else is: no path, no clock, no address, no place in the episode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pipeline import digest
from pipeline.faults import Where

SCHEMA = "action/1"
"""Raise when the same description would be run differently; every key changes with it."""

# ---------------------------------------------------------------------------------------------- promises


@dataclass(frozen=True, slots=True)
class VideoPromise:
    """Promise a file with one video stream: so many frames, strictly regular, of this size. Size in pixels."""

    codec: str
    width: int
    height: int
    pixel_format: str
    rate: Fraction
    frames: int


@dataclass(frozen=True, slots=True)
class OverlayPromise:
    """Promise a file with one video stream with alpha whose timestamps hold frames: last timestamp below `frames`."""

    width: int
    height: int
    rate: Fraction
    frames: int


@dataclass(frozen=True, slots=True)
class ImagePromise:
    """Promise one picture of this size in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SoundPromise:
    """Promise a WAV file of 32-bit float PCM. `samples` per channel, or None where only decoding can tell."""

    sample_rate: int
    channels: int
    samples: int | None


@dataclass(frozen=True, slots=True)
class EncodedSoundPromise:
    """Promise a file with one encoded sound stream."""

    codec: str
    sample_rate: int
    channels: int
    packets: int


@dataclass(frozen=True, slots=True)
class MoviePromise:
    """Promise a finished MP4: so many frames and, by its sample table, so many samples."""

    width: int
    height: int
    rate: Fraction
    frames: int
    samples: int


@dataclass(frozen=True, slots=True)
class DataPromise:
    """Promise a JSON document that holds these keys."""

    keys: tuple[str, ...]


Promise = VideoPromise | OverlayPromise | ImagePromise | SoundPromise | EncodedSoundPromise | MoviePromise | DataPromise

# ---------------------------------------------------------------------------------------------- inputs and outputs


@dataclass(frozen=True, slots=True)
class Output:
    """Name one output of an action. `suffix` (`.mp4`) tells tools the container."""

    name: str
    suffix: str
    promise: Promise


@dataclass(frozen=True, slots=True)
class FromSource:
    """Take a contributor's file as input. Only its digest is identity. `path` is relative to the show folder."""

    digest: str
    path: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class FromAction:
    """Take output `output` of another action as input; its key stands for its bytes."""

    key: str
    output: str


@dataclass(frozen=True, slots=True)
class FromSources:
    """Take contributors' files as a folder of numbered links, `000000<suffix>` onwards. Only the digests are identity."""

    digests: tuple[str, ...]
    paths: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Input:
    """Bind a symbolic name to something to read. `suffix` is kept for tools that look at it."""

    name: str
    origin: FromSource | FromSources | FromAction
    suffix: str = ""


# ---------------------------------------------------------------------------------------------- tools


@dataclass(frozen=True, slots=True)
class Path:
    """Stand in an argument list for the path of an input or an output; the executor fills it in.

    `before` and `after` are joined to it without a space; `after="/%06d.png"` reads the numbered files of a folder input.
    """

    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """Run ffmpeg. `identity` is a digest of the build's version and configuration."""

    identity: str
    arguments: tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Run a Python step `name` of `execution/steps/`. `code` is the digest of the source it runs and the libraries it uses."""

    name: str
    code: str
    parameters: Mapping[str, Any]


Tool = Ffmpeg | Step

Pool = Literal["encode", "draw", "sound", "join"]


@dataclass(frozen=True)
class Action:
    """Describe one run. `address`, `where`, `title`, `pool`, `cost` serve people and the scheduler and are not identity.

    `address` is unique in a plan: `<segment>/<what>/<n>`. `title` is in a producer's words: `picture of "Metal Dad", 0:12-0:24`.
    `shows` names what in the manifest it depends on, so that a changed key can be explained: (words, value) pairs.
    `cost` is the rough work, in seconds of one core, for estimates before a time was ever recorded.
    """

    tool: Tool
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    files: tuple[tuple[str, str], ...] = ()
    address: str = field(default="", compare=False)
    title: str = field(default="", compare=False)
    segment: str = field(default="", compare=False)
    where: Where | None = field(default=None, compare=False)
    shows: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    pool: Pool = field(default="encode", compare=False)
    cost: Fraction = field(default=Fraction(1), compare=False)

    @cached_property
    def key(self) -> str:
        """Return the action's identity: SHA-256 of its canonical encoding."""
        identity = {"schema": SCHEMA, "tool": self.tool, "inputs": self.inputs, "outputs": self.outputs, "files": self.files}
        return digest.of(identity)

    def output(self, name: str = "out") -> FromAction:
        """Return a reference to one of the outputs. Raises KeyError for a name that is not promised."""
        if all(output.name != name for output in self.outputs):
            raise KeyError(name)
        return FromAction(self.key, name)


@dataclass(frozen=True, slots=True)
class Toolchain:
    """Name the tools that a plan is made for: ffmpeg's identity, and for each Python step the digest of what it runs."""

    ffmpeg: str
    steps: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold the actions of an episode, each after all it needs; `results` names what delivery takes: name -> output."""

    name: str
    actions: tuple[Action, ...]
    results: Mapping[str, FromAction]
