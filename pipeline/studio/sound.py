"""The sound of an episode in pieces, one a stretch: mastered where that is done, until then as it is joined, before its gain.

A piece is known by its packets, so after an edit those that stay are not fetched again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline import digest
from pipeline.app.episodes import Work
from pipeline.app.session import Session
from pipeline.app.view import shown_path, where_json
from pipeline.execution.local_store import LocalStore
from pipeline.faults import StoreCorrupt
from pipeline.operations import boxes
from pipeline.operations.align import AlignTake
from pipeline.operations.decode import DecodeSound
from pipeline.operations.master import MasterProgramme
from pipeline.plan.action import Action, FromAction, FromSource
from pipeline.plan.mastering import MASTER
from pipeline.sound.aac import FRAME
from pipeline.sound.stretches import Stretch
from pipeline.studio import fragments
from pipeline.studio.answers import Json
from pipeline.studio.blobs import Blobs, Gone
from pipeline.timebase import SAMPLE_RATE
from pipeline.values import dataclass

PEAKS_RATE = 100
"""Values a second of a waveform: at the widest zoom several fall on a pixel, at the closest one has some."""

_LEAD = 2
"""Frames that an encoder is given before a piece, so that what is heard of it is whole."""


@dataclass(frozen=True, slots=True)
class _Piece:
    blob: str
    frames: int


class SoundPieces:
    """The sound of one episode from edit to edit: what was mastered last stands where it is still joined the same."""

    def __init__(self) -> None:
        self._mastered: dict[str, _Piece] = {}
        self._read: tuple[object, list[_Piece]] = None, []

    def to_json(self, session: Session, blobs: Blobs, work: Work) -> Json:
        """Return the pieces that there are, in order; where one is lacking, nothing is known of its sound yet."""
        store, by_key = session.show.store, {action.key: action for action in work.plan.actions}
        master = next(action for action in by_key.values() if action.address == MASTER)
        operation = master.operation
        assert isinstance(operation, MasterProgramme)
        joined = {given.name: given.origin for given in master.inputs if isinstance(given.origin, FromAction)}
        origins = [joined[f"sound{number}"] for number in range(len(operation.stretches))]
        shape = operation.programme.bitrate, operation.programme.channels
        encoded = _stored(store, master.output("encoded"))
        if encoded is not None:
            if self._read[0] != (identity := (encoded.name, operation.stretches)):
                self._read = identity, _mastered(blobs, encoded, operation.stretches)
            found = self._read[1]
            self._mastered = {origin.key: piece for origin, piece in zip(origins, found, strict=True)}
        pieces: list[Json] = []
        for origin, stretch in zip(origins, operation.stretches, strict=True):
            piece = self._mastered.get(origin.key)
            is_mastered = piece is not None and piece.frames == stretch.end - stretch.begin
            if not is_mastered:
                file = _stored(store, origin)
                if file is None:
                    continue
                piece = _joined(blobs, file, stretch, shape)
            assert piece is not None
            samples = min(piece.frames * FRAME, stretch.samples - stretch.begin * FRAME)
            told = {"first_sample": stretch.begin * FRAME, "samples": samples, "blob": piece.blob, "is_mastered": is_mastered}
            pieces.append(told)
        return {
            "state": "mastered" if encoded is not None else "mixed",
            "init": blobs.offer(["sound", *shape], ".mp4", partial(_begin, *shape), is_kept=True),
            "codec": fragments.AAC,
            "samples": operation.programme.samples,
            "pieces": pieces,
        }


def _stored(store: LocalStore, origin: FromAction) -> Path | None:
    try:
        return store.path(origin) if store.has(origin.key) else None
    except (KeyError, StoreCorrupt):
        return None


def _mastered(blobs: Blobs, file: Path, stretches: tuple[Stretch, ...]) -> list[_Piece]:
    found = boxes.samples(file, "soun")
    pieces = []
    with file.open("rb") as stream:
        for stretch in stretches:
            first, last = stretch.begin, min(stretch.end, len(found.sizes))
            packets = []
            for offset, size in zip(found.offsets[first:last], found.sizes[first:last], strict=True):
                stream.seek(offset)
                packets.append(stream.read(size))
            make = partial(_fragment, file, first, last)
            name = blobs.offer(["packets", digest.of_bytes(b"".join(packets)), last - first], ".m4s", make)
            pieces.append(_Piece(name, last - first))
    return pieces


def _fragment(file: Path, first: int, last: int) -> bytes:
    try:
        return fragments.fragment(file, "soun", first, last)
    except (OSError, boxes.Malformed) as fault:
        raise Gone from fault


def _joined(blobs: Blobs, file: Path, stretch: Stretch, shape: tuple[int, int]) -> _Piece:
    frames = stretch.end - stretch.begin
    lead = min(_LEAD, stretch.begin)
    begin = (stretch.begin - lead) * FRAME - stretch.start
    count = min((lead + frames + 1) * FRAME, stretch.stop - stretch.start - begin)
    make = partial(_encoded, file, begin, count, lead, frames, *shape)
    identity = ["joined", file.name, begin, count, lead, frames, *shape]
    return _Piece(blobs.offer(identity, ".m4s", make, is_kept=True), frames)


def _encoded(file: Path, begin: int, count: int, lead: int, frames: int, bitrate: int, channels: int) -> bytes:
    """Encode a part of a joined stretch for listening; its peaks may be cut, since nothing limits them yet."""
    import numpy as np

    from pipeline.sound import wav
    from pipeline.sound.encoding import encode, prepared

    try:
        with file.open("rb") as stream:
            shape, read = wav.reader(stream)
            block = np.clip(read(begin, min(count, shape.samples - begin)), -1.0, 1.0)
    except (OSError, wav.NotFloatWav) as fault:
        raise Gone from fault
    packets = encode(prepared(block, channels, None), bitrate)[1 + lead :][:frames]  # the first is the encoder's priming
    return fragments.raw_fragment(packets, FRAME)


@lru_cache(maxsize=8)
def _begin(bitrate: int, channels: int) -> bytes:
    """Return what all sound of these bits a second and channels begins with."""
    import numpy as np

    from pipeline.sound.encoding import encode, write

    with TemporaryDirectory(prefix="together-") as folder:
        path = Path(folder) / "silence.m4a"
        write(path, encode(np.zeros((channels, FRAME), np.float32), bitrate), bitrate, channels)
        return fragments.init(path, "soun").content


# ---------------------------------------------------------------------------------------------- measured


def loudness_json(session: Session, blobs: Blobs, work: Work) -> Json | None:
    """Return how loud the finished sound is, and the digest of its short-term curve; None until it is finished."""
    file = _stored(session.show.store, work.plan.results["sound_report"])
    if file is None:
        return None
    report = json.loads(file.read_bytes())
    told = report["programme"]
    return {
        "integrated": told["loudness"],
        "target": told["target"],
        "tolerance": told["tolerance"],
        "true_peak": told["true_peak"],
        "ceiling": told["ceiling"],
        "segments": [{"name": one["name"], "loudness": one["loudness"]} for one in report["segments"]],
        "curve": blobs.offer(["short-term", file.name], ".json", partial(_curve, file)),
    }


def _curve(file: Path) -> bytes:
    """Return the short-term loudness of each tenth of a second in LUFS, None where there is no sound (EBU Tech 3341)."""
    import numpy as np

    from pipeline.analysis.curves import FAINTEST, unpack

    try:
        text = json.loads(file.read_bytes())["curves"]["short_term"]
    except OSError as fault:
        raise Gone from fault
    halves = unpack(text, "u1", -1)
    values = [None if half == 0 else round(float(half) / 2 + FAINTEST, 1) for half in np.asarray(halves).tolist()]
    return json.dumps({"step": 0.1, "short_term": values}, separators=(",", ":")).encode()


def heard_json(pieces: SoundPieces, session: Session, blobs: Blobs, work: Work | None) -> Json:
    """Return what is known of the sound of an episode; None and nothing where it is not planned."""
    if work is None:
        return {"sound": None, "loudness": None, "peaks": {}, "syncs": []}
    return {
        "sound": pieces.to_json(session, blobs, work),
        "loudness": loudness_json(session, blobs, work),
        "peaks": peaks_json(session, blobs, work),
        "syncs": _syncs_json(session, work),
    }


def _syncs_json(session: Session, work: Work) -> list[Json]:
    """Return how many seconds after the first stem each take begins that was lined up by its sound, by its place."""
    found: list[Json] = []
    for action in work.plan.actions:
        if not isinstance(action.operation, AlignTake) or (file := _stored(session.show.store, action.output())) is None:
            continue
        try:
            told = json.loads(file.read_bytes())
        except (OSError, ValueError):  # collected, or damaged: it is made again, and told then
            continue
        found.append({"where": where_json(action.where), "seconds": told["offset"]})
    return found


def peaks_json(session: Session, blobs: Blobs, work: Work) -> Json:
    """Return the waveforms of the files that are heard, by their paths from the show folder: parts in order of time."""
    found: dict[str, list[Json]] = {}
    seen: set[str] = set()
    for action in work.plan.actions:
        operation = action.operation
        if not isinstance(operation, DecodeSound) or action.key in seen:
            continue
        seen.add(action.key)
        path, file = shown_path(_source(action), work.theme), _stored(session.show.store, action.output())
        parts = found.setdefault(path, [])
        if file is not None and all(part["first"] != operation.first for part in parts):
            parts.append({"first": operation.first, "blob": blobs.offer(["peaks", file.name], ".bin", partial(_peaks, file))})
    return {path: sorted(parts, key=_first) for path, parts in found.items() if parts}


def _first(part: Mapping[str, object]) -> int:
    first = part["first"]
    assert isinstance(first, int)
    return first


def _source(action: Action) -> str:
    return next(given.origin.path for given in action.inputs if isinstance(given.origin, FromSource))


def _peaks(file: Path) -> bytes:
    """Return the largest amplitude of each hundredth of a second, a byte each, 255 being full scale."""
    import numpy as np

    from pipeline.sound import wav

    step, block = SAMPLE_RATE // PEAKS_RATE, SAMPLE_RATE * 20
    parts = []
    try:
        with file.open("rb") as stream:
            shape, read = wav.reader(stream)
            for at in range(0, shape.samples, block):
                loud = np.abs(read(at, min(block, -(-(shape.samples - at) // step) * step))).max(axis=1)
                parts.append(np.clip(np.rint(loud.reshape(-1, step).max(axis=1) * 255), 0, 255).astype(np.uint8).tobytes())
    except (OSError, wav.NotFloatWav) as fault:
        raise Gone from fault
    return b"".join(parts)
