"""The library: what each file of the media folder is, asked as often as wanted and read once."""

from __future__ import annotations

import contextlib
import json
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from pipeline import digest
from pipeline.links import Links
from pipeline.media import record, spoken
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo, SoundInfo
from pipeline.media.paths import missing, resolve
from pipeline.media.side_by_side import side_by_side
from pipeline.media.spoken import Reading, Spoken

LARGEST_TEXT = 4 * 1024 * 1024
"""Bytes of a text or caption file: a feature film's captions have a twentieth of it."""

LARGEST_FILE = 512 << 30
"""Bytes of a file that is read: twelve hours at 100 million bits a second."""

_SPARSE, _HELD = 256 << 20, 100
"""A file longer than so many bytes, of which the disk holds less than a hundredth, is a download that has hardly begun, or what
a folder in the cloud leaves in a file's place; to read its zeros would take hours."""

_DIGEST = re.compile("[0-9a-f]{64}")

PROBE_VERSION = 15
"""Raise when a probe would find something else in the same bytes; all files are then probed again."""


class Memory(Protocol):
    """A memory of texts between runs. What is lost is only found again."""

    def get(self, key: str) -> str | None:
        """Return what was put, or None."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        ...


class Probe(Protocol):
    """What looks into a file, as `media.probe.probe` does."""

    def __call__(self, path: Path, content: str, name: str, *, proves: bool = True) -> MediaInfo:
        """Say what a file is, by its path, its digest and what messages call it. Raises MediaFault."""
        ...


class Aligner(Protocol):
    """What finds when the lines of a text are spoken. Threads may share it."""

    def versions(self) -> tuple[str, ...]:
        """Return the versions of all that decides what is found."""
        ...

    def find(self, path: Path, sound: SoundInfo, reading: Reading) -> Spoken:
        """Listen to the `sound` of a file. Raises MediaFault where it cannot be listened to."""
        ...


def look_here(path: Path, content: str, name: str, *, proves: bool = True) -> MediaInfo:
    """Look into a file in this process, without limits."""
    from pipeline.media.probe import probe

    return probe(path, content, name, proves=proves)


class Library:
    """What the files of a folder are. Digests are remembered by (path, size, times, inode), facts by digest.

    `root` is the media folder; `asked` are the files that anything was asked about. `probe` looks into a file; strangers' files
    are for a process of its own, `at_once` of them. `aligner` finds when a text is spoken. With `verify` no digest is taken from
    the memory: every file is read. What is said of a picture is proven by decoding it, unless the library `proves` nothing beyond
    what is known; `unproven` are then the digests of those of which it was asked.
    Threads may share it. Methods raise MediaFault for a file that is missing, empty, broken, no media, beyond the limits, or that
    changes while it is read.
    """

    def __init__(
        self, root: Path, memory: Memory, probe: Probe = look_here, *, at_once: int = 1, verify: bool = False,
        aligner: Aligner | None = None, proves: bool = True,
    ) -> None:
        self._root, self._memory, self._probe, self._verify = root, memory, probe, verify
        self._at_once, self._aligner, self._proves = at_once, aligner, proves
        self.unproven: set[str] = set()
        self._refused: dict[tuple[str, str], MediaFault] = {}
        self._infos: dict[str, MediaInfo] = {}
        self.asked: set[Path] = set()
        self._digests: dict[str, tuple[list[int], str]] = {}

    def digest(self, path: str) -> str:
        """Return the SHA-256 of the file's bytes, in hex."""
        return self.digest_at(resolve(self._root, path), path)

    def digest_at(self, real: Path, path: str) -> str:
        """Return the SHA-256 of the bytes of a file whose path is known to be good: `real`, which messages call `path`."""
        self.asked.add(real)
        marks = self._marks(real, path)
        key = f"digest:{real}"
        if (known := self._known_digest(key, marks)) is not None:
            return known
        try:
            fresh = digest.of_file(real)
        except OSError as fault:
            raise MediaFault(f"{path!r} cannot be read: {fault.strerror}", "check its permissions and the disk") from fault
        self._still(real, path, marks)
        self._digests[key] = marks, fresh
        self._memory.put(key, json.dumps([*marks, fresh]))
        return fresh

    def _known_digest(self, key: str, marks: list[int]) -> str | None:
        seen, known = self._digests.get(key, ([], ""))
        if seen == marks:
            return known
        if self._verify:
            return None
        match _json(self._memory.get(key)):
            case [*before, str(told)] if before == marks and _DIGEST.fullmatch(told):
                self._digests[key] = marks, told
                return told
            case _:  # another file, or a memory that was damaged
                return None

    def info(self, path: str) -> MediaInfo:
        """Return what the file is."""
        return self.info_at(resolve(self._root, path), path)

    def info_at(self, real: Path, path: str) -> MediaInfo:
        """Return what a file is whose path is known to be good, wherever it lies: `real`, which messages call `path`."""
        content = self.digest_at(real, path)
        if (info := self._infos.get(content)) is None:
            info = self._remembered(content) or self._probed(real, path, content)
            self._infos[content] = info
            if not info.is_proven:
                self.unproven.add(content)
        return info

    def spoken(self, reading: Reading) -> Spoken:
        """Return when the lines of a text are spoken in a file. Raises MediaFault also where nothing here can listen."""
        if self._aligner is None:
            raise MediaFault(f"nothing here can listen to {reading.file!r}", "write timing: even, or a file of times")
        content, info = self.digest(reading.file), self.info(reading.file)
        sound = next((one for one in info.sounds if one.track == reading.track), info.sound)
        if sound is None:
            raise MediaFault(f"{reading.file!r} has no sound", "name a file that has some")
        key = f"spoken/{spoken.VERSION}:{reading.identity(content, self._aligner.versions())}"
        if (text := self._memory.get(key)) is not None:
            with contextlib.suppress(ValueError):  # a damaged memory: listen again
                return spoken.loads(text)
        if (refused := self._refused.get((key, reading.file))) is not None:
            raise MediaFault(refused.message, refused.hint)
        real = resolve(self._root, reading.file)
        marks = self._marks(real, reading.file)
        try:
            found = self._aligner.find(real, sound, reading)
        except MediaFault as fault:
            self._still(real, reading.file, marks)
            self._refused[key, reading.file] = fault
            raise
        self._still(real, reading.file, marks)
        self._memory.put(key, spoken.dumps(found))
        return found

    def beside(self, path: str, endings: Sequence[str]) -> str | None:
        """Return the file that has the name of the one at `path` but for the first of these endings that is there; else None."""
        found = beside(resolve(self._root, path), endings)
        self.asked |= set(found)
        return named_beside(path, next((one for one in found if one.is_file()), None))

    def prepare(self, paths: Iterable[str]) -> None:
        """Look into files side by side before they are asked for. What is wrong with one is told to who asks for it."""
        links = Links()
        unknown = [] if self._at_once == 1 else [path for path in dict.fromkeys(paths) if not self._is_known(path, links)]
        if len(unknown) > 1:
            side_by_side(self._prepare, unknown, self._at_once)

    def _prepare(self, path: str) -> None:
        with contextlib.suppress(MediaFault):
            self.info(path)

    def _is_known(self, path: str, links: Links) -> bool:
        try:
            real = resolve(self._root, path, links)
            known = self._known_digest(f"digest:{real}", self._marks(real, path))
        except MediaFault:
            return True  # nothing to look into
        if known is None:
            return False
        return known in self._infos or (known, path) in self._refused or self._remembered(known) is not None

    def read(self, path: str, largest: int = LARGEST_TEXT) -> bytes:
        """Return the contents of a small file, of `largest` bytes at most."""
        self.digest(path)  # so that it is known to be asked for, and is a file at all
        real = resolve(self._root, path)
        try:
            with real.open("rb") as stream:
                content = stream.read(largest + 1)
        except FileNotFoundError:
            raise missing(self._root, path) from None
        except OSError as fault:
            raise MediaFault(
                f"{path!r} cannot be read: {fault.strerror}", "name the file itself, and check its permissions"
            ) from None
        return of_bounded_length(content, path, largest)

    def _remembered(self, content: str) -> MediaInfo | None:
        text = self._memory.get(f"probe/{PROBE_VERSION}:{content}")
        if text is None:
            return None
        try:
            info = record.loads(text)
        except (ValueError, TypeError, KeyError):  # a damaged memory: look again
            return None
        return info if info.is_proven or not self._proves else None

    def _probed(self, real: Path, path: str, content: str) -> MediaInfo:
        if (refused := self._refused.get((content, path))) is not None:
            raise MediaFault(refused.message, refused.hint)
        marks = self._marks(real, path)
        try:
            info = self._probe(real, content, path, proves=self._proves)
        except MediaFault as fault:
            self._still(real, path, marks)
            self._refused[content, path] = fault
            raise
        self._still(real, path, marks)
        self._memory.put(f"probe/{PROBE_VERSION}:{content}", record.dumps(info))
        return info

    def _marks(self, real: Path, path: str) -> list[int]:
        try:
            found = real.stat()
        except FileNotFoundError:
            raise missing(self._root, path) from None
        except OSError as fault:
            raise MediaFault(f"{path!r} cannot be read: {fault.strerror}", "check its permissions") from fault
        if not stat.S_ISREG(found.st_mode):
            raise MediaFault(f"{path!r} is not a file", "name the file itself, not its folder")
        if found.st_size == 0:
            raise MediaFault(f"{path!r} is empty", "copy it again")
        if found.st_size > LARGEST_FILE:
            message = f"{path!r} is {found.st_size >> 30:,} GiB long; at most {LARGEST_FILE >> 30} are read"
            raise MediaFault(message, "cut it first, or export it smaller")
        if found.st_size > _SPARSE and found.st_blocks * 512 < found.st_size // _HELD:
            held = found.st_blocks * 512 >> 20
            message = f"{path!r} is hardly there: of its {found.st_size >> 20:,} MiB, {held:,} are on this disk"
            raise MediaFault(message, "wait until all of it is downloaded, or copy it again")
        return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]

    def _still(self, real: Path, path: str, marks: list[int]) -> None:
        if self._marks(real, path) != marks:
            raise MediaFault(f"{path!r} changed while it was read", "wait until it is copied, then run again")


def beside(real: Path, endings: Sequence[str]) -> tuple[Path, ...]:
    """Return what files would be called that have the name of `real` but for its suffix, and these endings."""
    return tuple(real.with_name(f"{real.stem}{ending}") for ending in endings)


def named_beside(path: str, found: Path | None) -> str | None:
    """Return a file as messages call it that lies in the folder of the one called `path`."""
    folder, slash, _ = path.rpartition("/")
    return None if found is None else f"{folder}{slash}{found.name}"


def of_bounded_length(content: bytes, path: str, largest: int = LARGEST_TEXT) -> bytes:
    """Return the content of a text file. Raises MediaFault where it is longer than any text is."""
    if len(content) > largest:
        raise MediaFault(f"{path!r} has more than {largest // 1024 // 1024} MiB, which no text has", "name a text file")
    return content


def _json(text: str | None) -> object:
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return None
