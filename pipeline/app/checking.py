"""The cut of an episode for a deliverable, and whether all of it can be drawn. Producers ask it all day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards import vocabulary
from pipeline.cards.model import BETWEEN, Theme
from pipeline.credits import rights
from pipeline.faults import Diagnostic, Severity, Where, by_place
from pipeline.manifest.model import Episode
from pipeline.media.overlaid import OverlaidLibrary
from pipeline.profiles.model import Cover, Profile
from pipeline.segments.credits_shown import in_shape
from pipeline.timebase import clock
from pipeline.timeline.heard import heard
from pipeline.timeline.marking import marked
from pipeline.timeline.model import Timeline
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import numbered_folders
from pipeline.timeline.textless import textless
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """An episode as cut for a deliverable, and what is to be said of it that stops nothing.

    `refusals` stop it: what is not cleared, where the deliverable asks for clearance, and captions that it is to draw and lacks.
    `numbered` are the folders of its numbered pictures, from the show folder: one picture more is a longer clip.
    """

    episode: Episode
    library: OverlaidLibrary
    theme: Theme
    timeline: Timeline
    profile: Profile
    objections: tuple[Diagnostic, ...]
    refusals: tuple[Diagnostic, ...]
    numbered: frozenset[str]

    @property
    def shape(self) -> Fraction:
        """Return the width of the deliverable's picture by its height."""
        return shape_of(self.profile)


def shape_of(profile: Profile) -> Fraction:
    """Return the width of a deliverable's picture by its height."""
    return Fraction(profile.video.width, profile.video.height)


def objections_to(episode: Episode, timeline: Timeline) -> tuple[rights.Objection, ...]:
    """Return every reason not to publish a cut of an episode on the terms of its show."""
    return rights.check(Programme(timeline), episode.works, episode.terms, episode.people)


def cut_of(
    episode: Episode,
    library: OverlaidLibrary,
    theme: Theme,
    timeline: Timeline,
    profile: Profile,
    *,
    is_partial: bool = False,
    warnings: Sequence[Diagnostic] = (),
) -> Cut:
    """Return the cut of an episode with a watermark over what is not cleared, and pages of credits of its deliverable's shape.

    `warnings` are the recipes'. Of a partial cut it is not told where something builds on what is not known: that may be in a
    segment that is broken.
    """
    video = profile.video
    if isinstance(profile.video.coding, Cover):  # one sound and no picture: nobody is credited for what is not in it
        timeline = heard(timeline)
    if profile.textless:
        timeline = textless(timeline, BETWEEN)
    if Fraction(video.width, video.height) != episode.shape:
        timeline = in_shape(timeline, theme, episode.shape, video.width, video.height)
    found = objections_to(episode, timeline)
    serious = [objection for objection in found if objection.diagnostic.severity is Severity.ERROR]
    refused = [one for one in serious if profile.needs_clearance and not (is_partial and one.is_lineage)]
    if uncleared := [each for objection in serious for each in objection.ranges]:
        timeline = marked(timeline, uncleared, vocabulary.spoken(theme, episode.language).say("not_cleared"))
    # What would forbid publishing has a watermark over it by now, or is among the refusals.
    objections = [replace(objection.diagnostic, severity=Severity.WARNING) for objection in found]
    lacking = () if is_partial else _without_captions(episode, timeline, profile)
    long = () if is_partial else (*_empty(episode, timeline, profile), *_too_long(episode, timeline, profile))
    refusals = ordered([*(objection.diagnostic for objection in refused), *lacking, *long])
    told = ordered([*warnings, *objections])
    return Cut(episode, library, theme, timeline, profile, told, refusals, numbered_folders(timeline))


def _without_captions(episode: Episode, timeline: Timeline, profile: Profile) -> tuple[Diagnostic, ...]:
    """Return the mistake of a deliverable that draws captions in a language which the episode has none in."""
    language = profile.burn_captions
    there = sorted(
        {language for segment in timeline.segments for language, cues in segment.stack.cues.items() if cues}
        | {one.language for segment in timeline.segments for one in segment.stack.waiting}
    )
    if isinstance(language, bool) or language in there:
        return ()
    has = f"it has them in {', '.join(there)}" if there else "it has no captions"
    message = f"the profile {profile.name} draws captions in {language}, and the episode has none in it"
    return (Diagnostic(episode.where("episode"), message, f"{has}; add a file of captions, or build another profile"),)


def _too_long(episode: Episode, timeline: Timeline, profile: Profile) -> tuple[Diagnostic, ...]:
    """Return the mistake of an episode that is longer than its deliverable may be."""
    if profile.most_seconds is None or (frames := Programme(timeline).frames) <= profile.most_seconds * timeline.rate:
        return ()
    lasts, most = (clock(seconds, digits=2) for seconds in (frames / timeline.rate, profile.most_seconds))
    hint = f"name the segments that belong to it: deliver: [{{profile: {profile.name}, only: [...]}}]"
    message = f"a deliverable of the profile {profile.name} lasts {most} at most, and this one {lasts}"
    return (Diagnostic(_delivered(episode, profile), message, hint),)


def _empty(episode: Episode, timeline: Timeline, profile: Profile) -> tuple[Diagnostic, ...]:
    """Return the mistake of a deliverable in which nothing is left: its credits alone, and nobody to name in them."""
    if timeline.segments:
        return ()
    message = f"nothing is in the deliverable of the profile {profile.name}: there is no one to credit in what it has"
    return (Diagnostic(_delivered(episode, profile), message, "name those in only: whose credits it shall have"),)


def _delivered(episode: Episode, profile: Profile) -> Where:
    """Return where a deliverable is listed, the episode's place where it is not."""
    number = next((number for number, one in enumerate(episode.deliver) if one.profile == profile.name), None)
    return episode.where("episode") if number is None else episode.where("deliver", number)


def ordered(faults: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in the order of the files, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=by_place))
