"""Plan a look at a file by itself: its survey, and small pictures over its length as the pipeline will show it. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from pipeline.cards import contact
from pipeline.cards.model import Artwork
from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import conform
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.source import EARLY, read_fitted, read_still
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.media.stills import ANIMATED, CONVERTED
from pipeline.operations.card import DrawCard
from pipeline.operations.promises import ImagePromise
from pipeline.operations.survey import SurveyMedia
from pipeline.operations.thumbnails import PaintThumbnails
from pipeline.plan import encode
from pipeline.plan.action import Action, FromAction, FromSource, Input, Toolchain
from pipeline.timebase import half_up
from pipeline.values import dataclass

WIDTH = 1520
"""Pixels of a row of small pictures."""

LONGEST = 2 * 3600
"""Seconds of a file that are listened to and counted: what is sent in is minutes long, and a look has an end."""

_STILL_HEIGHT = 480
_TALLEST = 300
"""Pixels of a small picture of a portrait clip, which would else be a third of the sheet."""

_BUDGET = 10_000 * 1920 * 1080
"""Pixels decoded for small pictures of a file that cannot be sought: five minutes of 1080p; those of later times are left out."""

LARGEST = 40_000_000
"""Pixels of a picture of several sheets: what viewers and browsers open without a pause; twenty sheets."""

_GROUND = "#000000"


@dataclass(frozen=True, slots=True)
class Tiles:
    """Small pictures of a file: `columns` in a row, each `width` x `height` pixels, by the seconds at which they are shown."""

    columns: int
    width: int
    height: int
    times: tuple[Fraction, ...]

    @property
    def rows(self) -> int:
        """Return the rows, the last of which may not be full."""
        return -(-len(self.times) // self.columns)

    @property
    def size(self) -> tuple[int, int]:
        """Return the size of all of it, without gaps."""
        return self.columns * self.width, self.rows * self.height


def tiles(info: MediaInfo) -> Tiles | None:
    """Return which small pictures to make of a file; None where it has no picture, or one that has to be converted first."""
    if info.video is None or info.video.codec in CONVERTED | ANIMATED:
        return None
    wide, high = info.video.display_size
    aspect = wide / high
    if info.kind == "still":
        height = min(_STILL_HEIGHT, _even(WIDTH / aspect))
        return Tiles(1, min(WIDTH, _even(height * aspect)), height, (Fraction(0),))
    columns, rows = (5, 2) if aspect >= Fraction(6, 5) else (7, 1) if aspect > Fraction(4, 5) else (10, 1)
    width = (WIDTH - 10 * (columns - 1)) // columns // 2 * 2
    height = min(_TALLEST, _even(width / aspect))
    times = _times(info.video, min(columns * rows, info.video.frames))
    return Tiles(min(columns, len(times)), width, height, times)


def thumbnails(info: MediaInfo, wanted: Tiles, path: str, tools: Toolchain) -> Action:
    """Return the action that paints the small pictures of a file. `path` is where it lies, from the show folder."""
    assert info.video is not None
    inputs = encode.Inputs()
    name = inputs.name(FromSource(info.digest, path), suffix_of(path))
    width, height = wanted.size
    picture = filters.to_working_format(_grid(info, wanted, name))
    full = graph.video(
        "scale", picture, w=width, h=height, flags=filters.SCALER, in_color_matrix="bt709", in_range="limited",
        out_color_matrix="bt601", out_range="full",
    )  # fmt: skip
    jfif = graph.video("setparams", filters.only(full, "yuv420p"), range="full", colorspace="smpte170m")
    drawn = graph.write("out", jfif, options={"frames:v": 1, "c:v": "mjpeg", "q:v": 3, "f": "image2pipe"})
    operation = PaintThumbnails(ImagePromise(width, height), encode.arguments(drawn))
    return Action(operation, inputs.all(), tools.identity(operation), address=f"{path}/pictures", title=f"pictures of {path}")


def survey(info: MediaInfo, path: str, tools: Toolchain) -> Action:
    """Return the action that surveys a file."""
    operation = SurveyMedia(
        picture=info.video.index if info.video and info.kind == "video" and info.video.codec not in ANIMATED else None,
        sound=info.sound.index if info.sound else None,
        seconds=info.duration,
        longest=LONGEST,
        demuxer=info.container if info.container in ("apng", "jpeg_pipe", "png_pipe", "webp_pipe") else "",
        bare=info.sound.bare if info.sound else None,
    )
    given = Input("source", FromSource(info.digest, path), suffix_of(path))
    cost = max(min(info.duration, Fraction(LONGEST)) / 300, Fraction(1, 10))
    return Action(
        operation, (given,), tools.identity(operation), address=f"{path}/survey", title=f"survey of {path}", cost=cost
    )  # fmt: skip


def sheet(drawn: contact.Sheet, strip: FromAction | None, path: str, tools: Toolchain) -> Action:
    """Return the action that draws the contact sheet of a file; `strip` are its small pictures."""
    artwork, files = contact.describe(drawn)
    inputs = [Input(name, FromSource(digest, str(found)), suffix_of(str(found))) for name, found, digest in files]
    if strip is not None:
        inputs.append(Input("strip", strip, ".jpg"))
    return _card(artwork, tuple(inputs), path, tools)


def stacked(sheets: Sequence[Action], tools: Toolchain) -> Action:
    """Return the action that puts sheets one below the other."""
    sizes = [_image(action) for action in sheets]
    inputs = tuple(Input(f"sheet{number}", action.output(), ".png") for number, action in enumerate(sheets))
    return _card(contact.stack(sizes), inputs, f"{len(sheets)} files", tools)


def pages(sheets: Sequence[Action]) -> Iterator[tuple[Action, ...]]:
    """Yield the sheets in groups that fit into one picture each."""
    page: list[Action] = []
    height = 0
    for action in sheets:
        tall = _image(action)[1]
        if page and (height + tall) * contact.WIDTH > LARGEST:
            yield tuple(page)
            page, height = [], 0
        page.append(action)
        height += tall
    if page:
        yield tuple(page)


def _card(artwork: Artwork, inputs: tuple[Input, ...], path: str, tools: Toolchain) -> Action:
    operation = DrawCard(artwork)
    title = f"contact sheet of {path}"
    return Action(operation, inputs, tools.identity(operation), address=f"{path}/sheet", title=title, cost=Fraction(1, 10))


def _image(action: Action) -> tuple[int, int]:
    promise = action.outputs[0].promise
    assert isinstance(promise, ImagePromise)
    return promise.width, promise.height


def suffix_of(path: str) -> str:
    """Return a path's suffix, fit for a file in a sandbox; empty where it has none."""
    suffix = path.rsplit("/", 1)[-1].rpartition(".")[2]
    return f".{suffix}" if suffix.isascii() and suffix.isalnum() and "." in path.rsplit("/", 1)[-1] else ""


def _times(video: VideoInfo, count: int) -> tuple[Fraction, ...]:
    """Return when the pictures are shown: in the middles of equal parts, or at a key frame near there, which costs one frame."""
    if not video.is_seekable:
        part = _readable(video) / count
        return tuple(video.first + (number + EARLY) * part for number in range(count))
    part = video.duration / count
    return tuple(_near_key(video, video.first + (number + Fraction(1, 2)) * part, part / 2) for number in range(count))


def _near_key(video: VideoInfo, time: Fraction, reach: Fraction) -> Fraction:
    at = bisect_right(video.keyframes, time)
    key = video.keyframes[at - 1] if at else video.first
    return key if time - key <= reach else time


def _readable(video: VideoInfo) -> Fraction:
    return min(video.duration, Fraction(_BUDGET, video.width * video.height) / video.rate)


def _grid(info: MediaInfo, wanted: Tiles, name: str) -> Video:
    assert info.video is not None
    video, count, fit = info.video, len(wanted.times), partial(_fitted, wanted=wanted)
    if info.kind == "still":
        return fit(read_still(video, name, frames=1, rate=Fraction(25)), video, 0)
    if not video.is_seekable:
        # One decode for all, by reading it at a few frames a minute.
        rate = (count / _readable(video)).limit_denominator(100_000)
        row = read_fitted(video, name, fit, start=video.first, frames=count, rate=rate)
        return graph.video("tile", row, layout=f"{wanted.columns}x{wanted.rows}", nb_frames=count, color="0x000000")
    rate = min(max(video.rate, Fraction(1)), Fraction(240))
    parts = []
    for number, time in enumerate(wanted.times):
        picture = read_fitted(video, name, fit, start=time, frames=1, rate=rate)
        place = (number % wanted.columns * wanted.width, number // wanted.columns * wanted.height)
        parts.append((filters.regular(picture, rate), *place))
    return filters.arrange(parts, *wanted.size, _GROUND)


def _fitted(picture: Video, video: VideoInfo, _: int, wanted: Tiles) -> Video:
    return conform(picture, video, width=wanted.width, height=wanted.height, fit="contain", background=_GROUND)


def _even(value: Fraction) -> int:
    return max(2, 2 * half_up(value / 2))
