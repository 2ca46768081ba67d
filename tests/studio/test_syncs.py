"""What is told of takes that are lined up by their sound."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.app.small import MANIFEST
from tests.episode.test_take_captions import LATER, RATE, SECONDS, played, write
from tests.studio.asking import Client, listening, started

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

EPISODE = "episodes/s01e01.yaml"


def test_a_take_that_was_lined_up_by_its_sound_says_by_how_much(client: Client, show: Path) -> None:
    media = show / "episodes/media"
    piece = played(SECONDS)
    write(media / "guitar.wav", piece)
    write(media / "drums.wav", piece[round(LATER * RATE) :])
    takes = "  - music: Duo\n    stems:\n      - {file: guitar.wav, by: ana, role: guitar}\n"
    takes += "      - {file: drums.wav, by: ben, role: drums, sync: auto}\n"
    with listening(client, "/api/events?episode=s01e01") as heard:
        client.post("/api/file/edit", {"path": EPISODE, "text": MANIFEST + takes, "episode": "s01e01"})
        _, _, told = heard.wait(lambda event, value: event in ("state", "sound") and value["syncs"])
    (found,) = told["syncs"]
    assert found["seconds"] == pytest.approx(LATER, abs=0.002)
    lines = (MANIFEST + takes).splitlines()
    assert "sync: auto" in lines[found["where"]["line"] - 1]
    client.post("/api/file/revert", {"path": EPISODE})


TAKES = """\
  - music: Duo
    stems:
      - {file: guitar.wav, by: ana, role: guitar}
      - {file: drums.wav, by: ben, role: drums, sync: auto%s}
    picture: "#303030"
"""
CUE = "1\n00:00:02,000 --> 00:00:03,000\ntwo\n"


@pytest.mark.parametrize(
    "captions", ["", pytest.param(", captions: {es: drums.srt}", marks=pytest.mark.long)], ids=["a take", "a take with captions"]
)
def test_a_take_that_cannot_be_lined_up_is_told_at_its_line_and_listened_to_once(
    built: Path, tmp_path: Path, captions: str
) -> None:
    show = tmp_path / "show"
    shutil.copytree(built.parents[1], show, symlinks=True)
    media, piece, text = show / "episodes/media", played(SECONDS), MANIFEST + TAKES % captions
    write(media / "guitar.wav", piece)
    write(media / "drums.wav", 0.3 * np.random.default_rng(9).standard_normal(8 * RATE).clip(-1, 1))
    (media / "drums.srt").write_text(CUE)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "sync: auto" in line)

    def is_told(event: str, value: Any) -> bool:
        found = [one for one in value["diagnostics"] if "sync: auto is not sure" in one["message"]] if event == "state" else []
        return [(one["path"], one["line"]) for one in found] == [(EPISODE, line)] and "by hand" in found[0]["help"]

    with started(show, home=tmp_path / "home") as running, listening(running.client, "/api/events?episode=s01e01") as heard:
        running.client.post("/api/file/edit", {"path": EPISODE, "text": text, "episode": "s01e01"})
        heard.wait(is_told)
        since = len(heard.events)
        running.client.post("/api/file/edit", {"path": EPISODE, "text": text.replace("Hello", "Hi"), "episode": "s01e01"})
        state = heard.wait(is_told, since=since)[2]
        assert any(one["segment"] == "duo" for one in state["spans"]), "its picture is shown all the same"
        heard.wait(lambda event, value: event == "progress" and value["share"] == 1 and not value["address"], since=since)
        assert not [one for _, event, one in heard.events[since:] if event == "progress" and "/sync" in one["address"]]
        assert not [one for _, event, one in heard.events[since:] if event == "fault"]
        base = running.client.get(f"/api/file?path={EPISODE}").json["digest"]
        assert running.client.post("/api/file/save", {"path": EPISODE, "text": text, "base": base}).status == 200
        told = subprocess.run(
            [sys.executable, "-m", "pipeline.cli.main", "check", show / EPISODE], capture_output=True, text=True, check=False
        )
        assert f"{EPISODE}:{line}:" in told.stderr + told.stdout
        since = len(heard.events)
        write(media / "drums.wav", piece[round(LATER * RATE) :])
        heard.wait(lambda event, value: event == "state" and value["is_whole"] and not value["diagnostics"], since=since)
