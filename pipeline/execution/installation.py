"""What makes an episode here: ffmpeg, the code of the operations, the cores; and what all of it is, as a value."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pipeline
from pipeline import digest
from pipeline.cards.folders import built_in
from pipeline.execution import code, machine, stamp, toolchain
from pipeline.execution.memory import CodeMemory, Memory
from pipeline.execution.toolchain import FfmpegTool
from pipeline.plan.action import Toolchain
from pipeline.segments import entries
from pipeline.values import dataclass

_DRAWS_CARDS = "pipeline.operations.card:DrawCard"
"""The operation whose code decides what is found out about cards, by its name: to load it takes longer than all of this."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The tools of this machine for one show.

    `house` is the identity of all that every plan depends on but its own files: our code, the tools, themes, profiles. `checked`
    keeps what our present code has found out about themes and cards. `cores` are those that this process may use.
    """

    ffmpeg: FfmpegTool
    tools: Toolchain
    checked: CodeMemory
    house: str
    cores: int


def installed(show: Path, ffmpeg: str | None, memory: Memory) -> Installation:
    """Return what is installed here for the show in a folder; `ffmpeg` names another than the embedded one.

    Raises EnvironmentFault where there is no ffmpeg, or a module or a library is missing.
    """
    tool = toolchain.find_ffmpeg(ffmpeg, memory)
    tools = toolchain.toolchain(tool, memory)
    cards = digest.of([tools.code[_DRAWS_CARDS], code.of_package("pipeline.cards", memory)])
    return Installation(tool, tools, CodeMemory(memory, cards), _house(show, tools, memory), machine.cores())


def _house(show: Path, tools: Toolchain, memory: Memory) -> str:
    # Everything a plan depends on that is no file of its episode. Files by their state: what they hold is in the keys.
    folders = [Path(pipeline.__file__).parent, built_in(), show / "templates", show / "profiles"]
    libraries = tuple(_distributions())
    others = stamp.states(entries.files(_kinds(libraries, memory)))
    return digest.of([tools.ffmpeg, sorted(tools.code.items()), libraries, stamp.below(folders), others])


def _kinds(libraries: tuple[stamp.State, ...], memory: Memory) -> tuple[str, ...]:
    """Return the modules of other distributions that kinds come from, remembered by the state of what is installed."""
    key = f"kinds/1 {digest.of(libraries)}"
    if (known := memory.get(key)) is not None:
        return tuple(json.loads(known))
    found = entries.modules()
    memory.put(key, json.dumps(found))
    return found


def _distributions() -> Iterator[stamp.State]:
    """Yield the states of what is installed: of each distribution's folder, named by its version, and of its entry points."""
    for place in sys.path:
        try:
            names = [entry.name for entry in os.scandir(place or os.curdir)]
        except NotADirectoryError:  # a library in one file
            yield from stamp.states([Path(place)])
            continue
        except OSError:
            continue
        told = [Path(place, name) for name in names if name.endswith((".dist-info", ".egg-info"))]
        yield from stamp.states([*told, *(path / "entry_points.txt" for path in told)])
