"""The themes of the box are in the wheel, so that an installed `together` needs no repository."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pipeline.cards import theme as themes

ROOT = Path(__file__).parents[1]
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def test_every_package_is_listed() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "pipeline").rglob("__init__.py")}
    assert set(SETUP["packages"]) == found | {"pipeline.templates"}


def test_every_file_of_a_theme_is_shipped() -> None:
    assert SETUP["package-dir"]["pipeline.templates"] == "templates"
    themes_folder = ROOT / "templates"
    shipped = {path for pattern in SETUP["package-data"]["pipeline.templates"] for path in themes_folder.glob(pattern)}
    assert shipped == {path for path in themes_folder.rglob("*") if path.is_file()}


def test_every_font_of_a_theme_comes_with_its_licence() -> None:
    for name in themes.names():
        for font in themes.load(name).fonts:
            licences = [path for path in font.path.parents[1].glob("LICENSE*") if path.is_file()]
            assert any("SIL Open Font License" in path.read_text(encoding="utf-8") for path in licences), font.path
