"""Judge the container: its boxes, its tracks, what would turn, hide or delay them. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.faults import Severity
from pipeline.qc.boxes import Movie, PictureForm
from pipeline.qc.model import Finding

_ERROR = Severity.ERROR
_AGAIN = "build it again, and hand on the file as it is"
_KINDS = {"vide": "picture", "soun": "sound"}


def container(movie: Movie) -> Iterator[Finding]:
    """Find what a player or a platform would stumble over."""
    if "mdat" not in movie.boxes or movie.boxes.index("moov") > movie.boxes.index("mdat"):
        message = "the index stands after the media, so it cannot be played while it loads"
        yield Finding("moov_after", _ERROR, message, hint=_AGAIN)
    for track in movie.tracks:
        kind = _KINDS.get(track.handler, track.handler)
        if track.has_edit_list:
            message = f"the track {track.handler!r} has an edit list, which platforms process wrongly"
            yield Finding("edit_list", _ERROR, message, hint=_AGAIN)
        if kind not in _KINDS.values():
            continue
        if not track.is_enabled:
            yield Finding("disabled_track", _ERROR, f"the {kind}'s track is switched off, so players leave it out", hint=_AGAIN)
        if track.is_turned:
            yield Finding("rotation", _ERROR, f"the {kind}'s track has a matrix that turns or moves it", hint=_AGAIN)
        if track.entries != 1:
            yield Finding("forms", _ERROR, f"the {kind}'s track changes its form: it has {track.entries} of them", hint=_AGAIN)
        if isinstance(track.form, PictureForm):
            size = (track.form.width << 16, track.form.height << 16)
            if not track.form.is_square or track.display not in ((0, 0), size):
                yield Finding("pixel_aspect", _ERROR, "the file says that pixels are not square", hint=_AGAIN)
    for handler, kind in _KINDS.items():
        if (count := sum(track.handler == handler for track in movie.tracks)) > 1:
            yield Finding("extra_track", _ERROR, f"the file has {count} tracks of {kind}; players choose any", hint=_AGAIN)
    if others := sorted({track.handler for track in movie.tracks} - {*_KINDS, "text"}):
        yield Finding("extra_track", _ERROR, f"the file has a track that nobody planned ({', '.join(others)})", hint=_AGAIN)
