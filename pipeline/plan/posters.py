"""Plan the pictures that stand for an episode besides its thumbnail: others to choose from, and a poster. Pure.

Each is drawn as the theme's card `thumbnail`, around a frame of what was encoded. They are made when the episode is finished: no
span waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards.model import Theme
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan import thumbnail
from pipeline.plan.action import Action, FromAction, Plan, Toolchain
from pipeline.plan.cover import cover
from pipeline.plan.drawing import Drawings
from pipeline.plan.footage import Footage
from pipeline.plan.painted import PaintedSpans
from pipeline.plan.spans import Span
from pipeline.plan.thumbnail import Chosen
from pipeline.profiles.model import VideoProfile
from pipeline.timeline.model import Timeline

OTHERS = 2
"""Thumbnails besides the one that is used: platforms compare three (support.google.com/youtube/answer/13861714)."""

POSTER = (1000, 1500)
"""Pixels of a poster: upright, 2:3, as catalogues of films have them since one-sheets of 27 by 40 inches."""
_POSTER_CARD = (1000, 1778)
"""Pixels of its card, which is laid out for 9:16: its lower fifth is free of letters, since apps cover that (`cards/safe.py`)."""

NARROWEST = 640
"""Pixels across that platforms ask of a thumbnail at least (support.google.com/youtube/answer/72431)."""


def others(timeline: Timeline, spans: Sequence[Span], used: Chosen) -> tuple[Chosen, ...]:
    """Return where other thumbnails can be taken from, the best first: from other segments than the one that is `used`."""
    places = [used.place]
    for _ in range(OTHERS):
        if (place := thumbnail.beside(timeline, spans, places)) is not None:
            places.append(place)
    return tuple(thumbnail.within(spans, place) for place in places[1:])


def posters(
    made: Plan, timeline: Timeline, spans: Sequence[Span], video: VideoProfile, *,
    info: Callable[[MediaPath], MediaInfo], theme: Theme, tools: Toolchain,
) -> Plan:  # fmt: skip
    """Return the plan of these pictures, of an episode whose plan is `made` and is done; its results are files of the package.

    There is no poster where the theme has no such card: a frame cannot fill it. Raises CardFault.
    """
    by_key = {action.key: action for action in made.actions}
    joined = by_key[made.results["movie"].key]
    pictures = [by_key[given.origin.key] for given in joined.inputs if isinstance(given.origin, FromAction)][: len(spans)]
    used = thumbnail.chosen(timeline, spans)
    size = thumbnail.size(video)
    wanted = [
        (f"thumbnail.{number}.jpg", one, size, size, size)
        for number, one in enumerate(others(timeline, spans, used), 2)
    ]
    if timeline.thumbnail_card is not None:
        wanted.append(("poster.jpg", used, (video.width, video.height), _POSTER_CARD, POSTER))
    results: dict[str, FromAction] = {}
    actions = dict(by_key)
    for name, one, frame, card, size in wanted:
        drawings = Drawings(theme, timeline.rate, tools, timeline.segments[0])
        taken = thumbnail.take(timeline, one, pictures, frame, tools)
        drawn = cover(timeline, one, spans, taken, drawings, Footage(timeline, info, drawings), card, PaintedSpans(), size)
        for action in (*_named([taken], name), *drawings.actions.values(), *_named([drawn] if drawn else [], name)):
            actions.setdefault(action.key, action)
        results[name] = (drawn or taken).output()
    return Plan(f"{made.name}.posters", tuple(actions.values()), results)


def _named(actions: Sequence[Action], name: str) -> Sequence[Action]:
    """Return actions under addresses of their own: a plan has each once."""
    called = name.removesuffix(".jpg")
    return [replace(one, address=f"{one.address}/{called}", title=called, cost=Fraction(one.cost)) for one in actions]
