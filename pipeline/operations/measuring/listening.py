"""Decode a programme's sound in passing and reduce it to facts: memory stays flat in its length."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from pipeline.analysis import channels, clicks, clipping, curves, offset, silence
from pipeline.analysis.facts import Lagged, SoundFacts
from pipeline.analysis.loudness import STEP, Meter, integrated, loudness_range, short_term
from pipeline.media import opening
from pipeline.operations.measuring.mixes import Mixes
from pipeline.operations.programme import PlacedMix, ProgrammeSound
from pipeline.values import dataclass

Sound = npt.NDArray[np.float32]

RATE = 48_000
_BLOCK = 20 * silence.BLOCK * 5
"""Samples that are taken at once: a second, a whole number of blocks of levels."""

_WINDOW = 3 * RATE // 2
"""Samples that are correlated at a place."""

_SHORTEST = RATE // 2
_FARTHEST = RATE // 5
"""A sound that is later than 200 ms is found as another sound."""

_EVERY = 30 * RATE
"""Of a long segment a place is looked at this often."""

_MOST_RUNS = 50
_ERRORS = (OSError, ValueError, av.error.FFmpegError)
"""What PyAV raises; its MemoryError is none of the first two."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Samples `first` to `last` of the programme, to be held against `segment`'s mix; or a place `at` that may click."""

    first: int
    last: int
    segment: PlacedMix | None
    at: int = 0


def listen(
    path: Path, mixes: Mapping[str, Path], programme: ProgrammeSound, progress: Callable[[float], None], *, is_thorough: bool
) -> SoundFacts:
    """Return the facts of the first sound stream of a file; where not `is_thorough`, of its packets alone.

    Raises nothing for what that file holds.
    """
    planned = Mixes(programme, mixes)
    try:
        is_planned = is_thorough and bool(programme.segments)
        levels = [silence.levels(block) for _, block in planned.planned(_BLOCK)] if is_planned else []
        meant = np.concatenate([np.zeros((0, 2), np.float32), *levels])
        progress(0.2)
        heard = _Heard(programme, planned, _places(programme, meant) if is_thorough else [])
        total = max(1, programme.samples)
        try:
            for block in _decoded(path, heard, is_thorough=is_thorough):
                heard.take(block)
                progress(min(0.99, 0.2 + 0.8 * heard.samples / total))
        except _ERRORS as fault:
            heard.object(f"the file cannot be read: {fault}")
        return heard.facts(meant, is_decoded=is_thorough)
    finally:
        planned.close()


def _places(programme: ProgrammeSound, meant: Sound) -> list[_Place]:
    """Return where to look closer, by their end: the loudest place of each stretch of a segment, and where segments meet."""
    found: list[_Place] = []
    for number, segment in enumerate(programme.segments):
        shared = segment.shared
        at = segment.start + shared.leads
        if at and segment.meeting == "cut" and not (shared.leads and shared.trails):  # else each fades where the other goes on
            found.append(_Place(max(0, at - clicks.AROUND), min(programme.samples, at + clicks.AROUND), None, at))
        follows = programme.segments[number + 1] if number + 1 < len(programme.segments) else None
        begin = segment.start + shared.samples
        end = segment.start + segment.samples - (follows.shared.samples if follows else 0)
        if segment.mix is None:
            continue
        stretches = max(1, (end - begin) // _EVERY)
        for part in range(stretches):
            first, last = begin + (end - begin) * part // stretches, begin + (end - begin) * (part + 1) // stretches
            count = min(_WINDOW, last - first)
            if count < _SHORTEST:
                continue
            power = np.square(meant[first // silence.BLOCK : last // silence.BLOCK].max(axis=1, initial=0).astype(np.float64))
            blocks = count // silence.BLOCK
            sums = np.convolve(power, np.ones(blocks), mode="valid") if len(power) >= blocks else power[:1]
            at = first + (int(sums.argmax()) if len(sums) else 0) * silence.BLOCK
            at = min(at, last - count)
            found.append(_Place(at, at + count, segment))
    return sorted(found, key=lambda place: place.last)


def _decoded(path: Path, heard: _Heard, *, is_thorough: bool) -> Iterator[Sound]:
    """Yield the sound of a file as it comes; tell `heard` of its packets and faults."""
    with opening.reading(path, ("mov", "matroska")) as container:
        if not container.streams.audio:
            heard.object("the file has no sound")
            return
        stream = container.streams.audio[0]
        heard.configuration = bytes(stream.codec_context.extradata or b"")
        heard.channels, heard.sample_rate = stream.codec_context.channels, stream.codec_context.sample_rate
        for packet in container.demux(stream):
            if packet.size:
                heard.packet(bytes(packet))
            if not is_thorough:
                continue
            try:
                frames = stream.decode(packet)
            except _ERRORS as fault:
                heard.object(f"the decoder stops at damaged sound ({str(getattr(fault, 'strerror', fault)).lower()})")
                continue
            for frame in frames:
                heard.stands(frame)
                yield _floats(frame)


def _floats(frame: av.AudioFrame) -> Sound:
    """Return what was decoded as (samples, channels), full scale at 1."""
    found = frame.to_ndarray()
    if not frame.format.is_planar:
        found = found.reshape(-1, len(frame.layout.channels)).T
    scale = 1.0 if np.issubdtype(found.dtype, np.floating) else 2.0 ** (8 * found.dtype.itemsize - 1)
    return np.ascontiguousarray(found.T / scale, dtype=np.float32)


@dataclass
class _Heard:
    """What was heard so far. `kept` is the sound that a place may still need, from sample `kept_from` on."""

    programme: ProgrammeSound
    mixes: Mixes
    places: list[_Place]
    samples: int = 0
    channels: int = 0
    sample_rate: int = 0
    misplaced: int | None = None
    fault: str = ""
    fault_at: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    packets: int = 0
    configuration: bytes = b""
    waiting: list[Sound] = field(default_factory=list)
    waiting_count: int = 0
    meter: Meter | None = None
    levels: list[Sound] = field(default_factory=list)
    clipped: list[tuple[int, int]] = field(default_factory=list)
    clicks: list[int] = field(default_factory=list)
    swapped: list[int] = field(default_factory=list)
    lags: list[Lagged] = field(default_factory=list)
    alive: list[tuple[int, ...]] = field(default_factory=list)
    kept: Sound = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    kept_from: int = 0
    used: int = 0

    def object(self, words: str) -> None:
        """Keep the first objection."""
        if not self.fault:
            self.fault, self.fault_at = words, self.samples

    def packet(self, content: bytes) -> None:
        """Count a packet that the movie takes: it needs no more than cover the programme."""
        if self.packets * 1024 < self.programme.samples:
            self.digest.update(content)
        self.packets += 1

    def stands(self, frame: av.AudioFrame) -> None:
        """Compare the time of what was decoded with how much was before it."""
        time = None if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base * RATE
        tick = (frame.time_base or 0) * RATE  # a clock that cannot name the time of a sample names the tick beside it
        if (time is None or abs(time - self.samples) * 2 > (tick if tick > 1 else 0)) and self.misplaced is None:
            self.misplaced = self.samples

    def take(self, block: Sound) -> None:
        """Take the next samples."""
        if block.shape[1] == 1:
            block = np.repeat(block, 2, axis=1)
        block = block[: max(0, self.programme.samples - self.samples), :2]
        self.samples += len(block)
        self.waiting.append(block)
        self.waiting_count += len(block)
        if self.waiting_count >= _BLOCK:
            fed = np.concatenate(self.waiting)
            self.waiting, self.waiting_count = [fed[_BLOCK:]], len(fed) - _BLOCK
            self._measure(fed[:_BLOCK])

    def _measure(self, block: Sound) -> None:
        if self.meter is None:
            self.meter = Meter(2)
        self.meter.feed(block)
        self.levels.append(silence.levels(block))
        if len(self.clipped) < _MOST_RUNS and float(np.abs(block).max(initial=0)) >= clipping.FULL:
            self.clipped += [(self.used + first, count) for first, count in clipping.clipped(block)]
        self.kept = np.concatenate([self.kept, block])
        self.used += len(block)
        while self.places and self.places[0].last <= self.used:
            self._look(self.places.pop(0))
        needed = min((place.first for place in self.places), default=self.used)
        drop = max(0, min(needed, self.used) - self.kept_from)
        self.kept, self.kept_from = self.kept[drop:], self.kept_from + drop

    def _look(self, place: _Place) -> None:
        sound = self.kept[place.first - self.kept_from : place.last - self.kept_from]
        if place.segment is None:
            if clicks.is_click(sound, place.at - place.first):
                self.clicks.append(place.at)
            return
        planned = self.mixes.of(place.segment, place.first, len(sound))
        found = offset.lag(sound.mean(axis=1), planned.mean(axis=1), min(_FARTHEST, len(sound) // 3))
        if found is None:
            return
        self.lags.append(Lagged(place.first, round(found.samples * 1_000_000 / RATE), round(1000 * found.likeness)))
        self.alive.append(channels.dead(sound, planned))
        if abs(found.samples) < RATE // 1000 and channels.is_swapped(sound, planned):
            self.swapped.append(place.first)

    def facts(self, meant: Sound, *, is_decoded: bool) -> SoundFacts:
        """Return what was heard."""
        rest = np.concatenate([np.zeros((0, 2), np.float32), *self.waiting])
        if len(rest):
            self._measure(rest)
        for place in self.places:  # the sound ends before them
            if place.segment is not None and place.first + _SHORTEST <= self.used:
                self._look(place)
        meter = self.meter or Meter(2)
        meter.close()
        return SoundFacts(
            is_decoded=is_decoded,
            samples=self.samples,
            channels=self.channels,
            sample_rate=self.sample_rate,
            misplaced=self.misplaced,
            fault=self.fault,
            fault_at=self.fault_at,
            packets=self.digest.hexdigest(),
            configuration=self.configuration.hex(),
            loudness=_thousandths(integrated(meter.steps)),
            true_peak=_thousandths(20 * math.log10(meter.peak)) if meter.peak > 0 else None,
            peak_at=meter.peak_at,
            segments=tuple(self._loudness(meter, segment) for segment in self.programme.segments),
            heard=curves.pack(curves.half_decibels(np.concatenate([np.zeros((0, 2), np.float32), *self.levels]))),
            planned=curves.pack(curves.half_decibels(meant)),
            range=_thousandths(loudness_range(meter.steps)),
            short_term=curves.pack(curves.half_decibels((10 ** (short_term(meter.steps) / 20)).astype(np.float32))),
            clipped=tuple(self.clipped[:_MOST_RUNS]),
            clicks=tuple(self.clicks),
            dead=tuple(channel for channel in range(2) if self.alive and all(channel in dead for dead in self.alive)),
            swapped=tuple(self.swapped),
            lags=tuple(sorted(self.lags, key=lambda lag: lag.at)),
        )

    @staticmethod
    def _loudness(meter: Meter, segment: PlacedMix) -> int | None:
        first, last = -(-segment.start // STEP), (segment.start + segment.samples) // STEP
        return _thousandths(integrated(meter.steps[first:last]))


def _thousandths(value: float) -> int | None:
    return round(1000 * value) if math.isfinite(value) else None
