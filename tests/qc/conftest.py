"""One small film for the session, made as the deliverable is, and one as ffmpeg makes it by default."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from tests.qc.delivery import Delivered, deliver

TAGS = "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
AS_DELIVERED = ("-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets")


def encode(path: Path, *options: str, picture: str = TAGS, before: tuple[str, ...] = ()) -> Path:
    command = (
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin",
        "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=2",
        "-f", "lavfi", "-i", "sine=440:sample_rate=48000:duration=2",
        *before, "-vf", f"format=yuv420p,{picture}", "-c:v", "libx264", "-threads", "1", "-profile:v", "high",
        "-g", "12", "-bf", "2", "-c:a", "aac", "-ac", "2", *options, str(path),
    )  # fmt: skip
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("qc") / "delivered.mp4", *AS_DELIVERED)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("qc") / "stock.mp4", "-b:v", "100k", picture="null")


@pytest.fixture(scope="session")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    return deliver(tmp_path_factory.mktemp("episode") / "show")
