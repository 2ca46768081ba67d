"""Find every mistake of an episode that can be found without rendering. Floor 8; light, because producers ask it all day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import assembly, digest, manifest
from pipeline.app.shows import CodeMemory, Show
from pipeline.cards import theme as themes
from pipeline.cards.draw import check_fits
from pipeline.cards.fault import CardFault
from pipeline.cards.model import Theme
from pipeline.credits import rights
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.manifest.model import Episode
from pipeline.media.library import Library
from pipeline.plan.drawing import box_of, burned, caption_card, drawing_of
from pipeline.profiles import loader as profiles
from pipeline.profiles.model import Profile
from pipeline.timeline.marking import marked
from pipeline.timeline.model import CardMedia, Clip, Timeline
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import place


@dataclass(frozen=True, slots=True)
class Cut:
    """Hold an episode as cut for a deliverable, and what is to be said of it that stops nothing."""

    episode: Episode
    library: Library
    theme: Theme
    timeline: Timeline
    profile: Profile
    objections: tuple[Diagnostic, ...]


def cut_of(show: Show, path: Path, profile: str | None) -> Cut:
    """Read a manifest and cut its episode; `profile` None is the show's main deliverable.

    Raises InputFault, for mistakes in the manifest, the theme or the profile, and for what is not cleared where the profile asks
    for clearance; elsewhere a watermark is laid over it.
    """
    episode = manifest.load(path, show.library)
    library = show.library(episode.media)
    theme = themes.load(episode.theme, episode.template_folders, show.memory)
    timeline = assembly.assemble(episode, library, theme)
    deliverable = profiles.load(profile or episode.profiles[0], episode.profile_folders)
    found = rights.check(Programme(timeline), episode.works)
    timeline = _cleared(timeline, found, deliverable)
    # What would forbid publishing has a watermark over it by now, or has been raised.
    objections = dict.fromkeys(replace(objection.diagnostic, severity=Severity.WARNING) for objection in found)
    return Cut(episode, library, theme, timeline, deliverable, tuple(objections))


def check(show: Show, path: Path, profile: str | None) -> Cut:
    """Find every mistake of an episode without planning how to make it. Raises InputFault.

    That a card can be drawn and its text fits is found by drawing it, once: it is remembered by all that decides its pixels.
    """
    cut = cut_of(show, path, profile)
    faults = []
    for clip, width, height, where in _cards(cut):
        key = f"card {_pixels(cut, clip, width, height)}"
        if show.memory.get(key) is not None:
            continue
        try:
            drawing = drawing_of(cut.theme, clip, width, height, cut.timeline.rate)
            if drawing.kind != "roll":  # its rows are fitted one by one when they are drawn
                check_fits(drawing)
        except CardFault as fault:
            faults.append(fault.at(where))
        else:
            show.memory.put(key, "good")
    refuse(faults)
    return cut


def undrawable(cut: Cut, memory: CodeMemory | None = None) -> list[Diagnostic]:
    """Return why cards of a cut cannot be drawn: characters that no font has, fields that are missing.

    With a `memory`, a card that was found good is not looked at again; a plan of the whole episode describes each card anyway.
    """
    faults = []
    for clip, width, height, where in _cards(cut):
        key = f"drawable {_pixels(cut, clip, width, height)}" if memory else ""
        if memory and memory.get(key) is not None:
            continue
        try:
            drawing_of(cut.theme, clip, width, height, cut.timeline.rate)
        except CardFault as fault:
            faults.append(fault.at(where))
        else:
            if memory:
                memory.put(key, "good")
    return faults


def _pixels(cut: Cut, clip: Clip, width: int, height: int) -> str:
    """Return a digest of all that decides a card's pixels."""
    return digest.of([cut.theme.digest, clip.media, clip.frames, width, height, cut.timeline.rate])


def refuse(faults: Sequence[Diagnostic]) -> None:
    """Raise InputFault with all of `faults`, in the order of the files; nothing where there are none."""
    if faults:
        raise InputFault(tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.where, fault.message))))


def _cards(cut: Cut) -> Iterator[tuple[Clip, int, int, Where]]:
    """Yield every card of a cut, with the size of its box in pixels and the line that brought it in."""
    canvas = (cut.profile.video.width, cut.profile.video.height)
    for segment in cut.timeline.segments:
        clips = [placed.clip for track in segment.stack.picture for placed in place(track)]
        if language := burned(cut.timeline, cut.profile):
            clips += [caption_card(cut.timeline, cue) for cue in segment.stack.cues.get(language, ())]
        for clip in clips:
            if isinstance(clip.media, CardMedia):
                box = box_of(clip, canvas)
                yield clip, box.width, box.height, clip.where or segment.where or Where(cut.timeline.name)


def _cleared(timeline: Timeline, found: Sequence[rights.Objection], profile: Profile) -> Timeline:
    serious = [objection for objection in found if objection.diagnostic.severity is Severity.ERROR]
    if serious and profile.needs_clearance:
        raise InputFault(tuple(dict.fromkeys(objection.diagnostic for objection in serious)))
    return marked(timeline, [each for objection in serious for each in objection.ranges], "Not cleared")
