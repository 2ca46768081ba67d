"""Cards, scenes and sound pictures as actions: what must be drawn before a span can show it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from fractions import Fraction
from typing import Protocol, runtime_checkable

from pipeline.cards import slots
from pipeline.cards.card import describe
from pipeline.cards.edge import Rim
from pipeline.cards.layers import Composition
from pipeline.cards.model import Artwork, CardFile, Drawing, Inset, Theme
from pipeline.cards.slots import Focus
from pipeline.media.info import VideoInfo
from pipeline.operations.animation import ConvertAnimation
from pipeline.operations.base import Operation
from pipeline.operations.card import DrawCard
from pipeline.operations.compose import ComposeCard
from pipeline.operations.compose_frame import ComposeFrame
from pipeline.operations.convert import ConvertStill
from pipeline.operations.edge import DrawEdge
from pipeline.operations.numbered import ConvertNumbered
from pipeline.operations.scene import DrawScene
from pipeline.people import Credit, FieldValue
from pipeline.plan.action import Action, FromAction, FromSource, FromSources, Input, Toolchain
from pipeline.plan.painted import Asked
from pipeline.timebase import FrameTimes, half_up
from pipeline.timeline.edge import Edge
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    Frame,
    SceneMedia,
    Segment,
    SoundPictureMedia,
    SourceMedia,
    StillMedia,
)
from pipeline.timeline.pace import AS_FILMED
from pipeline.timeline.scenes import BuiltinScene
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card's description, and the outputs that its drawing yields: one, or one a slice of a roll.

    Of a card in layers of which one frame is wanted, `frame` asks for it by its number, and there are no outputs.
    """

    drawing: Drawing
    outputs: tuple[FromAction, ...]
    frame: Callable[[int], FromAction] | None = None


class FramePainter(Protocol):
    """What paints frames of segments for cards, on the canvas of the deliverable."""

    def focus(self, frame: Frame) -> Focus:
        """Return where in the painted picture its focus is."""

    def paint(self, frame: Frame, clip: Clip) -> FromAction:
        """Ask for the picture, which the card of a clip shows; return it."""


@runtime_checkable
class TonePainter(FramePainter, Protocol):
    """What also tells how bright frames of segments are, for the cards that lie over them."""

    def tone(self, frame: Frame, clip: Clip) -> FromAction:
        """Ask for how bright the picture is that the card of a clip lies over; return that."""


@dataclass(slots=True)
class Drawings:
    """The drawing actions of a plan so far; what two spans show is drawn once. `segment` is the one that is being planned.

    `asked` is what was asked for, in order, and for which clip; its owners are not numbered yet. Where one frame alone is
    planned, `composed` says of the keys of cards in layers which are stored: of the others one frame is made.
    """

    theme: Theme
    rate: Fraction
    tools: Toolchain
    segment: Segment
    composed: Callable[[str], bool] | None = None
    actions: dict[str, Action] = field(default_factory=dict)
    asked: list[tuple[Clip, Asked]] = field(default_factory=list)
    _asking: Clip | None = None
    _numbers: dict[str, int] = field(default_factory=dict)
    _cards: dict[tuple[int, int, int], tuple[Drawn, list[tuple[Clip, Asked]]]] = field(default_factory=dict)

    def card(
        self, clip: Clip, width: int, height: int, frames: FramePainter | None = None, inset: Inset | None = None
    ) -> Drawn:
        """Draw the card of a clip for a canvas of `width` x `height` pixels; `frames` paints what it shows of the episode.

        `inset` is where the canvas lies in the picture, which is the same for each drawing of a clip. Raises CardFault.
        """
        media = clip.media
        assert isinstance(media, CardMedia)
        known = self._cards.get((id(clip), width, height))
        if known is not None:  # a roll is shown by many spans
            self.asked += known[1]
            return known[0]
        begun = len(self.asked)
        focus = {name: frames.focus(frame) for name, frame in media.pictures.items()} if frames else {}
        drawing = drawing_of(self.theme, clip, width, height, self.rate, focus, inset)
        outputs: tuple[FromAction, ...]
        frame: Callable[[int], FromAction] | None = None
        if drawing.composition is not None:
            seen = drawing.layers or drawing.composition.ground  # what goes on after its end may have nothing left
            whole, frame = self._composed(drawing, drawing.composition, media, clip, frames) if seen else (None, None)
            outputs = () if whole is None else (whole,)
        elif drawing.kind == "roll":
            outputs = tuple(self._card(piece.artwork, piece.files, media, clip, frames) for piece in drawing.slices)
        else:
            outputs = (self._card(drawing.whole, drawing.files, media, clip, frames),)
        drawn = Drawn(drawing, outputs, frame)
        self._cards[id(clip), width, height] = drawn, self.asked[begun:]  # which hold the clip, so that no other has its place
        return drawn

    def _card(
        self, artwork: Artwork, files: Sequence[CardFile], media: CardMedia, clip: Clip, frames: FramePainter | None,
        layer: str = "",
    ) -> FromAction:
        inputs = [Input(name, FromSource(digest, str(path)), suffix_of(str(path))) for name, path, digest in files]
        for name, file in slots.shown(artwork):
            assert frames is not None, "a card shows pictures only where they can be painted"
            inputs.append(Input(file, frames.paint(media.pictures[name], clip), ".png"))
        for name, file in slots.tones(artwork):
            assert isinstance(frames, TonePainter), "a card that lies over no picture asks for no tone"
            inputs.append(Input(file, frames.tone(media.pictures[name], clip), ".json"))
        title = f"{media.card.replace('_', ' ')} card{layer and f', layer {layer}'}"
        return self.ask(DrawCard(artwork), tuple(inputs), media.card, title, clip, Fraction(1, 10))

    def _composed(
        self, drawing: Drawing, composition: Composition, media: CardMedia, clip: Clip, frames: FramePainter | None
    ) -> tuple[FromAction | None, Callable[[int], FromAction] | None]:
        # Each layer is an action of its own, so that a changed title draws one layer again.
        drawn = [self._card(layer.artwork, layer.files, media, clip, frames, layer.name) for layer in drawing.layers]
        inputs = tuple(Input(f"layer{number}", one, ".png") for number, one in enumerate(drawn))
        title = f"{drawing.card.replace('_', ' ')} card"
        cost = Fraction(composition.frames * composition.size[0] * composition.size[1], 40_000_000)
        whole = ComposeCard(composition)
        if self.composed is None or self.composed(Action(whole, inputs, self.tools.identity(whole)).key):
            return self.ask(whole, inputs, drawing.card, title, clip, cost), None

        def frame(number: int) -> FromAction:
            return self.ask(ComposeFrame(composition, number), inputs, drawing.card, title, clip, cost / composition.frames)

        return None, frame

    def scene(self, clip: Clip, width: int, height: int) -> FromAction:
        """Draw the MoviePy scene of a clip at the size at which it is shown."""
        media = clip.media
        assert isinstance(media, SceneMedia)
        inputs = (Input("scene", FromSource(media.digest, str(media.path)), ".py"),)
        scene = DrawScene(width, height, self.rate, media.frames, str(media.path))
        return self.ask(scene, inputs, "scene", f"scene {media.path}", clip, clip.frames / self.rate)

    def converted(self, clip: Clip, found: VideoInfo) -> tuple[FromAction, VideoInfo]:
        """Convert a still by its colour profile; return the picture and its facts."""
        media = clip.media
        assert isinstance(media, StillMedia)
        turned = found.rotation in (90, 270)
        width, height = (found.height, found.width) if turned else (found.width, found.height)
        has_alpha = found.has_alpha and found.codec != "mjpeg"
        inputs = (Input("picture", FromSource(media.digest, str(media.path)), media.path.suffix),)
        operation = ConvertStill(width, height, str(media.path))
        made = self.ask(operation, inputs, "colours", f"colours of {media.path}", clip, Fraction(width * height, 10_000_000))
        aspect = 1 / found.sample_aspect if turned else found.sample_aspect
        facts = replace(
            found, codec="png", width=width, height=height, rotation=0, sample_aspect=aspect, has_alpha=has_alpha,
            pixel_format="rgba" if has_alpha else "rgb24", matrix="gbr", range="pc", primaries="unknown", transfer="unknown",
            profile="",
        )  # fmt: skip
        return made, facts

    def animated(self, clip: Clip, found: VideoInfo, background: str) -> tuple[FromAction, VideoInfo]:
        """Bring an animation to a video; return it and its facts."""
        media = clip.media
        assert isinstance(media, SourceMedia)
        inputs = (Input("picture", FromSource(media.digest, str(media.path)), media.path.suffix),)
        operation = ConvertAnimation(found.width, found.height, found.frames, found.rate, background, str(media.path))
        cost = Fraction(found.width * found.height * found.frames, 10_000_000)
        made = self.ask(operation, inputs, "pictures", f"frames of {media.path}", clip, cost)
        return made, drawn_video(found.width, found.height, found.rate, found.frames)

    def alike(
        self, clip: Clip, pictures: FromSources, found: VideoInfo, rate: Fraction, background: str
    ) -> tuple[FromAction, VideoInfo]:
        """Bring numbered pictures to one kind; return them as a video, `rate` a second, and its facts. `found` is the first."""
        width, height = (found.height, found.width) if found.rotation in (90, 270) else (found.width, found.height)
        count, suffix = len(pictures.digests), suffix_of(pictures.paths[0])
        inputs = (Input("pictures", pictures, suffix),)
        operation = ConvertNumbered(width, height, count, rate, suffix, background, pictures.paths[0])
        cost = Fraction(width * height * count, 10_000_000)
        made = self.ask(operation, inputs, "pictures", f"pictures from {pictures.paths[0]} on", clip, cost)
        return made, drawn_video(width, height, rate, count)

    def edge(self, clip: Clip, edge: Edge, width: int, height: int, short: int) -> tuple[Rim, Action]:
        """Draw an edge of a clip that is shown at this size on a canvas whose shorter side is `short`; return what draws it."""
        corners, border, shadow = (half_up(1000 * share * short) for share in (edge.corners, edge.border, edge.shadow))
        margin = 2 * -(-(border + shadow) // 2000)
        cutout = self.theme.shapes[edge.shape] if edge.shape else None
        rim = Rim(
            width, height, edge.outline, corners, border, edge.colour, shadow, edge.shade, margin, cutout, short if cutout else 0
        )
        return rim, self.made(DrawEdge(rim), (), "edge", "edge of a picture", clip, Fraction(width * height, 10_000_000))

    @contextmanager
    def on_behalf_of(self, clip: Clip) -> Iterator[None]:
        """Ask for all that is drawn meanwhile for a clip: for others, which stand in no span, it is drawn for its sake."""
        before = self._asking
        self._asking = before or clip
        try:
            yield
        finally:
            self._asking = before

    def ask(
        self, operation: Operation, inputs: tuple[Input, ...], what: str, title: str, clip: Clip, cost: Fraction
    ) -> FromAction:
        """Ask for what is drawn for a clip; return its output."""
        return self.made(operation, inputs, what, title, clip, cost).output()

    def made(
        self, operation: Operation, inputs: tuple[Input, ...], what: str, title: str, clip: Clip, cost: Fraction
    ) -> Action:
        """Ask for what is drawn for a clip; return what draws it."""
        clip = self._asking or clip
        action = self.add(Asked(0, operation, inputs, "", what, title, cost), clip)
        self.asked.append((clip, Asked(0, operation, inputs, action.key, what, title, cost)))
        return action

    def add(self, asked: Asked, clip: Clip) -> Action:
        """Add the action of what is asked for a clip; its key is found out where it is empty. Return the action."""
        if asked.key in self.actions:
            return self.actions[asked.key]
        operation, what = asked.operation, asked.what
        number = self._numbers.get(f"{self.segment.name}/{what}", 0)
        action = Action(
            operation,
            asked.inputs,
            self.tools.identity(operation),
            address=f"{self.segment.name}/{what}/{number}",
            title=asked.title,
            segment=self.segment.name,
            where=clip.where,
            shows=tuple(words_of(clip)),
            cost=asked.cost,
        )
        if asked.key:
            action.with_key(asked.key)
        if action.key not in self.actions:
            self._numbers[f"{self.segment.name}/{what}"] = number + 1
            self.actions[action.key] = action
        return action


def drawn_video(width: int, height: int, rate: Fraction, frames: int) -> VideoInfo:
    """Describe a picture that an operation has drawn: RGB, every frame a key frame."""
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
        keyframes=FrameTimes(frames, rate),
        matrix="gbr",
        range="pc",
    )


def drawing_of(
    theme: Theme, clip: Clip, width: int, height: int, rate: Fraction, pictures: Mapping[str, Focus] | None = None,
    inset: Inset | None = None,
) -> Drawing:
    """Describe the card of a clip for a canvas of `width` x `height` pixels, with the `pictures` that there are for it.

    The canvas may be an `inset` of the picture.

    Raises CardFault.
    """
    media = clip.media
    assert isinstance(media, CardMedia)
    return describe(
        theme,
        media.card,
        media.fields,
        width=width,
        height=height,
        rate=rate,
        frames=clip.frames,
        language=media.language,
        people=media.people,
        pictures=pictures,
        is_lead=media.is_lead,
        inset=inset,
        after=media.after,
        waits=media.waits,
        first=media.first,
        whole=media.whole,
    )


def suffix_of(path: str) -> str:
    """Return a path's suffix, `.mp4`, in small letters; empty where it has none."""
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2].lower()}" if "." in name[1:] else ""


def words_of(clip: Clip) -> Iterator[tuple[str, str]]:
    """Tell what a clip shows, as pairs of a producer's words and values, so that a change of it can be named."""
    media = clip.media
    match media:
        case CardMedia():
            for name, value in sorted(media.fields.items()):
                yield f"{media.card} {name}".replace("_", " "), _told(value)
            for name, frame in media.pictures.items():
                yield f"{media.card} picture {name}".replace("_", " "), "; ".join(_seen(frame))
        case ColourMedia():
            yield "colour", media.colour
        case SoundPictureMedia():
            yield f"{media.style} of", str(media.sound.path)
        case BuiltinScene():
            yield from media.told()
        case _:
            yield "file", str(media.path)
            yield "in", str(clip.start)
            if clip.reverse:
                yield "reverse", str(clip.reverse)
            if clip.pace != AS_FILMED:
                yield "speed", ", ".join(f"{speed} at {at}" for at, speed in clip.pace.points)


def _seen(frame: Frame) -> Iterator[str]:
    for clip, offset in frame.layers:
        words = dict(words_of(clip))
        yield f"{words.pop('file', '') or ', '.join(words.values())} from {words.pop('in', 0)}, frame {offset}"


def _told(value: FieldValue) -> str:
    if isinstance(value, Credit):
        return ", ".join(filter(None, (value.name, value.role, value.person.place, value.person.handle)))
    if isinstance(value, Mapping):
        return ", ".join(f"{_told(item)}" for item in value.values() if item)
    if isinstance(value, list | tuple):
        return "; ".join(_told(item) for item in value)
    return str(value)
