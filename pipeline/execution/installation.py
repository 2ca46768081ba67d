"""What makes an episode here: ffmpeg, the code of the operations, the cores; and what all of it is, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pipeline
from pipeline import digest
from pipeline.cards import theme as themes
from pipeline.execution import code, machine, stamp, toolchain
from pipeline.execution.memory import CodeMemory, Memory
from pipeline.execution.toolchain import FfmpegTool
from pipeline.operations.base import name_of
from pipeline.operations.card import DrawCard
from pipeline.plan.action import Toolchain
from pipeline.segments import entries


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
    cards = digest.of([tools.code[name_of(DrawCard)], code.of_package("pipeline.cards", memory)])
    return Installation(tool, tools, CodeMemory(memory, cards), _house(show, tools), machine.cores())


def _house(show: Path, tools: Toolchain) -> str:
    # Everything a plan depends on that is no file of its episode. Files by their state: what they hold is in the keys.
    folders = [Path(pipeline.__file__).parent, themes.built_in(), show / "templates", show / "profiles"]
    files = [
        file for folder in folders for file in folder.rglob("*") if file.suffix != ".pyc" and "__pycache__" not in file.parts
    ]
    return digest.of([tools.ffmpeg, sorted(tools.code.items()), stamp.states([*folders, *files, *entries.files()])])
