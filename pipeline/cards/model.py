"""What a theme says about its cards, and what a drawing is. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Literal

from pipeline.cards.cutouts import Cutout
from pipeline.cards.fields import Declared
from pipeline.cards.fonts import Font
from pipeline.cards.layers import Composition, LayerSpec
from pipeline.faults import Where
from pipeline.timebase import half_up
from pipeline.values import dataclass
from pipeline.words import Table

Kind = Literal["still", "animated", "roll", "layered"]
Shape = Literal["wide", "tall", "square"]

BETWEEN = ("pass", "matte", "edge")
"""Cards in layers that a theme may have for `transition: theme`: what lies over a cut; that which uncovers what comes where it is
opaque; and what lies over its edge."""

DESIGN = 1080
"""Pixels of the canvas's short side in the design space: 1920x1080, 1080x1920 and 1080x1080."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The place of a box along one axis of the design space: two of `near`, `far`, `size`, or `size` alone, which centres it."""

    near: int | None = None
    far: int | None = None
    size: int | None = None

    def span(self, length: int) -> tuple[int, int]:
        """Return start and size in an axis of `length` design pixels."""
        if self.size is None:
            near = self.near or 0
            return near, length - near - (self.far or 0)
        if self.near is not None:
            return self.near, self.size
        return (length - self.far - self.size if self.far is not None else (length - self.size) // 2), self.size


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """The place of a card in the design space of one shape."""

    x: Edge = Edge(0, 0)
    y: Edge = Edge(0, 0)


@dataclass(frozen=True, slots=True)
class RollSpec:
    """The measures of rolling credits. Lengths in design pixels: `row` is a name's, `role_row` a role's above its names.

    `speed` is the wanted pace, `slowest` and `fastest` the limits of legibility, in design pixels a second at 1080 lines.
    `leading` bounds what fitting a wanted length may do to the distance of rows, in hundredths of the natural one.
    `columns` is how many names stand side by side, for each shape; a role of `long` names or more has one column more.
    """

    row: int = 58
    role_row: int = 74
    heading: int = 132
    gap: int = 84
    speed: int = 150
    slowest: int = 120
    fastest: int = 240
    leading: tuple[int, int] = (80, 160)
    columns: Mapping[str, int] = field(default_factory=lambda: {"wide": 3, "tall": 1, "square": 2})
    long: int = 24


@dataclass(frozen=True, slots=True)
class PageSpec:
    """The measures of credits that stand on pages. Lengths in design pixels, of one line each but for `gap` and `height`.

    `height` is what the columns of a page have and `columns` how many there are, for each shape. `gap` is between two sections
    of a column; `names` is the most on a page. `picture` is what is above the heading of a piece for
    its picture, for each shape; 0 where a theme shows none.
    """

    title: int = 150
    heading: int = 84
    role: int = 64
    name: int = 50
    gap: int = 64
    height: Mapping[str, int] = field(default_factory=lambda: {"wide": 940, "tall": 1300, "square": 940})
    columns: Mapping[str, int] = field(default_factory=lambda: {"wide": 3, "tall": 1, "square": 2})
    picture: Mapping[str, int] = field(default_factory=lambda: {"wide": 0, "tall": 0, "square": 0})
    names: int = 24


@dataclass(frozen=True, slots=True)
class MosaicSpec:
    """How a theme lays out a mosaic: windows in a sheet that lies over the pictures. Lengths in design pixels.

    From `many` pictures on, `narrow` is between two of them instead of `gutter`. `ground` is the name of the sheet's colour and
    `behind` names those of windows in which nobody is seen yet, given to people in order; they are mixed with the ground's to
    `glow` hundredths. That colour lies by `veil` hundredths over whoever will be seen there: under 100 they are seen dimly,
    waiting. For `opens` seconds a window opens, then. `reach` is how far into a window the sheet's corners and shadows are
    drawn; what lies farther inside is left out, which is most of the work.
    """

    margin: int = 40
    gutter: int = 24
    many: int = 8
    narrow: int = 20
    corners: int = 26
    reach: int = 36
    ground: str = ""
    behind: tuple[str, ...] = ()
    glow: int = 100
    veil: int = 100
    opens: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class CardSpec:
    """What the theme knows of one card.

    `seconds` is its default length; `enter` and `leave` are the seconds that it moves (animated) or fades (still) at its ends.
    `smallest` is the least size, in hundredths, to which its text is shrunk to fit. `fields` are the card's own fields as
    declared, for cards that are not built in.

    A layered one has `layers`, lowest first; `ground` is the name of the colour behind them, empty where what is below the card
    is seen; for `lead` seconds it comes in before its own first frame, and for `freeze` seconds at its end nothing moves. For
    `tail` seconds after its end its layers go on to move, over what comes.

    One that `is_of_picture` is measured by the whole picture, also where it stands in a part of that: its design pixels are the
    picture's, and so are the safe area and the shape.
    """

    name: str
    kind: Kind
    seconds: Fraction
    enter: Fraction
    leave: Fraction
    smallest: int
    boxes: Mapping[str, BoxSpec]
    roll: RollSpec | None
    fields: Mapping[str, Declared] | None
    where: Where
    layers: tuple[LayerSpec, ...] = ()
    ground: str = ""
    lead: Fraction = Fraction(0)
    freeze: Fraction = Fraction(0)
    tail: Fraction = Fraction(0)
    page: PageSpec | None = None
    is_of_picture: bool = False

    def moving_frames(self, rate: Fraction, frames: int, *, begins: bool = True, ends: bool = True) -> tuple[int, int]:
        """Return for how many of its first and of its last frames one of `frames` moves, or fades."""
        enter, leave = half_up(self.enter * rate) * begins, half_up(self.leave * rate) * ends
        if enter + leave > frames:  # a card shorter than its motion keeps their proportion
            enter = frames * enter // (enter + leave)
            leave = frames - enter if leave else 0
        return enter, leave

    def tail_frames(self, rate: Fraction) -> int:
        """Return for how many frames at a rate it goes on after its end, until nothing of it is seen."""
        return ceil(self.tail * rate)


@dataclass(frozen=True, slots=True)
class Inset:
    """Where the canvas of a card lies in the picture that it is a part of, in pixels: the picture's size, its corner there."""

    picture: tuple[int, int]
    corner: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Template:
    """One template: its text, and the file to name in faults."""

    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture or a sound of the theme, and the digest of its bytes.

    `drawing` is the text of an SVG, which may name colours as `var(--ink)`.
    """

    path: Path = field(compare=False)
    digest: str
    drawing: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Theme:
    """A loaded theme, parents merged in.

    `colours` are `#rrggbb`; `background` is the one seen where no picture is, called `background_name`
    among them; `on_background` names for each role of a text on the show's own background the colours that come into question.
    `templates` hold `title.html` as well as
    `<theme>/title.html` for every theme of the line, so that a child may extend its parent's. `css` is common to all cards and
    `card_css` belongs to one. `lineage` names the theme and its parents. `words` are those that it, its parents and the show add,
    by language; `sounds` are by slot (`cards.sounds`). `transition` is how segments follow each other where nobody says it.
    `heard_ahead` says that a piece is heard under its title card.
    `mosaic` is how mosaics are laid out; without it, pictures stand side by side on the plain background.
    `shapes` are those in which pictures can be seen, its own before its parents'.
    `own_fonts` and `own_colours` are where its own theme.yaml says a face or a colour, by name.
    `digest` is the identity of all of it.
    """

    name: str
    title: str
    lineage: tuple[str, ...]
    colours: Mapping[str, str]
    background: str
    background_name: str
    on_background: Mapping[str, tuple[str, ...]]
    fonts: tuple[Font, ...]
    cards: Mapping[str, CardSpec]
    templates: Mapping[str, Template]
    css: tuple[Template, ...]
    card_css: Mapping[str, tuple[Template, ...]]
    assets: Mapping[str, Asset]
    samples: tuple[Path, ...]
    words: Mapping[str, Table]
    sounds: Mapping[str, Asset]
    transition: Literal["cut", "theme"]
    heard_ahead: bool
    mosaic: MosaicSpec | None
    shapes: Mapping[str, Cutout]
    digest: str
    own_fonts: Mapping[str, Where] = field(default_factory=dict)
    own_colours: Mapping[str, Where] = field(default_factory=dict)

    @property
    def added(self) -> Mapping[str, Mapping[str, Declared]]:
        """Return the cards that are not built in, and do not roll, with their fields as declared."""
        shown = {name: card for name, card in self.cards.items() if name not in BETWEEN and card.roll is None}
        return {name: card.fields for name, card in shown.items() if card.fields is not None}

    def default_seconds(self, card: str) -> Fraction:
        """Return the default length of a card in seconds; 0 for a roll, whose length `roll_frames` tells. Raises KeyError."""
        return self.cards[card].seconds

    def motion_seconds(self, card: str) -> Fraction:
        """Return how long a card takes to come and to go together; 0 for a roll. Raises KeyError."""
        return Fraction(0) if self.cards[card].roll else self.cards[card].enter + self.cards[card].leave


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font that a card is set in: the name of its file among the drawing's, its family, the digest of its bytes."""

    name: str
    family: str
    digest: str


@dataclass(frozen=True, slots=True)
class Motion:
    """How an animated card moves: `frames` at `rate`, drawn at `times`, which are (frame, milliseconds of the CSS clock).

    A frame is held until the next one's.
    """

    rate: Fraction
    frames: int
    times: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Beneath:
    """What an artwork asks of the pictures that it lies over: whether they are dark or bright under its text.

    `files` hold the tones of these pictures, by the names that the template asks for. `corner` is where the artwork's own corner
    lies in the `picture`, whose size that is; both in canvas pixels.
    """

    files: Mapping[str, str]
    corner: tuple[int, int]
    picture: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Artwork:
    """What decides every pixel of a picture of a card, together with the bytes of the files that it names.

    `markup` and `css` are in design pixels. `size` is in canvas pixels, `design` the same in design pixels, `scale` canvas pixels
    a design pixel. `rest` is the milliseconds of the CSS clock at which the card rests, `out` how long it leaves; `smallest` the
    least size of its text in hundredths. `images` are files by the `src` that markup uses, `inline` are pictures themselves.
    `cells` are the cells of each row of a roll's slice; `motion` is what an animated card has; `beneath` is what is asked of the
    picture below.
    """

    card: str
    theme: str
    markup: str
    css: str
    size: tuple[int, int]
    design: tuple[int, int]
    scale: Fraction
    rest: int
    out: int
    smallest: int
    language: str
    fonts: tuple[FontFile, ...]
    images: Mapping[str, str]
    inline: Mapping[str, str]
    cells: tuple[int, ...] | None = None
    motion: Motion | None = None
    beneath: Beneath | None = None


CardFile = tuple[str, Path, str]
"""A file that a card reads: its name in the artwork, where it is, the SHA-256 of its bytes."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a roll: `y` and `height` in canvas pixels from the roll's top, both even, and what draws it."""

    y: int
    height: int
    artwork: Artwork
    files: tuple[CardFile, ...]


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """What draws one layer of a card, larger than the card's box by what its composition says."""

    name: str
    artwork: Artwork
    files: tuple[CardFile, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What draws a card, before anything is drawn. Sizes in canvas pixels.

    `box` is x, y, width, height, all even. `artwork` decides every pixel together with `files`, whose paths are no part of the
    identity. `fade_in` and `fade_out` are frames of opacity ramp that the renderer puts on a still. A roll has no box of its own
    and no artwork: slice i stands at `height of canvas - speed * frame + slices[i].y`, on `background` (`#rrggbb`, all of the
    canvas), and `files` are its slices'. A layered card has no artwork either: its `layers` are drawn and put together by its
    `composition`; `rest` is the milliseconds from its first frame at which it rests.
    """

    card: str
    kind: Kind
    box: tuple[int, int, int, int]
    frames: int
    artwork: Artwork | None
    files: tuple[CardFile, ...]
    fade_in: int = 0
    fade_out: int = 0
    slices: tuple[Slice, ...] = ()
    speed: int = 0
    background: str = ""
    layers: tuple[DrawnLayer, ...] = ()
    composition: Composition | None = None
    rest: int = 0

    @property
    def whole(self) -> Artwork:
        """Return the artwork of a still or animated card."""
        assert self.artwork is not None, f"{self.card} is drawn in parts, which have artworks"
        return self.artwork

    @property
    def parts(self) -> tuple[tuple[Artwork, tuple[CardFile, ...]], ...]:
        """Return all that is drawn of a card, each with its files: one picture, or slices, or layers."""
        if self.artwork is not None:
            return ((self.artwork, self.files),)
        slices = ((one.artwork, one.files) for one in self.slices)
        return (*slices, *((one.artwork, one.files) for one in self.layers))


def shape_of(width: int, height: int) -> Shape:
    """Return the layout of a canvas: wide from 6:5 on, tall up to 5:6, else square."""
    if 5 * width >= 6 * height:
        return "wide"
    return "tall" if 6 * width <= 5 * height else "square"


def scale_of(width: int, height: int) -> Fraction:
    """Return canvas pixels a design pixel: the short side over 1080."""
    return Fraction(min(width, height), DESIGN)


def design_size(width: int, height: int) -> tuple[int, int]:
    """Return the canvas's size in design pixels, the short side being 1080."""
    scale = scale_of(width, height)
    return round(width / scale), round(height / scale)
