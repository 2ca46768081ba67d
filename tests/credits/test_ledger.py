import csv
import io
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.credits import Credit, Person, compute
from pipeline.credits.cue_sheets import cue_sheet_csv
from pipeline.credits.cues import cue_sheet
from pipeline.credits.ledger import ledger, totals, union
from pipeline.credits.sheets import credits_csv, ledger_csv, plain_text
from pipeline.timebase import FrameRange
from pipeline.timeline.model import SoundRole
from tests.credits.cut import CUT, PEOPLE, POEM, SONG, STREET, made, programme, segment, sound

RANGES = st.builds(FrameRange, st.integers(0, 60), st.integers(0, 20))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@settings(deadline=None)
@given(st.lists(RANGES, max_size=8))
def test_a_union_holds_the_same_frames_apart_and_in_order(ranges: list[FrameRange]) -> None:
    merged = union(ranges)
    assert {n for r in merged for n in range(r.start, r.end)} == {n for r in ranges for n in range(r.start, r.end)}
    assert all(before.end < after.start for before, after in pairwise(merged))
    assert all(r.frames for r in merged)


def test_the_ledger_places_each_contribution_in_the_programme() -> None:
    found = {(tuple(person.key for person in use.people), use.role): use.ranges for use in ledger(CUT, PEOPLE)}
    assert found[("ana", "cho"), "screaming"] == (FrameRange(50, 50),)
    assert found[("dee",), "reader"] == (FrameRange(110, 80),)
    assert found[("cho",), "interviewee"] == (FrameRange(190, 100),)  # cut to its segment


def test_parts_of_one_clip_are_one_use() -> None:
    cut = programme(segment("a", "clip", *(made("ana", "x", start, 10, path="p") for start in (0, 50, 5))), at=1000)
    (use,) = ledger(cut, PEOPLE)
    assert (use.ranges, use.frames) == ((FrameRange(1000, 15), FrameRange(1050, 10)), 25)


def test_totals_count_a_frame_once_for_each_person() -> None:
    found = totals(ledger(CUT, PEOPLE))
    assert found[PEOPLE["ben"], "sound"] == 100  # guitar and drums at once
    assert found[PEOPLE["ana"], "sound"] == 150
    assert found[PEOPLE["cho"], "picture"] == 100


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ana", "ben"]), RANGES), max_size=6))
def test_totals_are_the_frames_of_a_set(parts: list[tuple[str, FrameRange]]) -> None:
    whole = segment("a", "clip", *(made(who, str(n), r.start, r.frames) for n, (who, r) in enumerate(parts)))
    found = totals(ledger(programme(whole, at=7), PEOPLE))
    for who in ("ana", "ben"):
        seen = {n for name, r in parts if name == who for n in range(r.start, min(r.end, 100))}
        assert found.get((PEOPLE[who], "picture"), 0) == len(seen)


def test_the_cue_sheet_holds_a_song_once_and_each_bed() -> None:
    song, bed = cue_sheet(CUT, PEOPLE)
    assert (song.title, song.usage, song.ranges) == ("Metal Dad", "visual", (FrameRange(0, 100),))
    assert [(credit.person.key, credit.role) for credit in song.people] == [
        ("ben", "guitar"), ("ana", "screaming"), ("cho", "screaming"), ("ben", "drums"),
    ]
    assert (bed.title, bed.usage, bed.license, bed.people) == (
        "pad", "background", "CC BY 4.0", (Credit(PEOPLE["ana"], ("music",)),),
    )


def test_a_sound_of_a_film_is_music_where_it_has_a_title_of_its_own() -> None:
    def film(title: str, role: SoundRole) -> list[str]:
        heard = made("ana", "pad", medium="sound", path="media/pad.wav", title=title)
        cut = programme(segment("lanterns", "animation", heard, sounds=(sound("media/pad.wav", role),)))
        return [cue.title for cue in cue_sheet(cut, PEOPLE)]

    assert film("Long Light", SoundRole.NAT) == ["Long Light"]
    assert film("Long Light", SoundRole.VOICE) == []
    assert film("Lanterns", SoundRole.NAT) == []
    assert film("", SoundRole.NAT) == []


def test_a_file_that_comes_back_unnamed_is_still_its_people() -> None:
    again = segment("end", "end", made("", "music", 0, 50, medium="sound", path="media/pad.flac"),
                    sounds=(sound("media/pad.flac", SoundRole.BED),))
    cut = programme(again, POEM, replace(POEM, contributions=(made("ana", "pad", path="media/pad.flac"),)))
    assert cue_sheet(cut, PEOPLE)[0].people == (Credit(PEOPLE["ana"], ("music",)),)
    assert totals(ledger(cut, PEOPLE))[PEOPLE["ana"], "sound"] == 150
    assert [use.people for use in ledger(programme(again), PEOPLE)] == [()]


def test_a_crossfade_of_two_songs_counts_once_in_all_music() -> None:
    cut = programme(SONG, replace(SONG, name="again", transition=STREET.transition))
    found = rows(cue_sheet_csv(cut, compute(cut, PEOPLE)))
    assert [(row["title"], row["seconds"]) for row in found] == [
        ("Metal Dad", "4.000"), ("Metal Dad", "4.000"), ("all music", "7.600"), ("programme", "7.600"),
    ]
    assert (found[1]["from"], found[1]["to"], found[1]["cue"]) == ("0:00:03.600", "0:00:07.600", "2")
    assert found[0]["by"] == "ben (guitar); Ana Å (screaming); 조 (screaming); ben (drums)"


def test_the_ledger_as_rows() -> None:
    found = rows(ledger_csv(compute(CUT, PEOPLE)))
    (reader,) = (row for row in found if row["role"] == "reader")
    assert [reader[column] for column in ("name", "from", "to", "from_frame", "to_frame", "frames", "seconds")] == [
        "Dee", "0:00:04.400", "0:00:07.600", "110", "190", "80", "3.200"]
    (total,) = (row for row in found if row["role"] == "total" and row["person"] == "ana")
    assert (total["medium"], total["frames"], total["seconds"]) == ("audible", "150", "6.000")


def test_the_credits_as_rows_and_no_name_runs_as_a_formula() -> None:
    cut = programme(segment("a", "clip", made("eli ana", "singing")))
    found = {row["person"]: row for row in rows(credits_csv(compute(cut, PEOPLE)))}
    assert found["eli"]["name"] == "'=Eli()"
    assert (found["ana"]["name"], found["ana"]["handle"], found["ana"]["place"], found["ana"]["roles"]) == (
        "Ana Å", "'@ana", "Lisbon", "singing")


def test_the_credits_as_lines() -> None:
    assert plain_text(compute(programme(SONG, POEM), PEOPLE).sections) == (
        "Metal Dad", "guitar: ben", "screaming: Ana Å (@ana), 조", "drums: ben", "",
        "Letter", "reader: Dee", "music: Ana Å (@ana)", "writer: Dee",
    )


def test_thirty_one_of_one_role_are_one_line_and_two_of_one_name_are_told_apart() -> None:
    people = {str(n): Person(str(n), f"Singer {n:02}") for n in range(29)}
    people |= {"a": Person("a", "Ana", place="Lisbon"), "b": Person("b", "Ana", "@ana", "Lima")}
    (heading, line) = plain_text(compute(programme(segment("a", "clip", made(" ".join(people), "reader"))), people).sections)
    assert (heading, line.count("Singer")) == ("A", 29)
    assert line.startswith("readers: Ana (Lisbon), Ana (@ana, Lima), Singer 00, Singer 01, ")
