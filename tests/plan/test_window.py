"""Looking at a part costs what a part costs: a preview and a still are made of the very actions of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pipeline.app import shows
from pipeline.app.session import Session
from pipeline.faults import InputFault
from pipeline.plan.action import Plan
from pipeline.plan.window import Window
from pipeline.timebase import FrameRange, Time, parse_time
from pipeline.timeline.model import Timeline

pytestmark = pytest.mark.ffmpeg

PICTURE = re.compile(r"/(picture|transition|card|scene|still)/")


@contextmanager
def opened(show: Path) -> Iterator[Session]:
    with shows.opened([show / "episodes/e.yaml"]) as found, closing(Session(found)) as session:
        yield session


def time(text: str) -> Time:
    return parse_time(text)


def between(session: Session, show: Path, start: str, end: str) -> tuple[Timeline, Plan]:
    window = (time(start) if start else None, time(end) if end else None)
    work = session.work(show / "episodes/e.yaml", "tiny", window=window)
    return work.timeline, work.plan


def asked(name: str) -> tuple[int, int]:
    """Return the first frame and the frame after the last of a preview, which its name says."""
    first, last = re.fullmatch(r"e-(\d+)-(\d+)\.tiny", name).groups()  # type: ignore[union-attr]
    return int(first), int(last)


@pytest.mark.parametrize(("start", "end"), [("3", "4"), ("10", "31"), ("", "0.04"), ("5", "")])
def test_a_preview_paints_nothing_that_the_whole_does_not(show: Path, start: str, end: str) -> None:
    with opened(show) as session:
        whole = {action.key for action in session.work(show / "episodes/e.yaml", "tiny").plan.actions}
        timeline, plan = between(session, show, start, end)
    own = [action.address for action in plan.actions if action.key not in whole]
    assert [address for address in own if PICTURE.search(address)] == []
    assert 1 <= len(own) <= 2  # its piece of the sound, and the movie
    first, last = asked(plan.name)
    wanted = Window(time(start) if start else None, time(end) if end else None).frames(timeline)
    assert first <= wanted.start < wanted.end <= last


def test_the_times_of_a_window_are_whole_frames_within_the_episode(show: Path) -> None:
    with opened(show) as session:
        timeline, plan = between(session, show, "1", "")
    _, total = asked(plan.name)
    assert total == sum(segment.stack.frames for segment in timeline.segments) - 10  # the street dissolves in for 0.4 s
    assert Window().frames(timeline) == FrameRange(0, total)
    assert Window(time("2"), time("4.02")).frames(timeline) == FrameRange(50, 51)  # 25 frames a second, the nearest
    assert Window(time("1"), time("1:00:00")).frames(timeline) == FrameRange(25, total - 25)


@pytest.mark.parametrize(("start", "end"), [("4", "4"), ("4", "3"), ("50:00", ""), ("3", "3.01")])
def test_a_window_without_a_frame_is_told_with_how_long_it_is(show: Path, start: str, end: str) -> None:
    with opened(show) as session, pytest.raises(InputFault, match=r"nothing of the episode lies between .* lasts 0:01:\d\d"):
        between(session, show, start, end)


def test_a_still_is_the_frame_at_its_time(show: Path) -> None:
    with opened(show) as session:
        first, same, next_ = (session.still(show / "episodes/e.yaml", "tiny", time(text)) for text in ("20", "20.01", "20.04"))
        session.close()
    assert first.startswith(b"\x89PNG")
    assert first == same  # a frame lasts 0.04 s
    assert first != next_


def test_there_is_no_still_after_the_end(show: Path) -> None:
    with opened(show) as session, pytest.raises(InputFault, match=r"no frame at 1:00:00\.000; the episode lasts 0:01:\d\d"):
        session.still(show / "episodes/e.yaml", "tiny", time("1:00:00"))
