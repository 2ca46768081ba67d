"""Who is named in a lower third, when, and for how long; and what a producer is told where it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.faults import InputFault
from pipeline.people import Credit
from pipeline.segments.overlay import tracks
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Fit, Gap, Placement, Segment, Track
from tests.shows import ShowFolder

RATE = 24


def clip(folder: Path, fields: str) -> Segment:
    manifest = f"episode: {{title: A}}\nsegments:\n  - clip: S\n    file: home/street.mp4\n    {fields}\n"
    return ShowFolder(folder).cut(manifest).segments[0]


def named(segment: Segment) -> list[tuple[int, int, tuple[tuple[str, str], ...]]]:
    """Return (first frame, frames, names with roles) of every lower third, as its card gets them."""
    found = []
    for track in segment.stack.picture:
        for first, item in placed(track):
            if isinstance(item, Clip) and isinstance(item.media, CardMedia) and item.media.card == "lower_third":
                people = item.media.fields["people"]
                assert isinstance(people, tuple)
                shown = tuple((one.name, one.role) for one in people if isinstance(one, Credit))
                assert len(shown) == len(people)
                found.append((first, item.frames, shown))
    return sorted(found)


def placed(track: Track) -> Iterator[tuple[int, object]]:
    at = 0
    for item in track.items:
        yield at, item
        at += item.frames


def told(folder: Path, fields: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        clip(folder, fields)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_it_comes_after_a_second_and_stays_as_long_as_the_theme_says(tmp_path: Path) -> None:
    assert named(clip(tmp_path, "by: dana\n    role: camera\n    lower_third: auto")) == [(24, 120, (("دانا", "camera"),))]


def test_its_time_may_be_written(tmp_path: Path) -> None:
    segment = clip(tmp_path, "by: dana\n    lower_third: {at: 2.5, length: 3}")
    assert named(segment) == [(60, 72, (("دانا", ""),))]


def test_it_ends_with_its_clip(tmp_path: Path) -> None:
    assert named(clip(tmp_path, "length: 4\n    by: dana\n    lower_third: {at: 2, length: 9}")) == [(48, 48, (("دانا", ""),))]
    assert named(clip(tmp_path, "length: 4\n    lower_third: {show: Amman, at: 2, length: 9}")) == [(48, 48, (("Amman", ""),))]


@pytest.mark.parametrize("word", ["off", "false", "no"])
def test_off_is_off(word: str, tmp_path: Path) -> None:
    assert named(clip(tmp_path, f"by: dana\n    lower_third: {word}")) == []


def test_any_other_text_is_shown_as_it_is(tmp_path: Path) -> None:
    segment = clip(tmp_path, "by: dana\n    lower_third: {show: A street in Amman, role: at dawn}")
    assert named(segment) == [(24, 120, (("A street in Amman", "at dawn"),))]


def test_others_than_the_contributors_may_be_named(tmp_path: Path) -> None:
    segment = clip(tmp_path, "by: [dana, mika]\n    role: camera\n    lower_third: {by: [joe, mika]}")
    assert named(segment) == [(24, 120, (("Joe Baker", ""), ("Mika", "camera")))]


def test_more_than_three_follow_each_other(tmp_path: Path) -> None:
    segment = clip(tmp_path, "by: [dana, mika, joe, ben, ana]\n    lower_third: auto")
    shown = named(segment)
    assert [tuple(name for name, _ in people) for _, _, people in shown] == [("دانا", "Mika", "Joe Baker"), ("Ben", "安娜")]
    assert shown[0][0] + shown[0][1] == shown[1][0]


def test_nobody_to_name_is_told_with_what_to_do(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "lower_third: auto")
    assert line.startswith("episodes/s01e01.yaml:5:18: no one is named here for `lower_third: auto` to show; write by:")


def test_too_many_for_the_time_are_told(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "length: 2\n    by: [dana, mika, joe, ben, ana, ruben, kid-a]\n    lower_third: auto")
    assert "7 people are too many for a lower third in 0:02; write lower_third: off; the credits name them all" in line


def test_one_that_comes_after_the_end_is_told_at_its_time(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "length: 4\n    by: dana\n    lower_third: {at: 3.5}")
    assert line.startswith("episodes/s01e01.yaml:7:23: the lower third comes at 0:03.5, and its clip ends at 0:04: too")
    assert "too soon to be read, which takes 0:01.5; write an earlier `at`, or show: off" in line


def test_a_text_and_people_at_once_are_refused_at_the_people(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "by: dana\n    lower_third: {show: Amman, by: dana}")
    assert line.startswith("episodes/s01e01.yaml:6:36: a lower third shows either a text or people; remove `by`")


def test_somebody_unknown_is_told_at_the_name(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "by: dana\n    lower_third: {by: [dana, mikka]}")
    assert line.startswith("episodes/s01e01.yaml:6:30: ")
    assert "did you mean 'mika'?" in line


clips = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=8)


@given(clips)
def test_cards_that_overlap_lie_on_tracks_of_their_own(times: list[tuple[int, int]]) -> None:
    made = [
        (start, Clip(ColourMedia(f"#{number:06x}"), frames, placement=Placement(Fit.CONTAIN)))
        for number, (start, frames) in enumerate(times)
    ]
    found = tracks("names", made)
    shown = {
        (at, item.frames, item.media)
        for track in found
        for at, item in placed(track)
        if isinstance(item, Clip) and isinstance(item.media, ColourMedia)
    }
    assert shown == {(start, one.frames, one.media) for start, one in made}
    assert all(isinstance(item, Clip | Gap) and item.frames > 0 for track in found for item in track.items)
    # As many tracks as cards are ever over each other, and not one more.
    assert len(found) == max((sum(s <= n < s + f for s, f in times) for n in range(60)), default=0)
    assert [track.name for track in found] == ["names", *(f"names-{n}" for n in range(2, len(found) + 1))][: len(found)]


def test_a_second_is_a_second_at_every_rate(tmp_path: Path) -> None:
    show = "show: A\nrate: 30000/1001\ninterstitial: off\ncredits: off\n"
    manifest = "episode: {title: A}\nsegments:\n  - {clip: S, file: home/street.mp4, by: dana, lower_third: auto}\n"
    segment = ShowFolder(tmp_path, show=show).cut(manifest).segments[0]
    ((first, frames, _),) = named(segment)
    assert (first, frames) == (30, 150)
    assert abs(first / Fraction(30000, 1001) - 1) < Fraction(1, 60)
