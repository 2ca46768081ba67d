"""`together align` for plain texts that are captions of films: all lines are written, corrected by hand, and named instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app import captioning, session
from pipeline.captions import read, write_srt
from pipeline.cli import align as command
from pipeline.execution.aligner import WorkerAligner
from pipeline.media.info import SoundInfo
from pipeline.media.spoken import LineTime, Reading, Spoken
from tests.episode.show import BARE, counting, make_show, write

MANIFEST = """\
episode: {title: Talks, season: 1, number: 1}
segments:
  - clip: Talk
    file: talk.mov
    in: 1
    by: ana
    license: own
    captions: {en: talk.txt}
"""
WORDS = "Who stays home?\nWe all do.\n\nOn Friday.\n"
TIMES = ((1200, 2000), (2500, 3000), (4000, 4600))


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show with a film of five seconds and the text of what is said in it; its folder."""
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    counting(tmp_path / "episodes/media/talk.mov", 125)
    write(tmp_path / "episodes/media", {"talk.txt": WORDS})
    write(tmp_path / "episodes", {"s01e01.yaml": MANIFEST})
    return tmp_path


@pytest.fixture
def hears(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Reading]]:
    """Let the film be heard to say its lines; return what is asked."""

    def hears(*sure: bool, method: str = "words", refused: str = "") -> list[Reading]:
        asked: list[Reading] = []

        def find(_: WorkerAligner, path: Path, sound: SoundInfo, reading: Reading) -> Spoken:
            asked.append(reading)
            lines = (LineTime(*time, 900 if one else 250, one) for time, one in zip(TIMES, sure, strict=True))
            return Spoken(tuple(lines), "words" if method == "words" else "pauses", refused)

        monkeypatch.setattr(WorkerAligner, "find", find)
        return asked

    return hears


def align(show: Path, capsys: pytest.CaptureFixture[str], *, replace: bool = False) -> tuple[str, str]:
    """Run the command in this process; return what it prints, and what it warns of."""
    command.align(show / "episodes/s01e01.yaml", replace=replace)
    return capsys.readouterr()


def told(show: Path) -> list[str]:
    with session.opened([show / "episodes/s01e01.yaml"]) as opened:
        return [str(one).rpartition("s01e01.yaml:")[2] for one in opened.diagnostics(show / "episodes/s01e01.yaml")]


def starts(show: Path) -> list[float]:
    with session.opened([show / "episodes/s01e01.yaml"]) as opened:
        cues = opened.work(show / "episodes/s01e01.yaml").timeline.segments[0].stack.cues["en"]
    return [float(cue.caption.start) for cue in cues]


def test_all_lines_are_written_corrected_and_named_in_place_of_the_text(
    show: Path, capsys: pytest.CaptureFixture[str], hears: Callable[..., list[Reading]]
) -> None:
    asked = hears(True, False, True)
    assert starts(show) == pytest.approx([0.2, 3.0])
    out, warned = align(show, capsys)
    assert "write `captions: {en: talk.srt}, caption_time: file` in 'talk.txt'" in out
    assert "talk.txt, line 2: it is not sure when 'We all do.' is said: at 2.50 s" in warned
    written = show / "episodes/media/talk.srt"
    captions = read(written.read_bytes(), "talk.srt")
    assert [float(one.start) for one in captions] == [1.2, 2.5, 4]
    assert [one.text for one in captions] == ["Who stays home?", "We all do.", "On Friday."]
    assert len(asked) == 1  # it is remembered as what is heard in a poem's voice is
    # What was corrected by hand stays, and is what counts.
    corrected = write_srt([captions[0], replace(captions[1], start=Fraction("2.7")), captions[2]])
    written.write_text(corrected, encoding="utf-8")
    assert "talk.srt is there already, and stays as it is: name it in place of talk.txt" in align(show, capsys)[0]
    assert written.read_text(encoding="utf-8") == corrected
    write(show / "episodes", {"s01e01.yaml": MANIFEST.replace("talk.txt", "talk.srt") + "    caption_time: file\n"})
    assert told(show) == []
    assert starts(show) == pytest.approx([0.2, 1.7, 3.0])


@pytest.mark.parametrize("refused", ["", "of 3 lines 1 were heard in it"])
def test_a_text_that_is_refused_is_written_all_the_same_and_that_is_told(
    show: Path, capsys: pytest.CaptureFixture[str], hears: Callable[..., list[Reading]], refused: str
) -> None:
    hears(False, False, False, method="pauses", refused=refused)
    (mistake,) = told(show)
    said = "8:20: talk.mov is not heard to say what talk.txt says: of 3" if refused else "has no times, and nothing here"
    assert said in mistake
    _, warned = align(show, capsys)
    assert (refused or "by the pauses alone they would come seconds off") in warned
    assert len(read((show / "episodes/media/talk.srt").read_bytes(), "talk.srt")) == 3


def test_a_text_that_nobody_can_listen_for_is_told(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (show / "episodes/media/talk.txt").unlink()
    out, _ = align(show, capsys)
    assert "talk.txt: its lines could not be timed; `together check` says why" in out
    assert not list((show / "episodes/media").glob("*.srt"))


def test_captions_that_come_from_a_text_are_judged_and_not_written(
    show: Path, hears: Callable[..., list[Reading]]
) -> None:
    hears(True, True, True)
    write(show / "episodes/media", {"talk.txt": WORDS.replace("We all do.", "word " * 40)})
    with session.opened([show / "episodes/s01e01.yaml"]) as opened:
        found = captioning.look(opened, show / "episodes/s01e01.yaml")
    assert ("talk.txt", "fast") in {(one.path, one.rule) for one in found.remarks}
    assert (found.fixes, found.captions) == ((), 3)
