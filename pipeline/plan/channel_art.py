"""Draw the picture at the head of a show's channel: a card of its theme, around frames of pieces of its episodes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards.fields import PIECES
from pipeline.cards.model import Theme
from pipeline.cards.slots import Focus
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.encode_thumbnail import EncodeThumbnail
from pipeline.operations.promises import ImagePromise
from pipeline.people import FieldValue
from pipeline.plan.action import Action, FromAction, Input, Plan, Toolchain
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.frames import Frames
from pipeline.plan.picture import Painter
from pipeline.profiles.model import Profile
from pipeline.segments.slots import of_season
from pipeline.timeline.model import CardMedia, Clip, Frame, Timeline
from pipeline.values import dataclass

CARD = "channel_art"

SIZE = (2560, 1440)
"""Pixels, as YouTube recommends them (support.google.com/youtube/answer/2972003)."""

MOST = 6_000_000
"""Bytes; the platform takes 6 MB (same page), and this is so by either count."""

RESULT = "channel_art"


@dataclass(frozen=True, slots=True)
class EpisodeCut:
    """The cut of an episode, the deliverable whose canvas its frames are painted on, and what tells the facts of its files."""

    timeline: Timeline
    profile: Profile
    info: Callable[[MediaPath], MediaInfo]


@dataclass(frozen=True, slots=True)
class _Season:
    """The frames of several episodes, each painted as its own episode shows it."""

    painters: Sequence[tuple[Frame, Frames]]

    def focus(self, frame: Frame) -> Focus:
        return self._of(frame).focus(frame)

    def paint(self, frame: Frame, clip: Clip) -> FromAction:
        return self._of(frame).paint(frame, clip)

    def _of(self, frame: Frame) -> Frames:
        return next(painter for known, painter in self.painters if known is frame)


def channel_art(show: str, cuts: Sequence[EpisodeCut], theme: Theme, tools: Toolchain) -> Plan:
    """Return the plan of the channel art of a show, in the language of the first of its episodes; its result is `RESULT`.

    What it says beside the show's name is what an opening says, where one of the episodes has that. Raises CardFault.
    """
    first = cuts[0].timeline
    timelines = [cut.timeline for cut in cuts]
    # Their actions stand in one plan, so each has the name of its episode.
    drawings = [Drawings(theme, one.rate, tools, replace(one.segments[0], name=one.name)) for one in timelines]
    painters = [
        Painter(cut.timeline, cut.profile, drawn, Footage(cut.timeline, cut.info, drawn)).frames
        for cut, drawn in zip(cuts, drawings, strict=True)
    ]
    found = of_season([(cut.timeline.segments, cut.timeline.rate) for cut in cuts], PIECES[CARD])
    pictures = {f"piece-{number}": frame for number, (_, _, frame) in enumerate(found, 1)}
    entries: tuple[FieldValue, ...] = tuple(
        {"title": piece.title, "kind": piece.kind, "picture": f"piece-{number}"}
        for number, (_, piece, _) in enumerate(found, 1)
    )
    fields: dict[str, FieldValue] = {"show": show, "tagline": _tagline(cuts), "pieces": entries}
    clip = Clip(CardMedia(CARD, fields, theme.name, first.language, pictures=pictures), 1)
    season = _Season([(frame, painters[place]) for place, _, frame in found])
    drawn = drawings[0].card(clip, *SIZE, season)
    operation = EncodeThumbnail(ImagePromise(*SIZE), MOST)
    encoded = Action(
        operation,
        (Input("card", drawn.outputs[0], ".png"),),
        tools.identity(operation),
        address="show/channel_art",
        title="channel art",
        shows=(("show", show),),
        cost=Fraction(1),
    )
    # Frames of all episodes first: the card is drawn around them.
    actions = {key: action for one in (*drawings[1:], drawings[0]) for key, action in one.actions.items()}
    return Plan(f"{first.name}-{CARD}", (*actions.values(), encoded), {RESULT: encoded.output()})


def _tagline(cuts: Sequence[EpisodeCut]) -> str:
    """Return what the first opening with a tagline says; empty where none has one."""
    media = (
        item.media
        for cut in cuts for segment in cut.timeline.segments for track in segment.stack.picture for item in track.items
        if isinstance(item, Clip)
    )
    told = (str(one.fields.get("tagline") or "") for one in media if isinstance(one, CardMedia) and one.card == "opening")
    return next((tagline for tagline in told if tagline), "")
