"""The thumbnail: taken from the finished picture where it was asked for, the best of a few where not, and read back."""

from __future__ import annotations

import io
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from pipeline.analysis.facts import ThumbnailFacts
from pipeline.analysis.sharpness import worth
from pipeline.faults import Severity
from pipeline.operations.measuring.thumbnail import NoPicture, compared, jpeg
from pipeline.qc.model import Planned, PlannedThumbnail
from pipeline.qc.thumbnail import thumbnail
from tests.episode.show import BARE, build, counting, ffmpeg, make_show, opened_warm, write

RATE = Fraction(25)
FRAMES = 20


def scene(seed: int, *, blurred: float = 0.0, dark: float = 1.0) -> Image.Image:
    """Return a picture of coloured rectangles, 320 by 180."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((180, 320, 3))
    for _ in range(60):
        x, y, wide, high = rng.integers(0, 300), rng.integers(0, 170), rng.integers(8, 90), rng.integers(8, 60)
        picture[y : y + high, x : x + wide] = rng.integers(30, 220, 3)
    shown = Image.fromarray((picture * dark).astype(np.uint8))
    return shown.filter(ImageFilter.GaussianBlur(blurred)) if blurred else shown


def movie(path: Path, pictures: list[Image.Image]) -> Path:
    """Write a movie of these frames as a span is encoded."""
    for number, picture in enumerate(pictures):
        picture.save(path.parent / f"{path.stem}{number:03d}.png")
    ffmpeg(
        "-framerate", "25", "-i", str(path.parent / f"{path.stem}%03d.png"), "-vf", "scale=out_color_matrix=bt709:out_range=tv",
        "-c:v", "libx264", "-crf", "12", "-g", "12", "-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709",
        "-color_trc", "bt709", "-color_range", "tv", str(path),
    )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a movie of one scene that is out of focus but for frame 13, and too dark at frame 17."""
    folder = tmp_path_factory.mktemp("thumbnail")
    looks = {13: scene(1), 17: scene(1, dark=0.15)}
    return movie(folder / "film.mp4", [looks.get(number, scene(1, blurred=3)) for number in range(FRAMES)])


def taken(film: Path, numbers: tuple[int, ...], size: tuple[int, int] = (320, 180), most: int = 2_000_000) -> bytes:
    return jpeg(film, RATE, numbers, size, most, lambda share: None)


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(float)


def far(one: np.ndarray, other: Image.Image) -> float:
    return float(np.mean(np.abs(one - np.asarray(other).astype(float))))


# ---------------------------------------------------------------------------------------------- which frame


@pytest.mark.ffmpeg
def test_the_sharpest_frame_that_can_be_seen_is_taken_in_its_colours(film: Path) -> None:
    best = pixels(taken(film, (1, 5, 9, 13, 17)))
    assert far(best, scene(1)) < 6
    assert far(pixels(taken(film, (1, 5, 9))), scene(1, blurred=3)) < 3
    assert taken(film, (13,)) == taken(film, (1, 13)) != taken(film, (12,))


def test_what_is_dark_bright_or_out_of_focus_is_worth_less() -> None:
    def value(picture: Image.Image) -> float:
        return worth(np.asarray(picture.convert("L")))

    good = value(scene(2))
    assert good > 2 * value(scene(2, blurred=1))
    assert good > 2 * value(scene(2, dark=0.2))
    bright = np.clip(np.asarray(scene(2).convert("L")).astype(int) + 150, 0, 255).astype(np.uint8)
    assert good > 2 * worth(bright)
    assert worth(np.full((90, 160), 128, np.uint8)) == 0


@pytest.mark.ffmpeg
def test_it_is_as_large_as_asked_for_and_never_too_many_bytes(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    noise = movie(tmp_path / "noise.mp4", [Image.fromarray(rng.integers(0, 256, (180, 320, 3), dtype=np.uint8))])
    best = taken(noise, (0,), (640, 360))
    assert Image.open(io.BytesIO(best)).size == (640, 360)
    assert Image.open(io.BytesIO(best)).format == "JPEG"
    for most in (len(best) - 1, len(best) // 2):
        assert len(taken(noise, (0,), (640, 360), most)) <= most


@pytest.mark.ffmpeg
def test_a_frame_that_is_not_there_is_no_thumbnail(film: Path) -> None:
    with pytest.raises(NoPicture, match="cannot be decoded"):
        taken(film, (FRAMES,))


# ---------------------------------------------------------------------------------------------- what is judged

PLANNED = Planned(FRAMES, RATE, 0, "en", thumbnail=PlannedThumbnail(320, 180, 0, (13,)))


def judged(film: Path, content: bytes, folder: Path, planned: Planned = PLANNED) -> list[str]:
    (folder / "t.jpg").write_bytes(content)
    assert planned.thumbnail is not None
    facts = compared(folder / "t.jpg", film, RATE, planned.thumbnail.frames)
    return [finding.code for finding in thumbnail(facts, planned)]


def saved(picture: Image.Image, kind: str = "JPEG", **options: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


@pytest.mark.ffmpeg
def test_a_thumbnail_of_its_frame_is_good_however_it_was_coded(film: Path, tmp_path: Path) -> None:
    assert judged(film, taken(film, (13,)), tmp_path) == []
    for quality in (95, 30):
        assert judged(film, saved(scene(1), quality=quality), tmp_path) == []
    lighter = Image.fromarray(np.clip(np.asarray(scene(1)).astype(int) + 2, 0, 255).astype(np.uint8))
    assert judged(film, saved(lighter), tmp_path) == []


@pytest.mark.ffmpeg
def test_each_thing_that_is_wrong_with_a_thumbnail_is_found(film: Path, tmp_path: Path) -> None:
    good = taken(film, (13,))
    swapped = Image.merge("RGB", scene(1).split()[::-1])
    found = {
        "another scene": judged(film, saved(scene(5)), tmp_path),
        "red for blue": judged(film, saved(swapped), tmp_path),
        "upside down": judged(film, saved(scene(1).rotate(180)), tmp_path),
        "brighter": judged(film, saved(scene(1).point(lambda level: min(255, level + 8))), tmp_path),
        "black": judged(film, saved(Image.new("RGB", (320, 180), "#040404")), tmp_path),
        "another size": judged(film, taken(film, (13,), (318, 180)), tmp_path),
        "cut short": judged(film, good[: len(good) // 2], tmp_path),
        "a PNG": judged(film, saved(scene(1), "PNG"), tmp_path),
        "nothing": judged(film, b"", tmp_path),
        "no picture": judged(film, b"\xff\xd8\xff\xe0" + bytes(500), tmp_path),
        "too large": judged(film, good + bytes(2_000_001 - len(good)), tmp_path),
    }
    assert found == {
        "another scene": ["thumbnail_changed"], "red for blue": ["thumbnail_changed"], "upside down": ["thumbnail_changed"],
        "brighter": ["thumbnail_changed"], "black": ["thumbnail_changed", "thumbnail_blank"],
        "another size": ["thumbnail_file"], "cut short": ["thumbnail_file"], "a PNG": ["thumbnail_file"],
        "nothing": ["thumbnail_file"], "no picture": ["thumbnail_file"], "too large": ["thumbnail_file"],
    }  # fmt: skip
    assert judged(film, good + bytes(2_000_000 - len(good)), tmp_path) == []


def test_what_is_black_or_of_one_colour_is_told_up_to_the_border() -> None:
    def told(mean: int, spread: int) -> list[str]:
        facts = ThumbnailFacts("", 1, 320, 180, mean, spread, 13, 0)
        return [f"{one.code} {one.timecode}" for one in thumbnail(facts, PLANNED)]

    assert told(2600, 300) == []
    assert told(2599, 300) == told(2600, 299) == ["thumbnail_blank 0:00:00.520"]
    assert list(thumbnail(None, PLANNED)) == []


# ---------------------------------------------------------------------------------------------- of an episode

MANIFEST = """\
episode: {{title: T{field}}}
segments:
  - card: Hello
    length: 1
  - clip: Count
    file: count.mov
    by: ana
    lower_third: {{show: Ana, at: 0, length: 0.4}}
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("thumbnail") / "show", f"rate: 25\ntheme: paper\n{BARE}")
    counting(folder / "episodes/media/count.mov", 99)
    return folder


def built(show: Path, field: str) -> tuple[np.ndarray, list[str]]:
    write(show, {"episodes/e.yaml": MANIFEST.format(field=field)})
    found, ran, _ = build(show / "episodes/e.yaml")
    return pixels((found.parent / "thumbnail.jpg").read_bytes()), ran


def number(picture: np.ndarray) -> int:
    """Return the number of the frame of `counting`, which is seen as two greys: ones to the left, tens to the right."""
    levels = picture.mean(axis=2) * 219 / 255 + 16
    ones, tens = (levels[4:20, part].mean() for part in (slice(4, 60), slice(100, 156)))
    return round((tens - 20) / 20) * 10 + round((ones - 20) / 20)


@pytest.mark.ffmpeg
def test_the_frame_that_was_asked_for_is_in_the_package_and_costs_itself_alone(show: Path) -> None:
    picture, ran = built(show, ", thumbnail: 3.4")
    assert (picture.shape, number(picture)) == ((90, 160, 3), 60)  # a second of card comes before the clip
    assert "programme/thumbnail" in ran
    assert "thumbnail.jpg" in (show / "renders/e/SHA256SUMS").read_text()
    assert built(show, ", thumbnail: 3.4")[1] == []
    picture, ran = built(show, ', thumbnail: "0:03.44"')
    assert (number(picture), ran) == (61, ["programme/thumbnail"])
    picture, ran = built(show, "")
    assert ran == ["programme/thumbnail"]
    assert 10 <= number(picture) < 99  # of the clip, and not where the name lies over it


@pytest.mark.ffmpeg
def test_another_picture_in_its_place_is_seen_whatever_the_list_says(show: Path, tmp_path: Path) -> None:
    built(show, ", thumbnail: 3.4")
    copy = shutil.copytree(show, tmp_path / "show")
    Image.new("RGB", (160, 90), "#806040").save(copy / "renders/e/thumbnail.jpg")
    with opened_warm([copy / "episodes/e.yaml"]) as opened:
        report = opened.judge(copy / "episodes/e.yaml", None, workers=2).report
    changed = next(one for one in report.findings if one.code == "thumbnail_changed")
    assert (changed.timecode, changed.segment, str(changed.where)[:17]) == ("0:00:03.400", "count", "episodes/e.yaml:5")
    assert {"file_changed", "thumbnail_blank"} < {one.code for one in report.findings}


def test_a_time_after_the_end_is_told_at_its_line(show: Path) -> None:
    write(show, {"episodes/late.yaml": MANIFEST.format(field=", thumbnail: 5")})
    with opened_warm([show / "episodes/late.yaml"]) as opened:
        (told,) = (one for one in opened.diagnostics(show / "episodes/late.yaml") if one.severity is Severity.ERROR)
    assert str(told) == (
        "episodes/late.yaml:1:32: the episode is over by 0:00:05.000, where its thumbnail is to be taken; "
        "it lasts 0:00:04.960; write an earlier time"
    )
    write(show, {"episodes/late.yaml": MANIFEST.format(field=", thumbnail: 4.92")})
    with opened_warm([show / "episodes/late.yaml"]) as opened:
        assert {one.severity for one in opened.diagnostics(show / "episodes/late.yaml")} == {Severity.WARNING}  # of a short card
