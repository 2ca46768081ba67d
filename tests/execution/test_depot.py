"""What every depot must do: in a folder, on file systems that lack something, in an object store."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.execution import depot as depots
from pipeline.execution.depot import Depot, DepotFault, Entry, Lack
from pipeline.execution.folder_depot import FolderDepot
from pipeline.faults import EnvironmentFault, Interrupted
from tests.execution.depots import MemoryDepot


def in_a_folder(folder: Path, patch: pytest.MonkeyPatch) -> Depot:
    return FolderDepot(folder)


def without_links(folder: Path, patch: pytest.MonkeyPatch) -> Depot:
    def link(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    patch.setattr(os, "link", link)
    return FolderDepot(folder)


def of_objects(folder: Path, patch: pytest.MonkeyPatch) -> Depot:
    obstore = pytest.importorskip("obstore")
    from pipeline.execution.object_depot import ObjectDepot

    return ObjectDepot("memory://", obstore.store.MemoryStore())


def of_objects_in_a_folder(folder: Path, patch: pytest.MonkeyPatch) -> Depot:
    obstore = pytest.importorskip("obstore")
    from pipeline.execution.object_depot import ObjectDepot

    return ObjectDepot("file://", obstore.store.LocalStore(folder))


KINDS = (in_a_folder, without_links, of_objects, of_objects_in_a_folder)


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def depot(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Depot:
    make: Callable[[Path, pytest.MonkeyPatch], Depot] = request.param
    (tmp_path / "depot").mkdir()
    return make(tmp_path / "depot", monkeypatch)


def test_the_first_under_a_name_wins_and_what_is_absent_is_told(depot: Depot, tmp_path: Path) -> None:
    assert depot.read("actions/a/ab/x.json") is None
    assert depot.size("actions/a/ab/x.json") is None
    assert depot.stream("objects/ab/ab") is None
    assert depot.create("actions/a/ab/x.json", b"first")
    assert not depot.create("actions/a/ab/x.json", b"second")
    assert depot.read("actions/a/ab/x.json") == b"first"
    depot.write("actions/a/ab/x.json", b"third")
    assert depot.read("actions/a/ab/x.json") == b"third"
    (tmp_path / "blob").write_bytes(b"pixels")
    depot.put("objects/ab/ab", tmp_path / "blob")
    assert depot.size("objects/ab/ab") == 6
    assert depots.fetch(depot, "objects/ab/ab", tmp_path / "got", 6, lambda: False)
    assert (tmp_path / "got").read_bytes() == b"pixels"
    assert [(one.name, one.size) for one in depot.entries("objects")] == [("objects/ab/ab", 6)]
    assert {one.name for one in depot.entries("")} == {"actions/a/ab/x.json", "objects/ab/ab"}
    depot.remove(["objects/ab/ab"])
    depot.remove(["objects/ab/ab"])
    assert depot.size("objects/ab/ab") is None
    assert list(depot.entries("builds")) == []


def test_a_place_is_a_depot_from_its_first_use_on(depot: Depot) -> None:
    begun = depots.opened(depot)
    assert begun.is_new
    assert begun.refuses == ""
    again = depots.opened(depot)
    assert (again.is_new, again.identity) == (False, begun.identity)
    assert [one.name for one in depot.entries("")] == ["depot.json"], "what was tried is removed"
    depots.begin_anew(depot)
    assert depots.opened(depot).identity != begun.identity
    assert depots.clock(depot) > 0


def test_fetching_ends_when_asked_and_takes_no_more_than_was_promised(depot: Depot, tmp_path: Path) -> None:
    (tmp_path / "blob").write_bytes(b"x" * (9 << 20))
    depot.put("objects/ab/ab", tmp_path / "blob")
    with pytest.raises(Interrupted):
        depots.fetch(depot, "objects/ab/ab", tmp_path / "got", 9 << 20, lambda: True)
    depots.fetch(depot, "objects/ab/ab", tmp_path / "got", 3, lambda: False)
    assert (tmp_path / "got").stat().st_size < 9 << 20


# ---------------------------------------------------------------------------------------------- opening


def test_a_place_that_takes_a_name_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    depot = MemoryDepot(takes_twice=True)
    with pytest.raises(EnvironmentFault, match="takes a name twice"):
        depots.opened(depot)
    assert depot.held == {}
    depot = MemoryDepot()
    monkeypatch.setattr(MemoryDepot, "create", lambda self, name, content: bool(self.held.setdefault(name, content)))
    with pytest.raises(EnvironmentFault, match="takes a name twice"):
        depots.opened(depot)


def test_a_file_system_whose_exclusive_creation_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    depot, opens = without_links(tmp_path, monkeypatch), os.open
    monkeypatch.setattr(os, "open", lambda path, flags, *mode: opens(path, flags & ~os.O_EXCL, *mode))
    monkeypatch.setattr("pipeline.execution.folder_depot._READABLE", 0o644)
    with pytest.raises(EnvironmentFault, match="takes a name twice"):
        depots.opened(depot)


def test_a_folder_with_other_things_in_it_is_no_depot(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_text("")
    (tmp_path / "lost+found").mkdir()
    (tmp_path / "lost+found/1").write_text("")
    assert depots.opened(FolderDepot(tmp_path)).is_new
    (tmp_path / "depot.json").unlink()
    (tmp_path / "thesis.odt").write_text("")
    with pytest.raises(EnvironmentFault, match=r"not empty: it holds thesis\.odt"):
        depots.opened(FolderDepot(tmp_path))


def test_two_may_begin_a_depot_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    depot, others = MemoryDepot(), MemoryDepot()
    depots.opened(others)
    entries = MemoryDepot.entries

    def just_then(self: MemoryDepot, folder: str) -> Iterator[Entry]:
        for name, content in others.held.items():
            depot.create(name, content)
        return entries(self, folder)

    monkeypatch.setattr(MemoryDepot, "entries", just_then)
    begun = depots.opened(depot)
    assert not begun.is_new
    assert begun.identity in others.held["depot.json"].decode()


@pytest.mark.parametrize("marker", ['{"schema": "depot/2", "id": "x"}', "{", "[]", '{"schema": "depot/1", "id": "../x"}'])
def test_a_depot_of_another_version_is_refused(tmp_path: Path, marker: str) -> None:
    (tmp_path / "depot.json").write_text(marker)
    with pytest.raises(EnvironmentFault, match=r"this program needs depot/1"):
        depots.opened(FolderDepot(tmp_path))


def test_who_may_only_read_is_told_why_and_begins_none(tmp_path: Path) -> None:
    depot = MemoryDepot()
    depots.opened(depot)
    depot.lacks = Lack.SHUT
    assert depots.opened(depot).refuses == "it fails"
    with pytest.raises(EnvironmentFault, match="none can be begun there"):
        depots.opened(MemoryDepot(lacks=Lack.SHUT))
    with pytest.raises(EnvironmentFault, match="there is no depot"):
        depots.opened(MemoryDepot(), begins=False)
    with pytest.raises(DepotFault):
        depots.at(str(tmp_path / "gone"))
    with pytest.raises(EnvironmentFault, match="name a folder"):
        depots.at("ftp://crew/depot")


# ---------------------------------------------------------------------------------------------- folders


def test_the_rest_of_the_crew_may_read_and_write_what_one_has_begun(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    before = os.umask(0o077)
    try:
        FolderDepot(tmp_path).create("actions/a/ab/x.json", b"x")
        (tmp_path / "source").write_bytes(b"x")
        FolderDepot(tmp_path).put("objects/ab/ab", tmp_path / "source")
    finally:
        os.umask(before)
    for folder in ("actions", "actions/a", "actions/a/ab", "objects", "objects/ab"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o2775
    assert stat.S_IMODE((tmp_path / "actions/a/ab/x.json").stat().st_mode) == 0o444
    assert stat.S_IMODE((tmp_path / "objects/ab/ab").stat().st_mode) == 0o444


def test_a_folder_that_is_unmounted_is_away_and_not_empty(tmp_path: Path) -> None:
    folder = tmp_path / "depot"
    folder.mkdir()
    depot = FolderDepot(folder)
    depot.create("actions/x", b"x")
    folder.rename(tmp_path / "elsewhere")
    folder.mkdir()
    for ask in (lambda: depot.read("actions/x"), lambda: depot.write("actions/y", b""), lambda: list(depot.entries(""))):
        with pytest.raises(DepotFault) as fault:
            ask()
        assert fault.value.lack is Lack.AWAY
    assert list(folder.iterdir()) == [], "nothing is put on the disk below"


@pytest.mark.parametrize(("number", "lack"), [(errno.ENOSPC, Lack.FULL), (errno.EACCES, Lack.SHUT), (errno.EIO, Lack.AWAY)])
def test_what_the_disk_says_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, lack: Lack
) -> None:
    def link(*_: object) -> None:
        raise OSError(number, "so it says")

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(DepotFault, match="so it says") as fault:
        FolderDepot(tmp_path).create("actions/x", b"x")
    assert fault.value.lack is lack
    assert list((tmp_path / "actions").iterdir()) == []


def test_a_link_that_was_made_though_the_server_says_that_it_was_there_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = os.link

    def link(one: Path, other: Path) -> None:
        links(one, other)
        raise FileExistsError(errno.EEXIST, "File exists")

    monkeypatch.setattr(os, "link", link)
    assert FolderDepot(tmp_path).create("actions/x", b"x")
