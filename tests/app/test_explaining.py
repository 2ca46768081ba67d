"""A show that was built, edits of all its kinds of file, and the words in which a producer is told why parts are made again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app.session import Session
from tests.app.small import CAPTIONS, small_show
from tests.episode.show import TINY, counting, ffmpeg, opened_warm, write

pytestmark = pytest.mark.ffmpeg

EPISODE = """\
episode: {title: Small, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: Count
    file: count.mov
    by: ana
    lower_third: {show: auto, at: 0.2, length: 1}
    captions: {en: spoken.srt}
  - music: Duo
    stems:
      - {file: low.wav, by: ana, role: bass, gain: -3 dB}
      - {file: high.wav, by: ben, role: flute}
    picture: {mosaic: [count.mov, count.mov]}
    lower_third: off
  - poem: Window
    text: poem.txt
    written: {by: ben}
    length: 2
  - animation: Steps
    frames: steps/step_%04d.png
    rate: 5
    by: ben
credits: {length: 9.5}
"""
STYLE = "\n.lower-third { outline-width: 0; }\n"
M, S, P = "episodes/s01e01.yaml", "episodes/show.yaml", "episodes/people.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the show and build its episode once."""
    folder = tmp_path_factory.mktemp("explaining")
    manifest = small_show(folder)
    manifest.write_text(EPISODE)
    settings = (folder / S).read_text().replace("credits: off\n", "credits: on\n").replace("theme: paper\n", "")
    (folder / S).write_text(f"{settings}theme: ours\n")
    write(folder / "templates/ours", {
        "theme.yaml": 'extends: create-together\ncolours: {tomato: "#c93a22"}\n', "lower_third.css": STYLE,
    })  # fmt: skip
    for name, pitch in (("low.wav", 200), ("high.wav", 500)):
        ffmpeg("-f", "lavfi", "-i", f"sine={pitch}:r=48000:d=2", str(folder / "episodes/media" / name))
    with opened_warm([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return manifest


@pytest.fixture
def opened(built: Path) -> Iterator[Session]:
    with opened_warm([built]) as one:
        yield one


def told(opened: Session, manifest: Path) -> list[str]:
    return [str(group) for group in opened.forecast(opened.work(manifest)).groups]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence", "made"),
    [
        (M, "gain: -3 dB", "gain: -6 dB",
         f"{M}:12: `gain` of the stem low.wav changed from -3 dB to -6 dB", '1 sound of "duo"; '),
        (M, "gain: -3 dB", "gain: -3 dB, deess: on",
         f"{M}:12: `deess` of the stem low.wav was added: on", '(2 sounds of "duo"; 6 sounds, 1 join of the episode)'),
        (M, "gain: -3 dB", "gain: -3 dB, denoise: {from: 0, to: 0.5}",
         f"{M}:12: `denoise` of the stem low.wav was added", '(2 sounds of "duo"; 6 sounds, 1 join of the episode)'),
        (M, "    file: count.mov\n", "    file: count.mov\n    level: on\n",
         f"{M}:7: `level` of the segment was added: on", '(2 sounds of "count"; 6 sounds, 1 join of the episode)'),
        (M, "role: flute", "role: whistle", f"{M}:13: `role` of the stem high.wav changed from flute to whistle", '"credits"'),
        (M, "[count.mov, count.mov]", "[count.mov]", f"{M}:14: the tile count.mov was removed", '"duo"'),
        (M, "at: 0.2,", "at: 0.3,", f"{M}:8: `at` of the lower third changed from 0.2 to 0.3", '1 span, 1 drawing of "count"'),
        (M, "rate: 5", "rate: 10", f"{M}:22: `rate` of the segment changed from 5 to 10", '"steps"'),
        (M, "length: 2\n", "length: 1\n", f"{M}:19: `length` of the segment changed from 2 to 1", '"window"'),
        (M, "card: Hello", "card: Hallo", f"{M}:3: the title of the segment changed from Hello to Hallo", '"hallo"'),
        (M, "title: Small", "title: Tiny", f"{M}:1: `title` of the episode changed from Small to Tiny",
         "1 drawing of the episode"),
        (M, "credits: {length: 9.5}", "credits: {length: 10}",
         f"{M}:24: `length` of the credits changed from 9.5 to 10", '"credits"'),
        (M, "    by: ana\n", "    by: ben\n", f"{M}:7: `by` of the segment changed from ana to ben", '"count", "credits"'),
        (M, "    rate: 5\n", "    rate: 5\n    id: slow\n",
         f'{M}:23: the name of the segment "Steps" in commands and reports changed from steps to slow', "1 sound of the episode"),
        (P, "name: Ana", "name: Anna",
         f'{P}:1: Ana Núñez\'s name changed in people.yaml from "Ana Núñez" to "Anna Núñez"', '"count"'),
        (S, "rate: 25", "rate: 24", f"{S}:3: `rate` of the show changed from 25 to 24", "6 segments"),
        (S, "theme: ours", "theme: signal", f"{S}:9: `theme` of the show changed from ours to signal", "segments"),
        ("episodes/media/spoken.srt", "zero and", "nought and",
         'episodes/media/spoken.srt:3: the caption at 0:00.2 changed from "zero and one" to "nought and one"', 'of "count"'),
        ("episodes/media/poem.txt", "someone is", "nobody is",
         'episodes/media/poem.txt:2: line 2 of poem.txt changed from "and someone is singing" to "and nobody is singing"',
         'of "window"'),
        ("templates/ours/lower_third.css", "width: 0", "width: 1px",
         "templates/ours/lower_third.css:2: the theme's lower third changed", 'drawings, 1 span of "count"'),
        ("templates/ours/theme.yaml", "#c93a22", "#2a6fc9",
         "templates/ours/theme.yaml:2: `tomato` of the theme's colours changed from #c93a22 to #2a6fc9", "drawing"),
        ("profiles/tiny.yaml", "width: 160, height: 90", "width: 192, height: 108",
         "profiles/tiny.yaml:3: the profile's size changed from 160x90 to 192x108", "6 segments"),
        ("profiles/tiny.yaml", "target: -16", "target: -18",
         "profiles/tiny.yaml:6: `loudness: target` of the profile tiny changed from -16 to -18", "of the episode"),
    ],
)  # fmt: skip
def test_one_edit_is_the_one_reason_of_all_that_is_made_again(
    opened: Session, built: Path, file: str, old: str, new: str, sentence: str, made: str
) -> None:
    path = built.parent.parent / file
    text = path.read_text()
    assert old in text
    opened.edit(path, text.replace(old, new, 1))
    (line,) = told(opened, built)
    assert line.startswith(f"{sentence} (")
    assert made in line


def test_a_segment_that_moves_is_named_and_no_neighbour(opened: Session, built: Path) -> None:
    text = built.read_text()
    begin, end = text.index("  - poem"), text.index("  - animation")
    duo = text.index("  - music")
    opened.edit(built, text[:duo] + text[begin:end] + text[duo:begin] + text[end:])
    assert {line.rpartition(" (")[0] for line in told(opened, built)} == {
        f'{M}:10: the segment "Window" moved from fourth to third place'
    }


def test_edits_of_two_segments_are_each_told_where_they_count(opened: Session, built: Path) -> None:
    opened.edit(built, built.read_text().replace("gain: -3 dB", "gain: -6 dB").replace("at: 0.2", "at: 0.3"))
    lines = told(opened, built)
    gain, late = "`gain` of the stem low.wav", "`at` of the lower third"
    assert [(gain in line, late in line) for line in lines if '"duo"' in line] == [(True, False)]
    assert [(gain in line, late in line) for line in lines if '"count"' in line] == [(False, True)]
    assert any(gain in line and late in line and "join" in line for line in lines)


@pytest.mark.parametrize("name", ["low.wav", "count.mov", "steps/step_0003.png"])
def test_a_file_with_other_bytes_is_named_with_the_line_that_names_it(built: Path, name: str) -> None:
    path = built.parent / "media" / name
    content = path.read_bytes()
    try:
        if name == "low.wav":
            ffmpeg("-f", "lavfi", "-i", "sine=300:r=48000:d=2", str(path))
        elif name == "count.mov":
            counting(path, 49)
        else:
            path.write_bytes((path.parent / "step_0001.png").read_bytes())
        with opened_warm([built]) as opened:
            lines = {line.rpartition(" (")[0] for line in told(opened, built)}
        noun = {"low.wav": "12: the sound", "count.mov": "6: the clip", "steps/step_0003.png": "21: the picture"}[name]
        assert lines == {f"{M}:{noun} {path.name} was replaced"}
    finally:
        path.write_bytes(content)


def test_explain_says_it_of_one_part_and_keeps_the_raw_difference_apart(opened: Session, built: Path) -> None:
    opened.edit(built, built.read_text().replace("gain: -3 dB", "gain: -6 dB"))
    reason, raw = opened.explain(opened.work(built), "duo/mix")
    assert [str(cause) for cause in reason.causes] == [f"{M}:12: `gain` of the stem low.wav changed from -3 dB to -6 dB"]
    assert any("gain_db" in line for line in raw)
    reason, _ = opened.explain(opened.work(built), "programme/master")
    assert reason.through == ("duo/mix",)


def test_a_change_that_makes_nothing_again_is_no_reason_for_the_next(built: Path) -> None:
    text = built.read_text()
    try:
        built.write_text(text.replace("card: Hello\n", "card: Hello\n    chapter: on\n"))
        with opened_warm([built]) as opened:
            opened.build([opened.work(built)], workers=1)
            opened.edit(built, built.read_text().replace("gain: -3 dB", "gain: -6 dB"))
            assert all("chapter" not in line for line in told(opened, built))
    finally:
        built.write_text(text)
        with opened_warm([built]) as opened:
            opened.build([opened.work(built)], workers=1)


def test_the_texts_are_those_of_the_show(opened: Session, built: Path) -> None:
    written = opened.snapshot(built).written
    assert written is not None
    assert (written.manifest, written.people) == (M, P)
    assert written.texts["episodes/media/spoken.srt"] == CAPTIONS
    assert written.texts["profiles/tiny.yaml"] == TINY
    assert "templates/ours/theme.yaml" in written.texts
