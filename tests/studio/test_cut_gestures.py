"""Gestures on picture and timeline in a text as people write them: CRLF, Arabic, anchors, brackets, quoted keys, tabs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import PROGRAM
from tests.studio.hands import (
    ALT,
    SHIFT,
    Room,
    aimed,
    body,
    carried,
    dropped,
    edge,
    faded,
    kept,
    keys,
    level,
    name_of,
    nth,
    opened,
)

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]

MANIFEST = """\
# حلقة من البيت\twith a tab, and a tab behind\t
"episode": {title: "أرقام وعدّ", season: 1, number: 1}\t# and before this one

segments:
  - "card": مرحبا          # عنوان
    'length': 2
  - clip: كامل
    "file": &film count.mov\t# the film: all others show parts of it
    by: ana
    lower_third: {"show": auto, at: 1, length: 1.6}
    captions: {en: spoken.srt}
  - docu-short: "أجزاء"
    clips: [{file: count.mov, in: 0.4, out: 1.6, by: ana}, {"file": count.mov, 'in': 2, length: 1.6, by: ben, focus: [0.5, 0.3]}]

  # ---- النصف الثاني ----
  - music: إيقاع
    stems:
      - {file: beep.mov, by: ana}
      - {file: "beep.mov", by: ben, gain: -3 dB, sync: 0.1}
    picture: {file: *film, by: ana}
    length: 3
    lower_third: off
  - poem: سطران
    lines:
      - {at: 0.5, "text": أحدهم دندن}
      - {at: 2, text: في الهاتف}
    voice: {file: beep.mov, by: ben, at: 0.5, out: 3}
    length: 4
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with opened(tmp_path_factory.mktemp("odd"), MANIFEST.replace("\n", "\r\n").encode(), 395) as found:
        yield found


CARD, WHOLE, PARTS, MUSIC, POEM = range(5)
NAME, VOICE = name_of(WHOLE), nth(POEM, "sounds", 0)
TAKES = nth(MUSIC, "sounds", 0), nth(MUSIC, "sounds", 1)
FIRST, SECOND = nth(PARTS), nth(PARTS, item=1)

EDITS: list[tuple[str, Any, str]] = [
    ("a point in brackets", aimed(SECOND, 0.1, -0.1), "by: ben, focus: [0.6, 0.2]}]"),
    ("a point that nobody wrote", aimed(FIRST, 0.1, -0.1), "out: 1.6, by: ana, focus: 60% 40%},"),
    ("a point in lines", aimed(nth(WHOLE), -0.25, 0.2), "    by: ana\n    focus: 25% 70%\n"),
    ("a name comes later", body("Graphics", NAME, 10, SHIFT), '{"show": auto, at: 1.4, length: 1.6}'),
    ("a name goes earlier", edge("Graphics", NAME, "end", -10), '{"show": auto, at: 1, length: 1.2}'),
    ("a name begins earlier", edge("Graphics", NAME, "begin", -5), '{"show": auto, at: 0.8, length: 1.8}'),
    ("a name by a key", keys("Graphics", NAME, ".", 190), '{"show": auto, at: 1.04, length: 1.6}'),
    ("the second take ends earlier", edge("Stems", TAKES[1], "end", -20, 0.75), '{file: "beep.mov", out: '),
    ("the first take ends earlier", edge("Stems", TAKES[0], "end", -20, 0.25), "{file: beep.mov, out: 2.2, by: ana}"),
    ("the first take begins later", edge("Stems", TAKES[0], "begin", 10, 0.25), "{file: beep.mov, in: 0.4, at: 0.4, by: ana}"),
    ("a voice fades out", faded("Voice", VOICE, "end", -10), "out: 3, fades: {out: 0.4}}"),
    ("a voice fades in", faded("Voice", VOICE, "begin", 10), "out: 3, fades: {in: 0.4}}"),
    ("a voice is louder by its handle", level(VOICE, "Voice", -8), "out: 3, gain: 2 dB}"),
    ("a voice says something later", body("Voice", VOICE, -10, ALT), "{file: beep.mov, in: 0.4, "),
    ("a line comes later by its edge", edge("Graphics", nth(POEM, "lines", 0), "begin", 10), '{at: 0.92, "text": أحدهم دندن}'),
    ("a part in brackets begins later", edge("Picture", FIRST, "begin", 10), "[{file: count.mov, in: 0.8, out: 1.6"),
    ("a part with quoted keys ends earlier", edge("Picture", SECOND, "end", -10), "'in': 2, length: 1.2, by: ben"),
    ("a part shows something later", body("Picture", SECOND, -5, ALT), "'in': 2.2, length: 1.6, by: ben"),
    ("parts in brackets change places", body("Picture", FIRST, 50, SHIFT), "clips: [{\"file\": count.mov, 'in': 2"),
    ("a point beside an alias", aimed(nth(MUSIC), 0.1, 0.1), "picture: {file: *film, by: ana, focus: 60% 60%}"),
    ("a card is shorter", edge("Segments", nth(CARD, "segments"), "end", -25), "    'length': 1\n"),
    ("a segment goes to the end", body("Segments", nth(CARD, "segments"), 340, SHIFT), ""),
    ("no chapter begins with it", keys("Segments", nth(MUSIC, "segments"), "H", 72, SHIFT), "    chapter: off\n"),
    ("a file is dropped between the parts", dropped("count.mov", SECOND, -0.4), "{file: count.mov, by: ana}, {"),
    ("a file is carried out of the media panel", carried("count.mov", SECOND, -0.4), "{file: count.mov, by: ana}, {"),
]  # fmt: skip


@pytest.mark.parametrize(("do", "wanted"), [one[1:] for one in EDITS], ids=[one[0] for one in EDITS])
def test_an_edit_is_saved_as_its_line_alone_and_taken_back_to_the_byte(room: Room, do: Any, wanted: str) -> None:
    room.page.errors.clear()
    kept(room, do, wanted)
    assert room.page.errors == []


def test_a_point_is_moved_by_keys_and_escape_leaves_it(room: Room) -> None:
    before = room.text()
    begin, frames = SECOND(room)
    room.click(room.at("Picture", begin + frames / 2))
    room.page.wait("!!document.querySelector('.focus .point')", 20)
    room.page.run("document.querySelector('.focus .point').focus()")
    room.key("ArrowLeft", 37)
    room.page.wait("document.querySelector('.focus output')?.textContent === '49% 30%'", 5)
    room.key("Escape", 27)
    room.page.wait("!document.querySelector('.focus output')", 5)
    room.key("ArrowDown", 40, SHIFT)
    room.key("ArrowRight", 39)
    room.key("Enter", 13)
    assert "focus: [0.51, 0.4]" in room.changed("episodes/s01e01.yaml", before)
    room.page.run("document.querySelector('.focus .point')?.blur()")
    room.undo()
    room.settled("episodes/s01e01.yaml", before)


@pytest.mark.parametrize(
    ("row", "find", "which", "share"),
    [
        ("Picture", FIRST, "end", 0.5),
        ("Graphics", NAME, "begin", 0.5),
        ("Voice", VOICE, "end", 0.5),
        ("Stems", TAKES[1], "end", 0.75),
    ],
)
def test_the_frame_of_the_edge_is_on_the_screen_and_escape_leaves_all_as_it_was(
    room: Room, row: str, find: Any, which: str, share: float
) -> None:
    before = room.text()
    begin, frames = find(room)
    room.click(room.at("Segments", 5))
    was = room.page.run("Number(document.querySelector('.playhead').getAttribute('aria-valuenow'))")
    at, by = (begin, 8) if which == "begin" else (begin + frames, -8)
    x, y = room.at(row, at, share)
    inside = x + 2 if which == "begin" else x - 2
    room.hold((inside, y), (inside + room.at(row, by)[0] - room.at(row, 0)[0], y))
    shown = begin + 8 if which == "begin" else begin + frames - 1 - 8
    room.page.wait(f"Number(document.querySelector('.playhead').getAttribute('aria-valuenow')) === {shown}", 5)
    room.key("Escape", 27)
    room.mouse("mouseReleased", inside, y, 0, 0)
    room.page.wait(f"Number(document.querySelector('.playhead').getAttribute('aria-valuenow')) === {was}", 5)
    time.sleep(0.3)
    assert room.text() == before
