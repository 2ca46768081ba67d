from __future__ import annotations

from pipeline.operations.compose_frame import ComposeFrame
from tests.operations.examples import compose

OPERATION = ComposeFrame(compose.OPERATION.composition, 5)

inputs = compose.inputs
