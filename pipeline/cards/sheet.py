"""The values of theme.yaml and preview.yaml, read with the line of each, collecting all mistakes. Reads files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from pipeline.documents import reader
from pipeline.documents.files import Files, from_disk
from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,6})?")

SHAPES = ("wide", "tall", "square")

T = TypeVar("T")


class Sheet:
    """A file as read; `mistakes` collects what is wrong in it, and `check` raises them together."""

    def __init__(self, path: Path, shown: str, files: Files = from_disk) -> None:
        self.shown = shown
        self.mistakes: list[Diagnostic] = []
        self._wrong: set[int] = set()
        try:
            content = files(path)
        except OSError as fault:
            message = f"this file cannot be read: {fault.strerror}"
            raise InputFault((Diagnostic(Where(shown), message, "let your account read it"),)) from None
        node = reader.read(content, shown, self.mistakes)
        if node is None:
            self.check()
        self.root = Value(self, node)

    def note(self, node: Node | None, mistake: Diagnostic, *, is_wrong: bool = True) -> None:
        """Note a mistake of a value. One that is wrong is told of once, and what it lacks besides is not."""
        if id(node) not in self._wrong and mistake not in self.mistakes:
            self.mistakes.append(mistake)
            self._wrong |= {id(node)} if is_wrong else set()

    def check(self) -> None:
        """Raise InputFault with every mistake found so far, if any."""
        if self.mistakes:
            raise InputFault(tuple(self.mistakes))


class Value:
    """One YAML value. Every getter notes a mistake and returns a harmless value where the file has the wrong thing."""

    def __init__(self, sheet: Sheet, node: Node | None) -> None:
        self.sheet, self.node = sheet, node

    @property
    def where(self) -> Where:
        """Return the value's place in the file."""
        return Where(self.sheet.shown) if self.node is None else self.node.where

    @property
    def is_scalar(self) -> bool:
        """Say whether the value is one text, or nothing."""
        return self.node is not None and self.node.items is None and self.node.entries is None

    def wrong(self, message: str, hint: str = "") -> None:
        """Note a mistake at this value."""
        self.sheet.note(self.node, Diagnostic(self.where, message, hint))

    def lacks(self, message: str, hint: str = "") -> None:
        """Note that something is missing in this value: at its first line."""
        where = self.where if self.node is None else self.node.head
        self.sheet.note(self.node, Diagnostic(where, message, hint), is_wrong=False)

    def items(self, allowed: Sequence[str] | None = None) -> Iterator[tuple[str, Value]]:
        """Yield the pairs of a mapping in order; note keys that are not in `allowed`."""
        if self.node is None:
            return
        if self.node.entries is None:
            more = f"; of {', '.join(allowed)}" if allowed else ""
            self.wrong("is not a mapping (key: value)", f"write {{key: value}}, or the pairs in lines below{more}")
            return
        for key, node in self.node.entries.items():
            if allowed is not None and key not in allowed:
                Value(self.sheet, self.node.keys[key]).wrong(f"{key} is not known here", did_you_mean(key, allowed))
            else:
                yield key, Value(self.sheet, node)

    def mapping(self, allowed: Sequence[str] | None = None) -> dict[str, Value]:
        """Return a mapping's pairs."""
        return dict(self.items(allowed))

    def has_strangers(self, allowed: Sequence[str]) -> bool:
        """Say whether a mapping has a key that is not in `allowed`, which may be meant for what seems to be missing."""
        return self.node is not None and any(key not in allowed for key in self.node.entries or ())

    def sequence(self, hint: str = "write [one, another], or a line with a dash for each") -> list[Value]:
        """Return a list's members. `hint` says how it is written."""
        if self.node is not None and self.node.items is not None:
            return [Value(self.sheet, node) for node in self.node.items]
        self.wrong("is not a list", hint)
        return []

    @property
    def is_mapping(self) -> bool:
        """Say whether the value is a mapping."""
        return self.node is not None and self.node.entries is not None

    def text(self) -> str:
        """Return a scalar as it is written."""
        if self.node is not None and self.is_scalar:
            return self.node.text or ""
        self.wrong("is not a text", "write one value, without [], {} or a dash")
        return ""

    def number(self, low: int, high: int, hint: str = "") -> Fraction:
        """Return an exact number within `low` to `high`, both included; `hint` says what else may be written."""
        text = self.text() if self.is_scalar else ""
        if not _NUMBER.fullmatch(text):
            self.wrong(f"{text!r} is not a number" if text else "is not a number", hint or f"write one from {low} to {high}")
            return Fraction(low)
        number = Fraction(text)
        if not low <= number <= high:
            self.wrong(f"{text} is outside {low} to {high}")
            return Fraction(low)
        return number

    def whole(self, low: int, high: int) -> int:
        """Return a whole number within `low` to `high`, both included."""
        number = self.number(low, high)
        if number.denominator != 1:
            self.wrong(f"{self.text()} is not a whole number", f"write one from {low} to {high}")
        return int(number)

    def plain(self) -> object:
        """Return the value as text, lists and dicts of text; for sample data."""
        if self.node is not None and self.node.entries is not None:
            return {key: value.plain() for key, value in self.items()}
        if self.node is not None and self.node.items is not None:
            return [value.plain() for value in self.sequence()]
        return self.text() if self.node is not None else ""


def of_each_shape(value: Value, of: Callable[[Value], T]) -> Mapping[str, T]:
    """Return what a mapping says for each shape of picture; one that is missing is noted, and has what another has.

    A key that is misspelt is one mistake: that its shape is missing is not said besides.
    """
    found = {shape: of(one) for shape, one in value.items(SHAPES)}
    missing = [shape for shape in SHAPES if shape not in found]
    if missing and value.is_mapping and not value.has_strangers(SHAPES):
        value.lacks(f"the one for {' and '.join(missing)} pictures is missing", "write wide, tall and square")
    fallback = next(iter(found.values()), None)
    return found if fallback is None else {shape: found.get(shape, fallback) for shape in SHAPES}
