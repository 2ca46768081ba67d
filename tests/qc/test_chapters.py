"""Chapters inside a movie, as another program writes them: read back, and held against the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.qc import boxes
from pipeline.qc.boxes import Movie
from pipeline.qc.chapters import chapters_inside
from pipeline.qc.model import Planned, PlannedSegment
from pipeline.timebase import FrameRange
from tests.episode.show import ffmpeg

TITLES = ("One", "Zwei – 二", "x" * 300)
PLANNED = Planned(
    50, Fraction(25), 96_000, "en", marks=((0, TITLES[0]), (10, TITLES[1]), (31, TITLES[2])),
    segments=(PlannedSegment("a", "A", FrameRange(0, 50)),),
)  # fmt: skip


@pytest.fixture(scope="session")
def with_chapters(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chapters")
    starts = (0, 400, 1240, 2000)
    parts = [
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={end}\ntitle={title}\n"
        for start, end, title in zip(starts, starts[1:], TITLES, strict=False)
    ]
    (folder / "chapters.txt").write_text(";FFMETADATA1\n" + "".join(parts))
    ffmpeg(
        "-i", str(delivered), "-f", "ffmetadata", "-i", str(folder / "chapters.txt"), "-map", "0", "-map_chapters", "1",
        "-c", "copy", str(folder / "movie.mp4"),
    )  # fmt: skip
    return folder / "movie.mp4"


def told(movie: Movie, planned: Planned = PLANNED) -> list[tuple[str, str]]:
    return [(finding.code, finding.timecode) for finding in chapters_inside(movie, planned)]


def test_both_tables_are_read_and_are_as_planned(with_chapters: Path) -> None:
    movie = boxes.read(with_chapters)
    assert set(movie.chapters) == {"chpl", "text"}
    assert [begin for begin, _ in movie.chapters["chpl"]] == [0, Fraction(2, 5), Fraction(31, 25)]
    assert [title for _, title in movie.chapters["text"]] == list(TITLES)
    assert told(movie) == []


def test_a_movie_without_chapters_is_as_planned_where_none_are(delivered: Path) -> None:
    movie = boxes.read(delivered)
    assert told(movie, replace(PLANNED, marks=())) == []
    assert told(movie) == [("movie_chapters", "0:00:00.000")]


@pytest.mark.parametrize(("marks", "at"), [
    (((0, TITLES[0]), (10, "Two"), (31, TITLES[2])), "0:00:00.400"),
    (((0, TITLES[0]), (11, TITLES[1]), (31, TITLES[2])), "0:00:00.440"),
    (PLANNED.marks[:2], "0:00:01.240"),
    ((*PLANNED.marks, (40, "Four")), "0:00:01.600"),
    ((), "0:00:00.000"),
])  # fmt: skip
def test_another_chapter_is_found_where_it_is(with_chapters: Path, marks: tuple[tuple[int, str], ...], at: str) -> None:
    assert told(boxes.read(with_chapters), replace(PLANNED, marks=marks)) == [("movie_chapters", at)] * 2


@pytest.mark.parametrize("milliseconds", [1, 2])
def test_a_millisecond_is_forgiven_and_two_are_not(with_chapters: Path, milliseconds: int) -> None:
    movie = boxes.read(with_chapters)
    late = tuple((begin + Fraction(milliseconds, 1000), title) for begin, title in movie.chapters["text"])
    assert len(told(replace(movie, chapters={"text": late}))) == milliseconds - 1


def first(content: bytes) -> int:
    return content.index(b"One")


def last(content: bytes) -> int:
    return content.rindex(b"One")


@pytest.mark.parametrize("place", [first, last])
def test_a_title_that_was_changed_in_either_table_is_found(
    with_chapters: Path, tmp_path: Path, place: Callable[[bytes], int]
) -> None:
    content = bytearray(with_chapters.read_bytes())
    assert content.count(b"One") == 2
    at = place(bytes(content))
    content[at : at + 3] = b"Eno"
    (tmp_path / "movie.mp4").write_bytes(content)
    assert told(boxes.read(tmp_path / "movie.mp4")) == [("movie_chapters", "0:00:00.000")]


def test_a_file_of_which_nothing_was_planned_may_have_chapters(with_chapters: Path) -> None:
    assert told(boxes.read(with_chapters), replace(PLANNED, segments=(), marks=())) == []
