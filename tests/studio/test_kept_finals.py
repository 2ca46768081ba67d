"""Finals that were not finished when a studio ended, however it ended: the next one offers them, and builds none unasked."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pipeline.execution.local_store import LocalStore
from pipeline.studio.asked import Asked
from pipeline.studio.kept_finals import KeptFinals
from tests.processes import children, pids_with
from tests.studio.asking import Client, started


def queue(client: Client) -> Any:
    return client.get("/api/queue").json


def over(client: Client) -> Any:
    """Return the queue once nothing of it is under way."""
    end = time.monotonic() + 60
    while any(one["state"] in ("waiting", "building") for one in queue(client)["queue"]):
        assert time.monotonic() < end, queue(client)
        time.sleep(0.1)
    return queue(client)


@pytest.mark.ffmpeg
@pytest.mark.slow
def test_finals_of_a_killed_studio_are_offered_and_those_of_a_running_one_are_not(built: Path, tmp_path: Path) -> None:
    show, home = tmp_path / "show", tmp_path / "home"
    shutil.copytree(built.parents[1], show, symlinks=True)
    with started(show, home=home) as first, started(show, home=home) as second:
        first.client.post("/api/queue", {"episode": "s01e02"})
        first.client.post("/api/queue", {"episode": "s01e01"})
        first.process.send_signal(signal.SIGSTOP)
        assert queue(second.client)["unfinished"] == []
        first.process.kill()
        first.process.wait()
        assert queue(second.client) == {"queue": [], "unfinished": ["s01e02", "s01e01"]}
        assert not (show / "renders/s01e01").exists()
        answer = second.client.post("/api/queue/go-on", {}).json
        assert (answer["unfinished"], [one["name"] for one in answer["queue"]]) == ([], ["s01e02", "s01e01"])
        assert {one["state"] for one in over(second.client)["queue"]} == {"done"}
        assert (show / "renders/s01e01/s01e01.mp4").is_file()
    with started(show, home=home) as third:
        assert queue(third.client) == {"queue": [], "unfinished": []}


@pytest.mark.ffmpeg
@pytest.mark.slow
def test_what_was_cancelled_or_could_not_be_built_is_not_offered_again(built: Path, tmp_path: Path) -> None:
    show, home = tmp_path / "show", tmp_path / "home"
    shutil.copytree(built.parents[1], show, symlinks=True)
    (show / "episodes/s01e03.yaml").write_text("episode: {title: Wrong}\nsegments:\n  - clip: X\n    file: nowhere.mov\n")
    with started(show, home=home) as first:
        first.client.post("/api/queue", {"episode": "s01e03"})
        assert over(first.client)["queue"][0]["state"] == "failed"
        for name in ("s01e01", "s01e02"):
            last = first.client.post("/api/queue", {"episode": name}).json["queue"][-1]
        first.client.post("/api/queue/cancel", {"number": last["number"]})
        first.process.send_signal(signal.SIGINT)
        first.process.wait(20)
    with started(show, home=home) as second:
        assert queue(second.client)["unfinished"] == ["s01e01"]
        assert second.client.post("/api/queue/forget", {}).json == {"queue": [], "unfinished": []}
        assert queue(second.client)["unfinished"] == []


@pytest.mark.ffmpeg
@pytest.mark.slow
def test_a_final_whose_processes_are_killed_says_what_to_do_and_the_next_is_built(built: Path, tmp_path: Path) -> None:
    show = tmp_path / "show"
    shutil.copytree(built.parents[1], show, symlinks=True)
    with started(show, home=tmp_path / "home") as running:
        for name in ("s01e02", "s01e01"):
            running.client.post("/api/queue", {"episode": name})
        end = time.monotonic() + 60
        while queue(running.client)["queue"][0]["state"] in ("waiting", "building") and time.monotonic() < end:
            for pid in set(children(running.process.pid)) & set(pids_with("pipeline.execution.worker")):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        first, second = over(running.client)["queue"]
        assert (first["state"], second["state"]) == ("failed", "done")
        # Whichever was killed: its picture has a line, the sound that is made of several has none.
        assert re.match(r'(episodes/s01e02.yaml:3:5: .*|sound .*)"Count"', first["words"]), "by its title"
        assert "close other programs, then build again" in first["words"]
        assert not (show / "renders/s01e02").exists()


ONE, OTHER = Asked("s01e01", None), Asked("s01e02", "vertical")


def test_what_somebody_asks_for_again_is_lost_no_more(tmp_path: Path) -> None:
    with LocalStore(tmp_path / "store") as store:
        first, second, third = (KeptFinals(store) for _ in range(3))
        first.keep(lambda: [ONE, OTHER])
        first.close()
        assert third.unfinished() == (ONE, OTHER)
        second.keep(lambda: [ONE])
        assert third.unfinished() == (OTHER,)
        second.keep(list)
        assert third.unfinished() == (OTHER,)
        third.forget()
        assert third.unfinished() == ()


@pytest.mark.parametrize("text", ["", "{", "3", "null", '["x"]', '[["../x", "s01e01", null]]', "[[1, 2]]"])
def test_a_memory_that_holds_something_else_is_one_of_nothing(tmp_path: Path, text: str) -> None:
    with LocalStore(tmp_path / "store") as store:
        store.memory.put("finals", text)
        kept = KeptFinals(store)
        assert kept.unfinished() == ()
        kept.keep(lambda: [ONE])
        kept.close()
        assert KeptFinals(store).unfinished() == (ONE,)
