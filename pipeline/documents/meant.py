"""What a text is meant to say once it has been edited, to be held against what it says then. Changes with every edit."""

from __future__ import annotations

from pipeline.documents.node import Plain


class Meant:
    """A value as it is to be when a text is read again: a text, None where nothing is to be written, items, or entries."""

    __slots__ = ("entries", "items", "text")

    def __init__(
        self, text: str | None = None, items: list[Meant] | None = None, entries: list[tuple[str, Meant]] | None = None
    ) -> None:
        self.text, self.items, self.entries = text, items, entries

    def become(self, other: Meant) -> None:
        """Let the value be another one; whatever holds it holds that, too."""
        self.text, self.items, self.entries = other.text, other.items, other.entries

    def plain(self) -> Plain:
        """Return the value itself."""
        if self.entries is not None:
            return {key: value.plain() for key, value in self.entries}
        if self.items is not None:
            return tuple(item.plain() for item in self.items)
        return self.text


def meant(value: Plain) -> Meant:
    """Return a value as it is meant to be."""
    match value:
        case dict():
            return Meant(entries=[(key, meant(inner)) for key, inner in value.items()])
        case tuple():
            return Meant(items=[meant(inner) for inner in value])
        case str() | None:
            return Meant(value)


def ordered(value: Plain) -> object:
    """Return a value in which the order of fields counts."""
    match value:
        case dict():
            return [(key, ordered(inner)) for key, inner in value.items()]
        case tuple():
            return tuple(ordered(inner) for inner in value)
        case _:
            return value
