"""Pictures in a picture as they are built: in their box, with their border, on one clock, and what an edit of one costs."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.episode.show import BARE, build, ffmpeg, make_show, opened_warm
from tests.episode.test_treated import clips, firsts

pytestmark = pytest.mark.ffmpeg


def test_it_lies_in_its_box_with_a_border_and_changes_nothing_else(tmp_path: Path) -> None:
    """White over grey: the picture is in its box to a pixel, dark red around it, and what is farther off is as it was."""
    Image.new("RGB", (320, 180), (120, 120, 120)).save(tmp_path / "grey.png")
    box = "box: 25% 20% 50% 60%, entrance: none, shadow: off"
    manifest = clips(
        tmp_path, tmp_path / "grey.png", "length: 0.2",
        *(f"length: 0.2, picture_in_picture: {{file: white.png, {box}, {more}}}" for more in (
            "border: off, corners: off", "border: 48, corners: off",
        )),
    )  # fmt: skip
    Image.new("RGB", (320, 180), (255, 255, 255)).save(manifest.parent / "media/white.png")
    plain, bare, framed = firsts(manifest, 5, "gray")
    assert bare[18:72, 40:120].min() > 240, "the box of 160x90 is not filled"
    outside = np.ones(bare.shape, bool)
    outside[16:74, 38:122] = False
    assert np.abs(bare - plain)[outside].max() <= 3
    around = framed[18:72, 36:39]
    assert np.abs(around.astype(float) - around.mean()).max() < 12, "the border is of one colour"
    assert framed[22:68, 44:116].min() > 240
    far = np.ones(bare.shape, bool)
    far[12:78, 34:126] = False
    assert np.abs(framed - plain)[far].max() <= 3


@pytest.mark.parametrize("sound", ["on", "off"])
def test_by_its_sound_its_picture_runs_on_the_same_clock(sound: str, tmp_path: Path) -> None:
    """A film over itself, 0.48 s of its beginning cut off: lined up by its sound it shows the number that the film shows."""
    show = make_show(tmp_path / "show", f"rate: 25\n{BARE}")
    film = show / "episodes/media/film.mov"
    grey = "nullsrc=s=320x180:r=25:d=10,format=gray,geq=lum='30+mod(N\\,50)*4',format=yuv420p"
    noise = "anoisesrc=r=48000:d=10:seed=3:c=pink,volume='0.2+0.8*gt(random(1)\\,0.5)':eval=frame"
    ffmpeg("-f", "lavfi", "-i", grey, "-f", "lavfi", "-i", noise, "-c:v", "libx264", "-crf", "4", "-c:a", "pcm_s16le", str(film))
    late = show / "episodes/media/late.mov"
    ffmpeg("-i", str(film), "-ss", "0.48", "-c:v", "libx264", "-crf", "4", "-c:a", "pcm_s16le", str(late))
    manifest = show / "episodes/e.yaml"
    over = f"{{file: late.mov, sync: auto, sound: {sound}, box: 50% 0% 50% 50%, entrance: none, border: off, shadow: off}}"
    clip = f"{{clip: A, file: film.mov, length: 8, picture_in_picture: {over}}}"
    manifest.write_text(f"episode: {{title: A}}\nsegments: [{clip}]\n")
    movie, _, _ = build(manifest)
    with av.open(str(movie)) as opened:
        seen = [one.to_ndarray(format="gray").astype(int) for one in opened.decode(video=0)]
    assert [abs(one[20:40, 100:140].mean() - one[60:80, 20:60].mean()) <= 2 for one in seen] == [True] * len(seen)


def test_a_changed_picture_encodes_where_it_is_seen(tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=6", "-c:v", "libx264", "-g", "25", "-pix_fmt", "yuv420p", str(film))
    one = "length: 6, picture_in_picture: {file: FILM, at: 3.2, length: 2, size: 30%}"
    manifest = clips(tmp_path, film, one, "length: 2")
    build(manifest)
    manifest.write_text(manifest.read_text().replace("size: 30%", "size: 40%"))
    with opened_warm([manifest]) as opened:
        reason, _ = opened.explain(opened.work(manifest, "tiny"), "x0/picture/1")
    told = [str(cause).partition(": ")[2] for cause in reason.causes]
    assert told == ["`picture_in_picture: size` of the segment changed from 30% to 40%"]
    _, made, _ = build(manifest)
    assert [one for one in made if "/picture/" in one] == ["x0/picture/1"]
