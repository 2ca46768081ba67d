"""One episode out of every file of the real footage: as long as the manifest says, upright, heard with its picture."""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.media.library import Library
from pipeline.timeline.programme import Programme
from tests.episode.show import BARE, build, ffmpeg, make_show, opened_warm, pictures, sound
from tests.memory import Forgetful

FOOTAGE = os.environ.get("TOGETHER_MEDIA", "")
pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(not FOOTAGE, reason="TOGETHER_MEDIA names no folder of real footage"),
]

SECONDS = Fraction(1)
RATE = Fraction(30)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], list[str], Path]:
    """Build the episode; return its movie, the files that are seen, those that are only heard, and the show."""
    folder = make_show(tmp_path_factory.mktemp("real") / "show", f'rate: {RATE}\nbackground: "#ffffff"\n{BARE}')
    media = folder / "episodes/media"
    library = Library(media, Forgetful())
    seen, heard = [], []
    for path in sorted(Path(FOOTAGE).iterdir()):
        shutil.copy(path, media)
        if path.suffix in (".md", ".vtt"):
            continue
        (seen if library.info(path.name).video else heard).append(path.name)
    clips = "".join(
        f"  - clip: {name}\n    file: {name}\n    length: {SECONDS}\n    fit: contain\n    by: ana\n" for name in seen
    )
    takes = "".join(f"      - {{file: {name}, length: 4, by: ana}}\n" for name in heard)
    text = f"episode: {{title: Every File, season: 1, number: 1}}\nsegments:\n{clips}  - music: Heard\n    stems:\n{takes}"
    text += f"    picture: {{waveform: {heard[0]}}}\n"
    captions = "".join(
        f"      {name.rsplit('-', 1)[1][:2]}: {name}\n" for name in ("sintel-de.vtt", "sintel-en.vtt", "sintel-es.vtt")
    )
    text += "  - clip: Friday\n    file: friday.mp4\n    captions: {en: friday.vtt}\n"
    text += f"  - card: Captioned\n    length: 2:00\n    captions:\n{captions}"
    (folder / "episodes/e.yaml").write_text(text)
    movie, _, _ = build(folder / "episodes/e.yaml")
    return movie, seen, heard, folder


def test_every_file_of_the_folder_is_in_it(made: tuple[Path, list[str], list[str], Path]) -> None:
    _, seen, heard, _ = made
    assert len(seen) >= 16
    assert len(heard) >= 5


def test_each_is_as_long_as_the_manifest_says(made: tuple[Path, list[str], list[str], Path]) -> None:
    movie, seen, _, folder = made
    with opened_warm([folder / "episodes/e.yaml"]) as opened:
        timeline = opened.work(folder / "episodes/e.yaml", "tiny").timeline
    frames = int(SECONDS * RATE)
    placed = Programme(timeline).segments[: len(seen) + 1]
    assert [one.start for one in placed] == [frames * number for number in range(len(seen) + 1)]
    times, _ = pictures(movie)
    assert len(times) == sum(segment.stack.frames for segment in timeline.segments)


def test_each_is_upright_and_undistorted(made: tuple[Path, list[str], list[str], Path]) -> None:
    movie, seen, _, folder = made
    _, luma = pictures(movie)
    judged = 0
    for number, name in enumerate(seen):
        # What a player shows: turned, with square pixels, whole, centred. ffmpeg's own defaults do it, by other code than ours.
        shape = "scale=iw*sar:ih,setsar=1,scale=160:90:force_original_aspect_ratio=decrease:force_divisible_by=2"
        grey = ("-vf", f"{shape},pad=160:90:-1:-1:white,format=gray", "-frames:v", "1", "-f", "rawvideo", "-")
        first = ffmpeg("-i", str(folder / "episodes/media" / name), *grey)
        expected = np.frombuffer(first, np.uint8).reshape(90, 160).astype(float)
        shown = (luma[number * int(SECONDS * RATE)].astype(float) - 16) * 255 / 219
        inside = expected < 247
        if inside.sum() < 500 or expected[inside].std() < 4:
            continue  # black or plain frames tell nothing about orientation
        judged += 1
        alike = np.corrcoef(shown.ravel(), expected.ravel())[0, 1]
        turned = [
            np.corrcoef(shown.ravel(), other.ravel())[0, 1] for other in (expected[::-1, ::-1], expected[::-1], expected[:, ::-1])
        ]
        assert alike > 0.9, (name, alike)
        assert alike > max(turned) or max(turned) > 0.93, (name, alike, turned)
    assert judged > len(seen) / 2


def test_each_sounds_while_it_is_seen(made: tuple[Path, list[str], list[str], Path]) -> None:
    movie, seen, _, folder = made
    library = Library(folder / "episodes/media", Forgetful())
    samples = np.abs(sound(movie)).max(axis=1)
    heard = 0
    for number, name in enumerate(seen):
        info = library.info(name).sound
        part = samples[int(number * SECONDS * 48000) + 4800 : int((number + 1) * SECONDS * 48000) - 4800]
        loudest = part.max() if len(part) else 0.0
        if info is None:
            assert loudest < 0.001, name
            continue
        decoded = ffmpeg("-i", str(folder / "episodes/media" / name), "-t", "1", "-f", "f32le", "-ac", "1", "-ar", "48000", "-")
        if np.abs(np.frombuffer(decoded, "<f4")[4800:-4800]).max(initial=0) > 0.01:
            assert loudest > 0.001, name
            heard += 1
    assert heard >= 5
