"""The cue sheet as a broadcaster or a society of authors reads it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assembly import assemble
from pipeline.credits import compute
from pipeline.credits.cue_sheets import cue_sheet_csv, cue_sheet_json
from pipeline.credits.cues import cue_sheet, music
from pipeline.credits.splits import Split, split_sums
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
        "seconds": "3.000", "isrc": "AA-6Q7-20-00047", "iswc": "T-000.000.001-0", "license": "", "show_aka": "", "aka": "",
        "episode_aka": "", "production_company": "", "shares": "",
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


def test_what_is_said_of_a_recording_holds_wherever_it_is_used(tmp_path: Path) -> None:
    card = "  - card: {}\n    length: 2\n    bed: {{file: music/pad.flac, by: ana, title: Pad{}}}\n"
    said = ", isrc: AA-6Q7-20-00047, cue: theme instrumental"
    manifest = f"segments:\n{card.format('A', '')}{card.format('B', said)}{card.format('C', ', cue: background vocal')}"
    episode = load(ShowFolder(tmp_path).write(f"episode: {{title: A}}\n{manifest}"), FakeLibrary)
    cut = Programme(assemble(episode, FakeLibrary(episode.media)))
    found = rows(cue_sheet_csv(cut, compute(cut, episode.people, episode.works)))
    assert [(row["usage"], row["isrc"]) for row in found[:3]] == [
        ("theme instrumental", "AA-6Q7-20-00047"), ("theme instrumental", "AA-6Q7-20-00047"),
        ("background vocal", "AA-6Q7-20-00047"),
    ]  # fmt: skip


SPLIT = """\
episode: {title: Scream It Out, aka: [A Loud One, Grita], number: 2}
production_company: Kitchen Films
segments:
  - music: Metal Dad
    picture: {file: home/silent.mp4}
    stems:
      - {file: metal/drums.wav, by: joe, role: drums, length: 3, cue: theme, builds_on: riff}
      - {file: metal/dad-guitar.wav, by: ben, length: 3, cue: vocal}
works:
  riff:
    by: [ruben, mika]
    title: A Riff
    aka: [Riff No. 1]
    publisher: Riffs Ltd
    builds_on: tune
    shares:
      - {by: ruben, share: {performing: 33.34, mechanical: 25 %}}
      - {by: mika, role: author, share: {performing: 16.66, mechanical: 25}}
      - {publisher: Riffs Ltd, society: SACM, ipi: 00014107338, share: 50}
  tune:
    by: ana
    title: An Old Tune
    shares: [{by: ana, role: arranger, share: 100}]
"""


def test_a_cue_sheet_says_who_has_how_much_and_what_all_is_called(tmp_path: Path) -> None:
    show = SHOW.replace("show: Create Together", "show: Create Together\naka: [Todos Juntos]")
    episode = load(ShowFolder(tmp_path, show, SOCIETIES).write(SPLIT), FakeLibrary)
    cut = Programme(assemble(episode, FakeLibrary(episode.media)))
    found = compute(cut, episode.people, episode.works)
    song = rows(cue_sheet_csv(cut, found))[0]
    assert {name: song[name] for name in (
        "show_aka", "episode_aka", "production_company", "aka", "composers", "publishers", "shares", "usage",
    )} == {
        "show_aka": "Todos Juntos", "episode_aka": "A Loud One; Grita", "production_company": "Kitchen Films",
        "aka": "Riff No. 1",
        "composers": "Rubén Díaz (composer, SACM, IPI 00014107338); Mika (author); 安娜 (arranger)",
        "publishers": "Riffs Ltd (SACM, IPI 00014107338)",
        "shares": "Rubén Díaz (composer) performing 33.34 %, mechanical 25 %; Mika (author) performing 16.66 %, mechanical 25 %; "
                  "Riffs Ltd (publisher) 50 %",
        "usage": "theme vocal",
    }  # fmt: skip
    said = json.loads(json.dumps(cue_sheet_json(cut, found)))
    assert (said["show_aka"], said["episode_aka"], said["music_seconds"]) == (["Todos Juntos"], ["A Loud One", "Grita"], "3.000")
    (cue,) = said["cues"]
    # What the riff was made from is in the riff's shares.
    assert {one["work"] for one in cue["shares"]} == {"A Riff"}
    assert [sum(one[right] for one in cue["shares"]) for right in ("performing", "mechanical")] == [100, 100]
    assert cue["shares"][2] == {
        "work": "A Riff", "name": "Riffs Ltd", "role": "publisher", "society": "SACM", "ipi": "00014107338", "performing": 50.0,
        "mechanical": 50.0, "of": 100,
    }  # fmt: skip
    assert cue["ranges"] == [{"from": "0:00:00.000", "to": "0:00:03.000"}]


@pytest.mark.parametrize(("before", "after", "told"), [
    ("33.34", "33.33", ("17:7: the shares of writers and publishers of the performing right add up to 99.99 %, and not to 100 %; "
                        "correct one of them")),
    ("share: 100}", "share: 60}",
     "23:13: the shares of writers and publishers add up to 60 %, and not to 100 %; correct one of them"),
    ("[{by: ana, role: arranger, share: 100}]", "[{by: ana, share: 100}, {publisher: Old, share: 100}]",
     ("23:13: the shares of writers and publishers add up to 200 %, and not to 100 %; where writers and publishers have 100 "
      "each, write shares_total: 200")),
    ("shares: [{by: ana, role: arranger, share: 100}]",
     "shares_total: 200\n    shares: [{by: ana, share: 100}, {publisher: Old, share: 90}]",
     "24:13: the shares of publishers add up to 90 %, and not to 100 %; correct one of them"),
    ("role: arranger", "role: arangerr", "23:30: 'arangerr' is not allowed here; did you mean 'arranger'?"),
    ("role: arranger", "role: publisher", ("23:30: 'publisher' is what a publisher does; write one of composer, author, "
                                           "composer and author, arranger, adaptor, translator")),
    ("ipi: 00014107338, share", "ipi: 1234, share",
     "19:52: '1234' is not the number of a name (IPI); write its 9 to 11 digits: 00014107338"),
    ("{by: ana, role", "{by: ana, ipi: 00014107338, role",
     "23:29: ipi of a person stands in people.yaml; write it there, as pro or ipi"),
    ("{by: ana, role: arranger", "{by: ben, role: arranger",
     "23:14: 'ben' has a share and is not among those whose work it is; add the person to by"),
    ("by: ana\n    title: An Old", "by: [ana, ben]\n    title: An Old",
     "23:13: 'ben' has no share of it; add one; share: 0 says that it is meant"),
    ("{publisher: Riffs Ltd, soc", "{publisher: Riffs, soc",
     "17:7: 'Riffs Ltd' publishes it and has no share of it; add one; share: 0 says that it is meant"),
    ("cue: theme", "cue: tehme", "7:71: 'tehme' is no use of music; did you mean 'theme'?"),
])  # fmt: skip
def test_shares_that_cannot_be_right_are_told_at_their_line(before: str, after: str, told: str, tmp_path: Path) -> None:
    assert before in SPLIT
    with pytest.raises(InputFault) as fault:
        ShowFolder(tmp_path).load(SPLIT.replace(before, after))
    assert any(str(one).startswith(f"episodes/s01e01.yaml:{told}") for one in fault.value.diagnostics)


PARTS = st.lists(st.sampled_from([0, 25, 50, 75, 100]), max_size=4)


@given(PARTS.filter(bool), PARTS, st.sampled_from([100, 200]))
def test_shares_are_right_where_each_right_adds_up(writers: list[int], publishers: list[int], total: int) -> None:
    splits = [Split("composer", Fraction(one), Fraction(one), person=f"p{n}") for n, one in enumerate(writers)]
    splits += [Split("publisher", Fraction(one), Fraction(one), publisher=f"P{n}") for n, one in enumerate(publishers)]
    whole = sum(writers) + sum(publishers) == 100
    if total == 200:
        whole = sum(writers) == 100 and (not publishers or sum(publishers) == 100)
    assert whole == (not [*split_sums(splits, total)])


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
