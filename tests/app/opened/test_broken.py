"""Episodes that are broken in part: what is whole is shown, and what was good stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.app.session import Session
from pipeline.faults import InputFault
from pipeline.timebase import Time
from tests.app.small import FIRST_OF_CLIP, MANIFEST

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def test_of_an_episode_that_never_was_whole_the_whole_segments_are_shown(manifest: Path) -> None:
    manifest.write_text(MANIFEST.replace("by: ana", "bye: ana"))
    with session.opened([manifest]) as opened:
        seen = opened.snapshot(manifest)
        assert seen.cut is not None
        assert [segment.name for segment in seen.cut.timeline.segments] == ["hello", "window", "steps"]
        assert [where.line for where in seen.left_out] == [5]
        assert seen.stale == {}
        with pytest.raises(InputFault, match="bye"):
            opened.work(manifest)
        assert opened.shown(manifest) is not None


def test_a_segment_whose_file_is_gone_is_shown_as_it_was_rendered_and_planned(opened: Session, manifest: Path) -> None:
    before = opened.work(manifest)
    frame = opened.still(manifest, None, Time(frames=FIRST_OF_CLIP))
    media = manifest.parent / "media"
    (media / "count.mov").rename(media / "counted.mov")
    seen = opened.snapshot(manifest)
    assert {name: where.line for name, where in seen.stale.items()} == {"count": 5}
    work = opened.shown(manifest)
    assert work is not None
    assert work.timeline == before.timeline
    assert next(span for span in opened.spans(work) if span.segment == "count").file is not None
    assert opened.forecast(work).seconds == 0
    assert opened.still(manifest, None, Time(frames=FIRST_OF_CLIP)) == frame
    (media / "counted.mov").rename(media / "count.mov")
    assert opened.work(manifest).plan == before.plan


@pytest.mark.parametrize("line", [f"theme: {'x' * 5000}", f"deliver: [{'x' * 5000}]"])
def test_a_name_too_long_for_a_file_is_told_like_any_other(opened: Session, manifest: Path, line: str) -> None:
    opened.edit(manifest, f"{MANIFEST}{line}\n")
    (told,) = opened.diagnostics(manifest)
    assert told.message.startswith("there is no")
    assert told.where.line == len(MANIFEST.splitlines()) + 1
    assert opened.shown(manifest) is None


def test_media_looked_for_in_a_folder_that_is_none_stay_as_they_were(opened: Session, manifest: Path) -> None:
    before = opened.work(manifest)
    show = manifest.parent / "show.yaml"
    opened.edit(show, f"{show.read_text()}media: elsewhere\n")
    places = [told.message.partition("there is no media folder ")[2] for told in opened.diagnostics(manifest)]
    assert repr(str(manifest.parents[1] / "elsewhere")) in places
    work = opened.shown(manifest)
    assert work is not None
    assert work.timeline == before.timeline


@pytest.mark.parametrize("is_saved", [True, False])
def test_people_are_looked_at_again_though_the_manifest_cannot_be_read(
    opened: Session, manifest: Path, is_saved: bool
) -> None:
    people = manifest.parent / "people.yaml"
    good = people.read_text()

    def change(text: str) -> None:
        if is_saved:
            people.write_text(text)
        else:
            opened.edit(people, text)

    opened.edit(manifest, "- a list")
    change("- ana")
    assert {told.where.path for told in opened.diagnostics(manifest)} == {"episodes/people.yaml", "episodes/s01e01.yaml"}
    assert people in opened.files()
    change(good)
    assert {told.where.path for told in opened.diagnostics(manifest)} == {"episodes/s01e01.yaml"}


@pytest.mark.parametrize(
    ("file", "text"),
    [("show.yaml", "show: @Evil"), ("people.yaml", "ana: [Ana"), ("people.yaml", "- ana"), ("people.yaml", "")],
)
def test_where_nobody_can_be_known_that_alone_is_told_and_people_stand_by_their_keys(
    manifest: Path, file: str, text: str
) -> None:
    edited = MANIFEST.replace("    by: ana\n", "    by: ana\n    lower_third: auto\n")
    manifest.write_text(f"{edited}  - card: Names\n    people: [ben]\ncredits: on\n")
    (manifest.parent / file).write_text(text)
    with session.opened([manifest]) as opened:
        seen = opened.snapshot(manifest)
        assert [told.where.path for told in seen.diagnostics] == [f"episodes/{file}"]
        assert seen.cut is not None
        names = {segment.name for segment in seen.cut.timeline.segments}
        assert {"hello", "count", "window", "steps", "names", "credits"} <= names
        assert opened.shown(manifest) is not None


def test_of_an_episode_without_one_whole_segment_nothing_is_shown(manifest: Path) -> None:
    manifest.write_text("episode: {title: Nothing}\nsegments:\n  - clip: Count\n    file: gone.mov\n")
    with session.opened([manifest]) as opened:
        assert opened.snapshot(manifest).cut is None
        assert opened.shown(manifest) is None
        with pytest.raises(InputFault, match=r"gone\.mov"):
            opened.still(manifest, None, Time(frames=0))


def test_a_broken_segment_stays_as_it_was_and_the_others_follow(opened: Session, manifest: Path) -> None:
    before = {segment.name: segment for segment in opened.snapshot(manifest).whole().timeline.segments}
    edited = MANIFEST.replace("length: 2", "length: soon").replace("length: 1", "length: 2")
    opened.edit(manifest, edited)
    seen = opened.snapshot(manifest)
    assert seen.cut is not None
    after = {segment.name: segment for segment in seen.cut.timeline.segments}
    assert list(after) == list(before)
    assert after["window"] == before["window"]
    assert after["hello"].stack.frames == 50
    assert {name: where.line for name, where in seen.stale.items()} == {"window": 9}
    work = opened.shown(manifest)
    assert work is not None
    spans = {span.segment: span for span in opened.spans(work)}
    assert spans["window"].is_stale
    assert not spans["hello"].is_stale
    assert spans["window"].where is not None
    assert spans["window"].where.line == 9
    assert spans["window"].file is not None, "what was rendered of it is shown again"


def test_a_card_that_cannot_be_drawn_is_shown_as_it_was(opened: Session, manifest: Path) -> None:
    opened.diagnostics(manifest)
    opened.edit(manifest, MANIFEST.replace("card: Hello", "card: \U00013000"))
    seen = opened.snapshot(manifest)
    assert "U+13000" in seen.diagnostics[0].message
    assert seen.cut is not None
    assert seen.cut.timeline.segments[0].title == "Hello"
    assert list(seen.stale) == ["hello"]


def test_what_is_wrong_with_the_show_leaves_the_last_good_one(opened: Session, manifest: Path) -> None:
    good = opened.snapshot(manifest).whole().timeline
    show = manifest.parent / "show.yaml"
    opened.edit(show, show.read_text().replace("rate: 25", "rate: many"))
    opened.edit(manifest, MANIFEST.replace("length: 1", "length: 2"))
    seen = opened.snapshot(manifest)
    assert [told.where.path for told in seen.diagnostics] == ["episodes/show.yaml"]
    assert seen.cut is not None
    assert seen.cut.timeline.rate == good.rate
    assert seen.cut.timeline.segments[0].stack.frames == 50, "the edit of the manifest is seen all the same"
