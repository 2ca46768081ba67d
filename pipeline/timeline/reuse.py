"""Files that come back in an episode: what is said of one where it is used first holds wherever it is used. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.timeline.contribution import Contribution
from pipeline.timeline.model import Segment, Timeline


def on_its_terms(timeline: Timeline) -> Timeline:
    """Return a timeline in which each use of a file is on the terms that are written at one of them."""
    over = [voice.made for voice in timeline.voices]
    said = _said((*(one for segment in timeline.segments for one in segment.contributions), *over))
    if not said:
        return timeline
    voices = tuple(replace(voice, made=_completed(voice.made, said)) for voice in timeline.voices)
    return replace(timeline, segments=tuple(_on_terms(segment, said) for segment in timeline.segments), voices=voices)


def _on_terms(segment: Segment, said: Mapping[str, Contribution]) -> Segment:
    made = tuple(_completed(one, said) for one in segment.contributions)
    return segment if made == segment.contributions else replace(segment, contributions=made)


def _said(contributions: Iterable[Contribution]) -> Mapping[str, Contribution]:
    """Return the contribution that says first on what terms a file is used, by the file's path."""
    found: dict[str, Contribution] = {}
    for one in contributions:
        if one.path and (one.license or one.release or one.builds_on):
            found.setdefault(one.path, one)
    return found


def _completed(made: Contribution, said: Mapping[str, Contribution]) -> Contribution:
    """Return a contribution on the terms that are said of its file elsewhere, where it says none itself.

    A theme comes back at the end without its licence being written again, and is no freer there.
    """
    other = said.get(made.path)
    if other is None or made.license or made.release or made.builds_on:
        return made
    return replace(
        made,
        title=made.title or other.title,
        builds_on=other.builds_on,
        license=other.license,
        release=other.release,
        scope=other.scope,
        url=made.url or other.url,
        isrc=made.isrc or other.isrc,
        places={**other.places, **made.places},
    )
