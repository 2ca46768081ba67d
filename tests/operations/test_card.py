"""The step writes what the drawing promised, the same bytes in every process."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.cards import theme as themes
from pipeline.cards.card import describe
from pipeline.cards.draw import painter, painter_of
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Drawing, Theme
from pipeline.operations.base import Work
from pipeline.operations.card import DrawCard
from pipeline.operations.codec import pack, unpack
from tests.cards.samples import CARDS, drawing, files_of


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load("paper")


def run(given: Drawing, out: Path) -> list[float]:
    told: list[float] = []
    # The operation arrives as JSON, as it does in the build.
    operation = unpack(json.loads(json.dumps(pack(DrawCard(given.whole)))))
    operation.run(Work(out.parent, files_of(given.files), {"out": out}, told.append, lambda arguments: None, 1))
    return told


def test_a_still_is_a_picture_of_its_box(theme: Theme, tmp_path: Path) -> None:
    given = drawing(theme, "caption", 320, 180)
    assert run(given, tmp_path / "out.png")[-1] == 1.0
    picture = Image.open(tmp_path / "out.png").convert("RGBA")
    assert picture.size == given.box[2:]
    alpha = np.asarray(picture)[:, :, 3]
    assert alpha.max() > 200
    assert alpha[0, 0] == 0


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001)])
def test_an_animation_stores_held_frames_once(theme: Theme, tmp_path: Path, rate: Fraction) -> None:
    given = drawing(theme, "lower_third", 320, 180, rate=rate, frames=72)
    told = run(given, tmp_path / "out.mov")
    assert told == sorted(told)
    assert told[-1] == 1.0
    with av.open(str(tmp_path / "out.mov")) as container:
        stream = container.streams.video[0]
        assert (stream.codec.name, stream.pix_fmt, (stream.width, stream.height)) == ("qtrle", "argb", given.box[2:])
        times = [frame.time_base * frame.pts * rate for frame in container.decode(stream)]
    assert times == [frame for frame, _ in given.whole.motion.times]
    assert max(times) < 72
    assert len(times) < 40, "72 frames are shown, the moving ones and one held are stored"


def test_what_is_stored_is_what_was_drawn(theme: Theme, tmp_path: Path) -> None:
    given = drawing(theme, "lower_third", 320, 180, frames=60)
    run(given, tmp_path / "out.mov")
    brush = painter(given)
    _, _, width, height = given.box
    with av.open(str(tmp_path / "out.mov")) as container:
        frames = [frame.to_ndarray(format="rgba") for frame in container.decode(video=0)]
    for (_, milliseconds), got in zip(given.whole.motion.times, frames, strict=True):
        drawn = np.frombuffer(brush.raw(milliseconds), np.uint8).reshape(height, width, 4)
        assert np.array_equal(got, drawn)


@pytest.mark.ffmpeg
def test_ffmpeg_fills_the_held_frames_in(theme: Theme, tmp_path: Path) -> None:
    import imageio_ffmpeg

    given = drawing(theme, "lower_third", 160, 90, frames=60)
    run(given, tmp_path / "out.mov")
    raw = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(tmp_path / "out.mov"), "-vf", "fps=24:eof_action=pass",
         "-frames:v", "60", "-pix_fmt", "rgba", "-f", "rawvideo", "-"],
        check=True, capture_output=True,
    ).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, given.box[3], given.box[2], 4)
    assert len(frames) == 60
    held = [bool(np.array_equal(before, after)) for before, after in pairwise(frames)]
    assert held[20:48] == [True] * 28


_PROGRAM = """
import hashlib, json, sys
from fractions import Fraction
from pathlib import Path
from pipeline.operations.base import Work
from pipeline.operations.card import DrawCard
from pipeline.cards import theme
from pipeline.cards.card import describe
loaded = theme.load("stage")
for number, (name, fields) in enumerate(json.loads(sys.argv[2])):
    drawing = describe(loaded, name, fields, width=320, height=180, rate=Fraction(24), frames=40)
    out = Path(sys.argv[1]) / str(number)
    files = {n: p for n, p, _ in drawing.files}
    DrawCard(drawing.whole).run(Work(out.parent, files, {"out": out}, lambda share: None, lambda arguments: None, 1))
    print(hashlib.sha256(out.read_bytes()).hexdigest())
"""


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    fields = [("title", CARDS["title"]), ("caption", {"text": "Ana 🎸 高橋 فاطمة"}), ("lower_third", CARDS["lower_third"])]
    found = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        command = [sys.executable, "-c", _PROGRAM, str(tmp_path / seed), json.dumps(fields)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed})
        found.append(done.stdout.split())
    assert len(found[0]) == 3
    assert found[0] == found[1]


def test_a_text_that_cannot_fit_is_refused_and_never_cut(theme: Theme, tmp_path: Path) -> None:
    long = {"people": [{"name": "Wolfeschlegelsteinhausenbergerdorff" * 4, "role": "bass"}]}
    given = drawing(theme, "lower_third", 320, 180, long)
    with pytest.raises(CardFault, match=r"does not fit into the card lower_third of theme paper, even at 55 %"):
        painter(given)
    with pytest.raises(CardFault, match="shorten the text"):
        run(given, tmp_path / "out.mov")


def test_a_longer_text_is_set_smaller(theme: Theme) -> None:
    def height(title: str) -> float:
        given = describe(theme, "title", {"title": title}, width=640, height=360, rate=Fraction(24), frames=48)
        return max(high for _, _, _, _, high in painter(given).runs())

    assert height("Everything We Meant to Say Before the Microphones Were Switched Off Again") < height("Scream")


def test_a_roll_s_slices_fit_or_tell_the_name(theme: Theme) -> None:
    fields = {"sections": [{"heading": "", "roles": [{"role": "bass", "people": [{"name": "x" * 300}]}]}]}
    (part,) = drawing(theme, "credits", 640, 360, fields).slices
    with pytest.raises(CardFault, match=r"'x+' does not fit into the card credits"):
        painter_of(part.artwork, part.files)


def test_the_same_card_drawn_again_costs_no_new_renderer(theme: Theme) -> None:
    given = drawing(theme, "watermark", 320, 180)
    first, second = painter(given), painter(given)
    assert first._renderer is second._renderer
    assert hashlib.sha256(first.png()).digest() == hashlib.sha256(second.png()).digest()
    assert Image.open(io.BytesIO(first.png())).size == given.box[2:]


def test_a_line_that_its_box_is_too_low_for_is_seen(theme: Theme) -> None:
    """The engine leaves such a line out of its layout and draws it outside of the plate."""
    long = "DRAFT: not cleared, do not publish: drums.wav (no licence), window.jpg (release missing)"
    brush = painter(drawing(theme, "watermark", 404, 404, {"text": long}))
    assert float(brush.sizes()[0]) < 1
    assert "".join(text for text, *_ in brush.runs()).replace(" ", "") == long.replace(" ", "")


def test_every_profile_breaks_the_same_lines(theme: Theme) -> None:
    fields = {"title": "Everything We Meant to Say Before the Microphones Were Switched Off Again"}
    lines = [
        [text for text, *_ in painter(drawing(theme, "title", *size, fields)).runs()] for size in ((640, 360), (1920, 1080))
    ]
    assert lines[0] == lines[1]
