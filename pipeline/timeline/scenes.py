"""The scenes that come along, and what each shows: what a manifest says of it, once files are found. Pure data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction

from pipeline.media.paths import MediaPath
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class SceneFile:
    """A file that a scene shows; `digest` is the SHA-256 of its bytes and is all that keys see of it."""

    path: MediaPath = field(compare=False)
    digest: str


@dataclass(frozen=True, slots=True)
class WaveformRing:
    """A sound around a ring: `seconds` of it, from `start` seconds into it, heard `at` seconds after the scene begins.

    `track` is the number of the file's sound, 0 its default; one that is a `loop` is repeated.
    """

    sound: SceneFile
    at: Fraction
    start: Fraction
    seconds: Fraction
    track: int = 0
    loop: bool = False


@dataclass(frozen=True, slots=True)
class KineticWords:
    """Words, one after the other, each for its share of `weights`."""

    words: tuple[str, ...]
    weights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PaperCollage:
    """Stills, laid down one after the other."""

    stills: tuple[SceneFile, ...]


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that runs from `first` to `last`, with so many `decimals`, and the line below it.

    `signs` are the minus, what parts thousands, and the decimal point of the language; `groups` and `group_from` as
    `operations.scenes.model.Counter` has them.
    """

    first: Fraction
    last: Fraction
    decimals: int
    label: str
    signs: tuple[str, str, str]
    groups: tuple[int, ...]
    group_from: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place by its name, in degrees."""

    name: str
    latitude: Fraction
    longitude: Fraction


@dataclass(frozen=True, slots=True)
class PeopleMap:
    """Places on a map, lit one after the other."""

    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class BuiltinScene:
    """A scene of that `name` with what it shows, `frames` frames long, its texts in a `language`."""

    name: str
    scene: WaveformRing | KineticWords | PaperCollage | Counter | PeopleMap
    frames: int
    language: str

    @property
    def files(self) -> tuple[SceneFile, ...]:
        """Return the files that it shows."""
        match self.scene:
            case WaveformRing(sound=sound):
                return (sound,)
            case PaperCollage(stills=stills):
                return stills
            case _:
                return ()

    def told(self) -> Iterator[tuple[str, str]]:
        """Tell what it shows, as pairs of a producer's words and values."""
        yield "scene", f"builtin/{self.name}"
        match self.scene:
            case WaveformRing() as ring:
                yield "sound of the scene", f"{ring.sound.path}, {ring.seconds} s from {ring.start}, at {ring.at}"
            case KineticWords(words=words):
                yield "text of the scene", " ".join(words)
            case PaperCollage(stills=stills):
                yield "stills of the scene", ", ".join(str(one.path) for one in stills)
            case Counter(first=first, last=last, label=label):
                yield "from", str(first)
                yield "to", str(last)
                yield "label", label
            case PeopleMap(spots=spots):
                yield "places", ", ".join(f"{one.name} ({float(one.latitude):g}, {float(one.longitude):g})" for one in spots)
