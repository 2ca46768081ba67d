"""What is wrong with a card, in words for the one who can mend it: the producer (a text) or the designer (a line)."""

from __future__ import annotations

from pipeline.faults import Diagnostic, InputFault, TogetherFault, Where


class CardFault(TogetherFault):
    """A reason why a card cannot be drawn.

    `where` is the theme's file and line where a designer's mistake is at fault, None where a text of the manifest is: then
    the caller knows the line that brought it in, and `at` makes the diagnostic.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "", where: Where | None = None) -> None:
        super().__init__(message, hint, where)
        self.message, self.hint, self.where = message, hint, where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f"; {self.hint}" if self.hint else "")

    def at(self, where: Where) -> Diagnostic:
        """Return the diagnostic: at the theme's line where that is at fault, else at `where` (the manifest's line)."""
        return Diagnostic(self.where or where, self.message, self.hint)


def input_fault(where: Where, message: str, hint: str = "") -> InputFault:
    """Return a fault with one diagnostic."""
    return InputFault((Diagnostic(where, message, hint),))
