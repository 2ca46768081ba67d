"""Texts under edit: seen before they are saved, saved over nobody's work, with every byte that was not edited as it was."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from tests.app.small import MANIFEST
from tests.studio.asking import Client

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

EPISODE = "episodes/s01e01.yaml"


def test_the_files_of_an_episode_are_listed_with_what_they_are(client: Client) -> None:
    found = {one["path"]: one["kind"] for one in client.get("/api/files?episode=s01e01").json}
    assert found[EPISODE] == "manifest"
    assert found["episodes/show.yaml"] == "show"
    assert found["episodes/people.yaml"] == "people"
    assert found["episodes/media/poem.txt"] == "text"
    assert found["episodes/media/spoken.srt"] == "captions"
    assert "episodes/s01e02.yaml" not in found


def test_an_edit_is_seen_before_it_is_saved_and_forgotten_when_it_is_taken_back(client: Client, show: Path) -> None:
    broken = MANIFEST.replace("by: ana", "bye: ana")
    told = client.post("/api/file/edit", {"path": EPISODE, "text": broken, "episode": "s01e01"}).json
    assert [(one["line"], one["column"]) for one in told["diagnostics"]] == [(7, 5)]
    assert "bye" in told["diagnostics"][0]["message"]
    assert (show / EPISODE).read_text() == MANIFEST
    read = client.get(f"/api/file?path={EPISODE}").json
    assert (read["text"], read["saved"], read["is_unsaved"]) == (broken, MANIFEST, True)
    assert client.post("/api/file/revert", {"path": EPISODE}).json["text"] == MANIFEST
    told = client.post("/api/file/edit", {"path": EPISODE, "text": MANIFEST, "episode": "s01e01"}).json
    assert told["diagnostics"] == []


def test_a_mistake_comes_with_its_frame_and_the_change_that_mends_it(client: Client) -> None:
    broken = MANIFEST.replace("title: Small", "title: Smäll 🎬").replace("by: ana", "by: anna")
    client.get("/api/episodes/s01e01")  # it was seen whole before, so where its segments stand is known
    told = client.post("/api/file/edit", {"path": EPISODE, "text": broken, "episode": "s01e01"}).json
    (mistake,) = told["diagnostics"]
    assert mistake["frame"] == 25
    (fix,) = mistake["fixes"]
    (change,) = fix["changes"]
    units = broken.encode("utf-16-le")
    mended = units[: 2 * change["from"]] + change["insert"].encode("utf-16-le") + units[2 * change["to"] :]
    assert mended.decode("utf-16-le") == broken.replace("by: anna", "by: ana")
    assert fix["checksum"] == zlib.crc32(broken.encode())  # of the text that it is of


def test_a_remedy_counts_a_file_s_line_ends_and_its_mark_as_the_editor_does(client: Client, show: Path) -> None:
    broken = MANIFEST.replace("by: ana", "by: anna")
    (show / EPISODE).write_bytes(b"\xef\xbb\xbf" + MANIFEST.replace("\n", "\r\n").encode())
    told = client.post("/api/file/edit", {"path": EPISODE, "text": broken, "episode": "s01e01"}).json
    (fix,) = told["diagnostics"][0]["fixes"]
    assert fix["checksum"] == zlib.crc32(broken.encode())
    assert [broken[change["from"] : change["to"]] for change in fix["changes"]] == ["anna"]


def test_a_text_is_saved_where_nobody_else_has_changed_it(client: Client, show: Path) -> None:
    read = client.get(f"/api/file?path={EPISODE}").json
    edited = MANIFEST.replace("Hello", "Hola")
    answer = client.post("/api/file/save", {"path": EPISODE, "text": edited, "base": read["digest"]})
    assert answer.status == 200
    assert (show / EPISODE).read_text() == edited
    assert client.get(f"/api/file?path={EPISODE}").json["digest"] == answer.json["digest"]


def test_what_was_changed_elsewhere_meanwhile_is_not_written_over(client: Client, show: Path) -> None:
    read = client.get(f"/api/file?path={EPISODE}").json
    elsewhere = MANIFEST.replace("Count", "Counted")
    (show / EPISODE).write_text(elsewhere)
    answer = client.post("/api/file/save", {"path": EPISODE, "text": MANIFEST, "base": read["digest"]})
    assert answer.status == 409
    assert answer.json["text"] == elsewhere
    assert (show / EPISODE).read_text() == elsewhere
    again = client.post("/api/file/save", {"path": EPISODE, "text": MANIFEST, "base": answer.json["digest"]})
    assert again.status == 200


def test_an_unsaved_text_is_told_with_what_it_was_made_from_whatever_the_disk_has_by_then(client: Client, show: Path) -> None:
    made_from = client.get(f"/api/file?path={EPISODE}").json["digest"]
    edit = {"path": EPISODE, "text": MANIFEST.replace("Hello", "Hola"), "base": made_from}
    client.post("/api/file/edit", edit)
    elsewhere = MANIFEST.replace("Count", "Counted")
    (show / EPISODE).write_text(elsewhere)
    for _ in range(2):
        read = client.get(f"/api/file?path={EPISODE}").json
        assert (read["base"], read["base_digest"]) == (MANIFEST, made_from)
        assert (read["saved"], read["text"]) == (elsewhere, edit["text"])
        client.post("/api/file/edit", {**edit, "text": MANIFEST.replace("Hello", "Hallo")})
        edit["text"] = MANIFEST.replace("Hello", "Hallo")
    client.post("/api/file/edit", {**edit, "base": read["digest"]})
    read = client.get(f"/api/file?path={EPISODE}").json
    assert (read["base"], read["base_digest"]) == (elsewhere, read["digest"]), "it was merged"


def test_what_could_not_be_read_again_is_not_written(client: Client, show: Path) -> None:
    read = client.get(f"/api/file?path={EPISODE}").json
    large = MANIFEST + "# " + "x" * 2_500_000
    for act in ("edit", "save"):
        assert client.post(f"/api/file/{act}", {"path": EPISODE, "text": large, "base": read["digest"]}).status == 413
    assert (show / EPISODE).read_text() == MANIFEST


def test_line_ends_and_mark_of_a_file_stay_where_a_line_is_edited(client: Client, show: Path) -> None:
    (show / EPISODE).write_bytes(b"\xef\xbb\xbf" + MANIFEST.replace("\n", "\r\n").encode())
    read = client.get(f"/api/file?path={EPISODE}").json
    assert read["text"] == MANIFEST
    edited = MANIFEST.replace("Hello", "Hola\n    # two")
    assert client.post("/api/file/save", {"path": EPISODE, "text": edited, "base": read["digest"]}).status == 200
    assert (show / EPISODE).read_bytes() == b"\xef\xbb\xbf" + edited.replace("\n", "\r\n").encode()


def test_what_is_no_text_is_told_so(client: Client, show: Path) -> None:
    (show / EPISODE).write_bytes(b"episode: \xff\n")
    answer = client.get(f"/api/file?path={EPISODE}")
    assert answer.status == 422
    assert "UTF-8" in answer.json["error"]
