"""Files that come back in an episode: what is said of one where it is used first holds wherever it is used. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pipeline.timeline.contribution import Contribution
from pipeline.timeline.model import Segment, Timeline


def on_its_terms(timeline: Timeline) -> Timeline:
    """Return a timeline in which each use of a file is on the terms that are written at one of them.

    So it is with what is said of it as a recording, for the cue sheet.
    """
    over = [voice.made for voice in timeline.voices]
    made = (*(one for segment in timeline.segments for one in segment.contributions), *over)
    said, recordings = _first(made, _has_terms), _first(made, lambda one: bool(one.isrc or one.cue))
    if not said and not recordings:
        return timeline

    def completed(one: Contribution) -> Contribution:
        return _as_recorded(_on_terms(one, said.get(one.path)), recordings.get(one.path))

    voices = tuple(replace(voice, made=completed(voice.made)) for voice in timeline.voices)
    return replace(timeline, segments=tuple(_segment(one, completed) for one in timeline.segments), voices=voices)


def _segment(segment: Segment, completed: Callable[[Contribution], Contribution]) -> Segment:
    made = tuple(map(completed, segment.contributions))
    return segment if made == segment.contributions else replace(segment, contributions=made)


def _first(contributions: Iterable[Contribution], says: Callable[[Contribution], bool]) -> Mapping[str, Contribution]:
    """Return the contribution that says something first of a file, by the file's path."""
    found: dict[str, Contribution] = {}
    for one in contributions:
        if one.path and says(one):
            found.setdefault(one.path, one)
    return found


def _has_terms(made: Contribution) -> bool:
    return bool(made.license or made.release or made.builds_on)


def _on_terms(made: Contribution, other: Contribution | None) -> Contribution:
    """Return a contribution on the terms that are said of its file elsewhere, where it says none itself.

    A theme comes back at the end without its licence being written again, and is no freer there.
    """
    if other is None or _has_terms(made):
        return made
    return replace(
        made,
        title=made.title or other.title,
        builds_on=other.builds_on,
        license=other.license,
        release=other.release,
        scope=other.scope,
        url=made.url or other.url,
        places={**other.places, **made.places},
    )


def _as_recorded(made: Contribution, other: Contribution | None) -> Contribution:
    """Return a contribution with the number of its recording and its use as music from elsewhere, where it says none itself."""
    return made if other is None else replace(made, isrc=made.isrc or other.isrc, cue=made.cue or other.cue)
