"""The action: an operation and what it reads, and its key. Pure data.

Everything that can change a byte of an output is in the key: the operation with all its fields, the identity of the code that
carries it out, the identity of each input, the promises. Nothing else is: no path, no clock, no address, no place in the episode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline import digest
from pipeline.operations.base import name_of
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.edits.model import Written
    from pipeline.faults import Where
    from pipeline.operations.base import Operation, Pool
    from pipeline.operations.promises import Output

SCHEMA = "action/2"
"""Raise when the same description would be run differently; every key changes with it."""

QUALITY = ".quality"
"""What is added to a plan's name for the plan of what is measured on its results."""

# ---------------------------------------------------------------------------------------------- inputs


@dataclass(frozen=True, slots=True)
class FromSource:
    """A contributor's file. Only its digest is identity. `path` is relative to the show folder."""

    digest: str
    path: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class FromAction:
    """Output `output` of another action, whose key stands for its bytes."""

    key: str
    output: str


@dataclass(frozen=True, slots=True)
class FromSources:
    """Contributors' files as a folder of numbered links, `000000<suffix>` onwards. Only the digests are identity."""

    digests: tuple[str, ...]
    paths: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Input:
    """A symbolic name for something to read. `suffix` is kept for tools that look at it."""

    name: str
    origin: FromSource | FromSources | FromAction
    suffix: str = ""


# ---------------------------------------------------------------------------------------------- actions


@dataclass(frozen=True, slots=True)
class Identity:
    """What carries an operation out: the digest of its code and libraries, and ffmpeg's where ffmpeg writes its outputs."""

    code: str
    ffmpeg: str = ""


@dataclass(frozen=True)
class Action:
    """One run. `address`, `title`, `segment`, `where`, `shows`, `cost` serve people and the scheduler and are not identity.

    `address` is unique in a plan: `<segment>/<what>/<n>`. `title` is in a producer's words: `picture of "Metal Dad", 0:12-0:24`.
    `shows` names what in the manifest it depends on, so that a changed key can be explained: (words, value) pairs.
    `cost` is the rough work, in seconds of one core, for estimates before a time was ever recorded.
    """

    operation: Operation
    inputs: tuple[Input, ...]
    identity: Identity
    address: str = field(default="", compare=False)
    title: str = field(default="", compare=False)
    segment: str = field(default="", compare=False)
    where: Where | None = field(default=None, compare=False)
    shows: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    cost: Fraction = field(default=Fraction(1), compare=False)

    @cached_property
    def key(self) -> str:
        """Return the action's identity: SHA-256 of its canonical encoding."""
        return digest.of([SCHEMA, name_of(type(self.operation)), self.operation, self.identity, self.inputs, self.outputs])

    def with_key(self, key: str) -> Action:
        """Return this action after its key was told, which is known from before: to find it out takes longer than all else."""
        vars(self)["key"] = key
        return self

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """Return what the operation writes and promises."""
        return self.operation.outputs

    @property
    def pool(self) -> Pool:
        """Return the kind of work."""
        return self.operation.pool

    def output(self, name: str = "out") -> FromAction:
        """Return a reference to one of the outputs. Raises KeyError for a name that is not promised."""
        if all(output.name != name for output in self.outputs):
            raise KeyError(name)
        return FromAction(self.key, name)


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The tools that a plan is made for: ffmpeg's identity, and for each class of operations that of the code it runs."""

    ffmpeg: str
    code: Mapping[str, str]

    def identity(self, operation: Operation) -> Identity:
        """Return what carries out an operation. Raises KeyError for a class that this installation does not know."""
        return Identity(self.code[name_of(type(operation))], self.ffmpeg if operation.is_ffmpeg else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """The actions of an episode, each after all it needs; `results` names what delivery takes: name -> output.

    `written` is what stood in the files that it was planned from, so that the next build can say what has changed in them.
    """

    name: str
    actions: tuple[Action, ...]
    results: Mapping[str, FromAction]
    written: Written | None = field(default=None, compare=False, repr=False)
