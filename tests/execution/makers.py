"""A maker without sandboxes and processes, for tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.execution.maker import Host, Reporter
from pipeline.execution.order import Made, Order
from pipeline.execution.sandbox import Sandbox
from pipeline.execution.sources import Sources
from pipeline.execution.store import Store
from pipeline.faults import ActionFailed, Interrupted, PromiseBroken
from pipeline.plan.action import FromAction, FromSource
from tests.execution.fakes import made_of


class FakeMaker:
    """Make at once, in the caller's thread, what `FakeRunner` would write."""

    def __init__(self, store: Store, sources: Sources, behaviours: Mapping[str, str] | None = None) -> None:
        self._store, self._sources, self._behaviours = store, sources, behaviours or {}

    def hosts(self) -> Sequence[Host]:
        return (Host("nowhere", 2, 1 << 40),)

    def make(self, order: Order, host: str, reporter: Reporter, stop: threading.Event) -> Made:
        action = order.action
        states = self._sources.prove(action)
        read: dict[str, Path] = {}
        for given in action.inputs:
            if isinstance(given.origin, FromAction):
                read[given.name] = self._store.proven_path(order.inputs[given.origin])
            elif isinstance(given.origin, FromSource):
                read[given.name] = self._sources.path(given.origin.path, given.origin.digest)
        match self._behaviours.get(action.address):
            case "fails":
                raise ActionFailed(action.address, "ffmpeg ended with exit code 1", "no such filter", action.where)
            case "hangs":
                stop.wait(30)
                raise Interrupted
            case "truncates" | "litters":
                raise PromiseBroken(action.address, "is not what was promised")
        folder = self._store.new_sandbox()
        made = {}
        for output in action.outputs:
            content = {"made": made_of(action, Sandbox(folder, read, {})), "name": output.name, "noise": ""}
            made[output.name] = folder / output.name
            made[output.name].write_text(json.dumps(content))
        reporter.progress(1.0)
        reporter.ran()
        self._sources.prove_again(action, states)
        record, finding = self._store.publish(order, made, 0.5, 1 << 20)
        return Made(record, 0.5, 1 << 20, finding)

    def close(self) -> None:
        pass
