"""A composed card is stored as it was composed, exactly, and read back so by ffmpeg from any frame on, at any rate."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from pipeline.cards.compose import Composer, straight
from pipeline.cards.layers import Composition
from pipeline.cards.model import Drawing
from pipeline.cards.moves import Stop, Track
from pipeline.execution import probe
from pipeline.ffmpeg import filters, graph
from pipeline.operations.base import Work
from pipeline.operations.codec import pack, unpack
from pipeline.operations.compose import ComposeCard
from pipeline.operations.compose_frame import ComposeFrame
from pipeline.plan.action import FromAction
from pipeline.plan.drawing import Drawn
from pipeline.plan.encode import Inputs
from pipeline.plan.overlays import lay, seen
from pipeline.timeline.model import CardMedia, Clip
from pipeline.timeline.regions import Shown
from tests.cards.moving import composition, moves, square
from tests.ffmpeg.running import hashes

SIZE, FRAMES = (96, 64), 20
RATES = [Fraction(24), Fraction(30_000, 1001), Fraction(30)]


def drawn() -> list[np.ndarray]:
    noise = np.random.default_rng(4).integers(0, 256, (64, 96, 4), dtype=np.uint8)  # no two neighbours alike
    return [noise, square(SIZE, 20, 10, 60, 50, (20, 120, 240, 255))]


def a_card(rate: Fraction, ground: str = "") -> Composition:
    slide = Track((Stop(Fraction(0), Fraction(0)), Stop(Fraction(1, 2), Fraction(20))))
    return composition(moves(), moves(x=slide, rotate=4), size=SIZE, frames=FRAMES, rate=rate, ground=ground)


def made(one: Composition, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for number, pixels in enumerate(drawn()):
        cv2.imwrite(str(folder / f"layer{number}.png"), pixels)
    operation = unpack(json.loads(json.dumps(pack(ComposeCard(one)))))  # as it arrives in a build
    shares: list[float] = []
    inputs = {f"layer{number}": folder / f"layer{number}.png" for number in range(2)}
    operation.run(Work(folder, inputs, {"out": folder / "out.nut"}, shares.append, lambda arguments: None, 1))
    assert shares == [(number + 1) / FRAMES for number in range(FRAMES)]
    return folder / "out.nut"


@pytest.mark.parametrize("ground", ["", "#203040"])
@pytest.mark.parametrize("rate", RATES)
def test_what_is_stored_is_what_was_composed(tmp_path: Path, rate: Fraction, ground: str) -> None:
    one = a_card(rate, ground)
    path = made(one, tmp_path)
    probe.check(path, ComposeCard(one).outputs[0].promise)
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        frames = list(movie.decode(stream))
    assert [frame.pts * frame.time_base * rate for frame in frames] == list(range(FRAMES))
    composer = Composer(one, drawn())
    for number, frame in enumerate(frames):
        assert np.array_equal(frame.reformat(format="bgra").to_ndarray(), straight(composer.frame(number)))


@pytest.mark.parametrize("ground", ["", "#203040"])
def test_a_frame_by_itself_is_that_of_the_whole(tmp_path: Path, ground: str) -> None:
    one = a_card(RATES[1], ground)
    with av.open(str(made(one, tmp_path))) as movie:
        whole = [frame.to_ndarray() for frame in movie.decode(movie.streams.video[0])]
    inputs = {f"layer{number}": tmp_path / f"layer{number}.png" for number in range(2)}
    for number in range(FRAMES):
        operation = unpack(json.loads(json.dumps(pack(ComposeFrame(one, number)))))
        operation.run(Work(tmp_path, inputs, {"out": tmp_path / "one.nut"}, lambda share: None, lambda arguments: None, 1))
        probe.check(tmp_path / "one.nut", operation.outputs[0].promise)
        with av.open(str(tmp_path / "one.nut")) as movie:
            (found,) = movie.decode(movie.streams.video[0])
            assert np.array_equal(found.to_ndarray(), whole[number]), number


def test_the_same_card_is_the_same_bytes(tmp_path: Path) -> None:
    one = a_card(RATES[1], "#203040")
    assert made(one, tmp_path / "a").read_bytes() == made(one, tmp_path / "b").read_bytes()


@pytest.mark.ffmpeg
@pytest.mark.parametrize("ground", ["", "#203040"])
@pytest.mark.parametrize("rate", RATES)
def test_spans_are_parts_of_the_whole(tmp_path: Path, rate: Fraction, ground: str) -> None:
    one = a_card(rate, ground)
    path = made(one, tmp_path)
    card = Drawn(Drawing("name", "layered", (0, 0, *SIZE), FRAMES, None, (), composition=one), (FromAction("0" * 64, "out"),))

    def shown(first: int, frames: int) -> list[str]:
        pattern = filters.to_working_format(graph.source("testsrc2", "yuv420p", s="96x64", r=rate))
        base = filters.regular(filters.trim(filters.regular(pattern, rate), first, frames), rate)
        layer = Shown(Clip(CardMedia("name", {}, "theme"), FRAMES), first)
        during = seen(layer, frames)
        assert during is not None
        picture = lay(base, card, layer, Inputs(), shown=during, frames=frames, rate=rate, at=(0, 0), canvas=SIZE)
        return hashes(filters.regular(picture, rate), {"in0": path})

    whole = shown(0, FRAMES)
    assert len(set(whole)) > 12
    assert shown(0, 7) + shown(7, 1) + shown(8, 12) == whole
