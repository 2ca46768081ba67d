"""The media folder over HTTP: what is there, what each file is, what is new, and no file but films and sounds of that folder."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from tests.studio.asking import Client, listening

pytestmark = pytest.mark.ffmpeg


def whole(client: Client) -> dict[str, Any]:
    """Return the files by their paths when all have been looked at."""
    for _ in range(300):
        told = client.get("/api/media?episode=s01e01").json
        if all(one["is_whole"] for one in told["files"]):
            return {one["path"]: one for one in told["files"]}
        time.sleep(0.1)
    raise AssertionError(told)


def test_files_are_told_with_what_they_are_and_a_new_one_by_itself(client: Client, show: Path) -> None:
    media = show / "episodes/media"
    files = whole(client)
    film = files["count.mov"]
    assert (film["kind"], film["seconds"], film["has_sound"]) == ("film", 2.0, True)
    assert film["facts"].startswith("160x90 · 25 frames a second")
    tiles = film["pictures"]
    picture = client.get(f"/blob/{tiles['blob']}.jpg")
    assert picture.body[:2] == b"\xff\xd8"
    assert len(tiles["times"]) == 10
    assert tiles["times"] == sorted(tiles["times"])
    assert max(film["outline"]) > 20
    assert files["poem.txt"]["kind"] == "text"
    assert files["steps/step_%04d.png"]["count"] == 5
    uses = client.get("/api/media/uses?episode=s01e01").json["uses"]
    assert uses["count.mov"]["uses"][0]["first"] == 25
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(lambda event, _: event == "state")
        shutil.copy(media / "count.mov", media / "again.mov")
        (media / "broken.mp4").write_bytes((media / "count.mov").read_bytes()[:300])
        heard.wait(lambda event, value: event == "media" and value.get("is_other"))
        time.sleep(0.3)
        files = whole(client)
        assert files["again.mov"]["pictures"]["blob"] == tiles["blob"], "the same bytes were looked at before"
        assert files["broken.mp4"]["kind"] == "unreadable"
        assert "broken.mp4" in files["broken.mp4"]["fault"]
    (media / "again.mov").unlink()
    (media / "broken.mp4").unlink()


def test_a_name_that_is_no_text_hides_no_file_and_stops_no_watching(client: Client, show: Path) -> None:
    odd = show / "episodes/media" / os.fsdecode(b"bad\xff.mp4")
    odd.write_bytes(b"x")
    try:
        found = whole(client)["bad\ufffd.mp4"]
        assert (found["kind"], found["hint"]) == ("unreadable", "rename it")
        time.sleep(3)
    finally:
        odd.unlink()
    time.sleep(3)
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(lambda event, _: event == "state")
        shutil.copy(show / "episodes/media/count.mov", show / "episodes/media/again.mov")
        heard.wait(lambda event, value: event == "media" and value.get("is_other"))
    (show / "episodes/media/again.mov").unlink()


def test_films_and_sounds_are_served_in_ranges_and_nothing_else_is(client: Client, show: Path) -> None:
    content = (show / "episodes/media/count.mov").read_bytes()
    part = client.get("/media/s01e01/count.mov", range="bytes=100-199")
    assert (part.status, part.body) == (206, content[100:200])
    assert part.headers["content-type"] == "video/mp4"
    others = ("poem.txt", "spoken.srt", "steps/step_0001.png", "none.mov", "", "~/x")
    for path in (*others, "../s01e01.yaml", "..%2Fs01e01.yaml", "%2Fetc%2Fpasswd"):
        assert client.get(f"/media/s01e01/{path}").status == 404, path
    assert client.get("/media/s09e09/count.mov").status == 404
    assert client.get("/api/media?episode=").status == 404
    (show / "episodes/media/out.mov").symlink_to("/etc/hostname")
    assert client.get("/media/s01e01/out.mov").status == 404
    (show / "episodes/media/out.mov").unlink()


def test_a_text_that_is_a_link_out_of_the_folder_is_told_as_unreadable(client: Client, show: Path) -> None:
    link = show / "episodes/media/out.txt"
    link.symlink_to("/etc/hostname")
    try:
        found = whole(client)
        assert (found["out.txt"]["kind"], found["poem.txt"]["kind"]) == ("unreadable", "text")
        assert "leads out of the media folder" in found["out.txt"]["fault"]
    finally:
        link.unlink()
