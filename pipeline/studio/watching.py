"""Watch the files of the show: what somebody changes elsewhere is seen here. What we make ourselves (renders/) is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import field
from itertools import chain, repeat
from pathlib import Path

from watchfiles import Change, awatch

from pipeline.links import real_path
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio
from pipeline.studio.text_files import EDITABLE, FOLDERS
from pipeline.values import dataclass

_STEP_MS, _TOGETHER_MS = 30, 120
"""How often it is looked for changes, and how long they are gathered: a `git checkout` is one change."""

_UNREADABLE = "unreadable"
"""Stands for the digest of what is no text, so that what comes after it is told, whatever that is."""

_AGAIN_SECONDS = 2.0
"""After which it is looked whether other folders are to be watched by now, and whether anything was changed unnoticed."""

_SOON_SECONDS = 0.3
"""After which it is looked so for the first time: what was changed while a watch began."""

_State = tuple[int, int, int, int] | None
"""By what the system tells that a file is another than before: time, size, number and kind; None where there is none."""


@dataclass
class _Known:
    """How the files stood when it was last looked at them unasked."""

    states: dict[Path, _State] = field(default_factory=dict)


async def watching(studio: Studio, is_over: Callable[[], bool]) -> None:
    """Tell the studio of every change, until it is over."""
    known = _Known()
    while not is_over():
        folders = await asyncio.to_thread(_folders, studio)
        await asyncio.to_thread(_catch_up, studio, known)
        stop = asyncio.Event()
        beside = asyncio.create_task(_look_unasked(studio, folders, known, stop))
        try:
            async for changes in awatch(
                *folders, watch_filter=_is_of_interest, step=_STEP_MS, debounce=_TOGETHER_MS, stop_event=stop,
                raise_interrupt=False, ignore_permission_denied=True,
            ):  # fmt: skip
                await asyncio.to_thread(_tell, studio, {Path(name) for _, name in changes}, known)
            if beside.done():
                beside.result()
        except FileNotFoundError:
            await asyncio.sleep(_AGAIN_SECONDS)
        except Exception as error:  # noqa: BLE001 - told where it is looked at; who watches goes on, or edits go unseen
            message = f"together could not see what was changed, and looks again ({type(error).__name__}: {error})"
            studio.hub.tell("fault", {"message": message})
            await asyncio.sleep(_AGAIN_SECONDS)
        finally:
            beside.cancel()


async def _look_unasked(studio: Studio, folders: frozenset[Path], known: _Known, stop: asyncio.Event) -> None:
    """Look whether other folders are to be watched, which stops this watch, for what no notice came of, and what is left to draw.

    Between the end of one watch and the beginning of the next nothing is noticed, nor is all on folders of other machines.
    """
    try:
        for seconds in chain((_SOON_SECONDS,), repeat(_AGAIN_SECONDS)):
            await asyncio.sleep(seconds)
            await asyncio.to_thread(_catch_up, studio, known)
            await asyncio.to_thread(studio.draw_what_is_left)
            if await asyncio.to_thread(_folders, studio) != folders:
                return
    finally:
        stop.set()


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


def _shown(studio: Studio) -> set[Path]:
    """Return the files that the episodes which somebody looks at are made from."""
    lives = (live.now for live in studio.lives())
    return {path for now in lives if now is not None for path in now.snapshot.files if path.is_absolute()}


def _name_of_shown(studio: Studio, path: Path, known: Mapping[str, str]) -> str | None:
    """Return how a file is named that was told of or that is shown, though what stands there now is no such file."""
    if path.suffix.lower() not in EDITABLE:
        return None  # films and sounds, of which there are many, are told by the media panel
    for root in (studio.root, real_path(studio.root)):
        if path.is_relative_to(root):
            name = path.relative_to(root).as_posix()
            if name in known or studio.root / name in _shown(studio):
                return name
    return None


def _state_of(path: Path) -> _State:
    for look in (path.stat, path.lstat):  # the second one where a link leads nowhere, or back to itself
        with suppress(OSError):
            found = look()
            return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode
    return None


def _catch_up(studio: Studio, known: _Known) -> None:
    """Tell of what was changed and not noticed: files that an episode is made from, and those that were told of."""
    seen = _shown(studio) | {studio.root / name for name in studio.handed.names()}
    states = {path: _state_of(path) for path in seen}
    fresh = {path for path, state in states.items() if path not in known.states and state is not None}
    changed = {path for path, state in states.items() if path in known.states and known.states[path] != state}
    known.states.update(states)
    if fresh:
        _tell(studio, fresh, known, is_first=True)
    if changed:
        _tell(studio, changed, known)


def _tell(studio: Studio, changed: set[Path], known: _Known, *, is_first: bool = False) -> None:
    """Tell which files hold something else than pages were told last; of those that are looked at `is_first` and no page has,
    nothing.
    """
    with studio.handed.telling() as digests:
        for path in changed:
            if not is_first:
                known.states[path] = _state_of(path)  # before it is read: what comes after is another change
                studio.media.changed(path)
            _tell_of(studio, path, digests, is_first=is_first)
    studio.changed()


def _tell_of(studio: Studio, path: Path, known: dict[str, str], *, is_first: bool) -> None:
    name = studio.files.named(path) or _name_of_shown(studio, path, known)
    if name is None:
        return
    try:
        _, found = studio.files.read(name)
    except Refused as refused:
        if _name_of_shown(studio, path, known) is None:
            return
        # A folder, a pipe, a link out of the show, half a character: pages ask, and say so; another reason is another thing.
        found = f"{_UNREADABLE}: {refused.message}"
    if known.get(name) != found and not (is_first and name not in known):
        studio.hub.tell("file", {"path": name, "digest": found})
    known[name] = found
