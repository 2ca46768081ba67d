from __future__ import annotations

from pipeline.execution.steps import Call
from pipeline.faults import EnvironmentFault, TogetherFault


def run(call: Call) -> None:
    match call.parameters["what"]:
        case "bug":
            raise KeyError("nobody")
        case "ours":
            raise TogetherFault("the take begins too late")
        case "machine":
            raise EnvironmentFault("no font", "install one")
        case "full":
            with open("/dev/full", "w") as full:  # noqa: PTH123
                full.write("x" * 100_000)
