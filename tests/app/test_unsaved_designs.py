"""A designer's unsaved theme and profile are seen by the session, mistakes at their place."""

from __future__ import annotations

import gc
from pathlib import Path

from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.profiles.loader import BUILT_IN
from tests.cli.command import small_show
from tests.episode.show import opened_warm
from tests.memory import Forgetful


def test_unsaved_texts_of_theme_and_profile_are_seen(tmp_path: Path) -> None:
    root = small_show(tmp_path / "show")
    manifest, theme, profile = root / "episodes/e.yaml", root / "templates/mine/theme.yaml", root / "profiles/mine.yaml"
    style = theme.with_name("theme.css")
    for file, text in {
        theme: "extends: create-together\n", style: "", profile: (BUILT_IN / "draft.yaml").read_text(),
    }.items():  # fmt: skip
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with opened_warm([manifest]) as opened:
        opened.edit(manifest, f"theme: mine\ndeliver: [mine]\n{manifest.read_text()}")
        assert opened.diagnostics(manifest) == ()
        opened.edit(theme, "extends: create-together\ncolour: {}\n")
        assert [str(one.where) for one in opened.diagnostics(manifest)] == ["templates/mine/theme.yaml:2:1"]
        opened.edit(theme, 'extends: create-together\ncolours: {ink: "#010203"}\n')
        cut = opened.snapshot(manifest).whole()
        assert cut.theme.colours["ink"] == "#010203"
        opened.edit(style, ".a { colour: red }")
        assert "did you mean 'color'?" in opened.diagnostics(manifest)[0].hint
        opened.revert(style)
        opened.edit(profile, profile.read_text() + "crf: 1\n")
        assert [one.message for one in opened.diagnostics(manifest)] == ["there is no field crf"]
        assert {theme, style, profile} <= opened.files()
        opened.revert(profile)
        opened.revert(theme)
        assert opened.snapshot(manifest).whole().theme.colours["ink"] != "#010203"


def test_themes_of_a_long_session_are_let_go(tmp_path: Path) -> None:
    class Trusting(Forgetful):
        def get(self, key: str) -> str | None:
            return "good"

    folder = tmp_path / "templates/passing"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text("extends: signal\n")
    for number in range(30):
        (folder / "theme.css").write_text(f".card {{ opacity: 0.{number} }}\n")
        themes.load("passing", [folder.parent], Trusting())
    gc.collect()
    assert sum(isinstance(one, Theme) and one.name == "passing" for one in gc.get_objects()) <= 8
