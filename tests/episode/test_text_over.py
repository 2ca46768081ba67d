"""Texts over a picture as they are built: where they were asked for, in every script, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.episode.show import PLAIN, build, ffmpeg, opened_warm
from tests.episode.test_treated import clips, firsts

pytestmark = pytest.mark.ffmpeg


def test_words_are_seen_in_their_part_of_the_picture_alone(tmp_path: Path) -> None:
    Image.new("RGB", (320, 180), (120, 120, 120)).save(tmp_path / "grey.png")
    words = {"top-left": "One two", "top-right": "دانا تغني", "bottom-left": "我们都在这里", "bottom-right": "नमस्ते"}
    fields = [f"length: 0.2, text: {{text: {text}, place: {where}}}" for where, text in words.items()]
    manifest = clips(tmp_path, tmp_path / "grey.png", "length: 0.2", *fields)
    settings = manifest.parent / "show.yaml"
    settings.write_text(settings.read_text() + PLAIN.splitlines()[-2] + "\n")
    manifest.write_text(manifest.read_text().replace("place:", "length: 9, place:"))
    plain, *seen = (one for number, one in enumerate(firsts(manifest, 1, "gray")) if number % 5 == 2)
    for where, picture in zip(words, seen, strict=True):
        y, x = np.nonzero(np.abs(picture - plain) > 12)
        assert len(y) > 60, where
        assert ((y < 45).all(), (x < 80).all()) == (where.startswith("top"), where.endswith("left")), where


def test_a_changed_text_encodes_where_it_is_seen(tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=8", "-c:v", "libx264", "-g", "25", "-pix_fmt", "yuv420p", str(film))
    manifest = clips(tmp_path, film, "text: {text: Oaxaca, at: 3.2, length: 1}", "length: 2")
    build(manifest)
    manifest.write_text(manifest.read_text().replace("Oaxaca", "Oaxaca de Juárez"))
    with opened_warm([manifest]) as opened:
        reason, _ = opened.explain(opened.work(manifest, "tiny"), "x0/picture/1")
    told = [str(cause).partition(": ")[2] for cause in reason.causes]
    assert told == ['`text: text` of the segment changed from Oaxaca to "Oaxaca de Juárez"']
    _, made, _ = build(manifest)
    assert [one for one in made if "/picture/" in one] == ["x0/picture/1"]
