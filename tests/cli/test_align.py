"""`together align`: the times of a poem's lines, written beside it, corrected by hand, named in the manifest."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Barrier

import pytest

from pipeline.app import aligning, session
from pipeline.captions import read, write_srt
from pipeline.cli import align as command
from pipeline.segments.base import Context
from pipeline.segments.poem import Poem
from pipeline.segments.timing import Spoken
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


def test_a_file_of_times_that_is_missing_or_does_not_fit_any_more_is_written(
    show: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file refused the command that was to write it."""
    (show / "episodes/s01e01.yaml").write_text(MANIFEST + "    timing: {file: times.srt, encoding: windows-1252}\n")
    assert told(show)[0].endswith("times.srt' does not exist; `together align` writes it")
    (show / "episodes/media/song.txt").write_text(POEM.replace("la", "l\xe4"), encoding="utf-8")
    align(show, capsys)
    written = show / "episodes/media/times.srt"
    assert b"l\xe4 l\xe4" in written.read_bytes()
    assert told(show) == []
    written.write_text("1\n00:00:01,000 --> 00:00:02,000\nanother\n")
    assert "`together align --replace` writes an .srt anew" in told(show)[0]
    align(show, capsys, replace=True)
    assert told(show) == []


def test_a_poem_that_nobody_reads_is_told(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (show / "episodes/s01e01.yaml").write_text(MANIFEST.replace("    voice: {file: song.wav, by: ana, license: own}\n", ""))
    assert "Song: no voice reads it" in align(show, capsys)[0]
    assert not (show / "episodes/media/song.srt").exists()


def test_the_command_is_one_of_the_command_line(show: Path) -> None:
    (show / "episodes/s01e01.yaml").write_text("episode: {title: None}\nsegments:\n  - card: Hello\n")
    done = together("align", "episodes/s01e01.yaml", folder=show)
    assert (done.returncode, done.stdout) == (0, "episodes/s01e01.yaml: there is no poem, and no text as captions\n")


def test_poems_of_one_recording_have_their_times_in_a_file_each(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second poem's times took the place of the first's, without a word."""
    poem = "  - poem: {0}\n    lines: [{0}]\n    voice: {{file: song.wav, by: ana, license: own}}\n"
    write(show / "episodes", {"s01e01.yaml": MANIFEST.partition("  - ")[0] + poem.format("First") + poem.format("Second")})
    out, _ = align(show, capsys, replace=True)
    assert "write `timing: first.srt` in 'First'" in out
    assert "write `timing: second.srt` in 'Second'" in out
    texts = [(show / f"episodes/media/{name}.srt").read_text(encoding="utf-8") for name in ("first", "second")]
    assert ["First" in texts[0], "Second" in texts[1]] == [True, True]


def test_a_line_that_looks_like_times_of_a_caption_is_written(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(show / "episodes/media", {"song.txt": "la --> la la la la\nla <i>la</i> la\n{la} & la la la la la\n"})
    align(show, capsys)
    captions = read((show / "episodes/media/song.srt").read_bytes(), "song.srt")
    assert [len(captions), captions[0].text.count("la")] == [3, 5]


def test_a_folder_in_the_files_place_is_told_with_what_to_do(show: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (show / "episodes/media/song.srt").mkdir()
    out, _ = align(show, capsys, replace=True)
    assert "song.srt is a folder: rename it, so that its times can be written there" in out
    assert not list((show / "episodes/media").glob(".*partial"))


def test_the_voices_of_several_poems_are_listened_to_side_by_side(
    show: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    media = show / "episodes/media"
    for name in ("song.wav", "song.txt"):
        (media / name.replace("song", "other")).write_bytes((media / name).read_bytes())
    again = MANIFEST.partition("segments:\n")[2]
    write(show / "episodes", {"s01e01.yaml": MANIFEST + again.replace("song", "other").replace("Song", "Other")})
    both, asked, real = Barrier(2, timeout=20), list[str](), aligning.recited

    def meeting(shape: Poem, context: Context) -> tuple[tuple[str, ...], list[Spoken]] | None:
        asked.append(shape.title)
        if len(asked) <= 2:
            both.wait()
        return real(shape, context)

    monkeypatch.setattr(aligning, "recited", meeting)
    align(show, capsys)
    assert {path.name for path in media.glob("*.srt")} == {"song.srt", "other.srt"}
    assert sorted(asked[:2]) == ["Other", "Song"]
