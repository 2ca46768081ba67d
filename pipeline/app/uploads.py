"""Copy what people sent into a media folder: by digest, under a name that every system can hold, over nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from pipeline import digest
from pipeline.execution.disk import disk_faults, flush_file, flush_folder
from pipeline.media.faults import MediaFault
from pipeline.media.library import Library, Probe
from pipeline.media.paths import resolve
from pipeline.values import dataclass

_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
"""What some file system or path of ours cannot hold; Windows' list is the longest."""

_LONGEST = 180
"""Bytes of a name: systems take 255, and a number may be added."""

_LEFT_OUT = ("thumbs.db", "desktop.ini", "__macosx")
_CHUNK = 1 << 20
_NO_LINKS = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of an upload folder: `name` is its path there, with `/`, as it is; `problem` says why it is not looked at."""

    name: str
    path: Path
    problem: str = ""


def sent(folder: Path) -> tuple[Sent, ...]:
    """Return the files of a folder and of all below it, by name; what systems leave behind (.DS_Store) is no file of anyone."""
    return tuple(sorted(_sent(folder), key=lambda one: one.name))


def _sent(folder: Path) -> Iterator[Sent]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_left_behind(name)]
        for name in names:
            path = Path(place) / name
            shown = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
            if path.is_symlink():
                yield Sent(shown, path, "it is a link to another place, which is not followed")
            elif path.is_file() and not _is_left_behind(name):
                yield Sent(shown, path)


def _is_left_behind(name: str) -> bool:
    return name.startswith(".") or name.lower() in _LEFT_OUT


def put(path: Path, content: bytes) -> None:
    """Write a file whole, in place of what is there; its permissions stay. Where that fails, what is there is untouched."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        flush_file(partial)
        if path.is_file():
            shutil.copymode(path, partial)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def safe_name(name: str) -> str:
    """Return a path as any system, and a manifest, can hold it: composed letters, no sign with a meaning of its own."""
    parts = []
    for part in unicodedata.normalize("NFC", name).split("/"):
        plain = "".join(sign for sign in _FORBIDDEN.sub("_", part) if unicodedata.category(sign) not in ("Cc", "Cs", "Cn"))
        plain = plain.strip(" ").rstrip(". ").lstrip("-~. ") or "_"
        stem, dot, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
        while len(f"{stem}{dot}{ending}".encode()) > _LONGEST and stem:
            stem = stem[:-1]
        parts.append(f"{stem}{dot}{ending}")
    return "/".join(parts)


@dataclass(frozen=True, slots=True)
class Uploads:
    """What reads uploaded files, whatever they are called; `probe` looks into those that a media library does not take."""

    library: Library
    probe: Probe

    def digest(self, one: Sent) -> str:
        """Return the SHA-256 of a file's bytes. Raises MediaFault, OSError."""
        if not one.path.stat().st_size:
            raise MediaFault(f"{one.name!r} is empty", "copy it again")
        return self.library.digest(one.name) if safe_name(one.name) == one.name else digest.of_file(one.path)

    def check(self, one: Sent, content: str) -> None:
        """Look into a file whose digest is `content`. Raises MediaFault where it is no media that can be used."""
        info = self.library.info(one.name) if safe_name(one.name) == one.name else self.probe(one.path, content, one.name)
        if info.damage:
            raise MediaFault(info.damage, "copy or export it again")


@dataclass
class Collection:
    """The media folder that files are copied into. Its files are known by their digests as far as sizes meet."""

    media: Path
    library: Library
    _by_size: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in sent(self.media) if self.media.is_dir() else ():
            if not one.problem:
                self._by_size.setdefault(one.path.stat().st_size, []).append(one.path.relative_to(self.media).as_posix())

    def find(self, content: str, size: int) -> str | None:
        """Return a file of the same bytes, by its path in the media folder; None where there is none."""
        for name in self._by_size.get(size, ()):
            try:
                if self.library.digest(name) == content:
                    return name
            except MediaFault:  # a name that no manifest can write, a file that is gone
                continue
        return None

    def add(self, path: Path, name: str, content: str) -> str:
        """Copy a file under `name`, or the first free name like it; return its path in the media folder.

        Raises MediaFault where it has changed since its digest was taken, or leads out of the folder; EnvironmentFault.
        """
        target = resolve(self.media, name)
        with disk_faults(self.media):
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{os.getpid()}.partial")
            try:
                if _copied(path, partial) != content:
                    raise MediaFault(f"{path.name!r} changed while it was copied", "wait until it is there, then run again")
                flush_file(partial)
                target = _put(partial, target)
                flush_folder(target.parent)
            finally:
                partial.unlink(missing_ok=True)
        added = target.relative_to(resolve(self.media, ".")).as_posix()
        self._by_size.setdefault(target.stat().st_size, []).append(added)
        return added


def _copied(source: Path, target: Path) -> str:
    """Copy bytes and times; return the digest of what was written."""
    seen = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK):
            seen.update(chunk)
            writing.write(chunk)
    shutil.copystat(source, target)
    target.chmod(0o644)
    return seen.hexdigest()


def _put(partial: Path, target: Path) -> Path:
    """Give a file its name, or the first free one like it; what is there stays. Return the name."""
    number = 1
    wanted = target
    while True:
        try:
            os.link(partial, wanted)
        except FileExistsError:
            pass
        except OSError as fault:
            if fault.errno not in _NO_LINKS:
                raise
            # A file system without links (exFAT): the name is taken first, by a file of no bytes, which nobody else has made.
            try:
                os.close(os.open(wanted, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            except FileExistsError:
                pass
            else:
                partial.replace(wanted)
                return wanted
        else:
            return wanted
        number += 1
        wanted = target.with_stem(f"{target.stem}-{number}")
