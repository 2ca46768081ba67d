"""Which themes a build checks: each that is a show's own, or to which a show adds something; ours are checked here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.cards import check, css
from pipeline.cards import theme as themes
from pipeline.documents.places import Places
from pipeline.faults import InputFault

FORGOTTEN = "<div>{{ nothing_of_this_name }}</div>"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin as a new process does, which has loaded no theme."""
    monkeypatch.setattr(themes, "_LOADED", {})


class Remembered(dict[str, str]):
    """What was found good before."""

    def put(self, key: str, value: str) -> None:
        """Keep it."""
        self[key] = value


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the themes that were checked, as they are."""
    names: list[str] = []
    found = check.mistakes
    monkeypatch.setattr(check, "mistakes", lambda theme: (names.append(theme.name), *found(theme))[1:])
    return names


def test_every_theme_that_ships_with_the_product_is_in_order(checked: list[str]) -> None:
    for name in themes.names():
        themes.load(name)
    assert checked == list(themes.names())


def test_a_build_does_not_check_it_again(checked: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "theme.yaml").write_text("title: Mine\nextends: paper\n", encoding="utf-8")
    themes.load("signal", (tmp_path,), Remembered())
    assert checked == []


@pytest.mark.parametrize("theme", ["mine", "signal"])
def test_what_a_show_has_of_its_own_is_checked_once(theme: str, checked: list[str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "theme.yaml").write_text("title: Mine\nextends: paper\n", encoding="utf-8")
    if theme == "signal":
        (tmp_path / "words").mkdir()
        (tmp_path / "words" / "en.yaml").write_text("with_thanks_to: Thanks\n", encoding="utf-8")
    memory = Remembered()
    themes.load(theme, (tmp_path,), memory)
    themes._LOADED.clear()
    themes.load(theme, (tmp_path,), memory)
    assert checked == [theme]


@pytest.mark.parametrize("folder", ["common", "signal"])
def test_a_mistake_in_a_show_s_own_template_is_told(folder: str, tmp_path: Path) -> None:
    if folder == "signal":  # a copy of its own stands before ours
        import shutil

        from pipeline.cards.folders import built_in

        shutil.copytree(built_in() / "signal", tmp_path / "signal")
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "watermark.html").write_text(FORGOTTEN, encoding="utf-8")
    with pytest.raises(themes.InputFault):
        themes.load("signal", (tmp_path,), Remembered())


@pytest.mark.parametrize("line", [".c {{ color: nonsense{}; }}\n", ".c {{ {}colr: red; }}\n"])
def test_the_same_mistake_in_many_lines_is_looked_into_once(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    guessed: list[str] = []

    def places(text: str, path: str) -> Places:
        read.append(path)
        return Places(text, path)

    def guess(name: str, known: Sequence[str]) -> str:
        guessed.append(name)
        return ""

    monkeypatch.setattr(check, "Places", places)
    monkeypatch.setattr(css, "guess", guess)
    css._meant.cache_clear()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/theme.yaml").write_text("title: Mine\nextends: paper\n")
    (tmp_path / "mine/title.css").write_text("".join(line.format("x" * (number % 7)) for number in range(70)))
    with pytest.raises(InputFault) as told:
        themes.load("mine", (tmp_path,))
    css._meant.cache_clear()
    assert len(told.value.diagnostics) == 70
    assert len(read) == len(set(read))
    assert len(guessed) == len(set(guessed))
