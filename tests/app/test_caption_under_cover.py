"""What the theme lays over a cut lies over captions, too: no frame holds two texts. Seen on real frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.timebase import Time

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.long]

SHOW = "show: A\nmedia: episodes/media\nrate: 24\ntheme: create-together\ntheme_sounds: off\ncredits: off\n"
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


def test_a_caption_lies_under_the_sheet_that_is_handed_in(tmp_path: Path) -> None:
    (tmp_path / "episodes/media").mkdir(parents=True)
    (tmp_path / "episodes/media/a.vtt").write_text("WEBVTT\n\n00:00:01.000 --> 00:00:05.000\nIt goes on to the end.\n")
    (tmp_path / "episodes/show.yaml").write_text(SHOW)
    with_captions, without = tmp_path / "episodes/a.yaml", tmp_path / "episodes/b.yaml"
    with_captions.write_text(SEGMENTS)
    without.write_text(SEGMENTS.replace("    captions: {en: a.vtt}\n", ""))
    with session.opened([with_captions]) as opened:
        before, covered = (
            [opened.still(manifest, "draft", Time(frames=frame)) for manifest in (with_captions, without)] for frame in (60, 119)
        )
    assert before[0] != before[1], "it is seen before"
    assert covered[0] == covered[1], "and where the sheet covers all, it is not"
