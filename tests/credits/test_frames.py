"""The ledger against the frames of the plan, counted one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.cards import theme as themes
from pipeline.credits.ledger import ledger, totals
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.plan import spans
from pipeline.timeline.model import CardMedia
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import Layer, Shown
from tests.shows import INFOS, SHOW, ShowFolder

MANIFEST = """\
episode: {title: A}
segments:
  - clip: Friday
    file: home/friday.mp4
    in: 1.3
    length: 4.7
    by: dana
    role: host
  - docu-short: Streets
    transition: {dissolve: 0.5}
    sound_leads: 0.7
    sound_trails: 0.4
    clips:
      - {file: home/interview.mov, in: 2, length: 5.1, by: ruben, role: interviewee}
      - {file: home/street.mp4, length: 3.3, by: mika, role: camera, sound: off}
      - {file: home/friday.mp4, length: 2, by: dana, role: camera, mute: on}
  - music: Metal Dad
    transition: {wipe: 0.6}
    stems:
      - {file: metal/dad-guitar.wav, by: ruben, role: guitar, at: 1.2, length: 9}
      - {file: metal/drums.wav, by: joe, role: drums, length: 7.77}
      - {file: metal/screams.wav, by: kid-a, role: screams, mute: on}
    picture: {mosaic: [{file: metal/dad.mp4, by: ruben}, {file: metal/joe.mp4, by: joe}]}
  - poem: Letter
    lines: [Dear you]
    length: 8
    voice: {file: poems/letter.wav, by: ben, at: 1, length: 4.4}
    bed: {file: music/pad.flac, by: ana}
    background: {file: poems/window.jpg, by: kid-b}
"""


def files(layers: tuple[Layer, ...]) -> Iterator[tuple[str, int]]:
    """Yield the file of each layer, and for how many frames from here a window that has not opened yet covers it."""
    for layer in layers:
        if isinstance(layer, Shown):
            if not isinstance(layer.clip.media, CardMedia):
                opening = layer.clip.opening
                yield str(getattr(layer.clip.media, "path", "")), max(0, opening.after - layer.offset) if opening else 0
        else:
            yield from files(layer.outgoing)
            yield from files(layer.incoming)


def known(path: MediaPath) -> MediaInfo:
    return next(info for name, info in INFOS.items() if str(path).endswith(name))


@pytest.mark.parametrize("theme", ["paper", "create-together"])
def test_the_ledger_holds_the_frames_in_which_each_file_is_seen_and_heard(theme: str, tmp_path: Path) -> None:
    folder = ShowFolder(tmp_path, f"{SHOW}theme: {theme}\n")
    cut = folder.cut(MANIFEST)
    programme = Programme(cut)

    seen: dict[str, set[int]] = defaultdict(set)
    at = 0
    for span in spans.cut(cut, known, theme=themes.load(theme), burn=None, gop=Fraction(2)):
        for file, covered in files(span.layers):
            seen[file] |= set(range(at + covered, at + span.frames))
        at += span.frames
    assert at == programme.frames

    heard: dict[str, set[int]] = defaultdict(set)
    for placed in programme.segments:
        for sound in placed.segment.stack.sound:
            first, last = sound.at * cut.rate, (sound.at + sound.seconds) * cut.rate
            inside = {n for n in range(placed.range.frames) if n < last and n + 1 > first and not sound.mute}
            heard[str(sound.media.path)] |= {placed.start + n for n in inside}

    told: dict[str, dict[str, set[int]]] = {"picture": defaultdict(set), "sound": defaultdict(set)}
    uses = ledger(programme, folder.load(MANIFEST).people)
    for use in uses:
        if use.medium in told:
            told[use.medium][use.path] |= {n for one in use.ranges for n in range(one.start, one.end)}
    drop = {"", *(file for file in seen if not file.startswith("episodes/media"))}
    assert {file: len(frames) for file, frames in told["picture"].items()} == {
        file: len(frames) for file, frames in seen.items() if file not in drop
    }
    assert told["picture"] == {file: frames for file, frames in seen.items() if file not in drop}
    assert told["sound"] == {file: frames for file, frames in heard.items() if frames and file.startswith("episodes/media")}

    by_hand: dict[tuple[str, str], set[int]] = defaultdict(set)
    for use in uses:
        for person in use.people:
            by_hand[person.key, use.medium] |= {n for one in use.ranges for n in range(one.start, one.end)}
    assert {(person.key, medium): frames for (person, medium), frames in totals(uses).items()} == {
        key: len(frames) for key, frames in by_hand.items()
    }


