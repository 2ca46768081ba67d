"""Texts as files hold them: whatever ends their lines stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.faults import InputFault
from pipeline.manifest.folders import show_folder
from pipeline.studio.door import Refused
from pipeline.studio.text_files import TextFiles, written_text

LINES = st.lists(st.tuples(st.sampled_from(["a", "b", "", "ä 🎬"]), st.sampled_from(["\n", "\r\n", "\r"])), max_size=6)


@settings(max_examples=40)
@given(LINES, st.sampled_from(["", "x"]), st.booleans())
def test_a_text_that_is_not_edited_is_written_as_it_was(lines: list[tuple[str, str]], last: str, has_mark: bool) -> None:
    # A CR and an LF that come from two lines are one end.
    raw = (("\ufeff" if has_mark else "") + "".join(text + end for text, end in lines) + last).encode()
    found = written_text(raw)
    assert "\r" not in found.text
    assert found.encoded(found.text) == raw


@settings(max_examples=40)
@given(LINES, st.integers(0, 6), st.text("xy\n", max_size=4))
def test_lines_before_and_after_an_edit_keep_their_ends(lines: list[tuple[str, str]], place: int, insert: str) -> None:
    raw = "".join(text + end for text, end in lines)
    found = written_text(raw.encode())
    kept = found.text.split("\n")
    at = sum(len(line) + 1 for line in kept[: min(place, len(kept) - 1)])
    edited = found.text[:at] + insert + found.text[at:]
    written = found.encoded(edited).decode()
    assert written_text(written.encode()).text == edited
    before = len(_raw_lines(raw, kept[: min(place, len(kept) - 1)]))
    assert written[:before] == raw[:before]


def _raw_lines(raw: str, lines: list[str]) -> str:
    at = 0
    for line in lines:
        at += len(line)
        at += 2 if raw.startswith("\r\n", at) else 1
    return raw[:at]


def test_a_folder_that_may_not_be_looked_into_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = tmp_path / "episodes/s01e01.yaml"
    looked = Path.stat

    def refusing(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.is_relative_to(tmp_path):
            raise PermissionError(errno.EACCES, "Permission denied")
        return looked(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", refusing)  # root, by whom tests may be run, may look into every folder
    with pytest.raises(Refused, match="cannot be read: Permission denied"):
        TextFiles(tmp_path).place("episodes/s01e01.yaml")
    with pytest.raises(InputFault, match=r"show\.yaml: Permission denied.*check the permissions"):
        show_folder(manifest)


def test_a_show_whose_folder_is_a_link_is_named_alike(tmp_path: Path) -> None:
    (tmp_path / "real/episodes").mkdir(parents=True)
    (tmp_path / "real/episodes/a.yaml").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    files = TextFiles(tmp_path / "link")
    assert files.place("episodes/a.yaml") == (tmp_path / "real/episodes/a.yaml").resolve()
    assert files.named(tmp_path / "link/episodes/a.yaml") == "episodes/a.yaml"
    assert files.named(tmp_path / "real/episodes/a.yaml") == "episodes/a.yaml"
