"""Episode -> Timeline: recipes run, title cards put before segments, transitions checked, credits filled in. Floor 4, pure
but for what the media library and the theme read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.cards import theme as themes
from pipeline.cards.card import roll_frames
from pipeline.cards.fault import CardFault
from pipeline.credits.roll import roll
from pipeline.credits.works import lineage
from pipeline.faults import Diagnostic, InputFault
from pipeline.manifest import recipes
from pipeline.manifest.model import Episode, Part
from pipeline.segments.base import Built, Context
from pipeline.segments.clock import clock
from pipeline.segments.credits import Credits
from pipeline.timebase import frames_of
from pipeline.timeline.model import CardMedia, Clip, Fit, Placement, Segment, Stack, Timeline, Track

if TYPE_CHECKING:
    from pipeline.cards.model import Theme
    from pipeline.segments.assets import Library


NAMED = 4
"""Names that a title card before a segment holds."""


def assemble(episode: Episode, library: Library, theme: Theme | None = None) -> Timeline:
    """Return the cut of an episode. `theme` is the episode's, loaded where it is not given.

    Raises InputFault with every mistake that recipes, transitions, lineage and credits show, in the manifest's order.
    """
    theme = theme or themes.load(episode.theme, episode.template_folders)
    context, made, diagnostics = recipes.build(episode, library, theme.default_seconds)
    diagnostics = [*diagnostics, *_lineage(episode, made)]
    segments: list[Segment] = []
    if len(made) == len(episode.parts):
        for part, built in _with_credits(episode, theme, context, made, diagnostics):
            segments += _segments(episode, theme, part, built)
        segments = _joined(episode, segments, diagnostics)
    if diagnostics:
        raise InputFault(tuple(sorted(dict.fromkeys(diagnostics), key=lambda one: (one.where, one.message))))
    return Timeline(
        name=episode.name,
        title=episode.title,
        rate=episode.rate,
        segments=tuple(segments),
        theme=episode.theme,
        language=episode.language,
        background=episode.background or theme.background,
    )


def _segments(episode: Episode, theme: Theme, part: Part, built: Built) -> list[Segment]:
    """Return the segment of a part, with its title card before it where it has one: then the card is what is faded to."""
    shape = part.shape
    title = _title(episode, part)
    segment = Segment(
        name=part.name,
        kind=part.kind.name,
        title=title,
        stack=built.stack,
        transition=part.transition,
        loudness=shape.loudness,
        chapter=shape.chapter and part.kind.chapter,
        contributions=built.contributions,
        where=episode.where(*part.loc),
    )
    if not part.has_interstitial:
        return [segment]
    seconds = part.interstitial.in_seconds(episode.rate) if part.interstitial else theme.default_seconds("interstitial")
    frames = max(1, frames_of(seconds, episode.rate))
    keys = tuple(dict.fromkeys(key for made in built.contributions for key in made.people))
    # A card holds a few names; where there are more, it names nobody rather than some: the segment and the credits name all.
    keys = keys if len(keys) <= NAMED else ()
    people = tuple(
        {"name": episode.people[key].name, "role": "", "place": episode.people[key].place, "handle": ""} for key in keys
    )
    fields = {"kind": part.kind.name, "title": title, "people": people}
    media = CardMedia("interstitial", fields, episode.theme, episode.language, tuple(person["name"] for person in people))
    card = Clip(media, frames, placement=Placement(Fit.CONTAIN), where=segment.where)
    before = Segment(
        name=f"{part.name}-title",
        kind="card",
        title=title,
        stack=Stack(frames, (Track("card", (card,)),)),
        transition=part.transition,
        chapter=segment.chapter,
        where=segment.where,
    )
    # The chapter begins with the title card; the segment itself follows it by a cut.
    return [before, replace(segment, transition=None, chapter=False)]


def _with_credits(
    episode: Episode, theme: Theme, context: Context, made: tuple[tuple[Part, Built], ...], diagnostics: list[Diagnostic]
) -> list[tuple[Part, Built]]:
    """Return the parts with the rolls filled in from all of them. A roll of the settings is left out where it names nobody."""
    everyone = [(_title(episode, part), one) for part, built in made for one in built.contributions]
    finished: list[tuple[Part, Built]] = []
    for part, built in made:
        if not isinstance(part.shape, Credits):
            finished.append((part, built))
            continue
        shape = part.shape
        fields = {**roll(everyone, episode.people, shape.thanks, episode.works, episode.role_order), "title": shape.title or ""}
        if not fields["sections"] and not fields["thanks"] and part.loc == ("credits",):
            continue
        wanted = frames_of(shape.length.in_seconds(episode.rate), episode.rate) if shape.length else None
        try:
            frames = roll_frames(theme, fields, episode.rate, wanted)
        except CardFault as fault:
            diagnostics.append(fault.at(episode.where(*part.loc, "length")))
            continue
        # The recipe runs again, now that the names are known and, from them, the length.
        known = replace(
            context.inside(*part.loc),
            credits=fields,
            cards={"credits": frames / episode.rate}.__getitem__,
            diagnostics=diagnostics,
        )
        if (filled := part.kind.build(shape, known)) is not None:
            finished.append((part, filled))
    return finished


def _joined(episode: Episode, segments: list[Segment], diagnostics: list[Diagnostic]) -> list[Segment]:
    """Return the segments with a cut into the first, after telling of every transition that its neighbours are too short for."""
    places = {}
    for part in episode.parts:
        places[part.name] = places[f"{part.name}-title"] = (*part.loc, "transition") if part.shape.transition else ("transition",)
    for before, segment in pairwise(segments):
        # Half of each neighbour at most, so that two transitions in one segment never meet.
        shorter = min(before, segment, key=lambda one: one.stack.frames)
        if segment.transition and 2 * segment.transition.frames > shorter.stack.frames:
            length, most = segment.transition.frames / episode.rate, Fraction(shorter.stack.frames // 2) / episode.rate
            diagnostics.append(
                Diagnostic(
                    episode.where(*places[segment.name]),
                    f"a transition of {clock(length)} into {segment.title!r} is longer than half of {shorter.title!r} "
                    f"({clock(shorter.stack.frames / episode.rate)})",
                    f"at most {clock(most)} is possible there; or write transition: cut in that segment",
                )
            )
    return [replace(segment, transition=None) if number == 0 else segment for number, segment in enumerate(segments)]


def _lineage(episode: Episode, made: tuple[tuple[Part, Built], ...]) -> list[Diagnostic]:
    """Tell of a `builds_on` that nobody knows, and of works that lead back to themselves."""
    found = lineage([one for _, built in made for one in built.contributions], episode.works)
    anywhere = episode.where("segments")
    hint = "name a key of works:, or the file or title of a contribution in this episode"
    unknown = [
        Diagnostic(where or anywhere, f"builds_on names {name!r}, which nobody knows", hint) for name, where in found.unknown
    ]
    circles = [
        Diagnostic(
            episode.where("works", names[0]), f"builds_on leads back to itself: {' -> '.join(names)}", "take one of them out"
        )
        for names in found.circles
    ]
    return unknown + circles


def _title(episode: Episode, part: Part) -> str:
    return part.shape.name_line or (episode.show if part.kind.name in ("opening", "end") else part.kind.name.capitalize())
