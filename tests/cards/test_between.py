"""What a theme lays between segments has to cover all of the picture where it is cut to: a designer is told where it does not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pipeline.cards import theme as themes
from pipeline.cards.between import uncovered
from pipeline.cards.card import describe
from pipeline.cards.layered import LayeredPainter
from tests.episode.between import FILES, MATTE

SHAPES = {"wide": (160, 90), "tall": (90, 160)}
FIELDS = {"interstitial": {"title": "One", "kind": "", "label": "", "people": ()}}


def told(folder: Path, files: dict[str, str], **changed: tuple[str, str]) -> list[str]:
    """Return what is told of a theme in whose files texts were changed; `__` in a name stands for a dot."""
    (folder / "between").mkdir()
    for name, text in files.items():
        old, new = changed.get(name.replace(".", "__"), ("", ""))
        assert old in text
        (folder / "between" / name).write_text(text.replace(old, new) if old else text)
    loaded = themes.load("between", (folder,))
    return [str(one) for one in uncovered(loaded, FIELDS, SHAPES)]


@pytest.mark.parametrize("files", [FILES, MATTE], ids=["pass", "matte"])
def test_what_covers_all_is_in_order(files: dict[str, str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == []


def test_a_pass_and_a_lead_that_stop_short_are_told_for_each_shape(tmp_path: Path) -> None:
    found = told(tmp_path, FILES, theme__css=("width: 100%", "width: 96%"))
    assert found == [
        f"templates/between/{name}.motion.yaml:2:3: {name} ({shape}) does not cover all of the picture in its own first "
        "frame, where it is cut to; let a layer without holes lie over all of it there"
        for name in ("interstitial", "pass")
        for shape in SHAPES
    ]


def test_a_matte_that_begins_in_the_picture_or_leaves_some_of_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "early").mkdir()
    early = told(tmp_path / "early", MATTE, matte__motion__yaml=("x: -100%", "x: -95%"))
    assert [line.partition(": ")[2].partition(";")[0] for line in early] == [
        f"matte ({shape}) uncovers something in its first frame" for shape in SHAPES
    ]
    (tmp_path / "late").mkdir()
    late = told(tmp_path / "late", MATTE, matte__motion__yaml=("6f, x: 0", "6f, x: -5%"))
    assert [line.partition(": ")[2].partition(";")[0] for line in late] == [
        f"matte ({shape}) does not cover all of the picture at its end, where it is cut to" for shape in SHAPES
    ]


def test_the_themes_that_come_with_it_are_in_order() -> None:
    for name in themes.names():
        assert [str(one) for one in uncovered(themes.load(name), {}, {**SHAPES, "square": (90, 90)})] == []
    assert {"matte", "edge"} <= themes.load("signal").cards.keys(), "the Sweep"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_beam_of_the_sweep_lies_on_the_edge_of_what_is_uncovered_whichever_way_it_runs(language: str) -> None:
    signal = themes.load("signal")

    def row(card: str, frame: int) -> np.ndarray:
        drawing = describe(signal, card, {}, width=160, height=90, rate=Fraction(24), frames=14, language=language)
        pixels = np.frombuffer(LayeredPainter(drawing).raw(round(frame * 1000 / 24)), np.uint8).reshape(90, 160, 4)
        return pixels[45].astype(int)

    for frame in (4, 5, 6):
        seen = row("matte", frame)[:, 3] > 127
        edge = int(np.flatnonzero(np.diff(seen))[0])
        beam = row("edge", frame)
        bright = int((np.arange(160) * (beam[:, 3] > 240)).sum() / max(1, (beam[:, 3] > 240).sum()))
        assert abs(bright - edge) <= 2, f"frame {frame}"
        assert seen[0] != (language == "ar"), "what comes is uncovered from where the language begins"
