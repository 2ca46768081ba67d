"""A session under a producer's hands: fifty edits of the demo in a row, most of them wrong for a moment, and back."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

from pipeline.app import session
from pipeline.app.session import Session
from pipeline.timebase import Time
from tests.demo.stand_ins import make_demo
from tests.processes import children

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

SEGMENTS = ["opening", "kitchen-table", "a-small-thing", "half-a-quilt", "patchwork", "lanterns", "credits", "end"]
SHARE, MOST = 0.25, 0.5
"""What all diagnostics of an episode may cost after an edit, of what the first look cost, in CPU: half of the edits, the dearest.

A processor that others use too takes up to twice as long now and then, and the collection of garbage falls on some edit.
"""
GROWTH_BLOCKS = 1000
"""Blocks of memory, one or so an object, that may come and go by chance; a cut of the demo that is kept has many thousands."""


def replaced(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def moved(text: str) -> str:
    """Put Patchwork before the poem."""
    begin, end, poem = (text.index(part) for part in ("  - animation: Patchwork", "  # Drawn by Python", "  # Each line comes"))
    return text[:poem] + text[begin:end] + text[poem:begin] + text[end:]


def unchanged(text: str) -> str:
    return text


MANIFEST, SHOW, PEOPLE = "s01e01.yaml", "show.yaml", "people.yaml"

EDITS: dict[str, tuple[str, Callable[[str], str], set[str]]] = {
    # name: (file, edit, segments that are shown as they last were whole)
    "a title half typed": (MANIFEST, replaced("music: Kitchen Table", "music: Kitchen Tab"), set()),
    "a field half typed": (MANIFEST, replaced("    rate: 12\n", "    rat\n"), {"patchwork"}),
    "an unknown field": (MANIFEST, replaced("    rate: 12\n", "    rat: 12\n"), {"patchwork"}),
    "an unknown kind": (MANIFEST, replaced("- poem:", "- poen:"), {"a-small-thing"}),
    "no colon after the kind": (MANIFEST, replaced("- poem: A", "- poem A"), {"a-small-thing"}),
    "an open bracket": (MANIFEST, replaced("    lines:\n", "    lines: [\n"), {"a-small-thing"}),
    "an open quote": (MANIFEST, replaced("text: Somebody hummed", 'text: "Somebody hummed'), {"a-small-thing"}),
    "a tab": (MANIFEST, replaced("    dissolve: 0.5", "\tdissolve: 0.5"), {"half-a-quilt"}),
    "two segments broken": (
        MANIFEST,
        lambda text: replaced("dissolve: 0.5", "dissolve: 0.5: 1")(replaced("rate: 12", "rate: 12: 1")(text)),
        {"half-a-quilt", "patchwork"},
    ),
    "a missing file": (MANIFEST, replaced("quilt/street.mp4", "quilt/stret.mp4"), {"half-a-quilt"}),
    "missing captions": (MANIFEST, replaced("window.en.srt", "windw.en.srt"), {"half-a-quilt"}),
    "a time past the end": (MANIFEST, replaced("out: 10.6", "out: 99"), {"half-a-quilt"}),
    "someone unknown": (MANIFEST, replaced("by: olena", "by: olna"), {"half-a-quilt"}),
    "a work unknown": (MANIFEST, replaced("builds_on: media", "builds_on: nedia"), {"patchwork"}),
    "a moved segment": (MANIFEST, moved, set()),
    "a segment switched off": (MANIFEST, replaced("- animation: Lanterns\n", "- animation: Lanterns\n    enabled: off\n"), set()),
    "a mistake in the episode's fields": (MANIFEST, replaced("season: 1", "seson: 1"), set()),
    "a rate that is none": (SHOW, replaced("rate: 24", "rate: often"), set()),
    "a show that is no YAML": (SHOW, replaced("interstitial: {", "interstitial: {{"), set()),
    "a theme there is not": (SHOW, replaced("theme: create-together", "theme: create-alone"), set()),
    "people that are no YAML": (PEOPLE, replaced(":", ": {", ), set()),
    "someone renamed in people.yaml": (PEOPLE, replaced("olena:", "olenna:"), {"half-a-quilt"}),
    "captions that are none": ("texts/window.en.srt", lambda text: "1\n00:00\nnothing\n", {"half-a-quilt"}),
    "an empty file": (MANIFEST, lambda text: "", {*SEGMENTS}),
    "everything but the segments": (MANIFEST, replaced("segments:", "segment:"), {*SEGMENTS}),
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("session"))


@pytest.fixture
def opened(demo: Path) -> Iterator[Session]:
    with session.opened([demo / "episodes" / MANIFEST]) as found:
        yield found


@pytest.mark.long
def test_fifty_edits_in_a_row(demo: Path, opened: Session) -> None:
    assert len(EDITS) * 2 == 50, "each there and back"
    manifest = demo / "episodes" / MANIFEST
    before = children()
    begin = time.process_time()
    whole = opened.snapshot(manifest)
    first = time.process_time() - begin
    assert whole.is_whole, whole.diagnostics
    frames = sum(segment.stack.frames for segment in whole.whole().timeline.segments)
    opened.still(manifest, None, Time(frames=1200))
    gc.collect()
    gc.freeze()  # the heap of a test runner is none of the session's
    warm = len(children()) - len(before)
    costs: dict[str, float] = {}
    try:
        for name, (file, edit, stale) in EDITS.items():
            path = demo / "episodes" / file
            opened.edit(path, edit(path.read_text(encoding="utf-8")))
            begin = time.process_time()
            told = opened.diagnostics(manifest)
            costs[name] = time.process_time() - begin
            seen = opened.snapshot(manifest)
            assert seen.is_whole == (not told), f"{name}: {told}"
            assert seen.cut is not None, f"{name}: something is whole"
            pieces = {one.removesuffix("-title") for one in seen.stale}
            assert pieces == stale, f"{name}: {told}"
            for diagnostic in told:
                assert diagnostic.where.path.startswith("episodes/"), diagnostic
                end = (diagnostic.where.end_line, diagnostic.where.end_column)
                assert not diagnostic.where.line or end > (diagnostic.where.line, diagnostic.where.column), diagnostic
            if stale:
                assert sum(segment.stack.frames for segment in seen.cut.timeline.segments) == frames, name
            opened.revert(path)
            begin = time.process_time()
            assert opened.diagnostics(manifest) == (), name
            costs[f"back from {name}"] = time.process_time() - begin
            assert opened.snapshot(manifest).whole().timeline == whole.whole().timeline, name
        held = [blocks_after_all_edits(opened, demo) for _ in range(2)]
    finally:
        gc.unfreeze()
    assert held[1] - held[0] < GROWTH_BLOCKS, f"memory grows from turn to turn: {held}"
    assert len(children()) - len(before) == warm
    assert len(costs) == 50
    assert median(costs.values()) < first * SHARE, costs
    assert max(costs.values()) < first * MOST, f"too dear: {max(costs, key=lambda name: costs[name])}"


def blocks_after_all_edits(opened: Session, demo: Path) -> int:
    """Do all edits and take each back; return the blocks of memory that Python's objects then hold.

    All of them are counted: a trace that begins now would take what replaces an older object in a full cache for growth.
    """
    for file, edit, _ in EDITS.values():
        path = demo / "episodes" / file
        opened.edit(path, edit(path.read_text(encoding="utf-8")))
        assert opened.snapshot(demo / "episodes" / MANIFEST).cut is not None
        opened.revert(path)
        assert opened.diagnostics(demo / "episodes" / MANIFEST) == ()
    gc.collect()
    return sys.getallocatedblocks()
