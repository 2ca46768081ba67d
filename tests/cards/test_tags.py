"""Names in the windows of a mosaic: as large in the picture however many play, off the focus, coming and going."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.cards import theme as themes
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import Inset, MosaicSpec
from pipeline.plan.canvas import box_of
from pipeline.plan.drawing import drawing_of
from pipeline.segments.layout import windows
from pipeline.timeline.model import Clip
from tests.shows import SHOW, ShowFolder

RATE = Fraction(24)
THEMES = ("create-together", "signal")
CANVASES = {"wide": ((1920, 1080), "16:9"), "tall": ((1080, 1920), "9:16"), "square": ((1080, 1080), "1:1")}
LEAST = 27
"""Design pixels below which no letters are, but those of one word that is too long for its line."""

NO_LETTERS = ".card *{color:transparent !important}"


@lru_cache(maxsize=64)
def _cut(folder: Path, theme: str, shape: str, count: int, name: str, focus: str, language: str) -> list[Clip]:
    show = ShowFolder(folder, SHOW + f"shape: {shape}\n", f"ana: {{name: {name}}}\n")
    tiles = ", ".join([f"{{file: metal/kids.mp4, by: ana, role: guitar, focus: {focus}}}"] * count)
    stems = "[{file: metal/screams.wav}, {file: metal/dad-guitar.wav}]"
    text = f"episode: {{title: A}}\ntheme: {theme}\nlanguage: {language}\nsegments:\n  - music: M\n    stems: {stems}\n"
    text += f"    picture: {{mosaic: [{tiles}]}}\n    length: 12\n    lower_third: off\n"
    tracks = show.cut(text).segments[0].stack.picture
    return [item for track in tracks if track.name.startswith("name-") for item in track.items if isinstance(item, Clip)]


class Tag:
    """A drawn tag: its box on the canvas, and its frames."""

    def __init__(self, clip: Clip, theme: str, canvas: tuple[int, int]) -> None:
        self.clip, self.box = clip, box_of(clip, canvas)
        inset = Inset(canvas, (self.box.x, self.box.y))
        given = drawing_of(themes.load(theme), clip, self.box.width, self.box.height, RATE, inset=inset)
        self.frames, self.painter = given.frames, LayeredPainter(given)

    def frame(self, number: int, css: str = "") -> NDArray[np.int_]:
        raw = self.painter.raw(round(number * 1000 / RATE), css)
        return np.frombuffer(raw, np.uint8).reshape(self.box.height, self.box.width, 4).astype(int)

    def letters(self, number: int) -> NDArray[np.bool_]:
        """Say which pixels letters change in a frame."""
        return np.asarray((np.abs(self.frame(number) - self.frame(number, NO_LETTERS)) > 24).any(axis=2))

    @property
    def texts(self) -> list[str]:
        return list(dict.fromkeys(text for text, *_ in self.painter.runs()))


@pytest.fixture(scope="module")
def tag_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tag]:
    folder = tmp_path_factory.mktemp("tags")

    def found(theme: str, shape: str, count: int, number: int = 0, *, name: str = "HIH", language: str = "en") -> Tag:
        canvas, written = CANVASES[shape]
        return Tag(_cut(folder, theme, written, count, name, "50% 50%", language)[number], theme, canvas)

    return found


@pytest.mark.parametrize("count", [1, 9, 36])
@pytest.mark.parametrize("shape", CANVASES)
@pytest.mark.parametrize("theme", THEMES)
def test_letters_are_large_enough_however_many_play(theme: str, shape: str, count: int, tag_of: Callable[..., Tag]) -> None:
    """A capital letter of Noto Sans is 0.714 of its size high (its OS/2 table)."""
    tag = tag_of(theme, shape, count, count - 1)
    rows = np.flatnonzero(tag.letters(tag.frames // 2).any(axis=1))
    first = rows[: np.argmax(np.diff(rows, append=rows[-1] + 9) > 1) + 1]  # those of the name, which stands above the role
    assert 0.714 * LEAST - 1 <= len(first) <= 0.714 * 60
    assert "HIH" in tag.texts


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "count"), [("wide", 3), ("tall", 2), ("tall", 3), ("tall", 7)])
def test_letters_are_inside_the_safe_area_in_every_frame(
    theme: str, shape: str, count: int, language: str, tag_of: Callable[..., Tag]
) -> None:
    (width, height), _ = CANVASES[shape]
    left, top, right, bottom = (0.05, 0.1, 0.9, 0.8) if shape == "tall" else (0.05, 0.05, 0.95, 0.95)
    for place in (0, -1):
        tag = tag_of(theme, shape, count, place, language=language)
        for number in (3, 6, tag.frames // 2, tag.frames - 4):
            rows, columns = np.nonzero(tag.letters(number))
            if not rows.size:
                continue
            assert tag.box.x + columns.min() >= left * width - 1, number
            assert tag.box.x + columns.max() + 1 <= right * width + 1, number
            assert tag.box.y + rows.min() >= top * height - 1, number
            assert tag.box.y + rows.max() + 1 <= bottom * height + 1, number
        assert tag.letters(tag.frames // 2).any()


@pytest.mark.parametrize("focus", ["50% 34%", "50% 37.5%", "50% 38%"])
def test_the_lowest_name_of_a_tall_mosaic_stands_above_an_app_s_buttons_and_a_face(focus: str, tmp_path: Path) -> None:
    """The lowest of three windows of signal is 608 high, so that a face at 37.5 % begins on a whole, even pixel."""
    box = box_of(_cut(tmp_path, "signal", "9:16", 3, "HIH", focus, "en")[2], (1080, 1920))
    top = windows(3, Fraction(9, 16), themes.load("signal").mosaic or MosaicSpec())[2].top
    assert box.y + box.height <= min(0.8 * 1920, top + float(Fraction(focus.split()[1][:-1])) / 100 * 608)


@pytest.mark.parametrize("theme", THEMES)
def test_a_tag_comes_from_the_edge_of_its_window_hangs_over_it_and_goes_there(theme: str, tag_of: Callable[..., Tag]) -> None:
    tag = tag_of(theme, "wide", 3, 1)
    shares = [float((tag.frame(number)[..., 3] > 8).mean()) for number in range(tag.frames)]
    assert shares[0] < 0.05 * max(shares)
    assert shares[-1] < 0.5 * max(shares)
    rest = tag.frame(tag.frames // 2)[..., 3] > 250
    steps = np.diff(shares) / max(shares)
    assert steps[:16].min() > -0.01, "it comes"
    assert steps[-10:].max() < 0.01, "it goes"
    assert np.flatnonzero(rest.any(axis=0)).min() == pytest.approx(6, abs=2), "14 px over the edge, of the 20 beside the window"
    assert not rest[:, -40:].any(), "it is as long as its text"


@pytest.mark.parametrize("theme", THEMES)
def test_fewer_words_are_shown_where_little_room_is(theme: str, tag_of: Callable[..., Tag]) -> None:
    long = "Wilhelmina Charlotte Featherstonehaugh-Okonkwo"
    shown = {count: " ".join(tag_of(theme, "wide", count, name=long).texts) for count in (1, 36)}
    assert shown[1] == f"{long} guitar"
    assert shown[36] in ("Wilhelmina Charlotte", "Wilhelmina")
    assert "guitar" in tag_of(theme, "wide", 9).texts
    assert tag_of(theme, "wide", 36).texts == ["HIH"], "a role has no room there"


@pytest.mark.parametrize("theme", THEMES)
def test_a_word_that_is_too_long_for_its_window_is_broken_with_a_hyphen(theme: str, tag_of: Callable[..., Tag]) -> None:
    long = "Konstantinopoulouwitschewa"
    texts = tag_of(theme, "tall", 36, 7, name=long).texts
    assert len(texts) in (2, 3)
    assert all(text.endswith("-") for text in texts[:-1])
    assert "".join(text.removesuffix("-") for text in texts) == long


LONG = (
    "Konstantinopoulouwitschewa", "김민준", "森野しおり森野しおり森野しおり", "सुनीता देवी चट्टोपाध्याय",
    "عبد الرحمن بن يوسف القرطبي",
)  # fmt: skip


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("shape", CANVASES)
@pytest.mark.parametrize("theme", THEMES)
def test_any_name_stands_in_the_smallest_window(theme: str, shape: str, name: str, tag_of: Callable[..., Tag]) -> None:
    tag = tag_of(theme, shape, 36, 7, name=name)
    rows, columns = np.nonzero(tag.letters(tag.frames // 2))
    assert rows.size
    assert 0 < rows.min() <= rows.max() < tag.box.height - 1
    assert 0 < columns.min() <= columns.max() < tag.box.width - 1


@pytest.mark.parametrize("focus", [0, 12, 38, 50, 62, 85, 100])
@pytest.mark.parametrize("shape", CANVASES)
def test_no_tag_covers_the_focus(shape: str, focus: int, tmp_path: Path) -> None:
    canvas, written = CANVASES[shape]
    for count in (1, 2, 3, 4, 5, 7, 9, 13, 16, 25, 36):
        clips = _cut(tmp_path, "create-together", written, count, "HIH", f"50% {focus}%", "en")
        found = windows(count, Fraction(*map(int, written.split(":"))), MosaicSpec())
        assert len(clips) == count
        for clip, (_, top, wide, high) in zip(clips, found, strict=True):
            box = box_of(clip, canvas)
            assert top <= box.y <= box.y + box.height <= top + high, "it stands in its window"
            # The film, 1920x1080, covers the window about its focus, as near as it can come to the middle.
            share = high / (1080 * max(wide / 1920, high / 1080))
            begin = min(max(focus / 100 - share / 2, 0.0), 1 - share)
            seen = top + high * (focus / 100 - begin) / share
            assert not box.y < seen < box.y + box.height, (count, box)
