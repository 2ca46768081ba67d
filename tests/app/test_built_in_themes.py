"""The built-in themes hold to what `together theme check` asks of every theme."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import upkeep
from pipeline.cards import theme as themes


@pytest.mark.long
@pytest.mark.parametrize("name", themes.names())
def test_a_built_in_theme_is_good(name: str, tmp_path: Path) -> None:
    """Outside of a show nothing is remembered, so every card is drawn in every shape with every sample."""
    assert [str(one) for one in upkeep.check_theme(name, tmp_path)] == []
