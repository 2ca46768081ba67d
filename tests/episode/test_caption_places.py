"""What is found of a caption is told where its file is named, also while one picture gives way to another."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import quality
from tests.episode.show import ALONE, ffmpeg, make_show, opened_warm

pytestmark = pytest.mark.ffmpeg

MANIFEST = """episode: {title: A}
segments:
  - docu-short: D
    dissolve: 0.6
    clips:
      - {file: film.mov, out: 2, captions: b.srt}
      - {file: film.mov, in: 2, out: 4, captions: c.srt}
  - clip: C
    file: film.mov
    length: 3
"""


def test_a_caption_in_a_transition_is_told_at_its_own_clip(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", f"{ALONE}transition: {{dissolve: 1}}\n")
    media, manifest = show / "episodes/media", show / "episodes/e.yaml"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=5", "-pix_fmt", "yuv420p", str(media / "film.mov"))
    for name, seconds in (("b", "01,600"), ("c", "03,200")):
        words = "Many words that nobody can read in time"
        (media / f"{name}.srt").write_text(f"1\n00:00:{seconds} --> 00:00:{seconds[:3]}900\n{words}\n")
    manifest.write_text(MANIFEST)
    with opened_warm([manifest]) as opened:
        work = opened.work(manifest, "tiny")
        told = {(str(one.where), one.segment) for one in quality.found(opened.show, work) if one.code == "caption_fast"}
    assert told == {("episodes/e.yaml:6:44", "d"), ("episodes/e.yaml:7:51", "d")}
