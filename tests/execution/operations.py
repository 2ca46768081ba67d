"""Operations that behave as their names say, for the worker processes of the tests, and one that only a fake runner runs."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Literal

from pipeline.faults import EnvironmentFault, TogetherFault
from pipeline.operations.base import Operation, Pool, Work
from pipeline.operations.ffmpeg import Arguments, FfmpegOperation
from pipeline.operations.promises import DataPromise, Output, VideoPromise

MADE = Output("out", ".json", DataPromise(("made",)))
DONE = '{"made": 1}'


@dataclass(frozen=True, slots=True)
class Made(Operation):
    """What a fake runner makes; its fields are named by the test."""

    pool: ClassVar[Pool] = "encode"

    fields: Mapping[str, str]
    promised: tuple[Output, ...] = (MADE,)

    @property
    def outputs(self) -> tuple[Output, ...]:
        return self.promised

    def run(self, work: Work) -> None:
        raise AssertionError("only a fake runner makes it")


class Drawn(Made):
    __slots__ = ()
    pool: ClassVar[Pool] = "draw"


class Sounding(Made):
    __slots__ = ()
    pool: ClassVar[Pool] = "sound"


class Joined(Made):
    __slots__ = ()
    pool: ClassVar[Pool] = "join"


POOLS: dict[Pool, type[Made]] = {"encode": Made, "draw": Drawn, "sound": Sounding, "join": Joined}


@dataclass(frozen=True, slots=True)
class Span(FfmpegOperation):
    """A run of ffmpeg that a fake runner makes something of."""

    pool: ClassVar[Pool] = "encode"

    crf: int
    seconds: int
    caption: str

    @property
    def outputs(self) -> tuple[Output, ...]:
        return (MADE,)

    def command(self) -> Arguments:
        raise AssertionError("only a fake runner makes it")


@dataclass(frozen=True, slots=True)
class Ffmpeg(FfmpegOperation):
    """Whatever the arguments say."""

    pool: ClassVar[Pool] = "encode"

    picture: VideoPromise
    arguments: Arguments

    @property
    def outputs(self) -> tuple[Output, ...]:
        return (Output("out", ".mp4", self.picture),)

    def command(self) -> Arguments:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Python(Operation):
    """What the tests run in a worker."""

    pool: ClassVar[Pool] = "encode"

    @property
    def outputs(self) -> tuple[Output, ...]:
        return (MADE,)


@dataclass(frozen=True, slots=True)
class Writes(Python):
    number: int = 0
    rate: Fraction = Fraction(1)

    def run(self, work: Work) -> None:
        work.progress(0.5)
        print("this must not reach the build")
        sys.stdin.read()
        with tempfile.NamedTemporaryFile() as temporary:
            place = temporary.name
        made = {
            "made": {name: path.read_text() for name, path in work.inputs.items() if path.is_file()},
            "folders": {name: sorted(p.name for p in path.iterdir()) for name, path in work.inputs.items() if path.is_dir()},
            "rate": str(self.rate),
            "pid": os.getpid(),
            "temporary": place,
            "cwd": os.getcwd(),  # noqa: PTH109
            "environment": dict(os.environ),
        }
        work.outputs["out"].write_text(json.dumps(made))


@dataclass(frozen=True, slots=True)
class Weighs(Python):
    def run(self, work: Work) -> None:
        made = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in work.inputs.items()}
        work.outputs["out"].write_text(json.dumps({"made": made}))


@dataclass(frozen=True, slots=True)
class Tells(Python):
    """Works for long, and tells so. `number` tells one from another."""

    times: int = 4
    number: int = 0

    def run(self, work: Work) -> None:
        for number in range(self.times):
            time.sleep(0.2)
            work.progress(number / self.times)
        work.outputs["out"].write_text(DONE)


@dataclass(frozen=True, slots=True)
class Hoards(Python):
    bytes: int

    def run(self, work: Work) -> None:
        held = bytearray(self.bytes)
        held[::4096] = b"x" * len(held[::4096])
        work.outputs["out"].write_text(DONE)


@dataclass(frozen=True, slots=True)
class Toils(Python):
    """What takes some time of a processor, and waits some."""

    toils: Fraction
    waits: Fraction

    def run(self, work: Work) -> None:
        begun = time.process_time()
        while time.process_time() - begun < self.toils:
            pass
        time.sleep(float(self.waits))
        work.outputs["out"].write_text(DONE)


@dataclass(frozen=True, slots=True)
class Raises(Python):
    what: Literal["bug", "ours", "machine", "full"]

    def run(self, work: Work) -> None:
        match self.what:
            case "bug":
                raise KeyError("nobody")
            case "ours":
                raise TogetherFault("the take begins too late")
            case "machine":
                raise EnvironmentFault("no font", "install one")
            case "full":
                with open("/dev/full", "w") as full:  # noqa: PTH123
                    full.write("x" * 100_000)


@dataclass(frozen=True, slots=True)
class Dies(Python):
    def run(self, work: Work) -> None:
        print("last words", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Shouts(Python):
    """Says more than a pipe holds."""

    fails: bool = False

    def run(self, work: Work) -> None:
        for number in range(20_000):
            print(f"line {number} of many that no one reads", file=sys.stderr)
        work.outputs["out"].write_text(DONE)
        if self.fails:
            raise ValueError("at the end")


@dataclass(frozen=True, slots=True)
class Spins(Python):
    """Never ends, never tells, and holds the interpreter while it works."""

    pid: str = field(compare=False)

    def run(self, work: Work) -> None:
        Path(self.pid).write_text(str(os.getpid()))
        re.match(r"(a+)+$", "a" * 60 + "b")
