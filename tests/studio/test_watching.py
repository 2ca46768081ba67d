"""Changes of which no notice comes, as between two watches, or from a folder of another machine: they are found all the same."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import session
from pipeline.studio import watching
from pipeline.studio.asked import Asked
from pipeline.studio.live import Live
from pipeline.studio.state import Shown
from pipeline.studio.studio import Studio

pytestmark = pytest.mark.ffmpeg


async def notices_nothing(*_: Path, stop_event: asyncio.Event, **__: object) -> AsyncIterator[set[tuple[object, str]]]:
    """Watch as `awatch` does, and be told of nothing."""
    await stop_event.wait()
    for nothing in ():
        yield nothing


def test_what_nothing_was_noticed_of_is_told(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    manifest = tmp_path / "show/episodes" / built.name
    text = manifest.read_text()
    (tmp_path / "elsewhere.yaml").write_text(text)
    monkeypatch.setattr(watching, "awatch", notices_nothing)
    monkeypatch.setattr(watching, "_SOON_SECONDS", 0.02)
    monkeypatch.setattr(watching, "_AGAIN_SECONDS", 0.02)
    told: list[str] = []
    looks: list[None] = []
    catch_up = watching._catch_up

    def looked(*all_of_it: Any) -> None:
        catch_up(*all_of_it)
        looks.append(None)

    monkeypatch.setattr(watching, "_catch_up", looked)

    def hear(event: str, value: dict[str, str], *_: object, **__: object) -> None:
        if event == "file" and value["path"] == f"episodes/{built.name}":
            told.append(value["digest"])

    async def edits(studio: Studio) -> None:
        is_over = False
        watch = asyncio.create_task(watching.watching(studio, lambda: is_over))
        try:
            while len(looks) < 3:  # by now it is known how the files stand
                await asyncio.sleep(0.01)
            assert told == []
            steps: tuple[Callable[[], object], ...] = (
                lambda: manifest.write_text(text.replace("title: Small", "title: Smaller")),
                manifest.unlink,
                manifest.mkdir,
                lambda: (manifest.rmdir(), manifest.symlink_to(tmp_path / "elsewhere.yaml")),
                lambda: (manifest.unlink(), manifest.write_text(text)),
            )
            for number, step in enumerate(steps, start=1):
                step()
                for _ in range(3000):
                    if len(told) >= number:
                        break
                    await asyncio.sleep(0.01)
                assert len(told) == number
        finally:
            is_over = True
            watch.cancel()

    with session.opened([manifest]) as opened:
        studio = Studio(opened, 1)
        try:
            studio.live(Asked(manifest.stem)).state()
            monkeypatch.setattr(studio.hub, "tell", hear)
            with ThreadPoolExecutor(1) as thread:  # playwright's loop runs in this one, from the first test of a page on
                thread.submit(asyncio.run, edits(studio)).result()
        finally:
            studio.close()
    assert told[1] == ""
    assert all(digest.startswith("unreadable: ") for digest in told[2:4])
    assert len({*told}) == len(told)


def test_what_a_page_has_read_before_it_was_first_looked_at_is_told_when_it_has_changed_since(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    manifest = tmp_path / "show/episodes" / built.name
    name = f"episodes/{built.name}"
    told: list[str] = []

    def hear(event: str, value: dict[str, str], *_: object, **__: object) -> None:
        if event == "file" and value["path"] == name:
            told.append(value["digest"])

    with session.opened([manifest]) as opened:
        studio = Studio(opened, 1)
        try:
            monkeypatch.setattr(studio.hub, "tell", hear)
            _, before = studio.handed.read(studio.files, name)
            manifest.write_text(manifest.read_text().replace("title: Small", "title: Smaller"))
            studio.live(Asked(manifest.stem)).state()
            watching._catch_up(studio, watching._Known())
            _, now = studio.handed.read(studio.files, name)
        finally:
            studio.close()
    assert told == [now] != [before]


def test_what_a_page_looks_at_and_nobody_draws_is_drawn(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(built.parents[1], tmp_path / "show", symlinks=True)
    manifest = tmp_path / "show/episodes" / built.name
    manifest.write_text(manifest.read_text().replace("Hello", "Good evening"))
    asked: list[int] = []
    lost = threading.Event()
    with session.opened([manifest]) as opened:
        studio = Studio(opened, 1)
        draw = studio.draw

        def drawn(live: Live, now: Shown, frame: int) -> None:
            asked.append(frame)
            draw(live, now, frame)

        try:
            monkeypatch.setattr(studio, "_is_heard", lambda live: True)
            monkeypatch.setattr(studio, "draw", lambda *_: lost.set())
            live = studio.live(Asked(manifest.stem))
            assert lost.wait(60)
            monkeypatch.setattr(studio, "draw", drawn)
            for _ in range(600):
                studio.draw_what_is_left()
                if live.now is not None and all(span.file is not None for span in live.now.spans):
                    break
                time.sleep(0.05)
            assert live.now is not None
            assert all(span.file is not None for span in live.now.spans)
            studio.draw_what_is_left()
            assert asked == [0], "what is being drawn, or was tried, is not asked for again"
        finally:
            studio.close()
