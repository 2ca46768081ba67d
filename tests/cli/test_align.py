"""`together align`: the times of a poem's lines, written beside it, corrected by hand, named in the manifest."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.captions import read, write_srt
from pipeline.cli import align as command
from tests.cli.command import together
from tests.episode.show import BARE, make_show, write
from tests.speech.voice import read_aloud
from tests.speech.voice import write as write_voice

COUNTS, PAUSES = (6, 3, 8), (0.5, 0.4, 0.6)
POEM = "".join(" ".join(["la"] * count) + "\n" for count in COUNTS)
MANIFEST = """\
episode: {title: Poems, season: 1, number: 1}
segments:
  - poem: Song
    text: song.txt
    voice: {file: song.wav, by: ana, license: own}
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """A show with a poem that is read aloud; its folder."""
    make_show(tmp_path, f"rate: 25\n{BARE}", "ana: Ana\n")
    write_voice(tmp_path / "episodes/media/song.wav", read_aloud(COUNTS, PAUSES)[0])
    write(tmp_path / "episodes/media", {"song.txt": POEM})
    write(tmp_path / "episodes", {"s01e01.yaml": MANIFEST})
    return tmp_path


def align(show: Path, capsys: pytest.CaptureFixture[str], *, replace: bool = False) -> tuple[str, str]:
    """Run the command in this process; return what it prints, and what it warns of."""
    command.align(show / "episodes/s01e01.yaml", replace=replace)
    return capsys.readouterr()


def told(show: Path) -> list[str]:
    with session.opened([show / "episodes/s01e01.yaml"]) as opened:
        return [str(one) for one in opened.diagnostics(show / "episodes/s01e01.yaml")]


def test_times_are_written_beside_the_poem_corrected_and_named(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, warned = align(show, capsys)
    assert "write `timing: song.srt` in 'Song'" in out
    assert "pauses" in warned
    written = show / "episodes/media/song.srt"
    captions = read(written.read_bytes(), "song.srt")
    _, begins, _ = read_aloud(COUNTS, PAUSES)
    assert [caption.text for caption in captions] == POEM.splitlines()
    assert [float(caption.start) for caption in captions] == pytest.approx(begins, abs=0.06)
    # What was corrected by hand stays, and is what counts.
    corrected = write_srt([replace(captions[0], start=Fraction(1, 4)), *captions[1:]])
    written.write_text(corrected, encoding="utf-8")
    assert "song.srt is there already, and stays as it is: write `timing: song.srt`" in align(show, capsys)[0]
    assert written.read_text() == corrected
    (show / "episodes/s01e01.yaml").write_text(MANIFEST + "    timing: song.srt\n")
    assert told(show) == []
    with session.opened([show / "episodes/s01e01.yaml"]) as opened:
        cues = opened.work(show / "episodes/s01e01.yaml").timeline.segments[0].stack.cues["en"]
    assert float(cues[0].caption.start) == pytest.approx(0.75, abs=0.02)
    align(show, capsys, replace=True)
    assert read(written.read_bytes(), "song.srt") == captions


def test_a_poem_that_nobody_reads_is_told(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (show / "episodes/s01e01.yaml").write_text(MANIFEST.replace("    voice: {file: song.wav, by: ana, license: own}\n", ""))
    assert "Song: no voice reads it" in align(show, capsys)[0]
    assert not (show / "episodes/media/song.srt").exists()


def test_the_command_is_one_of_the_command_line(show: Path) -> None:
    (show / "episodes/s01e01.yaml").write_text("episode: {title: None}\nsegments:\n  - card: Hello\n")
    done = together("align", "episodes/s01e01.yaml", folder=show)
    assert (done.returncode, done.stdout) == (0, "episodes/s01e01.yaml: there is no poem\n")
