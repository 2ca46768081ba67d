"""The layers of a card, as its theme has them and as they are composed for one shape and length. Pure data.

A layer is drawn once and then moved, so a card of many frames is few drawings. `layering` reads what a theme says, `moves` knows
where a layer is at an instant, `compose` makes frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from fractions import Fraction

from pipeline.cards.moves import PROPERTIES, Ease, Moves, Property, Stop, Track
from pipeline.faults import Where
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in seconds from a card's own first frame, or from its end where `is_from_end`."""

    seconds: Fraction
    is_from_end: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """Design pixels and a share of its box's width or height, whichever the axis is; also a plain number, which has no share."""

    pixels: Fraction
    share: Fraction = Fraction(0)

    def of(self, whole: int) -> Fraction:
        """Return it in design pixels."""
        return self.pixels + self.share * whole


ByShape = Mapping[str, Length]


@dataclass(frozen=True, slots=True)
class Framing:
    """Where a layer that is a picture of the episode is to stand: the point of it that must stay visible comes to `focus`.

    It comes as near to it as can be while the layer covers the box `covers` (left, top, width, height).
    """

    focus: Mapping[str, tuple[Length, ...]]
    covers: Mapping[str, tuple[Length, ...]]

    def along(
        self, axis: int, shape: str, whole: int, *, pivot: Fraction, scale: Fraction, point: Fraction, mirrored: bool
    ) -> Fraction:
        """Return by how much a layer as large as its box, which is `whole` along an axis (0: across, 1: down), is moved along it.

        It is scaled about `pivot`; `point` is the share of it at which its focus is. `mirrored` turns round where it is to stand.
        """
        target, (near, size) = self.focus[shape][axis].of(whole), (one.of(whole) for one in self.covers[shape][axis::2])
        if mirrored:
            target, near = whole - target, whole - near - size
        begin = min(max(target - scale * point * whole, near + size - scale * whole), near)
        return begin - pivot * (1 - scale)


@dataclass(frozen=True, slots=True)
class Key:
    """What a layer is to be like at a moment, and by which curve each of it gets there from the key before.

    With a `framing`, `x` and `y` follow from that.
    """

    at: Moment
    values: Mapping[Property, ByShape]
    ease: Ease | None
    framing: Framing | None = None


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer. `drift` is by the second, of scale a share; `bleed` is in design pixels.

    `rides` names what carries it along; what `is_within_safe` is seen inside the safe area alone. Of several elements of the
    template that are this layer, each moves `stagger` seconds after the one before it. What `stays` has come already where the
    card goes on from the one before, and does not leave where it goes on into the next. What `waits` comes when the transition
    to the card is over, if both pictures are seen in that; else it has come already.
    """

    name: str
    keys: tuple[Key, ...] = ()
    drift: Mapping[Property, Fraction] = field(default_factory=dict)
    pivot: Mapping[str, tuple[Length, Length]] = field(default_factory=dict)
    bleed: int = 0
    rides: str | None = None
    stagger: Fraction = Fraction(0)
    is_within_safe: bool = False
    stays: bool = False
    waits: bool = False
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn layer: the number of its moves, and by how many canvas pixels it is drawn larger on each side than the box.

    `window` is where alone it is seen: left, top, right, bottom in canvas pixels of its box; None is everywhere.
    """

    moves: int
    bleed: int
    window: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """All that turns drawn layers into frames: `size` in canvas pixels, `scale` canvas pixels a design pixel.

    `frames` frames at `rate` are made, the first of which is number `first`; number 0 is the card's own first one. From `rest`
    seconds on nothing moves. `pictures` are in painter's order. `ground` (`#rrggbb`) is what is behind all of them; where it is
    empty, frames have alpha.
    """

    size: tuple[int, int]
    scale: Fraction
    rate: Fraction
    first: int
    frames: int
    rest: Fraction
    moves: tuple[Moves, ...]
    pictures: tuple[Picture, ...]
    ground: str

    def time(self, frame: int) -> Fraction:
        """Return the time, in seconds, at which frame `frame` of those that are made shows the card."""
        return min((self.first + frame) / self.rate, self.rest)


def extent(layers: Sequence[LayerSpec]) -> tuple[Fraction, Fraction, Fraction]:
    """Return how many seconds the layers need to come, from the card's own first frame on, to go, and to go on after its end."""
    nothing = Fraction(0)
    from_end = [key.at.seconds for layer in layers for key in layer.keys if key.at.is_from_end]
    enter = _comes(layer for layer in layers if not layer.waits)
    leave, tail = -min([nothing, *from_end]), max([nothing, *from_end])
    return max(enter, nothing), leave, tail


def waiting_seconds(layers: Sequence[LayerSpec]) -> Fraction | None:
    """Return how many seconds those that wait need to come when they may; None where none waits."""
    waiting = [layer for layer in layers if layer.waits]
    return max(_comes(waiting), Fraction(0)) if waiting else None


def _comes(layers: Iterable[LayerSpec]) -> Fraction:
    return max((key.at.seconds for layer in layers for key in layer.keys if not key.at.is_from_end), default=Fraction(0))


def moves_of(
    layer: LayerSpec, shape: str, design: tuple[int, int], seconds: Fraction, *, squeezed: Fraction, mirrored: bool,
    later: Fraction, rides: int | None, focus: tuple[Fraction, Fraction], begins: bool = True, ends: bool = True,
    waits: Fraction = Fraction(0),
) -> Moves:
    """Return how a layer moves in a box of `design` pixels on a card that lasts `seconds`.

    `focus` is the point that must stay visible of what it shows, as shares of its width and height.

    Times between the card's first frame and its end are multiplied by `squeezed`. Where it is `mirrored`, right and left change
    their places. The card `begins` and `ends`, or goes on from another, or into one. For its first `waits` seconds what comes
    before it is seen, too.
    `later` seconds are added where they count from the card's beginning; what carries it is `rides`.
    """
    wide, high = design
    px, py = layer.pivot.get(shape, (Length(Fraction(0), Fraction(1, 2)),) * 2)
    across = px.of(wide)
    pivot = (wide - across if mirrored else across, py.of(high))

    def framed(key: Key, name: Property) -> Fraction | None:
        if key.framing is None or name not in ("x", "y"):
            return None
        scale = key.values["scale"][shape].pixels if "scale" in key.values else Fraction(1)
        axis = ("x", "y").index(name)
        return key.framing.along(
            axis, shape, design[axis], pivot=pivot[axis], scale=scale, point=focus[axis], mirrored=mirrored and name == "x"
        )

    if layer.stays and not (begins and ends):
        layer = replace(layer, keys=tuple(_going_on(layer.keys, begins=begins, ends=ends)))
    if layer.waits:
        layer = replace(layer, keys=(*_HIDDEN, *layer.keys) if waits else tuple(_come(layer.keys)))
        later += waits
    tracks = {name: _track(layer, name, shape, design, seconds, squeezed, later, mirrored, framed) for name in PROPERTIES}
    return Moves(**tracks, pivot=pivot, rides=rides)


_SHAPES = ("wide", "tall", "square")
_HIDDEN = tuple(Key(Moment(Fraction(0)), {"opacity": dict.fromkeys(_SHAPES, Length(Fraction(seen)))}, None) for seen in (0, 1))
"""Keys of what is seen from a card's beginning on, and not before."""


def _come(keys: Sequence[Key]) -> Iterator[Key]:
    """Yield the keys of a layer that has come before its card begins: what it is like then, and how it leaves."""
    values: dict[Property, ByShape] = {}
    framing = None
    for key in keys:
        if not key.at.is_from_end:
            values |= key.values
            framing = key.framing or framing
    if values or framing:
        yield Key(Moment(Fraction(0)), values, None, framing)
    yield from (key for key in keys if key.at.is_from_end)


def _going_on(keys: Sequence[Key], *, begins: bool, ends: bool) -> Iterator[Key]:
    """Yield the keys of a layer that stays: those by which it comes lie before the card where that does not begin."""
    last = max((key.at.seconds for key in keys if not key.at.is_from_end), default=Fraction(0))
    for key in keys:
        if key.at.is_from_end:
            if ends:
                yield key
        elif begins:
            yield key
        else:
            yield replace(key, at=Moment(key.at.seconds - last))


def _track(
    layer: LayerSpec, name: Property, shape: str, design: tuple[int, int], seconds: Fraction, squeezed: Fraction,
    later: Fraction, mirrored: bool, framed: Callable[[Key, Property], Fraction | None],
) -> Track:
    turned = -1 if mirrored and name in ("x", "rotate") else 1
    whole = design[1] if name == "y" else design[0]
    stops: list[Stop] = []
    for key in layer.keys:
        placed = framed(key, name)
        if name in key.values or placed is not None:
            own = key.at.seconds
            at = seconds - _squeezed(-own, squeezed) if key.at.is_from_end else _squeezed(own, squeezed) + later
            at = max(at, stops[-1].at) if stops else at
            stop = Stop(at, turned * key.values[name][shape].of(whole) if placed is None else placed, key.ease)
            if len(stops) > 1 and stops[-2].value == stops[-1].value == stop.value:
                stops.pop()  # one hold
            stops.append(stop)
    drift = turned * layer.drift.get(name, Fraction(0))
    return Track(tuple(stops) or (Stop(Fraction(0), PROPERTIES[name]),), drift, name == "scale")


def _squeezed(seconds: Fraction, by: Fraction) -> Fraction:
    return seconds * by if seconds > 0 else seconds
