"""Which scenes that come along a cut holds, and their texts, which are drawn as a card's are. Pure.

A check draws texts only, so nothing here loads what draws the scenes themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline import digest
from pipeline.cards import lettering, readable
from pipeline.cards.lettering import Lettering
from pipeline.cards.model import Drawing, Theme, design_size, scale_of
from pipeline.faults import Where
from pipeline.plan.canvas import box_of
from pipeline.profiles.model import Profile
from pipeline.timeline.model import Timeline
from pipeline.timeline.regions import place
from pipeline.timeline.scenes import BuiltinScene, Counter, KineticWords, PeopleMap
from pipeline.values import dataclass

_SIGN = Fraction(13, 20)
"""How wide a digit of the display faces is at most, in sizes."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a theme that scenes are drawn in."""

    ground: str
    ink: str
    role: str
    accent: str
    muted: str


@dataclass(frozen=True, slots=True)
class ShownScene:
    """A scene of a segment, its canvas in pixels, the line that it comes from, and the key of all that decides its texts."""

    segment: str
    media: BuiltinScene
    width: int
    height: int
    where: Where
    key: str


def look_of(theme: Theme) -> Look:
    """Return the colours in which a theme's scenes are drawn."""
    read = readable.variables(theme, theme.background)
    text = read["--on-background-text"]
    role = read.get("--on-background-role", text)
    return Look(theme.background, text, role, theme.colours.get("accent", role), theme.colours.get("muted", text))


def scenes_of(timeline: Timeline, profile: Profile, theme: Theme) -> Iterator[ShownScene]:
    """Yield every scene of a cut that comes along, in order."""
    canvas = (profile.video.width, profile.video.height)
    for segment in timeline.segments:
        for clip in (placed.clip for track in segment.stack.picture for placed in place(track)):
            if isinstance(media := clip.media, BuiltinScene):
                box = box_of(clip, canvas)
                key = digest.of([theme.digest, list(media.told()), media.language, box.width, box.height])
                where = clip.where or segment.where or Where(timeline.name)
                yield ShownScene(segment.name, media, box.width, box.height, where, key)


def texts(theme: Theme, media: BuiltinScene, width: int, height: int) -> tuple[Drawing, ...]:
    """Describe what draws the texts of a scene on a canvas of `width` x `height` pixels. Raises CardFault."""
    look, (across, down) = look_of(theme), design_size(width, height)
    found: list[Lettering] = []
    match media.scene:
        case KineticWords(words=words):
            size = round(min(across, down) * 0.26)
            found = [
                Lettering(word, (look.ink, look.role)[number % 3 == 1], size, round(across * 0.88), 2 * size)
                for number, word in enumerate(words)
            ]
        case Counter(first=first, last=last, decimals=decimals, label=label, signs=signs):
            longest = max(len(f"{float(one):,.{decimals}f}") for one in (first, last))
            size = int(min(min(across, down) * Fraction(38, 100), across * Fraction(84, 100) / (_SIGN * longest)))
            shown = [*map(str, range(10)), *(" " if one.isspace() else one for one in signs)]
            found = [Lettering(sign, look.ink, size, 2 * size, 2 * size) for sign in shown]
            if label:
                found.append(Lettering(label, look.role, 64, round(across * 0.86), 128, 700))
        case PeopleMap(spots=spots):
            found = [Lettering(one.name, look.ink, 40, round(across * 0.44), 80, 700) for one in spots]
        case _:
            pass
    return tuple(lettering.drawing(theme, one, media.language, scale_of(width, height)) for one in found)
