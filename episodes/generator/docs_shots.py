"""Frames of an episode for the pictures of docs/: as the program draws them today, in a theme and a shape. Builds nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from pipeline.app import session
from pipeline.app.session import Session
from pipeline.manifest.folders import SHOW
from pipeline.timebase import FrameRange, Time
from pipeline.timeline.model import CardMedia
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import place

DRAFT = Path(__file__).parent.parent.parent / "pipeline/profiles/draft.yaml"
SHAPES: Mapping[str, tuple[int, int]] = {"wide": (640, 360), "tall": (360, 640), "square": (360, 360)}
_RATIOS: Mapping[str, str] = {"wide": "16:9", "tall": "9:16", "square": "1:1"}

GAP = 4
_TOLD = ("interstitial", "title", "opening", "credits_page", "end", "quote")
"""Cards that fill the picture: seen once each, where they rest."""


class Shots:
    """An open episode that frames are taken of."""

    def __init__(self, opened: Session, manifest: Path, profile: str) -> None:
        self._opened, self._manifest, self._profile = opened, manifest, profile
        timeline = opened.snapshot(manifest, profile).whole().timeline
        self.segments: Mapping[str, FrameRange] = {one.segment.name: one.range for one in Programme(timeline).segments}
        self._timeline = timeline

    def at(self, frame: int) -> Image.Image:
        """Draw a frame of the programme."""
        drawn = self._opened.still(self._manifest, self._profile, Time(frames=frame))
        return Image.open(io.BytesIO(drawn)).convert("RGB")

    def within(self, name: str, share: float) -> Image.Image:
        """Draw the frame of a segment that lies at a share of its length."""
        shown = self.segments[name]
        return self.at(shown.start + min(int(shown.frames * share), shown.frames - 1))

    def around(self, name: str, before: int, after: int, count: int = 8) -> list[Image.Image]:
        """Draw so many frames from `before` the first frame of a segment to `after` it, evenly apart."""
        first = self.segments[name].start
        return [self.at(first - before + round((before + after) * number / (count - 1))) for number in range(count)]

    def telling(self) -> Iterator[int]:
        """Yield the frames that tell most of an episode: each card where it rests, each overlay and each film in its middle."""
        for segment in self._timeline.segments:
            begin, frames = self.segments[segment.name].start, segment.stack.frames
            clips = [placed for track in segment.stack.picture for placed in place(track)]
            cards = [one for one in clips if isinstance(one.clip.media, CardMedia)]
            full = [one for one in cards if isinstance(one.clip.media, CardMedia) and one.clip.media.card in _TOLD]
            if full:
                yield from (begin + one.range.start + int(one.clip.frames * 0.58) for one in full)
                continue
            over = sorted({one.range.start + int(one.clip.frames * 0.6) for one in cards})
            near = [at for number, at in enumerate(over) if not number or at - over[number - 1] > 24]
            yield from (begin + at for at in (near[:: max(1, len(near) // 2)][:2] or [frames // 2]))


@contextmanager
def shots(manifest: Path, theme: str, shape: str = "wide", settings: Mapping[str, str] | None = None) -> Iterator[Shots]:
    """Open an episode in a theme and a shape; nothing of that is kept. `settings` are further lines of show.yaml, by their field.

    Raises InputFault where its media are not made.
    """
    root = manifest.parent.parent
    width, height = SHAPES[shape]
    profile = re.sub(r"width: \d+\n  height: \d+", f"width: {width}\n  height: {height}", DRAFT.read_text(encoding="utf-8"))
    text = (root / SHOW).read_text(encoding="utf-8")
    lines = {"theme": theme, "deliver": "[sheet]", "shape": f'"{_RATIOS[shape]}"', **(settings or {})}
    for field, value in lines.items():
        text = re.sub(rf"^{field}:.*\n", "", text, flags=re.MULTILINE) + f"{field}: {value}\n"
    with _lying(root / "profiles/sheet.yaml", profile), session.opened([manifest], proves=False) as opened:
        opened.edit(root / SHOW, text)
        yield Shots(opened, manifest, "sheet")


@contextmanager
def _lying(path: Path, text: str) -> Iterator[None]:
    """Let a file lie in a show for a while, in its folder: which profiles there are is looked up on the disk."""
    is_new = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()
        if is_new:
            path.parent.rmdir()


def small(picture: Image.Image, width: int) -> Image.Image:
    """Return a picture scaled to a width."""
    return picture.resize((width, round(width * picture.height / picture.width)), Image.Resampling.LANCZOS)


def row(pictures: Sequence[Image.Image]) -> Image.Image:
    """Return pictures side by side, at their tops."""
    width = sum(one.width + GAP for one in pictures) - GAP
    made = Image.new("RGB", (width, max(one.height for one in pictures)), "white")
    left = 0
    for one in pictures:
        made.paste(one, (left, 0))
        left += one.width + GAP
    return made


def stacked(rows: Sequence[Image.Image]) -> Image.Image:
    """Return rows one below the other."""
    made = Image.new("RGB", (max(one.width for one in rows), sum(one.height + GAP for one in rows) - GAP), "white")
    top = 0
    for one in rows:
        made.paste(one, (0, top))
        top += one.height + GAP
    return made


def grid(pictures: Sequence[Image.Image], across: int) -> Image.Image:
    """Return pictures in rows of so many."""
    return stacked([row(pictures[start : start + across]) for start in range(0, len(pictures), across)])
