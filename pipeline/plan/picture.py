"""Lower a span to one ffmpeg run: read the sources, stack the layers, draw the captions, encode. Pure.

Nothing here knows where in the episode a span lies, so its action's key does not either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.cards.model import BETWEEN, Inset
from pipeline.faults import Where
from pipeline.ffmpeg import blends, filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels
from pipeline.ffmpeg.source import read_source
from pipeline.operations.paint import PaintSpan
from pipeline.operations.promises import ImagePromise, VideoPromise
from pipeline.operations.still import PaintStill
from pipeline.plan import encode, insets, overlays
from pipeline.plan.action import Action
from pipeline.plan.canvas import DrawnCue, box_of, caption_card, offset
from pipeline.plan.drawing import Drawings, drawn_video, words_of
from pipeline.plan.fields import in_fields
from pipeline.plan.footage import Footage
from pipeline.plan.frames import Frames
from pipeline.plan.overlays import Part
from pipeline.plan.painted import Painted, PaintedSpans
from pipeline.plan.spans import Span
from pipeline.profiles.model import Profile
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import WHOLE, CardMedia, Clip, ColourMedia, Timeline
from pipeline.timeline.regions import Layer, Shown, TransitionLayer

DRAFT_PIXELS = 640 * 360
"""Pixels of a frame for which the cost of encoding is about a second of one core a second of picture."""

_UNCOVERING = ("matte", "wipe", "slide", "push")
"""Transitions in which each part of the picture is one segment's alone."""


class Painter:
    """The painter of one timeline's spans: each becomes an action. `before` are those of another planning of the episode."""

    def __init__(
        self, timeline: Timeline, profile: Profile, drawings: Drawings, footage: Footage, before: PaintedSpans | None = None
    ) -> None:
        self.timeline, self.profile, self.drawings, self.footage = timeline, profile, drawings, footage
        self.before = before or PaintedSpans()
        self.before.begin(timeline, profile, drawings.theme, drawings.tools)
        self.rate = drawings.rate  # of pictures, which is twice that of frames where each holds two fields
        self.width, self.height = profile.video.width, profile.video.height
        self.frames = Frames(drawings, footage, (self.width, self.height), self._stack, self.before)

    def paint(self, span: Span, number: int) -> Action:
        """Return the action that encodes span `number` of its segment. Raises CardFault."""
        segment = self.timeline.segments[span.segment]
        self.drawings.segment = segment
        painted = self._lowered(span)
        what = "transition" if span.is_transition else "picture"
        begin, end = (clock(at / self.timeline.rate, digits=1) for at in (span.range.start, span.range.end))
        return Action(
            painted.operation,
            painted.inputs,
            self.drawings.tools.identity(painted.operation),
            address=f"{segment.name}/{what}/{number}",
            title=f'{what} of "{segment.title}", {begin}-{end}',
            segment=segment.name,
            where=_place(span) or segment.where,
            shows=tuple(_words(span)),
            cost=span.frames / self.timeline.rate * self.width * self.height / DRAFT_PIXELS,
        ).with_key(painted.key)

    def _lowered(self, span: Span) -> Painted:
        rate, frames = self.timeline.rate, span.frames
        span = self._in_pictures(span)
        captions = self._captions(span)
        clips = (*_read(_clips(span.layers)), *captions)
        model = self.before.model(span, clips, self.footage.info)
        painted = self.before.get(model)
        if painted is not None:
            for asked in painted.asked:
                self.drawings.add(asked, clips[asked.owner])
            return painted
        inputs, begun, video = encode.Inputs(), len(self.drawings.asked), self.profile.video
        picture = self._whole_picture(span, captions, span.frames, inputs)
        regular = filters.to_working_format(filters.regular(picture, self.rate))
        if video.pixel_format != "yuv420p":  # which it was composed in
            regular = filters.scale(regular, self.width, self.height, video.pixel_format)
        if video.is_interlaced:
            regular = filters.interlaced(regular)
        coded = graph.write("out", regular, options=encode.options(video, rate, frames))
        promise = VideoPromise(encode.codec_of(video), self.width, self.height, video.pixel_format, rate, frames)
        operation = PaintSpan(promise, encode.arguments(coded))
        key = Action(operation, inputs.all(), self.drawings.tools.identity(operation)).key
        owners = {id(clip): number for number, clip in enumerate(clips)}
        drawn = tuple(replace(one, owner=owners[id(clip)]) for clip, one in self.drawings.asked[begun:])
        painted = Painted(operation, inputs.all(), key, drawn)
        self.before.put(model, painted)
        return painted

    def still(self, span: Span) -> Action:
        """Return the action that draws the first frame of a span as a PNG. Raises CardFault."""
        self.drawings.segment = self.timeline.segments[span.segment]
        inputs, span = encode.Inputs(), self._in_pictures(span)
        return self._still(self._whole_picture(span, self._captions(span), 1, inputs), inputs)

    def taken(self, encoded: Action, span: Span, frame: int) -> Action:
        """Return the action that takes frame `frame` of a span out of what encodes it, as a PNG."""
        self.drawings.segment = self.timeline.segments[span.segment]
        inputs, rate = encode.Inputs(), self.timeline.rate
        # Where its key frames lie need not be known: a reader that is sent to a frame begins at the one before it.
        found = replace(
            drawn_video(self.width, self.height, rate, span.frames), is_interlaced=self.profile.video.is_interlaced,
            codec=encode.codec_of(self.profile.video), pixel_format=self.profile.video.pixel_format,
            matrix="bt709", primaries="bt709", transfer="bt709", range="tv",
        )  # fmt: skip
        name = inputs.name(encoded.output(), ".mp4")
        return self._still(read_source(found, name, start=frame / rate, frames=1, rate=rate), inputs)

    def _in_pictures(self, span: Span) -> Span:
        return in_fields(span) if self.profile.video.is_interlaced else span

    def _still(self, picture: Video, inputs: encode.Inputs) -> Action:
        rgb = filters.scale(picture, self.width, self.height, "rgb24", out_range="full")
        drawn = graph.write("out", rgb, options={"frames:v": 1, "c:v": "png", "f": "image2pipe"})
        operation = PaintStill(ImagePromise(self.width, self.height), encode.arguments(drawn))
        return Action(
            operation,
            inputs.all(),
            self.drawings.tools.identity(operation),
            address="episode/still",
            title="still",
            segment=self.drawings.segment.name,
        )

    # ------------------------------------------------------------------------------------------ layers

    def _stack(self, layers: tuple[Layer, ...], frames: int, inputs: encode.Inputs) -> Video:
        picture, rest = self._base(layers, frames, inputs)
        for number, layer in enumerate(rest):
            picture = self._over(picture, layer, frames, inputs, is_first=number == 0 and rest == layers)
        return picture

    def _base(self, layers: tuple[Layer, ...], frames: int, inputs: encode.Inputs) -> tuple[Video, tuple[Layer, ...]]:
        # What lies lowest: a whole picture, tiles side by side (copied, not blended), or the background.
        first = layers[0] if layers else None
        ground, above = _ground(layers)
        if ground is not None and (tiles := _tiles(above, frames)):
            return self._arranged(tiles, frames, inputs, ground), above[len(tiles) :]
        if isinstance(first, TransitionLayer) or (first and _fills(first)):
            return self._whole(first, frames, inputs), layers[1:]
        tiles = _tiles(layers, frames)
        if tiles:
            return self._arranged(tiles, frames, inputs, self.timeline.background), layers[len(tiles) :]
        return filters.colour(self.width, self.height, frames, self.rate, self.timeline.background), layers

    def _arranged(self, tiles: Sequence[Shown], frames: int, inputs: encode.Inputs, ground: str) -> Video:
        boxes = [self._pixels(tile.clip) for tile in tiles]
        laid = [
            (self.footage.picture(tile, box, frames, inputs), box.x, box.y) for tile, box in zip(tiles, boxes, strict=True)
        ]
        return filters.arrange(laid, self.width, self.height, ground)

    def _whole(self, layer: Layer, frames: int, inputs: encode.Inputs) -> Video:
        if isinstance(layer, Shown):
            picture = self.footage.picture(layer, self._pixels(layer.clip), frames, inputs)
            part = Part(layer.offset, frames, layer.clip.frames)
            fades = (layer.clip.fade_in, layer.clip.fade_out)
            return overlays.ramped(picture, part, fades, self.rate, alpha=False)
        outgoing = filters.to_working_format(self._stack(layer.outgoing, frames, inputs))
        incoming = filters.to_working_format(self._stack(layer.incoming, frames, inputs))
        return self._blended(outgoing, incoming, layer, frames, inputs)

    def _blended(
        self, before: Video, after: Video, layer: TransitionLayer, frames: int, inputs: encode.Inputs
    ) -> Video:
        kind, direction, whole = layer.transition.kind, layer.transition.direction, layer.transition.frames
        size, done = (self.width, self.height), layer.offset
        match kind:
            case "dissolve":
                return blends.dissolve(before, after, self.rate, frames=whole, done=done)
            case "fade-black":
                return blends.through_black(before, after, self.rate, frames=whole, done=done)
            case "fade-white":
                return blends.through_white(before, after, self.rate, frames=whole, done=done, size=size, count=frames)
            case "matte":
                matte, edge = layer.transition.matte, layer.transition.edge
                assert matte is not None
                seen = overlays.matted(before, after, self._moving(matte, layer, frames, inputs))
                return seen if edge is None else filters.overlay(seen, self._moving(edge, layer, frames, inputs))
            case "wipe" | "slide" | "push":
                moving = {"wipe": blends.wipe, "slide": blends.slide, "push": blends.push}[kind]
                return moving(before, after, frames=whole, done=done, size=size, direction=direction)

    def _moving(self, clip: Clip, layer: TransitionLayer, frames: int, inputs: encode.Inputs) -> Video:
        drawn = self.drawings.card(clip, self.width, self.height)
        return overlays.moving(drawn, Part(layer.offset, frames, clip.frames), inputs)

    def _over(self, base: Video, layer: Layer, frames: int, inputs: encode.Inputs, *, is_first: bool) -> Video:
        # What comes first lies on the plain background.
        if isinstance(layer, TransitionLayer):  # a blend of whole pictures covers what lies below
            return self._whole(layer, frames, inputs)
        box = self._pixels(layer.clip)
        if isinstance(layer.clip.media, CardMedia):
            shown = overlays.seen(layer, frames)
            if shown is None:
                return base
            inset = Inset((self.width, self.height), (box.x, box.y))
            drawn = self.drawings.card(layer.clip, box.width, box.height, self.frames, inset)
            if is_first and overlays.is_finer(drawn):
                base = filters.colour(self.width, self.height, frames, self.rate, self.timeline.background, overlays.FINER)
            canvas = (self.width, self.height)
            return overlays.lay(
                base, drawn, layer, inputs, shown=shown, frames=frames, rate=self.rate, at=(box.x, box.y), canvas=canvas,
                is_finer=is_first and overlays.is_finer(drawn),
            )  # fmt: skip
        picture = self.footage.picture(layer, box, frames, inputs)
        return insets.lay(base, picture, layer, box, (self.width, self.height), frames, inputs, self.drawings)

    def _whole_picture(self, span: Span, captions: Sequence[Clip], frames: int, inputs: encode.Inputs) -> Video:
        """Return frames of a span with its captions, over which lies what covers a cut: no frame is to hold two texts.

        Where an edge passes over the picture, it takes the captions of the one segment away and brings those of the other.
        """
        drawn = tuple(zip(span.cues, captions, strict=True))
        of = {side: [one for one in drawn if one[0].side == side] for side in ("before", "after", "")}
        first = next((number for number, layer in enumerate(span.layers) if _covers(layer)), len(span.layers))
        if span.is_transition and isinstance(whole := span.layers[0], TransitionLayer) and whole.transition.kind in _UNCOVERING:
            before, after = (
                filters.to_working_format(self._captioned(self._stack(layers, frames, inputs), of[side], frames, inputs))
                for side, layers in (("before", whole.outgoing), ("after", whole.incoming))
            )
            return self._captioned(self._blended(before, after, whole, frames, inputs), of[""], frames, inputs)
        picture = self._stack(span.layers[:first], frames, inputs)
        picture = self._captioned(picture, drawn, frames, inputs)
        for layer in span.layers[first:]:
            picture = self._over(picture, layer, frames, inputs, is_first=False)
        return picture

    def _captioned(
        self, picture: Video, captions: Sequence[tuple[DrawnCue, Clip]], frames: int, inputs: encode.Inputs
    ) -> Video:
        for cue, card in captions:
            if cue.range.start >= frames:
                continue
            drawn = self.drawings.card(card, self.width, self.height)
            shown = FrameRange(cue.range.start, min(cue.range.frames, frames - cue.range.start))
            by = offset(self.drawings.theme, cue, (self.width, self.height))
            picture = overlays.lay_caption(picture, drawn, inputs, by=by, shown=shown, frames=frames)
        return picture

    def _captions(self, span: Span) -> tuple[Clip, ...]:
        return tuple(caption_card(self.timeline, cue) for cue in span.cues)

    def _pixels(self, clip: Clip) -> Pixels:
        return box_of(clip, (self.width, self.height))


def _is_footage(layer: Layer) -> bool:
    return isinstance(layer, Shown) and not isinstance(layer.clip.media, CardMedia)


def _fills(layer: Shown) -> bool:
    return _is_footage(layer) and layer.clip.placement.box == WHOLE and insets.is_opaque(layer.clip)


def _covers(layer: Layer) -> bool:
    """Say whether a layer is what the theme lays over a cut."""
    media = layer.clip.media if isinstance(layer, Shown) else None
    return isinstance(media, CardMedia) and (media.is_lead or media.after > 0 or media.card in BETWEEN)


def _ground(layers: tuple[Layer, ...]) -> tuple[str | None, tuple[Layer, ...]]:
    """Return the plain colour that lies lowest and fills the canvas, if one does, and what lies above it."""
    first = layers[0] if layers else None
    if not isinstance(first, Shown) or not isinstance(first.clip.media, ColourMedia) or first.clip.placement.box != WHOLE:
        return None, layers
    is_faded = first.clip.fade_in or first.clip.fade_out
    return (None, layers) if is_faded else (first.clip.media.colour, layers[1:])


def _tiles(layers: Sequence[Layer], frames: int) -> tuple[Shown, ...]:
    # The lowest layers that stand side by side and do not fade within the span.
    tiles: list[Shown] = []
    for layer in layers:
        if not isinstance(layer, Shown) or not _is_footage(layer):
            break
        clip = layer.clip
        fades = layer.offset < clip.fade_in or layer.offset + frames > clip.frames - clip.fade_out
        if fades or clip.placement.box == WHOLE or not insets.is_opaque(clip) or any(_overlap(clip, tile.clip) for tile in tiles):
            break
        tiles.append(layer)
    return tuple(tiles)


def _overlap(one: Clip, other: Clip) -> bool:
    a, b = one.placement.box, other.placement.box
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def _clips(layers: tuple[Layer, ...]) -> Iterator[Clip]:
    for layer in layers:
        if isinstance(layer, Shown):
            yield layer.clip
        else:
            yield from _clips(layer.outgoing + layer.incoming)
            yield from (clip for clip in (layer.transition.matte, layer.transition.edge) if clip is not None)


def _read(clips: Iterable[Clip]) -> Iterator[Clip]:
    """Yield clips, and after each card those of the frames that it may show."""
    for clip in clips:
        yield clip
        yield from clip.behind
        if isinstance(clip.media, CardMedia):
            for frame in clip.media.pictures.values():
                yield from _read(shown for shown, _ in frame.layers)


def _place(span: Span) -> Where | None:
    # The topmost clip's line: a title or a name is what a producer most likely has just changed.
    return next((clip.where for clip in reversed(tuple(_clips(span.layers))) if clip.where), None)


def _words(span: Span) -> Iterator[tuple[str, str]]:
    for clip in _clips(span.layers):
        yield from words_of(clip)
    for cue in span.cues:
        yield "caption", cue.text
