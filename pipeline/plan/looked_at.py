"""The cards of a cut as a designer looks at them: each described, with what paints the frames that it shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.cards import slots
from pipeline.cards.fault import CardFault
from pipeline.cards.model import BETWEEN, Drawing, Theme
from pipeline.cards.slots import UPPER_MIDDLE
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan.action import FromAction, Plan, Toolchain
from pipeline.plan.cards import ShownCard, cards_of
from pipeline.plan.drawing import Drawings, drawing_of
from pipeline.plan.footage import Footage
from pipeline.plan.picture import Painter
from pipeline.profiles.model import Profile
from pipeline.timeline.model import Timeline
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A card of a cut, its drawing, or why there is none, and the outputs that are its pictures, by name."""

    card: ShownCard
    drawing: Drawing | CardFault
    pictures: Mapping[str, FromAction]


def looked_at(
    timeline: Timeline, profile: Profile, *, info: Callable[[MediaPath], MediaInfo], theme: Theme, tools: Toolchain
) -> tuple[tuple[LookedAt, ...], Plan]:
    """Return the cards of a cut, each that looks the same once, and the plan of the frames that they show.

    The thumbnail's picture is not among these: it is chosen from what a build has encoded.
    """
    drawings = Drawings(theme, timeline.rate, tools, timeline.segments[0])
    frames = Painter(timeline, profile, drawings, Footage(timeline, info, drawings)).frames
    found: dict[tuple[str, str], LookedAt] = {}
    for card in cards_of(timeline, profile, theme):
        name = "" if card.media.card in BETWEEN else card.segment, card.key
        if name in found:
            continue
        known = {slot: frame for slot, frame in card.media.pictures.items() if frame.layers}
        focus = {slot: frames.focus(known[slot]) if slot in known else UPPER_MIDDLE for slot in card.media.pictures}
        try:
            drawing = drawing_of(theme, card.clip, card.width, card.height, timeline.rate, focus, card.inset)
        except CardFault as fault:
            found[name] = LookedAt(card, fault, {})
            continue
        asked = dict.fromkeys(slot for artwork, _ in drawing.parts for slot, _ in slots.shown(artwork) if slot in known)
        painted = {slot: frames.paint(known[slot], card.clip) for slot in asked}
        found[name] = LookedAt(card, drawing, painted)
    painted_all = dict.fromkeys(origin for one in found.values() for origin in one.pictures.values())
    results = {str(number): origin for number, origin in enumerate(painted_all)}
    return tuple(found.values()), Plan(f"{timeline.name}-cards.{profile.name}", tuple(drawings.actions.values()), results)
