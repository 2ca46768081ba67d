"""A sheet -> an edit decision list (CMX 3600), by the adapter of OpenTimelineIO's library: the cut alone, event by event.

A list is what every editing program of the last forty years reads: one picture track, cuts and dissolves, times as timecode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.interchange.library import adapter
from pipeline.interchange.sheet import Piece, Sheet
from pipeline.interchange.writing import TimelineWriter, Written
from pipeline.timebase import half_up

RATES = (Fraction(24), Fraction(25), Fraction(30), Fraction(50), Fraction(60), *(Fraction(n * 1000, 1001) for n in (24, 30, 60)))
"""Frames a second that timecode counts (SMPTE ST 12-1 and ST 12-3)."""
_REEL = 8
"""Signs of a reel's name."""
_AUXILIARY = "AX"
"""The reel of what has no file."""
_MOST = 999
"""Events of a list: their numbers have three digits."""


def decision_list(sheet: Sheet, url: Callable[[str], str], manifest: str) -> Written:
    """Return the cut of a sheet as a list. Raises InputFault where its rate has no timecode, EnvironmentFault."""
    if sheet.rate not in RATES:
        message = f"an edit decision list counts by timecode, and {sheet.rate} frames a second have none"
        raise InputFault((Diagnostic(Where(manifest), message, "write --otio, or another rate in show.yaml"),))
    name = adapter("cmx_3600", "otio-cmx3600-adapter")
    kept = tuple(join for join in sheet.cut.joins if join.kind == "dissolve")
    reels = _reels(sheet.cut.pieces)
    untold = (*sheet.untold, *_lost(sheet))
    pieces = [_event(piece, sheet.rate, reels) for piece in sheet.cut.pieces]
    if pieces:  # programs read no comments before the first event
        pieces[0] = replace(pieces[0], undone=(*map(_comment, untold), *pieces[0].undone))
    marks = tuple(mark for mark in sheet.marks if mark.kind != "undone")
    alone = replace(sheet, lanes=(replace(sheet.cut, pieces=tuple(pieces), joins=kept),), marks=marks)
    content = TimelineWriter(url, holds_own=False).written(alone, name, rate=float(sheet.rate))
    return Written(content, untold)


def _comment(text: str) -> str:
    """Return a comment on what is not in a list."""
    return f"NOT IN THIS LIST: {text}"


def _reels(pieces: Iterable[Piece]) -> dict[str, str]:
    """Return a name of eight signs for each file, of which no two are the same."""
    found = {"": _AUXILIARY}
    for path in dict.fromkeys(piece.source.path for piece in pieces if piece.source.kind != "made"):
        plain = re.sub(r"[^A-Z0-9]", "", path.rpartition("/")[2].rpartition(".")[0].upper()) or "CLIP"
        reel, number = plain[:_REEL], 1
        while reel in found.values():
            number += 1
            reel = f"{plain[: _REEL - len(str(number))]}{number}"
        found[path] = reel
    return found


def _event(piece: Piece, rate: Fraction, reels: Mapping[str, str]) -> Piece:
    """Return a piece with the name of its reel, counted at the rate of the episode, as all of a list is."""
    source = piece.source
    frames = half_up(source.frames / source.rate * rate)
    first = half_up(piece.first / source.rate * rate)
    more = {"reel": _AUXILIARY if source.kind == "made" else reels[source.path]}
    comments = tuple(map(_comment, piece.undone))
    return replace(piece, first=first, source=replace(source, rate=rate, frames=frames), more=more, undone=comments)


def _lost(sheet: Sheet) -> Iterator[str]:
    """Yield what of a sheet a list does not hold, in words."""
    above, sounds = (sum(len(one.pieces) for one in sheet.lanes[1:] if one.kind == kind) for kind in ("picture", "sound"))
    others = sorted({join.kind for join in sheet.cut.joins if join.kind != "dissolve"})
    lost = {
        f"{above} clips above the cut: names, panes of mosaics, lines": above,
        f"{sounds} sounds, and their levels": sounds,
        f"transitions that are no dissolves ({', '.join(others)}): they are cuts": len(others),
        "the texts of cards: they are events without a file": any(one.source.kind == "made" for one in sheet.cut.pieces),
        "markers' small letters, and who wrote a note": len(sheet.marks),
        f"more than {_MOST} events in a way that many programs read": len(sheet.cut.pieces) > _MOST,
    }
    return (f"an edit decision list does not hold {what}" for what, is_so in lost.items() if is_so)
