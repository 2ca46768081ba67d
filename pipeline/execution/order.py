"""What a maker is given and what it gives back: an order, and what was made of it. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.execution.record import Record, StoredOutput, content_key_of
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.plan.action import Action, FromAction


@dataclass(frozen=True)
class Order:
    """An action that is ready to run, and for each output of another action that it reads the bytes that stand for it.

    Nothing in it names a folder or a machine: whoever can fetch bytes by their digest can make it.
    """

    action: Action
    inputs: Mapping[FromAction, StoredOutput]

    @cached_property
    def content_key(self) -> str:
        """Return its identity by the bytes that it reads, see `record.content_key_of`."""
        return content_key_of(self.action, lambda origin: self.inputs[origin].digest)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an order: the record that holds from now on, what the run took, and a finding or "".

    `seconds` on the wall, `peak_bytes` 0 where it is not known. They are this run's: the record is an earlier one's where the
    key was stored already.
    """

    record: Record
    seconds: float
    peak_bytes: int
    finding: str = ""
