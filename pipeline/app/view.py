"""A cut as JSON, for faces that draw it: segments, tracks, sounds and captions, each at its place in the episode. Pure.

Frames count from the episode's beginning; seconds are decimal numbers, for drawing only: nothing is computed from them again.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from pipeline.app.checking import Cut
from pipeline.app.snapshot import Snapshot
from pipeline.cards.model import Theme
from pipeline.faults import Where
from pipeline.media.faults import MediaFault
from pipeline.media.overlaid import OverlaidLibrary
from pipeline.plan.treated import treated_facts
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    FramesMedia,
    Media,
    SceneMedia,
    SoundClip,
    SoundPictureMedia,
    SourceMedia,
    StillMedia,
)
from pipeline.timeline.pace import AS_FILMED
from pipeline.timeline.programme import PlacedSegment, Programme
from pipeline.timeline.regions import place
from pipeline.timeline.scenes import BuiltinScene

Json = dict[str, object]

_STEPS, _MOST_STEPS = 16, 512
"""Points a second, and at most, by which a speed that changes is told: even between two, it is right to some milliseconds."""


def to_json(snapshot: Snapshot) -> Json | None:
    """Return the cut that a snapshot shows; None where it shows nothing."""
    if snapshot.cut is None:
        return None
    programme = Programme(snapshot.cut.timeline)
    timeline = programme.timeline
    return {
        "name": timeline.name,
        "title": timeline.title,
        "rate": [timeline.rate.numerator, timeline.rate.denominator],
        "frames": programme.frames,
        "is_whole": snapshot.is_whole,
        "left_out": [where_json(where) for where in snapshot.left_out],
        "segments": [_segment(placed, timeline.rate, snapshot, snapshot.cut) for placed in programme.segments],
    }


def where_json(where: Where | None) -> Json | None:
    """Return a place in a file."""
    if where is None:
        return None
    return {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def _segment(placed: PlacedSegment, rate: Fraction, snapshot: Snapshot, cut: Cut) -> Json:
    segment, stack = placed.segment, placed.segment.stack
    return {
        "name": segment.name,
        "kind": segment.kind,
        "title": segment.title,
        "first": placed.start,
        "frames": stack.frames,
        "transition": {"kind": segment.transition.kind, "frames": segment.transition.frames} if segment.transition else None,
        "sound_leads": segment.sound_leads,
        "sound_trails": segment.sound_trails,
        "where": where_json(snapshot.stale.get(segment.name) or segment.where),
        "is_stale": segment.name in snapshot.stale,
        "tracks": [
            {
                "name": track.name,
                "clips": [
                    {
                        "first": placed.start + one.range.start,
                        "frames": one.range.frames,
                        **_media(one.clip.media),
                        **_framing(one.clip, cut.library),
                        "where": where_json(one.clip.where),
                    }
                    for one in place(track)
                ],
            }
            for track in stack.picture
        ],
        "sounds": [_sound(sound, placed.start / rate, cut.theme) for sound in stack.sound],
        "captions": {
            language: [
                {
                    "first": placed.start + shown.start, "frames": shown.frames, "text": cue.text, "where": where_json(cue.where)
                }
                for cue in cues
                for shown in (cue.range(rate),)
            ]
            for language, cues in stack.cues.items()
        },
    }


def shown_path(path: str, theme: Theme) -> str:
    """Return how a file that is heard is named from the show folder; the theme's own as messages name it, wherever it lies."""
    own = next((one.path for one in theme.sounds.values() if str(one.path) == path), None)
    return path if own is None else f"templates/{own.parents[1].name}/{own.parent.name}/{own.name}"


def _sound(sound: SoundClip, begin: Fraction, theme: Theme) -> Json:
    return {
        "role": sound.role.value,
        "path": shown_path(str(sound.media.path), theme),
        "at": round(float(begin + sound.at), 4),
        "start": round(float(sound.start), 4),
        "seconds": round(float(sound.seconds), 4),
        "heard": _heard(sound),
        "gain_db": round(float(sound.gain_db), 2),
        "sync": round(float(sound.sync), 4) if isinstance(sound.sync, Fraction) else None,
        "fade_in": round(float(sound.fade_in), 4),
        "fade_out": round(float(sound.fade_out), 4),
        "where": where_json(sound.where),
    }


def _heard(sound: SoundClip) -> list[list[float]] | None:
    """Return which second of its file is heard at seconds of a sound, evenly between them; None where it is heard as it is.

    Where the second of the file stays the same, the picture stands, and nothing is heard.
    """
    if sound.pace == AS_FILMED and not sound.reverse:
        return None
    way = -1 if sound.reverse else 1
    moments = {Fraction(0), sound.seconds}
    for part in sound.pace.stretches():
        end = min(sound.seconds, part.end) if part.end is not None else sound.seconds
        steps = min(_MOST_STEPS, ceil((end - part.shown) * _STEPS)) if part.rises else 1
        moments |= {part.shown + (end - part.shown) * step / steps for step in range(steps + 1) if part.shown < end}
    file = sound.pace.file
    return [[round(float(at), 4), round(float(sound.start + way * file(at)), 4)] for at in sorted(moments)]


def _media(media: Media) -> Json:
    match media:
        case SourceMedia(path=path):
            return {"medium": "source", "path": str(path)}
        case StillMedia(path=path):
            return {"medium": "still", "path": str(path)}
        case FramesMedia(path=path):
            return {"medium": "frames", "path": str(path)}
        case SceneMedia(path=path):
            return {"medium": "scene", "path": str(path)}
        case BuiltinScene(name=name):
            return {"medium": "scene", "path": f"builtin/{name}"}
        case CardMedia(card=card):
            return {"medium": "card", "card": card, "text": _words(media)}
        case ColourMedia(colour=colour):
            return {"medium": "colour", "colour": colour}
        case SoundPictureMedia(sound=sound):
            return {"medium": "sound", "path": str(sound.path)}


def _words(media: CardMedia) -> str:
    """Return what a card says, in a line: its title, or its lines, or whom it names; nothing of one with none of them."""
    match media.fields:
        case {"title": str(title)} if title:
            return title
        case {"lines": tuple(lines)}:
            return " ".join(str(line) for line in lines)
        case {"before": str(before), "large": str(large), "after": str(after)}:
            return " ".join(part for part in (before, large, after) if part)
        case _:
            return ", ".join(media.people)


def _framing(clip: Clip, library: OverlaidLibrary) -> Json:
    """Return how a film or a still fills its box of the canvas, for who points at a place of it; nothing of any other clip."""
    media, place_ = clip.media, clip.placement
    if not isinstance(media, SourceMedia | StillMedia | FramesMedia):
        return {}
    try:
        found = library.last_info(media.path.numbered(media.first) if isinstance(media, FramesMedia) else media.path).video
    except MediaFault:
        return {}
    if found is None:
        return {}
    width, height = treated_facts(found, clip.treatment).display_size
    box, focus = place_.box, place_.focus
    return {
        "framing": {
            "fit": place_.fit.value,
            "move": place_.move,
            "box": [round(float(share), 6) for share in (box.x, box.y, box.width, box.height)],
            "focus": [round(float(share), 4) for share in focus],
            "shape": round(float(width / height), 6),
        }
    }
