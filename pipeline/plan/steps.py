"""The registry of Python steps: which code and which libraries decide what each one writes. Floor 5, pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepCode:
    """Name the modules (a package stands for all in it) and the distributions whose versions decide a step's output."""

    modules: tuple[str, ...]
    distributions: tuple[str, ...] = ()


_PROGRAMME = ("pipeline.build.steps.programme", "pipeline.build.steps.encoding", "pipeline.sound")

STEPS: Mapping[str, StepCode] = {
    "card": StepCode(("pipeline.build.steps.card", "pipeline.cards"), ("pytakumi", "av")),
    "scene": StepCode(("pipeline.build.steps.scene", "pipeline.build.steps.pictures"), ("moviepy", "numpy", "pillow", "av")),
    "soundpicture": StepCode(("pipeline.build.steps.soundpicture", "pipeline.build.steps.pictures"), ("numpy", "av")),
    "sync": StepCode(("pipeline.build.steps.sync", "pipeline.sound"), ("numpy",)),
    "mix": StepCode(("pipeline.build.steps.mix", "pipeline.sound"), ("numpy",)),
    "master": StepCode(("pipeline.build.steps.master", *_PROGRAMME), ("numpy", "av")),
    "excerpt": StepCode(("pipeline.build.steps.excerpt", *_PROGRAMME), ("numpy", "av")),
    "report": StepCode(("pipeline.build.steps.report",)),
    "join": StepCode(("pipeline.build.steps.join",), ("av",)),
}
