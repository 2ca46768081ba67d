"""A sheet -> an OpenTimelineIO document, by its own library.

The times of a track are whole frames of the episode, those of its sounds whole samples at 48 kHz. A clip's source range begins at
a whole frame (or sample) of its file, at the file's own rate, and lasts as long as on the track, at the track's.
What only `together` knows stands as metadata under `together`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from pipeline.interchange.library import otio
from pipeline.interchange.sheet import Join, Lane, Mark, Piece, Sheet, Source
from pipeline.values import dataclass

VERSION = 1
"""Of what stands under `together`: what is renamed or removed is another version."""
OWN = "together"
CUSTOM = "Custom_Transition"
"""What the library calls a transition that is no dissolve."""
_PATTERN = re.compile(r"(?P<before>.*?)%0?(?P<width>\d*)d(?P<after>.*)")


@dataclass(frozen=True, slots=True)
class Written:
    """A document, and sentences on what of the cut it does not hold."""

    content: bytes
    untold: tuple[str, ...]


def document(sheet: Sheet, url: Callable[[str], str], manifest: str) -> Written:
    """Return a sheet of a `manifest` as an `.otio` document. `url` gives the address of a file, named from the show folder."""
    writer = TimelineWriter(url)
    writer.say({
        "version": VERSION,
        "episode": sheet.name,
        "manifest": manifest,
        "rate": str(sheet.rate),
        "segments": [{"name": name, "digest": state} for name, state in sheet.states],
        **({"untold": list(sheet.untold)} if sheet.untold else {}),
    })  # fmt: skip
    return Written(writer.written(sheet, "otio_json", indent=2), sheet.untold)


class TimelineWriter:
    """What turns sheets into documents of the library. `url` gives the address of a file that is named from the show folder.

    What `holds_own` has metadata of ours, and markers on the whole; formats that keep none have them on the clips of the cut.
    """

    def __init__(self, url: Callable[[str], str], *, holds_own: bool = True) -> None:
        self._library: Any = otio()
        self._url, self._holds_own = url, holds_own
        self._said: dict[str, object] = {}

    def say(self, more: dict[str, object]) -> None:
        """Let documents say more of the whole."""
        self._said |= more

    def written(self, sheet: Sheet, adapter: str, **options: object) -> bytes:
        """Return a sheet as an adapter of the library writes it, with a line feed at its end."""
        text: str = self._library.adapters.write_to_string(self._timeline(sheet), adapter, **options)
        return f"{text.rstrip()}\n".encode()

    def _timeline(self, sheet: Sheet) -> object:
        schema = self._library.schema
        timeline = schema.Timeline(sheet.title or sheet.name, global_start_time=self._time(0, sheet.rate))
        for lane in sheet.lanes:
            timeline.tracks.append(self._track(lane))
        for mark in sheet.marks:
            self._holder(timeline, sheet, mark).markers.append(self._marker(mark, sheet.rate))
        self._own(timeline, self._said)
        return timeline

    def _holder(self, timeline: Any, sheet: Sheet, mark: Mark) -> Any:
        """Return what a mark stands on."""
        if self._holds_own:
            return timeline.tracks
        clips = zip(sheet.cut.pieces, timeline.tracks[0].find_clips(), strict=True)
        return next((clip for piece, clip in clips if mark.at < piece.end), timeline.tracks)

    def _own(self, thing: Any, said: dict[str, object]) -> None:
        if self._holds_own and said:
            thing.metadata[OWN] = said

    def _time(self, value: int, rate: Fraction) -> object:
        return self._library.opentime.RationalTime(value, float(rate))

    def _span(self, first: int, rate: Fraction, length: int, length_rate: Fraction) -> object:
        return self._library.opentime.TimeRange(self._time(first, rate), self._time(length, length_rate))

    # ------------------------------------------------------------------------------------------ tracks

    def _track(self, lane: Lane) -> object:
        schema = self._library.schema
        kind = schema.TrackKind.Video if lane.kind == "picture" else schema.TrackKind.Audio
        track = schema.Track(lane.name, kind=kind)
        joins = {join.at: join for join in lane.joins}
        at = 0
        for piece in lane.pieces:
            if piece.at > at:
                track.append(schema.Gap(source_range=self._span(0, lane.rate, piece.at - at, lane.rate)))
            if piece.at in joins and piece.at == at and at:
                track.append(self._transition(joins[piece.at], lane.rate))
            track.append(self._clip(piece, lane))
            at = piece.end
        return track

    def _transition(self, join: Join, rate: Fraction) -> object:
        schema = self._library.schema
        kind = schema.TransitionTypes.SMPTE_Dissolve if join.kind == "dissolve" else CUSTOM
        made = schema.Transition(join.kind, kind, self._time(join.before, rate), self._time(join.after, rate))
        self._own(made, {"kind": join.kind})
        return made

    def _clip(self, piece: Piece, lane: Lane) -> object:
        source = piece.source
        made = self._library.schema.Clip(
            piece.name, self._reference(source), self._span(piece.first, source.rate, piece.length, lane.rate)
        )
        made.enabled = not piece.is_muted
        said: dict[str, object] = {"key": piece.key, "segment": piece.segment, **piece.more}
        if piece.speed != 1:
            made.effects.append(self._library.schema.LinearTimeWarp("speed", time_scalar=float(piece.speed)))
            said["speed"] = str(piece.speed)
        if piece.where is not None:
            said["line"] = str(piece.where)
        if source.digest:
            said["sha256"] = source.digest
        if piece.undone:
            said["undone"] = list(piece.undone)
        self._own(made, said)
        if not self._holds_own and "reel" in piece.more:
            made.metadata["cmx_3600"] = {"reel": piece.more["reel"], "comments": list(piece.undone)}
        return made

    def _reference(self, source: Source) -> object:
        schema = self._library.schema
        whole = self._span(0, source.rate, max(1, source.frames), source.rate)
        if source.kind == "made":
            texts = dict(source.texts)
            if source.path:
                texts["file"] = source.path
            return schema.GeneratorReference(source.maker, source.maker.partition(" ")[0], whole, texts)
        if source.kind == "frames" and (pattern := _PATTERN.fullmatch(source.path.rpartition("/")[2])):
            return schema.ImageSequenceReference(
                target_url_base=f"{self._url(source.path.rpartition('/')[0])}/",
                name_prefix=pattern["before"].replace("%%", "%"),
                name_suffix=pattern["after"].replace("%%", "%"),
                start_frame=source.first,
                frame_step=1,
                rate=float(source.rate),
                frame_zero_padding=int(pattern["width"] or 0),
                available_range=whole,
            )
        made = schema.ExternalReference(self._url(source.path), whole)
        made.name = source.path.rpartition("/")[2]
        return made

    # ------------------------------------------------------------------------------------------ marks

    def _marker(self, mark: Mark, rate: Fraction) -> object:
        made = self._library.schema.Marker(
            mark.name, self._span(mark.at, rate, mark.length, rate), getattr(self._library.schema.MarkerColor, mark.colour)
        )
        made.comment = mark.text
        said: dict[str, object] = {"kind": mark.kind, **mark.more}
        if mark.key:
            said["key"] = mark.key
        self._own(made, said)
        return made
