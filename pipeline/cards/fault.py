"""What is wrong with a card, in words for the one who can mend it: the producer (a text) or the designer (a line)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

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


_SHOWN = 300
"""Characters of a text that a message shows of it."""


class TooLong(CardFault):
    """Texts that do not fit into a card of a theme, even at `smallest` hundredths of its size.

    `parts` are what the layout tells of them: a line of a name that it broke. `of` names a text that holds one.
    """

    def __init__(self, parts: Sequence[str], card: str, theme: str, smallest: int, hint: str = "shorten the text") -> None:
        cards = f"cards {card}" if " and " in card else f"card {card}"
        first = parts[0] if len(parts[0]) <= _SHOWN else f"{parts[0][: _SHOWN - 3]}..."
        message = f"{first!r} does not fit into the {cards} of theme {theme}, even at {smallest} % of its size"
        super().__init__(message, hint)
        self.parts, self.card, self.theme, self.smallest = tuple(parts), card, theme, smallest

    def of(self, text: str, is_name: bool) -> CardFault | None:
        """Return the fault of a whole text, None where it is not at fault."""
        words = " ".join(text.split())
        shown = [" ".join(part.split()) for part in self.parts]
        if not any(part in words or words in part.split(", ") for part in shown):  # roles of one person are joined by commas
            return None
        hint = "ask how it may be written shorter" if is_name else "shorten the text"
        return TooLong((text,), self.card, self.theme, self.smallest, hint)


class NoGlyph(CardFault):
    """Characters that no font of a theme has, in a text."""

    def __init__(self, characters: str, text: str) -> None:
        first = characters[0]
        more = f" (and {len(characters) - 1} more)" if len(characters) > 1 else ""
        super().__init__(
            f"no font has the character {first} (U+{ord(first):04X} {unicodedata.name(first, 'unnamed')}) in {text!r}{more}",
            "add a font that has it to the theme's fonts/, or write it differently",
        )
        self.characters, self.text = characters, text

    def of(self, text: str, is_name: bool) -> CardFault | None:
        """Return the fault of a whole text, None where it is not at fault."""
        mine = "".join(character for character in self.characters if character in unicodedata.normalize("NFC", text))
        return NoGlyph(mine, text) if mine else None


def input_fault(where: Where, message: str, hint: str = "") -> InputFault:
    """Return a fault with one diagnostic."""
    return InputFault((Diagnostic(where, message, hint),))
