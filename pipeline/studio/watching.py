"""Watch the files of the show: what somebody changes elsewhere is seen here. What we make ourselves (renders/) is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from watchfiles import Change, awatch

from pipeline.links import real_path
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio
from pipeline.studio.text_files import FOLDERS

_STEP_MS, _TOGETHER_MS = 30, 120
"""How often it is looked for changes, and how long they are gathered: a `git checkout` is one change."""

_UNREADABLE = "unreadable"
"""Stands for the digest of what is no text, so that what comes after it is told, whatever that is."""

_AGAIN_SECONDS = 2.0
"""After which it is looked whether other folders are to be watched by now."""


async def watching(studio: Studio, is_over: Callable[[], bool]) -> None:
    """Tell the studio of every change, until it is over."""
    known: dict[str, str] = {}
    while not is_over():
        folders = await asyncio.to_thread(_folders, studio)
        stop = asyncio.Event()
        again = asyncio.create_task(_until_others(studio, folders, stop))
        await asyncio.to_thread(_catch_up, studio, known)
        try:
            async for changes in awatch(
                *folders, watch_filter=_is_of_interest, step=_STEP_MS, debounce=_TOGETHER_MS, stop_event=stop,
                raise_interrupt=False, ignore_permission_denied=True,
            ):  # fmt: skip
                await asyncio.to_thread(_tell, studio, {Path(name) for _, name in changes}, known)
        except FileNotFoundError:
            await asyncio.sleep(_AGAIN_SECONDS)
        except Exception as error:  # noqa: BLE001 - told where it is looked at; who watches goes on, or edits go unseen
            message = f"together could not see what was changed, and looks again ({type(error).__name__}: {error})"
            studio.hub.tell("fault", {"message": message})
            await asyncio.sleep(_AGAIN_SECONDS)
        finally:
            again.cancel()


async def _until_others(studio: Studio, folders: frozenset[Path], stop: asyncio.Event) -> None:
    while True:
        await asyncio.sleep(_AGAIN_SECONDS)
        if await asyncio.to_thread(_folders, studio) != folders:
            stop.set()
            return


def _folders(studio: Studio) -> frozenset[Path]:
    """Return the folders whose files an episode may be made from: those of the show, and where links lead."""
    root = studio.root
    wanted = {root / name for name in FOLDERS}
    for live in studio.lives():
        now = live.now
        if now is None:
            continue
        cut = now.snapshot.cut
        wanted |= {cut.episode.media} if cut is not None else set()
        wanted |= {real_path(path).parent for path in now.snapshot.files if path.is_absolute()}
    there = {real_path(path) for path in wanted if path.is_dir()}
    renders = (root / "renders").resolve()
    there = {path for path in there if not path.is_relative_to(renders)}
    whole = {path for path in there if not renders.is_relative_to(path)}
    return frozenset(path for path in whole if not any(path != other and path.is_relative_to(other) for other in whole))


def _is_of_interest(_: Change, name: str) -> bool:
    last = name.rpartition("/")[2]
    return not last.startswith(".") and not last.endswith(("~", ".swp", ".partial"))


def _name_of_known(studio: Studio, path: Path, known: Mapping[str, str]) -> str | None:
    """Return how a file that was told of before is named, though what stands there now is no file that is shown."""
    for root in (studio.root, real_path(studio.root)):
        if path.is_relative_to(root) and (name := path.relative_to(root).as_posix()) in known:
            return name
    return None


def _catch_up(studio: Studio, known: dict[str, str]) -> None:
    """Tell of what was changed while nothing was watched, between one set of folders and the next."""
    seen = {path for live in studio.lives() if live.now is not None for path in live.now.snapshot.files}
    _tell(studio, {path for path in seen if path.is_file()}, known, is_first=True)


def _tell(studio: Studio, changed: set[Path], known: dict[str, str], *, is_first: bool = False) -> None:
    """Tell which files hold something else than when that was last `known`; of those that are known `is_first`, nothing."""
    files = studio.files
    for path in changed:
        if not is_first:
            studio.media.changed(path)
        name = files.named(path) or _name_of_known(studio, path, known)
        if name is None:
            continue
        try:
            _, found = files.read(name)
        except Refused:
            if name not in known:
                continue
            found = _UNREADABLE  # a folder, a pipe, a link out of the show, half a character: pages ask, and say so
        if known.get(name) != found and not (is_first and name not in known):
            studio.hub.tell("file", {"path": name, "digest": found})
        known[name] = found
    studio.changed()
