"""A programme -> the sheet of its lanes: every segment at its place, its tracks one above the other. Pure.

A join lies in the middle of the frames that it blends, half of them before the cut and half after it, as editing programs have
it; the pieces on its sides end and begin at the cut, and go on in their files: these are its handles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import floor

from pipeline.faults import Where
from pipeline.ffmpeg.source import EARLY
from pipeline.interchange import undone
from pipeline.interchange.sheet import Join, Lane, Piece, Sheet, Source
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.people import Credit, FieldValue
from pipeline.timebase import SAMPLE_RATE, FrameRange, clock, half_up, sample_of
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    FramesMedia,
    Gap,
    Media,
    SceneMedia,
    SoundClip,
    SoundPictureMedia,
    SoundRole,
    SourceMedia,
    Stack,
    StillMedia,
    Track,
    Transition,
)
from pipeline.timeline.pace import AS_FILMED, Pace
from pipeline.timeline.programme import PlacedSegment, Programme
from pipeline.timeline.scenes import BuiltinScene
from pipeline.timeline.sound_treatment import AS_RECORDED
from pipeline.timeline.treatment import AS_IT_IS
from pipeline.values import dataclass

Infos = Callable[[MediaPath], MediaInfo | None]
"""Gives the facts of a media file; None where they are not known."""

Takes = Mapping[tuple[str, int], LinedUp]
"""Where takes stand that were lined up by their sound, by their segment and number among its sounds."""

_SOUNDS = {SoundRole.VOICE: "Voices", SoundRole.NAT: "Sound of films", SoundRole.STEM: "Takes", SoundRole.BED: "Beds"}


_NAMES = ("title", "text", "name", "headline", "lines", "people")
"""Fields by which a card is called, where it has one of them; or else it is called as its segment."""


def first_frame(start: Fraction, early: Fraction, media_rate: Fraction) -> int:
    """Return the frame of a film that is seen first of what begins at second `start` of it: up to `early` seconds too early."""
    return floor((start + early) * media_rate)


def moments(frame: int, early: Fraction, media_rate: Fraction) -> tuple[Fraction, Fraction]:
    """Return from which second of a film on, and before which, its frame `frame` is the one that is seen first."""
    return frame / media_rate - early, (frame + 1) / media_rate - early


def laid(programme: Programme, infos: Infos, takes: Takes) -> Sheet:
    """Return the sheet of a programme."""
    timeline = programme.timeline
    windows = tuple(_windows(programme))
    pictures: dict[int, list[Piece]] = {0: []}
    names: dict[int, str] = {}
    joins: list[Join] = []
    for placed, seen in zip(programme.segments, windows, strict=True):
        for number, track in enumerate(_laid(placed.segment.stack)):
            pieces, inner = _picture(placed, number, track, seen, infos, programme.rate)
            pictures.setdefault(number, []).extend(pieces)
            names.setdefault(number, track.name)
            joins += inner if number == 0 else ()
        transition = placed.segment.transition
        if transition is not None and seen.start:
            joins.append(_join(transition, seen.start))
    rate = programme.rate
    cut, *above = (
        Lane("Picture" if number == 0 else f"Over it {number}: {names[number]}", "picture", rate, tuple(pictures[number]))
        for number in sorted(pictures)
    )
    sounds = _sounds(programme, infos, takes, cut.pieces)
    joined = replace(cut, joins=tuple(sorted(joins, key=lambda join: join.at)))
    names_ = tuple(placed.segment.name for placed in programme.segments)
    untold = (*_untold(programme), *_held((joined, *above), rate))
    return Sheet(timeline.name, timeline.title, rate, names_, (joined, *above, *sounds), (), untold)


# ---------------------------------------------------------------------------------------------- pictures


def _laid(stack: Stack) -> tuple[Track, ...]:
    """Return the tracks of a stack; without the plain ground that lies below films beside each other: they are what is cut."""
    tracks = stack.picture
    is_ground = len(tracks) > 1 and tracks[0].name == "behind" and tracks[1].name in ("picture", "background")
    return tracks[1:] if is_ground else tracks


def _windows(programme: Programme) -> Iterator[FrameRange]:
    """Yield the frames of the programme between the cuts around each segment: a cut is in the middle of a transition."""
    cuts: list[int] = []
    for placed in programme.segments:
        blended = placed.segment.transition.frames if placed.segment.transition is not None and cuts else 0
        cuts.append(placed.seen.start + blended // 2)
    for start, end in pairwise((*cuts, programme.frames)):
        yield FrameRange(start, max(0, end - start))


def _join(transition: Transition, at: int) -> Join:
    before = transition.frames // 2
    return Join(transition.kind, at, before, transition.frames - before)


@dataclass(frozen=True, slots=True)
class _Run:
    """A clip of a track from cut to cut, in frames of its segment; `skipped` frames of it lie before its first cut."""

    clip: Clip
    number: int
    range: FrameRange
    skipped: int


def _runs(track: Track) -> tuple[list[_Run], list[tuple[Transition, int]]]:
    """Return the clips of a track between its cuts, and its transitions with the frames of their cuts."""
    runs: list[_Run] = []
    found: list[tuple[Transition, int]] = []
    at = skipped = number = 0
    for item, follows in zip(track.items, (*track.items[1:], None), strict=True):
        match item:
            case Gap():
                at += item.frames
            case Transition():
                before = item.frames // 2
                found.append((item, at - item.frames + before))
                at, skipped = at - item.frames, before
            case Clip():
                given = follows.frames - follows.frames // 2 if isinstance(follows, Transition) else 0
                runs.append(_Run(item, number, FrameRange(at + skipped, max(0, item.frames - skipped - given)), skipped))
                at, skipped, number = at + item.frames, 0, number + 1
    return runs, found


def _picture(
    placed: PlacedSegment, number: int, track: Track, seen: FrameRange, infos: Infos, rate: Fraction
) -> tuple[list[Piece], list[Join]]:
    runs, transitions = _runs(track)
    pieces = []
    for run in runs:
        shown = run.range.shifted(placed.start).overlap(seen)
        if shown is None:
            continue
        skipped = run.skipped + shown.start - placed.start - run.range.start
        source = _source(run.clip.media, run.clip, infos, rate)
        pace, shows = run.clip.pace, skipped / rate
        lead, speed = pace.file(shows), _mean(pace, shows, shown.frames / rate)
        start = run.clip.start + (-run.clip.reverse if run.clip.reverse else lead)
        # Where the speed changes on the way, it would change with each trim, were it reckoned with.
        early = EARLY / rate * (speed if pace.is_even else 1)
        first = first_frame(start, early, source.rate) if source.kind in ("film", "frames") else skipped
        pieces.append(
            Piece(
                f"{placed.segment.name}/{number}/{run.number}", placed.segment.name, _name(run.clip.media, placed), shown.start,
                shown.frames, source, max(0, first), lead, speed, early, where=run.clip.where, undone=undone.of_picture(run.clip),
            )
        )  # fmt: skip
    joins = [_join(one, at + placed.start) for one, at in transitions if seen.start < at + placed.start < seen.end]
    return pieces, joins


def _mean(pace: Pace, begin: Fraction, seconds: Fraction) -> Fraction:
    """Return how fast a file passes in so many seconds of a clip from one on; 1 where its picture stands all the while."""
    passed = pace.file(begin + seconds) - pace.file(begin)
    return passed / seconds if seconds and passed and pace != AS_FILMED else Fraction(1)


def _name(media: Media, placed: PlacedSegment) -> str:
    match media:
        case CardMedia():
            said = (media.fields.get(name) for name in _NAMES)
            return next((text for one in said if (text := _text(one))), placed.segment.title or media.card)
        case ColourMedia():
            return media.colour
        case SoundPictureMedia():
            return media.style
        case BuiltinScene():
            return media.name
        case _:
            return media.path.name.rpartition("/")[2]


def _source(media: Media, clip: Clip, infos: Infos, rate: Fraction) -> Source:
    match media:
        case SourceMedia():
            return _film(media, clip, infos, rate)
        case StillMedia():
            return Source("still", str(media.path), rate, clip.frames, media.digest)
        case FramesMedia():
            return Source("frames", str(media.path), media.rate, len(media.digests), first=media.first)
        case SceneMedia():
            return Source("made", str(media.path), rate, clip.frames, media.digest, maker="scene")
        case BuiltinScene():
            return Source("made", "", rate, clip.frames, maker=f"scene {media.name}", texts=dict(media.told()))
        case ColourMedia():
            return Source("made", "", rate, clip.frames, maker="colour", texts={"colour": media.colour})
        case CardMedia():
            return Source("made", "", rate, clip.frames, maker=f"card {media.card}", texts=dict(_texts(media.fields)))
        case SoundPictureMedia():
            return Source("made", str(media.sound.path), rate, clip.frames, media.sound.digest, maker=media.style)


def _film(media: SourceMedia, clip: Clip, infos: Infos, rate: Fraction) -> Source:
    info = infos(media.path)
    video = info.video if info is not None else None
    if video is None:
        return Source("film", str(media.path), rate, half_up(clip.start * rate) + clip.frames, media.digest)
    return Source("film", str(media.path), video.rate, max(1, floor((video.first + video.duration) * video.rate)), media.digest)


def _texts(fields: Mapping[str, FieldValue]) -> Iterator[tuple[str, str]]:
    """Yield the texts of a card that are not empty, each in one line."""
    for name, value in fields.items():
        if text := _text(value):
            yield name, text


def _text(value: FieldValue) -> str:
    match value:
        case None:
            return ""
        case str() | int():
            return str(value)
        case Credit():
            return value.name
        case Mapping():
            return ", ".join(text for one in value.values() if (text := _text(one)))
        case _:
            return ", ".join(text for one in value if (text := _text(one)))


# ---------------------------------------------------------------------------------------------- sounds


def _sounds(programme: Programme, infos: Infos, takes: Takes, pictures: Sequence[Piece]) -> Iterator[Lane]:
    """Yield the lanes of what is heard, by what it is: as many of each as sound at once."""
    of_pictures = {piece.where for piece in pictures if piece.where is not None}
    found: dict[SoundRole, list[Piece]] = {}
    for placed in programme.segments:
        for number, clip in enumerate(placed.segment.stack.sound):
            lined_up = takes.get((placed.segment.name, number))
            found.setdefault(clip.role, []).extend(_heard(placed, number, clip, infos, programme.rate, lined_up, of_pictures))
    for role, name in _SOUNDS.items():
        for number, pieces in enumerate(_apart(found.get(role, ())), 1):
            yield Lane(f"{name} {number}", "sound", Fraction(SAMPLE_RATE), pieces)


def _heard(
    placed: PlacedSegment, number: int, clip: SoundClip, infos: Infos, rate: Fraction, lined_up: LinedUp | None,
    of_pictures: set[Where],
) -> Iterator[Piece]:  # fmt: skip
    info = infos(clip.media.path)
    track = info.sound if info is not None else None
    own = Fraction(track.sample_rate) if track is not None else Fraction(SAMPLE_RATE)
    whole = half_up((track.first + track.duration) * own) if track is not None else 0
    source = Source("sound", str(clip.media.path), own, whole, clip.media.digest)
    at, start, seconds = clip.at + (clip.sync if isinstance(clip.sync, Fraction) else 0), clip.start, clip.seconds
    start -= clip.pace.file(seconds) if clip.reverse else 0  # as its picture, it is in there forwards
    if lined_up is not None:
        at = lined_up.scale * start + lined_up.later
    start, seconds, at = (start - at, seconds + at, Fraction(0)) if at < 0 else (start, seconds, at)
    is_cut = clip.at < 0 or at + seconds > placed.range.frames / rate + Fraction(1, SAMPLE_RATE)
    until = min(at + seconds, placed.range.frames / rate)
    period = whole / own - start if clip.loop and whole else until - at
    again = 0
    while at < until and period > 0:
        end = min(at + period, until)
        first = sample_of(placed.start, rate)
        begin, over = first + half_up(at * SAMPLE_RATE), first + half_up(end * SAMPLE_RATE)
        is_own = clip.where is not None and clip.where not in of_pictures and not (clip.loop or is_cut)
        yield Piece(
            f"{placed.segment.name}/sound/{number}{f'/{again}' if again else ''}", placed.segment.name,
            clip.media.path.name.rpartition("/")[2], begin, over - begin, source, half_up(start * own),
            speed=_mean(clip.pace, Fraction(0), end - at),
            is_own=is_own, is_muted=clip.mute, where=clip.where, more=_levels(clip), undone=undone.of_sound(clip),
        )  # fmt: skip
        at, again = end, again + 1


def _levels(clip: SoundClip) -> dict[str, str]:
    said = {"role": clip.role.value, "gain_db": str(float(clip.gain_db)), "pan": str(float(clip.pan))}
    if clip.fade_in or clip.fade_out:
        said |= {"fade_in": str(float(clip.fade_in)), "fade_out": str(float(clip.fade_out))}
    return said | ({"sync": "auto"} if clip.sync == "auto" else {})


def _apart(pieces: Iterable[Piece]) -> list[tuple[Piece, ...]]:
    """Return pieces on as many lanes as they need so that none lies over another."""
    lanes: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.at):
        if not piece.length:
            continue
        free = next((lane for lane in lanes if lane[-1].end <= piece.at), None)
        if free is None:
            lanes.append([piece])
        else:
            free.append(piece)
    return [tuple(lane) for lane in lanes]


def _held(lanes: Sequence[Lane], rate: Fraction) -> Iterator[str]:
    """Yield which pieces go on after their files have ended, in words."""
    films = [piece for lane in lanes for piece in lane.pieces if piece.source.kind in ("film", "frames")]
    for piece in films:
        left = piece.length / rate - (piece.source.frames - piece.first) / piece.source.rate / piece.speed
        if left * rate > 1:
            yield f"{piece.name} of {piece.segment} ends {clock(left)} before its picture goes: its last one is held until then"


def _untold(programme: Programme) -> Iterator[str]:
    """Yield what of a programme is on no lane, in words."""
    segments = [placed.segment for placed in programme.segments]
    if any(one.cover is not None for one in segments):
        yield "cards that lie over cuts are on no track: the theme puts them there when the episode is built"
    if any(one.passage is not None or one.ahead is not None for one in segments):
        yield "what the theme lets sound over cuts is on no track"
    films = [item for one in segments for track in one.stack.picture for item in track.items if isinstance(item, Clip)]
    if any(clip.reverse for clip in films):
        yield "what is shown backwards is in it forwards: turn it around there"
    if any(clip.treatment != AS_IT_IS for clip in films):
        yield "pictures are in it as they were filmed: what is done to them (`crop`, `exposure`, ...) is done when it is built"
    if any(clip.treatment != AS_RECORDED for one in segments for clip in one.stack.sound):
        yield "sounds are in it as they were recorded: what is done to them (`denoise`, `eq`, ...) is done when it is built"
    if any(not clip.pace.is_even for clip in films):
        yield "speeds that change on the way are not in it: there each such clip has its mean speed throughout"
    if any(one.stack.cues for one in segments):
        yield "captions are on no track: they are files beside the film"
    if programme.timeline.voices:
        yield "dubs and audio description are on no track: they lie over the whole film, and begin with it"
