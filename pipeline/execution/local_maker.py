"""Make orders on this machine. `make_here` is all that happens where an action runs, whichever maker asks for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from pipeline.execution import machine, probe
from pipeline.execution.disk import disk_faults, disk_full, is_full
from pipeline.execution.maker import Host, Reporter
from pipeline.execution.order import Made, Order
from pipeline.execution.runner import Runner
from pipeline.execution.sandbox import Sandbox, check_declared, sandbox_for
from pipeline.execution.sources import Sources
from pipeline.execution.store import Store
from pipeline.faults import ActionFailed, Interrupted, PromiseBroken
from pipeline.plan.action import Action
from pipeline.values import dataclass

_MEMORY_SHARE = 0.75
"""Share of the machine's memory that running actions may expect to hold together."""

_TICK_SECONDS = 0.2


class LocalMaker:
    """The maker of this machine: a store, a runner with its warm workers, and the sources of a show. It owns the runner.

    Several builds may use it at once; together they run no more than its slots.
    """

    def __init__(self, store: Store, runner: Runner, sources: Sources, *, slots: int) -> None:
        self._store, self._runner, self._sources = store, runner, sources
        self._free = threading.Semaphore(slots)
        self._host = Host("here", slots, int(machine.memory_bytes() * _MEMORY_SHARE))

    def hosts(self) -> Sequence[Host]:
        """Return this machine."""
        return (self._host,)

    def make(self, order: Order, host: str, reporter: Reporter, stop: threading.Event) -> Made:
        """Make an order in this process's store, as `Maker.make`."""
        slot = _Slot(self._free, reporter)
        slot.take(stop)
        try:
            return make_here(order, self._store, self._runner, self._sources, slot, stop)
        finally:
            slot.give()

    def close(self) -> None:
        """End the workers."""
        self._runner.close()


@dataclass
class _Slot:
    """A slot of this machine, and the reporter of the order that runs in it. It is given back when the run has ended."""

    free: threading.Semaphore
    reporter: Reporter
    is_taken: bool = False

    def take(self, stop: threading.Event) -> None:
        """Wait for a slot. Raises Interrupted once `stop` is set."""
        while not self.free.acquire(timeout=_TICK_SECONDS):
            if stop.is_set():
                raise Interrupted
        self.is_taken = True

    def give(self) -> None:
        """Give the slot back, once."""
        if self.is_taken:
            self.is_taken = False
            self.free.release()

    def progress(self, share: float) -> None:
        self.reporter.progress(share)

    def ran(self) -> None:
        self.give()
        self.reporter.ran()


def make_here(order: Order, store: Store, runner: Runner, sources: Sources, reporter: Reporter, stop: threading.Event) -> Made:
    """Make an order's outputs and publish them in `store`, which holds the bytes of its inputs.

    Raises as `Maker.make`. What is stored ran on proved sources, in a sandbox of its own, and is what was promised.
    """
    action = order.action
    with disk_faults(store.folder), sandbox_for(order, store, sources) as sandbox:
        states = sources.prove(action)
        try:
            outcome = runner.run(action, sandbox, reporter.progress, stop)
            reporter.ran()
            check_promises(action, sandbox, store.folder)
        except ActionFailed:
            sources.prove_again(action, states)  # where a source has changed meanwhile, that is what went wrong
            raise
        sources.prove_again(action, states)
        record, finding = store.publish(order, sandbox.outputs, outcome.seconds, outcome.peak_bytes, outcome.cpu_seconds)
    return Made(record, outcome.seconds, outcome.peak_bytes, finding)


def check_promises(action: Action, sandbox: Sandbox, disk: Path) -> None:
    """Raise PromiseBroken unless each output is there and as promised, EnvironmentFault where a full disk is why."""
    try:
        check_declared(action, sandbox)
        for output in action.outputs:
            try:
                probe.check(sandbox.outputs[output.name], output.promise)
            except probe.Broken as fault:
                message = f"output {output.name!r} {fault}"
                raise PromiseBroken(action.address, message, where=action.where) from fault
    except PromiseBroken as fault:
        if is_full(disk):
            raise disk_full(disk) from fault
        raise
