"""Forty edits of a cut by mouse and by key in Chromium: each changes its line alone, leaves the episode good, and is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import PROGRAM
from tests.studio.hands import ALT, CAPTIONS, EPISODE, SHIFT, Room, body, dropped, edge, first, keys, level, opened, tried

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]

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
@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with opened(tmp_path_factory.mktemp("cut"), MANIFEST.encode(), 445) as found:
        yield found


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
    ("a part becomes two by a key", keys("Picture", PARTS[0], "S", 83, SHIFT), EPISODE, "out: 1.6, by: ana}\n      # The"),
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
    tried(room, do, path, wanted)
