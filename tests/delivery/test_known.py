"""What was put into a folder is known: a list of checksums that is rewritten along with the files hides nothing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.delivery import Delivery, publish
from pipeline.execution.digests import Digests
from tests.memory import Forgetful

OLD, NEW = {"a.mp4": b"moving", "a.html": b"<p>pass"}, {"a.mp4": b"moving on", "a.html": b"<p>pass"}


class Place:
    """A folder of packages with a memory that outlives each look at it."""

    def __init__(self, renders: Path) -> None:
        self.folder, self.memory = renders / "s01e01", Forgetful()

    def put(self, contents: Mapping[str, bytes]) -> Delivery:
        return publish(self.folder, contents, Digests(self.memory))

    def rewrite_the_list(self) -> None:
        files = sorted(path for path in self.folder.iterdir() if path.name != "SHA256SUMS")
        text = "".join(f"{digest.of_file(path)}  {path.name}\n" for path in files)
        (self.folder / "SHA256SUMS").write_text(text)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path / "renders")
    assert place.put(OLD) == Delivery(True)
    return place


def test_a_file_that_was_edited_is_told_and_put_right_though_the_list_agrees(place: Place) -> None:
    (place.folder / "a.html").write_bytes(b"")
    place.rewrite_the_list()
    assert place.put(OLD) == Delivery(True, ("SHA256SUMS", "a.html"))
    assert (place.folder / "a.html").read_bytes() == OLD["a.html"]
    assert place.put(OLD) == Delivery(False)


def test_so_is_the_list_alone(place: Place) -> None:
    with (place.folder / "SHA256SUMS").open("a") as listed:
        listed.write("\n")
    assert place.put(OLD) == Delivery(True, ("SHA256SUMS",))


def test_a_file_of_ones_own_that_was_listed_along_stays_ones_own(place: Place) -> None:
    (place.folder / "notes.md").write_text("for the upload")
    place.rewrite_the_list()
    assert place.put(NEW) == Delivery(True, ("SHA256SUMS",), ("notes.md",))
    assert (place.folder / "notes.md").read_text() == "for the upload"
    assert "notes.md" not in (place.folder / "SHA256SUMS").read_text()


@pytest.mark.parametrize("other", ["an older one", "another episode's"])
def test_another_package_in_its_place_is_told(place: Place, other: str) -> None:
    kept = shutil.copytree(place.folder, place.folder.with_name("kept"))
    if other == "an older one":
        place.put(NEW)
    else:
        publish(kept, {"b.mp4": b"else", "b.html": b"<p>"}, Digests(place.memory))
    wanted = NEW if other == "an older one" else OLD
    shutil.rmtree(place.folder)
    kept.rename(place.folder)
    told = place.put(wanted)
    gone = ("SHA256SUMS", "a.mp4") if other == "an older one" else ("SHA256SUMS", "a.html", "a.mp4")
    assert (told.is_new, told.changed) == (True, gone)
    assert (place.folder / "a.mp4").read_bytes() == wanted["a.mp4"]


def test_after_a_kill_between_two_packages_neither_is_called_changed(place: Place) -> None:
    both = [{name: digest.of_bytes(content) for name, content in one.items()} for one in (OLD, NEW)]
    Digests(place.memory).remember_packages(place.folder, *both)  # and then the machine died, before the new one was in place
    assert place.put({**NEW, "a.html": b"<p>fail"}) == Delivery(True)


def test_a_package_that_was_deleted_is_not_called_changed(place: Place) -> None:
    shutil.rmtree(place.folder)
    assert place.put(NEW) == Delivery(True)


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"a.mp4": 1}]', '[{"a.mp4": "zz"}]'])
def test_a_memory_that_is_damaged_is_a_memory_that_was_lost(place: Place, text: str) -> None:
    place.memory.put("package:renders/s01e01", text)
    assert Digests(place.memory).packages(place.folder) == ()
    assert place.put(OLD) == Delivery(False)
    assert len(Digests(place.memory).packages(place.folder)) == 1
