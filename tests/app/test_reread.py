"""A theme of which nothing has changed is not read again; of which anything has, it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.app import reread
from pipeline.cards import sheet
from pipeline.cards import theme as themes
from pipeline.cards.folders import built_in
from pipeline.cards.model import Theme
from pipeline.documents.files import Files, Texts, from_disk
from pipeline.execution import stamp


def more(path: str, text: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text() if file.exists() else "") + text, encoding="utf-8")

    return change


def loaded(folder: Path, files: Files = from_disk) -> Theme:
    return reread.theme("mine", (folder,), None, files)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a colour": more("mine/theme.yaml", 'colours: {accent: "#123456"}\n'),
    "a template": lambda folder: shutil.copy(built_in() / "paper/quote.html", folder / "mine/quote.html"),
    "a drawing": more("mine/assets/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a sound": lambda folder: (folder / "mine/sounds/logo.wav").write_bytes(b"longer"),
    "a word": more("words/en.yaml", "with_thanks_to: Thanks\n"),
    "a theme of the parent's name": more("paper/theme.yaml", "title: Another\nextends: signal\n"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stamp, "RACE_NS", 0)
    more("mine/theme.yaml", "title: Mine\nextends: paper\n")(tmp_path)
    more("mine/sounds/logo.wav", "short")(tmp_path)
    return tmp_path


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list that grows with each file of a theme that is read as YAML."""
    found: list[Path] = []
    real = sheet.Sheet
    monkeypatch.setattr(themes, "Sheet", lambda path, *given: (found.append(path), real(path, *given))[1])
    return found


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_seen(change: Callable[[Path], object], folder: Path) -> None:
    before = loaded(folder)
    assert loaded(folder) is before
    change(folder)
    after = loaded(folder)
    reread._READ.clear()
    assert after.digest == loaded(folder).digest != before.digest


def test_samples_that_are_new_are_seen_though_no_card_looks_otherwise(folder: Path) -> None:
    before = loaded(folder)
    more("mine/preview.yaml", "title:\n  mine: {title: Mine}\n")(folder)
    after = loaded(folder)
    assert (after.digest, after.samples) == (before.digest, (folder / "mine/preview.yaml", *before.samples))


def test_nothing_is_read_again_until_a_text_lies_over_a_file(folder: Path, sheets: list[Path]) -> None:
    texts = Texts()
    before = loaded(folder, texts.read)
    count = len(sheets)
    assert loaded(folder, texts.read) is before
    assert len(sheets) == count
    texts.edit(folder / "mine/theme.yaml", "title: Ours\nextends: paper\n")
    assert loaded(folder, texts.read).title == "Ours"
    texts.revert(folder / "mine/theme.yaml")
    assert loaded(folder, texts.read).title == "Mine"


def test_what_has_only_just_been_written_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a tick of the clock of a file system it may be written once more, and look as it did."""
    monkeypatch.setattr(stamp, "RACE_NS", 60_000_000_000)
    loaded(folder)
    assert ("mine", (folder,)) not in reread._READ


def test_a_text_over_a_file_is_found_by_any_link_to_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.yaml").write_text("saved")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "folder/a.yaml")
    texts = Texts()
    texts.edit(tmp_path / "folder/a.yaml", "unsaved")
    for path in ("real/a.yaml", "folder/a.yaml", "link.yaml", "folder/../link.yaml"):
        assert texts.read(tmp_path / path) == b"unsaved"
    texts.revert(tmp_path / "link.yaml")
    assert texts.read(tmp_path / "real/a.yaml") == b"saved"
