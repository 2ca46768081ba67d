"""What a file holds for whoever asks: the disk's bytes, or the text that is not saved yet; and what was asked for."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.documents.files import LARGEST, Noted, Texts, from_disk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "show.yaml"
    path.write_text("show: On the disk\n")
    return path


def test_an_unsaved_text_stands_for_the_file_until_it_is_reverted(file: Path) -> None:
    texts = Texts()
    assert texts.read(file) == b"show: On the disk\n"
    texts.edit(file, "show: Größer\n")
    assert texts.read(file) == "show: Größer\n".encode()
    assert texts.unsaved == {file}
    texts.edit(file, b"show: \xff\n")  # an editor's bytes need not be text
    assert texts.read(file) == b"show: \xff\n"
    texts.revert(file)
    assert texts.read(file) == b"show: On the disk\n"
    assert texts.unsaved == frozenset()


def test_a_text_needs_no_file_and_an_empty_one_is_a_text(tmp_path: Path) -> None:
    texts, path = Texts(), tmp_path / "new.yaml"
    with pytest.raises(FileNotFoundError):
        texts.read(path)
    texts.edit(path, "")
    assert texts.read(path) == b""
    assert texts.over(path) == b""
    texts.revert(tmp_path / "never edited.yaml")
    assert texts.over(path) == b""


def test_a_file_is_the_same_by_whatever_path_it_is_named(file: Path) -> None:
    link = file.with_name("link.yaml")
    link.symlink_to(file)
    texts = Texts()
    texts.edit(link, "show: Through the link\n")
    for path in (file, link, file.parent / "x" / ".." / "show.yaml"):
        assert texts.over(path) == b"show: Through the link\n", path


def test_the_digests_tell_which_text_lies_over_which_file(file: Path) -> None:
    texts, other = Texts(), file.with_name("people.yaml")
    assert texts.digests([str(file), str(other)]) == ("", "")
    texts.edit(other, "ana: Ana\n")
    assert texts.digests([str(file), str(other)]) == ("", hashlib.sha256(b"ana: Ana\n").hexdigest())
    texts.edit(other, "ana: Anna\n")
    assert texts.digests([str(other)]) == (hashlib.sha256(b"ana: Anna\n").hexdigest(),)


def test_of_a_huge_file_no_more_is_read_than_shows_that_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(LARGEST * 3)
    assert len(from_disk(path)) == LARGEST + 1


@pytest.mark.parametrize(("kind", "words"), [("folder", "it is a folder"), ("pipe", "it is no ordinary file")])
def test_what_is_no_file_is_refused_and_not_waited_for(kind: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "show.yaml"
    if kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(OSError, match=words):
        from_disk(path)


def test_what_was_asked_for_is_noted_whether_or_not_it_is_there(file: Path) -> None:
    noted, gone = Noted(from_disk), file.with_name("gone.yaml")
    assert noted.held == {}
    assert noted(file) == b"show: On the disk\n"
    with pytest.raises(FileNotFoundError):
        noted(gone)
    assert noted.held == {file: b"show: On the disk\n", gone: None}
    file.unlink()
    with pytest.raises(FileNotFoundError):
        noted(file)
    assert noted.held[file] is None, "what it held before is not what it holds"
