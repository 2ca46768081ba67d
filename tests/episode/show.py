"""Make small shows with media whose truth is known, build them, and read the result."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from imageio_ffmpeg import get_ffmpeg_exe

from pipeline.app import publishing, session
from pipeline.execution.events import Event, Finished, Started
from pipeline.execution.execute import Results
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.workers import Workers

TINY = """
description: as small as an encoder takes
video: {width: 160, height: 90, preset: ultrafast, crf: 4, profile: high, gop_seconds: 1, b_frames: 2, threads: 1}
sound: {codec: aac, bitrate_kbps: 128, sample_rate: 48000, channels: 2}
loudness:
  target: -16
  ceiling: -1
  tolerance: 1
  jump: 6
  segments: {music: -16, opening: -16, animation: -16, clip: -16, poem: -16, docu-short: -16, card: -18, end: -18}
burn_captions: true
"""
"""A profile for tests. Captions are drawn, so that they are in what is compared."""

PEOPLE = "ana: {name: Ana Núñez}\n"
ALONE = "opening: off\ncredits: off\nend: off\ninterstitial: off\n"
"""Settings that leave an episode with what its manifest lists."""

BARE = ALONE + "transition: cut\n"
"""Those with which nothing lies over the cuts, either."""

PLAIN = BARE + "theme: paper\ntheme_sounds: off\n"
"""Those of what is no matter of themes: cards that stand still and silent are made in a fraction of the time."""


def ffmpeg(*arguments: str) -> bytes:
    done = subprocess.run([get_ffmpeg_exe(), "-v", "error", "-y", *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def make_show(folder: Path, settings: str = "", people: str = PEOPLE) -> Path:
    """Write an empty show with the profile `tiny`; return its folder.

    What our tools are, and that the built-in theme is in order, is remembered: to find that out costs a third of a second.
    """
    _written(folder, settings, people)
    (folder / "renders/.store").mkdir(parents=True)
    (folder / "renders/.store/memory.sqlite").write_bytes(_remembered())
    return folder


@cache
def _remembered() -> bytes:
    """Return the memory of a store in which nothing was made yet."""
    with TemporaryDirectory() as place:
        manifest = _written(Path(place) / "show", BARE, PEOPLE) / "episodes/e.yaml"
        manifest.write_text("episode: {title: A}\nsegments:\n  - card: A\n    length: 1\n")
        with session.opened([manifest]) as opened:
            assert opened.diagnostics(manifest) == ()
        return (Path(place) / "show/renders/.store/memory.sqlite").read_bytes()


def _written(folder: Path, settings: str, people: str) -> Path:
    (folder / "episodes" / "media").mkdir(parents=True)
    (folder / "profiles").mkdir()
    (folder / "profiles" / "tiny.yaml").write_text(TINY)
    (folder / "episodes" / "show.yaml").write_text(f"show: Test\ndeliver: [tiny]\n{settings}")
    (folder / "episodes" / "people.yaml").write_text(people)
    return folder


def flash_and_beep(path: Path, seconds: int, rate: str = "25", flashes: Sequence[float] = (0.4,)) -> None:
    """Write a clip that is black and silent but for one white frame with a 1 kHz beep of 40 ms at each of `flashes`."""
    during = "+".join(f"between(t,{at}-0.001,{at}+0.5/({rate}))" for at in flashes)
    beep = "+".join(f"between(t,{at},{at}+0.04)*sin(2*PI*1000*(t-{at}))" for at in flashes)
    ffmpeg(
        "-f", "lavfi", "-i", f"color=black:s=160x90:r={rate}:d={seconds},drawbox=c=white:t=fill:enable='{during}'",
        "-f", "lavfi", "-i", f"aevalsrc='0.5*({beep})':s=48000:d={seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-g", "50", "-pix_fmt", "yuv420p",
        "-c:a", "pcm_s16le", str(path),
    )  # fmt: skip


def moving_with_noise(path: Path) -> None:
    """Write 1.6 seconds of a test picture of 160x90 that moves, 25 a second, with noise as its sound."""
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1.6", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=1.6:a=0.2:seed=1",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", str(path),
    )  # fmt: skip


def counting(path: Path, frames: int, rate: str = "25") -> None:
    """Write a clip whose frame n, up to 99, is two greys: its ones to the left and its tens to the right; and a quiet sine."""
    seconds = float(frames / Fraction(rate))
    level = "20+20*if(lt(X,80),mod(N,10),floor(N/10))"
    ffmpeg(
        "-f", "lavfi", "-i", f"nullsrc=s=160x90:r={rate},geq=lum='{level}':cb=128:cr=128,trim=end_frame={frames}",
        "-f", "lavfi", "-i", f"aevalsrc='0.1*sin(2*PI*440*t)':s=48000:d={seconds}",
        "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", str(path),
    )  # fmt: skip


def build(
    manifests: Path | Sequence[Path], *, workers: int = 2, profile: str = "tiny", segments: Sequence[str] = ()
) -> tuple[Path, list[str], Results]:
    """Build manifests; return the first one's movie, the addresses that made something, in order, and the results."""
    paths = [manifests] if isinstance(manifests, Path) else list(manifests)
    ran: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished) and event.action.pool != "check":
            ran.append(event.action.address)
        assert not isinstance(event, Started) or event.action.title

    with opened_warm(paths) as opened:
        works = [opened.work(path, profile, segments=segments) for path in paths]
        results = opened.build(works, workers=workers, listen=listen)
        published = [publishing.publish(opened, work, results, publishing.prepared(opened.show, work)) for work in works]
    return published[0].movie, ran, results


class Warm(Workers):
    """Workers for all builds of a process of tests, as a studio has them for all of its own; they end with the process.

    To start two for each build, and what looks into files, was half of the work of a small one.
    """

    def begin(self, count: int, loading: Sequence[str]) -> None:
        """Begin no more than are lacking of so many."""
        super().begin(count - len(self._idle), loading)

    def close(self) -> None:
        """Stay."""


@cache
def _warm(module: str) -> Warm:
    return Warm(module)


@contextmanager
def opened_warm(paths: Sequence[Path], **how: bool) -> Iterator[session.Session]:
    """Open a session whose workers were warm before, and stay so."""
    with session.opened(paths, **how) as opened:
        opened._prober._workers = _warm(opened._prober._workers._module)
        maker = opened._maker

        def warm(slots: int) -> LocalMaker:
            made = maker(slots)
            assert opened._runner is not None
            opened._runner._workers = _warm(opened._runner._workers._module)
            return made

        opened._maker = warm  # type: ignore[method-assign]
        yield opened


def pictures(path: Path) -> tuple[list[Fraction], np.ndarray]:
    """Return the times of all frames in seconds and their luma, frames x height x width."""
    times, lumas = [], []
    with av.open(str(path)) as movie:
        for frame in movie.decode(video=0):
            times.append(frame.pts * frame.time_base)
            lumas.append(frame.to_ndarray()[: frame.height, : frame.width])
    return times, np.stack(lumas)


def numbers(luma: np.ndarray) -> list[int]:
    """Return the numbers of the frames of `counting` as seen in the upper corners, where no card stands."""
    ones, tens = (luma[:, 4:20, part].mean(axis=(1, 2)) for part in (slice(4, 60), slice(100, 156)))
    return [round((right - 20) / 20) * 10 + round((left - 20) / 20) for left, right in zip(ones, tens, strict=True)]


def sound(path: Path) -> np.ndarray:
    """Return the sound as a player plays it: samples x channels at 48 kHz."""
    content = ffmpeg("-i", str(path), "-f", "f32le", "-ac", "2", "-ar", "48000", "-")
    return np.frombuffer(content, "<f4").reshape(-1, 2)


def write(path: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
