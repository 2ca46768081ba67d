"""A shared view: what its guests see, and that they see, fetch and write nothing else, whatever they ask for."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.routing import Route

from pipeline.execution.memory import Memory
from pipeline.studio import application
from pipeline.studio.asked import Asked
from pipeline.studio.door import Refused
from pipeline.studio.studio import Studio
from pipeline.studio.views import Views
from tests.studio.asking import Client, listening

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

STATE = "/api/episodes/s01e01"


def shared(client: Client, **fields: object) -> tuple[Client, int, str]:
    """Share the first episode; return a guest, the number of the view and its address."""
    told = client.post("/api/views", {"episode": "s01e01", **fields})
    assert told.status == 200, told.body
    address = told.json["address"]
    opened = replace(client, cookie="").get(address, sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    assert opened.status == 200
    return replace(client, cookie=opened.headers["set-cookie"].partition(";")[0]), told.json["view"]["number"], address


@pytest.fixture
def guest(client: Client) -> Iterator[Client]:
    found, number, _ = shared(client)
    yield found
    client.post("/api/views/revoke", {"number": number})


def test_a_guest_sees_the_episode_and_no_path_of_the_show(client: Client, guest: Client, show: Path) -> None:
    whole, told = client.get(STATE).json, guest.get("/view/state").json
    assert (told["title"], told["frames"]) == (whole["title"], whole["frames"])
    assert [span["blob"] for span in told["spans"]] == [span["blob"] for span in whole["spans"]]
    assert told["view"]["segments"][1]["captions"]["en"][0]["text"] == "zero and one"
    for secret in (str(show), "episodes/", ".yaml", "count.mov", "poem.txt", "spoken.srt"):
        assert secret not in json.dumps(told), secret
    init = client.get(f"/blob/{whole['init']}.mp4").body
    assert guest.get(f"/view/blob/{told['init']}.mp4").body == init
    assert guest.get("/view").headers["content-type"].startswith("text/html")


def addresses() -> list[str]:
    """Return all addresses of the studio by its own list, with an episode in place of each name."""
    nobody = cast("Studio", SimpleNamespace(views=None, theme=None))
    routes = [route for some in application._ROUTES for route in some(nobody)]
    return sorted({re.sub(r"\{[a-z]+\}", "s01e01", route.path) for route in routes if isinstance(route, Route)})


def test_every_other_address_is_refused(client: Client, guest: Client) -> None:
    asked = addresses()
    assert {"/", "/api/show", "/api/file", "/api/file/save", "/api/notes", "/api/queue", "/api/views", "/api/board"} <= set(asked)
    digest = client.get(STATE).json["init"]
    more = [f"/blob/{digest}.mp4", STATE, f"{STATE}/playhead", "/api/file?path=episodes/s01e01.yaml", "/view/../api/show",
            "/static/../api/show", "/view/%2e%2e/api/show", "/views", "/viewer", "//view", "/VIEW/state"]  # fmt: skip
    for path in [*asked, *more]:
        if path.startswith(("/view", "/static")) and path not in more:
            continue
        for method in ("GET", "POST", "HEAD"):
            answer = guest.ask(method, path, {"episode": "s01e01", "path": "episodes/s01e01.yaml", "text": "", "base": ""}
                               if method == "POST" else None)  # fmt: skip
            assert answer.status in (401, 404), (method, path, answer.status)
            assert b"segments" not in answer.body


def test_a_guest_fetches_only_what_they_were_told_of(client: Client, guest: Client) -> None:
    others = re.findall("[0-9a-f]{64}", json.dumps(client.get(STATE).json["peaks"]))
    assert others
    guest.get("/view/state")
    for name in [*others, "0" * 64]:
        for ending in (".json", ".mp4", ".jpg", ".bin"):
            assert guest.get(f"/view/blob/{name}{ending}").status == 404


def test_a_guest_writes_notes_and_nothing_else(client: Client, guest: Client, show: Path) -> None:
    before = {path: path.read_bytes() for path in (show / "episodes").rglob("*") if path.is_file() and ".notes." not in path.name}
    written = guest.post("/view/notes", {"episode": "s01e02", "frame": 3, "by": "Visitor", "text": "hello"})
    assert written.status == 200
    note = written.json["notes"][-1]
    assert (note["is_guest"], note["path"], note["line"]) == (True, "", 0)
    assert guest.post("/view/notes/reply", {"about": note["key"], "by": "Visitor", "text": "again"}).status == 200
    assert not (show / "episodes/s01e02.notes.yaml").exists(), "the view decides the episode, not the guest"
    text = (show / "episodes/s01e01.notes.yaml").read_text()
    assert 'by: "Visitor"' in text
    assert "guest: on" in text
    assert {path: path.read_bytes() for path in before} == before
    assert guest.post("/view/notes/state", {"about": note["key"], "by": "V", "is_done": True}).status == 404


def test_a_guest_hears_of_changes_without_paths_and_no_more_once_the_view_is_ended(client: Client) -> None:
    guest, number, address = shared(client)
    with listening(guest, "/view/events") as heard:
        heard.wait(lambda event, _: event == "state")
        client.post("/api/notes", {"episode": "s01e01", "frame": 1, "by": "Ana", "text": "x"})
        heard.wait(lambda event, _: event == "notes")
        client.get("/api/board")
        client.post("/api/views/revoke", {"number": number})
        assert heard.over.wait(5), "the stream of a view that is ended ends, too"
        told = len(heard.events)
        client.post("/api/notes", {"episode": "s01e01", "frame": 1, "by": "Ana", "text": "y"})
        time.sleep(0.5)
        assert len(heard.events) == told
        assert {event for _, event, _ in heard.events} <= {"state", "span", "sound", "still", "notes"}
        assert ".yaml" not in json.dumps([value for _, _, value in heard.events])
    for path in ("/view", "/view/state", "/view/notes", "/view/events"):
        assert guest.get(path).status == 401
    assert replace(client, cookie="").get(address).status == 401


def test_each_view_says_what_its_guests_see(client: Client) -> None:
    for query in ("", "?profile=youtube&language=es"):
        client.post(f"/api/views{query}", {"episode": "s01e01", "days": 1})
    told = client.get("/api/views?episode=s01e01").json["views"]
    assert [(one["profile"], one["language"]) for one in told[-2:]] == [(None, None), ("youtube", "es")]
    for one in told:
        client.post("/api/views/revoke", {"number": one["number"]})


@pytest.mark.parametrize("cookie", ["{name}=", "{name}=x", "{name}={other}", "{owner}={key}"])
def test_a_wrong_key_opens_nothing(client: Client, guest: Client, cookie: str) -> None:
    name, _, key = guest.cookie.partition("=")
    owner, _, other = client.cookie.partition("=")
    stranger = replace(client, cookie=cookie.format(name=name, owner=owner, key=key, other=other))
    assert stranger.get("/view/state").status == 401
    assert stranger.get("/api/show").status == 401


def test_other_sites_ask_for_nothing_in_a_guests_name(guest: Client) -> None:
    asked = {"frame": 3, "by": "V", "text": "x"}
    assert guest.post("/view/notes", asked, origin="https://example.org").status == 403
    assert guest.post("/view/notes", asked, sec_fetch_site="cross-site").status == 403
    assert guest.get("/view/state", sec_fetch_site="cross-site").status == 403
    assert guest.get("/view/state", host="example.org").status == 421
    assert guest.post("/view/notes", asked, content_type="text/plain").status == 415


def test_the_opening_address_of_a_view_can_be_followed_from_a_mail_but_not_fetched(client: Client) -> None:
    _, number, address = shared(client)
    stranger = replace(client, cookie="")
    assert stranger.get(address, sec_fetch_site="cross-site", sec_fetch_mode="no-cors").status == 403
    told = stranger.get(address, sec_fetch_site="cross-site", sec_fetch_mode="navigate")
    parts = {part.strip().lower() for part in told.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    client.post("/api/views/revoke", {"number": number})


def test_a_view_ends_by_itself_and_is_known_again_without_its_key_being_kept(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory.sqlite")
    now = datetime.now(UTC)
    view, key = Views(memory).share(Asked("s01e01"), 1, now)
    _, old = Views(memory).share(Asked("s01e01"), 1, now - timedelta(days=2))
    assert Views(memory).of(key) == view
    assert Views(memory).of(old) is None
    assert Views(memory).of("") is None
    assert key not in (memory.get("shared views") or "")
    memory.close()


def test_on_a_full_disk_nobody_is_told_that_a_view_is_shared_or_ended(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "memory")
    views = Views(memory)
    view, key = views.share(Asked("s01e01"), 0, datetime.now(UTC))
    memory._connection.execute("PRAGMA query_only = 1")  # what a disk that is full does to a memory: it stays as it was
    with pytest.raises(Refused, match=r"not shared.*make room"):
        views.share(Asked("s01e01"), 0, datetime.now(UTC))
    with pytest.raises(Refused, match="not ended, its guests still see"):
        views.revoke(view.number)
    assert views.of(key) == view
    memory.close()


def test_a_guest_cannot_flood_the_notes(tmp_path: Path) -> None:
    views = Views(Memory(tmp_path / "memory.sqlite"))
    view, _ = views.share(Asked("s01e01"), 0, datetime.now(UTC))
    for _ in range(30):
        views.count_note(view)
    with pytest.raises(Refused):
        views.count_note(view)
