"""A film with the text of what is said in it: its lines come within moments of where they are spoken, or are told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app import session
from tests.episode.show import BARE, ffmpeg, make_show
from tests.episode.show import write as write_texts
from tests.speech.readings import SPANISH, STRANGER, TIDE, Case, Made, made
from tests.speech.test_readings import needs_voices, needs_words
from tests.speech.voice import write

pytestmark = [pytest.mark.long, needs_voices, needs_words]

MANIFEST = """\
episode: {{title: Talks, season: 1, number: 1}}
segments:
  - clip: Talk
    file: talk.mov
    in: {0}
    by: ana
    license: own
    captions: {{{1}: talk.txt}}
"""


def show(folder: Path, said: Made, text: tuple[str, ...], begin: str = "0", language: str = "en") -> Path:
    """Make a show of a film in which something is said, and a text for it; return its manifest."""
    make_show(folder, f"rate: 25\n{BARE}", "ana: Ana\n")
    media = folder / "episodes/media"
    wav = write(media / "said.wav", said.wave)
    picture = ("-f", "lavfi", "-i", "color=c=gray:s=160x90:r=25", "-i", str(wav), "-shortest")
    ffmpeg(*picture, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", str(media / "talk.mov"))
    wav.unlink()
    write_texts(media, {"talk.txt": "".join(f"{line}\n" for line in text)})
    write_texts(folder / "episodes", {"s01e01.yaml": MANIFEST.format(begin, language)})
    return folder / "episodes/s01e01.yaml"


@pytest.mark.parametrize(("voice", "around"), [("flite:rms", ""), ("festival", "bed")])
def test_lines_come_where_they_are_spoken(tmp_path: Path, voice: str, around: str) -> None:
    said = made(Case(voice, voice, TIDE, introduction="And now something that we wrote ourselves.", around=around))
    manifest = show(tmp_path, said, TIDE, begin="1.5")
    with session.opened([manifest]) as opened:
        cues = opened.work(manifest).timeline.segments[0].stack.cues["en"]
        told = [str(one) for one in opened.diagnostics(manifest)]
    truth = {line: begin - 1.5 for line, begin in zip(TIDE, said.starts, strict=True) if begin is not None}
    assert len(cues) >= 6
    assert max(abs(float(cue.caption.start) - truth[cue.text]) for cue in cues) <= 0.15
    assert len([line for line in told if "it is not sure when" in line]) == len(TIDE) - len(cues)


def test_a_spanish_text_is_heard_in_spanish(tmp_path: Path) -> None:
    said = made(Case("es", "espeak:es", SPANISH, "es"))
    manifest = show(tmp_path, said, SPANISH, language="es")
    with session.opened([manifest]) as opened:
        cues = opened.work(manifest).timeline.segments[0].stack.cues["es"]
    truth = dict(zip(SPANISH, said.starts, strict=True))
    assert len(cues) >= 4
    assert max(abs(cue.caption.start - Fraction(truth[cue.text] or 0)) for cue in cues) < Fraction(1, 2)


def test_a_text_of_something_else_is_refused(tmp_path: Path) -> None:
    manifest = show(tmp_path, made(Case("wrong", "flite:slt", STRANGER)), TIDE)
    with session.opened([manifest]) as opened:
        (told,) = [str(one) for one in opened.diagnostics(manifest)]
    assert "talk.mov is not heard to say what talk.txt says: of 8 lines" in told
