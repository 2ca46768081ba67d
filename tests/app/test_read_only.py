"""Looking at a show needs no right to write in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.faults import EnvironmentFault
from tests.episode.show import BARE, make_show


def test_who_only_looks_needs_no_renders(tmp_path: Path) -> None:
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    manifest = tmp_path / "episodes" / "e.yaml"
    manifest.write_text("episode: {title: Small, season: 1, number: 1}\nsegments:\n  - card: A\n    length: 1\n")
    (tmp_path / "renders").write_text("in the way")
    with pytest.raises(EnvironmentFault, match="cannot be written"), session.opened([manifest]):
        pass
    with session.opened([manifest], writes=False) as opened:
        assert opened.diagnostics(manifest) == ()
        assert opened.forecast(opened.work(manifest)).reasons
    assert (tmp_path / "renders").read_text() == "in the way"
