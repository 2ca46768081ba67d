"""Run the recipes of an episode's segments, collecting what they find wrong. Floor 3; reads media by the library only."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pipeline.faults import Diagnostic
from pipeline.manifest.model import Episode, Part
from pipeline.segments.assets import AssetResolver, Library
from pipeline.segments.base import Built, Context, EpisodeFacts

ROLLING = Fraction(600)
"""Seconds that a roll is taken to last until its names are known: as long as any has to be, so that no sound seems to miss it."""


def context_of(episode: Episode, library: Library, seconds: Callable[[str], Fraction]) -> Context:
    """Return what the recipes of an episode see; `seconds` gives the theme's length of a card."""
    return Context(
        episode=EpisodeFacts(episode.show, episode.title, episode.season, episode.number),
        rate=episode.rate,
        shape=episode.shape,
        theme=episode.theme,
        language=episode.language,
        people=episode.people,
        library=AssetResolver(library, episode.root, episode.media),
        cards=lambda card: seconds(card) or ROLLING,
        places=lambda loc: episode.where(*loc),
    )


def build(
    episode: Episode, library: Library, seconds: Callable[[str], Fraction]
) -> tuple[Context, tuple[tuple[Part, Built], ...], list[Diagnostic]]:
    """Return what the recipes see, what every part's recipe makes, and every mistake that they find."""
    context = context_of(episode, library, seconds)
    built = [(part, part.kind.build(part.shape, context.inside(*part.loc))) for part in episode.parts]
    return context, tuple((part, one) for part, one in built if one is not None), context.diagnostics
