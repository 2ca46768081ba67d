from __future__ import annotations

from pathlib import Path

import pytest

from tests.episode.show import make_show


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make_show(tmp_path / "show", "transition: cut\n")
