"""The names of the scenes that come along, and which parameters each has. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import ValidationInfo, WithJsonSchema

from pipeline.faults import did_you_mean
from pipeline.segments.fields import ReadsAmong, mistake, written

PREFIX = "builtin/"
"""What the name of a scene that comes along begins with where a file's path may stand."""

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "counter": ("from", "to", "label"),
    "kinetic-words": ("text",),
    "paper-collage": ("stills",),
    "people-map": ("people",),
    "waveform-ring": ("sound",),
}
"""Every scene, and its parameters."""

_NEEDED = {"counter": ("to", "to: 120"), "kinetic-words": ("text", "text: words to be shown"),
           "paper-collage": ("stills", "stills: [one.jpg, two.jpg]")}  # fmt: skip


def check(scene: str, names: Collection[str]) -> None:
    """Raise the producer's mistake where a scene is not known, or has not the parameters of these `names`, or lacks one."""
    if not scene.startswith(PREFIX):
        if names:
            raise mistake("parameters belong to a scene that comes along", f"one of: {_all()}", ("parameters",))
        return
    name = scene.removeprefix(PREFIX)
    if name not in PARAMETERS:
        raise mistake(f"no scene {scene!r} comes along", did_you_mean(scene, [PREFIX + one for one in PARAMETERS]), ("scene",))
    if strange := [one for one in names if one not in PARAMETERS[name]]:
        has = f"it has: {', '.join(PARAMETERS[name])}"
        raise mistake(f"the scene {name} has no `{strange[0]}`", has, ("parameters", strange[0]))
    needed, example = _NEEDED.get(name, ("", ""))
    if needed and needed not in names:
        raise mistake(f"the scene {name} needs `{needed}`", f"write parameters: {{{example}}}", ("scene",))


def _all() -> str:
    return ", ".join(PREFIX + one for one in PARAMETERS)


def _scene(value: object, info: ValidationInfo) -> str:
    text = written(value)
    if (check_file := (info.context or {}).get("file")) is not None and not text.startswith(PREFIX):
        check_file(text)
    return text


Scene = Annotated[
    str,
    ReadsAmong(_scene),
    WithJsonSchema({"type": "string", "examples": [PREFIX + one for one in PARAMETERS]}),
]
"""The path of a Python file that draws, or the name of a scene that comes along."""
