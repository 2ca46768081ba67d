"""The fields of a profile, each read as text at its place: no typing by guess. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, Where, did_you_mean, guess

T = TypeVar("T")


class Fields:
    """The fields of a group, handed out one by one; each mistake is written down at its place.

    What the group lacks stands in what it extends.
    """

    def __init__(self, node: Node, diagnostics: list[Diagnostic], extended: Fields | None = None) -> None:
        self.diagnostics = diagnostics
        self._node, self._extended = node, extended
        self._asked: list[str] = []
        self._missing: list[str] = []
        self._values = node.entries or {}

    def take(self, name: str, read: Callable[[str], T], default: T | None = None, follows: str = "") -> T | None:
        """Return the field's value as `read` makes it of its text, `default` where it is missing, None where it is wrong.

        A field that is missing and has no default is a mistake, which `refuse_rest` writes down. What is taken over and became
        wrong by another choice in the field that it `follows` is told there: what is extended is right as it is.
        """
        found = self._found(name, required=default is None)
        if found is None:
            return default
        if found.items is not None or found.entries is not None:
            self._tell(found.where, f"{name} is one value")
            return None
        text = found.text or ""
        try:
            return read(text)
        except ValueError as error:
            message, chosen = f"{name} cannot be {text!r}", self._chosen(name, follows)
            if chosen is not None:
                message = f"with {follows}: {chosen.text}, {message} as in what is extended"
            self._tell(found.where if chosen is None else chosen.where, message, f"{name}: {error}" if chosen else str(error))
            return None

    def listed(self, name: str, read: Callable[[str], str]) -> tuple[str, ...] | None:
        """Return the values of a list, none where it is missing, None where one is wrong."""
        found = self._found(name, required=False)
        if found is None:
            return ()
        if found.entries is not None:
            self._tell(found.where, f"{name} is a list", "write [one, two]")
            return None
        values = []
        for node in found.items if found.items is not None else (found,):
            try:
                values.append(read(node.text or ""))
            except ValueError as error:
                self._tell(node.where, f"{name} cannot have {node.text!r}", str(error))
                return None
        return tuple(values)

    def nested(self, name: str) -> Fields:
        """Return the fields of the mapping under `name`; of an empty one where it is missing or something else."""
        own = self._values.get(name)
        below = self._extended.nested(name) if self._extended and self._extended.has(name) else None
        if own is None and below is not None:
            self._asked.append(name)
            return below
        found = self._found(name, required=True)
        if found is not None and found.entries is not None:
            return Fields(found, self.diagnostics, below)
        if found is not None:
            self._tell(found.where, f"{name} is a mapping of names to values")
        # What the missing mapping would hold is not asked for one by one: one mistake, one message.
        return Fields(replace(self._node, entries={}, keys={}), [])

    def has(self, name: str) -> bool:
        """Say whether a field is written, here or in what is extended."""
        return name in self._values or (self._extended is not None and self._extended.has(name))

    def tell(self, name: str, message: str, hint: str) -> None:
        """Write down a mistake at a field, or at the group where it is not written."""
        found = self._values.get(name)
        self._tell(self._node.head if found is None else found.where, message, hint)

    def refuse_rest(self) -> None:
        """Write down each field that nobody asked for, with the name that may be meant, and each that is missing.

        What is missing because it is misspelled is one mistake.
        """
        unknown = [name for name in self._values if name not in self._asked]
        for name in unknown:
            self._tell(self._node.keys[name].where, f"there is no field {name}", did_you_mean(name, self._asked))
        for name in self._missing:
            if not any(guess(other, self._asked) == guess(name, [name]) for other in unknown):
                self._tell(self._node.head, f"{name} is missing")

    def _chosen(self, name: str, follows: str) -> Node | None:
        """Return the field that one follows, where it is written above that one; None where it is not."""
        if name in self._values:
            return None
        return self._values.get(follows) or (self._extended._chosen(name, follows) if self._extended else None)

    def _found(self, name: str, *, required: bool) -> Node | None:
        self._asked.append(name)
        if name in self._values:
            return self._values[name]
        if self._extended is not None and self._extended.has(name):
            return self._extended._found(name, required=False)
        if required:
            self._missing.append(name)
        return None

    def _tell(self, where: Where, message: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(where, message, hint))
