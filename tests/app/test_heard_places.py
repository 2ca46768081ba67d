"""The cut as faces draw it: which second of a file is heard where a film is slower, stands, or runs backwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from pipeline.app import view
from tests.app.small import small_show
from tests.episode.show import opened_warm

pytestmark = pytest.mark.ffmpeg

EPISODE = """\
episode: {title: Paces}
segments:
  - docu-short: Paces
    clips:
      - {file: count.mov, by: ana}
      - {file: count.mov, by: ana, in: 0.4, reverse: on}
      - {file: count.mov, by: ana, out: 1, speed: 0.5}
      - {file: count.mov, by: ana, freeze: {at: 0.6, length: 1}}
      - {file: count.mov, by: ana, speed: {ramp: [{at: 0.4, speed: 1}, {at: 1.6, speed: 0.5}]}}
"""


def test_a_sound_says_which_second_of_its_file_is_heard(tmp_path: Path) -> None:
    manifest = small_show(tmp_path / "show")
    manifest.write_text(EPISODE)
    with opened_warm([manifest]) as opened:
        told = cast("Any", view.to_json(opened.snapshot(manifest)))
    plain, back, slow, stands, ramp = (one["heard"] for one in told["segments"][0]["sounds"])
    assert plain is None
    assert back == [[0, 2], [1.6, 0.4]]
    assert slow == [[0, 0], [2, 1]]
    assert stands == [[0, 0], [0.6, 0.6], [1.6, 0.6], [3, 2]]
    # From 1 to 0.5 it takes 1.6 s for 1.2 s of the file: after t seconds t - 0.15625 t^2 have passed.
    within = [(at, file) for at, file in ramp if 0.4 <= at <= 2]
    assert len(within) > 16
    assert all(file == pytest.approx(0.4 + (at - 0.4) - 0.15625 * (at - 0.4) ** 2, abs=2e-4) for at, file in within)
