"""What an edit would cost; stills and spans of an opened episode."""

from __future__ import annotations

import io
import json
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline.app import view
from pipeline.app.session import Session
from pipeline.faults import InputFault
from pipeline.plan.picture import Painter
from pipeline.timebase import Time
from tests.app.small import FIRST_OF_CLIP, MANIFEST
from tests.episode.show import numbers, pictures
from tests.processes import children

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


# ---------------------------------------------------------------------------------------------- costs and spans


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
        "framing": {"box": [0.0, 0.0, 1.0, 1.0], "fit": "blur", "focus": [0.5, 0.5], "move": "none", "shape": 1.777778},
    }
    (caption,) = count["captions"]["en"]
    assert caption | {"where": None} == {"first": 30, "frames": 20, "text": "zero and one", "where": None}
    assert caption["where"]["path"] == "episodes/s01e01.yaml"
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
