"""The cue sheet as a broadcaster or a society of authors reads it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assembly import assemble
from pipeline.credits import compute
from pipeline.credits.cues import cue_sheet, music
from pipeline.credits.sheets import cue_sheet_csv
from pipeline.faults import InputFault
from pipeline.manifest import load
from pipeline.timeline.model import SoundRole
from pipeline.timeline.programme import Programme
from tests.credits.cut import PEOPLE, made, programme, segment, sound
from tests.shows import PEOPLE as SENT
from tests.shows import SHOW, FakeLibrary, ShowFolder

MANIFEST = """\
episode: {title: Scream It Out, season: 1, number: 2, air_date: 2020-05-18}
segments:
  - music: Metal Dad
    picture: {file: home/silent.mp4}
    stems:
      - {file: metal/drums.wav, by: joe, role: drums, length: 3, isrc: ISRC aa-6q7-20-00047, builds_on: riff}
  - card: Hello
    length: 6
    bed: {file: music/pad.flac, by: ana, title: Pad}
works:
  riff: {by: [ruben, mika], title: A Riff, role: melody, publisher: Riffs Ltd, iswc: T-000.000.001-0}
"""
SOCIETIES = SENT.replace("place: Oaxaca}", "place: Oaxaca, pro: SACM, ipi: 00014107338}")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_cue_names_what_a_society_asks_for(tmp_path: Path) -> None:
    episode = load(ShowFolder(tmp_path, SHOW, SOCIETIES).write(MANIFEST), FakeLibrary)
    cut = Programme(assemble(episode, FakeLibrary(episode.media)))
    song, pad, whole, length = rows(cue_sheet_csv(cut, compute(cut, episode.people, episode.works)))
    assert song == {
        "show": "Create Together", "season": "1", "number": "2", "air_date": "2020-05-18", "episode": "s01e01",
        "episode_title": "Scream It Out", "cue": "1", "title": "Metal Dad",
        "composers": "Rubén Díaz (melody, SACM, IPI 00014107338); Mika (melody)", "publishers": "Riffs Ltd",
        "by": "Joe Baker (drums)", "usage": "visual", "segment": "Metal Dad", "from": "0:00:00.000", "to": "0:00:03.000",
        "seconds": "3.000", "isrc": "AA-6Q7-20-00047", "iswc": "T-000.000.001-0", "license": "",
    }
    assert (pad["title"], pad["composers"], pad["by"], pad["usage"]) == ("Pad", "安娜", "安娜 (music)", "background")
    assert [(row["title"], row["seconds"]) for row in (whole, length)] == [("all music", "9.000"), ("programme", "9.000")]


@pytest.mark.parametrize(("before", "after", "told"), [
    ("ISRC aa-6q7-20-00047", "AA-6Q7-20-0004",
     ("s01e01.yaml:6:72: 'AA-6Q7-20-0004' is not the number of a recording (ISRC); "
      "write two letters, three letters or digits, two digits and five digits: AA-6Q7-20-00047")),
    ("T-000.000.001-0", "T-000.000.001",
     ("s01e01.yaml:11:86: 'T-000.000.001' is not the number of a work (ISWC); "
      "write T, nine digits and the check digit: T-000.000.001-0")),
    ("T-000.000.001-0", "T-000.000.010-0",
     ("s01e01.yaml:11:86: 'T-000.000.010-0' is not the number of a work (ISWC): its check digit would be 1; "
      "look for a digit that is wrong, or two that have changed places")),
])  # fmt: skip
def test_a_number_that_is_mistyped_is_told_at_its_line(before: str, after: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputFault) as fault:
        ShowFolder(tmp_path).load(MANIFEST.replace(before, after))
    assert [str(one) for one in fault.value.diagnostics] == [f"episodes/{told}"]


@pytest.mark.parametrize("number", ["T-034.524.680-1", "T0345246801", "ISWC T-000.000.001-0"])
def test_numbers_of_works_are_known_however_they_are_written(number: str, tmp_path: Path) -> None:
    assert ShowFolder(tmp_path).load(MANIFEST.replace("T-000.000.001-0", number)).works["riff"].iswc[0] == "T"


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 99), st.integers(0, 100)), max_size=6))
def test_the_length_of_all_music_is_that_of_the_union_of_its_cues(parts: list[tuple[int, int, int]]) -> None:
    beds = [made("ana", "music", start, frames, medium="sound", path=f"media/{n}.wav") for n, start, frames in parts]
    song = segment("song", "card", *beds, sounds=tuple(sound(f"media/{n}.wav", SoundRole.BED) for n in range(3)))
    cut = programme(song, replace(song, name="again"))
    cues = cue_sheet(cut, PEOPLE)
    frames = {at + n for _, first, count in parts for at in (0, 100) for n in range(first, min(first + count, 100))}
    assert music(cues) == len(frames)
    assert {n for cue in cues for one in cue.ranges for n in range(one.start, one.end)} == frames
