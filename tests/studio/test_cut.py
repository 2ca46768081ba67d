"""Edits of the cut over HTTP: changes as an editor has the text, refusals in words, and nothing saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.small import MANIFEST
from tests.studio.asking import Client

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

EPISODE = "episodes/s01e01.yaml"
CUT = "/api/episodes/s01e01/cut"


def put(text: str, changes: list[dict[str, object]]) -> str:
    """Make changes as a browser does, which counts in UTF-16."""
    wide = text.encode("utf-16-le")
    for one in reversed(changes):
        begin, end = 2 * int(str(one["from"])), 2 * int(str(one["to"]))
        wide = wide[:begin] + str(one["insert"]).encode("utf-16-le") + wide[end:]
    return wide.decode("utf-16-le")


def test_a_trim_comes_back_as_the_fewest_changes_of_the_text_in_the_editor(client: Client, show: Path) -> None:
    told = client.post(CUT, {"operation": "trim", "segment": "count", "edge": "end", "by": -10}).json
    assert told["text"] == MANIFEST.replace("file: count.mov\n", "file: count.mov\n    out: 1.6\n")
    assert put(MANIFEST, told["changes"]) == told["text"]
    assert (told["path"], told["line"]) == (EPISODE, 6)
    assert (show / EPISODE).read_text() == MANIFEST
    assert client.get(f"/api/file?path={EPISODE}").json["is_unsaved"] is False


def test_an_edit_is_one_of_the_unsaved_text_with_lines_as_an_editor_has_them(client: Client, show: Path) -> None:
    written = ("\ufeff" + MANIFEST.replace("Small", "Small 𝄞")).replace("\n", "\r\n")
    (show / EPISODE).write_bytes(written.encode())
    text = client.get(f"/api/file?path={EPISODE}").json["text"].replace("Hello", "Hello 𝄞𝄞")
    client.post("/api/file/edit", {"path": EPISODE, "text": text})
    told = client.post(CUT, {"operation": "move segment", "segment": "count", "before": None}).json
    assert put(text, told["changes"]) == told["text"]
    assert told["text"].endswith("captions: {en: spoken.srt}\n")
    assert "\r" not in told["text"]


def test_captions_are_moved_in_their_own_file(client: Client) -> None:
    asked = {"operation": "caption", "segment": "count", "language": "en", "first": 5, "edge": "end", "by": 5}
    told = client.post(CUT, asked).json
    assert told["path"] == "episodes/media/spoken.srt"
    assert "00:00:00,200 --> 00:00:01,200" in told["text"]


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"operation": "trim", "segment": "count", "edge": "end", "by": 100}, 422, "count.mov ends at"),
        ({"operation": "trim", "segment": "nobody", "edge": "end", "by": 1}, 422, "no segment 'nobody'"),
        ({"operation": "trim", "segment": "count", "edge": "left", "by": 1}, 400, "begin or end"),
        ({"operation": "trim", "segment": "count", "edge": "end", "by": 1.5}, 400, "whole number"),
        ({"operation": "trim", "segment": "count", "edge": "end", "by": 10**30}, 400, "whole number"),
        ({"operation": "split", "segment": "count", "frames": 5}, 422, "among the clips of a segment"),
        ({"operation": "split", "segment": "count"}, 400, "frames is to be a whole number"),
        ({"operation": "explode"}, 400, "no operation 'explode'"),
        ({}, 400, "operation is to be a text"),
        ({"operation": "drop", "file": "../../etc/passwd"}, 422, "leads out of"),
    ],
)
def test_what_cannot_be_done_is_said(client: Client, asked: dict[str, object], status: int, said: str) -> None:
    answer = client.post(CUT, asked)
    assert (answer.status, said in answer.json["error"]) == (status, True), answer.json
