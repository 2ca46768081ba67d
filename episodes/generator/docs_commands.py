"""Pictures of docs/ that show what commands make: a designer's first lower third, a contact sheet, the page of quality control.

Each is made as a reader would make it, in a folder of its own; what is written there is what the guide says.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
from PIL import Image

from episodes.generator.docs_shots import row, small
from pipeline.app import session, upkeep
from pipeline.manifest.folders import SHOW
from pipeline.timebase import Time

GUIDE = "docs/designers.md"
SECTION = "## From nothing to a lower third of your own"

SEEN_AT = Time(Fraction(17))
"""When the guide draws the frame."""

PAGE = (1000, 840)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")

SPOILED = "volume=0:enable='between(t,3,5.6)',volume=30dB:enable='between(t,8,8.5)'"
"""What a contact sheet is to show of a recording: silence, and sound that clips."""

TOO_FAST = "Then one day, out of nowhere, a stranger whom I had never met sent me half a quilt."


def written(guide: str) -> tuple[str, str]:
    """Return what the guide tells a designer to write into the manifest, and into the theme's CSS."""
    section = guide[guide.index(SECTION) :]
    section = section[: section.index("\n## ", len(SECTION))]
    blocks = dict(re.findall(r"^ *```(yaml|css)\n(.*?)^ *```", section, re.DOTALL | re.MULTILINE))
    indented = [re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in (blocks["yaml"], blocks["css"])]
    return indented[0], indented[1]


def lower_third(root: Path) -> Image.Image:
    """Draw the frame of the guide before and after the designer writes CSS of their own."""
    more, css = written((root / GUIDE).read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        show = Path(folder) / "our-show"
        upkeep.begin_show(show)
        upkeep.begin_theme("ours", "signal", show)
        settings, manifest = show / SHOW, show / "episodes/s01e01.yaml"
        settings.write_text(re.sub(r"^theme:.*$", "theme: ours", settings.read_text(), flags=re.MULTILINE))
        manifest.write_text(manifest.read_text() + more)
        frames = []
        for text in (None, css):
            if text is not None:
                (show / "templates/ours/lower_third.css").write_text(text)
            with session.opened([manifest], proves=False) as opened:
                frames.append(small(Image.open(io.BytesIO(opened.still(manifest, None, SEEN_AT))).convert("RGB"), 640))
        return row(frames)


def contact_sheet(root: Path) -> Image.Image:
    """Draw the contact sheet of a film of the demo whose sound has gone wrong."""
    with TemporaryDirectory() as folder:
        film = Path(folder) / "window, first try.mov"
        source = root / "episodes/media/half-a-quilt/window.mp4"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-i", str(source)]
        command += ["-t", "11", "-c:v", "copy", "-af", SPOILED, "-c:a", "pcm_s16le", str(film)]
        subprocess.run(command, check=True)
        with session.opened_near(film) as opened:
            (sheet,) = opened.stacked(opened.look([film], workers=2), workers=2)
            return small(Image.open(sheet).convert("RGB"), 1200)


def quality_page(root: Path) -> Image.Image | None:
    """Draw the page of a build of the demo that has something to say, as a browser shows it; None where there is no browser."""
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return None
    with TemporaryDirectory() as folder:
        show = Path(folder) / "show"
        # With its media: a show reads no file that a link leads out of its folder.
        shutil.copytree(root / "episodes", show / "episodes", ignore=shutil.ignore_patterns("generator", "__pycache__"))
        captions = show / "episodes/texts/window.en.srt"
        text = captions.read_text(encoding="utf-8")
        captions.write_text(text.replace("Then a stranger sent me half a quilt.", TOO_FAST), encoding="utf-8")
        together = [sys.executable, "-c", "from pipeline.cli.main import run; run()"]
        command = [*together, "build", "episodes/s01e01.yaml", "--profile", "draft"]
        subprocess.run(command, cwd=show, check=True, stdout=subprocess.DEVNULL)
        page, picture = next((show / "renders").rglob("qc.html")), Path(folder) / "page.png"
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--virtual-time-budget=8000",
                f"--user-data-dir={folder}/browser", f"--window-size={PAGE[0]},{PAGE[1]}", f"--screenshot={picture}",
                f"{page.as_uri()}#finding-1",
            ],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return Image.open(picture).convert("RGB")


def drawn(root: Path) -> Iterator[tuple[str, Image.Image]]:
    """Yield name and picture of all that can be made here."""
    yield "lower-third", lower_third(root)
    yield "inspect", contact_sheet(root)
    if (page := quality_page(root)) is not None:
        yield "qc", page
