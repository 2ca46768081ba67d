from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.execution.runner import LocalRunner
from pipeline.execution.toolchain import FfmpegTool, find_ffmpeg
from tests.execution.fakes import Build


@pytest.fixture
def build(tmp_path: Path) -> Build:
    return Build(tmp_path)


@pytest.fixture(scope="session")
def ffmpeg() -> FfmpegTool:
    return find_ffmpeg()


@pytest.fixture
def runner(ffmpeg: FfmpegTool) -> Iterator[LocalRunner]:
    runner = LocalRunner(ffmpeg.path, patience=20)
    yield runner
    runner.close()
