"""Where the values of a YAML text are written, character by character, and in which style: what edits need. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from pipeline.values import dataclass

if TYPE_CHECKING:
    from yaml.events import Event

_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A value as it is written, from character `start` of the text to before `end`.

    A scalar has its `text` (None where nothing is written) and the `style` that it is written in: a quote, `|`, `>`, or nothing
    for one without quotes. A list has its `items`, a group its `entries`, each with its key; one that `is_flow` stands in
    brackets. What `is_odd` has an anchor or a tag, or is an alias.
    """

    start: int
    end: int
    style: str = ""
    text: str | None = None
    items: tuple[Spot, ...] | None = None
    entries: tuple[tuple[Spot, Spot], ...] | None = None
    is_flow: bool = False
    is_odd: bool = False

    def value(self, key: str) -> Spot | None:
        """Return the value of a group's key, None where it has no such key."""
        return next((value for name, value in self.entries or () if name.text == key), None)

    @property
    def below(self) -> Iterator[Spot]:
        """Yield the spot and everything in it, keys too."""
        yield self
        for key, value in self.entries or ():
            yield from key.below
            yield from value.below
        for item in self.items or ():
            yield from item.below


@dataclass(slots=True, eq=False)
class _Open:
    """A list or a group whose end has not come: its values, of a group keys and values by turns."""

    start: int
    is_group: bool
    is_flow: bool
    is_odd: bool
    found: list[Spot] = field(default_factory=list)

    def closed(self, end: int) -> Spot:
        """Return it with all that was found; what stands in no brackets ends with its last value."""
        end = end if self.is_flow else max([self.start, *(spot.end for spot in self.found)])
        if not self.is_group:
            return Spot(self.start, end, items=tuple(self.found), is_flow=self.is_flow, is_odd=self.is_odd)
        pairs = tuple(zip(self.found[::2], self.found[1::2], strict=True))
        return Spot(self.start, end, entries=pairs, is_flow=self.is_flow, is_odd=self.is_odd)


def spots(text: str) -> Spot:
    """Return what a text says, each value with where it is written. The reader must have read it: it refuses what is too deep."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    open_: list[_Open] = []
    root: Spot | None = None
    for event in yaml.parse(text, loader):
        found: Spot | None = None
        match event:
            case yaml.ScalarEvent(value=value, style=style):
                start, end = _extent(event)
                if style in ("|", ">"):  # the mark stands before the next thing that is written
                    end = start + len(text[start:end].rstrip(_BLANK))
                is_odd = event.anchor is not None or event.tag is not None
                found = Spot(start, end, style or "", value if value or style else None, is_odd=is_odd)
            case yaml.AliasEvent():
                found = Spot(*_extent(event), is_odd=True)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                is_group = isinstance(event, yaml.MappingStartEvent)
                is_odd = event.anchor is not None or event.tag is not None
                open_.append(_Open(_extent(event)[0], is_group, bool(event.flow_style), is_odd))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                found = open_.pop().closed(_extent(event)[1])
            case _:
                pass
        if found is not None and open_:
            open_[-1].found.append(found)
        elif found is not None:
            root = found
    assert root is not None
    return root


def _extent(event: Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index
