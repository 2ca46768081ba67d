"""What is wrong with a file, in a producer's words."""

from __future__ import annotations


class MediaFault(Exception):
    """What is wrong with a file and what to do. It has no place in a manifest yet: whoever read the path there adds it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message
