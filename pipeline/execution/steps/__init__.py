"""Python steps: each module holds `run(call: Call) -> None`, which reads `call.inputs` and writes `call.outputs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """Hand a step its files and parameters. It writes each of `outputs` and nothing else.

    `parameters` arrive as JSON values: numbers that must be exact are written as text ("30000/1001").
    `progress` may be called with a share from 0 to 1; a step that is silent for too long is ended.
    """

    inputs: Mapping[str, Path]
    outputs: Mapping[str, Path]
    parameters: Mapping[str, Any]
    progress: Callable[[float], None]
