"""Paint frames of segments for cards that show them: each is an action, so a card is drawn again where one changes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from pipeline.cards.slots import UPPER_MIDDLE, Focus
from pipeline.cards.tone import COLUMNS, ROWS
from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.conform import CENTRE, focused
from pipeline.ffmpeg.graph import Video
from pipeline.media.info import VideoInfo
from pipeline.operations.frame import PaintFrame
from pipeline.operations.promises import ImagePromise
from pipeline.operations.tone import MeasureTone
from pipeline.plan import encode
from pipeline.plan.action import FromAction
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import FITS, Footage
from pipeline.plan.moments import cheapest
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.treated import treated_facts
from pipeline.timeline.model import WHOLE, CardMedia, Clip, ColourMedia, Frame, FramesMedia, SourceMedia, StillMedia
from pipeline.timeline.regions import Layer, Shown

Stack = Callable[[tuple[Layer, ...], int, encode.Inputs], Video]
"""Stacks layers into so many frames of a picture, and notes what is read."""


class Frames:
    """The pictures of one deliverable's cards, on its whole canvas, as the movie itself shows them.

    Those that were painted in a planning `before` are not compiled again.
    """

    def __init__(
        self, drawings: Drawings, footage: Footage, canvas: tuple[int, int], stack: Stack, before: PaintedSpans
    ) -> None:
        self._drawings, self._footage, self._canvas, self._stack, self._before = drawings, footage, canvas, stack, before

    def focus(self, frame: Frame) -> Focus:
        """Return where in the painted picture its focus is."""
        return focus_of(frame, self._footage, self._canvas)

    def paint(self, frame: Frame, clip: Clip) -> FromAction:
        """Ask for the picture, which the card of a clip shows; return it."""
        assert isinstance(clip.media, CardMedia)
        others = clip.media.pictures.values()
        later = next((one for one in others if one.later and replace(one, later=()) == frame), None)
        if later is not None:  # what comes first is painted with what is seen first: mostly they are the same
            return replace(self.paint(later, clip), output="first")
        keeps_first = bool(frame.later) and replace(frame, later=()) in others
        card = clip.media.card
        asked = ("frame", card, "first" if keeps_first else "")
        return self._known(asked, frame, clip, lambda: self._painted(frame, clip, card, keeps_first=keeps_first))

    def _painted(self, frame: Frame, clip: Clip, card: str, *, keeps_first: bool) -> FromAction:
        inputs = encode.Inputs()
        chosen = cheapest(frame, lambda clip: _facts(clip, self._footage), self._footage.rate)
        left = min(clip.frames - offset for clip, offset in frame.layers)
        steps = (chosen, *(step for later in frame.later if (step := chosen + later) < left))
        choices = tuple(encode.arguments(self._written(frame, by, inputs)) for by in steps)
        operation = PaintFrame(ImagePromise(*self._canvas), choices, keeps_first)
        title = f"picture for the {card.replace('_', ' ')} card"
        return self._drawings.ask(operation, inputs.all(), "frame", title, clip, Fraction(1, 2))

    def tone(self, frame: Frame, clip: Clip) -> FromAction:
        """Ask for how bright a picture is that the card of a clip lies over; return that."""
        assert isinstance(clip.media, CardMedia)
        card = clip.media.card
        return self._known(("tone", card), frame, clip, lambda: self._measured(frame, clip, card))

    def _measured(self, frame: Frame, clip: Clip, card: str) -> FromAction:
        inputs = encode.Inputs()
        chosen = cheapest(frame, lambda clip: _facts(clip, self._footage), self._footage.rate)
        small = filters.scale(self._picture(frame, chosen, inputs), COLUMNS, ROWS, "rgb24", out_range="full")
        written = graph.write("out", small, options={"frames:v": 1, "c:v": "rawvideo", "f": "rawvideo"})
        title = f"tone under the {card.replace('_', ' ')} card"
        return self._drawings.ask(MeasureTone(encode.arguments(written)), inputs.all(), "tone", title, clip, Fraction(1, 5))

    def _known(self, asked: tuple[str, ...], frame: Frame, clip: Clip, ask: Callable[[], FromAction]) -> FromAction:
        """Ask for what the card of a clip shows of a frame as it was asked for before, and by `ask` where it was not."""
        owners = (clip, *(one for shown, _ in frame.layers for one in (shown, *shown.behind)))
        model = self._before.frame_model(asked, frame, self._canvas, self._footage.info)
        if known := self._before.frame(model):
            actions = [self._drawings.add(one, owners[one.owner]) for one in known]
            self._drawings.asked += [(owners[one.owner], one) for one in known]
            return actions[-1].output()
        begun, numbers = len(self._drawings.asked), {id(owner): number for number, owner in reversed([*enumerate(owners)])}
        found = ask()
        self._before.put_frame(model, tuple(replace(one, owner=numbers[id(of)]) for of, one in self._drawings.asked[begun:]))
        return found

    def _written(self, frame: Frame, by: int, inputs: encode.Inputs) -> graph.Output:
        rgb = filters.scale(self._picture(frame, by, inputs), *self._canvas, "rgb24", out_range="full")
        return graph.write("out", rgb, options={"frames:v": 1, "c:v": "png", "f": "image2pipe"})

    def _picture(self, frame: Frame, by: int, inputs: encode.Inputs) -> Video:
        return self._stack(tuple(Shown(clip, offset + by) for clip, offset in frame.layers), 1, inputs)


def focus_of(frame: Frame, footage: Footage, canvas: tuple[int, int]) -> Focus:
    """Return where on a canvas the focus of a frame is: that of what fills it, on top; of several side by side the middle.

    Of a mosaic in which one is seen by then, it is theirs; a window that is closed yet is a plain colour.
    """
    shown = [clip for clip, offset in frame.layers if not isinstance(clip.media, CardMedia) and not _is_closed(clip, offset)]
    tiles = [clip for clip in shown if clip.placement.box != WHOLE and not isinstance(clip.media, ColourMedia)]
    if len(tiles) > 1:
        return CENTRE
    clip = tiles[0] if tiles else shown[-1]
    box = clip.placement.box
    x, y = _focus(clip, footage, (box.width * canvas[0], box.height * canvas[1]))
    return box.x + x * box.width, box.y + y * box.height


def _is_closed(clip: Clip, offset: int) -> bool:
    return clip.opening is not None and offset < clip.opening.after


def _focus(clip: Clip, footage: Footage, box: tuple[Fraction, Fraction]) -> Focus:
    wanted = clip.placement.focus
    wanted = UPPER_MIDDLE if wanted == CENTRE else wanted
    found = _facts(clip, footage)
    if found is None:
        return wanted
    fit = FITS[clip.placement.fit] if clip.placement.move == "none" else "cover"
    found = treated_facts(found, clip.treatment)
    return focused(found, width=max(2, int(box[0])), height=max(2, int(box[1])), fit=fit, focus=wanted)


def _facts(clip: Clip, footage: Footage) -> VideoInfo | None:
    match clip.media:
        case SourceMedia(path=path) | StillMedia(path=path):
            return footage.info(path).video
        case FramesMedia(path=path, first=first):
            return footage.info(path.numbered(first)).video
        case _:
            return None
