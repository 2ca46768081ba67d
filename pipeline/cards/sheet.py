"""Read a small YAML file with the line of every value, collecting all mistakes. Floor 1; reads files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import yaml

from pipeline.faults import Diagnostic, InputFault, Where

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it: the same nodes, ten times as fast."""


class Sheet:
    """Read one file; `mistakes` collects what is wrong in it, and `check` raises them together."""

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        self.mistakes: list[Diagnostic] = []
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise InputFault((Diagnostic(Where(shown), f"cannot be read: {fault}"),)) from None
        try:
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark
            where = Where(shown, mark.line + 1, mark.column + 1) if mark else Where(shown)
            raise InputFault((Diagnostic(where, f"is not YAML: {fault.problem}"),)) from None
        self.root = Value(self, node)

    def check(self) -> None:
        """Raise InputFault with every mistake found so far, if any."""
        if self.mistakes:
            raise InputFault(tuple(self.mistakes))


class Value:
    """Wrap one YAML value. Every getter notes a mistake and returns a harmless value where the file has the wrong thing."""

    def __init__(self, sheet: Sheet, node: yaml.Node | None) -> None:
        self.sheet, self.node = sheet, node

    @property
    def where(self) -> Where:
        """Return the value's place in the file."""
        if self.node is None:
            return Where(self.sheet.shown)
        return Where(self.sheet.shown, self.node.start_mark.line + 1, self.node.start_mark.column + 1)

    def wrong(self, message: str, hint: str = "") -> None:
        """Note a mistake at this value."""
        self.sheet.mistakes.append(Diagnostic(self.where, message, hint))

    def items(self, allowed: Sequence[str] | None = None) -> Iterator[tuple[str, Value]]:
        """Yield the pairs of a mapping in order; note doubled keys, and keys that are not in `allowed`."""
        if self.node is None:
            return
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong("is not a mapping (key: value)")
            return
        seen = set()
        for key_node, value_node in self.node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            place = Value(self.sheet, key_node)
            if key in seen:
                place.wrong(f"{key} is given twice")
            elif allowed is not None and key not in allowed:
                near = difflib.get_close_matches(key, allowed, 1)
                place.wrong(f"{key} is not known here", f"did you mean {near[0]}?" if near else f"allowed: {', '.join(allowed)}")
            else:
                yield key, Value(self.sheet, value_node)
            seen.add(key)

    def mapping(self, allowed: Sequence[str] | None = None) -> dict[str, Value]:
        """Return a mapping's pairs."""
        return dict(self.items(allowed))

    def sequence(self) -> list[Value]:
        """Return a list's members."""
        if isinstance(self.node, yaml.SequenceNode):
            return [Value(self.sheet, node) for node in self.node.value]
        self.wrong("is not a list")
        return []

    def text(self) -> str:
        """Return a scalar as it is written."""
        if isinstance(self.node, yaml.ScalarNode):
            return str(self.node.value)
        self.wrong("is not a text")
        return ""

    def number(self, low: int, high: int) -> Fraction:
        """Return an exact number within `low` to `high`, both included."""
        text = self.text()
        try:
            number = Fraction(Decimal(text))
        except (InvalidOperation, ValueError, OverflowError):
            self.wrong(f"{text!r} is not a number")
            return Fraction(low)
        if not low <= number <= high:
            self.wrong(f"{text} is outside {low} to {high}")
            return Fraction(low)
        return number

    def whole(self, low: int, high: int) -> int:
        """Return a whole number within `low` to `high`, both included."""
        number = self.number(low, high)
        if number.denominator != 1:
            self.wrong(f"{self.text()} is not a whole number")
        return int(number)

    def plain(self) -> object:
        """Return the value as text, lists and dicts of text; for sample data."""
        if isinstance(self.node, yaml.MappingNode):
            return {key: value.plain() for key, value in self.items()}
        if isinstance(self.node, yaml.SequenceNode):
            return [value.plain() for value in self.sequence()]
        return self.text() if self.node is not None else ""
