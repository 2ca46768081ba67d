"""Numbered pictures of different kinds: each is seen at its time, in its colours."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.episode.show import BARE, build, make_show
from tests.media import profiles

pytestmark = pytest.mark.ffmpeg

RED, SEEN = (200, 40, 40), (0, 120, 0)


def kind(name: str) -> tuple[Image.Image, bytes, tuple[int, ...]]:
    """Return a picture that an optimiser or another program leaves, its profile, and the colour that is meant."""
    match name:
        case "grey":
            return Image.new("L", (160, 90), 90), b"", (90, 90, 90)
        case "black and white":
            return Image.new("1", (160, 90), 1), b"", (255, 255, 255)
        case "palette":
            return Image.new("RGB", (160, 90), SEEN).convert("P", palette=Image.Palette.ADAPTIVE), b"", SEEN
        case "alpha":
            return Image.new("RGBA", (160, 90), (255, 255, 255, 128)), b"", (128, 128, 128)
        case "16 bits":
            return Image.new("I;16", (160, 90), 160 * 257), b"", (160, 160, 160)
        case _:
            return Image.new("RGB", (160, 90), (60, 180, 60)), profiles.rgb("Display P3"), (0, 183, 30)


def frames(show: Path, *patterns: str) -> list[np.ndarray]:
    segments = "".join(f'  - {{animation: X, frames: "{pattern}", rate: 5}}\n' for pattern in patterns)
    (show / "episodes/e.yaml").write_text(f"episode: {{title: A}}\nsegments:\n{segments}")
    movie, _, _ = build(show / "episodes/e.yaml")
    with av.open(str(movie)) as opened:
        return [frame.to_ndarray(format="rgb24")[45, 80].astype(int) for frame in opened.decode(video=0)]


CASES = [(name, odd) for name in ("grey", "black and white", "palette", "alpha", "16 bits", "profile") for odd in (0, 3, 9)]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[np.ndarray]:
    """Return the frames of an episode of a segment a case: ten pictures, one of which is of another kind."""
    show = make_show(tmp_path_factory.mktemp("numbered") / "show", f'rate: 25\nbackground: "#000000"\n{BARE}')
    for case, (name, odd) in enumerate(CASES):
        folder = show / f"episodes/media/{case}"
        folder.mkdir()
        picture, profile, _ = kind(name)
        for number in range(10):
            if number == odd:
                picture.save(folder / f"f_{number}.png", icc_profile=profile)
            else:
                Image.new("RGB", (160, 90), RED).save(folder / f"f_{number}.png")
    found = frames(show, *(f"{case}/f_%d.png" for case in range(len(CASES))))
    assert len(found) == 50 * len(CASES)
    return found


@pytest.mark.parametrize(("name", "odd"), CASES)
def test_a_picture_of_another_kind_is_seen_as_it_is_and_shifts_none(name: str, odd: int, seen: list[np.ndarray]) -> None:
    begin = 50 * CASES.index((name, odd))
    colour = kind(name)[2]
    for number, pixel in enumerate(seen[begin : begin + 50]):
        assert np.abs(pixel - (colour if number // 5 == odd else RED)).max() <= 4, number


def test_jpegs_of_which_one_is_grey_and_one_thinned_out_are_seen_as_they_are(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", f"rate: 25\n{BARE}")
    Image.new("RGB", (160, 90), RED).save(show / "episodes/media/f_1.jpg", quality=95, subsampling=0)
    Image.new("L", (160, 90), 90).save(show / "episodes/media/f_2.jpg", quality=95)
    Image.new("RGB", (160, 90), SEEN).save(show / "episodes/media/f_3.jpg", quality=95, subsampling=2)
    seen = frames(show, "f_%d.jpg")
    assert len(seen) == 15
    for number, pixel in enumerate(seen):
        assert np.abs(pixel - (RED, (90, 90, 90), SEEN)[number // 5]).max() <= 5, number
