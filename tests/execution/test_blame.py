"""Who is to blame where ffmpeg stops: a file of the producer's, the program itself, or whoever ended it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from pipeline import digest
from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import FfmpegTool
from pipeline.faults import ActionFailed, EnvironmentFault, FfmpegStopped, SourceDamaged
from pipeline.ffmpeg.flags import GLOBAL
from pipeline.operations.decode import DecodeSound
from pipeline.operations.ffmpeg import FilePath
from pipeline.operations.promises import VideoPromise
from pipeline.plan.action import FromSource, FromSources, Input
from tests.episode.show import ffmpeg as run_ffmpeg
from tests.execution.fakes import Build, a_plan
from tests.execution.operations import Ffmpeg
from tests.execution.test_runner import a_video, an_action, made_by


def test_a_file_that_cannot_be_decoded_is_told_in_a_producers_words(build: Build, runner: LocalRunner) -> None:
    """What looking into it could not find out: ffmpeg's own words stay in the log."""
    sound = build.folder / "a.flac"
    run_ffmpeg("-f", "lavfi", "-i", "anoisesrc=a=0.2:d=8:r=48000:seed=7", str(sound))
    content = sound.read_bytes()
    middle = len(content) * 3 // 4
    sound.write_bytes(content[:middle] + bytes(4000) + content[middle + 4000 :])
    decode = DecodeSound(
        stream=0, early=Fraction(0), layout="mono", independent=0, parts=(), passages=(), bare=None, good=None,
        first=0, last=None, side="", highpass=0, denoise=False, expected=48000 * 8,
    )  # fmt: skip
    action = an_action(decode, Input("source", FromSource(digest.of_file(sound), "a.flac"), ".flac"), address="metal-dad/stem/0")
    with pytest.raises(SourceDamaged) as caught:
        made_by(build, runner, action)
    told = str(caught.value)
    assert told.startswith("episodes/s01e01.yaml:41:0: a.flac cannot be decoded from about 0:0")
    assert "ist#" not in told
    assert 4 < float(told.partition("write out: ")[2].partition(")")[0]) <= 6
    assert "flac" in caught.value.log_tail


def test_a_file_that_can_be_decoded_is_not_to_blame(build: Build, runner: LocalRunner) -> None:
    sound = build.folder / "a.wav"
    run_ffmpeg("-f", "lavfi", "-i", "anoisesrc=a=0.2:d=1:r=48000:seed=7", str(sound))
    wrong = Ffmpeg(
        VideoPromise("h264", 64, 36, "yuv420p", Fraction(25), 1),
        (*GLOBAL, "-i", FilePath("source", before="file:"), "-map", "0:7", FilePath("out")),
    )
    action = an_action(wrong, Input("source", FromSource(digest.of_file(sound), "a.wav"), ".wav"))
    with pytest.raises(FfmpegStopped) as caught:
        made_by(build, runner, action)
    assert not isinstance(caught.value, SourceDamaged)
    told = str(caught.value)
    assert told.startswith("episodes/s01e01.yaml:41:0: ffmpeg cannot be made of a.wav: ffmpeg ended with exit code ")
    assert "matches no streams" not in told
    (log,) = build.folder.rglob("failed.log")
    assert told.endswith(f"report it with {Path(*log.parts[-3:])}")
    assert "matches no streams" in log.read_text()


BROKEN = {"crashes": "kill -SEGV $$", "does not load": "echo undefined symbol >&2; exit 127", "is another": "exit 1"}


@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN)
def test_an_ffmpeg_that_is_broken_itself_is_to_blame_and_no_file(how: str, build: Build) -> None:
    broken = build.folder / "ffmpeg"
    broken.write_text(f"#!/bin/sh\n{how}\n")
    broken.chmod(0o755)
    (build.folder / "a.wav").write_bytes(b"RIFF")
    given = Input("source", FromSource(digest.of_file(build.folder / "a.wav"), "a.wav"), ".wav")
    runner = LocalRunner(broken, patience=20)
    with pytest.raises(EnvironmentFault) as caught:
        made_by(build, runner, an_action(a_video(5).operation, given))
    runner.close()
    told = str(caught.value)
    assert told.startswith(f"{broken} does not work: asked for one plain picture, it ended with exit code ")
    assert told.endswith("; name another with --ffmpeg or TOGETHER_FFMPEG; together doctor tells more")
    assert "a.wav" not in told


def test_an_ffmpeg_that_is_killed_blames_neither_a_file_nor_itself(build: Build) -> None:
    killed = build.folder / "ffmpeg"
    killed.write_text("#!/bin/sh\nkill -KILL $$\n")
    killed.chmod(0o755)
    runner = LocalRunner(killed, patience=20)
    with pytest.raises(ActionFailed, match=r"ffmpeg ended with SIGKILL, from outside; .*close other programs") as caught:
        build.run(a_plan(a_video(5)), runner=runner)
    runner.close()
    assert not isinstance(caught.value, FfmpegStopped)


def test_an_ffmpeg_that_lacks_a_decoder_is_told_as_that(build: Build, ffmpeg: FfmpegTool) -> None:
    runner = LocalRunner(ffmpeg.path, lacking=["decoder:h264", "filter:zscale"], patience=20)
    with pytest.raises(EnvironmentFault) as caught:
        build.run(a_plan(a_video(5, "-map", "0:7")), runner=runner)
    runner.close()
    assert f"{ffmpeg.path} stopped, and lacks what is needed: decoder:h264, filter:zscale; name another" in str(caught.value)


def test_what_ffmpeg_said_is_told_to_whoever_looks_for_a_fault_of_ours(
    build: Build, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = a_video(5, "-map", "0:7")
    for debug in ("", "1"):
        monkeypatch.setenv("TOGETHER_DEBUG", debug)
        with pytest.raises(FfmpegStopped) as caught:
            build.run(a_plan(wrong), runner=runner)
        assert ("matches no streams" in str(caught.value)) == bool(debug)


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_a_numbered_picture_that_cannot_be_decoded_is_told_by_its_name(build: Build, runner: LocalRunner, kind: str) -> None:
    names = tuple(f"step_{number}.{kind}" for number in range(1, 5))
    for number, name in enumerate(names):
        Image.new("RGB", (64, 36), (40 * number, 0, 0)).save(build.folder / name)
    (build.folder / names[2]).write_bytes((build.folder / names[2]).read_bytes()[:60])
    folder = Input("frames", FromSources(tuple(digest.of_file(build.folder / one) for one in names), names), f".{kind}")
    reads = Ffmpeg(
        VideoPromise("h264", 64, 36, "yuv420p", Fraction(25), 4),
        (
            *(*GLOBAL, "-f", "image2", "-i", FilePath("frames", before="file:", after=f"/%06d.{kind}")),
            *("-pix_fmt", "yuv420p", "-c:v", "libx264", FilePath("out")),
        ),
    )
    with pytest.raises(SourceDamaged) as caught:
        made_by(build, runner, an_action(reads, folder))
    assert str(caught.value) == f"episodes/s01e01.yaml:41:0: step_3.{kind} cannot be decoded; copy or export it again"
