"""A small show that was built, and a session of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.app.session import Session
from pipeline.execution.stamp import TICK_NS
from tests.app.small import small_show
from tests.episode.show import opened_warm


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = small_show(tmp_path_factory.mktemp("session") / "show")
    with opened_warm([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return manifest


@pytest.fixture
def manifest(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built.parent.parent, tmp_path / "show", symlinks=True)
    time.sleep(2 * TICK_NS / 1e9)  # else a fast machine looks at files that might be changed in the same tick
    return tmp_path / "show/episodes" / built.name


@pytest.fixture
def opened(manifest: Path) -> Iterator[Session]:
    with session.opened([manifest]) as found:
        yield found
