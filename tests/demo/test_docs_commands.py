"""What the guide tells a designer to write is what its picture is drawn from, and it holds."""

from __future__ import annotations

from pathlib import Path

from episodes.generator import docs_commands, docs_pictures
from pipeline.app import session, upkeep


def test_the_guide_s_first_lower_third_is_in_the_episode_it_draws(tmp_path: Path) -> None:
    more, css = docs_commands.written((docs_pictures.ROOT / docs_commands.GUIDE).read_text(encoding="utf-8"))
    assert css.startswith(".name {")
    show = tmp_path / "our-show"
    upkeep.begin_show(show)
    manifest = show / "episodes/s01e01.yaml"
    manifest.write_text(manifest.read_text() + more)
    with session.opened([manifest], proves=False) as opened:
        assert opened.diagnostics(manifest) == ()
        names = [one.name for one in opened.snapshot(manifest).whole().timeline.segments]
    assert "opening-tune" in names
