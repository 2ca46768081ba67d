"""Judge the container: its boxes, its tracks, what would turn, hide or delay them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pipeline.faults import Severity
from pipeline.qc.boxes import Movie, PictureForm
from pipeline.qc.model import Finding

_ERROR = Severity.ERROR
_AGAIN = "build it again, and hand on the file as it is"
_KINDS = {"vide": "picture", "soun": "sound"}
_NEAR = Fraction(1, 10)
"""Seconds by which a header may be off: some count priming of the sound, or milliseconds."""


def brand(movie: Movie) -> Iterator[Finding]:
    """Find a file that does not call itself MP4."""
    if movie.brand in ("", "qt  "):
        message = "the file calls itself QuickTime" if movie.brand else "the file does not say that it is MP4 (ftyp)"
        yield Finding("container", _ERROR, message, hint=_AGAIN)


def container(movie: Movie, voices: int = 0) -> Iterator[Finding]:
    """Find what a player or a platform would stumble over; so many `voices` were planned, in tracks of their own."""
    if "mdat" not in movie.boxes or movie.boxes.index("moov") > movie.boxes.index("mdat"):
        message = "the index stands after the media, so it cannot be played while it loads"
        yield Finding("moov_after", _ERROR, message, hint=_AGAIN)
    if movie.is_turned:
        yield Finding("rotation", _ERROR, "the movie has a matrix that turns or moves its picture", hint=_AGAIN)
    if not movie.is_steady:
        yield Finding("duration", _ERROR, "the movie asks to be played faster or slower", hint=_AGAIN)
    yield from _lengths(movie)
    for track in movie.tracks:
        kind = _KINDS.get(track.handler, track.handler)
        if track.has_edit_list:
            message = f"the track {track.handler!r} has an edit list, which platforms process wrongly"
            yield Finding("edit_list", _ERROR, message, hint=_AGAIN)
        if kind not in _KINDS.values():
            continue
        is_other = voices and track is not movie.track(track.handler)  # one that is chosen, not played by itself
        if not track.is_enabled and not is_other:
            yield Finding("disabled_track", _ERROR, f"the {kind}'s track is switched off, so players leave it out", hint=_AGAIN)
        if track.is_turned:
            yield Finding("rotation", _ERROR, f"the {kind}'s track has a matrix that turns or moves it", hint=_AGAIN)
        if not track.is_loud:
            yield Finding("disabled_track", _ERROR, "the sound is turned down: players play it softly or not", hint=_AGAIN)
        if track.entries != 1:
            yield Finding("forms", _ERROR, f"the {kind}'s track changes its form: it has {track.entries} of them", hint=_AGAIN)
        if isinstance(track.form, PictureForm):
            size = (track.form.width << 16, track.form.height << 16)
            if not track.form.is_square or track.display not in ((0, 0), size):
                yield Finding("pixel_aspect", _ERROR, "the file says that pixels are not square", hint=_AGAIN)
            if not track.form.is_whole:
                yield Finding("size", _ERROR, "the file says that a part of the picture is to be cut away", hint=_AGAIN)
    for handler, kind in _KINDS.items():
        most = 1 + (voices if handler == "soun" else 0)
        if (count := sum(track.handler == handler for track in movie.tracks)) > most:
            yield Finding("extra_track", _ERROR, f"the file has {count} tracks of {kind}; players choose any", hint=_AGAIN)
    if others := sorted({track.handler for track in movie.tracks} - {*_KINDS, "text", "sbtl"}):
        yield Finding("extra_track", _ERROR, f"the file has a track that nobody planned ({', '.join(others)})", hint=_AGAIN)


def _lengths(movie: Movie) -> Iterator[Finding]:
    """Find headers that tell another length than the samples have: players end there, and platforms show it."""
    told = [("movie", Fraction(0), movie.length, movie.timescale)]
    for track in movie.tracks:
        if track.handler not in _KINDS or not track.timescale or track.has_edit_list:
            continue
        lasts = Fraction(track.length, track.timescale)
        told[0] = ("movie", max(told[0][1], lasts), movie.length, movie.timescale)
        kind = f"{_KINDS[track.handler]}'s track"
        scales = {"mdhd": track.timescale, "tkhd": movie.timescale}
        told.extend((kind, lasts, ticks, scales[box]) for box, ticks in track.said.items())
    wrong: dict[str, None] = {}
    for what, lasts, ticks, timescale in told:
        if lasts and (not timescale or abs(Fraction(ticks, timescale) - lasts) > _NEAR):
            says = f"{float(Fraction(ticks, timescale)):.3f} s" if timescale else "no length"
            wrong[f"the header of the {what} says {says}, and it lasts {float(lasts):.3f} s"] = None
    for message in wrong:
        yield Finding("duration", _ERROR, message, hint=_AGAIN)
