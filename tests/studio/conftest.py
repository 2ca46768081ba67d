"""A small show that was built, and a studio of it that all tests of a module ask."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.small import small_show
from tests.episode.show import opened_warm
from tests.studio.asking import Client, Running, started
from tests.studio.put_back import put_back


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = small_show(tmp_path_factory.mktemp("studio") / "show")
    with opened_warm([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return manifest


@pytest.fixture(scope="package")
def running(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("studio")
    shutil.copytree(built.parents[1], folder / "show", symlinks=True)
    with started(folder / "show", home=folder / "home") as found:
        yield found


@pytest.fixture
def client(running: Running, show: Path, built: Path) -> Iterator[Client]:
    """Ask the studio of the package; what a test leaves otherwise is put back, and seen, before the next one asks."""
    yield running.client
    put_back(running.client, show, built.parents[1])


@pytest.fixture
def show(running: Running) -> Path:
    return Path(running.process.args[4])  # type: ignore[index, arg-type]
