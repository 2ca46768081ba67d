"""The programme's AAC, put together from chunks: no splice can be heard or measured, whatever the number of cores."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from pipeline.plan.mastering import excerpt
from pipeline.sound import encoding
from pipeline.sound.aac import FRAME
from pipeline.sound.encoding import Encoder
from tests.sound import studio
from tests.sound.studio import RATE, tone


def session(seconds: int) -> Any:
    """Music in one channel, knocks in the other: windows are switched all the time, and not in both at once."""
    rng = np.random.default_rng(3)
    at = np.arange(seconds * RATE)
    knocks = np.zeros(len(at))
    for place in rng.integers(0, len(at) - 4800, 4 * seconds):
        knocks[place : place + 4800] += rng.uniform(0.1, 0.6) * rng.standard_normal(4800) * np.exp(-np.arange(4800) / 400)
    music = tone(seconds, 220, -16) + tone(seconds, 1760, -26) + 0.02 * rng.standard_normal(len(at))
    return np.stack([music + 0.3 * knocks, 0.5 * music + np.roll(knocks, 900)], axis=1).clip(-0.9, 0.9)


def encoded(sound: Any, path: Path, *, bitrate: int = 384_000, channels: int = 2, cores: int = 2, known: Any = None) -> Encoder:
    encoder = Encoder(path, bitrate, channels, cores=cores, known=known or {})
    with encoder:
        for start in range(0, len(sound), 65_536):
            list(encoder.take(sound[start : start + 65_536]))
        list(encoder.finish())
    return encoder


def heard(path: Path) -> Any:
    """What a player decodes, packet by packet, from the programme's sample 0 on."""
    with av.open(str(path)) as file:
        decoder = av.CodecContext.create("aac", "r")
        decoder.extradata = file.streams.audio[0].codec_context.extradata
        packets = [av.Packet(bytes(packet)) for packet in file.demux(audio=0) if packet.size]
    return np.concatenate([frame.to_ndarray() for packet in packets for frame in decoder.decode(packet)], axis=1).T


def errors(sound: Any, path: Path) -> Any:
    """The energy of what is wrong in each frame of 1,024 samples."""
    decoded = heard(path)[: len(sound)]
    if decoded.shape[1] == 1:
        sound = sound.mean(axis=1, keepdims=True)
    wrong = np.square(decoded - sound[: len(decoded)]).sum(axis=1)
    return wrong[: len(wrong) // FRAME * FRAME].reshape(-1, FRAME).sum(axis=1)[2:]


@pytest.mark.parametrize(("bitrate", "channels"), [(384_000, 2), (128_000, 2), (96_000, 1)])
def test_no_splice_can_be_measured(bitrate: int, channels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = session(24)
    encoded(sound, tmp_path / "whole.m4a", bitrate=bitrate, channels=channels)
    monkeypatch.setattr(encoding, "CHUNK", 32)  # 35 splices
    splices = []
    found = encoding._splice
    monkeypatch.setattr(encoding, "_splice", lambda *given: splices.append(found(*given)) or splices[-1])
    encoded(sound, tmp_path / "splices.m4a", bitrate=bitrate, channels=channels)
    assert len(splices) > 30
    assert sum(splice is not None for splice in splices) > 20
    whole, patched = errors(sound, tmp_path / "whole.m4a"), errors(sound, tmp_path / "splices.m4a")
    at = np.array([splice - 2 for splice in splices if splice is not None])
    # Each encoder spends its bits a little otherwise: a frame may be somewhat better or worse. A window that does not fit leaves
    # its folded half of the sound, a thousand times what is measured here.
    near = np.stack([patched[at + shift] / np.maximum(whole[at + shift], whole.mean() / 10) for shift in (-1, 0, 1)])
    assert near.max() < 4
    assert patched.sum() < 1.1 * whole.sum()


def test_a_splice_between_other_windows_would_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure above can fail: it does where encoders have not heard the frames before, and windows are not looked at."""
    sound = session(24)
    encoded(sound, tmp_path / "whole.m4a")
    monkeypatch.setattr(encoding, "CHUNK", 32)
    monkeypatch.setattr(encoding, "_LEAD", 1)
    monkeypatch.setattr(encoding, "window_of", lambda packet, channels: 0)
    encoded(sound, tmp_path / "splices.m4a")
    whole, patched = errors(sound, tmp_path / "whole.m4a"), errors(sound, tmp_path / "splices.m4a")
    assert (patched / np.maximum(whole, whole.mean() / 10)).max() > 20


def test_where_windows_never_fit_the_chunks_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = session(6)
    encoded(sound, tmp_path / "whole.m4a")
    monkeypatch.setattr(encoding, "CHUNK", 64)
    monkeypatch.setattr(encoding, "window_of", lambda packet, channels: None)
    encoded(sound, tmp_path / "united.m4a")
    assert (tmp_path / "united.m4a").read_bytes() == (tmp_path / "whole.m4a").read_bytes()


def test_the_bytes_do_not_depend_on_the_number_of_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "CHUNK", 64)
    made = set()
    for cores in (1, 2, 4):
        encoded(session(9), tmp_path / "sound.m4a", cores=cores)
        made.add(hashlib.sha256((tmp_path / "sound.m4a").read_bytes()).hexdigest())
    assert len(made) == 1


@pytest.mark.parametrize("samples", [1, 1023, 1024, 1025, 64 * FRAME, 83 * FRAME, 84 * FRAME + 1, 128 * FRAME, 200 * FRAME + 7])
def test_packets_cover_every_length_exactly(samples: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "CHUNK", 64)
    encoded(session(6)[:samples], tmp_path / "sound.m4a")
    with av.open(str(tmp_path / "sound.m4a")) as file:
        packets = [packet.pts for packet in file.demux(audio=0) if packet.size]
    assert packets == [FRAME * number for number in range(max(-(-samples // FRAME), 2))]


def test_a_chunk_that_is_known_is_not_encoded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "CHUNK", 64)
    sound = session(9)
    known = encoded(sound, tmp_path / "first.m4a").packets
    sound[-4800:] *= 0.9
    made = []
    create = av.CodecContext.create
    monkeypatch.setattr(av.CodecContext, "create", lambda *given: made.append(given) or create(*given))
    again = encoded(sound, tmp_path / "second.m4a", known=known).packets
    assert made.count(("aac", "w")) == len(set(again) - set(known)) == 1
    fresh = encoded(sound, tmp_path / "fresh.m4a").packets
    is_same = fresh == again  # the difference of lists so long would take an hour to be told
    assert is_same
    assert (tmp_path / "fresh.m4a").read_bytes() == (tmp_path / "second.m4a").read_bytes()


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
    played = heard(made.files[action.key, "out"])[: len(expected)]
    wrong = played[2 * FRAME :] - expected[2 * FRAME :]
    assert 10 * np.log10(np.square(expected).sum() / np.square(wrong).sum()) > 25
