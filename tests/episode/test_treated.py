"""What is done to a picture: a span cut anywhere is the whole, and each tool does what it says, on pictures of known truth."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.episode.show import BARE, build, ffmpeg, make_show
from tests.episode.spans import compared

TOOLS = {
    "crop": "crop: {left: 10%, top: 25%}",
    "straight": "rotate: 1.5",
    "quarter": "rotate: -90",
    "mirror": "mirror: on",
    "light": "white_balance: auto, exposure: 0.5",
    "look": "lut: warm.cube, fit: blur",
    "denoised": "denoise_picture: light, fit: blur, speed: 0.8",
    "match": "match: {file: other.png}, exposure: 0.2",
    "key": 'chroma_key: "#20c020", exposure: 0.2, speed: 0.8, background: {file: FILM, mirror: on}',
    "row": "layout: row, picture_in_picture: [{file: FILM, length: 0.9}, {file: FILM, mirror: on, at: 0.3, length: 0.8}]",
    "text": "text: [{text: One and two, at: 0.3, length: 1}, {text: Three, place: bottom-left}]",
    "mask": 'mask: circle, chroma_key: "#20c020", background: {file: FILM, mirror: on}',
    "torn": 'mask: torn, background: "#204060"',
    "inset": "picture_in_picture: {file: FILM, at: 0.2, length: 1, rotate: 3, mask: circle, entrance: slide}",
    "insets": "picture_in_picture: [{file: FILM, length: 0.9}, {file: FILM, in: 0.1, length: 0.8, box: 5% 5% 60% 60%}]",
    "slow": "speed: 0.3",
    "fast": "speed: 2.5",
    "ramp": "speed: {ramp: [{at: 0.5, speed: 1.5}, {at: 1.2, speed: 0.3}, {at: 1.6, speed: 3}]}",
    "freeze": "speed: 0.7, freeze: {at: 1.1, length: 0.8}",
    "blur": "blur: {box: 20% 30% 30% 40%, from: 0.7, to: 1.4}, fit: cover",
    "blur that moves": "blur: {points: [{at: 0.5, box: 0% 0% 30% 30%}, {at: 1.5, box: 50% 40% 40% 60%}]}",
    "blur in a ramp": "blur: {points: [{at: 0.3, box: 0% 0% 30% 30%}, {at: 1.5, box: 50% 40% 40% 60%}], from: 0.5}, "
    "speed: {ramp: [{at: 0, speed: 2}, {at: 1, speed: 0.5}]}",
    "backwards": "reverse: on, speed: 0.6",
    "blur backwards": "reverse: on, blur: {box: 20% 30% 30% 40%, from: 0.7, to: 1.4}",
    "steady": "stabilise: on",
    "steady and backwards": "stabilise: on, reverse: on",
    "all": "crop: 5%, rotate: -92.5, mirror: down, fit: cover, focus: 30% 60%",
}
"""What a clip is given, by the name of a case; FILM stands for the clip's own file."""

INSET = "picture_in_picture: {file: FILM, in: 0.4, out: 1.4, at: 0.2, mask: torn, shadow: on, entrance: slide}"
WHOLE = {
    "poem": f"poem: TITLE, lines: [One, two], background: FILM, length: 1.6, {INSET}, text_over: {{text: Three, at: 0.3}}",
    "music": f"music: TITLE, stems: [tone.wav], picture: FILM, length: 1.6, {INSET}, text: {{text: Three, at: 0.3}}",
    "music beside": "music: TITLE, stems: [tone.wav], picture: FILM, length: 1.6, layout: row, "
    "picture_in_picture: [{file: FILM, in: 0.4, out: 1.9}, {file: FILM, in: 0.2, out: 1.2, at: 0.3, mirror: on}]",
    "card": f"card: TITLE, length: 1.6, {INSET}, text_over: {{text: Three, at: 0.3, length: 1, place: bottom-left}}",
}
"""Segments with pictures and a text over, or beside, the whole of them."""

WARM = "LUT_3D_SIZE 2\n" + "".join(f"{r} {0.9 * g + 0.05} {0.7 * b}\n" for b in (0, 1) for g in (0, 1) for r in (0, 1))
"""A look that is warmer."""

FOLDER = Path(os.environ.get("TOGETHER_MEDIA", "/nowhere"))
FILMS = ("friday.mp4", "flower.mp4", "no_duration.webm", "test_yuv422p.mp4", "SAR-2by3.mp4", "testsrc-hevc.mp4")
"""Six of the media folder: BT.709 and BT.601, 4:2:2, pixels that are not square, HEVC, a file of unknown length."""

pytestmark = pytest.mark.ffmpeg


def clips(folder: Path, film: Path, *fields: str, rate: str = "25", whole: Iterable[str] = ()) -> Path:
    """Write an episode of one film, shown with each of `fields` in turn, then in the segments `whole`; return its manifest."""
    show = make_show(folder / "show", f"rate: {rate}\n{BARE}")
    shutil.copy(film, show / "episodes/media" / film.name)
    (show / "episodes/media/warm.cube").write_text(WARM)
    Image.linear_gradient("L").convert("RGB").resize((64, 36)).save(show / "episodes/media/other.png")
    manifest = show / "episodes/e.yaml"
    given = [*(f"clip: TITLE, file: FILM, {each}" for each in fields), *whole]
    lines = [f"  - {{{each}}}\n".replace("TITLE", f"X{at}").replace("FILM", film.name) for at, each in enumerate(given)]
    manifest.write_text(f"episode: {{title: A}}\nsegments:\n{''.join(lines)}")
    return manifest


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds that move, with key frames 20 frames apart."""
    path = tmp_path_factory.mktemp("film") / "film.mov"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-c:v", "libx264", "-g", "20", "-pix_fmt", "yuv420p", str(path))
    return path


@pytest.mark.parametrize("tool", TOOLS)
def test_a_span_cut_anywhere_is_the_whole(tool: str, film: Path, tmp_path: Path) -> None:
    found = list(compared(clips(tmp_path, film, TOOLS[tool]), random.Random(tool)))
    assert found
    assert max(one.pixels for one in found) > 5
    assert [(one.at, one.different) for one in found if one.different] == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.skipif(not FOLDER.is_dir(), reason="TOGETHER_MEDIA names no folder")
@pytest.mark.parametrize("rate", ["24", "30000/1001", "30"])
@pytest.mark.parametrize("name", FILMS)
def test_spans_of_real_films_are_the_whole(name: str, rate: str, tmp_path: Path) -> None:
    """One episode has the film once with each tool: one by one they take five times as long."""
    given = [f"in: 0.4, {fields}" if fields.startswith("out:") else f"in: 0.4, out: 1.9, {fields}" for fields in TOOLS.values()]
    manifest = clips(tmp_path, FOLDER / name, *given, rate=rate, whole=WHOLE.values())
    ffmpeg("-f", "lavfi", "-i", "sine=d=2", str(manifest.parent / "media/tone.wav"))
    different, seen = [], set()
    for one in compared(manifest, random.Random(f"{name} {rate}")):
        tool = [*TOOLS, *WHOLE][int(one.segment.removeprefix("x"))]
        seen.add(tool)
        if one.different:
            different.append((tool, one.at, one.different))
    assert different == []
    assert seen == {*TOOLS, *WHOLE}


def quarters(path: Path, size: tuple[int, int] = (320, 180)) -> Path:
    """Write a still of four colours: red and green above, blue and white below; return its path."""
    width, height = size
    picture = Image.new("RGB", size)
    for x, y, colour in ((0, 0, (220, 40, 40)), (1, 0, (40, 200, 40)), (0, 1, (40, 60, 220)), (1, 1, (230, 230, 230))):
        picture.paste(colour, (x * width // 2, y * height // 2, (x + 1) * width // 2, (y + 1) * height // 2))
    picture.save(path)
    return path


def firsts(manifest: Path, frames: int, pixels: str) -> list[np.ndarray]:
    """Build, and return each frame that begins a clip of `frames` frames."""
    movie, _, _ = build(manifest)
    with av.open(str(movie)) as opened:
        return [one.to_ndarray(format=pixels).astype(int) for one in opened.decode(video=0)][::frames]


def corners(image: np.ndarray) -> str:
    """Return the colours of a frame's corners by their letters, row by row: `rg bw`."""
    known = {"r": (220, 40, 40), "g": (40, 200, 40), "b": (40, 60, 220), "w": (230, 230, 230)}
    height, width = image.shape[:2]
    places = [(y, x) for y in (height // 6, height * 5 // 6) for x in (width // 3, width * 2 // 3)]
    found = "".join(min(known, key=lambda name: int(np.abs(image[place] - known[name]).sum())) for place in places)
    return f"{found[:2]} {found[2:]}"


def test_a_picture_is_cropped_then_turned_then_mirrored(tmp_path: Path) -> None:
    wanted = {
        "mirror: on": "gr wb",
        "mirror: down": "bw rg",
        "rotate: 90": "br wg",
        "rotate: -90": "gw rb",
        "rotate: 180": "wb gr",
        "rotate: 2": "rg bw",
        "crop: {left: 50%}": "gg ww",
        "crop: {top: 50%}": "bw bw",
        "crop: {left: 50%}, rotate: 90": "wg wg",
        "rotate: 90, mirror: on": "rb gw",
        "mirror: off, crop: off": "rg bw",
    }
    still = quarters(tmp_path / "still.png")
    seen = firsts(clips(tmp_path, still, *(f"length: 0.2, fit: cover, {fields}" for fields in wanted)), 5, "rgb24")
    assert dict(zip(wanted, map(corners, seen), strict=True)) == wanted


STORED = {
    "yuv422p": ("rawvideo", "mkv"), "yuvj422p": ("mjpeg", "mkv"), "yuv440p": ("ffv1", "mkv"), "yuv411p": ("ffv1", "mkv"),
    "yuv422p10le": ("ffv1", "mkv"), "yuva444p10le": ("prores_ks", "mov"), "gray": ("ffv1", "mkv"), "gbrp": ("ffv1", "mkv"),
    "uyvy422": ("rawvideo", "mov"), "bgr0": ("ffv1", "mkv"), "pal8": ("png", "png"), "monow": ("png", "png"),
}  # fmt: skip
"""Ways to store a picture, each with a codec and a container that have it."""


@pytest.mark.parametrize("stored", STORED)
def test_a_picture_is_turned_however_it_is_stored(stored: str, tmp_path: Path) -> None:
    (codec, container), still = STORED[stored], quarters(tmp_path / "still.png")
    film = tmp_path / f"film.{container}"
    ffmpeg("-i", str(still), "-vf", f"format={stored}", "-c:v", codec, "-frames:v", "1", str(film))
    given = ("rotate: 90", "rotate: 180, crop: 2%", "mirror: on")
    shown = clips(tmp_path, film, *(f"length: 0.04, fit: cover, {each}" for each in given))
    seen = firsts(shown, 1, "rgb24")
    assert len(seen) == 3
    if stored not in ("gray", "pal8", "monow"):  # which have other colours
        assert list(map(corners, seen)) == ["br wg", "wb gr", "gr wb"]


@pytest.mark.parametrize("degrees", [1.5, -7, 30])
def test_a_horizon_is_straight_and_no_corner_is_empty(degrees: float, tmp_path: Path) -> None:
    """A line that leans by an angle lies level when the picture is turned by it; all around it is as bright as the rest."""
    width, height = 640, 360
    y, x = np.mgrid[0:height, 0:width].astype(float)
    lean = np.tan(np.radians(-degrees))
    image = np.where(y - height / 2 > lean * (x - width / 2), 200, 90).astype(np.uint8)
    Image.fromarray(np.repeat(image[..., None], 3, axis=2)).save(tmp_path / "sea.png")
    fits = [f"length: 0.2, fit: {fit}, rotate: {degrees}" for fit in ("contain", "cover", "blur")]
    for seen in firsts(clips(tmp_path, tmp_path / "sea.png", *fits), 5, "gray"):
        edges = (seen > (seen.max() + seen.min()) / 2).argmax(axis=0)
        assert float(np.ptp(edges)) <= 1, "the horizon leans"
        assert abs(float(edges.mean()) - seen.shape[0] / 2) <= 1.5
        assert np.abs(seen[0] - seen[0].mean()).max() < 6
        assert np.abs(seen[-1] - seen[-1].mean()).max() < 6
