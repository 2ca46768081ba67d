"""A long segment is planned at once; a longer one than an episode may be is told, and leaves what was shown."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.app import shows
from pipeline.app.session import Session

pytestmark = pytest.mark.ffmpeg

MUSIC = """\
episode: {{title: Long}}
segments:
  - card: Welcome
    length: 2
  - music: Song
    stems: [{{file: guitar.wav, by: ana, role: guitar}}]
    picture: spectrum
    length: {length}
"""
CPU_SECONDS = 5
"""It takes 0.2 s, and took half a minute when each span listed the times of all frames."""


def test_half_an_hour_of_drawn_sound_is_planned_at_once(show: Path) -> None:
    manifest = show / "episodes/e.yaml"
    manifest.write_text(MUSIC.format(length="0:30:00"))
    with shows.opened([manifest]) as found, closing(Session(found)) as session:
        begun = time.process_time()
        work = session.work(manifest, "tiny")
        assert time.process_time() - begun < CPU_SECONDS
        frames = sum(segment.stack.frames for segment in work.timeline.segments if segment.name == "song")
    assert frames == 1800 * 25


def test_a_length_beyond_twelve_hours_is_told_at_its_line_and_what_was_shown_stays(show: Path) -> None:
    manifest = show / "episodes/e.yaml"
    manifest.write_text(MUSIC.format(length=4))
    with shows.opened([manifest]) as found, closing(Session(found)) as session:
        before = session.snapshot(manifest).whole().timeline
        session.edit(manifest, MUSIC.format(length="13:00:00"))
        snapshot = session.snapshot(manifest)
        (told,) = snapshot.diagnostics
        assert (told.where.line, told.where.column) == (8, 13)
        assert "longer than 12:00:00" in told.message
        assert snapshot.cut is not None
        assert snapshot.cut.timeline == before
        assert {where.line for where in snapshot.stale.values()} == {8}
