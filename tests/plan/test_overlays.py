"""A card over a part of a span gives the very frames of that part alone, and leaves the others as they were."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cards.model import Artwork, Drawing, Slice
from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.plan.action import FromAction
from pipeline.plan.drawing import Drawn
from pipeline.plan.encode import Inputs
from pipeline.plan.overlays import FINER, is_finer, lay, seen
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Clip
from pipeline.timeline.regions import Shown
from tests.cards.moving import composition, moves
from tests.ffmpeg.running import ffmpeg, hashes

pytestmark = pytest.mark.ffmpeg

RATE = Fraction(30_000, 1001)
WIDTH, HEIGHT, TOTAL = 96, 64, 40
BOX = (16, 20, 32, 24)
CARD = 25
"""Frames of the card; it begins at frame 8 of the picture."""
BEGIN = 8

NOTHING = Artwork("credits", "none", "", "", BOX[2:], BOX[2:], Fraction(1), 0, 0, 0, "en", (), (), {})
"""The pictures are made here."""

FADES: dict[str, tuple[int, int]] = {"still": (0, 0), "fading": (6, 4), "animated": (0, 0), "layered": (0, 0)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("cards")
    pattern = f"testsrc2=s={BOX[2]}x{BOX[3]}:r={RATE},format=rgba,colorchannelmixer=aa=0.7"
    ffmpeg("-f", "lavfi", "-i", pattern, "-frames:v", "1", str(folder / "card.png"))
    # As cards are: it ends early, and holds its last picture until it goes.
    ffmpeg("-f", "lavfi", "-i", pattern, "-frames:v", "12", "-c:v", "qtrle", "-pix_fmt", "argb", str(folder / "card.mov"))
    # One in layers holds every frame.
    lossless = ("-frames:v", str(CARD), "-c:v", "utvideo", "-pix_fmt", "gbrap", "-threads", "1")
    ffmpeg("-f", "lavfi", "-i", pattern, *lossless, str(folder / "card.nut"))
    stills = dict.fromkeys(("still", "fading"), folder / "card.png")
    return {**stills, "animated": folder / "card.mov", "layered": folder / "card.nut"}


def picture(first: int, frames: int) -> Video:
    pattern = filters.to_working_format(graph.source("testsrc2", "yuv420p", s=f"{WIDTH}x{HEIGHT}", r=RATE))
    return filters.regular(filters.trim(filters.regular(pattern, RATE), first, frames), RATE)


def shown(kind: str, first: int, frames: int, files: dict[str, Path]) -> list[str]:
    """Return the frames from `first` of a picture that has the card over it from frame `BEGIN`."""
    fades = FADES[kind]
    drawing = Drawing("name", "still" if kind == "fading" else kind, BOX, CARD, {}, (), *fades)
    if kind == "layered":
        drawing = replace(drawing, composition=composition(moves(), size=BOX[2:], frames=CARD, rate=RATE))
    drawn = Drawn(drawing, (FromAction("0" * 64, "out"),))
    layer = Shown(Clip(CardMedia("name", {}, "theme"), CARD), first - BEGIN)
    during = seen(layer, frames)
    whole = picture(first, frames)
    if during is not None:
        inputs = Inputs()
        whole = lay(whole, drawn, layer, inputs, shown=during, frames=frames, rate=RATE, at=(2, 4), canvas=(WIDTH, HEIGHT))
    return hashes(whole, {"in0": files[kind]})


@pytest.mark.parametrize("kind", FADES)
def test_together_is_one_after_the_other(kind: str, files: dict[str, Path]) -> None:
    parts = [(0, BEGIN), (BEGIN, CARD), (BEGIN + CARD, TOTAL - BEGIN - CARD)]
    alone = [frame for first, frames in parts for frame in shown(kind, first, frames, files)]
    assert shown(kind, 0, TOTAL, files) == alone
    bare = hashes(picture(0, TOTAL), {})
    first = BEGIN + (kind == "fading")  # of a fade the first frame is not there yet
    assert [number for number in range(TOTAL) if alone[number] != bare[number]] == list(range(first, BEGIN + CARD))


@pytest.mark.parametrize("first", [0, BEGIN - 3, BEGIN + 10])
@pytest.mark.parametrize("kind", FADES)
def test_any_part_is_a_part_of_the_whole(kind: str, first: int, files: dict[str, Path]) -> None:
    whole = shown(kind, 0, TOTAL, files)
    assert shown(kind, first, TOTAL - first, files) == whole[first:]
    assert shown(kind, first, 12, files) == whole[first : first + 12]


def test_a_card_is_seen_from_its_begin_to_its_end() -> None:
    layer = Shown(Clip(CardMedia("name", {}, "theme"), 10), -4)
    assert [seen(layer, frames) for frames in (4, 5, 20)] == [None, FrameRange(4, 1), FrameRange(4, 10)]
    assert seen(Shown(layer.clip, 10), 5) is None
    assert seen(Shown(layer.clip, 7), 5) == FrameRange(0, 3)


@pytest.mark.parametrize("speed", [1, 2, 3])
def test_a_roll_moves_the_same_over_a_plain_background_that_is_finer_from_the_start(speed: int, files: dict[str, Path]) -> None:
    slices = tuple(Slice(y, BOX[3], NOTHING, ()) for y in (-20, 4))
    drawing = Drawing("credits", "roll", (0, 0, WIDTH, HEIGHT), TOTAL, None, (), slices=slices, speed=speed)
    drawn = Drawn(drawing, (FromAction("0" * 64, "one"), FromAction("1" * 64, "two")))
    layer = Shown(Clip(CardMedia("credits", {}, "theme"), TOTAL), 0)

    def rolled(pixel_format: str) -> list[str]:
        base = filters.colour(WIDTH, HEIGHT, TOTAL, RATE, "#fbf1df", pixel_format)
        whole = FrameRange(0, TOTAL)
        laid = lay(
            base, drawn, layer, Inputs(), shown=whole, frames=TOTAL, rate=RATE, at=(0, 0), canvas=(WIDTH, HEIGHT),
            is_finer=pixel_format == FINER,
        )  # fmt: skip
        return hashes(laid, {"in0": files["still"], "in1": files["still"]})

    seen = rolled("yuv420p")
    assert len(set(seen)) > TOTAL // 2
    assert is_finer(drawn) == (speed % 2 == 1)
    if is_finer(drawn):
        assert rolled(FINER) == seen
