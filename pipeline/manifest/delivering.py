"""What is delivered of an episode: which profiles, and for each which of its segments. Reads the names of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.checks import Waiver
from pipeline.faults import Diagnostic, did_you_mean
from pipeline.manifest.model import Deliverable, Episode
from pipeline.manifest.parts import Unread
from pipeline.profiles import loader as profiles
from pipeline.profiles.naming import lacking


def check(episode: Episode, unread: Sequence[str], diagnostics: list[Diagnostic]) -> None:
    """Tell of profiles and segments that there are not, and of what would be delivered twice to one place.

    `unread` are the names of segments in which there are mistakes.
    """
    there = profiles.names(episode.profile_folders)
    known = (*(part.name for part in episode.parts), *unread)
    for number, one in enumerate(episode.deliver):
        where = episode.where("deliver", number)
        if one.profile not in there:
            place = episode.where("deliver", number, "profile")
            hint = did_you_mean(one.profile, there)
            diagnostics.append(Diagnostic(place, *lacking(one.profile, episode.profile_folders, hint)))
        if any(one.profile == other.profile for other in episode.deliver[:number]):
            hint = f"for another package write a profile of your own that begins with extends: {one.profile}"
            diagnostics.append(Diagnostic(where, f"{one.profile} is delivered twice, and has one package", hint))
        for place_of, name in enumerate(one.only):
            place = episode.where("deliver", number, "only", place_of)
            if name in episode.off:
                hint = "switch it on, or leave it out here"
                diagnostics.append(Diagnostic(place, f"the segment {name!r} is switched off", hint))
            elif name not in known:
                diagnostics.append(Diagnostic(place, f"there is no segment {name!r}", did_you_mean(name, known)))


def delivered(episode: Episode, unread: tuple[Unread, ...], profile: str | None) -> tuple[Episode, tuple[Unread, ...]]:
    """Return the episode as it is in the deliverable of a profile (None: the main one): with those parts alone that belong to it.

    So are those that could not be read.

    What is said of times of the whole episode (its thumbnail, findings that are let pass, dubs) is left out with the others.
    """
    wanted = deliverable(episode, profile)
    if not wanted.only:
        return episode, unread
    parts = tuple(part for part in episode.parts if part.name in wanted.only)
    waivers = tuple(one for one in episode.waivers if _belongs(one, wanted))
    left = tuple(one for one in unread if one.name in wanted.only)
    return replace(episode, parts=parts, waivers=waivers, thumbnail=None, voices=()), left


def deliverable(episode: Episode, profile: str | None) -> Deliverable:
    """Return what is said of the deliverable of a profile (None: the main one); all of the episode where nothing is said."""
    if profile is None:
        return episode.deliver[0]
    return next((one for one in episode.deliver if one.profile == profile), Deliverable(profile))


def _belongs(waiver: Waiver, wanted: Deliverable) -> bool:
    if waiver.segment:
        return waiver.segment in wanted.only or waiver.segment.removesuffix("-title") in wanted.only
    return waiver.at is None
