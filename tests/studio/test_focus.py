"""The handle of a picture's focus lies on that very point of the picture, whatever its shape, its fit and its movement."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.browser import PROGRAM
from tests.episode.show import ffmpeg
from tests.studio.hands import Room, opened

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]

ACROSS, DOWN = 0.7, 0.3
CLIPS = {
    "cut, tall": "{file: tall.png, length: 2, fit: cover, focus: 70% 30%, by: ana}",
    "cut, wide": "{file: wide.png, length: 2, fit: cover, focus: 70% 30%, by: ana}",
    "whole between blurs": "{file: tall.png, length: 2, focus: 70% 30%, by: ana}",
    "whole between bars": "{file: wide.png, length: 2, fit: contain, focus: 70% 30%, by: ana}",
    "gliding": "{file: tall.png, length: 2, move: ken-burns, focus: 70% 30%, by: ana}",
    "coming closer": "{file: wide.png, length: 2, move: zoom-in, focus: 70% 30%, by: ana}",
    "going to the left": "{file: wide.png, length: 2, move: pan-left, focus: 70% 30%, by: ana}",
    "held upright": "{file: turned.mov, length: 2, fit: cover, focus: 70% 30%, by: ana}",
}
MANIFEST = "episode: {title: Points, season: 1, number: 1}\nsegments:\n  - docu-short: Points\n    clips:\n" + "".join(
    f"      - {clip}\n" for clip in CLIPS.values()
)


def dotted(width: int, height: int) -> Image.Image:
    """Return a plain picture with a red dot on the point that is to stay visible."""
    picture = Image.new("RGB", (width, height), (40, 70, 90))
    x, y = ACROSS * width, DOWN * height
    ImageDraw.Draw(picture).ellipse((x - 9, y - 9, x + 9, y + 9), fill=(255, 0, 0))
    return picture


def put(media: Path) -> None:
    dotted(360, 640).save(media / "tall.png")
    dotted(900, 300).save(media / "wide.png")
    # As a phone stores what it was held upright for: lying, and with the turn that a player makes.
    dotted(360, 640).transpose(Image.Transpose.ROTATE_90).save(media / "lying.png")
    lying, turned = str(media / "lying.mp4"), str(media / "turned.mov")
    ffmpeg("-loop", "1", "-i", str(media / "lying.png"), "-t", "3", "-r", "25", "-pix_fmt", "yuv420p", lying)
    ffmpeg("-display_rotation", "-90", "-i", lying, "-c", "copy", turned)
    for name in ("lying.png", "lying.mp4"):
        (media / name).unlink()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with opened(tmp_path_factory.mktemp("focus"), MANIFEST.encode(), 50 * len(CLIPS), put) as found:
        found.page.run("document.querySelector('.playhead').focus()")
        found.key("p", 80)
        yield found


def dot(room: Room) -> tuple[float, float] | None:
    """Return where on the screen the middle of the red dot is."""
    room.page.run("document.querySelector('.focus').style.visibility = 'hidden'")
    content = base64.b64decode(room.page.ask("Page.captureScreenshot", format="png")["data"])
    room.page.run("document.querySelector('.focus').style.visibility = ''")
    pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    left, top, right, bottom = room.page.run(
        "(() => { const box = document.querySelector('.frame').getBoundingClientRect();"
        " return [box.left, box.top, box.right, box.bottom].map(Math.round); })()"
    )
    inside = pixels[top:bottom, left:right]
    red = (inside[..., 0] > 170) & (inside[..., 1] < 90) & (inside[..., 2] < 90)
    rows, columns = np.nonzero(red)
    return (left + float(columns.mean()) + 0.5, top + float(rows.mean()) + 0.5) if len(rows) > 12 else None


@pytest.mark.parametrize("number", range(len(CLIPS)), ids=list(CLIPS))
@pytest.mark.parametrize("offset", [3, 40])
def test_the_handle_lies_on_the_point(room: Room, number: int, offset: int) -> None:
    frame = 50 * number + offset
    room.page.run(f"location.hash = '#s01e01&t=0:{frame / 25 + 0.01:05.2f}'")
    room.page.wait(
        f"document.querySelector('.frame').dataset.frame === '{frame}' && !!document.querySelector('.focus .point')", 30
    )
    x, y, edge = room.page.run(
        "(() => { const box = document.querySelector('.focus .point').getBoundingClientRect();"
        " return [box.left + box.width / 2, box.top + box.height / 2, document.querySelector('.frame').clientWidth]; })()"
    )
    # Pictures lie on even pixels of a draft that has few of them.
    room_for = 2.5 * edge / room.state()["width"]
    end = time.monotonic() + 40
    while (seen := dot(room)) is None or max(abs(seen[0] - x), abs(seen[1] - y)) > room_for:
        assert time.monotonic() < end, (seen, (x, y))
        time.sleep(0.3)
