"""Take the measurements that need no decoding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from mmap import ACCESS_READ, mmap
from pathlib import Path

from pipeline.analysis import h264
from pipeline.analysis.begins import begins, length_size
from pipeline.analysis.facts import PictureFacts, SoundFacts, order_of
from pipeline.qc import boxes
from pipeline.qc.boxes import Movie, PictureForm
from pipeline.qc.model import Heard, Keys, Measurements, Packets
from pipeline.timebase import FrameRange
from pipeline.values import dataclass

_H264, _KNOWN = "avc1", ("avc1", "hvc1", "av01")
"""Sample entries of codecs of which it is known where decoding can begin."""


def measure(
    path: Path,
    sound_report: bytes,
    spans: Sequence[FrameRange] = (),
    *,
    samples: int = 0,
    rate: Fraction = Fraction(1),
    pictures: tuple[PictureFacts, ...] = (),
    listened: SoundFacts | None = None,
) -> Measurements:
    """Read the boxes of a finished file; `sound_report` is the JSON that tells of its decoded sound. Raises OSError.

    With `spans` (frames of the programme, `rate` a second) all packets are read as well: those of each span, and of `samples`
    samples of sound. `pictures` and `listened` are what was measured before.
    """
    size, sound = path.stat().st_size, heard(sound_report)
    try:
        movie = boxes.read(path)
    except boxes.Malformed as fault:
        return Measurements(size, None, str(fault), sound, None, pictures, listened)
    found = packets(path, movie, spans, samples, rate) if spans else None
    return Measurements(size, movie, "", sound, found, pictures, listened)


def packets(path: Path, movie: Movie, spans: Sequence[FrameRange], samples: int, rate: Fraction) -> Packets | None:
    """Read the packets of a movie, span by span; None where it lacks picture or sound. Raises OSError."""
    picture, sound = movie.track("vide"), movie.track("soun")
    if picture is None or sound is None:
        return None
    configuration = picture.form.configuration if isinstance(picture.form, PictureForm) else b""
    look = _Look(frozenset(picture.keys), configuration, picture.codec)
    found = []
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        for span in spans:
            told = [content[offset : offset + size] for offset, size in picture.places[span.start : span.end]]
            for number, packet in enumerate(told, span.start):
                look.at(number, packet)
            # Rounded to frames, in whole numbers: a clock that cannot name the time of a frame names the tick beside it.
            double, whole = 2 * rate.numerator, 2 * max(1, picture.timescale) * rate.denominator
            numbers = ((time * double + whole // 2) // whole - span.start for time in picture.order[span.start : span.end])
            found.append((hashlib.sha256(b"".join(told)).hexdigest(), order_of(numbers)))
        heard_ = hashlib.sha256()
        for offset, size in sound.places[: -(-samples // 1024)]:
            heard_.update(content[offset : offset + size])
    return Packets(tuple(found), heard_.hexdigest(), look.open_at, look.broken)


def keys(path: Path, movie: Movie) -> Keys | None:
    """Look at what the index calls key frames of picture; None where its codec is not known. Raises OSError."""
    picture = movie.track("vide")
    if picture is None or picture.codec not in _KNOWN or not isinstance(picture.form, PictureForm):
        return None
    look = _Look(frozenset(picture.keys), picture.form.configuration, picture.codec)
    with path.open("rb") as stream:
        for number in picture.keys:
            offset, size = picture.places[number] if number < len(picture.places) else (0, 0)
            stream.seek(offset)
            look.at(number, stream.read(size))
            if look.open_at is not None:  # with a table that is lost, all of the file would be read
                break
    return Keys(look.open_at, look.turned_at)


_PLAIN = (h264.SLICE,)
"""The units of a packet of which there is nothing to say unless it is to be a key frame."""


@dataclass
class _Look:
    """What stands out among packets of picture: the first key frame that is none, that breaks rules, that turns the picture."""

    keys: frozenset[int]
    configuration: bytes
    codec: str = _H264
    open_at: int | None = None
    broken: tuple[int, str] | None = None
    turned_at: int | None = None

    def __post_init__(self) -> None:
        if self.codec != _H264:
            self._length = length_size(self.configuration)
            return
        try:
            self._length = h264.configuration(self.configuration).length_size
        except h264.Broken:  # told by whoever judges the configuration
            self._length = 4

    def at(self, number: int, packet: bytes) -> None:
        """Look at a packet."""
        if self.codec != _H264:
            if number in self.keys and self.open_at is None and not begins(self.codec, packet, self._length):
                self.open_at = number
            return
        try:
            kinds = h264.kinds(packet, self._length)
            if h264.MESSAGE in kinds and self.turned_at is None and h264.is_turned(packet, self._length):
                self.turned_at = number
        except h264.Broken as fault:
            self.broken = self.broken or (number, str(fault))
            return
        if kinds == _PLAIN and number not in self.keys:  # nine of ten
            return
        if h264.SLICE not in kinds and h264.IDR not in kinds:
            self.broken = self.broken or (number, "a packet holds no picture")
        elif number in self.keys and h264.IDR not in kinds and self.open_at is None:
            self.open_at = number


def heard(sound_report: bytes) -> Heard:
    """Read a sound report: `programme` with `loudness` and `true_peak`, `segments` with `name`, `loudness` and what was mixed."""
    report = json.loads(sound_report)
    programme = report["programme"]
    segments = tuple((segment["name"], segment["loudness"]) for segment in report["segments"])
    silent = frozenset(one["name"] for one in report["segments"] if _is_silent(one.get("mix"), one["clips"]))
    curves = report.pop("curves", {"range": None, "short_term": "", "peaks": ""})
    return Heard(programme["loudness"], programme["true_peak"], segments, report, silent, **curves)


def _is_silent(mix: Mapping[str, object] | None, clips: Sequence[Mapping[str, object]]) -> bool:
    """Say whether a segment's mix is below the gate of loudness; of one that goes by its voices only if none has any sound."""
    if mix is None or mix.get("loudness_before") is not None:
        return False
    if mix.get("anchor") != "voice":
        return True
    return all(one.get("channels") == "silent" or one.get("loudness_before", 0) is None for one in clips)
