"""Give cards what they show of the rest of the episode: its pieces, and frames of them. Pure.

A card gets only what its template has a word for: what it does not ask for changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from pipeline.cards.fields import PIECES
from pipeline.cards.slots import known
from pipeline.people import FieldValue
from pipeline.segments import verse_layout
from pipeline.segments.verse_layout import Step
from pipeline.timebase import frames_of, half_up
from pipeline.timeline.frames import STEP, beneath, frame_at, opened_at
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    Frame,
    FramesMedia,
    SceneMedia,
    Segment,
    SourceMedia,
    Stack,
    StillMedia,
    Track,
)
from pipeline.timeline.regions import Placed, place
from pipeline.values import dataclass

EARLY = Fraction(2)
"""Seconds into a piece at which it is looked at: phones shake before, and a trim of its end leaves that picture as it is."""

_APART = 5
"""Seconds: further pictures of a piece are taken multiples of these after the first, so that a small trim moves few of them."""

_NEAR = Fraction(1), Fraction(4)
"""Seconds before and after within which another frame does as well: one that costs less. Together no more than `_APART`."""

_UNDER = Fraction(1, 2), Fraction(1)
"""The same for what is under a line of a poem."""

T = TypeVar("T")

Asks = Callable[[str, str], bool]
"""Says whether the template of a card has a word."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A segment that is no card, its place among all segments, and what its kind is called."""

    segment: Segment
    place: int
    label: str

    def entry(self, picture: str) -> Mapping[str, FieldValue]:
        """Return what a card sees of it."""
        return {"title": self.segment.title, "kind": self.segment.kind, "label": self.label, "picture": picture}


def filled(segments: Sequence[Segment], labels: Mapping[str, str], asks: Asks, rate: Fraction) -> list[Segment]:
    """Return segments whose cards have what they ask for; `labels` names the pieces and says what their kinds are called."""
    pieces = [_Piece(one, place, labels[one.name]) for place, one in enumerate(segments) if one.name in labels]
    return [_Filler(segment, place, pieces, asks, rate).segment() for place, segment in enumerate(segments)]


@dataclass(frozen=True, slots=True)
class _Filler:
    """What fills the cards of a segment, the one at `place` of all."""

    of: Segment
    place: int
    pieces: Sequence[_Piece]
    asks: Asks
    rate: Fraction

    def segment(self) -> Segment:
        """Return the segment with its cards filled; the same one where none asks for anything."""
        tracks = tuple(self._track(track) for track in self.of.stack.picture)
        if all(new is old for new, old in zip(tracks, self.of.stack.picture, strict=True)):
            return self.of
        return replace(self.of, stack=replace(self.of.stack, picture=tracks))

    def _track(self, track: Track) -> Track:
        shown, steps = iter(place(track)), verse_layout.steps(track)
        items = tuple(self._clip(next(shown), steps) if isinstance(item, Clip) else item for item in track.items)
        return track if all(new is old for new, old in zip(items, track.items, strict=True)) else replace(track, items=items)

    def _clip(self, shown: Placed, steps: Mapping[int, Step]) -> Clip:
        clip, media = shown.clip, shown.clip.media
        if not isinstance(media, CardMedia):
            return clip
        step = steps.get(shown.range.start) if media.card == verse_layout.STEPS else None
        fields, pictures = self._given(media) if step is None else self._stepped(shown, step)
        if not fields and not pictures:
            return clip
        return replace(clip, media=replace(media, fields={**media.fields, **fields}, pictures=pictures))

    def _stepped(self, shown: Placed, step: Step) -> tuple[Mapping[str, FieldValue], Mapping[str, Frame]]:
        """Return what a line of a poem has of those before it, and the pictures that each of these lay on when it came."""
        card = verse_layout.STEPS
        fields = step.fields if self.asks(card, "said") else {}
        if not self.asks(card, "tone"):
            return fields, {}
        places = {"under": verse_layout.looked_at(shown)}
        places |= {name: at for name, at, text in (("said", step.said_at, step.said), ("gone", step.gone_at, step.gone)) if text}
        found = ((name, beneath(self.of.stack, at, self.rate, _UNDER)) for name, at in places.items())
        return fields, {name: frame for name, frame in found if frame}

    def _given(self, media: CardMedia) -> tuple[Mapping[str, FieldValue], Mapping[str, Frame]]:
        card = media.card
        fields: dict[str, FieldValue] = {}
        pictures: dict[str, Frame] = {}
        shows = bool(known(card)) and (self.asks(card, "picture") or self.asks(card, "pictures"))
        if card in ("lower_third", "name_tag") and self.asks(card, "kind"):
            fields["kind"] = self.of.kind
        if card == "interstitial" and self.asks(card, "kinds"):
            fields["kinds"] = tuple(piece.segment.kind for piece in self.pieces)
            fields["number"] = next((n for n, piece in enumerate(self.pieces, 1) if piece.place == self.place + 1), 0)
        if card == "interstitial" and self.asks(card, "seed") and (seed := self._seed()):
            fields["seed"] = seed
        if card in PIECES:
            if self.asks(card, "pieces"):
                entries, found = self._entries(card, shows=shows)
                fields["pieces"], pictures = entries, dict(found)
        elif card == "credits_page":
            if shows:
                fields["sections"], pictures = self._sections(media.fields["sections"])
        elif shows:
            frame = self._beside() if card == "quote" else self._first(is_opened=True)
            pictures = {known(card)[0]: frame} if frame else {}
            if frame and "begin" in known(card) and self.asks(card, "begin"):
                pictures["begin"] = replace(self._first() or frame, later=())
        return fields, pictures

    def _first(self, *, is_opened: bool = False) -> Frame | None:
        """Return the first frame that is seen of the piece that comes next: its sound may have begun before.

        Of a mosaic that is to be opened, the first in which most are seen who are seen within its first seconds.
        """
        after = next((piece.segment for piece in self.pieces if piece.place > self.place), None)
        if after is None:
            return None
        at = opened_at(after.stack, after.sound_leads, self.rate) if is_opened else after.sound_leads
        return frame_at(after.stack, at, self.rate)

    def _seed(self) -> str:
        """Return a text that is a piece's own, whatever it is called: the film that it begins with; empty where that is none.

        With the minute in it, so that a trim tears hardly any paper anew, and pieces of one long film are torn otherwise.
        """
        frame = self._first()
        return next((f"{content} {start // 60}" for content, start, _ in _content(frame)), "") if frame else ""

    def _beside(self) -> Frame | None:
        """Return where whoever is quoted is seen, in the nearest piece; else the piece around, after or before the quote."""
        near = sorted(self.pieces, key=lambda piece: (abs(piece.place - self.place), -piece.place))
        quoted = {key for made in self.of.contributions if made.medium == "text" for key in made.people}
        for piece in near:
            for made in piece.segment.contributions:
                if made.medium == "picture" and quoted & set(made.people):
                    begin = made.range.start + _into(made.range.frames, self.rate)
                    if frame := frame_at(piece.segment.stack, begin, self.rate, _NEAR):
                        return frame
        return next((frame for piece in near if (frame := self._early(piece))), None)

    def _sections(self, sections: FieldValue) -> tuple[tuple[FieldValue, ...], dict[str, Frame]]:
        """Return the sections of a page of credits, each of a piece with the name of its picture, and these pictures."""
        told: list[FieldValue] = []
        pictures: dict[str, Frame] = {}
        names = iter(known("credits_page"))
        for section in sections:  # type: ignore[union-attr]
            assert isinstance(section, Mapping)
            headed = [piece for piece in self.pieces if section["kind"] and piece.segment.title == section["heading"]]
            frame = next((frame for piece in headed if (frame := self._early(piece))), None)
            name = next(names, "") if frame else ""
            if frame and name:
                pictures[name] = frame
            told.append({**section, "picture": name})
        return tuple(told), pictures

    def _early(self, piece: _Piece) -> Frame | None:
        return _early(piece.segment, self.rate)

    def _entries(self, card: str, *, shows: bool) -> tuple[tuple[FieldValue, ...], Iterator[tuple[str, Frame]]]:
        """Return the pieces that a card shows, and their pictures by name.

        Those shown are spread evenly over the episode. The end has nothing but pictures: where there are few pieces, it has
        several of each; their order is that of their files' bytes, so that it stays as it is when segments are moved.
        """
        most = PIECES[card]
        found = [(piece, self._early(piece) if shows else None) for piece in self.pieces]
        if card == "end" and shows:
            seen = sorted(((piece, frame) for piece, frame in found if frame), key=lambda one: tuple(_content(one[1])))
            several = [piece for piece, _ in seen]
            found = _filling(several, lambda piece, share: _several(piece.segment, share, self.rate), most)
        chosen = _spread(found, most)
        named = [(f"piece-{number}", piece, frame) for number, (piece, frame) in enumerate(chosen, 1)]
        entries = tuple(piece.entry(name if frame else "") for name, piece, frame in named)
        return entries, ((name, frame) for name, _, frame in named if frame)

def _content(frame: Frame) -> Iterator[tuple[str, Fraction, int]]:
    """Yield what a frame shows by the bytes of its files and where in each: the same wherever its piece stands."""
    for clip, offset in frame.layers:
        match clip.media:
            case SourceMedia(digest=digest) | StillMedia(digest=digest) | SceneMedia(digest=digest):
                yield digest, clip.start, offset
            case FramesMedia(digests=digests):
                yield digests[0], clip.start, offset
            case _:  # what is no footage is the same in all
                pass


def of_season(cuts: Sequence[tuple[Sequence[Segment], Fraction]], most: int) -> list[tuple[int, Segment, Frame]]:
    """Return frames of the pieces of several cuts, each with its frames a second: the place of the cut, the piece, the frame.

    Of many pieces there are `most`, spread evenly over all; where there are few, several moments of each.
    """
    pieces = [(place, one) for place, (segments, _) in enumerate(cuts) for one in segments if one.is_piece]
    seen = _spread([(place, one) for place, one in pieces if _early(one, cuts[place][1])], most)
    found = _filling(seen, lambda piece, share: _several(piece[1], share, cuts[piece[0]][1]), most)
    return [(*piece, frame) for piece, frame in found if frame]


def _spread(found: Sequence[T], most: int) -> Sequence[T]:
    return [found[place * len(found) // most] for place in range(most)] if len(found) > most else found


def _filling(pieces: Sequence[T], several: Callable[[T, int], Iterator[Frame]], most: int) -> list[tuple[T, Frame | None]]:
    """Return pieces with up to `most` frames of them all, of each its share."""
    shares = [(place + 1) * most // len(pieces) - place * most // len(pieces) for place in range(len(pieces))]
    return [(piece, frame) for piece, share in zip(pieces, shares, strict=True) for frame in several(piece, share)]


def _early(segment: Segment, rate: Fraction) -> Frame | None:
    return frame_at(segment.stack, _begin(segment.stack, rate), rate, _NEAR)


def _begin(stack: Stack, rate: Fraction) -> int:
    """Return the frame of a piece that is looked at, once all players of a mosaic are seen."""
    clips = [placed for track in stack.picture for placed in place(track)]
    opened = (one.range.start + one.clip.opening.after + one.clip.opening.frames for one in clips if one.clip.opening)
    last = max(opened, default=0)
    return max(_into(stack.frames, rate), last if last < stack.frames else 0)


def _into(frames: int, rate: Fraction) -> int:
    """Return which of so many frames is looked at: two seconds in, or about the middle of what is short, by half seconds."""
    half = frames_of(STEP, rate)
    return min(frames_of(EARLY, rate), frames // 2 // half * half)


def _several(segment: Segment, count: int, rate: Fraction) -> Iterator[Frame]:
    """Yield up to `count` frames of a piece, in order, no two of the same moment."""
    stack, apart = segment.stack, frames_of(Fraction(_APART), rate)
    early = _begin(stack, rate)
    spread = (Fraction(stack.frames * number, count) for number in range(1, count))
    steps = (half_up((place - early) / apart) * apart for place in spread)
    places = (early, *(early + step for step in steps if 0 < step < stack.frames - early))
    for number in dict.fromkeys(places) if count else ():
        if frame := frame_at(stack, number, rate, _NEAR):
            yield frame
