"""Run the recipes of an episode's segments, collecting what they find wrong. Reads media by the library only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards import vocabulary
from pipeline.cards.model import Theme
from pipeline.faults import Diagnostic, Severity
from pipeline.manifest.model import Episode, Part
from pipeline.media import side_by_side as threads
from pipeline.segments.assets import AssetResolver, Library
from pipeline.segments.base import Built, Context, EpisodeFacts, ThemeCards
from pipeline.segments.caption_files import texts_of
from pipeline.segments.fields import Shape
from pipeline.segments.medium import Medium
from pipeline.segments.poem import is_listened_to
from pipeline.timeline.captions import LinedUp
from pipeline.values import dataclass
from pipeline.words import Words, spoken

ROLLING = Fraction(600)
"""Seconds that a roll is taken to last until its names are known: as long as any has to be, so that no sound seems to miss it."""


Takes = Mapping[tuple[str, int], LinedUp]
"""Where takes stand that have been lined up by their sound, by their segment and their number among its sounds."""

NO_TAKES: Takes = {}

_AT_ONCE = 4
"""Parts that are asked side by side: each thread keeps memory of its own, and sixty for the parts of an hour took 90 MB."""


def facts_of(episode: Episode) -> EpisodeFacts:
    """Return what cards say of an episode."""
    return EpisodeFacts(episode.show, episode.title, episode.season, episode.number)


def words_of(episode: Episode, theme: Theme | None) -> Words:
    """Return the words of an episode's language, those of its theme before those built in."""
    return spoken(episode.language) if theme is None else vocabulary.spoken(theme, episode.language)


def _cards(theme: Theme | None) -> ThemeCards:
    if theme is None:
        return ThemeCards(lambda card: Fraction(5))
    return ThemeCards(
        lambda card: theme.default_seconds(card) or ROLLING,
        theme.added,
        theme.motion_seconds,
        theme.mosaic,
        theme.colours,
        theme.cards["name_tag"],
        ("steps", *(name for name in ("margin", "held") if name in theme.cards)),
        {name: theme.cards[name] for name in ("lower_third", "caption", "poem_line")},
        tuple(theme.shapes),
    )


def context_of(episode: Episode, library: Library, theme: Theme | None, shape: Fraction | None = None) -> Context:
    """Return what the recipes of an episode see; where the theme is None, any length will do to look at the media.

    `shape` is that of the deliverable, where it is another than the episode's.
    """
    return Context(
        episode=facts_of(episode),
        rate=episode.rate,
        shape=shape or episode.shape,
        theme=episode.theme,
        language=episode.language,
        people=episode.people,
        library=AssetResolver(library, episode.root, episode.media),
        cards=_cards(theme),
        places=lambda loc: episode.where(*loc),
        words=words_of(episode, theme),
        original=episode.original,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the recipe of a part made, if anything, and every mistake and warning that it had to tell."""

    part: Part
    built: Built | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_good(self) -> bool:
        """Say whether there is no mistake in it."""
        return all(diagnostic.severity is not Severity.ERROR for diagnostic in self.diagnostics)


def media_of(shape: object) -> Iterator[str]:
    """Yield the pictures and sounds that fields name, as far as that can be told without their recipe."""
    if isinstance(shape, Shape):
        if isinstance(shape, Medium) and shape.file:
            yield shape.file
        for name in type(shape).model_fields:
            value: object = getattr(shape, name)
            if isinstance(value, (Shape, list, tuple)):
                yield from media_of(value)
    elif isinstance(shape, (list, tuple)):
        for each in shape:
            yield from media_of(each)


def _listen(episode: Episode, context: Context) -> None:
    """Listen to what is spoken in several segments side by side, before each is asked for in its turn; tells nothing."""
    spoken_in = [part for part in episode.parts if is_listened_to(part.shape) or any(texts_of(part.shape))]
    side_by_side(spoken_in, lambda part: part.kind.build(part.shape, replace(context, base=part.loc, diagnostics=[])))


def side_by_side(parts: Sequence[Part], ask: Callable[[Part], object]) -> None:
    """Ask of several parts what is remembered, all at once, before each is asked for in its turn; one alone is not asked."""
    if len(parts) < 2:
        return
    threads.side_by_side(ask, parts, min(len(parts), _AT_ONCE))


def run(
    episode: Episode, library: Library, theme: Theme | None, shape: Fraction | None = None, takes: Takes = NO_TAKES
) -> tuple[Context, tuple[Outcome, ...]]:
    """Run the recipe of every part; return what they saw and what came of each. `theme` is None where it cannot be read.

    `shape` is that of the deliverable, None for the episode's; `takes` are those that have been lined up by their sound.
    """
    library.prepare(dict.fromkeys(file for part in episode.parts for file in media_of(part.shape)))
    context = context_of(episode, library, theme, shape)
    _listen(episode, context)
    return context, tuple(_outcome(part, context, takes) for part in episode.parts)


def again(context: Context, outcomes: Sequence[Outcome], takes: Takes) -> tuple[Outcome, ...]:
    """Return what came of the parts now that takes have been lined up: only the recipes of their segments run once more."""
    placed = {segment for segment, _ in takes}
    return tuple(_outcome(one.part, context, takes) if one.part.name in placed else one for one in outcomes)


def _outcome(part: Part, context: Context, takes: Takes) -> Outcome:
    told: list[Diagnostic] = []
    found = {number: where for (segment, number), where in takes.items() if segment == part.name}
    own = replace(context, base=part.loc, diagnostics=told, translated=part.translated, takes=found)
    return Outcome(part, part.kind.build(part.shape, own), tuple(told))
