"""How a theme takes a programme from one segment to the next, where `transition: theme` is asked for. Pure.

No frame of it holds two texts: names and lines of poems leave before it begins, and a card that comes in before its own first
frame lies over pictures alone. Where a text is seen there, or no such card comes, the theme's card `pass` lies over the cut,
which says nothing; where the theme has a card `matte`, what comes is uncovered by that, but where a title card in layers opens
onto it by itself. Where such a card goes on after its end, it does so over the first frames of its piece: what is seen in its
hole is the piece itself. That is the card's own, whatever transition leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.cards.layers import waiting_seconds
from pipeline.cards.place import NAMES
from pipeline.cards.slots import mentions
from pipeline.faults import Diagnostic, Severity
from pipeline.manifest import joins
from pipeline.manifest.model import Episode, Part
from pipeline.people import FieldValue
from pipeline.segments.overlay import SHORTEST
from pipeline.timebase import FrameRange, clock, frames_of, half_up
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    Cover,
    Gap,
    Item,
    Segment,
    Stack,
    Track,
    Transition,
)
from pipeline.timeline.regions import Layer, Shown, window

if TYPE_CHECKING:
    from pipeline.cards.model import Theme

PASS, MATTE, EDGE = "pass", "matte", "edge"
"""Cards that a theme may have for this, see `cards.model.BETWEEN`."""

LEAVE = (*NAMES, "poem_line", "margin", "held")
"""Cards over a picture that are gone before the theme's transition begins."""

READ = Fraction(1)
"""Seconds for which words stand at least, between coming and leaving, or else they do not wait for a transition."""

TITLE = "interstitial"
"""The card that stands before a piece and shows its first frame."""


def between(episode: Episode, theme: Theme, parts: Iterable[Part], segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments of some parts with what the theme lays over the cuts between them."""
    found = list(segments)
    for number, opening in _opening(episode, theme, _named(parts := tuple(parts)), segments):
        if not _short(opening, segments[number - 1], segments[number]):
            found[number] = replace(segments[number], cover=opening)
    for number, before, segment in _asked(theme, _named(parts), segments):
        left = replace(before, stack=_without_names(before, _longest(episode, theme, segment), episode.rate))
        wanted = _wanted(episode, theme, left, segment)
        if wanted is not None and not _short(wanted, before, segment):
            found[number] = replace(segment, **({"cover": wanted} if isinstance(wanted, Cover) else {"transition": wanted}))
            found[number - 1] = replace(found[number - 1], stack=left.stack)
    return [found[0], *(_waiting(theme, one, episode.rate) for one in found[1:])] if found else []


def _waiting(theme: Theme, segment: Segment, rate: Fraction) -> Segment:
    """Return a segment whose first card waits with its words until the transition is over, where they can be read then.

    The theme's own brings them with it.
    """
    transition, track = segment.transition, next(iter(segment.stack.picture), None)
    clip = _first(segment) if transition is not None and transition.kind != "matte" and not segment.sound_leads else None
    if clip is None or transition is None or track is None or track.items[0] is not clip:
        return segment
    assert isinstance(clip.media, CardMedia)
    spec, frames = theme.cards.get(clip.media.card), transition.frames
    needed = waiting_seconds(spec.layers) if spec is not None else None
    if spec is None or needed is None or clip.frames - frames < (needed + spec.leave + READ) * rate:
        return segment
    waiting = replace(clip, media=replace(clip.media, waits=frames))
    tracks = (replace(track, items=(waiting, *track.items[1:])), *segment.stack.picture[1:])
    return replace(segment, stack=replace(segment.stack, picture=tracks))


def blended(episode: Episode, theme: Theme, part: Part) -> int:
    """Return for how many frames a part is to be seen together with what comes before it; 0 where one hides the other."""
    if (asked := joins.transition(episode, part)) is not None:
        return asked.frames
    is_theme = part.transition.is_theme if part.transition else theme.transition == "theme"
    return half_up(theme.cards[MATTE].seconds * episode.rate) if is_theme and MATTE in theme.cards else 0


def remarks(episode: Episode, theme: Theme, segments: Sequence[Segment]) -> Iterator[Diagnostic]:
    """Yield a remark for each cut that stays one because a neighbour is too short for what the theme would lay over it."""
    parts = _named(episode.parts)
    opening: dict[int, Cover | Transition | None] = dict(_opening(episode, theme, parts, segments))
    asked = {number: _wanted(episode, theme, *both) for number, *both in _asked(theme, parts, segments)}
    for number, wanted in sorted((opening | asked).items()):
        before, segment = segments[number - 1], segments[number]  # names have left, or cannot
        if wanted is None or not (short := _short(wanted, before, segment)):
            continue
        part = parts[segment.name]
        is_written = part.transition is not None and number not in opening
        own = (*part.loc, "transition") if part.shape.transition else ("transition",)
        place = own if is_written else part.loc
        needed = max(_lengths(wanted)) / episode.rate
        message = f"a cut comes before {segment.title!r}: the theme's transition takes {clock(needed)}"
        yield Diagnostic(
            episode.where(*place),
            f"{message}, more than half of {short.title!r} ({clock(short.stack.frames / episode.rate)})",
            f"make that longer, or write {'interstitial: off' if number in opening else 'transition: cut'} in this segment",
            Severity.WARNING if is_written else Severity.NOTE,
        )


def _asked(theme: Theme, parts: Mapping[str, Part], segments: Sequence[Segment]) -> Iterator[tuple[int, Segment, Segment]]:
    """Yield the pairs of neighbours between which the theme's transition is asked for, with the number of the second."""
    for number, (before, segment) in enumerate(pairwise(segments), start=1):
        part = parts[segment.name]
        if _has_title(part, segment) and (MATTE not in theme.cards or _goes_on(theme)):
            continue  # it comes out of its own title card, which opens onto it by itself
        if part.transition.is_theme if part.transition else theme.transition == "theme":
            yield number, before, segment


def _opening(
    episode: Episode, theme: Theme, parts: Mapping[str, Part], segments: Sequence[Segment]
) -> Iterator[tuple[int, Cover]]:
    """Yield what title cards go on to show over the pieces that they announce, with the number of each piece."""
    frames = theme.cards[TITLE].tail_frames(episode.rate) if TITLE in theme.cards else 0
    for number, (before, segment) in enumerate(pairwise(segments), start=1):
        card = _first(before) if frames and _has_title(parts[segment.name], segment) else None
        if card is not None:
            assert isinstance(card.media, CardMedia)
            yield number, Cover(None, replace(card, media=replace(card.media, after=card.frames), frames=frames))


def _goes_on(theme: Theme) -> bool:
    return TITLE in theme.cards and theme.cards[TITLE].tail > 0


def _has_title(part: Part, segment: Segment) -> bool:
    """Say whether a segment is a piece that has its title card before it, and not that card."""
    return part.has_interstitial and segment.name == part.name


def _named(parts: Iterable[Part]) -> dict[str, Part]:
    """Return parts by the names of their segments."""
    known = tuple(parts)
    titled = {f"{part.name}-title": part for part in known if part.has_interstitial}
    return titled | {part.name: part for part in known}


def _wanted(episode: Episode, theme: Theme, before: Segment, segment: Segment) -> Cover | Transition | None:
    if MATTE in theme.cards:
        if _opens(theme, before) and _first(segment) is None:
            return None
        edge = _clip(episode, theme, EDGE, theme.cards[MATTE].seconds) if EDGE in theme.cards else None
        matte = _clip(episode, theme, MATTE, theme.cards[MATTE].seconds)
        return Transition("matte", matte.frames, matte=matte, edge=edge) if matte else None
    card = _first(segment)
    lead = _lead(theme, card, episode.rate) if card is not None else 0
    if card is not None and lead and segment.sound_leads == 0 and not _texts(before, lead):
        assert isinstance(card.media, CardMedia)
        return Cover(replace(card, media=replace(card.media, is_lead=True), frames=lead))
    if PASS not in theme.cards:
        return None
    kind = card.media.fields.get("kind", "") if card is not None and isinstance(card.media, CardMedia) else segment.kind
    over = _clip(episode, theme, PASS, theme.cards[PASS].seconds, {"kind": kind})
    come = half_up(theme.cards[PASS].lead * episode.rate)
    if over is None or not come:
        return None
    assert isinstance(over.media, CardMedia)
    return Cover(replace(over, media=replace(over.media, is_lead=True), frames=come), over)


def _longest(episode: Episode, theme: Theme, segment: Segment) -> int:
    """Return for how many frames of what comes before a segment the theme's transition may last."""
    if MATTE in theme.cards:
        return half_up(theme.cards[MATTE].seconds * episode.rate)
    card = _first(segment)
    own = _lead(theme, card, episode.rate) if card is not None else 0
    return max(own, half_up(theme.cards[PASS].lead * episode.rate) if PASS in theme.cards else 0)


def _without_names(segment: Segment, frames: int, rate: Fraction) -> Stack:
    """Return what a segment shows, its lower thirds, name tags and lines of poems gone before its last frames.

    One that would be seen for too short a time to be read, or for less than half of its own, stays.
    """
    end = segment.stack.frames - segment.sound_trails - frames
    tracks = tuple(_ended(track, end, frames_of(SHORTEST, rate)) for track in segment.stack.picture)
    return replace(segment.stack, picture=tracks) if tracks != segment.stack.picture else segment.stack


def _ended(track: Track, end: int, shortest: int) -> Track:
    """Return a track whose texts that leave are gone at frame `end`, where `shortest` frames of them are left."""
    items: list[Item] = []
    at, is_changed = 0, False
    for number, item in enumerate(track.items, start=1):
        over = at + item.frames - end
        at += -item.frames if isinstance(item, Transition) else item.frames
        leaves = isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card in LEAVE
        if leaves and 0 < over <= min(item.frames // 2, item.frames - shortest):
            items += [replace(item, frames=item.frames - over), *([Gap(over)] if number < len(track.items) else [])]
            is_changed = True
        else:
            items.append(item)
    return replace(track, items=tuple(items)) if is_changed else track


def _clip(
    episode: Episode, theme: Theme, card: str, seconds: Fraction, fields: Mapping[str, FieldValue] | None = None
) -> Clip | None:
    frames = half_up(seconds * episode.rate)
    return Clip(CardMedia(card, fields or {}, theme.name, episode.language), frames) if frames else None


def _lead(theme: Theme, clip: Clip, rate: Fraction) -> int:
    """Return for how many frames a card comes in before its own first one."""
    assert isinstance(clip.media, CardMedia)
    spec = theme.cards.get(clip.media.card)
    return half_up(spec.lead * rate) if spec is not None and spec.kind == "layered" else 0


def _first(segment: Segment) -> Clip | None:
    """Return the card that a segment begins with; None where it begins with anything else."""
    layers = _layers(segment, segment.sound_leads)
    if not _is_cards(layers):
        return None
    return next((one.clip for one in layers if isinstance(one, Shown) and isinstance(one.clip.media, CardMedia)), None)


def _opens(theme: Theme, segment: Segment) -> bool:
    """Say whether a segment ends in a title card in layers that shows the film which follows, and so opens onto it by itself."""
    layers = _layers(segment, segment.stack.frames - segment.sound_trails - 1)
    named = [one.clip.media.card for one in layers if isinstance(one, Shown) and isinstance(one.clip.media, CardMedia)]
    return TITLE in named and TITLE in theme.cards and theme.cards[TITLE].kind == "layered" and mentions(theme, TITLE, "picture")


def _texts(segment: Segment, frames: int) -> bool:
    """Say whether cards with a text may be seen in the last frames of a segment's picture."""
    end = segment.stack.frames - segment.sound_trails
    first = max(0, end - frames)
    regions = window(segment.stack, FrameRange(first, end - first))
    clips = (clip for region in regions for clip in _clips(region.layers))
    return any(isinstance(clip.media, CardMedia) and not clip.media.is_sheet for clip in clips)


def _clips(layers: Sequence[Layer]) -> Iterator[Clip]:
    for layer in layers:
        if isinstance(layer, Shown):
            yield layer.clip
        else:
            yield from _clips((*layer.outgoing, *layer.incoming))


def _layers(segment: Segment, frame: int) -> tuple[Layer, ...]:
    return next(iter(window(segment.stack, FrameRange(frame, 1)))).layers


def _is_cards(layers: Sequence[Layer]) -> bool:
    """Say whether a card is what lies lowest, on a plain colour if on anything: what lies over it changes nothing in that."""
    lowest = next((one for one in layers if not isinstance(one, Shown) or not isinstance(one.clip.media, ColourMedia)), None)
    return isinstance(lowest, Shown) and isinstance(lowest.clip.media, CardMedia)


def _lengths(wanted: Cover | Transition) -> tuple[int, int]:
    """Return the frames of the segment before and of the segment itself that are needed."""
    if isinstance(wanted, Transition):
        return wanted.frames, wanted.frames
    return wanted.before.frames if wanted.before else 0, wanted.after.frames if wanted.after else 0


def _short(wanted: Cover | Transition, before: Segment, segment: Segment) -> Segment | None:
    """Return the neighbour that is too short: half of each at most, so that what one has at both ends never meets."""
    sides = zip(_lengths(wanted), (before, segment), strict=True)
    return next((one for frames, one in sides if 2 * frames > one.stack.frames - one.sound_leads - one.sound_trails), None)
