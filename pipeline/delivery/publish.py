"""Put a package where people look for it: all of it or none of it.

A package is a folder. It is built beside its place and renamed into it, so that the folder is never seen half full:

    renders/.s01e01.lock         held while a package is put in place
    renders/.s01e01.partial-…    being filled
    renders/.s01e01.previous     the package before, between two renames

If the machine dies between the two renames, the package before is under its hidden name; the next `publish` or `withdraw` puts
it back first.

A package in which quality control found errors is *refused*: it is published under another name, beside the good one, which is
left as it was.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from pipeline.faults import EnvironmentFault
from pipeline.profiles.loader import RESERVED

CHECKSUMS = "SHA256SUMS"
"""Name of the list of checksums, in the form that `sha256sum -c` reads."""

_CLONE = 0x40049409
"""FICLONE of linux/fs.h: let a file share the blocks of another; unknown elsewhere, where it fails."""
_BLOCK = 1 << 20

_NAME = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]*")


def place(renders: Path, episode: str, profile: str, main: str) -> Path:
    """Return where the package of a profile is: `renders/<episode>` for the show's main one, `renders/<episode>.<profile>` else.

    Each is a folder of its own, so that publishing one leaves the other alone.
    """
    return renders / (episode if profile == main else f"{episode}.{profile}")


def refused(folder: Path) -> Path:
    """Return where a refused package stands that would have been published as `folder`."""
    return folder.with_name(f"{folder.name}.{RESERVED}")


def publish(folder: Path, contents: Mapping[str, Path | bytes]) -> bool:
    """Make `folder` hold exactly `contents` and their checksums, and nothing it held before. Return False where it does already.

    A path is a finished file outside the folder; it is copied. Raises EnvironmentFault where the
    disk is full or the folder cannot be written; the package before is then still in its place.
    """
    for name in contents:
        if not _NAME.fullmatch(name) or name == CHECKSUMS:
            raise ValueError(f"{name!r} cannot be the name of a file in a package")
    with _blamed(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        check_place(folder)
        with _locked(folder):
            _recover(folder)
            if is_published(folder, contents):
                return False
            partial = _beside(folder)
            try:
                _fill(partial, contents)
                _swap(partial, folder)
            finally:
                if partial.exists():
                    shutil.rmtree(partial)
    return True


def check_place(folder: Path) -> None:
    """Raise EnvironmentFault where something else than a folder, or a link to one, stands where a package is to be put."""
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        raise EnvironmentFault(f"{folder} is in the way of the package: it is no folder", "rename or remove it")


def withdraw(folder: Path) -> None:
    """Remove a package, at once: it is never seen half full. Raises EnvironmentFault."""
    with _blamed(folder):
        if not (folder.exists() or _lock(folder).exists()):  # nothing was ever published here
            return
        with _locked(folder):
            _recover(folder)
            if folder.exists():
                gone = _beside(folder)
                folder.rename(gone)
                _sync_folder(folder.parent)
                shutil.rmtree(gone)


@contextmanager
def _blamed(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        hint = "free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "make the folder writable"
        raise EnvironmentFault(f"cannot publish {folder}: {error.strerror}", hint) from error


def _beside(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))


def is_published(folder: Path, contents: Mapping[str, Path | bytes]) -> bool:
    """Say whether `folder` holds exactly these contents: texts compared, files by their checksums."""
    try:
        there = {path.name for path in folder.iterdir()}
        if not all((folder / name).is_file() for name in there):  # a pipe would be waited for
            return False
        sums = (folder / CHECKSUMS).read_text(encoding="utf-8", errors="replace").splitlines()
        return there == {*contents, CHECKSUMS} and all(
            _is_same(folder / name, content, sums) for name, content in contents.items()
        )
    except OSError:
        return False


def _previous(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.previous")


def _recover(folder: Path) -> None:
    """Put things right after a publish that was killed: the package before, or the new one, is in its place, and no rest."""
    previous = _previous(folder)
    if previous.exists():
        if folder.exists():
            _remove(previous)
        else:
            previous.rename(folder)
    # The lock is held, so nobody fills these any more.
    for rest in folder.parent.glob(f".{escape(folder.name)}.partial-*"):
        shutil.rmtree(rest)


def _swap(partial: Path, folder: Path) -> None:
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
        _remove(previous)


def _remove(folder: Path) -> None:
    """Remove a folder; of one that a link stood for, the link alone."""
    if folder.is_symlink():
        folder.unlink()
    else:
        shutil.rmtree(folder)


def _fill(partial: Path, contents: Mapping[str, Path | bytes]) -> None:
    sums = []
    for name, content in sorted(contents.items()):
        target = partial / name
        if isinstance(content, bytes):
            _write(target, content)
            digest = hashlib.sha256(content).hexdigest()
        else:
            _copy(content, target)
            digest = _digest(target)
        sums.append(f"{digest}  {name}\n")
    _write(partial / CHECKSUMS, "".join(sums).encode())
    partial.chmod(0o755)  # mkdtemp made it private
    _sync_folder(partial)


def _copy(source: Path, target: Path) -> None:
    """Copy a file's bytes into a new one that whoever owns the folder may change: never the store's own file under another name.

    Where the file system can (Btrfs, XFS, ZFS), both share their blocks until one is changed, and the copy costs nothing.
    """
    with source.open("rb") as bytes_, target.open("xb") as copy:
        try:
            fcntl.ioctl(copy.fileno(), _CLONE, bytes_.fileno())
        except OSError:  # another file system, or one that cannot
            shutil.copyfileobj(bytes_, copy, _BLOCK)
        copy.flush()
        os.fsync(copy.fileno())


def _is_same(path: Path, content: Path | bytes, sums: Sequence[str]) -> bool:
    if isinstance(content, bytes):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    here, there = path.stat(), content.stat()
    if os.path.samestat(here, there) or here.st_size != there.st_size:
        return False  # versions before this one linked the store's own file, which nobody may change
    digest = _digest(path)  # its time says nothing, and it may have been changed by hand
    return f"{digest}  {path.name}" in sums and digest == _digest(content)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
