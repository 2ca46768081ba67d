"""The programme's AAC, put together from stretches that were encoded apart: no splice can be heard or measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from pipeline.plan.mastering import excerpt
from pipeline.sound import splicing, stretches
from pipeline.sound.aac import FRAME
from pipeline.sound.encoding import encode, prepared, write
from pipeline.sound.lengths import CELL
from pipeline.sound.meter import Meter
from pipeline.sound.splicing import Encoded, Spliced, spliced
from pipeline.sound.stretch import encoded
from pipeline.sound.stretches import Stretch
from tests.sound import studio
from tests.sound.studio import RATE, tone

OPEN = 20.0
"""A ceiling in dBTP that no sound here comes near."""


def session(seconds: int) -> Any:
    """Music in one channel, knocks in the other: windows are switched all the time, and not in both at once."""
    rng = np.random.default_rng(3)
    at = np.arange(seconds * RATE)
    knocks = np.zeros(len(at))
    for place in rng.integers(0, len(at) - 4800, 4 * seconds):
        knocks[place : place + 4800] += rng.uniform(0.1, 0.6) * rng.standard_normal(4800) * np.exp(-np.arange(4800) / 400)
    music = tone(seconds, 220, -16) + tone(seconds, 1760, -26) + 0.02 * rng.standard_normal(len(at))
    return np.stack([music + 0.3 * knocks, 0.5 * music + np.roll(knocks, 900)], axis=1).clip(-0.9, 0.9)


class Room:
    """A programme in stretches that begin at `begins`, each encoded without knowledge of the others."""

    def __init__(
        self, sound: Any, begins: Sequence[int], bitrate: int = 384_000, channels: int = 2, ceiling: float = OPEN
    ) -> None:
        self.sound, self.begins, self.bitrate, self.channels, self.ceiling = sound, begins, bitrate, channels, ceiling
        self.encoded: list[Stretch] = []

    def part(self, stretch: Stretch) -> Encoded:
        self.encoded.append(stretch)
        own, meter = self.sound[stretch.start : stretch.stop], Meter()
        meter.feed(own)
        made = encoded(
            own, meter.peaks, stretch.extent, gain_db=0.0, ceiling_db=self.ceiling, bitrate=self.bitrate, channels=self.channels
        )
        return Encoded(stretch, made.packets, made.gains, made.energies, made.peaks)

    def parts(self) -> list[Encoded]:
        ends = [*self.begins[1:], -(-len(self.sound) // FRAME)]
        cut = [Stretch(begin, end, len(self.sound)) for begin, end in zip(self.begins, ends, strict=True)]
        return [self.part(stretch) for stretch in cut]

    def spliced(self) -> Spliced:
        return spliced(self.parts(), self.channels, self.ceiling, self.part)


def whole(sound: Any, bitrate: int = 384_000, channels: int = 2) -> list[bytes]:
    """The packets of a programme in one piece."""
    return encode(prepared(sound[FRAME:], channels, 0), bitrate)[: -(-len(sound) // FRAME)]


def heard(packets: Sequence[bytes], folder: Path, channels: int = 2) -> Any:
    """What a player decodes, packet by packet, from the programme's sample 0 on."""
    write(folder / "heard.m4a", packets, 128_000, channels)
    with av.open(str(folder / "heard.m4a")) as file:
        return np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1).T


def errors(sound: Any, packets: Sequence[bytes], folder: Path, channels: int = 2) -> Any:
    """The energy of what is wrong in each frame of 1,024 samples."""
    decoded = heard(packets, folder, channels)[: len(sound)]
    if decoded.shape[1] == 1:
        sound = sound.mean(axis=1, keepdims=True)
    wrong = np.square(decoded - sound[: len(decoded)]).sum(axis=1)
    return wrong[: len(wrong) // FRAME * FRAME].reshape(-1, FRAME).sum(axis=1)[2:]


@pytest.mark.parametrize(("bitrate", "channels"), [(384_000, 2), (128_000, 2), (96_000, 1)])
def test_no_splice_can_be_measured(bitrate: int, channels: int, tmp_path: Path) -> None:
    sound = session(24)
    made = Room(sound, range(0, 1090, 64), bitrate, channels).spliced()
    assert len(made.splices) > 8  # of 17
    one, patched = (errors(sound, packets, tmp_path, channels) for packets in (whole(sound, bitrate, channels), made.packets))
    at = np.array(made.splices) - 2
    # Each encoder spends its bits a little otherwise: a frame may be somewhat better or worse. A window that does not fit leaves
    # its folded half of the sound, a thousand times what is measured here.
    near = np.stack([patched[at + shift] / np.maximum(one[at + shift], one.mean() / 10) for shift in (-1, 0, 1)])
    assert near.max() < 4
    assert patched.sum() < 1.1 * one.sum()


def test_a_splice_between_other_windows_would_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure above can fail: it does where encoders have not heard the frames before, and windows are not looked at."""
    sound = session(24)
    monkeypatch.setattr(stretches, "LEAD", 1)
    monkeypatch.setattr(splicing, "window_of", lambda packet, channels: 0)
    one, patched = whole(sound), Room(sound, range(0, 1090, 64)).spliced()
    assert len(patched.splices) == 17
    before, after = (errors(sound, packets, tmp_path) for packets in (one, patched.packets))
    assert (after / np.maximum(before, before.mean() / 10)).max() > 20


def test_where_limiters_differ_no_splice_is_made() -> None:
    """Aliases cancel only where both encoders were given the same: a gain that moves in one stretch alone keeps them apart."""
    room = Room(session(6), [0, 100])
    one, other = room.parts()
    at = one.cells(100, 116)
    one.gains[at.start : at.stop] *= 1.001
    made = spliced([one, other], 2, OPEN, room.part)
    assert (made.splices, room.encoded[-1]) == ((), Stretch(0, 282, 6 * RATE))
    one.gains[at.start + 5 * FRAME // CELL : at.stop] /= 1.001
    assert spliced([one, other], 2, OPEN, room.part).splices[0] > 105


def test_where_windows_never_fit_stretches_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = session(6)
    monkeypatch.setattr(splicing, "window_of", lambda packet, channels: None)
    is_same = Room(sound, [0, 70, 150]).spliced().packets == whole(sound)  # the difference of lists so long is told for an hour
    assert is_same


def test_a_stretch_in_another_place_has_the_same_packets() -> None:
    """What was moved by whole frames is encoded as before: its extent and its sound are the same."""
    sound = session(8)
    moved = np.concatenate([session(2)[: 50 * FRAME], sound])
    here, there = Stretch(100, 200, len(sound)), Stretch(150, 250, len(moved))
    assert here.extent == there.extent
    is_same = Room(sound, []).part(here).packets == Room(moved, []).part(there).packets
    assert is_same


def test_peaks_and_energies_are_those_of_what_is_heard(tmp_path: Path) -> None:
    """Put together from what each stretch heard of itself, they are what a meter says that hears the whole."""
    sound = session(12) * 2
    made = Room(sound, range(0, 500, 100), ceiling=-3.0).spliced()
    meter = Meter()
    meter.feed(heard(made.packets, tmp_path)[: len(sound)])
    assert made.peaks == pytest.approx(meter.peaks, abs=1e-3)
    assert 10 ** (-3.4 / 20) < made.peaks.max() <= 10 ** (-3.0 / 20)
    told, measured = (curve.reshape(-1, 150).sum(axis=1) for curve in (made.energies, meter.cells))  # by 100 ms
    assert told == pytest.approx(measured, rel=0.01)


@pytest.mark.parametrize("samples", [1, 1023, 1024, 1025, 64 * FRAME, 64 * FRAME + 1, 200 * FRAME + 7])
def test_packets_cover_every_length_exactly(samples: int) -> None:
    sound = session(6)[:samples]
    cut = [stretch for _, stretch in stretches.stretches([0, samples // 2], samples)]
    room = Room(sound, [stretch.begin for stretch in cut])
    made = room.spliced()
    assert room.encoded == cut
    assert len(made.packets) == -(-samples // FRAME)
    assert len(made.gains) == len(made.energies) == len(made.peaks) == -(-samples // CELL)


def test_a_preview_sounds_as_the_whole_does(tmp_path: Path) -> None:
    one, two = (studio.take(tmp_path / f"{name}.wav", session(4)[:, name]) for name in (0, 1))
    first = studio.segment("a", 75, studio.clip(one, seconds=3))
    second = studio.segment("b", 75, studio.clip(two, seconds=3), transition=studio.dissolve(25))
    plan = studio.cut(first, second)
    made = studio.run(plan, tmp_path / "work")
    begin, end = 2 * RATE + 100, 4 * RATE
    action = excerpt(plan.parts, plan.mastered, plan.samples, begin, end, studio.profile(), studio.TOOLS)
    studio.perform(action, tmp_path / "excerpt", made)
    expected = made.programme[begin:end]
    with av.open(str(made.files[action.key, "out"])) as file:
        played = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1).T[: len(expected)]
    wrong = played[2 * FRAME :] - expected[2 * FRAME :]
    assert 10 * np.log10(np.square(expected).sum() / np.square(wrong).sum()) > 25
