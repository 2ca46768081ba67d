"""Review notes, the season board and the queue of finals, asked over HTTP as a page asks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.app.small import FIRST_OF_CLIP, SECOND
from tests.studio.asking import Client, Heard, listening

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def note(client: Client, **fields: Any) -> Any:
    told = {"episode": "s01e01", "frame": FIRST_OF_CLIP + 5, "by": "Ana", "text": "too early"} | fields
    return client.post("/api/notes", told)


def test_a_note_is_written_answered_and_closed_and_every_page_hears_of_it(client: Client, show: Path) -> None:
    drawn = [{"figure": "arrow", "points": [0.25, 0.1, 0.5, 1]}]
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(lambda event, _: event == "state")
        answer = note(client, end=FIRST_OF_CLIP + 20, drawings=drawn)
        assert answer.status == 200, answer.body
        heard.wait(lambda event, value: event == "notes" and value["episode"] == "s01e01")
    found = answer.json["notes"][-1]
    assert (found["frame"], found["end"], found["by"], found["drawings"]) == (30, 45, "Ana", drawn)
    line = (show / "episodes/s01e01.notes.yaml").read_text().splitlines()[found["line"] - 1]
    assert 'follows: {segment: "count", at: 0:00.2}' in line
    client.post("/api/notes/reply", {"episode": "s01e01", "about": found["key"], "by": "Ben", "text": "by how much?"})
    closed = client.post("/api/notes/state", {"episode": "s01e01", "about": found["key"], "by": "Ben", "is_done": True})
    mine = next(one for one in closed.json["notes"] if one["key"] == found["key"])
    assert (mine["is_done"], mine["done_by"], mine["replies"][0]["text"]) == (True, "Ben", "by how much?")
    assert client.get("/api/notes?episode=s01e01").json == closed.json


def frame_of(client: Client, key: str) -> int:
    (found,) = (one for one in client.get("/api/notes?episode=s01e01").json["notes"] if one["key"] == key)
    return int(found["frame"])


def test_a_note_goes_with_its_segment_while_that_is_edited(client: Client, show: Path) -> None:
    manifest = show / "episodes/s01e01.yaml"
    key = note(client, text="moves").json["notes"][-1]["key"]
    text = manifest.read_text()
    edited = text.replace("  - card: Hello\n    length: 1\n", "  - card: Hello\n    length: 2\n")
    path = "episodes/s01e01.yaml"
    base = client.get(f"/api/file?path={path}").json["digest"]
    client.post("/api/file/edit", {"episode": "s01e01", "path": path, "text": edited, "base": base})
    end = time.monotonic() + 20
    while frame_of(client, key) != FIRST_OF_CLIP + 5 + 25 and time.monotonic() < end:
        time.sleep(0.1)
    assert frame_of(client, key) == FIRST_OF_CLIP + 5 + 25
    client.post("/api/file/revert", {"path": path})


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"frame": -1}, 400),
        ({"frame": 1.5}, 400),
        ({"frame": 100_000}, 422),
        ({"end": 3}, 422),
        ({"text": ""}, 422),
        ({"text": 3}, 400),
        ({"text": "x" * 4001}, 422),
        ({"by": ""}, 422),
        ({"episode": "s09e09"}, 404),
        ({"episode": "../s01e01"}, 404),
        ({"episode": "s01e01.notes"}, 404),
        ({"drawings": {}}, 400),
        ({"drawings": [{"figure": "circle", "points": [0, 0, 1, 1]}]}, 400),
        ({"drawings": [{"figure": "box", "points": [0, 0, 1, 2]}]}, 400),
        ({"drawings": [{"figure": "box", "points": [0, 0, True, 1]}]}, 400),
        ({"drawings": [{"figure": "box", "points": [0, 0, 1, float("nan")]}]}, 400),
        ({"drawings": [{"figure": "box", "points": [0, 0, 1, 1]}] * 21}, 400),
    ],
)
def test_what_is_no_note_is_refused_and_not_written(client: Client, show: Path, fields: dict[str, Any], status: int) -> None:
    note(client)
    before = (show / "episodes/s01e01.notes.yaml").read_bytes()
    answer = note(client, **fields)
    assert answer.status == status, answer.body
    assert (show / "episodes/s01e01.notes.yaml").read_bytes() == before


def test_a_reply_to_no_note_is_refused(client: Client) -> None:
    asked = {"episode": "s01e01", "about": "nobody", "by": "Ana", "text": "x"}
    assert client.post("/api/notes/reply", asked).status == 422
    assert client.post("/api/notes/state", {**asked, "is_done": True}).status == 422
    assert client.post("/api/notes/state", {**asked, "is_done": "yes"}).status == 400


def board(heard: Heard, client: Client, name: str, state: str) -> Any:
    client.get("/api/board")

    def is_it(event: str, value: Any) -> bool:
        return event == "board" and value["is_whole"] and any((r["name"], r["state"]) == (name, state) for r in value["rows"])

    found = heard.wait(is_it)[2]
    return next(row for row in found["rows"] if row["name"] == name)


def test_a_final_is_built_from_the_board_and_shows_its_picture(client: Client, show: Path) -> None:
    people = show / "episodes/people.yaml"
    people.write_text(people.read_text() + "cem: {name: Cem}\n")
    # One of which no other test has drawn anything, so that there is something to be made.
    (show / "episodes/s01e04.yaml").write_text(SECOND.replace("Second", "Fourth").replace("by: ben", "by: cem\n    in: 0.4"))
    with listening(client, "/api/events") as heard:
        row = board(heard, client, "s01e04", "new")
        assert (row["title"], row["poster"], row["length"], row["newcomers"]) == ("Fourth", None, "0:01", ["Cem"])
        assert row["cost"]["seconds"] > 0
        assert client.post("/api/queue", {"episode": "s01e04"}).status == 200
        heard.wait(lambda event, value: event == "queue" and value["queue"][-1]["state"] == "building")
        over = heard.wait(lambda event, value: event == "queue" and value["queue"][-1]["state"] not in ("waiting", "building"))
        final = over[2]["queue"][-1]
        assert (final["state"], final["words"]) == ("done", "renders/s01e04/s01e04.mp4")
        assert (show / final["words"]).is_file()
        row = board(heard, client, "s01e04", "finished")
    assert row["cost"]["parts"] == 0
    picture = client.get(f"/blob/{row['poster']}.jpg")
    assert picture.body == (show / "renders/s01e04/thumbnail.jpg").read_bytes()


def test_a_final_with_mistakes_says_why_and_one_can_be_cancelled(client: Client, show: Path) -> None:
    (show / "episodes/s01e03.yaml").write_text("episode: {title: Wrong}\nsegments:\n  - clip: X\n    file: nowhere.mov\n")
    try:
        client.post("/api/queue", {"episode": "s01e03"})
        end = time.monotonic() + 30
        while (final := client.get("/api/queue").json["queue"][-1])["state"] != "failed":
            assert time.monotonic() < end, final
            time.sleep(0.1)
        assert "episodes/s01e03.yaml:4:" in final["words"]
    finally:
        (show / "episodes/s01e03.yaml").unlink()
    (show / "episodes/s01e01.yaml").write_text((show / "episodes/s01e01.yaml").read_text().replace("Hello", "Hello again"))
    client.post("/api/queue", {"episode": "s01e01"})
    queue = client.post("/api/queue", {"episode": "s01e02"}).json["queue"]
    for number in (queue[-1]["number"], queue[-2]["number"]):
        assert client.post("/api/queue/cancel", {"number": number}).status == 200
    end = time.monotonic() + 30
    while [one["state"] for one in client.get("/api/queue").json["queue"][-2:]] != ["cancelled", "cancelled"]:
        assert time.monotonic() < end, client.get("/api/queue").json
        time.sleep(0.1)
    assert client.post("/api/queue/cancel", {"number": 999}).status == 404
    assert client.post("/api/queue", {"episode": "s09e09"}).status == 404
