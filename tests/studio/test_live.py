"""An episode under edit: its state, what pages hear of it, and what becomes of an edit."""

from __future__ import annotations

import io
import signal
import time
from pathlib import Path

import pytest
from PIL import Image

from pipeline.app import session
from tests.app.small import FIRST_OF_CLIP, MANIFEST
from tests.episode.show import TINY
from tests.studio.asking import Client, listening, started
from tests.studio.browser.desk import number_of

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

EPISODE = "episodes/s01e01.yaml"
STATE = "/api/episodes/s01e01"
SLOW = """\
import time
from moviepy import ColorClip

def scene(width, height, rate, frames):
    time.sleep(4)
    return ColorClip((width, height), color=(200, 0, 0)).with_duration(frames / rate)
"""


def edit(client: Client, text: str) -> None:
    assert client.post("/api/file/edit", {"path": EPISODE, "text": text, "episode": "s01e01"}).status == 200


def test_the_show_tells_what_is_in_it(client: Client) -> None:
    told = client.get("/api/show").json
    assert told["title"] == "Test"
    assert [(one["name"], one["title"]) for one in told["episodes"]] == [("s01e01", "Small"), ("s01e02", "Second")]
    assert told["profiles"][0] == "tiny"
    assert {"draft", "youtube"} <= set(told["profiles"])
    assert told["episodes"][0]["languages"] == told["languages"] == ["en"]


def test_the_show_tells_in_which_languages_each_episode_can_be_made(client: Client, show: Path) -> None:
    translation = show / "episodes/s01e02.pt-BR.yaml"
    translation.write_text("texts: {Second: Segundo}\n")
    try:
        told = client.get("/api/show").json
    finally:
        translation.unlink()
    assert [one["languages"] for one in told["episodes"]] == [["en"], ["en", "pt-BR"]]
    assert told["languages"] == ["en", "pt-BR"]


def test_captions_are_told_in_the_frames_in_which_they_are_drawn(client: Client) -> None:
    state = client.get(STATE).json
    assert state["burns_captions"]
    found = [(one["first"], one["frames"], one["text"]) for one in state["captions"]["en"]]
    assert (25 + 5, 20, "zero and one") in found
    assert not client.get(f"{STATE}?profile=youtube").json["burns_captions"]


def test_of_a_built_episode_all_is_as_rendered(client: Client, built: Path) -> None:
    state = client.get(STATE).json
    told = [state[name] for name in ("title", "profile", "width", "height", "rate")]
    assert told == ["Small", "tiny", 160, 90, [25, 1]]
    assert state["is_whole"]
    assert {span["state"] for span in state["spans"]} == {"fresh"}
    first = 0
    for span in state["spans"]:
        assert span["first"] == first
        first += span["frames"]
    assert first == state["frames"] == state["view"]["frames"]
    init = client.get(f"/blob/{state['init']}.mp4")
    assert (init.status, init.headers["content-type"]) == (200, "video/mp4")
    with session.opened([built]) as opened:
        files = [span.file for span in opened.spans(opened.work(built))]
    for span, file in zip(state["spans"], files, strict=True):
        assert file is not None
        blob = client.get(f"/blob/{span['blob']}.m4s")
        assert blob.headers["etag"] == f'"{span["blob"]}"'
        assert "immutable" in blob.headers["cache-control"]
        assert client.get(f"/blob/{span['blob']}.m4s", if_none_match=blob.headers["etag"]).status == 304
        # All samples stand in the stored file in the order of decoding, as they do in the fragment.
        assert blob.body.partition(b"mdat")[2] in file.read_bytes()


def is_whole_and_fresh(event: str, value: object) -> bool:
    if event != "state" or not isinstance(value, dict) or not value["spans"]:
        return False
    return all(span["state"] == "fresh" for span in value["spans"])


def test_pages_on_two_deliverables_each_see_their_own(client: Client, show: Path) -> None:
    (show / "profiles/wider.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 320, height: 180"))
    wider = f"{STATE}?profile=wider"
    with (
        listening(client, "/api/events?episode=s01e01") as one,
        listening(client, "/api/events?episode=s01e01&profile=wider") as other,
    ):
        end = time.monotonic() + 60
        while not all(is_whole_and_fresh("state", client.get(at).json) for at in (STATE, wider)):
            assert time.monotonic() < end, "one of them is never drawn"
            time.sleep(0.1)
        since = len(one.events), len(other.events)
        assert client.post(f"{STATE}/playhead?profile=wider", {"frame": FIRST_OF_CLIP}).status == 200
        edit(client, MANIFEST.replace("Hello", "Good evening"))
        widths = {160: (one, since[0], STATE), 320: (other, since[1], wider)}
        for width, (heard, begun, at) in widths.items():
            _, _, state = heard.wait(lambda event, value: event == "state" and value["cost"], since=begun)
            assert state["width"] == width
            _, _, span = heard.wait(lambda event, value: event == "span" and value["index"] == 0 and value["blob"], since=begun)
            assert span["digest"] == state["digest"] == client.get(at).json["digest"]


def test_a_deliverable_that_was_asked_for_before_its_page_listens_is_drawn_once_it_does(client: Client, show: Path) -> None:
    (show / "profiles/small.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 128, height: 72"))
    small = f"{STATE}?profile=small"
    with listening(client, "/api/events?episode=s01e01") as one:
        one.wait(is_whole_and_fresh)
        assert not is_whole_and_fresh("state", client.get(small).json)
        time.sleep(0.5)  # by now it has been asked whether to draw it, and no page listened
        with listening(client, "/api/events?episode=s01e01&profile=small"):
            end = time.monotonic() + 60
            while not is_whole_and_fresh("state", state := client.get(small).json):
                assert time.monotonic() < end, [state[name] for name in ("spans", "diagnostics", "is_planned", "cost")]
                time.sleep(0.1)


def test_an_edit_comes_as_a_state_then_an_exact_still_then_the_span(client: Client) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        _, _, before = heard.wait(is_whole_and_fresh)
        client.post(f"{STATE}/playhead", {"frame": 5})
        since = len(heard.events)
        edit(client, MANIFEST.replace("Hello", "Hola"))
        _, _, state = heard.wait(lambda event, value: event == "state" and value["digest"] != before["digest"], since=since)
        number = next(n for n, span in enumerate(state["spans"]) if span["first"] <= 5 < span["first"] + span["frames"])
        assert state["spans"][number]["blob"] is None
        others = [span["blob"] for n, span in enumerate(state["spans"]) if n != number]
        assert others == [span["blob"] for n, span in enumerate(before["spans"]) if n != number], "the rest is as it was"
        _, _, span = heard.wait(
            lambda event, value: event == "span" and value["digest"] == state["digest"] and value["state"] == "fresh"
        )
        assert span["index"] == number
        assert client.get(f"/blob/{span['blob']}.m4s").status == 200
        assert client.get(STATE).json["spans"][number]["blob"] == span["blob"], "who asks later gets the same"


def test_what_is_under_way_is_told_to_be_over(client: Client) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        _, _, before = heard.wait(is_whole_and_fresh)
        edit(client, MANIFEST.replace("file: count.mov", "file: count.mov\n    in: 0.2"))
        heard.wait(lambda event, value: event == "state" and value["digest"] != before["digest"])
        heard.wait(lambda event, value: event == "progress" and value["address"] == "")
        shares: dict[str, float] = {}
        for _, event, value in heard.events:
            if event == "progress" and value["address"]:
                shares[value["address"]] = value["share"]
    assert set(shares.values()) <= {1}


def test_an_episode_whose_name_no_address_holds_is_told_on_the_board(client: Client, show: Path) -> None:
    odd = show / "episodes/s01\ne09.yaml"
    odd.write_text(MANIFEST)
    try:
        names = [one["name"] for one in client.get("/api/show").json["episodes"]]
        with listening(client, "/api/events") as heard:
            client.get("/api/board")
            heard.wait(lambda event, value: event == "board" and any("s01 e09" in row["title"] for row in value["rows"]))
            (row,) = (row for row in client.get("/api/board").json["rows"] if row["title"] == "s01 e09")
    finally:
        odd.unlink()
    assert "s01\ne09" not in names
    assert row["state"] == "broken"
    assert "line break" in row["mistakes"][0]["message"]


def test_a_picture_that_is_not_drawn_yet_is_shown_exactly(client: Client, show: Path) -> None:
    (show / "episodes/media/slow.py").write_text(SLOW)
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(is_whole_and_fresh)
        edit(client, MANIFEST.replace("Hello", "Ciao") + "  - animation: Slow\n    scene: slow.py\n    length: 1\n    by: ana\n")
        client.post(f"{STATE}/playhead", {"frame": 3})
        _, _, still = heard.wait(lambda event, value: event == "still" or (event == "span" and value["index"] == 0))
        if "frame" in still:
            assert client.get(f"/blob/{still['blob']}.png").body.startswith(b"\x89PNG")


def test_the_finished_sound_comes_in_pieces_with_its_loudness_and_waveforms(client: Client) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(is_whole_and_fresh)
        heard.wait(lambda event, value: event in ("state", "sound") and value["sound"]["state"] == "mastered")
    state = client.get(STATE).json
    sound = state["sound"]
    at = 0
    for piece in sound["pieces"]:
        assert piece["first_sample"] == at
        assert piece["is_mastered"]
        at += piece["samples"]
        assert client.get(f"/blob/{piece['blob']}.m4s").headers["content-type"] == "video/iso.segment"
    assert at == sound["samples"] == state["frames"] * 1920
    assert client.get(f"/blob/{sound['init']}.mp4").body[4:8] == b"ftyp"
    assert state["loudness"]["target"] == -16
    curve = client.get(f"/blob/{state['loudness']['curve']}.json").json
    assert len(curve["short_term"]) == pytest.approx(state["frames"] / 25 * 10, abs=2)
    (part,) = state["peaks"]["episodes/media/count.mov"]
    wave = client.get(f"/blob/{part['blob']}.bin").body
    assert len(wave) == 200, "two seconds of a hundred values"
    assert set(wave[5:195]) <= {25, 26}, "a sine of a tenth of full scale"


def test_a_frame_of_a_span_is_a_small_picture(client: Client) -> None:
    state = client.get(STATE).json
    span = next(one for one in state["spans"] if one["segment"] == "count")
    tile = client.get(f"/tile/{span['blob']}/0.jpg")
    assert (tile.status, tile.headers["content-type"]) == (200, "image/jpeg")
    assert tile.body.startswith(b"\xff\xd8")
    assert tile.body != client.get(f"/tile/{span['blob']}/9.jpg").body
    assert client.get(f"/tile/{span['blob']}/{span['frames']}.jpg").status == 404
    assert client.get(f"/tile/{span['blob']}/0.jpg?size=99999").status == 404


@pytest.mark.long  # it leaves a second deliverable behind, which every edit after it is looked at for, too
def test_a_deliverable_that_nobody_looks_at_keeps_none_waiting(client: Client) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(is_whole_and_fresh)
        client.get(f"{STATE}?profile=youtube")
        for number in range(6):  # whichever of both comes to look first
            since = len(heard.events)
            edit(client, MANIFEST.replace("Hello", f"Number {number}"))
            heard.wait(lambda event, value: event == "span" and value["state"] == "fresh", 30, since)


def test_an_unsaved_edit_says_what_it_costs_and_who_leaves(client: Client) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(lambda event, value: is_whole_and_fresh(event, value) and value["cost"] is None)
        since = len(heard.events)
        edit(client, MANIFEST.replace("by: ana", "by: ben"))
        _, _, state = heard.wait(lambda event, value: event == "state" and value["cost"], since=since)
        assert state["cost"]["leaving"] == ["Ana Núñez"]
        assert state["cost"]["words"].endswith("Ana Núñez leaves the credits")
        since = len(heard.events)
        edit(client, MANIFEST.replace("Hello", "Hallo"))
        _, _, state = heard.wait(
            lambda event, value: event == "state" and value["cost"] and not value["cost"]["leaving"], since=since
        )
        assert state["cost"]["spans"] == 1
        assert state["cost"]["words"].startswith("1 span, ")
        assert state["cost"]["words"].endswith("nobody leaves the credits")
        heard.wait(lambda event, value: event == "span" and value["state"] == "fresh" and value["index"] == 0, since=since)
    assert client.get(STATE).json["cost"]["spans"] == 1, "what was drawn meanwhile is still what the edit costs"


def test_people_and_files_are_offered_where_they_are_named(client: Client) -> None:
    client.get(STATE)
    line = MANIFEST.splitlines().index("    by: ana") + 1
    found = client.get(f"/api/complete?path={EPISODE}&line={line}&column=9").json
    people = [(one["label"], one["detail"]) for one in found if one["kind"] == "person"]
    assert people == [("ana", "Ana Núñez"), ("ben", "Ben O'Neil")]
    line = MANIFEST.splitlines().index("    file: count.mov") + 1
    found = client.get(f"/api/complete?path={EPISODE}&line={line}&column=11").json
    (count,) = (one for one in found if one["kind"] == "file" and one["label"] == "count.mov")
    picture = client.get(count["thumbnail"])
    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    middle = io.BytesIO(picture.body)
    assert Image.open(middle).size == (160, 90)
    assert number_of([Image.open(middle).convert("L").getpixel((x, 45)) for x in (40, 120)]) == 25, "the middle of the film"
    assert "thumbnail" not in next(one for one in found if one["label"] == "spoken.srt")


def test_segments_are_offered_where_they_are_named(client: Client) -> None:
    client.get(STATE)
    edit(client, f"{MANIFEST}waive:\n  - {{code: freeze, segment: }}\n")
    line = len(MANIFEST.splitlines()) + 2
    found = client.get(f"/api/complete?path={EPISODE}&line={line}&column=29").json
    assert ("count", "Count") in [(one["label"], one["detail"]) for one in found if one["kind"] == "segment"]


def test_a_broken_segment_stays_as_it_last_was(client: Client) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        _, _, before = heard.wait(lambda event, value: is_whole_and_fresh(event, value) and value["cost"] is None)
        since = len(heard.events)
        edit(client, MANIFEST.replace("by: ana", "bye: ana"))
        _, _, state = heard.wait(lambda event, value: event == "state" and "bye" in str(value["diagnostics"]), since=since)
    stale = [span for span in state["spans"] if span["state"] == "stale"]
    assert {span["segment"] for span in stale} == {"count"}
    assert [span["blob"] for span in state["spans"]] == [span["blob"] for span in before["spans"]]
    assert state["diagnostics"][0]["frame"] == FIRST_OF_CLIP
    trim = {"operation": "trim", "segment": "count", "path": EPISODE, "line": 1, "column": 1, "edge": "end", "by": -1}
    refused = client.post("/api/episodes/s01e01/cut", trim)
    assert (refused.status, "while there is a mistake" in refused.json["error"]) == (422, True)


def test_a_change_by_another_program_is_told_and_seen(client: Client, show: Path) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        _, _, before = heard.wait(is_whole_and_fresh)
        (show / EPISODE).write_text(MANIFEST.replace("title: Small", "title: Smaller"))
        _, _, told = heard.wait(lambda event, value: event == "file")
        assert told["path"] == EPISODE
        assert told["digest"] == client.get(f"/api/file?path={EPISODE}").json["digest"]
        _, _, state = heard.wait(lambda event, value: event == "state" and value["title"] == "Smaller")
        assert [span["blob"] for span in state["spans"]] == [span["blob"] for span in before["spans"]]


def test_a_file_whose_place_is_taken_is_told_and_told_again_when_it_is_back(client: Client, show: Path) -> None:
    file, beside = show / EPISODE, show / "episodes/.beside"
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(is_whole_and_fresh)
        known = client.get(f"/api/file?path={EPISODE}").json["digest"]
        since = len(heard.events)
        file.write_text(MANIFEST)
        for take, words in ((Path.mkdir, "a folder"), (lambda path: path.symlink_to(EPISODE[9:]), "leads back to itself")):
            file.rename(beside)
            take(file)
            heard.wait(lambda event, value: event == "file" and value["digest"] != known, since=since)
            for answer in (
                client.get(f"/api/file?path={EPISODE}"),
                client.post("/api/file/edit", {"path": EPISODE, "text": MANIFEST + "# more", "episode": "s01e01"}),
            ):
                assert answer.status == 404
                assert words in answer.json["error"]
            beside.replace(file) if file.is_symlink() else (file.rmdir(), beside.rename(file))
            since = len(heard.events)
            heard.wait(lambda event, value: event == "file" and value["digest"] == known, since=since)
        assert not [value for _, event, value in heard.events if event == "fault"]
    edit(client, MANIFEST.replace("Hello", "Back"))


def test_an_unsaved_text_survives_a_change_by_another_program(client: Client, show: Path) -> None:
    unsaved = MANIFEST.replace("Hello", "Hej")
    edit(client, unsaved)
    with listening(client, "/api/events?episode=s01e01") as heard:
        (show / EPISODE).write_text(MANIFEST.replace("Hello", "Salut"))
        heard.wait(lambda event, value: event == "file" and value["path"] == EPISODE)
    read = client.get(f"/api/file?path={EPISODE}").json
    assert read["text"] == unsaved
    assert "Salut" in read["saved"]


def test_what_is_rendered_is_not_watched(client: Client, show: Path) -> None:
    with listening(client, "/api/events?episode=s01e01") as heard:
        heard.wait(is_whole_and_fresh)
        (show / "renders/.store/x.yaml").write_text("x")
        (show / "renders/y.yaml").write_text("y")
        (show / EPISODE).write_text(MANIFEST.replace("title: Small", "title: Last"))
        heard.wait(lambda event, value: event == "state" and value["title"] == "Last")
        assert {value["path"] for _, event, value in heard.events if event == "file"} == {EPISODE}


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_a_studio_ends_within_a_second_though_pages_listen(built: Path, tmp_path: Path, number: int) -> None:
    with started(built.parents[1], home=tmp_path) as found, listening(found.client, "/api/events?episode=s01e01") as heard:
        heard.wait(lambda event, value: event == "state")
        began = time.monotonic()
        found.process.send_signal(number)
        found.process.wait(20)
        took = time.monotonic() - began
        assert found.process.returncode == 0
        assert found.process.stderr is not None
        assert found.process.stderr.read() == ""
        assert took < 5.0, "a second, and some for a busy machine"


@pytest.mark.long
def test_what_is_not_saved_is_named_at_the_end(built: Path, tmp_path: Path) -> None:
    with started(built.parents[1], home=tmp_path) as found:
        edit(found.client, MANIFEST.replace("Hello", "Hej"))
        found.process.send_signal(signal.SIGINT)
        told, _ = found.process.communicate(timeout=20)
    assert "episodes/s01e01.yaml: not saved" in told


@pytest.mark.long
def test_after_a_restart_a_page_goes_on_with_its_cookie(built: Path, tmp_path: Path) -> None:
    with started(built.parents[1], home=tmp_path) as first:
        cookie, port = first.client.cookie, first.client.port
        state = first.client.get(STATE).json
    with started(built.parents[1], "--port", str(port), home=tmp_path) as second:
        second.client.cookie = cookie
        again = second.client.get(STATE).json
        assert [span["blob"] for span in again["spans"]] == [span["blob"] for span in state["spans"]]
    (kept,) = (tmp_path / ".cache/together/studio").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
