"""Which cards show the credits: pages up to so many names, a roll above; and for how long. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.cards import page_lengths, pages
from pipeline.cards.card import roll_frames
from pipeline.cards.fault import CardFault
from pipeline.cards.fields import complete
from pipeline.cards.model import PageSpec, Shape, Theme, shape_of
from pipeline.people import FieldValue
from pipeline.segments.base import CardShown
from pipeline.timeline.model import CardMedia, Clip, Gap, Segment, Timeline, Track

_PAGE = "credits_page"

_HASTE = Fraction(2, 3)
"""Of the time that pages take by themselves, what they have at least where those of another shape set it, if that can be."""


def cards_of_credits(
    theme: Theme, fields: Mapping[str, FieldValue], rate: Fraction, wanted: int | None = None, *, shape: Fraction, layout: str,
    blended: int = 0,
) -> tuple[CardShown, ...]:
    """Return the cards of credits with complete fields: pages, or one that rolls. `wanted` is their length in frames.

    `shape` is the picture's width by height that pages and length are right for; `layout` is auto, pages or roll. For the first
    `blended` frames what comes before is seen, too: pages come after them, where there is time for it, so that no name and no
    title is in that transition. Raises CardFault, where the length cannot be met with what a manifest can write instead.
    """
    name = shape_of(shape.numerator, shape.denominator)
    spec = theme.cards[_PAGE].page if _PAGE in theme.cards else None
    parts = pages.parts_of(complete("credits", fields))
    names = sum(part.names for part in parts)
    if layout == "pages" and spec is None:
        raise CardFault(f"theme {theme.name} has no card {_PAGE}", "write layout: roll, or draw the card")
    if spec is None or layout == "roll" or (layout == "auto" and names > pages.MOST):
        return (CardShown("credits", fields, roll_frames(theme, fields, rate, wanted, shape=name)),)
    divided = pages.divided(parts, spec, name, title=bool(fields["title"]))
    lengths, bare = _lengths(divided, rate, wanted, blended)
    first, *rest = _shown(fields, divided, lengths)
    return replace(first, bare=bare), *rest


def _lengths(divided: Sequence[pages.Page], rate: Fraction, wanted: int | None, bare: int) -> tuple[tuple[int, ...], int]:
    """Return how many frames each page stands, and how many the background does before: `bare`, where all can be read then."""
    if wanted is None:
        return page_lengths.lengths(divided, rate), bare
    try:
        return page_lengths.lengths(divided, rate, wanted - bare), bare
    except CardFault:
        return page_lengths.lengths(divided, rate, wanted), 0


def in_shape(timeline: Timeline, theme: Theme, shape: Fraction, width: int, height: int) -> Timeline:
    """Return a cut whose pages of credits are those of a deliverable of `width` x `height` pixels, in the same time.

    They were divided for pictures of the width by height `shape`; where that is laid out alike, they stay what they are.
    """
    name = shape_of(width, height)
    spec = theme.cards[_PAGE].page if _PAGE in theme.cards else None
    if spec is None or name == shape_of(shape.numerator, shape.denominator):
        return timeline
    segments = tuple(_divided_for(segment, spec, name, timeline.rate) for segment in timeline.segments)
    return replace(timeline, segments=segments)


def _divided_for(segment: Segment, spec: PageSpec, shape: Shape, rate: Fraction) -> Segment:
    tracks = tuple(_track(track, spec, shape, rate) for track in segment.stack.picture)
    return segment if tracks == segment.stack.picture else replace(segment, stack=replace(segment.stack, picture=tracks))


def _track(track: Track, spec: PageSpec, shape: Shape, rate: Fraction) -> Track:
    clips = [item for item in track.items if isinstance(item, Clip)]
    shown = [clip.media for clip in clips if isinstance(clip.media, CardMedia) and clip.media.card == _PAGE]
    bare = track.items[:1] if track.items and isinstance(track.items[0], Gap) else ()
    if not shown or len(bare) + len(shown) != len(track.items):
        return track
    fields, frames = shown[0].fields, sum(clip.frames for clip in clips)
    parts = whole([pages.parts_of(complete("credits", media.fields)) for media in shown])
    hasty: tuple[CardShown, ...] = ()
    for is_stacked in (False, True):
        divided = pages.divided(parts, spec, shape, title=bool(fields["title"]), is_stacked=is_stacked)
        try:
            lengths = page_lengths.lengths(divided, rate, frames)
        except CardFault:  # too short for so many pages to be read
            continue
        hasty = tuple(_shown(fields, divided, lengths))
        if frames >= _HASTE * rate * sum(page_lengths.natural_seconds(page) for page in divided):
            break
    made = (
        replace(clips[0], frames=one.frames, media=replace(shown[0], fields=one.fields, people=one.people)) for one in hasty
    )
    return replace(track, items=(*bare, *made)) if hasty else track


def _shown(fields: Mapping[str, FieldValue], divided: Sequence[pages.Page], frames: Sequence[int]) -> Iterator[CardShown]:
    for number, (page, length) in enumerate(zip(divided, frames, strict=True)):
        yield CardShown(_PAGE, _filled(fields, page, is_first=number == 0), length, _named(page))


def _named(page: pages.Page) -> tuple[str, ...]:
    names = (one.name for part in page if not part.thanks for group in part.groups for one in group.people)
    return tuple(dict.fromkeys(names))


def _filled(fields: Mapping[str, FieldValue], page: pages.Page, *, is_first: bool) -> Mapping[str, FieldValue]:
    """Return the fields of one page; the title stands on the first."""
    sections: tuple[FieldValue, ...] = tuple(
        {
            "heading": part.heading,
            "kind": part.kind,
            "roles": tuple(
                {"role": group.role, "people": tuple(pages.named(one) for one in group.people)}
                for group in part.groups
            ),
        }
        for part in page if not part.thanks
    )
    thanks = tuple(one.name for part in page if part.thanks for group in part.groups for one in group.people)
    return {**fields, "title": fields["title"] if is_first else "", "sections": sections, "thanks": thanks}


def whole(divided: Sequence[pages.Page]) -> tuple[pages.Part, ...]:
    """Return the sections that were divided into pages: what goes on from one page to the next is one again."""
    found: list[pages.Part] = []
    for page in divided:
        for number, part in enumerate(page):
            if found and not number and (found[-1].heading, found[-1].thanks) == (part.heading, part.thanks):
                found[-1] = replace(found[-1], groups=_joined(found[-1].groups, part.groups))
            else:
                found.append(part)
    return tuple(found)


def _joined(before: tuple[pages.Group, ...], after: tuple[pages.Group, ...]) -> tuple[pages.Group, ...]:
    last, first = before[-1], after[0]
    if last.role != first.role:
        return (*before, *after)
    return (*before[:-1], replace(last, people=(*last.people, *first.people)), *after[1:])
