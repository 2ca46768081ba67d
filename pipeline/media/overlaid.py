"""The media folder as a session sees it: texts that are not saved lie over its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline import digest
from pipeline.links import Links
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.library import LARGEST_TEXT, Library, beside, named_beside, of_bounded_length
from pipeline.media.paths import MediaPath, resolve
from pipeline.media.spoken import Reading, Spoken


class OverlaidLibrary:
    """The files of a media folder for one cut of one episode. `asked` are those that the cut depends on, whether or not there.

    `library` is the session's own for that folder: what is known of a file is known to the next cut. `over` gives the text that
    lies over a file, or None. `known` is the session's for all folders, since another one may be named by mistake: what each
    file last was, by its path.
    """

    def __init__(self, root: Path, library: Library, over: Callable[[Path], bytes | None], known: dict[str, MediaInfo]) -> None:
        self._root, self._library, self._over, self._known = root, library, over, known
        self.asked: set[Path] = set()
        self.held: dict[Path, bytes | None] = {}
        """What small files held when they were read; None where it was something else the next time."""
        self._outside: dict[MediaPath, MediaInfo] = {}
        self._links, self._real = Links(), dict[str, Path]()
        self._infos: dict[str, MediaInfo] = {}

    def info_at(self, real: Path, path: str) -> MediaInfo:
        """Return the facts of a file outside of the media folder, as a theme's sounds are: `real`, which messages call `path`."""
        self.asked.add(real)
        info = self._outside[MediaPath(str(real.parent), real.name)] = self._library.info_at(real, path)
        return info

    def info(self, path: str) -> MediaInfo:
        """Return the facts of a picture or sound file."""
        if (known := self._infos.get(path)) is not None:
            return known  # a cut sees one state of a file
        info = self._infos[path] = self._known[path] = self._library.info_at(self._ask(path), path)
        return info

    def last_info(self, path: MediaPath) -> MediaInfo:
        """Return the facts of a file that is in a cut, or what they last were: a segment stays in it when its file is gone."""
        if (info := self._outside.get(path)) is not None:
            return info
        try:
            return self.info(path.name)
        except MediaFault:
            if path.name not in self._known:
                raise
            return self._known[path.name]

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file's bytes; of a text that is not saved at all yet, its own."""
        real = self._ask(path)
        try:
            return self._library.digest_at(real, path)
        except MediaFault:
            if (over := self._over(real)) is not None:
                return digest.of_bytes(over)
            raise

    def read(self, path: str, largest: int = LARGEST_TEXT) -> bytes:
        """Return the contents of a small file, or of the unsaved text over it."""
        over = self._over(real := self._ask(path))
        content = self._library.read(path, largest) if over is None else of_bounded_length(over, path, largest)
        self.held[real] = content if self.held.get(real, content) == content else None
        return content

    def spoken(self, reading: Reading) -> Spoken:
        """Return when the lines of a text are spoken in a file."""
        self._ask(reading.file)
        return self._library.spoken(reading)

    def beside(self, path: str, endings: Sequence[str]) -> str | None:
        """Return the file beside another that has its name but for the first of these endings, saved or not; None without one."""
        found = beside(resolve(self._root, path), endings)
        self.asked |= set(found)
        return named_beside(path, next((one for one in found if one.is_file() or self._over(one) is not None), None))

    def prepare(self, paths: Iterable[str]) -> None:
        """Look into files side by side before they are asked for."""
        self._library.prepare(path for path in paths if path not in self._infos)

    def _ask(self, path: str) -> Path:
        if (real := self._real.get(path)) is None:
            real = self._real[path] = resolve(self._root, path, self._links)
            self.asked.add(real)
        return real
