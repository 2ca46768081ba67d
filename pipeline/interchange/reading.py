"""An OpenTimelineIO document -> what was edited, by the library; what it holds of other programs is passed over."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.interchange.edited import Edited, EditedJoin, EditedLane, EditedMark, EditedPiece
from pipeline.interchange.library import exact, otio
from pipeline.interchange.sheet import Kind
from pipeline.interchange.writing import OWN, VERSION
from pipeline.timebase import SAMPLE_RATE, half_up, timecode

LARGEST = 64 * 1024 * 1024
"""Bytes of a document: a clip takes about 1,500."""
DEEPEST = 400
"""Brackets of a document within each other: those of ours are a dozen, and some for each clip that is made of clips."""
FARTHEST = 1_000_000
"""Seconds that a time of a document may be: more than eleven days are no cut, but numbers that went astray."""
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_EXPORT = "export it as OpenTimelineIO (.otio), as `together export` writes it"


def read(content: bytes, path: str, rate: Fraction) -> Edited:
    """Read a document, which messages call `path`, in frames of an episode of `rate`. Raises InputFault, EnvironmentFault."""
    library: Any = otio()
    if len(content) > LARGEST:
        raise _fault(path, f"this is larger than the {LARGEST:,} bytes that are read")
    try:
        text = content.decode("utf-8-sig")
        if _depth(content) > DEEPEST:  # the library's parser would run out of stack, and the process would end
            raise ValueError(f"its brackets are more than {DEEPEST} deep")
        timeline = library.adapters.read_from_string(text, "otio_json")
    except Exception as fault:  # noqa: BLE001  (the library raises what its parts raise)
        lines = str(fault).splitlines()
        raise _fault(path, f"this is no OpenTimelineIO document: {lines[0] if lines else type(fault).__name__}") from None
    if not isinstance(timeline, library.schema.Timeline):
        raise _fault(path, f"this holds no timeline, but a {type(timeline).__name__}")
    if timeline.tracks is None:
        raise _fault(path, "this holds a timeline without tracks")
    said = _own(timeline)
    if "version" in said and said["version"] != str(VERSION):
        raise _fault(path, "this was exported by another version of `together`", "export the episode again")
    try:
        return _edited(library, rate, timeline)
    except _Astray as fault:
        raise _fault(path, str(fault), "make the edit anew in a timeline that `together export` writes") from None


class _Astray(ValueError):
    """A time of a document is none; its text names the clip or marker that has it."""


def _depth(content: bytes) -> int:
    """Return how many brackets of a JSON document stand within each other at most."""
    signs = (match[0] for match in _BRACKETS.finditer(content) if match[0][:1] != b'"')
    return max(accumulate((1 if sign in (b"[", b"{") else -1 for sign in signs), initial=0))


def _fault(path: str, message: str, hint: str = _EXPORT) -> InputFault:
    return InputFault((Diagnostic(Where(path), message, hint),))


def _own(thing: Any) -> dict[str, str]:
    """Return the texts and numbers that stand under `together`."""
    found = thing.metadata.get(OWN)
    if not isinstance(found, Mapping):
        return {}
    return {str(name): str(value) for name, value in found.items() if isinstance(value, str | int)}


_SAME = 1e-6
"""Part by which a speed that comes back may be another number than the one that was exported, and is the same."""


def _number(text: str) -> float | None:
    try:
        return float(Fraction(text))
    except (ValueError, ZeroDivisionError):
        return None


def _edited(library: Any, rate: Fraction, timeline: Any) -> Edited:
    """Return what a timeline says."""
    reader = _Reader(library, rate)
    lanes = tuple(reader.lanes(timeline.tracks))
    said = timeline.metadata.get(OWN) or {}
    rows = said.get("segments") if isinstance(said, Mapping) else None
    rows = rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ()
    states = tuple((str(row.get("name")), str(row.get("digest"))) for row in rows if isinstance(row, Mapping))
    marks = tuple(sorted(reader.marks, key=lambda mark: mark.at))
    return Edited(_own(timeline).get("episode", ""), states, lanes, marks, tuple(reader.told))


class _Reader:
    """What reads the parts of a timeline, and keeps sentences on those that cannot be read."""

    def __init__(self, library: Any, rate: Fraction) -> None:
        self._library, self._rate = library, rate
        self.told: list[str] = []
        self.marks: list[EditedMark] = []

    def lanes(self, tracks: Iterable[object]) -> Iterator[EditedLane]:
        """Yield what tracks say; markers on all of them are kept."""
        if getattr(tracks, "source_range", None) is not None:
            self.told.append("all tracks were trimmed together, which is not read: trim their clips")
        for track in tracks:
            if isinstance(track, self._library.schema.Track):
                yield self._lane(track)
            else:
                self.told.append("a clip lies beside the tracks, and is not read")
        for marker in getattr(tracks, "markers", ()):
            self._mark(marker, 0, Fraction(0))

    def _lane(self, track: Any) -> EditedLane:
        schema = self._library.schema
        kind: Kind = "picture" if track.kind == schema.TrackKind.Video else "sound"
        unit = self._rate if kind == "picture" else Fraction(SAMPLE_RATE)
        pieces: list[EditedPiece] = []
        joins: list[EditedJoin] = []
        at = 0
        if track.source_range is not None:
            self.told.append(f"the track {track.name!r} was trimmed as a whole, which is not read: trim its clips")
        for item in track:
            if isinstance(item, schema.Transition):
                joins.append(self._join(item, len(pieces)))
                continue
            named = f"{item.name or 'what stands'!r} at {timecode(half_up(at / unit * self._rate), self._rate)}"
            start, lasts = self._span(item, named)
            length = half_up(lasts * unit)
            if isinstance(item, schema.Clip):
                pieces.append(self._piece(item, at, length, start))
            elif not isinstance(item, schema.Gap):
                self.told.append(f"{named} is made of several clips, and is not read")
            if kind == "picture":
                for marker in item.markers:
                    self._mark(marker, at, start)
            at += length
        for marker in track.markers:
            self._mark(marker, 0, Fraction(0))
        return EditedLane(kind, tuple(pieces), tuple(joins))

    def _span(self, item: Any, named: str) -> tuple[Fraction, Fraction]:
        """Return from which second on, and for how many, an item of a track is shown. Raises _Astray."""
        try:
            range_ = item.trimmed_range()
        except self._library.exceptions.OTIOError:
            raise _Astray(f"{named} says neither where it begins nor how long it is") from None
        start, length = _seconds(range_.start_time, named), _seconds(range_.duration, named)
        if length < 0:
            raise _Astray(f"{named} lasts {float(length):g} seconds")
        return start, length

    def _piece(self, clip: Any, at: int, length: int, first: Fraction) -> EditedPiece:
        theirs = (effect for effect in clip.effects if not self._is_ours(effect, clip))
        effects = tuple(effect.effect_name or effect.name or effect.schema_name() for effect in theirs)
        if _own(clip).get("speed") and not clip.effects:
            effects = ("no other speed",)
        path = ""
        if isinstance(clip.media_reference, self._library.schema.ExternalReference):
            path = self._path(clip.media_reference.target_url or "")
        return EditedPiece(_own(clip).get("key", ""), clip.name, path, at, length, first, not clip.enabled, effects)

    def _is_ours(self, effect: Any, clip: Any) -> bool:
        """Say whether an effect is the speed that the clip was exported with."""
        said = _number(_own(clip).get("speed", ""))
        if said is None or not isinstance(effect, self._library.schema.LinearTimeWarp):
            return False
        return math.isclose(effect.time_scalar, said, rel_tol=_SAME)  # its last digits are not kept on all ways

    def _path(self, url: str) -> str:
        """Return the path of a file by its address; none for what is no address of a file."""
        try:
            return str(self._library.url_utils.filepath_from_url(url))
        except ValueError:
            return ""

    def _join(self, transition: Any, follows: int) -> EditedJoin:
        before, after = (
            half_up(_seconds(one, "a transition") * self._rate) for one in (transition.in_offset, transition.out_offset)
        )
        kind = _own(transition).get("kind") or ("dissolve" if transition.transition_type == "SMPTE_Dissolve" else "another")
        return EditedJoin(kind, before, after, follows)

    def _mark(self, marker: Any, at: int, start: Fraction) -> None:
        """Keep a marker of what begins at a frame of the timeline with second `start` of its own."""
        named = f"the marker {marker.name!r}"
        begin = at + half_up((_seconds(marker.marked_range.start_time, named) - start) * self._rate)
        length = max(1, half_up(_seconds(marker.marked_range.duration, named) * self._rate))
        colour = str(marker.color or "")
        self.marks.append(EditedMark(begin, length, marker.name, str(marker.comment or ""), colour, _own(marker)))


def _seconds(time: Any, named: str) -> Fraction:
    """Return a time in exact seconds: the float of its value at the rate that is meant by its other one.

    Raises _Astray, which calls what has the time as it is `named`, where it is no time.
    """
    if not (math.isfinite(time.value) and math.isfinite(time.rate) and time.rate > 0):
        raise _Astray(f"{named} has a time that is none: {time.value:g} at {time.rate:g} a second")
    found = Fraction(time.value) / exact(time.rate)
    if abs(found) > FARTHEST:
        raise _Astray(f"{named} has a time that is none: {float(found):g} seconds")
    return found
