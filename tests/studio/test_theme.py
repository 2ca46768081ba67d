"""The theme panel over HTTP: every card in every shape as its unsaved files have it, what cannot be drawn, and no other file."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from PIL import Image

from tests.studio.asking import Client

pytestmark = pytest.mark.ffmpeg

SHAPES = {"wide": (512, 288), "tall": (288, 512), "square": (288, 288)}
BLUE, RED = "#2040a0", "#a02040"
SHEET = "templates/mine/title.css"


def theme(client: Client, episode: str = "s01e02") -> Any:
    return client.get(f"/api/theme?episode={episode}").json


def pictures(client: Client, card: str, text: str, of: str = "samples", episode: str = "s01e02") -> dict[str, Any]:
    """Return the pictures of a card with a text, by their shape."""
    asked = urlencode({"episode": episode, "card": card, "text": text, "of": of})
    return {one["shape"]: one for one in client.get(f"/api/theme/row?{asked}").json["pictures"]}


def drawn(client: Client, picture: dict[str, Any], frame: int | None = None) -> Image.Image:
    answer = client.get(f"/card/{picture['key']}/{picture['rest'] if frame is None else frame}.png")
    assert answer.status == 200, picture
    return Image.open(io.BytesIO(answer.body)).convert("RGBA")


def edit(client: Client, path: str, text: str) -> None:
    assert client.post("/api/file/edit", {"path": path, "text": text, "episode": "s01e02"}).status == 200


def until(client: Client, is_so: Any) -> Any:
    """Wait until the theme is told to be so."""
    for _ in range(200):
        if is_so(found := theme(client)):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


@pytest.fixture
def mine(client: Client, show: Path) -> Iterator[Path]:
    """Let the show wear a theme of its own, whose title cards are blue."""
    home = show / "templates/mine"
    home.mkdir(parents=True)
    (home / "theme.yaml").write_text("title: Mine\nextends: paper\n")
    (home / "title.css").write_text(f".paper {{ background: {BLUE}; }}\n")
    settings = "episodes/show.yaml"
    edit(client, settings, (show / settings).read_text().replace("theme: paper", "theme: mine"))
    until(client, lambda told: told.get("name") == "mine")
    yield home
    for path in (settings, SHEET):
        client.post("/api/file/revert", {"path": path})
    until(client, lambda told: told["name"] == theme(client, "s01e01")["name"] == "paper")
    for path in home.iterdir():
        path.unlink()
    home.rmdir()
    home.parent.rmdir()


def test_samples_that_are_deleted_leave_the_theme_its_other_samples(client: Client, mine: Path) -> None:
    sheet = mine / "preview.yaml"

    def samples() -> list[str]:
        found = theme(client)
        return [text["name"] for card in found["cards"] if card["name"] == "title" for text in card["samples"]]

    sheet.write_text("title:\n  mine: {title: Mine}\n")
    edit(client, SHEET, f".paper {{ background: {RED}; }}\n")
    until(client, lambda found: "mine" in samples())
    sheet.unlink()
    left = samples()
    assert left
    assert "mine" not in left



def test_a_theme_that_ships_is_shown_in_every_shape_and_is_nobodys_to_edit(client: Client) -> None:
    told = theme(client, "s01e01")
    assert (told["name"], told["folder"], told["child"]) == ("paper", None, "together theme new mine --extends paper")
    assert not any(one["is_own"] for card in told["cards"] for one in (*card["files"], *told["files"]))
    cards = {card["name"]: card for card in told["cards"]}
    assert {"one", "two"} <= {one["name"] for one in cards["caption"]["samples"]}
    assert [one["label"] for one in cards["caption"]["texts"]] == ["zero and one"]
    for shape, picture in pictures(client, "title", cards["title"]["samples"][0]["name"]).items():
        assert (picture["width"], picture["height"]) == SHAPES[shape]
        assert drawn(client, picture).size == SHAPES[shape], "a title card fills its canvas"
    said = cards["interstitial"]["texts"][0]
    assert said["where"]["path"] == "episodes/s01e01.yaml"
    assert set(pictures(client, "interstitial", said["name"], "episode", "s01e01")) == set(SHAPES)


def test_an_unsaved_edit_renews_the_cards_that_it_touches_and_no_others(client: Client, mine: Path) -> None:
    told = theme(client)
    title = next(card for card in told["cards"] if card["name"] == "title")
    sample = title["samples"][0]["name"]
    assert [one["name"] for one in title["files"] if one["is_own"]] == [SHEET]
    caption = next(card for card in told["cards"] if card["name"] == "caption")
    assert (title["new"], caption["new"]) == (None, "templates/mine/caption.css")
    blue, still = pictures(client, "title", sample), pictures(client, "caption", "one")
    corner = drawn(client, blue["wide"]).getpixel((250, 40))
    assert corner == (0x20, 0x40, 0xA0, 255)
    edit(client, SHEET, f".paper {{ background: {RED}; }}\n")
    until(client, lambda now: now["digest"] != told["digest"])
    red = pictures(client, "title", sample)
    assert drawn(client, red["wide"]).getpixel((250, 40)) == (0xA0, 0x20, 0x40, 255)
    assert all(red[shape]["key"] != blue[shape]["key"] for shape in SHAPES)
    kept = pictures(client, "caption", "one")
    assert [kept[shape]["key"] for shape in SHAPES] == [still[shape]["key"] for shape in SHAPES]
    client.post("/api/file/revert", {"path": SHEET})
    until(client, lambda now: now["digest"] == told["digest"])
    again = pictures(client, "title", sample)
    assert [again[shape]["key"] for shape in SHAPES] == [blue[shape]["key"] for shape in SHAPES]
    assert (mine / "title.css").read_text() == f".paper {{ background: {BLUE}; }}\n", "nothing was saved"


@pytest.mark.usefixtures("mine")
def test_a_card_moves_from_frame_to_frame(client: Client) -> None:
    sample = next(card for card in theme(client)["cards"] if card["name"] == "title")["samples"][0]["name"]
    wide = pictures(client, "title", sample)["wide"]
    first, rest = drawn(client, wide, 0), drawn(client, wide)
    assert wide["moves"]
    assert first.tobytes() != rest.tobytes()
    assert client.get(f"/card/{wide['key']}/{wide['frames']}.png").status == 404, "it is over by then"


@pytest.mark.long
@pytest.mark.usefixtures("mine")
def test_what_does_not_fit_and_what_is_hard_to_read_is_told_at_the_themes_file(client: Client) -> None:
    told = theme(client)
    sample = next(card for card in told["cards"] if card["name"] == "title")["samples"][0]["name"]
    asked = urlencode({"episode": "s01e02", "card": "title", "text": sample})
    assert client.get(f"/api/theme/mistakes?{asked}").status == 200
    edit(client, SHEET, f".paper {{ background: {BLUE}; }} .title {{ color: #2848a8; }}\n")
    told = until(client, lambda now: now["digest"] != told["digest"])
    found = client.get(f"/api/theme/mistakes?{asked}").json["mistakes"]
    low = [one for one in found if "contrast" in one["message"]]
    assert {one["shape"] for one in low} == set(SHAPES)
    assert low[0]["where"]["path"] == SHEET
    edit(client, SHEET, ".title { max-height: 20px !important; }\n")
    until(client, lambda now: now["digest"] != told["digest"])
    wide = pictures(client, "title", sample)["wide"]
    assert "key" not in wide
    assert wide["mistake"]["where"]["path"] == SHEET
    assert "make room" in wide["mistake"]["help"]


def test_no_name_in_a_request_leads_out_of_the_theme(client: Client) -> None:
    asked = {"episode": "s01e01", "card": "title", "text": theme(client, "s01e01")["cards"][0]["samples"][0]["name"]}
    for change in ({"card": "../../etc/passwd"}, {"text": "../preview.yaml"}, {"of": "files"}, {"size": "99999"}, {"card": ""}):
        for route in ("row", "mistakes") if "size" not in change else ("row",):
            assert client.get(f"/api/theme/{route}?{urlencode({**asked, **change})}").status == 404, (route, change)
    key = pictures(client, "caption", "one", episode="s01e01")["wide"]["key"]
    bad = (f"/card/{key}/0.jpg", f"/card/{key}/-1.png", f"/card/{key}/..%2f0.png", f"/card/{'0' * 64}/0.png", "/card/x/0.png")
    for path in bad:
        assert client.get(path).status == 404, path
    stranger = replace(client, cookie="")
    for path in ("/api/theme?episode=s01e01", f"/api/theme/row?{urlencode(asked)}", f"/card/{key}/0.png"):
        assert stranger.get(path).status == 401, path
    assert client.get("/api/theme?episode=../x").status == 404
