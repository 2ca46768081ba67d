"""The season board of a studio: looked at in a thread, an episode after another, and told as far as it is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import board, board_look
from pipeline.app.board import Known, Row, State
from pipeline.faults import Diagnostic, TogetherFault, Where
from pipeline.studio.answers import Json
from pipeline.studio.background import Background
from pipeline.studio.blobs import Blobs, Gone
from pipeline.studio.hub import Hub
from pipeline.studio.names import can_be_opened

if TYPE_CHECKING:
    from pipeline.studio.studio import Studio

_UNNAMED = "the name of the file has a line break or is too long, so the episode cannot be opened here"


class SeasonBoard:
    """The board. Threads may share it; a look that is asked for while one goes on begins when that is over."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._background = Background(self._run, "board")
        self._news = self._background.news
        self._known: dict[Path, Known] = {}
        self._is_wanted, self._is_looking = False, False

    def look(self) -> None:
        """Look at all episodes again, in the background."""
        with self._news:
            self._is_wanted = self._background.is_open
            self._background.wake()

    def to_json(self) -> Json:
        """Return the board as far as it is known; `is_whole` where every episode has been looked at since it was last asked."""
        paths = self._studio.manifests()
        with self._news:
            known = [self._known[path] for path in paths if path in self._known]
            is_whole = len(known) == len(paths) and not (self._is_wanted or self._is_looking)
        found = board.rows(known, date.today())
        return {
            "is_whole": is_whole,
            "words": board.counted(found) if found else "",
            "episodes": len(paths),
            "rows": [{**row.to_json(), "poster": _poster(self._studio.blobs, row)} for row in found],
        }

    def close(self) -> None:
        """Look no more."""
        self._background.close()

    def _run(self) -> None:
        hub: Hub = self._studio.hub
        while True:
            with self._news:
                self._news.wait_for(lambda: self._is_wanted or not self._background.is_open)
                if not self._background.is_open:
                    return
                self._is_wanted, self._is_looking = False, True
            for path in self._studio.manifests() if self._background.is_open else ():
                known = self._looked_at(path)
                with self._news:
                    is_other = self._known.get(path) != known
                    self._known[path] = known
                if is_other:
                    hub.tell("board", self.to_json())
            with self._news:
                self._is_looking = False
            hub.tell("board", self.to_json())

    def _looked_at(self, path: Path) -> Known:
        if not can_be_opened(path.stem):
            told = Diagnostic(Where(" ".join(path.name.split())), _UNNAMED, "rename the file")
            return Known(path, path.stem, State.BROKEN, " ".join(path.stem.split()), mistakes=(told,))
        try:
            return board_look.look(self._studio.session, path)
        except TogetherFault as fault:
            mistakes = (Diagnostic(Where(path.name), str(fault)),)
        except Exception as error:  # noqa: BLE001 - told where it is looked at; the others are on the board all the same
            mistakes = (Diagnostic(Where(path.name), f"together made a mistake ({type(error).__name__}: {error})"),)
        return Known(path, path.stem, State.BROKEN, path.stem, mistakes=mistakes)


def _poster(blobs: Blobs, row: Row) -> str | None:
    """Return the digest of an episode's picture; None where there is none."""
    package = row.episode.package
    path = package.poster if package is not None else None
    if path is None:
        return None
    try:
        state = path.stat()
    except OSError:
        return None

    def content() -> bytes:
        try:
            return path.read_bytes()
        except OSError as fault:
            raise Gone from fault

    return blobs.offer(["poster", str(path), state.st_size, state.st_mtime_ns], ".jpg", content)
