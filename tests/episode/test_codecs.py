"""Deliverables in other codecs: what is joined is what was encoded, and the finished file is what its profile promises."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.app import seasons
from pipeline.app.session import Session
from pipeline.faults import Severity
from tests.episode.show import PLAIN, ffmpeg, make_show, moving_with_noise, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

OWN = {
    "hevc": "video: {codec: hevc, crf: 20, b_frames: 3, gop_seconds: 0.4}",
    "av1": "video: {codec: av1, preset: 10, crf: 40, gop_seconds: 0.4}",
    "ffv1": "container: mkv\nembed_captions: false\nvideo: {codec: ffv1}\nsound: {codec: pcm}",
    "prores": "container: mov\nembed_captions: false\nvideo: {codec: prores, flavour: hq}\nsound: {codec: pcm}",
    "flac": "container: mkv\nembed_captions: false\nvideo: {codec: h264}\nsound: {codec: flac}",
}
PROFILES = {name: f"extends: tiny\ndescription: small\nburn_captions: false\n{own}\n" for name, own in OWN.items()}
MANIFEST = """\
episode: {title: Two Pieces}
segments:
  - clip: One
    file: moving.mov
    length: 1.2
    by: ana
  - clip: Two
    file: moving.mov
    in: 0.4
    length: 0.04
    by: ana
  - clip: Three
    file: moving.mov
    length: 0.8
    by: ana
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("codecs") / "show", f"rate: 25\n{PLAIN}")
    moving_with_noise(folder / "episodes/media/moving.mov")
    for name, profile in PROFILES.items():
        (folder / f"profiles/{name}.yaml").write_text(profile)
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    return folder


@pytest.fixture(scope="module")
def opened(show: Path) -> Iterator[Session]:
    with opened_warm([show / "episodes/e.yaml"]) as found:
        yield found


def frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as movie:
        return [frame.to_ndarray() for frame in movie.decode(video=0)]


@pytest.mark.parametrize("name", OWN)
def test_what_is_joined_is_what_was_encoded(name: str, opened: Session, show: Path) -> None:
    manifest = show / "episodes/e.yaml"
    with watched() as seen:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], name), workers=2)
    (found,) = season.published.values()
    assert found is not None
    assert not [words for severity, words in found.told if severity is Severity.ERROR]
    assert seen == {os.SCHED_OTHER}, "nobody runs before all others, whatever an encoder asks for"
    work = opened.work(manifest, name)
    spans = [one for one in work.plan.actions if "/picture/" in one.address]
    assert len(spans) == 3
    apart = [frame for span in spans for frame in frames(opened.show.store.path(span.output()))]
    together = frames(found.movie)
    assert len(together) == len(apart) == 51
    assert all(np.array_equal(one, other) for one, other in zip(together, apart, strict=True))
    with av.open(str(found.movie)) as movie:
        stream = movie.streams.video[0]
        assert stream.codec_context.codec.canonical_name == {"flac": "h264"}.get(name, name)
        if tag := {"hevc": "hvc1", "av1": "av01", "prores": "apch"}.get(name):
            assert stream.codec_context.codec_tag == tag
        times = sorted(packet.pts * packet.time_base for packet in movie.demux(stream) if packet.pts is not None)
        assert [round(float(time * 25), 2) for time in times] == list(range(51))


def test_a_deliverable_with_a_rate_of_its_own_is_cut_anew_on_that_grid(opened: Session, show: Path) -> None:
    (show / "profiles/fifty.yaml").write_text(
        "extends: tiny\nburn_captions: false\nembed_captions: false\ncontainer: mov\nvideo: {rate: 50}\n"
        "sound: {codec: pcm}\nloudness: {target: -23}\n"
    )
    manifest = show / "episodes/f.yaml"
    anew = MANIFEST.replace("length: 1.2", "length: 31f").replace("in: 0.4", "in: 10f").replace("length: 0.04", "length: 0.22")
    manifest.write_text(anew)
    season = seasons.build(opened, seasons.prepare(opened, [manifest], "fifty"), workers=2)
    (found,) = season.published.values()
    assert found is not None
    assert not [words for severity, words in found.told if severity is Severity.ERROR]
    lengths = [segment.stack.frames for segment in opened.work(manifest, "fifty").timeline.segments]
    assert lengths == [62, 11, 40], "31 frames of 25 are 62 of 50; what 25 cannot tell apart, 50 can"
    shown = frames(found.movie)
    assert len(shown) == 113
    change = [float(np.abs(one.astype(int) - other).mean()) for one, other in pairwise(shown[:62])]
    assert max(change[0::2]) * 3 < min(change[1::2]), "each frame of the film is seen twice, and none a third time"


def test_a_file_of_another_container_is_judged_by_its_profile_alone(opened: Session, show: Path, tmp_path: Path) -> None:
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=1",
        "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-ac", "2", str(tmp_path / "theirs.mkv"),
    )  # fmt: skip
    judged = opened.judge(tmp_path / "theirs.mkv", "ffv1", workers=1)
    said = "\n".join(words for _, words in judged.told)
    assert "the picture is h264, not ffv1" in said
    assert "the colours are tagged 2/2/2/1, not BT.709" in said
    assert "the sound is pcm_s16le, 2 channels at 48000 Hz, not pcm" in said
    assert "chapters" not in said


class watched:  # noqa: N801 - used as a word
    """What scheduling policies the threads of our workers, and of all they start, have while something is made.

    A browser that another test of this process has left open runs its sound before all others.
    """

    def __enter__(self) -> set[int]:
        self.seen: set[int] = set()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self.seen

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def look(self) -> None:
        while not self.over.is_set():
            workers = [pid for pid in started(os.getpid()) if b"pipeline.execution" in command_of(pid)]
            for pid in [*workers, *(one for worker in workers for one in offspring(worker))]:
                try:
                    tasks = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208
                except OSError:
                    continue
                for task in tasks:
                    with contextlib.suppress(OSError):
                        self.seen.add(os.sched_getscheduler(int(task)))
            time.sleep(0.005)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def started(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def offspring(pid: int) -> list[int]:
    return [one for child in started(pid) for one in (child, *offspring(child))]


@pytest.mark.parametrize("name", ["hevc", "av1"])
def test_the_same_bytes_come_twice(name: str, opened: Session, show: Path, tmp_path: Path) -> None:
    manifest = show / "episodes/e.yaml"
    first = show / f"renders/e.{name}/e.{name}.mp4"
    if not first.exists():
        seasons.build(opened, seasons.prepare(opened, [manifest], name), workers=2)
    other = tmp_path / "show"
    shutil.copytree(show, other, ignore=shutil.ignore_patterns("renders"))
    with opened_warm([other / "episodes/e.yaml"]) as again:
        seasons.build(again, seasons.prepare(again, [other / "episodes/e.yaml"], name), workers=1)
    digests = [hashlib.sha256((one / f"renders/e.{name}/e.{name}.mp4").read_bytes()).hexdigest() for one in (show, other)]
    assert digests[0] == digests[1]
