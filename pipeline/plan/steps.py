"""The registry of Python steps: which code and which libraries decide what each one writes. Floor 5, pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepCode:
    """Name the modules (a package stands for all in it) and the distributions whose versions decide a step's output."""

    modules: tuple[str, ...]
    distributions: tuple[str, ...] = ()


_DRAWN = "pipeline.execution.steps.pictures"
_PROGRAMME = ("pipeline.execution.steps.programme", "pipeline.execution.steps.encoding", "pipeline.sound")

STEPS: Mapping[str, StepCode] = {
    "card": StepCode(("pipeline.execution.steps.card", "pipeline.cards"), ("pytakumi", "av")),
    "scene": StepCode(("pipeline.execution.steps.scene", _DRAWN), ("moviepy", "numpy", "pillow", "av")),
    "soundpicture": StepCode(("pipeline.execution.steps.soundpicture", _DRAWN), ("numpy", "av")),
    "sync": StepCode(("pipeline.execution.steps.sync", "pipeline.sound"), ("numpy",)),
    "mix": StepCode(("pipeline.execution.steps.mix", "pipeline.sound"), ("numpy",)),
    "master": StepCode(("pipeline.execution.steps.master", *_PROGRAMME), ("numpy", "av")),
    "excerpt": StepCode(("pipeline.execution.steps.excerpt", *_PROGRAMME), ("numpy", "av")),
    "report": StepCode(("pipeline.execution.steps.report",)),
    "join": StepCode(("pipeline.execution.steps.join",), ("av",)),
}
