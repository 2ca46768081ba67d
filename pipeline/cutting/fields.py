"""Fields of a group as an edit writes them: set where they stand, added where they do not. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pipeline.cutting import times
from pipeline.documents.node import Plain
from pipeline.documents.splicing import Draft, Loc

ORDER = ("file", "scene", "frames", "rate", "in", "out", "length", "at")
"""Fields that say what is shown; times come behind them."""


def put(draft: Draft, loc: Loc, fields: Mapping[str, Plain], behind: Sequence[str] = ORDER) -> None:
    """Write fields of a group: each where it stands, or else behind those that it belongs to. A path alone becomes a group."""
    group = draft.at(loc)
    if group.entries is None:
        draft.wrap(loc, "file", fields)
        return
    for name, value in fields.items():
        there = group.value(name)
        if there is None:
            draft.add(loc, name, value, ORDER[: ORDER.index(name)] if name in ORDER and behind is ORDER else behind)
        elif isinstance(value, str) and there.items is None and there.entries is None:
            draft.set((*loc, name), value)
        else:
            draft.replace((*loc, name), value)


def text(draft: Draft, loc: Loc, name: str) -> str:
    """Return what is written in a field, nothing where it is not written."""
    group = draft.at(loc)
    there = group.value(name) if group.entries is not None else None
    return (there.text or "") if there is not None else ""


def time(draft: Draft, loc: Loc, name: str, seconds: Fraction, rate: Fraction, *others: str) -> str:
    """Return a time as it is to be written in a field: in the style of what stands there, or else in one of the `others`."""
    styles = (text(draft, loc, one) for one in (name, *others))
    like = next((style for style in styles if style), "")
    like = like if text(draft, loc, name) or ":" not in like else ""
    return times.written(seconds, rate, like)
