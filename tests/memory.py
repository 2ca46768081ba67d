"""A memory for tests that look into files."""

from __future__ import annotations


class Forgetful:
    """A memory for as long as the process lives."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._texts.get(key)

    def put(self, key: str, value: str) -> None:
        self._texts[key] = value
