"""Lower a span to one ffmpeg run: read the sources, stack the layers, draw the captions, encode. Floor 5, pure.

Nothing here knows where in the episode a span lies, so its action's key does not either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pipeline.faults import Where
from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import conform
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.motion import move
from pipeline.ffmpeg.source import read_numbered, read_source, read_still
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.plan import encode, overlays
from pipeline.plan.action import Action, Ffmpeg, FromSource, FromSources, ImagePromise, Output, Toolchain, VideoPromise
from pipeline.plan.drawing import Drawings, suffix_of, words_of
from pipeline.plan.soundpicture import sound_picture
from pipeline.plan.spans import Span
from pipeline.profiles.model import Profile
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    WHOLE,
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    FramesMedia,
    SceneMedia,
    SoundPictureMedia,
    SourceMedia,
    StillMedia,
    Timeline,
)
from pipeline.timeline.regions import Crossing, Layer, Shown


@dataclass(frozen=True, slots=True)
class PixelBox:
    """Place something on the canvas, in pixels; even numbers, so that 4:2:0 needs no rounding."""

    x: int
    y: int
    width: int
    height: int


class Painter:
    """Turn spans of one timeline into actions."""

    def __init__(
        self, timeline: Timeline, profile: Profile, info: Callable[[str], MediaInfo], drawings: Drawings, tools: Toolchain
    ) -> None:
        self.timeline, self.profile, self.info, self.drawings, self.tools = timeline, profile, info, drawings, tools
        self.rate = timeline.rate
        self.width, self.height = profile.video.width, profile.video.height

    def paint(self, span: Span, number: int) -> Action:
        """Return the action that encodes span `number` of its segment. Raises CardFault."""
        segment = self.timeline.segments[span.segment]
        self.drawings.segment = segment.name
        inputs = encode.Inputs()
        picture = self._captioned(self._stack(span.layers, span.frames, inputs), span, span.frames, inputs)
        picture = filters.regular(filters.tag_bt709(filters.set_sample_aspect(picture)), self.rate)
        coded = graph.write("out", picture, options=encode.options(self.profile.video, self.rate, span.frames))
        video = self.profile.video
        promise = VideoPromise("h264", self.width, self.height, video.pixel_format, self.rate, span.frames)
        what = "crossing" if span.is_crossing else "picture"
        return Action(
            Ffmpeg(self.tools.ffmpeg, encode.arguments(coded)),
            inputs.all(),
            (Output("out", ".mp4", promise),),
            address=f"{segment.name}/{what}/{number}",
            title=f'picture of "{segment.title}", {self._told(span)}',
            segment=segment.name,
            where=_place(span) or segment.where,
            shows=tuple(_words(span)),
            pool="encode",
            cost=span.frames / self.rate * self.width * self.height / 230_400,
        )

    def still(self, span: Span) -> Action:
        """Return the action that draws the first frame of a span as a PNG. Raises CardFault."""
        inputs = encode.Inputs()
        self.drawings.segment = self.timeline.segments[span.segment].name
        picture = self._captioned(self._stack(span.layers, 1, inputs), span, 1, inputs)
        rgb = filters.pixels(filters.scale(filters.tag_bt709(picture), self.width, self.height, out_range="full"), "rgb24")
        drawn = graph.write("out", rgb, options={"frames:v": 1, "c:v": "png", "f": "image2pipe"})
        promise = ImagePromise(self.width, self.height)
        return Action(
            Ffmpeg(self.tools.ffmpeg, encode.arguments(drawn)),
            inputs.all(),
            (Output("out", ".png", promise),),
            address="still",
            title="still",
            segment=self.drawings.segment,
            pool="draw",
        )

    def _captioned(self, picture: Video, span: Span, frames: int, inputs: encode.Inputs) -> Video:
        for cue in span.cues:
            media = CardMedia("caption", {"text": cue.text}, self.timeline.theme, self.timeline.language)
            drawn = self.drawings.card(Clip(media, frames, where=cue.where), self.width, self.height)
            shown = FrameRange(cue.range.start, min(cue.range.frames, frames - cue.range.start))
            picture = overlays.lay_caption(picture, drawn, inputs, shown=shown, frames=frames)
        return picture

    # ------------------------------------------------------------------------------------------ layers

    def _stack(self, layers: tuple[Layer, ...], frames: int, inputs: encode.Inputs) -> Video:
        rest = layers
        if layers and self._covers(layers[0]):
            picture = self._whole(layers[0], frames, inputs)
            rest = layers[1:]
        else:
            picture = filters.colour(self.width, self.height, frames, self.rate, self.timeline.background)
        for layer in rest:
            picture = self._over(picture, layer, frames, inputs)
        return picture

    def _covers(self, layer: Layer) -> bool:
        if isinstance(layer, Crossing):
            return True
        return not isinstance(layer.clip.media, CardMedia) and layer.clip.placement.box == WHOLE

    def _whole(self, layer: Layer, frames: int, inputs: encode.Inputs) -> Video:
        if isinstance(layer, Shown):
            return self._faded(self._picture(layer, frames, inputs), layer, frames, alpha=False)
        outgoing = filters.pixels(self._stack(layer.outgoing, frames, inputs), "yuv420p")
        incoming = filters.pixels(self._stack(layer.incoming, frames, inputs), "yuv420p")
        blend = filters.dissolve if layer.transition.kind == "dissolve" else overlays.through_black
        return blend(
            filters.regular(outgoing, self.rate),
            filters.regular(incoming, self.rate),
            self.rate,
            frames=layer.transition.frames,
            done=layer.offset,
        )

    def _over(self, base: Video, layer: Layer, frames: int, inputs: encode.Inputs) -> Video:
        if isinstance(layer, Crossing):  # a blend of whole pictures covers what lies below
            return self._whole(layer, frames, inputs)
        box = self._pixels(layer.clip.placement.box)
        if isinstance(layer.clip.media, CardMedia):
            drawn = self.drawings.card(layer.clip, box.width, box.height)
            part = overlays.Part(layer.offset, frames, layer.clip.frames)
            return overlays.lay(
                base, drawn, part, layer.clip, inputs, rate=self.rate, at=(box.x, box.y), canvas=(self.width, self.height)
            )
        top = self._faded(self._picture(layer, frames, inputs), layer, frames, alpha=True)
        return filters.overlay(base, filters.regular(top, self.rate), box.x, box.y)

    # ------------------------------------------------------------------------------------------ media

    def _picture(self, layer: Shown, frames: int, inputs: encode.Inputs) -> Video:
        clip, media, place = layer.clip, layer.clip.media, layer.clip.placement
        box = self._pixels(place.box)
        start = clip.start + layer.offset / self.rate
        match media:
            case ColourMedia():
                return filters.colour(box.width, box.height, frames, self.rate, media.colour)
            case SceneMedia():
                drawn = inputs.name(self.drawings.scene(clip, box.width, box.height), ".nut")
                video = drawn_video(box.width, box.height, self.rate, media.frames)
                source = read_source(video, drawn, start=start, frames=frames, rate=self.rate)
                return conform(source, video, width=box.width, height=box.height)
            case SourceMedia():
                found = self.info(media.path).video
                assert found is not None, f"{media.path} has no picture; assembly has let it through"
                name = inputs.name(FromSource(media.digest, media.path), suffix_of(media.path))
                source = read_source(found, name, start=start, frames=frames, rate=self.rate)
                return self._conformed(source, found, clip, box)
            case FramesMedia():
                return self._numbered(media, clip, start, frames, box, inputs)
            case StillMedia():
                found = self.info(media.path).video
                assert found is not None, f"{media.path} is no picture; assembly has let it through"
                name = inputs.name(FromSource(media.digest, media.path), suffix_of(media.path))
                if place.move == "none":
                    one = read_still(found, name, frames=1, rate=self.rate)
                    return filters.repeat(self._conformed(one, found, clip, box), frames, self.rate)
                one = read_still(found, name, frames=1, rate=self.rate)
                return move(
                    one,
                    found,
                    place.move,
                    focus=place.focus,
                    width=box.width,
                    height=box.height,
                    rate=self.rate,
                    offset=layer.offset,
                    frames=frames,
                    total=clip.frames,
                )
            case SoundPictureMedia():
                strip, height = sound_picture(self.drawings, clip, box.width, box.height, self.info(media.sound.path))
                video = drawn_video(box.width, height, self.rate, clip.frames)
                drawn = inputs.name(strip, ".nut")
                source = read_source(video, drawn, start=layer.offset / self.rate, frames=frames, rate=self.rate)
                ground = filters.colour(box.width, box.height, frames, self.rate, self.drawings.theme.colours["background"])
                bars = filters.regular(conform(source, video, width=box.width, height=height), self.rate)
                return filters.overlay(ground, bars, 0, _even(Fraction(box.height - height, 2)))
            case CardMedia():
                raise AssertionError("cards are laid over, never conformed")

    def _numbered(
        self, media: FramesMedia, clip: Clip, start: Fraction, frames: int, box: PixelBox, inputs: encode.Inputs
    ) -> Video:
        # Only the pictures that the span shows are its inputs: another one may change without a new encode.
        first = min(len(media.digests) - 1, int(start * media.rate))
        behind = min(len(media.digests), int((start + frames / self.rate) * media.rate) + 2)
        paths = tuple(media.path % (media.first + number) for number in range(first, behind))
        name = inputs.name(FromSources(media.digests[first:behind], paths), suffix_of(media.path))
        found = self.info(paths[0]).video
        assert found is not None
        source = read_numbered(
            name,
            start=start - first / media.rate,
            frames=frames,
            count=behind - first,
            pictures_rate=media.rate,
            rate=self.rate,
            suffix=suffix_of(media.path),
        )
        return self._conformed(source, found, clip, box)

    def _conformed(self, source: Video, found: VideoInfo, clip: Clip, box: PixelBox) -> Video:
        place = clip.placement
        return conform(
            source,
            found,
            width=box.width,
            height=box.height,
            fit=place.fit.value,
            focus=place.focus,
            background=self.timeline.background,
        )

    # ------------------------------------------------------------------------------------------ small things

    def _faded(self, picture: Video, layer: Shown, frames: int, *, alpha: bool) -> Video:
        fades = layer.clip.fade_in, layer.clip.fade_out
        if layer.offset >= fades[0] and layer.offset + frames <= layer.clip.frames - fades[1]:
            return picture
        if alpha:
            picture = filters.pixels(picture, "yuva420p")
        part = overlays.Part(layer.offset, frames, layer.clip.frames)
        return overlays.ramped(filters.regular(picture, self.rate), part, fades, self.rate, alpha=alpha)

    def _pixels(self, box: Box) -> PixelBox:
        if box == WHOLE:
            return PixelBox(0, 0, self.width, self.height)
        left, top = _even(box.x * self.width), _even(box.y * self.height)
        right, bottom = _even((box.x + box.width) * self.width), _even((box.y + box.height) * self.height)
        return PixelBox(left, top, max(2, right - left), max(2, bottom - top))

    def _told(self, span: Span) -> str:
        start, end = (Fraction(frame) / self.rate for frame in (span.range.start, span.range.end))
        return f"{_clock(start)}-{_clock(end)}"


def drawn_video(width: int, height: int, rate: Fraction, frames: int) -> VideoInfo:
    """Describe a picture that a step has drawn: RGB, every frame a key frame."""
    return VideoInfo(
        index=0,
        codec="ffv1",
        width=width,
        height=height,
        sample_aspect=Fraction(1),
        rotation=0,
        pixel_format="bgr0",
        rate=rate,
        is_variable=False,
        first=Fraction(0),
        duration=frames / rate,
        frames=frames,
        is_seekable=True,
        keyframes=tuple(frame / rate for frame in range(frames)),
        matrix="gbr",
        range="pc",
    )


def _even(value: Fraction) -> int:
    return 2 * round(value / 2)


def _clock(seconds: Fraction) -> str:
    whole = seconds.numerator // seconds.denominator
    tenth = int((seconds - whole) * 10)
    return f"{whole // 60}:{whole % 60:02d}.{tenth}"


def _clips(layers: tuple[Layer, ...]) -> Iterator[Clip]:
    for layer in layers:
        if isinstance(layer, Shown):
            yield layer.clip
        else:
            yield from _clips(layer.outgoing + layer.incoming)


def _place(span: Span) -> Where | None:
    # The topmost clip's line: a title or a name is what a producer most likely has just changed.
    return next((clip.where for clip in reversed(tuple(_clips(span.layers))) if clip.where), None)


def _words(span: Span) -> Iterator[tuple[str, str]]:
    for clip in _clips(span.layers):
        yield from words_of(clip)
    for cue in span.cues:
        yield "caption", cue.text
