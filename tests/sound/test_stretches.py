"""The programme is cut where an edit elsewhere moves no cut; real builds encode the stretches that an edit changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from pipeline.execution.local_store import LocalStore
from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.plan.action import Plan
from pipeline.sound import splicing
from pipeline.sound.aac import FRAME
from pipeline.sound.encoding import write
from pipeline.sound.stretches import stretches
from pipeline.timeline.model import SourceMedia
from tests.execution.fakes import Build
from tests.sound import studio
from tests.sound.studio import RATE


def cuts(*seconds: float) -> list[tuple[int, float]]:
    """Cut segments that last so long after each other: the segment in which each stretch begins, and seconds after its start."""
    starts = [round(sum(seconds[:number]) * RATE) for number in range(len(seconds))]
    found = list(stretches(starts, round(sum(seconds) * RATE)))
    return [(number, (stretch.begin * FRAME - starts[number]) / RATE) for number, stretch in found]


@pytest.mark.parametrize(
    ("seconds", "begins"),
    [
        ([0.01], [0]),
        ([20, 30, 10], [0, 1, 2]),
        ([4, 2.5, 30, 2.5, 40, 6, 5], [0, 2, 3, 4, 5, 6]),  # cards open what they announce
        ([20, 30, 1], [0, 1]),  # an end too short for a splice
        ([70], [0, 0, 0]),
        ([120], [0, 0, 0, 0, 0]),
        ([2] * 9, [0, 3, 6]),
        ([0.3, 20, 20], [0, 2]),
    ],
    ids=str,
)
def test_a_stretch_begins_with_a_segment_and_every_22_seconds_of_a_long_one(seconds: list[float], begins: list[int]) -> None:
    assert [number for number, _ in cuts(*seconds)] == begins


@pytest.mark.parametrize("first", [7, 8.04, 31.96, 100])
def test_cuts_stay_where_they_are_in_a_segment_whatever_is_before_and_after_it(first: float) -> None:
    """To the frame of AAC, which is counted from the programme's start."""
    here = [at for number, at in cuts(first, 75, 20) if number == 1]
    there = [at for number, at in cuts(20, 75, 9, 30) if number == 1]
    assert len(here) == len(there) == 3
    assert here == pytest.approx(there, abs=FRAME / RATE)


@pytest.mark.parametrize("seconds", [[0.5], [30, 20], [4, 2.5, 30, 2.5, 40, 6], [3.3] * 40, [400]], ids=str)
def test_stretches_cover_the_programme_and_each_holds_what_its_encoder_needs(seconds: list[float]) -> None:
    starts = [round(sum(seconds[:number]) * RATE) for number in range(len(seconds))]
    samples = round(sum(seconds) * RATE)
    found = [stretch for _, stretch in stretches(starts, samples)]
    assert [stretch.begin for stretch in found] == [0, *(stretch.end for stretch in found[:-1])]
    assert found[-1].end == -(-samples // FRAME)
    for stretch in found:
        assert 0 <= stretch.start <= stretch.stop <= samples
        extent = stretch.extent
        assert extent.before + extent.fed <= extent.samples == stretch.stop - stretch.start
        assert stretch.is_last or extent.packets == stretch.end + 16 - stretch.first
    assert sum(stretch.cells[1] for stretch in found) == -(-samples // 32)


# ---------------------------------------------------------------------------------------------- real builds

NAMES = ("ana", "ben", "chie", "dana", "emre")
WHOLE = {"programme/gain", "programme/master", "programme/report"}


def song(seed: int) -> Any:
    """Eight seconds that are as loud as any other such, and otherwise unlike them."""
    rng = np.random.default_rng(seed)
    return 0.1 * rng.standard_normal(8 * RATE) * (1 + 0.5 * np.sin(np.arange(8 * RATE) / RATE * (3 + seed % 3)))


@pytest.fixture(scope="module")
def runner() -> Iterator[LocalRunner]:
    runner = LocalRunner(find_ffmpeg().path)
    yield runner
    runner.close()


class Season:
    """A programme of five songs in a store, where it was built once."""

    def __init__(self, folder: Path, runner: LocalRunner) -> None:
        self.folder, self.runner = folder, runner
        self.parts = [
            studio.segment(name, 200, studio.clip(studio.take(folder / f"{name}.wav", song(number))))
            for number, name in enumerate(NAMES)
        ]

    def build(self, parts: Any) -> list[str]:
        """Build the sound; return what really ran."""
        made = studio.cut(*parts)
        plan = Plan("test", made.actions, {"sound": made.encoded, "report": made.report})
        by_key = {action.key: action.address for action in made.actions}
        with LocalStore(self.folder / "store") as store:
            return [by_key[key] for key in Build(self.folder).results(store, plan, runner=self.runner).ran]

    def with_take(self, number: int, path: Path) -> list[Any]:
        parts = list(self.parts)
        (clip,) = parts[number].stack.sound
        media = SourceMedia(studio.media_path(path), studio.digest.of_file(path))
        parts[number] = replace(parts[number], stack=replace(parts[number].stack, sound=(replace(clip, media=media),)))
        return parts


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory, runner: LocalRunner) -> Season:
    season = Season(tmp_path_factory.mktemp("season"), runner)
    ran = season.build(season.parts)
    assert {address for address in ran if "/encoded/" in address} == {f"{name}/encoded/0" for name in NAMES}
    return season


def encoded(ran: list[str]) -> set[str]:
    return {address.partition("/")[0] for address in ran if "/encoded/" in address}


@pytest.mark.ffmpeg
def test_another_take_encodes_its_segment_and_what_hears_its_ends(season: Season) -> None:
    path = studio.take(season.folder / "other.wav", song(23))
    ran = season.build(season.with_take(3, path))
    assert encoded(ran) == {"chie", "dana", "emre"}
    assert {address for address in ran if address.startswith("programme/")} == WHOLE


@pytest.mark.ffmpeg
def test_two_segments_that_change_places_encode_themselves_and_what_hears_their_ends(season: Season) -> None:
    ran = season.build([season.parts[number] for number in (0, 1, 2, 4, 3)])
    assert encoded(ran) == {"chie", "dana", "emre"}
    assert not [address for address in ran if "/stem/" in address or address.endswith("/mix")]


@pytest.mark.ffmpeg
def test_what_moves_by_whole_frames_of_aac_is_not_encoded_again(season: Season) -> None:
    shorter = replace(season.parts[0], stack=replace(season.parts[0].stack, frames=192))  # 8 pictures are 15 frames of sound
    assert encoded(season.build([shorter, *season.parts[1:]])) == {"ana", "ben"}


@pytest.mark.ffmpeg
def test_a_programme_of_another_loudness_is_encoded_again(season: Season) -> None:
    softer = [replace(part, loudness=studio.Fraction(-20)) for part in season.parts[:2]]
    assert encoded(season.build([*softer, *season.parts[2:]])) == set(NAMES)


@pytest.mark.ffmpeg
def test_a_change_too_small_to_hear_in_the_whole_encodes_only_where_it_is(season: Season) -> None:
    """A tenth of a decibel in one of five songs is two hundredths in all."""
    louder = replace(season.parts[4], loudness=studio.Fraction(-139, 10))
    assert encoded(season.build([*season.parts[:4], louder])) == {"dana", "emre"}


# ---------------------------------------------------------------------------------------------- what only the whole can tell


def read_by_master(made: studio.Session) -> dict[str, Path]:
    given = made.plan.mastered.inputs
    return {one.name: made.files[one.origin.key, one.origin.output] for one in given}  # type: ignore[union-attr]


def put_together(made: studio.Session, inputs: dict[str, Path], folder: Path) -> tuple[Any, list[bytes]]:
    """Run the master once more; return its facts and the packets."""
    master = made.plan.mastered
    outputs = {output.name: folder / f"{output.name}{output.suffix}" for output in master.outputs}
    master.operation.run(studio.work(folder, inputs, outputs))
    with av.open(str(outputs["encoded"])) as file:
        packets = [bytes(packet) for packet in file.demux(audio=0) if packet.size]
    return json.loads(outputs["facts"].read_text()), packets


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> studio.Session:
    """Two songs, run to the end."""
    folder = tmp_path_factory.mktemp("two")
    takes = [studio.take(folder / f"{number}.wav", song(number)) for number in range(2)]
    parts = [studio.segment(f"s{number}", 200, studio.clip(take)) for number, take in enumerate(takes)]
    return studio.run(studio.cut(*parts), folder / "work")


@pytest.mark.ffmpeg
def test_where_the_encoded_programme_misses_its_loudness_the_gain_is_moved(two: studio.Session, tmp_path: Path) -> None:
    """As if the encoder had taken a decibel away: the stretches' own levels say that the gain must be higher by as much."""
    inputs = read_by_master(two)
    usual, packets = put_together(two, inputs, tmp_path)
    assert usual["loudness"] == pytest.approx(-14, abs=0.1)
    for name in ("heard0", "heard1"):
        heard = studio.read(inputs[name])
        heard[:, 1] *= 10 ** (-1 / 10)
        inputs[name] = studio.take(tmp_path / f"{name}.wav", heard, RATE // 32)
    moved, again = put_together(two, inputs, tmp_path)
    is_same = packets == again
    assert not is_same
    assert moved["gain_db"] != usual["gain_db"]
    assert moved["loudness"] == pytest.approx(-14, abs=0.1)


def wrong(packets: list[bytes], expected: Any, folder: Path) -> float:
    """The energy of what AAC has changed."""
    write(folder / "wrong.m4a", packets, 384_000, 2)
    with av.open(str(folder / "wrong.m4a")) as file:
        played = np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], axis=1).T[: len(expected)]
    return float(np.square(played - expected)[2 * FRAME :].sum())


@pytest.mark.ffmpeg
def test_where_two_stretches_fit_nowhere_the_master_encodes_them_as_one(
    two: studio.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, usual = put_together(two, read_by_master(two), tmp_path)
    monkeypatch.setattr(splicing, "window_of", lambda packet, channels: None)
    facts, packets = put_together(two, read_by_master(two), tmp_path)
    is_same = packets == usual
    assert not is_same
    assert len(packets) == len(usual) == -(-16 * RATE // FRAME)
    assert facts["loudness"] == pytest.approx(-14, abs=0.1)
    expected = two.programme
    assert wrong(packets, expected, tmp_path) < 1.1 * wrong(usual, expected, tmp_path) < 0.02 * np.square(expected).sum()
