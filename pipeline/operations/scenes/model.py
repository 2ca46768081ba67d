"""What each scene that comes along is drawn from, besides its pictures of texts and stills. Pure data; colours are `#rrggbb`."""

from __future__ import annotations

from fractions import Fraction

from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring around which the input `sound` runs: `count` samples, from its sample `start` on, after `lead` samples of silence.

    Then there is silence, or the same again where it is a `loop`.
    """

    lead: int
    start: int
    count: int
    loop: bool
    ground: str
    accent: str
    muted: str


@dataclass(frozen=True, slots=True)
class Words:
    """The pictures `text-0` ... of words, one after the other; each stays for its share of `weights`."""

    weights: tuple[int, ...]
    ground: str
    accent: str


@dataclass(frozen=True, slots=True)
class Collage:
    """The pictures `still-0` ... as sheets of paper with a white edge, laid down one after the other."""

    count: int
    ground: str
    edge: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that runs from `first` to `last` with so many decimals.

    Of whole numbers of `group_from` digits or more, `groups` are the places, from the right, behind which they are parted.

    `text-0` to `text-9` are pictures of the digits, `text-10` of the minus, `text-11` of what parts thousands, `text-12` of the
    decimal point; `text-13` of the line below where it `has_label`.
    """

    first: Fraction
    last: Fraction
    decimals: int
    groups: tuple[int, ...]
    group_from: int
    has_label: bool
    ground: str
    accent: str


@dataclass(frozen=True, slots=True)
class WorldMap:
    """Places on a map of dots, in degrees (latitude, longitude); `text-0` ... are pictures of their names."""

    places: tuple[tuple[Fraction, Fraction], ...]
    ground: str
    land: str
    accent: str


Scene = Ring | Words | Collage | Counter | WorldMap
