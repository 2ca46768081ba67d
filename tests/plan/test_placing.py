"""A caption that is drawn into the picture stands where its file says, inside the title-safe area, in every theme and shape."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from pipeline.captions import Caption, Place, read
from pipeline.cards import theme as themes
from pipeline.cards.draw import painter
from pipeline.cards.model import shape_of
from pipeline.cards.safe import margins
from pipeline.plan.canvas import DrawnCue, caption_card, drawn_cues, offset
from pipeline.plan.drawing import drawing_of
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Cue, Segment, Stack, Timeline

CANVASES = [(640, 360), (360, 360), (360, 640)]
RATE = Fraction(25)


def timeline(theme: str, *cues: Cue) -> Timeline:
    stack = Stack(1000, (), cues={"en": cues})
    return Timeline("e", "E", RATE, (Segment("film", "clip", "Film", stack),), theme, "en", "#000000")


def where(settings: str, theme: str, canvas: tuple[int, int], text: str = "Over here") -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what is drawn of a WebVTT caption with these settings, as shares of the picture."""
    (caption,) = read(f"WEBVTT\n\n00:01.000 --> 00:03.000 {settings}\n{text}\n".encode(), "a.vtt")
    cut, loaded = timeline(theme, Cue(caption)), themes.load(theme)
    ((cue,),) = drawn_cues(cut, "en")
    drawing = drawing_of(loaded, caption_card(cut, cue), *canvas, RATE)
    drawn = np.asarray(Image.open(io.BytesIO(painter(drawing).png())).convert("RGBA"))[:, :, 3]
    down, across = (np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0))
    x, y = (one + by for one, by in zip(drawing.box[:2], offset(loaded, cue, canvas), strict=True))
    assert (x % 2, y % 2) == (0, 0)
    assert x >= 0
    assert y >= 0
    width, height = canvas
    return (x + across[0]) / width, (y + down[0]) / height, (x + across[-1] + 1) / width, (y + down[-1] + 1) / height


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("theme", themes.names())
def test_a_caption_is_seen_where_its_file_puts_it(theme: str, canvas: tuple[int, int]) -> None:
    near, high, far, low = margins(shape_of(*canvas), *canvas)
    safe = near / canvas[0], high / canvas[1], 1 - far / canvas[0], 1 - low / canvas[1]
    usual = where("", theme, canvas)
    lines = {setting: where(f"line:{setting}", theme, canvas) for setting in ("30%", "0", "50%,center", "60%,end", "100%", "-1")}
    assert lines["30%"][1] == pytest.approx(0.3, abs=0.01)
    assert lines["0"][1] == pytest.approx(safe[1], abs=0.01)
    assert sum(lines["50%,center"][1::2]) / 2 == pytest.approx(0.5, abs=0.01)
    assert lines["60%,end"][3] == pytest.approx(0.6, abs=0.01)
    assert lines["-1"] == usual
    sides = {setting: where(setting, theme, canvas) for setting in ("align:left", "align:right", "position:90% align:center")}
    assert sides["align:left"][0] == pytest.approx(safe[0], abs=0.01)
    assert sides["align:right"][2] == pytest.approx(safe[2], abs=0.01)
    assert sides["position:90% align:center"] == sides["align:right"]
    for found in (*lines.values(), *sides.values()):
        assert found[0] >= safe[0] - 0.01
        assert found[1] >= safe[1] - 0.01
        assert found[2] <= safe[2] + 0.01
        assert found[3] <= max(safe[3], usual[3]) + 0.01


@pytest.mark.parametrize(
    ("settings", "text", "side"),
    [
        ("align:start", "Here", "left"), ("align:start", "هنا", "right"), ("align:end", "هنا", "left"),
        ("align:center", "Here", ""),
        ("position:10%,line-left align:start", "Here", "left"), ("position:50%,line-left align:start", "Here", ""),
        ("position:80%,line-left align:start", "Here", "right"), ("position:20%,line-right align:end", "Here", "left"),
        ("position:30% size:20%", "Here", "left"), ("vertical:rl", "Here", ""),
    ],
)  # fmt: skip
def test_across_it_stands_in_the_third_in_which_its_words_would(settings: str, text: str, side: str) -> None:
    (caption,) = read(f"WEBVTT\n\n00:01.000 --> 00:03.000 {settings}\n{text}\n".encode(), "a.vtt")
    cut = timeline(themes.DEFAULT, Cue(caption))
    ((cue,),) = drawn_cues(cut, "en")
    card = caption_card(cut, cue).media
    assert getattr(card, "fields", {})["place"] == side


def test_what_stands_above_a_name_in_files_is_raised_by_the_height_of_the_theme_s_card() -> None:
    raised = Cue(Caption(Fraction(1), Fraction(2), "Over a name", place=Place(line=Fraction(60))), is_raised=True)
    ((cue,),) = drawn_cues(timeline(themes.DEFAULT, raised), "en")
    assert offset(themes.load(themes.DEFAULT), cue, (640, 360)) == (0, 0)


def test_a_caption_without_a_place_stands_as_ever() -> None:
    cue = DrawnCue(FrameRange(0, 9), "One", "en")
    assert offset(themes.load(themes.DEFAULT), cue, (640, 360)) == (0, 0)
