"""A depot in a folder that several machines mount, or several people of one machine share."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.execution.depot import LARGEST_TEXT, DepotFault, Entry, Lack
from pipeline.execution.disk import flush, flush_file, flush_folder

_LACKS = {
    errno.ENOSPC: Lack.FULL, errno.EDQUOT: Lack.FULL, errno.EFBIG: Lack.FULL,
    errno.EACCES: Lack.SHUT, errno.EPERM: Lack.SHUT, errno.EROFS: Lack.SHUT,
}  # fmt: skip
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK)
_PIECE = 4 << 20
_READABLE = 0o444


class FolderDepot:
    """A depot in a folder, which must be there: raises DepotFault where it is not.

    Who writes is whoever may write into the folder: what is made below it has its group and permissions.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        with self._reading():
            state = self._folder.stat()
        if not stat.S_ISDIR(state.st_mode):
            raise DepotFault(Lack.AWAY, "it is no folder")
        self._identity = state.st_dev, state.st_ino
        self._mode = stat.S_IMODE(state.st_mode)

    @property
    def place(self) -> str:
        """Return the folder."""
        return str(self._folder)

    def read(self, name: str) -> bytes | None:
        """Return what lies there, as `Depot.read`."""
        with self._reading():
            try:
                handle = os.open(self._at(name), os.O_RDONLY | os.O_NONBLOCK)
            except FileNotFoundError:
                return None
            with os.fdopen(handle, "rb") as stream:
                state = os.fstat(handle)
                return stream.read() if stat.S_ISREG(state.st_mode) and state.st_size <= LARGEST_TEXT else b""

    def stream(self, name: str) -> Iterator[bytes] | None:
        """Return what lies there in pieces, as `Depot.stream`."""
        with self._reading():
            try:
                handle = os.open(self._at(name), os.O_RDONLY | os.O_NONBLOCK)
            except FileNotFoundError:
                return None
        return self._pieces(handle)

    def _pieces(self, handle: int) -> Iterator[bytes]:
        with os.fdopen(handle, "rb") as stream:
            while True:
                with self._reading():
                    piece = stream.read(_PIECE)
                if not piece:
                    return
                yield piece

    def size(self, name: str) -> int | None:
        """Return how many bytes lie there, as `Depot.size`."""
        with self._reading():
            try:
                return self._at(name).stat().st_size
            except FileNotFoundError:
                return None

    def create(self, name: str, content: bytes) -> bool:
        """Put a text where nothing lies, as `Depot.create`."""
        with self._writing():
            path = self._at(name)
            self._make(path.parent)
            with self._beside(path) as partial:
                _fill(partial, content)
                try:
                    os.link(partial, path)
                except FileExistsError:
                    # An NFS server that was asked twice says so of its own link.
                    return partial.stat().st_nlink > 1
                except OSError as fault:
                    if fault.errno not in _NO_LINKS:
                        raise
                    return _create_alone(path, content)
            flush_folder(path.parent)
            return True

    def write(self, name: str, content: bytes) -> None:
        """Put a text there, as `Depot.write`."""
        with self._writing():
            path = self._at(name)
            self._make(path.parent)
            with self._beside(path) as partial:
                _fill(partial, content)
                partial.replace(path)
            flush_folder(path.parent)

    def put(self, name: str, source: Path) -> None:
        """Put a file's bytes there, as `Depot.put`."""
        with self._writing():
            path = self._at(name)
            self._make(path.parent)
            with self._beside(path) as partial:
                shutil.copyfile(source, partial)
                partial.chmod(_READABLE)
                flush_file(partial)
                partial.replace(path)
            flush_folder(path.parent)

    def entries(self, folder: str) -> Iterator[Entry]:
        """Yield all that lies below a folder, as `Depot.entries`."""
        with self._reading():
            root = self._at(folder) if folder else self._here()
            found = list(_files(root))
        for path, state in found:
            yield Entry(path.relative_to(self._folder).as_posix(), state.st_size, state.st_mtime)

    def remove(self, names: Sequence[str]) -> None:
        """Remove what lies there, as `Depot.remove`."""
        with self._writing():
            for name in names:
                self._at(name).unlink(missing_ok=True)

    # ------------------------------------------------------------------------------------------ the folder

    def _here(self) -> Path:
        """Return the folder. Raises FileNotFoundError where it was unmounted or replaced: what lies below is another one."""
        state = self._folder.stat()
        if (state.st_dev, state.st_ino) != self._identity:
            raise FileNotFoundError(errno.ENOTCONN, "it is not mounted any more")
        return self._folder

    def _at(self, name: str) -> Path:
        try:
            return self._here() / name
        except FileNotFoundError as fault:  # what lies in it may be missing, it may not
            raise DepotFault(Lack.AWAY, fault.strerror or "it is gone") from fault

    def _make(self, folder: Path) -> None:
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for one in reversed(missing):
            with suppress(FileExistsError):
                one.mkdir()
                one.chmod(self._mode)  # a umask would keep the rest of the crew out

    @contextmanager
    def _beside(self, path: Path) -> Iterator[Path]:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise DepotFault(Lack.AWAY, fault.strerror or str(fault)) from fault

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise DepotFault(_LACKS.get(fault.errno or 0, Lack.AWAY), fault.strerror or str(fault)) from fault


def _fill(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        path.chmod(_READABLE)
        flush(stream.fileno())


def _create_alone(path: Path, content: bytes) -> bool:
    """Write a file where there is none, on a file system without links. One that is killed here leaves a damaged text."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE)
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            flush(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return True


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    try:
        listed = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, PermissionError):  # `lost+found` is its own
        return
    for entry in listed:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path), entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # somebody has just removed it
            continue
