"""Episode -> Timeline: recipes run, title cards put before segments, transitions checked, credits filled in. Pure
but for what the media library and the theme read."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.cards import theme as themes
from pipeline.cards.fault import CardFault
from pipeline.cards.slots import mentions
from pipeline.credits.cards import shown
from pipeline.credits.roll import thanked
from pipeline.credits.works import lineage, nameable
from pipeline.documents.node import texts
from pipeline.faults import Diagnostic, InputFault, Severity, by_place, guess, once
from pipeline.manifest import covers, joins, lengths, recipes
from pipeline.manifest.faults import found as node_at
from pipeline.manifest.model import Episode, Part
from pipeline.manifest.voices import contribution
from pipeline.manifest.voices import voices as voices_over
from pipeline.people import Credit, FieldValue, names_in
from pipeline.segments import slots
from pipeline.segments.above import above_names
from pipeline.segments.base import Built, Context
from pipeline.segments.card import KIND as CARD
from pipeline.segments.cards import CardShape
from pipeline.segments.credits import Credits
from pipeline.segments.credits_shown import cards_of_credits
from pipeline.segments.heard_ahead import with_ahead
from pipeline.segments.theme_sounds import with_passages, with_theme_sounds
from pipeline.timebase import clock, frames_of
from pipeline.timeline.captions import lacking
from pipeline.timeline.contribution import Contribution, perceived
from pipeline.timeline.labels import Labels, labelled
from pipeline.timeline.model import CardMedia, Clip, Fit, Placement, Segment, Stack, Timeline, Track
from pipeline.timeline.programme import Programme
from pipeline.timeline.reuse import on_its_terms
from pipeline.timeline.selection import apart
from pipeline.timeline.voices import Voice
from pipeline.values import dataclass
from pipeline.words import spoken

if TYPE_CHECKING:
    from pipeline.cards.model import Theme
    from pipeline.segments.assets import Library

NAMED = 4
"""Names that a title card before a segment holds."""

@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an episode and what its recipe made of it, at a rate."""

    part: Part
    built: Built
    rate: Fraction


def assemble(episode: Episode, library: Library, theme: Theme | None = None) -> Timeline:
    """Return the cut of an episode. `theme` is the episode's, loaded where it is not given.

    Raises InputFault with every mistake that recipes, transitions, lineage and credits show, in the manifest's order.
    """
    theme = theme or themes.load(episode.theme, episode.template_folders)
    return assembled(episode, library, theme)[0]


Assembled = tuple[Timeline, tuple[Piece, ...], tuple[Diagnostic, ...]]
"""The cut of an episode, the pieces that it is made of, and the recipes' warnings, in the manifest's order."""


def assembled(
    episode: Episode, library: Library, theme: Theme, shape: Fraction | None = None, takes: recipes.Takes = recipes.NO_TAKES,
    heard: Callable[[Timeline], recipes.Takes] | None = None,
) -> Assembled:  # fmt: skip
    """Return the cut of an episode, its pieces, and warnings.

    `shape` is the width by the height of the deliverable that it is for, None for the episode's own: mosaics are laid out for it.
    `takes` says where those stand that have been lined up by their sound; `heard` is asked for it where a cut has others.

    Raises InputFault as `assemble` does.
    """
    context, outcomes = recipes.run(episode, library, theme, shape, takes)
    found = _assembled(episode, library, theme, context, outcomes)
    if heard is None or not any(segment.stack.unplaced for segment in found[0].segments) or not (stood := heard(found[0])):
        return found
    return _assembled(episode, library, theme, context, recipes.again(context, outcomes, stood))


def _assembled(
    episode: Episode, library: Library, theme: Theme, context: Context, outcomes: Sequence[recipes.Outcome]
) -> Assembled:
    made = pieces(episode, outcomes)
    diagnostics = [diagnostic for outcome in outcomes for diagnostic in outcome.diagnostics]
    over = [contribution(one, context) for one in episode.voices]
    diagnostics += [*lineage_mistakes(episode, made, over), *_short_title_cards(episode, theme, made), *_unsaid(episode, context)]
    filled: list[Piece] = []
    segments: list[Segment] = []
    voices: tuple[Voice, ...] = ()
    if len(made) == len(outcomes):
        filled = with_credits(episode, theme, context, made, diagnostics)
        segments = segments_of(episode, theme, library, filled, diagnostics)
        diagnostics += [*joins.mistakes(episode, segments), *covers.remarks(episode, theme, segments)]
        whole = timeline_of(episode, theme, segments)
        voices = tuple(voices_over(episode.voices, replace(context, diagnostics=diagnostics), Programme(whole).seconds))
        diagnostics += lengths.mistakes(episode, whole)
        diagnostics += _untranslated(episode, whole)
    told = tuple(once(sorted(dict.fromkeys(diagnostics), key=by_place)))
    if any(diagnostic.severity is Severity.ERROR for diagnostic in told):
        raise InputFault(told)
    whole = replace(timeline_of(episode, theme, segments, voices), thumbnail_card=_cover(episode, theme))
    return whole, tuple(filled), told


def _cover(episode: Episode, theme: Theme) -> CardMedia | None:
    """Return the card that stands for an episode, where the theme has one."""
    facts = recipes.facts_of(episode)
    fields: Mapping[str, FieldValue] = {"title": facts.title, "show": facts.show}
    return CardMedia("thumbnail", fields, episode.theme, episode.language) if "thumbnail" in theme.cards else None


def _unsaid(episode: Episode, context: Context) -> Iterator[Diagnostic]:
    """Yield a warning where words that the episode shows of its own are not known in its language."""
    if lacking := context.words.lacking:
        is_own = node_at(episode.documents[0].root, ("episode", "language"))[1] == 2
        where = episode.where("episode", "language") if is_own else episode.where("language")
        message = f"words of cards and descriptions are not known in {episode.language} and shown in English"
        message = f"{message}: {', '.join(lacking)}"
        yield Diagnostic(where, message, f"write them into templates/words/{episode.language}.yaml", Severity.WARNING)


def _short_title_cards(episode: Episode, theme: Theme, made: Sequence[Piece]) -> Iterator[Diagnostic]:
    """Yield a warning where title cards are shorter than the theme takes to bring them in and out."""
    needed = theme.motion_seconds("interstitial")
    lengths = [piece.part.interstitial.in_seconds(episode.rate) for piece in made if piece.part.interstitial]
    if lengths and min(lengths) * episode.rate < 1:
        hint = "write a longer length, or interstitial: off"
        yield Diagnostic(episode.where("interstitial", "length"), "a title card of less than a frame is not seen", hint)
    elif lengths and min(lengths) < needed:
        message = f"the title cards are shown for {clock(min(lengths))}, and the theme needs {clock(needed)}"
        hint = f"show it for {clock(needed)} or longer"
        where = episode.where("interstitial", "length")
        yield Diagnostic(where, f"{message} to bring it in and out", hint, Severity.WARNING)


def pieces(episode: Episode, outcomes: Sequence[recipes.Outcome]) -> tuple[Piece, ...]:
    """Return what recipes made."""
    return tuple(Piece(one.part, one.built, episode.rate) for one in outcomes if one.built is not None)


def timeline_of(episode: Episode, theme: Theme, segments: Sequence[Segment], voices: tuple[Voice, ...] = ()) -> Timeline:
    """Return the segments as the cut of their episode; the first and the last share nothing with what is not there."""
    return on_its_terms(Timeline(
        name=episode.name,
        title=episode.title,
        rate=episode.rate,
        segments=apart(segments),
        voices=voices,
        theme=episode.theme,
        language=episode.language,
        original=episode.original,
        background=episode.background or theme.background,
        thumbnail=episode.thumbnail.in_frames(episode.rate) if episode.thumbnail else None,
        about=episode.about,
    ))  # fmt: skip


def segments_of(
    episode: Episode, theme: Theme, library: Library, made: Iterable[Piece], diagnostics: list[Diagnostic]
) -> list[Segment]:
    """Return the segments of the pieces, title cards among them. What is wrong with sounds of the theme is told."""
    made = tuple(made)
    languages = spoken_in(piece.built.stack for piece in made)
    pairs = [(piece.part, one) for piece in made for one in _segments(episode, theme, piece.part, piece.built, languages)]
    labels = {piece.part.name: _called(episode, theme, piece.part) for piece in made if piece.part.kind.chapter}
    shown = slots.filled([one for _, one in pairs], labels, lambda card, word: mentions(theme, card, word), episode.rate)
    cut = covers.between(episode, theme, (piece.part for piece in made), shown)
    # A sound lands where what leads to its card ends, so that has to be known.
    parts = (part for part, _ in pairs)
    heard = [_sounding(episode, theme, library, *both, diagnostics) for both in zip(parts, cut, strict=True)]
    if theme.heard_ahead and episode.theme_sounds:
        titled = {piece.part.name for piece in made if piece.part.has_interstitial and piece.part.is_heard_ahead}
        heard = with_ahead(heard, titled, library, episode.rate)
    try:
        return with_passages(heard, theme.sounds, library, episode.rate) if episode.theme_sounds else heard
    except InputFault as fault:
        diagnostics += fault.diagnostics
        return heard


def _sounding(
    episode: Episode, theme: Theme, library: Library, part: Part, segment: Segment, diagnostics: list[Diagnostic]
) -> Segment:
    """Return a segment with the theme's sounds where it is a card without music, and none was left out on purpose."""
    is_interstitial = segment.name != part.name
    is_card = is_interstitial or isinstance(part.shape, CardShape)
    is_silent = not segment.stack.sound and (is_interstitial or "bed" not in part.shape.model_fields_set)
    if not (episode.theme_sounds and is_card and is_silent):
        return segment
    card, announces = ("interstitial", part.kind.name) if is_interstitial else (part.kind.name, "")
    try:
        return with_theme_sounds(segment, card, announces, theme.sounds, library, episode.rate)
    except InputFault as fault:
        diagnostics += fault.diagnostics
        return segment


def spoken_in(stacks: Iterable[Stack]) -> frozenset[str]:
    """Return the languages in which any of some stacks has captions."""
    return frozenset(
        language
        for stack in stacks
        for language in (*(key for key, cues in stack.cues.items() if cues), *(one.language for one in stack.waiting))
    )


def _segments(episode: Episode, theme: Theme, part: Part, built: Built, languages: frozenset[str]) -> list[Segment]:
    """Return the segment of a part, with its title card before it where it has one: then the card is what is faded to."""
    shape = part.shape
    title = _title(episode, theme, part)
    transition = joins.transition(episode, part)
    segment = part.kind.segment(
        part.name,
        title,
        built.stack,
        transition=transition,
        sound_leads=part.sound_leads,
        sound_trails=part.sound_trails,
        loudness=shape.loudness,
        chapter=shape.chapter,
        contributions=built.contributions,
        where=episode.where(*part.loc),
    )
    if not segment.stack.waiting:
        segment = with_readable_captions(episode, theme, segment, languages)
    if not part.has_interstitial:
        return [segment]
    seconds = part.interstitial.in_seconds(episode.rate) if part.interstitial else theme.default_seconds("interstitial")
    frames = max(1, frames_of(seconds, episode.rate))
    # A card holds a few names; where there are more, it names who wrote the words, or the first and how many more there are: the
    # segment and the credits name all.
    taking_part, wrote = (
        tuple(dict.fromkeys(key for made in built.contributions if medium in (None, made.medium) for key in made.people))
        for medium in (None, "text")
    )
    keys = wrote if len(taking_part) > NAMED >= len(wrote) > 0 else taking_part
    people = tuple(Credit(episode.people[key]) for key in keys[:NAMED])
    label = _called(episode, theme, part)
    fields: dict[str, FieldValue] = {"kind": part.kind.name, "label": label, "title": title, "people": people}
    if len(keys) > NAMED:
        fields["more"] = len(keys) - NAMED
    media = CardMedia("interstitial", fields, episode.theme, episode.language, names_in(people))
    card = Clip(media, frames, placement=Placement(Fit.CONTAIN), where=segment.where)
    before = CARD.segment(
        f"{part.name}-title", title, Stack(frames, (Track("card", (card,)),)), transition=transition, where=segment.where
    )
    # The chapter begins with the title card; the segment itself follows it by a cut.
    return [replace(before, chapter=segment.chapter), replace(segment, transition=None, chapter=False)]


def with_readable_captions(episode: Episode, theme: Theme, segment: Segment, languages: frozenset[str]) -> Segment:
    """Return a segment whose captions, all of which stand at their times, have their labels and stand above names.

    `languages` are those of the episode's captions: what sounds is said in each.
    """
    if episode.sdh:
        segment = labelled(segment, _labels(episode, theme), (episode.language, *sorted(languages)), episode.rate)
    return replace(segment, stack=above_names(segment.stack, theme, episode.rate, episode.shape))


def _labels(episode: Episode, theme: Theme) -> Labels:
    own = recipes.words_of(episode, theme)
    return Labels(
        {key: person.name for key, person in episode.people.items()},
        lambda language: (own if language == episode.language else spoken(language)).role("music"),
    )


def _perceived(piece: Piece, *, is_first: bool, is_last: bool) -> Iterator[Contribution]:
    """Yield what people did in a piece as far as it is seen or heard; at either end of an episode nothing leads or trails."""
    leads, trails = 0 if is_first else piece.part.sound_leads, 0 if is_last else piece.part.sound_trails
    return (perceived(one, piece.built.stack.frames, leads, trails) for one in piece.built.contributions)


def with_credits(
    episode: Episode,
    theme: Theme,
    context: Context,
    made: Sequence[Piece],
    diagnostics: list[Diagnostic],
    finished: Container[str] = (),
) -> list[Piece]:
    """Return the pieces with the credits filled in from all of them, but for those that are `finished`, by name.

    Credits of the settings are left out where they name no one, and any where they cannot be made, which is told.
    """
    everyone = [
        (_title(episode, theme, piece.part) if piece.part.kind.is_piece else None, one)
        for number, piece in enumerate(made) for one in _perceived(piece, is_first=not number, is_last=number == len(made) - 1)
    ]
    everyone += [(voice.title, contribution(voice, context)) for voice in episode.voices]
    headed = [piece.part for piece in made if piece.part.kind.is_piece]
    kinds = {_title(episode, theme, part): part.kind.name for part in reversed(headed)}
    filled: list[Piece] = []
    for before, piece in pairwise((None, *made)):
        assert piece is not None
        part, shape = piece.part, piece.part.shape
        if not isinstance(shape, Credits) or part.name in finished:
            filled.append(piece)
            continue
        thanks = thanked(shape.thanks, episode.people)
        named = shown(everyone, episode.people, thanks, episode.works, episode.role_order, context.words, kinds)
        fields = {**named, "title": shape.title or "", "background": episode.background or ""}
        if not fields["sections"] and not fields["thanks"] and part.loc == ("credits",):
            continue
        wanted = frames_of(shape.length.in_seconds(episode.rate), episode.rate) if shape.length else None
        try:
            cards = cards_of_credits(
                theme, fields, episode.rate, wanted, shape=episode.shape, layout=shape.layout,
                blended=covers.blended(episode, theme, part) if before else 0,
            )  # fmt: skip
        except CardFault as fault:
            diagnostics.append(fault.at(episode.where(*part.loc, "length")))
            continue
        # The recipe runs again, now that the names are known and, from them, the length.
        known = replace(context.inside(*part.loc), credits=cards, diagnostics=diagnostics)
        if (built := part.kind.build(shape, known)) is not None:
            filled.append(replace(piece, built=built))
    return filled


def _untranslated(episode: Episode, timeline: Timeline) -> Iterator[Diagnostic]:
    """Yield what captions in each other language lack that those in the episode's have: some of a segment, or all of several."""
    own = episode.original or episode.language
    found = tuple(lacking(Programme(timeline), own))
    for lack in found:
        if lack.near is not None:
            first = lack.captions[0]
            text = first.text.split("\n")[0]
            message = f"{lack.language} lacks {len(lack.captions)} of the {lack.count} captions that {own} has here"
            where = lack.near.where or lack.segment.where or episode.where("segments")
            told = f"{message}, the first at {clock(first.start)} of the segment: {text!r}"
            yield Diagnostic(where, told, "translate them, too", Severity.WARNING)
    for language in dict.fromkeys(lack.language for lack in found):
        bare = [lack.segment for lack in found if lack.language == language and lack.near is None]
        if bare:
            names = ", ".join(repr(segment.title) for segment in bare[:NAMED])
            more = f" and {len(bare) - NAMED} more" if len(bare) > NAMED else ""
            message = f"there are captions in {language}, and none in {names}{more}, which has some in {own}"
            message = message.replace("which has", "which have") if len(bare) > 1 else message
            where = bare[0].where or episode.where("segments")
            yield Diagnostic(where, message, "name a file for it, too, in the segment or at its film", Severity.WARNING)


def lineage_mistakes(episode: Episode, made: Sequence[Piece], over: Sequence[Contribution]) -> list[Diagnostic]:
    """Tell of a `builds_on` that is not known, in pieces and what lies `over` them, and of works that lead back to themselves.

    What a segment names that could not be made may be meant: that is its own mistake and no second one.
    """
    contributions = [*(one for piece in made for one in piece.built.contributions), *over]
    found = lineage(contributions, episode.works)
    anywhere = episode.where("segments")
    names = {piece.part.name for piece in made}
    broken = [node_at(episode.documents[0].root, part.loc)[0] for part in episode.parts if part.name not in names]
    hidden = {text for node in broken for text in texts(node)}
    hint = "name a key of `works`, or the file or title of a contribution in this episode"
    unknown = [
        Diagnostic(
            where or anywhere, f"builds_on names {name!r}, which is not known",
            guess(name, nameable(contributions, episode.works)) or hint,
        )
        for name, where in found.unknown if name not in hidden
    ]
    places = {name: one.places[name] for one in contributions for name in one.builds_on if name in one.places}
    circles = [
        Diagnostic(
            episode.where("works", names[0])
            if episode.works.keys() >= set(names)  # whoever names one of them has no part in the circle
            else next(
                (where for name in names for written, where in places.items() if f"/{name}".endswith(f"/{written}")),
                episode.where("works", names[0]),
            ),
            f"builds_on leads back to itself: {' -> '.join(names)}", "take one of them out"
        )
        for names in found.circles
    ]
    return unknown + circles


def _title(episode: Episode, theme: Theme, part: Part) -> str:
    return part.shape.title_in(recipes.facts_of(episode)) or _called(episode, theme, part)


def _called(episode: Episode, theme: Theme, part: Part) -> str:
    return recipes.words_of(episode, theme).kind(part.kind.name, part.kind.called)
