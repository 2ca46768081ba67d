"""A deliverable without texts: as long as the finished episode, and in its picture nothing can be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.app import seasons
from pipeline.faults import InputFault
from tests.episode.show import ALONE, ffmpeg, make_show, opened_warm, pictures

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {title: Read}
segments:
  - card: Hello
    length: 1
  - clip: One
    file: moving.mov
    by: ana
    captions: {en: spoken.srt}
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("textless") / "show", f"rate: 25\n{ALONE}transition: {{dissolve: 0.2}}\n")
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=1.6", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=1.6:a=0.2:seed=1",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
        str(folder / "episodes/media/moving.mov"),
    )  # fmt: skip
    (folder / "episodes/media/spoken.srt").write_text("1\n00:00:00,200 --> 00:00:01,400\nspoken\n")
    (folder / "profiles/bare.yaml").write_text("extends: tiny\nburn_captions: false\ntextless: true\n")
    (folder / "episodes/e.yaml").write_text(MANIFEST.replace("by: ana", "by: ana\n    lower_third: auto"))
    (folder / "episodes/f.yaml").write_text(MANIFEST.partition("    captions")[0])
    return folder


def test_nothing_can_be_read_and_the_film_is_as_it_is(show: Path) -> None:
    manifests = [show / "episodes/e.yaml", show / "episodes/f.yaml"]
    with opened_warm(manifests) as opened:
        season = seasons.build(opened, seasons.prepare(opened, manifests, "bare"), workers=2)
        lettered = opened.work(manifests[0], "tiny")
        work = opened.work(manifests[0], "bare")
    assert season.is_good, [found and found.told for found in season.published.values()]
    assert work.timeline.segments[0].stack.frames == lettered.timeline.segments[0].stack.frames, "it is as long"
    times, luma = pictures(show / "renders/e.bare/e.bare.mp4")
    _, plain = pictures(show / "renders/f.bare/f.bare.mp4")
    assert len(times) == 25 + 40 - 5
    assert np.array_equal(luma, plain), "with a name and captions, or without: the same picture"
    assert luma[:20].std(axis=(1, 2)).max() < 0.5, "the card's words are gone; the background is seen"
    assert luma[30:].std(axis=(1, 2)).min() > 20
    assert "spoken" in (show / "renders/e.bare/e.bare.en.srt").read_text(), "files of captions are there all the same"


def test_what_is_too_long_is_refused_before_anything_is_made(show: Path) -> None:
    (show / "profiles/short.yaml").write_text("extends: tiny\nmost_seconds: 2.4\n")
    (show / "profiles/shorter.yaml").write_text("extends: tiny\nmost_seconds: 2.36\n")
    path = show / "episodes/g.yaml"
    path.write_text("deliver: [tiny, short, shorter]\n" + MANIFEST)
    with opened_warm([path]) as opened:
        assert opened.snapshot(path, "short").is_whole, "2.4 seconds are not longer than 2.4"
        with pytest.raises(InputFault) as fault:
            seasons.prepare(opened, [path], "shorter")
    (one,) = fault.value.diagnostics
    assert str(one) == (
        "episodes/g.yaml:1:24: a deliverable of the profile shorter lasts 0:02.36 at most, and this one 0:02.40; "
        "name the segments that belong to it: deliver: [{profile: shorter, only: [...]}]"
    )


def test_a_deliverable_in_which_nothing_is_left_is_told(show: Path) -> None:
    path = show / "episodes/h.yaml"
    path.write_text("deliver: [{profile: tiny, only: [credits]}]\ncredits: on\n" + MANIFEST)
    with opened_warm([path]) as opened, pytest.raises(InputFault) as fault:
        seasons.prepare(opened, [path], None)
    (one,) = fault.value.diagnostics
    assert str(one) == (
        "episodes/h.yaml:1:11: nothing is in the deliverable of the profile tiny: there is no one to credit in what it has; "
        "name those in only: whose credits it shall have"
    )
