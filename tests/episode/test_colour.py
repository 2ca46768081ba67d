"""Colours of a finished episode: stills with a profile, held and moved."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.episode.show import BARE, build, make_show
from tests.media import profiles

COLOURS = ((200, 60, 50), (60, 180, 60), (40, 70, 200), (128, 128, 128))
RIGHT = ((217, 42, 39), (0, 183, 30), (29, 71, 208), (128, 128, 128))


@pytest.mark.ffmpeg
@pytest.mark.parametrize("move", ["none", "ken-burns"])
def test_a_photograph_in_display_p3_has_the_colours_that_were_photographed(move: str, tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", f"rate: 25\n{BARE}")
    picture = Image.new("RGB", (320, 180))
    for number, patch in enumerate(COLOURS):
        x, y = 160 * (number % 2), 90 * (number // 2)
        picture.paste(patch, (x, y, x + 160, y + 90))
    turned = Image.Exif()
    turned[0x0112] = 3  # upside down, as a phone held so writes it
    picture.rotate(180).save(
        show / "episodes/media/p3.jpg", quality=98, subsampling=0, icc_profile=profiles.rgb("Display P3"), exif=turned
    )
    (show / "episodes/e.yaml").write_text(
        f"episode: {{title: A}}\nsegments:\n  - {{clip: X, file: p3.jpg, length: 1, move: {move}}}\n"
    )
    movie, ran, _ = build(show / "episodes/e.yaml")
    assert sum("colours" in address for address in ran) == 1
    with av.open(str(movie)) as opened:
        image = next(opened.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    for (y, x), right in zip(((22, 40), (22, 120), (67, 40), (67, 120)), RIGHT, strict=True):
        assert np.abs(image[y, x] - right).max() <= 4
