"""The chapters of a finished movie, as a player reads them: the ones of chapters.txt, and no others."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.episode.show import BARE, build, counting, make_show

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """
episode: {title: Chapters, season: 1, number: 1}
segments:
  - {clip: First Words, file: ten.mov, by: ana, captions: {en: first.srt}}
  - {clip: Left Out, file: ten.mov, by: ana, chapter: off}
  - {clip: "Élan  <& 日本", file: ten.mov, by: ana}
  - {clip: Last, file: ten.mov, by: ana}
  - {clip: Too Short, file: ten.mov, by: ana, length: 4}
"""


def embedded(movie: Path) -> list[tuple[Fraction, Fraction, str]]:
    """Return begin and end in seconds and title of each chapter of a file."""
    with av.open(str(movie)) as opened:
        return [
            (chapter["start"] * chapter["time_base"], chapter["end"] * chapter["time_base"], chapter["metadata"]["title"])
            for chapter in opened.chapters()
        ]


@pytest.mark.parametrize("rate", ["25", "30000/1001"])
def test_a_movie_has_the_chapters_that_its_package_lists(tmp_path: Path, rate: str) -> None:
    show = make_show(tmp_path / "show", f"rate: {rate}\n{BARE}")
    counting(show / "episodes/media/ten.mov", 260)
    (show / "episodes/media/first.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nFirst words\n")
    (show / "episodes/e.yaml").write_text(MANIFEST)
    movie, _, _ = build(show / "episodes/e.yaml")
    assert movie.parent.name == "e", "the captions in it point to the chapters, too, and are not refused for that"
    found = embedded(movie)
    expected = ["First Words", "Élan <& 日本", "Last"]
    assert [title for _, _, title in found] == expected
    # 10.4 s for each clip; what is left out or too short belongs to the chapter before it.
    length = Fraction(round(Fraction("10.4") * Fraction(rate))) / Fraction(rate)
    short = Fraction(round(4 * Fraction(rate))) / Fraction(rate)
    begins = [Fraction(0), 2 * length, 3 * length]
    ends = [*begins[1:], 4 * length + short]
    assert [float(begin) for begin, _, _ in found] == pytest.approx([float(begin) for begin in begins], abs=0.001)
    assert [float(end) for _, end, _ in found] == pytest.approx([float(end) for end in ends], abs=0.001)
    assert (movie.parent / "chapters.txt").read_text().splitlines() == [
        f"0:{int(begin):02d} {title}" for begin, title in zip(begins, expected, strict=True)
    ]


def test_too_few_chapters_are_none_in_the_movie_as_in_the_package(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", f"rate: 25\n{BARE}")
    counting(show / "episodes/media/ten.mov", 260)
    first, _, second, *_ = MANIFEST.splitlines()[3:]
    (show / "episodes/media/first.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nFirst words\n")
    (show / "episodes/e.yaml").write_text("\n".join([*MANIFEST.splitlines()[:3], first, second]) + "\n")
    movie, _, _ = build(show / "episodes/e.yaml")
    assert embedded(movie) == []
    assert not (movie.parent / "chapters.txt").exists()
