"""What passes over a cut passes over captions, too: no frame holds two texts. Seen on real frames."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from pipeline.timebase import Time
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.long]

SHOW = "show: A\nmedia: episodes/media\nrate: 24\ntheme: {theme}\ntheme_sounds: off\ncredits: off\nopening: off\nend: off\n"
SEGMENTS = """
episode: {title: A}
segments:
  - poem: A
    interstitial: off
    length: 5
    lines: [x]
    show_lines: off
    background: "#204060"
    captions: {en: a.vtt}
  - poem: B
    length: 4
    lines: [x]
    background: "#806040"
"""
FILE = "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\nIt goes on to the end.\n"


def pictures(
    folder: Path, theme: str, frames: Sequence[int], change: tuple[str, str] = ("", "")
) -> list[list[NDArray[np.int16]]]:
    """Return frames of an episode whose first piece is captioned to its end, and the same without captions."""
    (folder / "episodes/media").mkdir(parents=True)
    (folder / "episodes/media/a.vtt").write_text(FILE)
    (folder / "episodes/show.yaml").write_text(SHOW.format(theme=theme))
    text = SEGMENTS.replace(*change) if change[0] else SEGMENTS
    with_captions, without = folder / "episodes/a.yaml", folder / "episodes/b.yaml"
    with_captions.write_text(text)
    without.write_text(text.replace("    captions: {en: a.vtt}\n", ""))
    with opened_warm([with_captions]) as opened:
        return [
            [np.asarray(Image.open(BytesIO(opened.still(one, "draft", Time(frames=frame))))).astype(np.int16) for frame in frames]
            for one in (with_captions, without)
        ]


def seen(folder: Path, theme: str, frames: Sequence[int], change: tuple[str, str] = ("", "")) -> list[int]:
    """Return of each frame how many pixels the caption changes."""
    return [int((np.abs(a - b).max(axis=2) > 8).sum()) for a, b in zip(*pictures(folder, theme, frames, change), strict=True)]


def test_a_caption_lies_under_the_sheet_that_is_handed_in(tmp_path: Path) -> None:
    before, covered = seen(tmp_path, "create-together", (60, 119))
    assert before > 500
    assert covered == 0, "where the sheet covers all, it is not seen"


def test_the_edge_of_light_takes_a_caption_away_with_its_picture(tmp_path: Path) -> None:
    """The Sweep takes 14 frames, and the piece ends at frame 120; the edge passes the middle at 111."""
    whole, *passing = seen(tmp_path, "signal", (60, 108, 111, 114))
    assert whole > 500
    assert passing[0] > passing[1] > passing[2]
    assert passing[2] == 0, "what the edge has passed is the next one's alone"


@pytest.mark.parametrize("transition", ["wipe", "slide", "push"])
def test_a_caption_goes_with_its_own_picture(transition: str, tmp_path: Path) -> None:
    change = ("  - poem: B\n", f"  - poem: B\n    interstitial: off\n    transition: {{{transition}: 1}}\n")
    whole, begun, over = seen(tmp_path, "paper", (60, 100, 119), change)
    assert whole > 500
    assert whole >= begun > over
