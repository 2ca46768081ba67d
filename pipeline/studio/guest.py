"""What a guest sees of an episode: its picture, sound, segments and captions. No path, no line and no file is in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.studio.answers import Json

_WHOLE = (
    "episode", "title", "profile", "language", "languages", "width", "height", "gop", "rate", "frames", "is_whole", "init",
    "codec", "digest", "is_planned", "burns_captions",
)  # fmt: skip
_SPAN = ("first", "frames", "state", "blob")
_SOUND = ("state", "init", "codec", "samples")
_PIECE = ("first_sample", "samples", "blob", "is_mastered")
_SEGMENT = ("name", "kind", "title", "first", "frames", "is_stale")
_CAPTION = ("first", "frames", "text", "place")
_NOTE = ("key", "frame", "end", "moved", "by", "on", "is_guest", "text", "is_done", "done_by", "drawings", "replies")


def state_of(state: Json) -> Json:
    """Return of a state what a guest may know."""
    view = state.get("view")
    segments = view.get("segments") if isinstance(view, dict) else None
    return {
        **_kept(state, _WHOLE),
        "captions": _captions(state.get("captions")),
        "view": {
            "name": state["episode"], "title": state["title"], "rate": state["rate"], "frames": state["frames"],
            "is_whole": state["is_whole"], "left_out": [], "segments": [_segment(one) for one in _each(segments)],
        },
        "spans": [_kept(span, _SPAN) for span in _each(state["spans"])],
        "sound": _sound(state.get("sound")),
        "loudness": None, "peaks": {}, "syncs": [], "cost": None, "diagnostics": [], "marks": [],
    }  # fmt: skip


def event_of(event: str, value: Json) -> Json | None:
    """Return of an event what a guest may know; None for one that is none of theirs."""
    match event:
        case "state":
            return state_of(value)
        case "span":
            return _kept(value, ("index", "digest", *_SPAN))
        case "sound":
            return {"digest": value["digest"], "sound": _sound(value.get("sound")), "loudness": None, "peaks": {}, "syncs": []}
        case "still":
            return _kept(value, ("frame", "blob", "digest"))
        case "notes":
            return _kept(value, ("episode",))
        case _:
            return None


def notes_of(told: Json) -> Json:
    """Return of the notes on an episode what a guest may know."""
    return {
        "episode": told["episode"], "diagnostics": [],
        "notes": [{**_kept(note, _NOTE), "path": "", "line": 0} for note in _each(told["notes"])],
    }  # fmt: skip


def blobs_of(value: object) -> Iterator[str]:
    """Yield the digests of all blobs that are named in what a guest is told."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("blob", "init") and isinstance(inner, str):
                yield inner
            else:
                yield from blobs_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from blobs_of(inner)


def _segment(segment: Json) -> Json:
    return {
        **_kept(segment, _SEGMENT), "transition": None, "where": None, "tracks": [], "sounds": [],
        "captions": _captions(segment["captions"]),
    }  # fmt: skip


def _captions(found: object) -> Json:
    shown = found.items() if isinstance(found, dict) else ()
    return {language: [_kept(cue, _CAPTION) for cue in _each(cues)] for language, cues in shown}


def _sound(sound: object) -> Json | None:
    if not isinstance(sound, dict):
        return None
    return {**_kept(sound, _SOUND), "pieces": [_kept(piece, _PIECE) for piece in _each(sound.get("pieces"))]}


def _kept(value: Json, names: tuple[str, ...]) -> Json:
    return {name: value[name] for name in names if name in value}


def _each(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
