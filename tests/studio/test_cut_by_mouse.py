"""Forty edits of a cut by mouse and by key in Chromium: each changes its line alone, leaves the episode good, and is undone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from tests.browser import PROGRAM, Browser
from tests.browser import started as browser_started
from tests.episode.show import BARE, counting, flash_and_beep, make_show, write
from tests.studio.asking import Client, started

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]

EPISODE = "episodes/s01e01.yaml"
CAPTIONS = "episodes/media/spoken.srt"
MANIFEST = """\
# The first one. 𝄞
episode: {title: Numbers, season: 1, number: 1}

segments:
  - card: Hello          # a heading
    length: 2

  # All of it.
  - clip: Whole
    file: count.mov
    by: ana
    captions: {en: spoken.srt}

  - docu-short: Parts
    clips:
      - {file: count.mov, in: 0.4, out: 1.6, by: ana}     # the beginning
      # The end of it.
      - file: count.mov
        in: 2
        length: 1.6
        by: ben
      - {file: count.mov, in: 1, out: 3, by: ben}

  # ---- the second half ----

  - music: Beeps
    stems:
      - {file: beep.mov, by: ana}
      - {file: beep.mov, by: ben, gain: -3 dB, sync: 0.1}
    picture: {file: count.mov, by: ana}
    length: 3
    lower_third: off

  - poem: "Lines: two"
    lines:
      - {at: 0.5, text: Somebody hummed}
      - {at: 2, text: into a phone}
    voice: {file: beep.mov, by: ben, at: 0.5, out: 3}
    length: 4
"""
PEOPLE = "ana: {name: Ana Núñez}\nben: {name: Ben O'Neil}\n"
SPOKEN = "1\n00:00:00,200 --> 00:00:01,000\nzero and one\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo and three\n"


@dataclass
class Room:
    """The page, and the studio behind it."""

    page: Browser
    client: Client
    show: Path
    digest: str = ""

    def state(self) -> Any:
        return self.client.get("/api/episodes/s01e01").json

    def text(self, path: str = EPISODE) -> str:
        return str(self.client.get(f"/api/file?path={path}").json["text"])

    def segment(self, name: str) -> Any:
        return next(one for one in self.state()["view"]["segments"] if one["name"] == name)

    def at(self, row: str, frame: float, share: float = 0.5) -> tuple[float, float]:
        """Return where a frame of a row is on the screen; `share` is how far down in the row."""
        return tuple(self.page.run(
            f"""(() => {{
              const sheet = document.querySelector('.sheet').getBoundingClientRect();
              const label = [...document.querySelectorAll('.labels .label')].find((one) => one.textContent.startsWith({row!r}));
              const box = label.getBoundingClientRect();
              const scale = (sheet.width - 16) / {self.state()['view']['frames']};
              return [sheet.left + {frame} * scale, box.top + {share} * (box.height - 1)];
            }})()"""
        ))  # fmt: skip

    def mouse(self, kind: str, x: float, y: float, modifiers: int, buttons: int) -> None:
        self.page.ask(
            "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left" if kind != "mouseMoved" or buttons else "none",
            buttons=buttons, clickCount=1, modifiers=modifiers,
        )  # fmt: skip

    def drag(self, begin: tuple[float, float], end: tuple[float, float], modifiers: int = 0) -> None:
        self.mouse("mouseMoved", *begin, modifiers, 0)
        self.mouse("mousePressed", *begin, modifiers, 1)
        for part in (0.3, 0.7, 1.0):
            self.mouse("mouseMoved", *(a + (b - a) * part for a, b in zip(begin, end, strict=True)), modifiers, 1)
        self.mouse("mouseReleased", *end, modifiers, 0)

    def click(self, at: tuple[float, float]) -> None:
        self.drag(at, at)

    def key(self, key: str, code: int, modifiers: int = 0) -> None:
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.page.ask("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        self.page.ask("Input.dispatchKeyEvent", type="keyUp", **common)

    def undo(self) -> None:
        self.key("z", 90, 2)

    def changed(self, path: str, before: str) -> str:
        """Return the text once it is another one, with what the page refuses told."""
        end = time.monotonic() + 8
        while (now := self.text(path)) == before:
            said = self.page.run("document.querySelector('.refusal span')?.textContent ?? ''")
            assert not said, said
            assert time.monotonic() < end, "nothing was changed"
            time.sleep(0.03)
        return now

    def is_good(self) -> None:
        """Wait until the episode was looked at anew, and see that nothing is wrong with it."""
        end = time.monotonic() + 20
        while (state := self.state())["digest"] == self.digest:
            if time.monotonic() > end:
                break  # what changes nothing that is seen or heard
            time.sleep(0.03)
        assert [one["message"] for one in state["diagnostics"] if one["severity"] == "error"] == []
        assert state["is_whole"]

    def settled(self, path: str, text: str) -> None:
        end = time.monotonic() + 20
        while self.text(path) != text:
            assert time.monotonic() < end, "it was never taken back"
            time.sleep(0.03)
        self.shown()

    def shown(self) -> None:
        """Wait until server and page have the cut that the tests begin with."""
        end = time.monotonic() + 30
        while (
            (state := self.state())["view"]["frames"] != FRAMES
            or self.digest not in ("", state["digest"])
            or self.page.run(_LAST) != str(FRAMES - 1)
        ):
            assert time.monotonic() < end, (self.state()["view"]["frames"], self.page.run(_LAST), self.text())
            time.sleep(0.03)
        time.sleep(0.3)


_LAST = "document.querySelector('.playhead')?.getAttribute('aria-valuemax') ?? ''"
FRAMES = 445


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with _room(tmp_path_factory.mktemp("cut")) as found:
        yield found


@contextmanager
def _room(folder: Path) -> Iterator[Room]:
    show = folder / "show"
    make_show(show, f"rate: 25\ntheme: paper\ntheme_sounds: off\n{BARE}", PEOPLE)
    media = show / "episodes/media"
    counting(media / "count.mov", 100)
    flash_and_beep(media / "beep.mov", 4)
    write(media, {"spoken.srt": SPOKEN})
    write(show / "episodes", {"s01e01.yaml": MANIFEST})
    with started(show, home=folder / "home") as running, browser_started() as page:
        page.ask("Emulation.setDeviceMetricsOverride", width=1440, height=900, deviceScaleFactor=1, mobile=False)
        page.ask("Page.navigate", url=running.address + "#s01e01")
        page.wait("!!document.querySelector('.playhead') && !!document.querySelector('.cm-content')", 60)
        room = Room(page, running.client, show)
        room.shown()
        room.digest = room.state()["digest"]
        yield room


ALT, CONTROL, SHIFT = 1, 2, 8


def first(name: str, row: str = "picture", number: int = 0) -> Any:
    """Return how the first and the last frame of something are found in a room."""

    def find(room: Room) -> tuple[int, int]:
        segment = room.segment(name)
        if row == "segments":
            return segment["first"], segment["frames"]
        if row == "captions":
            one = segment["captions"]["en"][number]
            return one["first"], one["frames"]
        if row == "sounds":
            one = segment["sounds"][number]
            return round(one["at"] * 25), round(one["seconds"] * 25)
        track = next(track for track in segment["tracks"] if track["name"] == row)
        return track["clips"][number]["first"], track["clips"][number]["frames"]

    return find


def edge(row: str, find: Any, which: str, by: int, share: float = 0.5) -> Any:
    def do(room: Room) -> None:
        begin, frames = find(room)
        frame = begin if which == "begin" else begin + frames
        x, y = room.at(row, frame, share)
        inside = x + 2 if which == "begin" else x - 2
        wanted, _ = room.at(row, frame + by, share)
        room.drag((inside, y), (inside + wanted - x, y))

    return do


def body(row: str, find: Any, by: int, modifiers: int, share: float = 0.5) -> Any:
    def do(room: Room) -> None:
        begin, frames = find(room)
        room.drag(room.at(row, begin + frames / 2, share), room.at(row, begin + frames / 2 + by, share), modifiers)

    return do


def keys(row: str, find: Any, key: str, code: int, modifiers: int = 0, at: float = 0.5, share: float = 0.5) -> Any:
    def do(room: Room) -> None:
        begin, frames = find(room)
        room.click(room.at(row, begin + frames * at, share))
        room.key(key, code, modifiers)

    return do


def level(find: Any, row: str, down: float) -> Any:
    """Drag the handle of a sound's level, which is at 0 dB where a quarter of its row is above it."""

    def do(room: Room) -> None:
        begin, frames = find(room)
        room.click(room.at(row, begin + frames / 2, 0.9))
        x, y = room.at(row, begin + frames / 2, 0)
        height = room.at(row, 0, 1)[1] - y
        handle = (x, y + 3 + 0.25 * (height - 5))
        room.drag(handle, (x, handle[1] + down))

    return do


def dropped(file: str, find: Any, share: float) -> Any:
    """Let go of a file that is dragged out of the media panel."""

    def do(room: Room) -> None:
        begin, frames = find(room)
        x, y = room.at("Picture", begin + frames * share)
        room.page.run(
            f"""(() => {{
              const dragged = new DataTransfer();
              dragged.setData('application/x-together-media', {file!r});
              const sheet = document.querySelector('.sheet');
              for (const kind of ['dragover', 'drop']) sheet.dispatchEvent(
                new DragEvent(kind, {{bubbles: true, cancelable: true, clientX: {x}, clientY: {y}, dataTransfer: dragged}}));
            }})()"""
        )

    return do


PARTS = [first("parts", number=number) for number in range(3)]
WHOLE, BEEPS, VOICE = first("whole"), first("beeps", "sounds", 0), first("lines-two", "sounds", 0)
LINES = [first("lines-two", "lines", number) for number in range(2)]
CUES = [first("whole", "captions", number) for number in range(2)]
SEGMENTS = {name: first(name, "segments") for name in ("hello", "whole", "parts", "beeps", "lines-two")}

EDITS: list[tuple[str, Any, str, str]] = [
    ("begin later, first part", edge("Picture", PARTS[0], "begin", 8), EPISODE, "{file: count.mov, in: 0.7"),
    ("begin earlier, first part", edge("Picture", PARTS[0], "begin", -5), EPISODE, "in: 0.2, out: 1.6"),
    ("end earlier, first part", edge("Picture", PARTS[0], "end", -10), EPISODE, "in: 0.4, out: 1.2,"),
    ("end later, first part", edge("Picture", PARTS[0], "end", 10), EPISODE, "in: 0.4, out: 2,"),
    ("begin later, a group of lines", edge("Picture", PARTS[1], "begin", 10), EPISODE, "        in: 2.4\n        length: 1.2\n"),
    ("end earlier, a group of lines", edge("Picture", PARTS[1], "end", -15), EPISODE, "        length: 1\n"),
    ("begin later, last part", edge("Picture", PARTS[2], "begin", 5), EPISODE, "in: 1.2, out: 3"),
    ("end earlier, last part", edge("Picture", PARTS[2], "end", -25), EPISODE, "in: 1, out: 2,"),
    ("begin later, the whole", edge("Picture", WHOLE, "begin", 10), EPISODE, "    file: count.mov\n    in: 0.4\n    by: ana\n"),
    ("end earlier, the whole", edge("Picture", WHOLE, "end", -20), EPISODE, "    file: count.mov\n    out: 3.2\n    by: ana\n"),
    ("a card is shorter", edge("Segments", SEGMENTS["hello"], "end", -25), EPISODE, "    length: 1\n"),
    ("a card is longer", edge("Segments", SEGMENTS["hello"], "end", 25), EPISODE, "    length: 3\n"),
    ("a documentary ends earlier", edge("Segments", SEGMENTS["parts"], "end", -10), EPISODE, "in: 1, out: 2.6,"),
    ("a documentary begins later", edge("Segments", SEGMENTS["parts"], "begin", 10), EPISODE, "in: 0.8, out: 1.6,"),
    ("music is shorter", edge("Segments", SEGMENTS["beeps"], "end", -25), EPISODE, "    length: 2\n"),
    ("a poem is shorter", edge("Segments", SEGMENTS["lines-two"], "end", -10), EPISODE, "    length: 3.6\n"),
    ("a segment goes to the end", body("Segments", SEGMENTS["whole"], 350, SHIFT), EPISODE, ""),
    ("a segment comes first", body("Segments", SEGMENTS["beeps"], -260, SHIFT), EPISODE, ""),
    ("a segment steps back", body("Segments", SEGMENTS["parts"], -130, SHIFT), EPISODE, ""),
    ("a poem before the music", body("Segments", SEGMENTS["lines-two"], -110, SHIFT), EPISODE, ""),
    ("a part moves behind the next", body("Picture", PARTS[0], 45, SHIFT), EPISODE, ""),
    ("the last part comes first", body("Picture", PARTS[2], -80, SHIFT), EPISODE, ""),
    ("a part shows something later", body("Picture", PARTS[0], -10, ALT), EPISODE, "in: 0.8, out: 2,"),
    ("a part shows something earlier", body("Picture", PARTS[1], 20, ALT), EPISODE, "        in: 1.2\n        length: 1.6\n"),
    ("a part by two keys of the slip", keys("Picture", PARTS[2], "ArrowLeft", 37, ALT | SHIFT), EPISODE, "out: 2.96,"),
    ("a caption comes later", body("Captions", CUES[1], 10, SHIFT), CAPTIONS, "00:00:02,400 --> 00:00:03,400"),
    ("a caption ends earlier", edge("Captions", CUES[1], "end", -10), CAPTIONS, "00:00:02,000 --> 00:00:02,600"),
    ("a caption begins earlier", edge("Captions", CUES[1], "begin", -5), CAPTIONS, "00:00:01,800 --> 00:00:03,000"),
    ("a caption by a key", keys("Captions", CUES[0], ".", 190), CAPTIONS, "00:00:00,240 --> 00:00:01,040"),
    ("a line comes later", body("Graphics", LINES[0], 10, SHIFT), EPISODE, "{at: 0.92, text: Somebody hummed}"),
    ("a line comes earlier", body("Graphics", LINES[1], -15, SHIFT), EPISODE, "{at: 1.4, text: into a phone}"),
    ("a voice comes later", body("Voice", VOICE, 5, SHIFT), EPISODE, "by: ben, at: 0.7, out: 3}"),
    ("a voice begins later", edge("Voice", VOICE, "begin", 10), EPISODE, "in: 0.4, by: ben, at: 0.9, out: 3}"),
    ("a voice ends earlier", edge("Voice", VOICE, "end", -20), EPISODE, "at: 0.5, out: 2.2}"),
    ("a voice is nudged by a key", keys("Voice", VOICE, ",", 188), EPISODE, "at: 0.49, out: 3}"),
    ("a voice is louder by a key", keys("Voice", VOICE, "PageUp", 33, SHIFT), EPISODE, "gain: 0.5 dB"),
    ("a voice is softer by its handle", level(VOICE, "Voice", 24), EPISODE, "gain: -6 dB"),
    ("a take comes later", body("Stems", BEEPS, 5, SHIFT, 0.75), EPISODE, "gain: -3 dB, sync: 0.3}"),
    ("no chapter begins with it", keys("Segments", SEGMENTS["parts"], "H", 72, SHIFT), EPISODE, "    chapter: off\n"),
    ("a part ends here", keys("Picture", PARTS[2], "]", 221, at=0.5), EPISODE, "in: 1, out: 2"),
    ("a voice fades out", keys("Voice", VOICE, "O", 79, SHIFT, at=0.8), EPISODE, "fades: {out: 0.6"),
    ("a file is dropped between the parts", dropped("count.mov", PARTS[1], -0.4), EPISODE, "- {file: count.mov, by: ana}\n"),
]
assert len(EDITS) >= 40


@pytest.mark.parametrize(("do", "path", "wanted"), [one[1:] for one in EDITS], ids=[one[0] for one in EDITS])
def test_an_edit_changes_its_line_alone_and_is_taken_back_to_the_byte(room: Room, do: Any, path: str, wanted: str) -> None:
    before = room.text(path)
    disk = (room.show / path).read_bytes()
    room.page.errors.clear()
    do(room)
    after = room.changed(path, before)
    assert wanted in after
    old, new = before.splitlines(), after.splitlines()
    if wanted:  # every line but those of the change stands as it was, in order
        others = [one for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if one[0] != "equal"]
        assert sum(end - begin for _, begin, end, _, _ in others) <= 2
        assert sum(end - begin for *_, begin, end in others) <= 3
    else:
        assert sorted(old) == sorted(new), "the very lines, in another order"
    room.is_good()
    assert (room.show / path).read_bytes() == disk, "nothing is saved by itself"
    room.undo()
    room.settled(path, before)
    assert room.page.errors == []
