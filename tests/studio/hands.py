"""The page of a studio under somebody's hands, in Chromium: what is dragged and pressed, and what becomes of the text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from tests.browser import Browser
from tests.browser import started as browser_started
from tests.episode.show import BARE, counting, flash_and_beep, make_show, write
from tests.studio.asking import Client, started

EPISODE = "episodes/s01e01.yaml"
CAPTIONS = "episodes/media/spoken.srt"
PEOPLE = "ana: {name: Ana Núñez}\nben: {name: Ben O'Neil}\n"
SPOKEN = "1\n00:00:00,200 --> 00:00:01,000\nzero and one\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo and three\n"


@dataclass
class Room:
    """The page, and the studio behind it."""

    page: Browser
    client: Client
    show: Path
    frames: int
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
        self.hold(begin, end, modifiers)
        self.mouse("mouseReleased", *end, modifiers, 0)

    def hold(self, begin: tuple[float, float], end: tuple[float, float], modifiers: int = 0) -> None:
        """Drag, and do not let go yet."""
        self.mouse("mouseMoved", *begin, modifiers, 0)
        self.mouse("mousePressed", *begin, modifiers, 1)
        for part in (0.3, 0.7, 1.0):
            self.mouse("mouseMoved", *(a + (b - a) * part for a, b in zip(begin, end, strict=True)), modifiers, 1)

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
        end = time.monotonic() + 20
        while (now := self.text(path)) == before:
            said = self.page.run("document.querySelector('.refusal span')?.textContent ?? ''")
            assert not said, said
            assert time.monotonic() < end, "nothing was changed"
            time.sleep(0.03)
        return now

    def is_saved(self) -> None:
        """Wait until the server has looked at what is saved: then nothing costs anything."""
        end = time.monotonic() + 20
        while self.state()["cost"] is not None:
            assert time.monotonic() < end, "something is not saved"
            time.sleep(0.03)

    def is_good(self) -> None:
        """Wait until the episode was looked at with an edit that came after `is_saved`, and see that nothing is wrong."""
        end = time.monotonic() + 20
        # What an edit costs is told of any, also of one that changes nothing that is seen or heard.
        while (state := self.state())["digest"] == self.digest and state["cost"] is None:
            assert time.monotonic() < end, "it was never looked at anew"
            time.sleep(0.03)
        assert [one["message"] for one in state["diagnostics"] if one["severity"] == "error"] == []
        assert state["is_whole"]

    def saved(self, is_wanted: Any) -> bytes:
        """Save what is in the editor, and return what the file of the episode then holds."""
        self.key("s", 83, CONTROL)
        end = time.monotonic() + 20
        while not is_wanted(found := (self.show / EPISODE).read_bytes()):
            assert time.monotonic() < end, found
            time.sleep(0.03)
        return found

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
            (state := self.state())["view"]["frames"] != self.frames
            or self.digest not in ("", state["digest"])
            or self.page.run(_LAST) != str(self.frames - 1)
        ):
            assert time.monotonic() < end, (self.state()["view"]["frames"], self.page.run(_LAST), self.text())
            time.sleep(0.03)
        time.sleep(0.3)


_LAST = "document.querySelector('.playhead')?.getAttribute('aria-valuemax') ?? ''"


@contextmanager
def opened(folder: Path, manifest: bytes, frames: int, more: Callable[[Path], None] | None = None) -> Iterator[Room]:
    """Open an episode of so many frames in a studio and a browser; `more` puts further files into its media folder."""
    show = folder / "show"
    make_show(show, f"rate: 25\ntheme: paper\ntheme_sounds: off\n{BARE}", PEOPLE)
    media = show / "episodes/media"
    counting(media / "count.mov", 100)
    flash_and_beep(media / "beep.mov", 4)
    write(media, {"spoken.srt": SPOKEN})
    if more is not None:
        more(media)
    (show / EPISODE).write_bytes(manifest)
    with started(show, home=folder / "home") as running, browser_started() as page:
        page.ask("Emulation.setDeviceMetricsOverride", width=1440, height=900, deviceScaleFactor=1, mobile=False)
        page.ask("Page.navigate", url=running.address + "#s01e01")
        page.wait("!!document.querySelector('.playhead') && !!document.querySelector('.cm-content')", 60)
        room = Room(page, running.client, show, frames)
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
            begin, end = (int(seconds * 25 + 0.5) for seconds in (one["at"], one["at"] + one["seconds"]))
            return begin, end - begin
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


def tried(room: Room, do: Any, path: str, wanted: str) -> None:
    """Do an edit by hand: it changes its line alone, leaves the episode good, saves nothing, and is taken back."""
    before = room.text(path)
    disk = (room.show / path).read_bytes()
    room.page.errors.clear()
    room.is_saved()
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


def kept(room: Room, do: Any, wanted: str) -> None:
    """Do an edit by hand and save it: the file has it and every other byte as it was; taken back and saved, the very bytes."""
    room.page.run("document.querySelector('.refusal button')?.click()")
    file = room.show / EPISODE
    disk, before = file.read_bytes(), room.text()
    room.is_saved()
    do(room)
    tried_text = room.changed(EPISODE, before)
    assert wanted in tried_text
    old, new = before.splitlines(), tried_text.splitlines()
    if wanted:
        others = [one for one in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if one[0] != "equal"]
        assert sum(end - begin for _, begin, end, _, _ in others) <= 2
        assert sum(end - begin for *_, begin, end in others) <= 3
    else:
        assert sorted(old) == sorted(new)
    room.is_good()
    saved = room.saved(lambda found: found != disk)
    newline = b"\r\n" if b"\r\n" in disk else b"\n"
    assert saved == tried_text.encode().replace(b"\n", newline), "what stands in the editor, with the file's own line ends"
    room.undo()
    room.settled(EPISODE, before)
    room.saved(lambda found: found == disk)


def nth(number: int, row: str = "picture", item: int = 0) -> Any:
    """Return how the first frame and the length of something are found in a room, by the number of its segment."""

    def find(room: Room) -> tuple[int, int]:
        return first(room.state()["view"]["segments"][number]["name"], row, item)(room)  # type: ignore[no-any-return]

    return find


def name_of(number: int) -> Any:
    """Return how the first lower third of a segment is found in a room."""

    def find(room: Room) -> tuple[int, int]:
        clips = [one for track in room.state()["view"]["segments"][number]["tracks"] for one in track["clips"]]
        found = min((one for one in clips if one.get("card") == "lower_third"), key=lambda one: one["first"])
        return found["first"], found["frames"]

    return find


def aimed(find: Any, across: float, down: float) -> Any:
    """Select a clip and drag the point that stays visible by so many shares of the picture."""

    def do(room: Room) -> None:
        begin, frames = find(room)
        room.click(room.at("Picture", begin + frames / 2))
        room.page.wait("!!document.querySelector('.focus .point')", 20)
        x, y, wide, high = room.page.run(
            """(() => {
              const point = document.querySelector('.focus .point').getBoundingClientRect();
              const frame = document.querySelector('.frame').getBoundingClientRect();
              return [point.x + point.width / 2, point.y + point.height / 2, frame.width, frame.height];
            })()"""
        )
        room.drag((x, y), (x + across * wide, y + down * high))

    return do


def faded(row: str, find: Any, edge_: str, by: int) -> Any:
    """Drag the handle of a sound's fade, which it has none of yet, by so many frames."""

    def do(room: Room) -> None:
        begin, frames = find(room)
        room.click(room.at(row, begin + frames / 2, 0.9))
        x, y = room.at(row, begin if edge_ == "begin" else begin + frames, 0)
        handle = (x + (10 if edge_ == "begin" else -10), y + 5)
        wanted = room.at(row, by, 0)[0] - room.at(row, 0, 0)[0]
        room.drag(handle, (handle[0] + wanted, handle[1]))

    return do


def carried(file: str, find: Any, share: float) -> Any:
    """Drag a file out of the media panel onto the timeline."""

    def do(room: Room) -> None:
        begin, frames = find(room)
        room.page.run("[...document.querySelectorAll('.panels .tab')].find((one) => one.textContent.startsWith('Media')).click()")
        one = f".file[data-path={file!r}]"
        room.page.wait(f"document.querySelector({one!r})?.draggable === true", 30)
        x, y = room.page.run(
            f"(() => {{ const one = document.querySelector({one!r}); one.scrollIntoView({{block: 'center'}});"
            " const box = one.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; })()"
        )
        room.page.carry((x, y), room.at("Picture", begin + frames * share))

    return do
