"""Put a package where people look for it: all of it or none of it.

A package is a folder. It is built beside its place and renamed into it, so that the folder is never seen half full:

    renders/.s01e01.lock         held while a package is put in place
    renders/.s01e01.partial-…    being filled, or being removed
    renders/.s01e01.previous     the package before, between two renames

If the machine dies between the two renames, the package before is under its hidden name; the next `publish` or `withdraw` puts
it back first.

A package in which quality control found errors is *refused*: it is published under another name, beside the good one, which is
left as it was.

The files are people's to change, and so is the folder. The next `publish` puts the package right and says what it found changed;
what a person has put into the folder moves along with it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from pipeline import digest
from pipeline.delivery.copying import Stored, put
from pipeline.delivery.standing import CHECKSUMS, NAME, Standing, is_file, kind, list_of, listed, look
from pipeline.execution import aside
from pipeline.execution.digests import Digests
from pipeline.faults import EnvironmentFault
from pipeline.media.side_by_side import side_by_side
from pipeline.profiles.naming import RESERVED
from pipeline.values import dataclass

_AT_ONCE = 8
"""Files that are written and flushed side by side: a disk flushes many of them in the time of one."""

Content = bytes | Stored

Judge = Callable[[Path, Mapping[str, str]], None]
"""What looks at a package before it is put in place: of the folder that holds it, and the digests of the files that lie there."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a package: whether it `is_new`; which files of the one before were `changed` or gone since they were put
    there; the names of those that are a person's own and were `kept`.
    """

    is_new: bool
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def place(renders: Path, episode: str, profile: str, main: str) -> Path:
    """Return where the package of a profile is: `renders/<episode>` for the show's main one, `renders/<episode>.<profile>` else.

    Each is a folder of its own, so that publishing one leaves the other alone.
    """
    return renders / (episode if profile == main else f"{episode}.{profile}")


def refused(folder: Path) -> Path:
    """Return where a refused package stands that would have been published as `folder`."""
    return folder.with_name(f"{folder.name}.{RESERVED}")


def publish(
    folder: Path, contents: Mapping[str, Content], digests: Digests, judge: Judge = lambda folder, there: None
) -> Delivery:
    """Make `folder` hold exactly `contents` and their checksums, besides what is a person's own. What it holds already stays.

    Stored files are copied. What `judge` raises goes on, and the package before stays in its place. So it does where the disk is
    full, the folder cannot be written or the disk does not hold what was written: EnvironmentFault.
    """
    for name in contents:
        if not NAME.fullmatch(name) or name == CHECKSUMS:
            raise ValueError(f"{name!r} cannot be the name of a file in a package")
    wanted = {
        name: digest.of_bytes(content) if isinstance(content, bytes) else content.digest for name, content in contents.items()
    }
    with _blamed(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        check_place(folder)
        with _locked(folder):
            _recover(folder, digests)
            there = look(folder, digests)
            if there.sums == wanted and not there.changed and not _is_shared(folder, contents):
                judge(folder, there.sums)
                digests.remember_packages(folder, wanted)
                return Delivery(False, (), there.others)
            partial = _beside(folder)
            try:
                judge(partial, _filled(partial, contents, wanted, folder, there))
                digests.remember_packages(folder, there.own, wanted)
                _swap(partial, folder, digests)
                digests.remember_packages(folder, wanted)
            finally:
                aside.remove(partial)
            for name, content in contents.items():
                if isinstance(content, Stored):
                    digests.remember(folder / name, content.digest)
    kept = there.others if there.sums else tuple(name for name in there.others if name not in wanted)
    return Delivery(True, there.changed, kept)


def check_place(folder: Path) -> None:
    """Raise EnvironmentFault where something else than a folder stands where a package is to be put, or a link to one.

    Else a link would be replaced by a folder on this disk, unseen.
    """
    for path, meant in ((folder, stat.S_IFDIR), (_previous(folder), stat.S_IFDIR), (_lock(folder), stat.S_IFREG)):
        if (found := kind(path)) not in (None, meant):
            what = "a link" if found == stat.S_IFLNK else "no folder" if meant == stat.S_IFDIR else "no file"
            raise EnvironmentFault(f"{path} is in the way of the package: it is {what}", "rename or remove it")


def check_writable(folder: Path) -> None:
    """Raise EnvironmentFault where a package cannot be put there, since nothing may be written where it is to be."""
    parent = next(path for path in folder.parents if path.exists())
    if not os.access(parent, os.W_OK | os.X_OK):
        message = f"cannot publish {folder}: {parent} cannot be written to"
        raise EnvironmentFault(message, "make the folder writable, then build again")


def withdraw(folder: Path, into: Path, digests: Digests) -> None:
    """Remove a package, at once: it is never seen half full. What is a person's own moves `into` another folder.

    Raises EnvironmentFault.
    """
    with _blamed(folder):
        if not any(map(os.path.lexists, (folder, _lock(folder)))):  # nothing was ever published here
            return
        check_place(folder)
        with _locked(folder):
            _recover(folder, digests)
            if folder.exists():
                digests.remember_packages(folder, look(folder, digests).own)
                folder.rename(_previous(folder))
                _sync_folder(folder.parent)
                _retire(folder, into, digests)


@contextmanager
def _blamed(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        hint = "free some space, then build again" if is_full else "make the folder writable, then build again"
        raise EnvironmentFault(f"cannot publish {folder}: {error.strerror}", hint) from error


def _beside(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))


def _previous(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.previous")


def _recover(folder: Path, digests: Digests) -> None:
    """Put things right after a publish that was killed: the package before, or the new one, is in its place, and no rest."""
    previous = _previous(folder)
    if previous.exists():
        if folder.exists():
            _retire(folder, folder, digests)
        else:
            previous.rename(folder)
    # The lock is held, so nobody fills these any more.
    for rest in folder.parent.glob(f".{escape(folder.name)}.partial-*"):
        aside.remove(rest)


def _swap(partial: Path, folder: Path, digests: Digests) -> None:
    previous = _previous(folder)
    if folder.exists():
        folder.rename(previous)
    try:
        partial.rename(folder)
    finally:
        if previous.exists() and not folder.exists():
            previous.rename(folder)
    _sync_folder(folder.parent)
    if previous.exists():
        _retire(folder, folder, digests)


def _retire(folder: Path, into: Path, digests: Digests) -> None:
    """Remove the package that was in `folder` before; what is a person's own in it moves `into` a folder.

    Killed at any step, it can be done again.
    """
    previous = _previous(folder)
    sums = listed(previous)
    own = next(iter(digests.packages(folder)), sums)  # a person may have listed more
    is_whole = bool(sums) and all(os.path.lexists(previous / name) for name in sums)  # else a name in it may be another
    for name in sorted(path.name for path in previous.iterdir()):
        if name not in own and name != CHECKSUMS and not _is_there(into, name, previous, is_listed=is_whole):
            (previous / name).rename(_free(into / name))
    gone = _beside(folder)
    previous.rename(gone)
    aside.remove(gone)


def _is_there(into: Path, name: str, previous: Path, *, is_listed: bool) -> bool:
    """Say whether a folder holds what another does; without a whole list there, what both have a name for was the package's."""
    if not os.path.lexists(into / name) or not is_listed:
        return os.path.lexists(into / name)
    return is_file(into / name) and is_file(previous / name) and digest.of_file(into / name) == digest.of_file(previous / name)


def _free(path: Path) -> Path:
    """Return a path beside this one, or itself, at which nothing is."""
    number = 1
    free = path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free


def _filled(
    partial: Path, contents: Mapping[str, Content], wanted: Mapping[str, str], folder: Path, there: Standing
) -> dict[str, str]:
    """Write a package; return the digests of its files as they were read back.

    A finished file that stands in the `folder` of the package before, as it was put `there`, is taken from it.
    """

    def fill(name: str) -> str:
        content, target = contents[name], partial / name
        if isinstance(content, bytes):
            _write(target, content)
            return digest.of_file(target)
        is_there = there.own.get(name) == content.digest and name not in there.changed
        return content.digest if is_there and _taken(folder / name, target, content) else put(content, target)

    names = sorted(contents)
    found = dict(zip(names, side_by_side(fill, names, _AT_ONCE), strict=True))
    for name in names:
        if found[name] != wanted[name]:
            raise EnvironmentFault(f"{name} is not on the disk as it was written", "check the disk, then build again")
    _write(partial / CHECKSUMS, list_of(wanted))
    partial.chmod(0o755)  # mkdtemp made it private
    _sync_folder(partial)
    return found


def _taken(path: Path, target: Path, stored: Stored) -> bool:
    """Give a file of the package before a second name in the next one, so that nothing is copied; say whether that was done."""
    try:
        if not is_file(path) or path.samefile(stored.path):
            return False
        os.link(path, target, follow_symlinks=False)
    except OSError:  # a file system without links
        return False
    return True


def _is_shared(folder: Path, contents: Mapping[str, Content]) -> bool:
    """Say whether a file is the store's own under another name, as versions before this one left it: nobody may change it."""
    stored = [(folder / name, content.path) for name, content in contents.items() if isinstance(content, Stored)]
    return any(is_file(path) and path.samefile(other) for path, other in stored)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with _lock(folder).open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _lock(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")
