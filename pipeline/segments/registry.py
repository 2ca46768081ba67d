"""All segment kinds: the modules of this package that export a KIND, and those of entry points."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from pipeline.faults import EnvironmentFault
from pipeline.profiles.model import LoudnessClass
from pipeline.segments.base import Kind
from pipeline.segments.entries import GROUP, entries

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_HINT = "install another version of what it comes from, or uninstall that"


@cache
def kinds() -> Mapping[str, Kind[Any]]:
    """Return every kind by its name, sorted.

    Raises EnvironmentFault where two modules give the same name, or what is installed gives no kind or cannot be loaded.
    """
    package = importlib.import_module("pipeline.segments")
    modules = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    found = [getattr(importlib.import_module(f"pipeline.segments.{name}"), "KIND", None) for name in modules]
    found += [_loaded(entry) for entry in entries()]
    by_name: dict[str, Kind[Any]] = {}
    for kind in found:
        if kind is None:
            continue
        if not isinstance(kind, Kind):
            message = f"an entry point of {GROUP} is {kind!r}, which is not a Kind"
            raise EnvironmentFault(message, "it is written <kind> = <module>:KIND")
        if kind.loudness_class not in (None, *get_args(LoudnessClass)):
            known = ", ".join(get_args(LoudnessClass))
            message = f"the segment kind {kind.name!r} has the loudness class {kind.loudness_class!r}; there are {known}"
            raise EnvironmentFault(message, _HINT)
        if kind.name in by_name:
            both = f"{by_name[kind.name].build.__module__} and {kind.build.__module__}"
            raise EnvironmentFault(f"two modules give the segment kind {kind.name!r}: {both}", _HINT)
        by_name[kind.name] = kind
    return MappingProxyType(dict(sorted(by_name.items())))


def _loaded(entry: EntryPoint) -> object:
    try:
        return entry.load()
    except Exception as fault:  # what another distribution's code may raise is not ours to list
        whose = entry.dist.name if entry.dist else entry.module
        message = f"the segment kind {entry.name!r} of {whose} cannot be loaded: {type(fault).__name__}: {fault}"
        raise EnvironmentFault(message, _HINT) from fault
