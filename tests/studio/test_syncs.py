"""What is told of takes that are lined up by their sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.small import MANIFEST
from tests.episode.test_take_captions import LATER, RATE, SECONDS, played, write
from tests.studio.asking import Client, listening

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
