"""Kinds are found, not listed."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import pytest

import pipeline.segments
from pipeline.faults import EnvironmentFault
from pipeline.segments import registry
from pipeline.segments.base import Kind, SegmentShape


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    registry.kinds.cache_clear()
    yield
    registry.kinds.cache_clear()


def outside(monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    module = SimpleNamespace(KIND=value)
    monkeypatch.setattr(EntryPoint, "load", lambda _: module.KIND)
    monkeypatch.setattr(registry, "entries", lambda: (EntryPoint("any", "outside:KIND", registry.GROUP),))


def test_every_file_with_a_kind_is_found_and_no_list_names_them() -> None:
    modules = [import_module(f"pipeline.segments.{info.name}") for info in pkgutil.iter_modules(pipeline.segments.__path__)]
    assert {module.KIND.name for module in modules if hasattr(module, "KIND")} == set(registry.kinds())
    assert {"opening", "music", "poem", "docu-short", "animation", "clip", "card", "end", "credits"} <= set(registry.kinds())


def test_one_file_is_one_kind() -> None:
    for name, kind in registry.kinds().items():
        assert kind.build.__module__ == kind.shape.__module__ == f"pipeline.segments.{name.replace('-', '_')}"


def test_a_kind_of_another_distribution_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("puppets", SegmentShape, lambda shape, context: None)
    outside(monkeypatch, kind)
    assert registry.kinds()["puppets"] is kind
    assert list(registry.kinds()) == sorted(registry.kinds())


def test_two_kinds_of_a_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    outside(monkeypatch, Kind("music", SegmentShape, lambda shape, context: None))
    with pytest.raises(EnvironmentFault, match=r"two modules give the segment kind 'music': pipeline\.segments\.music"):
        registry.kinds()


def test_an_entry_point_that_is_no_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    outside(monkeypatch, "music")
    with pytest.raises(EnvironmentFault, match="is not a Kind"):
        registry.kinds()


def test_a_loudness_class_that_no_profile_names_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    outside(monkeypatch, Kind("puppets", SegmentShape, lambda shape, context: None, loudness_class="felt"))  # type: ignore[arg-type]
    with pytest.raises(EnvironmentFault, match=r"'puppets' has the loudness class 'felt'; there are opening, music, "):
        registry.kinds()


@pytest.mark.parametrize("value", ["nowhere_to_be_found:KIND", "pipeline.segments.poem:NO_KIND"])
def test_a_kind_that_cannot_be_loaded_is_told_with_its_name(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entries", lambda: (EntryPoint("puppets", value, registry.GROUP),))
    with pytest.raises(EnvironmentFault, match=r"the segment kind 'puppets' of .* cannot be loaded: .*; install another"):
        registry.kinds()
