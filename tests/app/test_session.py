"""What a face may ask of a session, and that the answers follow texts and files."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.app import session, view
from pipeline.app.session import Session
from pipeline.faults import InputFault
from pipeline.plan.picture import Painter
from pipeline.timebase import Time
from pipeline.timeline.model import CardMedia, Clip
from tests.app.small import CAPTIONS, FIRST_OF_CLIP, MANIFEST, POEM, small_show
from tests.episode.show import numbers, pictures
from tests.processes import children

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = small_show(tmp_path_factory.mktemp("session") / "show")
    with session.opened([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return manifest


@pytest.fixture
def manifest(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built.parent.parent, tmp_path / "show", symlinks=True)
    return tmp_path / "show/episodes" / built.name


@pytest.fixture
def opened(manifest: Path) -> Iterator[Session]:
    with session.opened([manifest]) as found:
        yield found


def words_of(opened: Session, manifest: Path) -> str:
    """Return all texts of an episode's cards and captions."""
    timeline = opened.snapshot(manifest).whole().timeline
    texts: list[object] = []
    for segment in timeline.segments:
        texts += [cue.text for cues in segment.stack.cues.values() for cue in cues]
        for track in segment.stack.picture:
            texts += [item.media.fields for item in track.items if isinstance(item, Clip) and isinstance(item.media, CardMedia)]
    return str(texts)


# ---------------------------------------------------------------------------------------------- texts over files


@pytest.mark.parametrize(
    ("file", "text", "seen"),
    [
        ("s01e01.yaml", MANIFEST.replace("Hello", "Good evening"), "Good evening"),
        ("media/poem.txt", POEM.replace("singing", "whistling"), "whistling"),
        ("media/spoken.srt", CAPTIONS.replace("zero and one", "nought and one"), "nought and one"),
    ],
)
def test_a_text_that_is_not_saved_is_seen_and_can_be_taken_back(
    opened: Session, manifest: Path, file: str, text: str, seen: str
) -> None:
    path = manifest.parent / file
    saved = path.read_bytes()
    assert seen not in words_of(opened, manifest)
    opened.edit(path, text)
    assert seen in words_of(opened, manifest)
    assert path.read_bytes() == saved
    opened.revert(path)
    assert seen not in words_of(opened, manifest)


def test_people_and_show_may_be_unsaved_too(opened: Session, manifest: Path) -> None:
    opened.edit(manifest.parent / "people.yaml", "anna: Anna\nben: Ben\n")
    (told,) = opened.diagnostics(manifest)
    assert "'ana' is not in people.yaml" in told.message
    assert told.where.path == "episodes/s01e01.yaml"
    opened.edit(manifest, MANIFEST.replace("by: ana", "by: anna"))
    assert opened.diagnostics(manifest) == ()
    show = manifest.parent / "show.yaml"
    opened.edit(show, show.read_text().replace("rate: 25", "rate: 50"))
    assert opened.snapshot(manifest).whole().timeline.rate == 50


def test_themes_and_profiles_of_the_show_may_be_unsaved_or_change(opened: Session, manifest: Path) -> None:
    root = manifest.parent.parent
    assert opened.snapshot(manifest).whole().theme.title != "Ours"
    (root / "templates/ours").mkdir(parents=True)
    (root / "templates/ours/theme.yaml").write_text("extends: signal\ntitle: Ours\n")
    opened.edit(manifest, f"theme: ours\n{MANIFEST}")
    assert opened.snapshot(manifest).whole().theme.title == "Ours"
    opened.edit(root / "templates/ours/theme.yaml", "extends: signal\ntitle: Ours, unsaved\n")
    assert opened.snapshot(manifest).whole().theme.title == "Ours, unsaved"
    opened.edit(root / "templates/ours/theme.yaml", "extends: signa\ntitle: Ours\n")
    assert not opened.snapshot(manifest).is_whole
    opened.revert(root / "templates/ours/theme.yaml")
    assert opened.diagnostics(manifest) == ()
    profile = root / "profiles/tiny.yaml"
    profile.write_text(profile.read_text().replace("crf: 4", "crf: 5"))
    assert opened.snapshot(manifest).whole().profile.video.crf == 5


def test_a_file_that_is_nowhere_but_in_the_editor_counts(opened: Session, manifest: Path) -> None:
    opened.edit(manifest, MANIFEST.replace("poem.txt", "new.txt"))
    assert any("new.txt" in told.message for told in opened.diagnostics(manifest))
    opened.edit(manifest.parent / "media/new.txt", "Written just now\n")
    assert "Written just now" in words_of(opened, manifest)


def test_a_text_longer_than_any_text_is_told_at_its_line(opened: Session, manifest: Path) -> None:
    opened.edit(manifest.parent / "media/poem.txt", "x" * (4 * 1024 * 1024 + 1))
    (told,) = opened.diagnostics(manifest)
    assert "more than 4 MiB" in told.message
    assert told.where.line == 10


# ---------------------------------------------------------------------------------------------- files


def test_what_changes_on_the_disk_is_seen_by_the_next_question(opened: Session, manifest: Path) -> None:
    first = opened.snapshot(manifest)
    assert opened.snapshot(manifest) is first, "nothing changed: nothing is read again"
    (manifest.parent / "media/poem.txt").write_text("Another poem\n")
    assert "Another poem" in words_of(opened, manifest)
    frames = sum(segment.stack.frames for segment in opened.snapshot(manifest).whole().timeline.segments)
    shutil.copy(manifest.parent / "media/steps/step_0005.png", manifest.parent / "media/steps/step_0006.png")
    assert sum(segment.stack.frames for segment in opened.snapshot(manifest).whole().timeline.segments) == frames + 5
    (manifest.parent / "media/count.mov").unlink()
    assert any("count.mov" in told.message for told in opened.diagnostics(manifest))


def test_the_files_to_watch_are_all_that_answers_depend_on(opened: Session, manifest: Path) -> None:
    root = manifest.parent.parent
    own = root / "templates/own"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text("extends: signal\n")
    opened.edit(manifest, MANIFEST.replace("count.mov", "gone.mov"))
    opened.diagnostics(manifest)
    assert manifest.parent / "media/gone.mov" in opened.files()
    opened.revert(manifest)
    opened.diagnostics(manifest)
    watched = {path.relative_to(root).as_posix() for path in opened.files() if path.is_relative_to(root)}
    assert watched >= {
        "episodes/s01e01.yaml",
        "episodes/show.yaml",
        "episodes/people.yaml",
        "episodes/media/count.mov",
        "episodes/media/spoken.srt",
        "episodes/media/poem.txt",
        "episodes/media/steps",
        "episodes/media/steps/step_0001.png",
        "templates",
        "templates/own/theme.yaml",
        "profiles",
        "profiles/tiny.yaml",
    }
    assert "episodes/media/gone.mov" not in watched, "no longer asked for"
    assert not any(name.startswith("renders") for name in watched), "what is made would be watched while it is made"


def test_a_missing_file_is_watched_for(opened: Session, manifest: Path) -> None:
    hidden = manifest.parent / "media/hidden.mov"
    (manifest.parent / "media/count.mov").rename(hidden)
    assert not opened.snapshot(manifest).is_whole
    assert manifest.parent / "media/count.mov" in opened.files()
    hidden.rename(manifest.parent / "media/count.mov")
    assert opened.diagnostics(manifest) == ()


# ---------------------------------------------------------------------------------------------- broken episodes


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


@pytest.mark.parametrize("line", [f"theme: {'x' * 5000}", f"profiles: [{'x' * 5000}]"])
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


# ---------------------------------------------------------------------------------------------- cost, still, spans


def test_an_edit_tells_its_cost_before_it_is_saved(opened: Session, manifest: Path) -> None:
    nothing = opened.forecast(opened.work(manifest))
    assert (nothing.reasons, nothing.seconds, nothing.picture) == ((), 0, 0)
    opened.edit(manifest, MANIFEST.replace("card: Hello", "card: Hello you"))
    told = opened.forecast(opened.work(manifest))
    assert {reason.action.segment for reason in told.reasons if reason.action.pool == "encode"} == {"hello-you"}
    assert told.picture == 1
    assert 0 < told.seconds < 60
    assert told.to_json()["cores"] == opened.show.here.cores
    said = json.loads(json.dumps(told.to_json()))
    assert said["picture_seconds"] == 1
    assert any("1 span" in words and "hello-you" in words for words in said["words"])
    opened.revert(manifest)
    assert opened.forecast(opened.work(manifest)).reasons == ()


def test_a_still_is_the_frame_that_the_episode_shows_and_takes_warm_workers(opened: Session, manifest: Path) -> None:
    opened.edit(manifest, MANIFEST.replace("    captions: {en: spoken.srt}\n", ""))

    def number(frame: int) -> int:
        picture = Image.open(io.BytesIO(opened.still(manifest, None, Time(frames=FIRST_OF_CLIP + frame)))).convert("L")
        assert picture.size == (160, 90)
        limited = np.asarray(picture, float)[None] * 219 / 255 + 16
        return numbers(limited)[0]

    assert number(17) == 17
    workers = set(children())
    assert [number(frame) for frame in (3, 42)] == [3, 42]
    assert set(children()) == workers
    with pytest.raises(InputFault, match="the episode lasts"):
        opened.still(manifest, None, Time(frames=10_000))


def test_a_still_of_a_broken_episode_shows_what_can_be_shown(opened: Session, manifest: Path) -> None:
    good = opened.still(manifest, None, Time(frames=FIRST_OF_CLIP + 3))
    opened.edit(manifest, MANIFEST.replace("count.mov", "cuont.mov"))
    assert opened.still(manifest, None, Time(frames=FIRST_OF_CLIP + 3)) == good


def test_spans_tell_where_they_stand_and_where_their_picture_is(opened: Session, manifest: Path) -> None:
    work = opened.work(manifest)
    spans = opened.spans(work)
    total = sum(segment.stack.frames for segment in work.timeline.segments)
    assert [span.first for span in spans] == [sum(span.frames for span in spans[:n]) for n in range(len(spans))]
    assert sum(span.frames for span in spans) == total
    clip = next(span for span in spans if span.segment == "count")
    assert clip.first == FIRST_OF_CLIP
    assert clip.where is not None
    assert (clip.where.path, clip.where.line) == ("episodes/s01e01.yaml", 5)
    assert clip.file is not None
    times, lumas = pictures(clip.file)
    assert len(times) == clip.frames
    assert numbers(lumas)[:3] == [0, 1, 2]
    opened.edit(manifest, MANIFEST.replace("length: 1", "length: 3"))
    moved = next(span for span in opened.spans(opened.work(manifest)) if span.segment == "count")
    assert (moved.key, moved.file, moved.first) == (clip.key, clip.file, clip.first + 50), "a moved span is the same span"
    opened.edit(manifest, MANIFEST.replace("file: count.mov", "file: count.mov\n    in: 1"))
    assert next(span for span in opened.spans(opened.work(manifest)) if span.segment == "count").file is None
    assert json.loads(json.dumps(moved.to_json()))["is_stored"]


def test_a_cut_can_be_drawn_from_json(opened: Session, manifest: Path) -> None:
    told = json.loads(json.dumps(view.to_json(opened.snapshot(manifest))))
    assert [segment["first"] for segment in told["segments"]] == [0, 25, 75, 125]
    assert told["frames"] == 150
    count = told["segments"][1]
    assert count["tracks"][0]["clips"][0] | {"where": None} == {
        "first": 25,
        "frames": 50,
        "medium": "source",
        "path": "episodes/media/count.mov",
        "where": None,
    }
    assert count["captions"]["en"] == [{"first": 30, "frames": 20, "text": "zero and one"}]
    assert count["sounds"][0]["at"] == 1
    assert count["where"]["line"] == 5
    opened.edit(manifest, "segments: []")
    assert view.to_json(opened.snapshot(manifest))["segments"][0]["is_stale"]  # type: ignore[index]


# ---------------------------------------------------------------------------------------------- stills of what is made


@pytest.mark.parametrize("frame", [0, 1, 2, 24, 25, 26, 30, 49], ids="frame {}".format)
def test_a_still_of_a_stored_span_is_its_frame(
    opened: Session, manifest: Path, frame: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = (span.file for span in opened.spans(opened.work(manifest)) if span.segment == "count")
    assert file is not None
    monkeypatch.delattr(Painter, "still")
    picture = np.asarray(Image.open(io.BytesIO(opened.still(manifest, None, Time(frames=FIRST_OF_CLIP + frame)))))
    with av.open(str(file)) as movie:
        shown = [one.to_ndarray(format="rgb24").astype(int) for one in movie.decode(video=0)]
    assert picture.shape == shown[frame].shape
    off = [np.abs(picture - one).mean() for one in shown]
    assert off[frame] < 2 < min(other for number, other in enumerate(off) if number != frame)


def test_a_still_of_what_is_not_stored_is_drawn(opened: Session, manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Painter, "taken")
    opened.edit(manifest, MANIFEST.replace("by: ana", "by: ana\n    out: 1.9"))
    assert opened.still(manifest, None, Time(frames=FIRST_OF_CLIP + 3)).startswith(b"\x89PNG")
