"""All segment kinds: the modules of this package that export a KIND, and those of entry points."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from pipeline.profiles.model import LoudnessClass
from pipeline.segments.base import Kind
from pipeline.segments.entries import GROUP, entries


@cache
def kinds() -> Mapping[str, Kind[Any]]:
    """Return every kind by its name, sorted. Raises ValueError where two modules give the same name, or one gives no kind."""
    package = importlib.import_module("pipeline.segments")
    modules = sorted(info.name for info in pkgutil.iter_modules(package.__path__))
    found = [getattr(importlib.import_module(f"pipeline.segments.{name}"), "KIND", None) for name in modules]
    found += [entry.load() for entry in entries()]
    by_name: dict[str, Kind[Any]] = {}
    for kind in found:
        if kind is None:
            continue
        if not isinstance(kind, Kind):
            raise ValueError(f"an entry point of {GROUP} is {kind!r}, which is not a Kind")
        if kind.loudness_class not in (None, *get_args(LoudnessClass)):
            known = ", ".join(get_args(LoudnessClass))
            raise ValueError(f"the segment kind {kind.name!r} has the loudness class {kind.loudness_class!r}; there are {known}")
        if kind.name in by_name:
            both = f"{by_name[kind.name].build.__module__} and {kind.build.__module__}"
            raise ValueError(f"two modules give the segment kind {kind.name!r}: {both}")
        by_name[kind.name] = kind
    return MappingProxyType(dict(sorted(by_name.items())))
