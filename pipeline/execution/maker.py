"""The maker: the one seam between deciding what runs and running it, here or elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from pipeline.execution.order import Made, Order
from pipeline.plan.action import Action
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Host:
    """A machine, or a share of one, on which actions run: at most `slots` at once, expected to hold `memory_bytes` together.

    `tools` are the identities of the tools and of the code that it offers; None where it offers what this program plans for.
    """

    name: str
    slots: int
    memory_bytes: int
    tools: frozenset[str] | None = None

    def offers(self, action: Action) -> bool:
        """Say whether what carries the action out is here, in the builds that are in the key."""
        wanted = {action.identity.code, action.identity.ffmpeg} - {""}
        return self.tools is None or wanted <= self.tools


class Reporter(Protocol):
    """The listener of one order. Its methods are called from the maker's thread and return at once."""

    def progress(self, share: float) -> None:
        """Hear how far the run is, from 0 to 1."""
        ...

    def ran(self) -> None:
        """Hear that the run has ended. What is left is checking and storing, which waits for a disk and takes no slot."""
        ...


class Maker(Protocol):
    """Whoever makes orders. Threads share it; it lives as long as its owner wants, through many builds."""

    def hosts(self) -> Sequence[Host]:
        """Return where orders can be made now; at least one."""
        ...

    def make(self, order: Order, host: str, reporter: Reporter, stop: threading.Event) -> Made:
        """Make an order on a host and return once its outputs are in the store of the build.

        Raises ActionFailed, PromiseBroken, StoreCorrupt for an input that is damaged, EnvironmentFault, and Interrupted once
        `stop` is set and the run is ended.
        """
        ...

    def close(self) -> None:
        """End what is left running and idle."""
        ...
