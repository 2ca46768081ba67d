"""Caption files of a segment become cues on its frames: in its own time, each language, none lost and none beyond the end."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest

from pipeline.faults import InputFault
from pipeline.timeline.model import Segment
from tests.shows import TEXTS, ShowFolder

CLIP = "episode: {title: A, language: en}\nsegments:\n  - clip: S\n    file: home/street.mp4\n    length: 10\n    captions: "


def srt(*cues: tuple[str, str, str]) -> str:
    return "".join(f"{number}\n{start} --> {end}\n{text}\n\n" for number, (start, end, text) in enumerate(cues, 1))


def clip(folder: Path, written: str, **files: str) -> Segment:
    texts = {f"home/{name.replace('__', '.')}": text for name, text in files.items()}
    with patch.dict(TEXTS, texts):  # where the fake library looks which files there are
        return ShowFolder(folder, texts=TEXTS | texts).cut(CLIP + written + "\n").segments[0]


def cues(segment: Segment) -> dict[str, list[tuple[int, int, str]]]:
    return {
        language: [(cue.range(Fraction(24)).start, cue.range(Fraction(24)).frames, cue.text) for cue in found]
        for language, found in segment.stack.cues.items()
    }


def test_a_file_without_a_language_is_in_the_episodes(tmp_path: Path) -> None:
    assert cues(clip(tmp_path, "home/interview.en.srt")) == {"en": [(24, 60, "Who stays home?"), (96, 48, "We all do.")]}


def test_each_language_is_kept(tmp_path: Path) -> None:
    found = cues(clip(tmp_path, "{en: home/interview.en.srt, es: home/interview.es.vtt}"))
    assert found["es"] == [(24, 60, "¿Quién se queda en casa?")]
    assert found["en"][0] == (24, 60, "Who stays home?")


def test_a_caption_shorter_than_a_frame_still_shows(tmp_path: Path) -> None:
    text = srt(("00:00:01,000", "00:00:01,010", "Oh!"))
    assert cues(clip(tmp_path, "home/short.srt", short__srt=text)) == {"en": [(24, 1, "Oh!")]}


def test_one_that_ends_with_the_segment_or_a_frame_later_is_kept_inside(tmp_path: Path) -> None:
    text = srt(("00:00:08,000", "00:00:10,040", "The end."))
    assert cues(clip(tmp_path, "home/end.srt", end__srt=text)) == {"en": [(192, 48, "The end.")]}


def test_one_beyond_the_end_is_told_with_its_words_and_both_times(tmp_path: Path) -> None:
    text = srt(("00:00:08,000", "00:00:12,500", "Too late,\nmy friend."), ("00:00:13,000", "00:00:14,000", "Later."))
    with pytest.raises(InputFault) as caught:
        clip(tmp_path, "home/late.srt", late__srt=text)
    (told,) = caught.value.diagnostics
    assert str(told).startswith("episodes/s01e01.yaml:6:15: ")
    late = "home/late.srt, line 2: the caption 'Too late,' lasts until 0:12.5, and the segment ends at 0:10; 1 more after it, too"
    assert late in str(told)
    assert "captions are in the segment's own time" in str(told)


def test_each_bad_file_is_told_at_its_language(tmp_path: Path) -> None:
    with pytest.raises(InputFault) as caught:
        clip(tmp_path, "{en: home/broken.srt, es: home/missing.srt}", broken__srt="no captions at all\n")
    told = [str(diagnostic) for diagnostic in caught.value.diagnostics]
    assert [line.partition(": ")[0] for line in told] == ["episodes/s01e01.yaml:6:20", "episodes/s01e01.yaml:6:41"]
    assert "home/broken.srt, line 1" in told[0]
    assert "'home/missing.srt' does not exist" in told[1]


def test_another_kind_of_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match=r"home/talk\.md has no times, .*write an \.srt or \.vtt of it"):
        clip(tmp_path, "home/talk.md", talk__md="Hello.\n")


@pytest.mark.parametrize(("name", "text"), [
    ("a.ass", "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,Oh!\n"),
    ("a.lrc", "[00:01.00]Oh!\n[00:02.00]\n"),
    ("a.ttml", '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div><p begin="1s" end="2s">Oh!</p></div></body></tt>'),
])
def test_files_of_other_programs_are_read(name: str, text: str, tmp_path: Path) -> None:
    assert cues(clip(tmp_path, f"home/{name}", **{name.replace(".", "__"): text})) == {"en": [(24, 24, "Oh!")]}


def test_lyrics_that_say_no_ends_do_not_touch(tmp_path: Path) -> None:
    text = "[00:01.00]Oh!\n[00:02.00]My!\n[00:02.10]Ah!\n[00:03.00]\n"
    assert cues(clip(tmp_path, "home/a.lrc", a__lrc=text)) == {"en": [(24, 22, "Oh!"), (48, 2, "My!"), (50, 22, "Ah!")]}


@pytest.mark.parametrize("content", ["\ufeff", "\n\n", "WEBVTT\n\nNOTE nothing yet\n"])
def test_a_file_without_a_caption_is_told(content: str, tmp_path: Path) -> None:
    name = "none.vtt" if content.startswith("WEBVTT") else "none.srt"
    with pytest.raises(InputFault) as caught:
        clip(tmp_path, f"{{en: home/{name}}}", **{name.replace(".", "__"): content})
    assert f"home/{name} holds no caption; export it again, or remove the line" in str(caught.value)
