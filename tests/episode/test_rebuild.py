"""Promise one, on real builds: an edit costs what it changes, and the same manifest gives the same bytes wherever it is built."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.episode.show import BARE, build, counting, make_show, numbers, pictures

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """
episode: {title: Rebuild, season: 1, number: 1}
segments:
  - card: Welcome
    length: 1
  - docu-short: Numbers
    clips:
      - {file: count.mov, by: ana, role: counter, lower_third: {show: auto, at: 1, length: 1}}
    captions: {en: count.srt}
  - clip: Again
    file: count.mov
    in: 2
    out: 4
    by: ana
"""
CAPTIONS = "1\n00:00:03,000 --> 00:00:03,600\nthree\n"


def a_show(folder: Path) -> Path:
    make_show(folder, f"rate: 25\ntheme: paper\n{BARE}")
    counting(folder / "episodes/media/count.mov", 100)
    (folder / "episodes/media/count.srt").write_text(CAPTIONS)
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    return folder / "episodes/e.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    manifest = a_show(tmp_path_factory.mktemp("one") / "show")
    movie, ran, _ = build(manifest, workers=2)
    assert "programme/join" in ran
    return manifest, movie.read_bytes()


@pytest.fixture
def copy(built: tuple[Path, bytes], tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(built[0].parent.parent, folder, symlinks=True)
    return folder / "episodes/e.yaml"


def test_one_worker_in_another_folder_makes_the_same_bytes(built: tuple[Path, bytes], tmp_path: Path) -> None:
    movie, _, _ = build(a_show(tmp_path / "elsewhere" / "deeper"), workers=1)
    assert movie.read_bytes() == built[1]


def test_building_again_runs_nothing(built: tuple[Path, bytes]) -> None:
    movie, ran, _ = build(built[0])
    assert ran == []
    assert movie.read_bytes() == built[1]


def test_a_changed_title_encodes_the_spans_that_show_it(copy: Path) -> None:
    copy.write_text(MANIFEST.replace("Welcome", "Hello"))
    _, ran, _ = build(copy)
    assert set(ran) == {"hello/interstitial/0", "hello/picture/0", "programme/join"} | programme_sound(ran)
    # The title is also a chapter and the segment's name; nothing that only sounds depends on it but the report.
    assert not [address for address in ran if "/stem" in address or "/mix" in address]


def programme_sound(ran: list[str]) -> set[str]:
    return {address for address in ran if address == "programme/report"}


def test_a_changed_caption_encodes_the_span_that_shows_it_and_no_sound(copy: Path) -> None:
    (copy.parent / "media/count.srt").write_text(CAPTIONS.replace("three", "THREE"))
    _, ran, _ = build(copy)
    assert [address for address in ran if "/picture/" in address] == ["numbers/picture/0"]
    others = {address for address in ran if address.startswith("programme/")}
    assert others == {"programme/join"}  # the thumbnail shows the segment behind, over which nothing lies


def test_a_moved_segment_encodes_no_picture_and_mixes_nothing(copy: Path) -> None:
    head, again = MANIFEST.split("  - clip: Again")
    before, after = head.split("segments:\n")
    copy.write_text(f"{before}segments:\n  - clip: Again{again}{after}")
    _, ran, _ = build(copy)
    assert sorted(ran) == [
        "again/encoded/0", "again/joined/0", "programme/gain", "programme/join", "programme/master", "programme/report",
    ]  # fmt: skip


def test_the_picture_shows_what_the_manifest_says_frame_for_frame(built: tuple[Path, bytes]) -> None:
    movie = built[0].parent.parent / "renders/e/e.mp4"
    _, luma = pictures(movie)
    expected = [*range(100), *range(50, 100)]
    assert numbers(luma[25:]) == expected


def test_what_is_drawn_over_the_picture_is_there_when_it_should_be_and_only_then(built: tuple[Path, bytes]) -> None:
    movie = built[0].parent.parent / "renders/e/e.mp4"
    _, luma = pictures(movie)
    frames = luma[25:125].astype(int)
    plain = frames[:, 4:20].mean(axis=1)[:, None, :]  # each column as it is above all cards
    differs = (np.abs(frames - plain) > 24).sum(axis=(1, 2)) > 20
    overlaid = set(np.flatnonzero(differs))
    assert overlaid >= set(range(33, 42)) | set(range(75, 90))  # the lower third between its moves; the caption
    assert overlaid <= set(range(25, 50)) | set(range(75, 90))
