"""The operation: a frozen, typed value that says what it writes and can write it.

An operation is one file in this room: a frozen dataclass under `Operation`. The planner constructs it, its fields are in the key
of its action, the worker gets an equal value (`codec.py`) and calls `run`. Nothing else names it: the worker finds the class by
module and name, the identity of its code is computed from what its module imports (`execution/toolchain.py`). Its module must be
light to import, since planning imports it: numpy, av and their like are imported in `run`, or in a module that `run` imports.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.operations.promises import Output

Pool = Literal["encode", "draw", "sound", "join", "check"]
"""The kinds of work that a scheduler may bound, and that people are told of."""


@dataclass(frozen=True, slots=True)
class Work:
    """The files of one run, and what the machine lends to it.

    `inputs` and `outputs` are by symbolic name and lie below `folder`, which is the current folder while the operation runs.
    `progress` may be called with a share from 0 to 1; a run that is silent for too long is ended. `ffmpeg` runs ffmpeg in
    `folder` with arguments after the program's name, and raises TogetherFault where it fails. `cores` may be used at once.
    """

    folder: Path
    inputs: Mapping[str, Path]
    outputs: Mapping[str, Path]
    progress: Callable[[float], None]
    ffmpeg: Callable[[Sequence[str]], None]
    cores: int

    def relative(self, name: str) -> str:
        """Return an input's or output's path relative to `folder`. Raises KeyError."""
        path = self.outputs.get(name) or self.inputs[name]
        return path.relative_to(self.folder).as_posix()


class Operation(ABC):
    """A thing that a build can do; subclasses are frozen dataclasses whose fields `codec` can write as JSON.

    `libraries` are the distributions whose versions decide the bytes that are written. `is_ffmpeg` says that ffmpeg writes
    them, so that its build is in the key. `is_foreign` says that it runs a producer's code, which is kept apart. `pool` is the
    kind of work.
    """

    __slots__ = ()

    libraries: ClassVar[tuple[str, ...]] = ()
    is_ffmpeg: ClassVar[bool] = False
    is_foreign: ClassVar[bool] = False
    pool: ClassVar[Pool]

    @property
    @abstractmethod
    def outputs(self) -> tuple[Output, ...]:
        """Return what is written, and what is promised about it."""

    @property
    def ends(self) -> Mapping[str, int]:
        """Return what ffmpeg's counts (`frame`, `out_time_us`, `total_size`) come to when it is done, as far as that is known."""
        return {}

    @abstractmethod
    def run(self, work: Work) -> None:
        """Write each of `work.outputs` and nothing else. Raises TogetherFault with what a producer should do."""


def name_of(kind: type[Operation]) -> str:
    """Return where a class of operations is found: `pipeline.operations.mix:MixSegment`."""
    return f"{kind.__module__}:{kind.__qualname__}"


def words_of(name: str) -> str:
    """Return a class of operations in words, by its name: `pipeline.operations.mix:MixSegment` -> `mix segment`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name.rpartition(":")[2]).lower()
