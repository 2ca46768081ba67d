"""The media folder under an editor: unsaved texts lie over its files, and what is gone is remembered as it last was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.library import LARGEST_TEXT, Library
from pipeline.media.overlaid import OverlaidLibrary
from pipeline.media.paths import MediaPath
from tests.ffmpeg.making import make
from tests.memory import Forgetful


class Desk:
    """A media folder, the texts over it, and what is known of its files from cut to cut."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.library = Library(root, Forgetful())
        self.texts: dict[Path, bytes] = {}
        self.known: dict[str, MediaInfo] = {}

    def cut(self) -> OverlaidLibrary:
        return OverlaidLibrary(self.root, self.library, self.texts.get, self.known)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "poem.txt").write_text("the window is open\n")
    return Desk(tmp_path)


def test_a_text_over_a_file_is_read_in_its_place(desk: Desk) -> None:
    cut = desk.cut()
    assert cut.read("poem.txt") == b"the window is open\n"
    desk.texts[desk.root / "poem.txt"] = b"the window is shut\n"
    assert cut.read("poem.txt") == b"the window is shut\n"
    desk.texts[desk.root / "poem.txt"] = b""
    assert cut.read("poem.txt") == b"", "an empty text is one"


def test_a_text_that_no_file_has_yet_has_its_own_digest_and_others_are_missing(desk: Desk) -> None:
    desk.texts[desk.root / "new.txt"] = b"someone is singing\n"
    cut = desk.cut()
    assert cut.digest("new.txt") == hashlib.sha256(b"someone is singing\n").hexdigest()
    assert cut.read("new.txt") == b"someone is singing\n"
    for ask in (cut.digest, cut.read):
        with pytest.raises(MediaFault, match=r"'gone\.txt' does not exist"):
            ask("gone.txt")


def test_the_digest_of_a_file_is_of_what_is_saved(desk: Desk) -> None:
    """What is made is made from the disk: a key never holds what is not there."""
    desk.texts[desk.root / "poem.txt"] = b"another\n"
    assert desk.cut().digest("poem.txt") == hashlib.sha256(b"the window is open\n").hexdigest()


def test_a_text_is_no_longer_over_the_file_than_on_the_disk(desk: Desk) -> None:
    desk.texts[desk.root / "poem.txt"] = bytes(LARGEST_TEXT)
    assert len(desk.cut().read("poem.txt")) == LARGEST_TEXT
    desk.texts[desk.root / "poem.txt"] = bytes(LARGEST_TEXT + 1)
    with pytest.raises(MediaFault, match="more than 4 MiB"):
        desk.cut().read("poem.txt")


def test_all_that_was_asked_for_is_what_the_cut_depends_on_and_nothing_else(desk: Desk) -> None:
    first, second = desk.cut(), desk.cut()
    first.read("poem.txt")
    with pytest.raises(MediaFault):
        first.info("takes/gone.mov")
    with pytest.raises(MediaFault, match=r"inside the media folder|leads out"):
        first.digest("../show.yaml")
    assert first.asked == {desk.root / "poem.txt", desk.root / "takes/gone.mov"}
    assert second.asked == set()


@pytest.mark.ffmpeg
def test_a_clip_that_is_gone_keeps_its_facts_while_it_is_in_a_cut(desk: Desk) -> None:
    path = make(desk.root / "clip.mp4", range(4))
    here = MediaPath("episodes/media", "clip.mp4")
    whole = desk.cut().info("clip.mp4")
    path.unlink()
    assert desk.cut().last_info(here) == whole
    with pytest.raises(MediaFault, match=r"'clip\.mp4' does not exist"):
        desk.cut().info("clip.mp4")
    with pytest.raises(MediaFault, match=r"'other\.mp4' does not exist"):
        desk.cut().last_info(MediaPath("episodes/media", "other.mp4"))
    make(path, range(6))
    fresh = desk.cut().last_info(here)
    assert fresh.video is not None
    assert whole.video is not None
    assert (whole.video.frames, fresh.video.frames) == (4, 6), "what is there again is looked at again"


def test_captions_beside_a_film_may_not_be_saved_yet(desk: Desk) -> None:
    cut = desk.cut()
    assert cut.beside("poem.txt", (".en.vtt", ".srt")) is None
    desk.texts[desk.root / "poem.srt"] = b"1\n"
    assert cut.beside("poem.txt", (".en.vtt", ".srt")) == "poem.srt"
    (desk.root / "poem.en.vtt").touch()
    assert cut.beside("poem.txt", (".en.vtt", ".srt")) == "poem.en.vtt"
    assert cut.asked == {desk.root / "poem.en.vtt", desk.root / "poem.srt"}
