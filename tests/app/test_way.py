"""The way of a manifest: which functions of other rooms a plan calls from `app/`, in order, and how straight that way is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from pipeline.app import session, upkeep

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "pipeline"


def room_of(frame: FrameType) -> str:
    """Return the room whose code a frame runs; empty where it is none of ours."""
    return room_of_file(frame.f_code.co_filename)


@cache
def room_of_file(name: str) -> str:
    path = Path(name)
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py") if path.is_relative_to(PACKAGE) else ""


def callers(frame: FrameType) -> Iterator[str]:
    """Yield the rooms that a frame was called from, nearest first."""
    while (back := frame.f_back) is not None:
        frame = back
        if room := room_of(frame):
            yield room


class Way:
    """The functions of other rooms that `app` calls, each once, in the order of the first calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        room, name = room_of(frame), frame.f_code.co_qualname
        is_another = room not in ("", "app", "values") and "<" not in name
        if is_another and (room, name) not in self.calls and next(callers(frame), "") == "app":
            self.calls.append((room, name))

    @property
    def rooms(self) -> list[str]:
        """Return the rooms in the order in which they are entered."""
        return [room for number, (room, _) in enumerate(self.calls) if not number or self.calls[number - 1][0] != room]

    @property
    def returns(self) -> int:
        """Return how often a room is entered that was left before."""
        return len(self.rooms) - len(set(self.rooms))


def plan(manifest: Path, way: Way | None = None) -> None:
    """Go the way of `together plan`; along `way`, so that it is traced."""
    before = sys.getprofile()
    sys.setprofile(way)
    try:
        with session.opened([manifest], writes=False) as opened:
            opened.forecast(opened.work(manifest))
    finally:
        sys.setprofile(before)


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> Way:
    """Return the way of the manifest of a new show in a new process, all that can be remembered being remembered."""
    folder = tmp_path_factory.mktemp("way") / "show"
    upkeep.begin_show(folder)
    manifest = folder / "episodes/s01e01.yaml"
    plan(manifest)
    found = Way()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.app.reread._READ", {})
        plan(manifest, found)
    return found


def test_the_way_is_as_straight_as_it_is_told_to_be(way: Way) -> None:
    assert way.returns <= 5, " > ".join(way.rooms)
    assert len(way.calls) <= 32


def test_architecture_lists_the_functions_of_the_way(way: Way) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    section = text.partition("## The way of a manifest")[2].partition("\n## ")[0]
    told = re.findall(r"^    (\w+) +(.+)$", section, re.MULTILINE)
    listed = [(room, name) for room, names in told for name in names.split(" > ")]
    assert listed == way.calls
