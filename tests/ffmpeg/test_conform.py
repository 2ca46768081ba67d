"""What comes out of conform is upright, undistorted, in the right colours, and the size asked for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.ffmpeg import conform as room
from pipeline.ffmpeg.conform import Fit, conform, contained, is_hdr
from pipeline.ffmpeg.pixels import pixel_box
from pipeline.ffmpeg.source import read_source
from pipeline.media.info import VideoInfo
from pipeline.media.library import Library
from tests.ffmpeg.making import CORNERS, make
from tests.ffmpeg.running import ffmpeg, frames
from tests.memory import Forgetful

SOURCE = VideoInfo(
    index=0, codec="h264", width=640, height=480, sample_aspect=Fraction(1), rotation=0, pixel_format="yuv420p",
    rate=Fraction(30), is_variable=False, first=Fraction(0), duration=Fraction(1), frames=30, keyframes=(Fraction(0),),
    is_seekable=True,
)  # fmt: skip

sides = st.integers(min_value=16, max_value=5000)
even = st.integers(min_value=32, max_value=2000).map(lambda half: 2 * half)
canvases = st.integers(min_value=16, max_value=150).map(lambda half: 2 * half)
aspects = st.fractions(min_value=Fraction(1, 2), max_value=2, max_denominator=500)
turns: st.SearchStrategy[Literal[0, 90, 180, 270]] = st.sampled_from((0, 90, 180, 270))


@st.composite
def sources(draw: st.DrawFn) -> VideoInfo:
    return replace(SOURCE, width=draw(sides), height=draw(sides), sample_aspect=draw(aspects), rotation=draw(turns))


@settings(deadline=None)
@given(sources(), even, even)
def test_a_contained_picture_fits_centred_and_undistorted(info: VideoInfo, width: int, height: int) -> None:
    x, y, inner_width, inner_height = contained(info, width, height)
    assert all(side % 2 == 0 for side in (x, y, inner_width, inner_height))
    assert 0 <= x <= x + inner_width <= width
    assert 0 <= y <= y + inner_height <= height
    assert inner_width == width or inner_height == height
    assert abs(width - inner_width - 2 * x) <= 2
    assert abs(height - inner_height - 2 * y) <= 2
    shown_width, shown_height = info.display_size
    factor = min(width / shown_width, height / shown_height)
    assert abs(inner_width - shown_width * factor) <= max(1, 2 - shown_width * factor)
    assert abs(inner_height - shown_height * factor) <= max(1, 2 - shown_height * factor)


@settings(deadline=None)
@given(sources(), even, even, st.fractions(0, 1, max_denominator=100))
def test_a_cut_keeps_its_focus_and_its_shape(info: VideoInfo, width: int, height: int, focus: Fraction) -> None:
    shown_width, shown_height = info.display_size
    factor = max(width / shown_width, height / shown_height)
    stored = info.height if info.rotation in (90, 270) else info.width
    scale = factor * shown_width / stored
    first, cut, kept, scaled = room._axis(stored, width, scale, focus)
    assert 0 <= first <= first + kept <= stored
    assert first % 2 == cut % 2 == scaled % 2 == 0
    assert 0 <= cut <= cut + width <= scaled
    assert abs(scaled - kept * scale) <= 2 or scaled == width
    left, right = first + cut / scale, first + (cut + width) / scale
    slack = 3 / scale + Fraction(1, 2)
    wanted = min(max(focus * stored, width / scale / 2), stored - width / scale / 2)
    assert left - slack <= wanted <= right + slack
    assert abs((left + right) / 2 - wanted) <= slack


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), canvases, canvases)
def test_boxes_that_touch_leave_no_gap(columns: int, rows: int, width: int, height: int) -> None:
    seen = np.zeros((height, width), np.uint8)
    for row in range(rows):
        for column in range(columns):
            shares = (Fraction(column, columns), Fraction(row, rows), Fraction(1, columns), Fraction(1, rows))
            x, y, wide, high = pixel_box(*shares, (width, height))
            assert all(side % 2 == 0 for side in (x, y, wide, high))
            seen[y : y + high, x : x + wide] += 1
    assert seen.min() == seen.max() == 1


# ---------------------------------------------------------------------------------------------- pixels


def shown(path: Path, fit: Fit, size: tuple[int, int], **more: object) -> np.ndarray:
    info = Library(path.parent, Forgetful()).info(path.name).video
    assert info is not None
    read = read_source(info, "file", start=Fraction(0), frames=1, rate=Fraction(30))
    return frames(conform(read, info, width=size[0], height=size[1], fit=fit, **more), {"file": path}, size)[0]  # type: ignore[arg-type]


def circle(width: int, height: int) -> np.ndarray:
    """Draw a white disc on blue in the middle of a picture, as round as its pixels."""
    y, x = np.mgrid[0:height, 0:width]
    inside = (x - width / 2 + 0.5) ** 2 + (y - height / 2 + 0.5) ** 2 < (min(width, height) * 0.4) ** 2
    return np.where(inside[..., None], 255, (20, 40, 160)).astype(np.uint8)


def roundness(image: np.ndarray) -> float:
    """Return the width of what is bright over its height."""
    bright = image[..., 0] > 128
    columns, rows = np.flatnonzero(bright.any(axis=0)), np.flatnonzero(bright.any(axis=1))
    return float((columns[-1] - columns[0] + 1) / (rows[-1] - rows[0] + 1))


SHAPES = {
    "landscape": {"size": (192, 108)},
    "portrait": {"size": (108, 192)},
    "portrait by rotation": {"size": (192, 108), "rotation": 90},
    "narrow pixels": {"size": (96, 108), "sample_aspect": Fraction(2)},
    "wide pixels, rotated": {"size": (96, 108), "sample_aspect": Fraction(2), "rotation": 270},
    "odd": {"size": (161, 97), "codec": "ffv1"},
}


@pytest.mark.ffmpeg
@pytest.mark.parametrize("fit", ["contain", "cover", "blur"])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_circle_stays_a_circle(shape: str, fit: Fit, tmp_path: Path) -> None:
    options = dict(SHAPES[shape])
    width, height = options["size"]  # type: ignore[misc]
    turned = options.get("rotation", 0) in (90, 270)
    whole = circle(*((height, width) if turned else (width, height)))
    if "sample_aspect" in options:  # drawn in square pixels, then every second column is left out
        y, x = (2, 1) if turned else (1, 2)
        whole = circle(whole.shape[1] * x, whole.shape[0] * y)[::y, ::x]
    path = make(tmp_path / f"circle.{'mkv' if 'codec' in options else 'mp4'}", range(1), images=[whole], **options)  # type: ignore[arg-type]
    for size in ((320, 180), (100, 178), (128, 128)):
        image = shown(path, fit, size)
        bright = image[..., 0] > 128
        if fit == "cover" and (bright[0].any() or bright[:, 0].any()):
            continue  # the disc is cut, as it should be
        if fit == "blur":
            x, y, wide, high = contained(Library(tmp_path, Forgetful()).info(path.name).video, *size)  # type: ignore[arg-type]
            image = image[y : y + high, x : x + wide]
        assert roundness(image) == pytest.approx(1, abs=0.035)


@pytest.mark.ffmpeg
def test_contain_shows_all_between_bars_of_the_background(tmp_path: Path) -> None:
    path = make(tmp_path / "wide.mp4", range(1), size=(160, 80))
    image = shown(path, "contain", (160, 160), background="#ff8000").astype(int)
    assert np.abs(image[:38] - (255, 128, 0)).max() <= 3
    assert np.abs(image[122:] - (255, 128, 0)).max() <= 3
    assert np.abs(image[50, 20] - CORNERS["top left"]).max() <= 8


@pytest.mark.ffmpeg
def test_blur_shows_all_over_a_darker_copy_of_itself(tmp_path: Path) -> None:
    path = make(tmp_path / "wide.mp4", range(1), size=(160, 80))
    image = shown(path, "blur", (160, 160)).astype(int)
    assert np.abs(image[50, 20] - CORNERS["top left"]).max() <= 8
    red, green, blue = image[10, 10]
    assert red > green + 40
    assert red > blue + 40
    assert red < CORNERS["top left"][0] * 0.85


@pytest.mark.ffmpeg
@pytest.mark.parametrize("width", [16, 64, 96, 144, 176])
def test_the_copy_behind_a_grey_picture_is_grey_in_a_small_place_too(width: int, tmp_path: Path) -> None:
    path = make(tmp_path / "grey.mp4", range(1), images=[np.full((90, 160, 3), 128, np.uint8)])
    image = shown(path, "blur", (width, 256)).astype(int)
    assert np.ptp(image, axis=2).max() <= 3


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("focus", "corner"), [((0, 0), "top left"), ((1, 0), "top right"), ((0, 1), "bottom left")])
def test_cover_keeps_what_the_focus_names(focus: tuple[int, int], corner: str, tmp_path: Path) -> None:
    path = make(tmp_path / "wide.mp4", range(1), size=(320, 80))
    image = shown(path, "cover", (80, 80), focus=(Fraction(focus[0]), Fraction(focus[1]))).astype(int)
    row = 15 if corner.startswith("top") else 65
    assert np.abs(image[row, 10:70] - CORNERS[corner]).max() <= 12


COLOURS = {"red": (200, 30, 30), "green": (30, 180, 60), "skin": (224, 172, 140), "grey": (128, 128, 128)}


@pytest.mark.ffmpeg
@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize(
    ("size", "tags"),
    [
        ("320x240", ()),  # untagged and small: players take BT.601
        ("1280x720", ()),  # untagged and large: BT.709
        ("320x240", ("bt709", "tv")),
        ("1280x720", ("smpte170m", "tv")),
        ("320x240", ("bt709", "pc")),
        ("320x240", ("bt470bg", "pc")),
    ],
)
def test_a_colour_survives_every_matrix_and_range(size: str, tags: tuple[str, ...], colour: str, tmp_path: Path) -> None:
    """The source is made by the matrix that its tag, or its size, stands for; numpy turns the result back by BT.709."""
    width = int(size.split("x")[0])
    matrix = tags[0] if tags else ("bt709" if width >= 1280 else "smpte170m")
    full = tags[1:] == ("pc",)
    red, green, blue = COLOURS[colour]
    chain = f"color=c=0x{red:02x}{green:02x}{blue:02x}:s={size}:r=1,format=gbrp,"
    convert = f"scale=out_color_matrix={matrix}:out_range={'pc' if full else 'tv'}:flags=accurate_rnd,format=yuv444p"
    unknown = ",setparams=colorspace=unknown:range=unknown" if not tags else ""
    path = tmp_path / "flat.mkv"
    ffmpeg("-f", "lavfi", "-i", f"{chain}{convert}{unknown}", "-frames:v", "1", "-c:v", "libx264", "-qp", "0", str(path))
    image = shown(path, "contain", (64, 48 if width == 320 else 36)).astype(int)
    assert np.abs(image[16:24, 16:48] - COLOURS[colour]).max() <= 3


@pytest.mark.ffmpeg
def test_a_jpeg_keeps_its_colours(tmp_path: Path) -> None:
    """JPEG is BT.601 in full range: relabelled instead of converted, it would come out pale and shifted."""
    path = tmp_path / "flat.jpg"
    flat = "color=c=0xe0ac8c:s=160x96:r=1,format=gbrp,scale=out_color_matrix=bt601:out_range=pc,format=yuvj444p"
    ffmpeg("-f", "lavfi", "-i", flat, "-frames:v", "1", "-q:v", "1", "-update", "1", str(path))
    image = shown(path, "contain", (160, 96)).astype(int)
    assert np.abs(image - (0xE0, 0xAC, 0x8C)).max() <= 4


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("name", "pixel_format"), [("a.gif", "bgra"), ("a.png", "rgb24"), ("a.png", "gray"), ("a.mkv", "gbrp")])
def test_rgb_without_tags_keeps_its_colours(name: str, pixel_format: str, tmp_path: Path) -> None:
    path = tmp_path / name
    colour = "b4b4b4" if pixel_format == "gray" else "b4b4aa"  # one that is in GIF's fixed palette
    flat = f"color=c=0x{colour}:s=160x96:r=1,format=gbrp,setparams=colorspace=unknown:range=unknown"
    codec = {"a.gif": "gif", "a.png": "png", "a.mkv": "ffv1"}[name]
    options = ["-update", "1"] if name == "a.png" else []
    ffmpeg("-f", "lavfi", "-i", flat, "-frames:v", "1", "-c:v", codec, "-pix_fmt", "rgb8" if codec == "gif" else pixel_format,
           *options, str(path))
    wanted = np.frombuffer(bytes.fromhex(colour), np.uint8).astype(int)
    assert np.abs(shown(path, "contain", (160, 96)).astype(int) - wanted).max() <= 3


@pytest.mark.ffmpeg
def test_what_is_transparent_shows_the_background(tmp_path: Path) -> None:
    path = tmp_path / "half.png"
    steps = "color=c=0xff0000:s=160x96:r=1,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,80),255,if(lt(X,120),128,0))'"
    ffmpeg("-f", "lavfi", "-i", steps, "-frames:v", "1", "-update", "1", str(path))
    image = shown(path, "contain", (160, 96), background="#0000ff").astype(int)
    assert np.abs(image[40:50, 20:60] - (255, 0, 0)).max() <= 3
    assert np.abs(image[40:50, 90:110] - (128, 0, 127)).max() <= 3
    assert np.abs(image[40:50, 130:150] - (0, 0, 255)).max() <= 3


def test_hdr_is_told_by_transfer_and_primaries() -> None:
    assert is_hdr(replace(SOURCE, transfer="smpte2084", primaries="bt2020"))
    assert is_hdr(replace(SOURCE, transfer="arib-std-b67", primaries="bt2020"))
    assert not is_hdr(replace(SOURCE, transfer="arib-std-b67", primaries="bt709"))
    assert not is_hdr(replace(SOURCE, transfer="arib-std-b67"))
    assert is_hdr(replace(SOURCE, transfer="arib-std-b67", pixel_format="yuv420p10le"))
    assert is_hdr(replace(SOURCE, transfer="arib-std-b67", matrix="bt2020nc"))
    assert is_hdr(replace(SOURCE, transfer="smpte2084"))
    assert not is_hdr(replace(SOURCE, transfer="bt709", primaries="bt2020"))


@pytest.mark.ffmpeg
@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_hdr_comes_out_neither_grey_nor_burnt(transfer: str, tmp_path: Path) -> None:
    """A ramp from black to far above white: greys stay grey, brighter stays brighter, mid greys land in the middle."""
    path = tmp_path / "hdr.mkv"
    ramp = "nullsrc=s=256x64:r=1,format=gbrp10le,geq=r='X*2.6':g='X*2.6':b='X*2.6'"
    coded = "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le"
    tags = f"setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc={transfer}:range=tv"
    ffmpeg("-f", "lavfi", "-i", f"{ramp},{coded},{tags}", "-frames:v", "1", "-c:v", "libx264", "-qp", "0", str(path))
    info = Library(tmp_path, Forgetful()).info("hdr.mkv").video
    assert info is not None
    assert is_hdr(info)
    image = shown(path, "contain", (256, 64))[32].astype(int)
    assert np.abs(image.max(axis=1) - image.min(axis=1)).max() <= 4
    levels = image[8::16, 1]
    assert (np.diff(levels) >= -1).all()
    assert levels[0] <= 8
    assert 90 <= levels[12] <= 230
    assert levels[-1] <= 254


def _hdr(path: Path, signal: float, transfer: str, primaries: str = "bt2020") -> None:
    """Write a plain grey of a signal from 0 to 1: a still in RGB, or a video in 10 bits."""
    level = f"format=gbrpf32le,lutrgb={':'.join(f'{c}={signal}*maxval' for c in 'rgb')}"
    if path.suffix == ".png":
        coded = "scale=in_range=full:out_range=full,format=rgb48be"
        tags = f"setparams=color_primaries={primaries}:color_trc={transfer}:colorspace=gbr:range=pc"
    else:
        coded = "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le"
        tags = f"setparams=color_primaries={primaries}:color_trc={transfer}:colorspace=bt2020nc:range=tv"
    ffmpeg("-f", "lavfi", "-i", f"color=white:s=64x64:r=25:d=1,{level},{coded},{tags}", "-frames:v", "1", str(path))


# In cd/m2: half of a grey card, a grey card, reference white, and five times as much (ITU-R BT.2408, tables 1 and 2; BT.2100).
PQ = {26: 0.3770, 203: 0.5807, 1000: 0.7518}
HLG = {26: 0.38, 203: 0.75, 1000: 1.0}


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("primaries", "name"),
    [("bt2020", "hdr.mkv"), ("bt2020", "hdr.png"), ("smpte432", "hdr.mkv"), ("smpte432", "hdr.png"), ("unknown", "hdr.mkv")],
)
@pytest.mark.parametrize(("transfer", "signals"), [("smpte2084", PQ), ("arib-std-b67", HLG)])
def test_the_reference_white_of_hdr_is_nearly_white_and_greys_stay(
    transfer: str, signals: dict[int, float], name: str, primaries: str, tmp_path: Path
) -> None:
    seen = {}
    for light, signal in signals.items():
        _hdr(tmp_path / name, signal, transfer, primaries)
        seen[light] = int(shown(tmp_path / name, "contain", (64, 64))[32, 32].astype(int).mean())
    assert 225 <= seen[203] <= 246
    assert seen[203] + 8 <= seen[1000] <= 255
    assert abs(seen[26] - 255 * (26 / 203) ** (1 / 2.4)) <= 4


@pytest.mark.ffmpeg
def test_display_p3_that_is_said_by_tags_is_converted_too(tmp_path: Path) -> None:
    path = tmp_path / "p3.mkv"
    tags = "setparams=color_primaries=smpte432:color_trc=iec61966-2-1:colorspace=bt709:range=tv"
    source = "color=0xc83c32:s=64x64:r=25:d=1,format=gbrp,scale=out_color_matrix=bt709:out_range=tv,format=yuv444p"
    ffmpeg("-f", "lavfi", "-i", f"{source},{tags}", "-frames:v", "1", "-c:v", "ffv1", str(path))
    assert np.abs(shown(path, "contain", (64, 64))[32, 32].astype(int) - (217, 42, 39)).max() <= 4


@pytest.mark.parametrize("size", [(160, 90), (90, 160), (96, 96)])
@pytest.mark.parametrize("fit", ["cover", "contain", "blur"])
@pytest.mark.parametrize("focus", [(Fraction(1, 2), Fraction(38, 100)), (Fraction(1, 10), Fraction(9, 10))])
def test_a_focus_is_found_where_the_picture_has_put_it(
    focus: tuple[Fraction, Fraction], fit: Fit, size: tuple[int, int], tmp_path: Path
) -> None:
    """A white dot at the focus of a dark portrait is the brightest spot of what comes out; its middle is asked for."""
    picture = Image.new("RGB", (360, 640), (40, 40, 40))
    x, y = int(focus[0] * 360), int(focus[1] * 640)
    picture.paste((255, 255, 255), (x - 16, y - 16, x + 16, y + 16))
    picture.save(tmp_path / "dot.png")
    info = Library(tmp_path, Forgetful()).info("dot.png").video
    assert info is not None
    grey = shown(tmp_path / "dot.png", fit, size, focus=focus).mean(axis=2)
    rows, columns = np.nonzero(grey > 180)
    found = room.focused(info, width=size[0], height=size[1], fit=fit, focus=focus)
    assert abs((columns.min() + columns.max() + 1) / 2 - float(found[0]) * size[0]) <= 2
    assert abs((rows.min() + rows.max() + 1) / 2 - float(found[1]) * size[1]) <= 2
