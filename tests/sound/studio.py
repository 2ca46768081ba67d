"""A studio for the tests: writes takes, plans an episode's sound, runs its actions in a folder, reads what came out."""

from __future__ import annotations

import json
import math
import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np

from pipeline import digest
from pipeline.media.info import MediaInfo
from pipeline.media.library import Library
from pipeline.media.paths import MediaPath
from pipeline.operations.base import Work
from pipeline.operations.codec import pack, unpack
from pipeline.operations.programme import opened
from pipeline.plan.action import Action, FromAction, FromSource, Plan, Toolchain
from pipeline.plan.mastering import listened
from pipeline.plan.sound import SoundPlan, plan_sound
from pipeline.profiles.model import H264, LoudnessProfile, Profile, SoundProfile, VideoProfile
from pipeline.segments.registry import kinds
from pipeline.sound import wav
from pipeline.sound.programme import mastered, read_whole
from pipeline.timeline.model import Segment, SoundClip, SoundRole, SourceMedia, Stack, Timeline, Transition
from pipeline.timeline.programme import Programme
from tests.memory import Forgetful

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
RATE = 48_000
TOOLS = Toolchain("ffmpeg-for-tests", defaultdict(lambda: "code"))


def profile(
    *, target: str = "-14", ceiling: str = "-1", bitrate: int = 384, segments: Mapping[str, str] | None = None
) -> Profile:
    return Profile(
        "test",
        "",
        VideoProfile(160, 90, H264("ultrafast", 30, "high", 0, 1), Fraction(1)),
        SoundProfile("aac", bitrate, RATE, 2),
        LoudnessProfile(
            Fraction(target), Fraction(ceiling), Fraction("0.2"),
            {kind: Fraction(level) for kind, level in (segments or {}).items()}, Fraction(4),
        ),
        False,
    )  # fmt: skip


def info(path: Path) -> MediaInfo:
    """Probe a file: what the plan of the sound needs to know."""
    return Library(path.parent, Forgetful()).info(path.name)


def take(path: Path, sound: Any, rate: int = RATE) -> Path:
    """Write samples (n,) or (n, channels) as a WAV of 32-bit floats."""
    block = np.asarray(sound, dtype=np.float64).reshape(len(sound), -1)
    path.write_bytes(wav.header(rate, block.shape[1], len(block)) + wav.encode(block))
    return path


def read(path: Path) -> Any:
    with path.open("rb") as file:
        shape, reading = wav.reader(file)
        return reading(0, shape.samples)


def media_path(path: Path) -> MediaPath:
    """Name a file that lies in no show."""
    return MediaPath(str(path.parent), path.name)


def clip(path: Path, role: str = "stem", *, at: Any = 0, start: Any = 0, seconds: Any = None, **more: Any) -> SoundClip:
    """Play a file. Without `seconds`, all of it from `start` on."""
    if seconds is None:
        known = info(path).sound
        assert known is not None
        seconds = known.duration - Fraction(start)
    media = SourceMedia(media_path(path), digest.of_file(path))
    converted = {key: Fraction(value) if isinstance(value, int | str) and key in _EXACT else value for key, value in more.items()}
    return SoundClip(media, SoundRole(role), Fraction(at), Fraction(start), Fraction(seconds), **converted)


_EXACT = {"gain_db", "pan", "fade_in", "fade_out"}


@dataclass
class Session:
    """Hold what a plan made: files by action key and output name."""

    plan: SoundPlan
    files: dict[tuple[str, str], Path] = field(default_factory=dict)

    def file(self, address: str, output: str = "out") -> Path:
        (action,) = [action for action in self.plan.actions if action.address == address]
        return self.files[action.key, output]

    @property
    def report(self) -> Any:
        return json.loads(self.files[self.plan.report.key, self.plan.report.output].read_text())

    @property
    def programme(self) -> Any:
        """The mastered programme, before it was encoded."""
        master, programme, mixes = listened(Plan("test", self.plan.actions, {}))
        inputs = {mix.name: self.files[mix.origin.key, mix.origin.output] for mix in mixes}  # type: ignore[union-attr]
        samples = self.plan.samples
        with ExitStack() as stack:
            placed = opened((*programme.segments, *programme.over), work(Path(), inputs, {}), stack)
            gains = read_whole(self.files[master.key, "gains"])[:, 0]
            return np.concatenate(list(mastered(placed, samples, gains, 0, samples)))


def segment(name: str, frames: int, *clips: SoundClip, kind: str = "music", **more: Any) -> Segment:
    return kinds()[kind].segment(name, name.title(), Stack(frames, (), clips), **more)


def dissolve(frames: int) -> Transition:
    return Transition("dissolve", frames)


def cut(*segments: Segment, rate: Fraction = Fraction(25), using: Profile | None = None) -> SoundPlan:
    """Plan the sound of segments after each other."""
    timeline = Timeline("test", "Test", rate, segments, "theme")
    return plan_sound(Programme(timeline), lambda path: info(Path(path)), using or profile(), TOOLS)


def run(plan: SoundPlan, folder: Path, *, until: str | None = None) -> Session:
    """Run the actions in order; with `until`, only those up to the address."""
    session = Session(plan)
    for number, item in enumerate(plan.actions):
        perform(item, folder / f"{number}", session)
        if item.address == until:
            break
    return session


def work(folder: Path, inputs: Mapping[str, Path], outputs: Mapping[str, Path], cores: int = 2) -> Work:
    """Lend an operation what a worker lends it, with the files where they are."""

    def ffmpeg(arguments: Sequence[str]) -> None:
        done = subprocess.run([FFMPEG, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return Work(folder, inputs, outputs, lambda share: None, ffmpeg, cores)


def perform(item: Action, folder: Path, session: Session) -> None:
    folder.mkdir(parents=True)
    inputs = {}
    for source in item.inputs:
        if isinstance(source.origin, FromAction):
            path = session.files[source.origin.key, source.origin.output]
        else:
            assert isinstance(source.origin, FromSource)
            path = Path(source.origin.path)
        inputs[source.name] = folder / f"{source.name}{source.suffix}"
        inputs[source.name].symlink_to(path)
    outputs = {output.name: folder / f"{output.name}{output.suffix}" for output in item.outputs}
    unpack(json.loads(json.dumps(pack(item.operation)))).run(work(folder, inputs, outputs))
    for name, path in outputs.items():
        session.files[item.key, name] = path


def tone(seconds: float, hertz: float = 440, level_db: float = -20, rate: int = RATE, phase: float = 0.0) -> Any:
    """A sine of `level_db` dBFS (peak)."""
    return 10 ** (level_db / 20) * np.sin(2 * math.pi * hertz * np.arange(round(seconds * rate)) / rate + phase)


def level(sound: Any) -> float:
    """The largest sample in dBFS."""
    peak = float(np.abs(sound).max(initial=0))
    return 20 * math.log10(peak) if peak else -math.inf
