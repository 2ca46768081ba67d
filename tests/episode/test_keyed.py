"""Cut out of a screen: films whose matte is known, by how much of it is right, and how much of the screen's light stays."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.faults import TogetherFault
from tests.episode.show import ffmpeg
from tests.episode.test_treated import clips, firsts

pytestmark = pytest.mark.ffmpeg

SIZE = (640, 360)
PROFILE = "video: {width: 640, height: 360, preset: ultrafast, crf: 4, profile: high, gop_seconds: 1, b_frames: 2, threads: 1}"


def matte() -> np.ndarray:
    """A head and shoulders with an edge four pixels wide, and strands of three pixels, of which half is screen."""
    width, height = SIZE
    y, x = np.mgrid[0:height, 0:width].astype(float)
    head = np.hypot((x - 320) / 70, (y - 130) / 90)
    body = np.hypot((x - 320) / 150, (y - 360) / 150)
    inside = np.minimum((head - 1) * 80, (body - 1) * 150)
    strands = 0.5 * ((np.abs(x % 24 - 12) < 2) & (y > 20) & (y < 60) & (np.abs(x - 320) < 60))
    return np.maximum(np.clip(0.5 - inside / 4, 0, 1), strands)


def person() -> np.ndarray:
    """Skin, hair, a white and a grey piece of cloth, and a yellow one."""
    width, height = SIZE
    colours = np.empty((height, width, 3))
    colours[:] = (200, 150, 125)
    colours[:70] = (70, 50, 40)
    colours[230:] = (225, 225, 220)
    colours[300:] = (110, 110, 115)
    colours[230:, 300:340] = (215, 190, 60)
    return colours


def film(folder: Path, screen: tuple[int, int, int]) -> Path:
    """Film them before a screen that is a third darker in a corner, with a camera's noise and 4:2:0."""
    width, height = SIZE
    chance = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width]
    light = 1 - 0.33 * np.hypot(x / width, y / height) / np.sqrt(2)
    alpha = matte()[..., None]
    for number in range(6):
        picture = alpha * person() + (1 - alpha) * np.array(screen) * light[..., None]
        noisy = np.clip(picture + chance.normal(0, 3, picture.shape), 0, 255)
        Image.fromarray(noisy.astype(np.uint8)).save(folder / f"f{number}.png")
    path = folder / "screen.mp4"
    ffmpeg("-framerate", "25", "-i", str(folder / "f%d.png"), "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
           "-colorspace", "bt709", "-color_range", "tv", "-c:v", "libx264", "-crf", "16", str(path))  # fmt: skip
    return path


def large(manifest: Path) -> Path:
    profile = manifest.parent.parent / "profiles/tiny.yaml"
    lines = [PROFILE if line.startswith("video:") else line for line in profile.read_text().splitlines()]
    profile.write_text("\n".join(lines))
    return manifest


@pytest.mark.parametrize(("screen", "key"), [
    ((40, 190, 70), "chroma_key: on"), ((35, 70, 185), "chroma_key: on"), ((40, 190, 70), 'chroma_key: "#28be46"'),
])  # fmt: skip
def test_the_matte_is_the_known_one_and_no_light_of_the_screen_stays(
    screen: tuple[int, int, int], key: str, tmp_path: Path
) -> None:
    """Over black and over white: the difference is what can be seen through."""
    manifest = large(clips(
        tmp_path, film(tmp_path, screen), f'{key}, background: "#000000"', f'{key}, background: "#ffffff"',
    ))  # fmt: skip
    black, white = firsts(manifest, 6, "rgb24")
    found = 1 - (white - black).mean(axis=2) / 255
    known = matte()
    solid, empty, edge = known > 0.99, known < 0.01, (known > 0.05) & (known < 0.95)
    coverage = np.abs(found - known)
    channel = int(np.argmax(screen))
    others = [one for one in range(3) if one != channel]
    spill = np.maximum(black[..., channel] - black[..., others].max(axis=2), 0)
    told = {
        "solid": coverage[solid].mean(), "empty": coverage[empty].mean(), "edge": coverage[edge].mean(),
        "spill": spill[known > 0.05].mean(), "edge spill": spill[edge].mean(),
        "colours": np.abs(black - person())[solid].mean(),
    }  # fmt: skip
    assert told["solid"] < 0.002, told
    assert told["empty"] < 0.002, told
    assert told["edge"] < 0.17, told
    assert told["spill"] < 0.1, told
    assert told["edge spill"] < 0.3, told
    assert told["colours"] < 3, "who is cut out keeps their colours"


def rims(pictures: list[np.ndarray]) -> dict[str, list[float]]:
    """Return how far the colours of pictures over black are off at the rim of each piece, in CIE 1976 differences.

    Of what is half seen there that is told apart from how much is seen: the light is brought to what it should be.
    """
    known, true = matte(), person()
    inside = cv2.erode((known > 0.99).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    rows = np.arange(SIZE[1])[:, None]
    found = {}
    for name, (top, foot) in {"hair": (60, 66), "skin": (76, 226), "white": (240, 296), "grey": (306, 354)}.items():
        rim = (known > 0.6) & ~inside & (rows >= top) & (rows < foot)
        away = []
        for picture in pictures:
            bright = picture[rim] * (true[rim].sum(axis=-1) / np.maximum(picture[rim].sum(axis=-1), 1))[:, None]
            away.append(float(np.linalg.norm(lab(bright) - lab(true[rim]), axis=-1).mean()))
        found[name] = away
    return found


def lab(colours: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(np.clip(colours / 255, 0, 1).astype(np.float32)[None], cv2.COLOR_RGB2LAB)[0]


@pytest.mark.parametrize("screen", [(40, 190, 70), (35, 70, 185)])
def test_skin_and_hair_have_their_colours_up_to_the_rim(screen: tuple[int, int, int], tmp_path: Path) -> None:
    """A quarter of a green screen in skin is olive to every table; what is solid beside it says what it was."""
    over = 'background: "#000000", length: 0.2'
    manifest = large(clips(tmp_path, film(tmp_path, screen), f"chroma_key: {{spill: 50%}}, {over}", f"chroma_key: on, {over}"))
    told = rims(firsts(manifest, 5, "rgb24"))
    print({name: [round(one, 1) for one in each] for name, each in told.items()})
    half, whole = ({name: each[number] for name, each in told.items()} for number in (0, 1))
    assert max(whole.values()) < 4.2, told  # by tables alone 6.3, in skin
    assert whole["hair"] < min(3.6, half["hair"]), told
    assert whole["skin"] < half["skin"], told


def test_who_is_cut_out_stands_before_what_lies_below(tmp_path: Path) -> None:
    """Over another film, as a tile beside another picture, over a background: the screen is nowhere, what is behind it is."""
    screen = film(tmp_path, (40, 190, 70))
    over = f"length: 0.2, picture_in_picture: {{file: {screen.name}, chroma_key: on, box: 0% 0% 50% 50%, entrance: none}}"
    manifest = clips(tmp_path, screen, "chroma_key: on, background: grey.png, length: 0.2, fit: contain, crop: {left: 20%}")
    Image.new("RGB", (320, 180), (120, 120, 120)).save(manifest.parent / "media/grey.png")
    manifest.write_text(f"{manifest.read_text()}  - {{clip: Y, file: grey.png, {over}}}\n")
    for picture, (width, height) in zip(firsts(manifest, 5, "rgb24"), ((160, 90), (80, 45)), strict=True):
        part = picture[:height, :width]
        greener = part[..., 1] - np.maximum(part[..., 0], part[..., 2])
        assert greener.max() < 30, "the screen is seen"
        assert np.abs(part[:10, :10] - 120).max() < 8, "what is behind is not seen"
        assert part[height // 3, width // 2, 0] > 170, "who is cut out is not seen"


def test_a_film_without_a_screen_is_told(tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=c=gray:s=320x180:r=25:d=1", str(tmp_path / "grey.mp4"))
    told = 'yaml:3:5: no green or blue screen is seen in episodes/media/grey.mp4: remove `chroma_key` if .* its colour'
    with pytest.raises(TogetherFault, match=told):
        firsts(clips(tmp_path, tmp_path / "grey.mp4", "chroma_key: on"), 25, "gray")
