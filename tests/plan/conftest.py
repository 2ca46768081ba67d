"""A show with every kind of segment, planned but never run: its media are real files, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.episode.show import ffmpeg, make_show, opened_warm, write

MANIFEST = """
episode: {title: Story, season: 1, number: 1, language: en}
segments:
  - card: Welcome
    length: 2
  - poem: Window
    lines: [One, Two]
    voice: {file: voice.wav, by: ben, role: reader}
    bed: {file: pad.wav, by: ana, gain: -18 dB}
    background: {file: window.png, move: ken-burns}
  - docu-short: Street
    transition: {dissolve: 0.4}
    clips:
      - {file: talk.mp4, in: 1, out: 31, by: dana, role: interviewee, lower_third: {show: auto, at: 2, length: 4},
         captions: {fr: talk.fr.srt}}
      - {file: street.mp4, length: 3, by: mika, role: camera, sound: off}
    captions: {en: street.srt}
  - music: Song
    stems:
      - {file: guitar.wav, by: ana, role: guitar}
      - {file: drums.wav, by: ben, role: drums}
    picture: {mosaic: [{file: street.mp4, by: mika}, {file: talk.mp4, by: dana}]}
  - animation: Drawn
    frames: drawn/%04d.png
    rate: 12
    by: mika
"""

SETTINGS = """
rate: 25
theme: paper
opening: {title: Show, length: 2}
credits: {thanks: [Everyone]}
end: {title: Join us, url: "https://example.org/join", length: 2}
interstitial: off
"""

PEOPLE = """
ana: {name: Ana Núñez, place: Bogotá}
ben: {name: Ben, place: Leeds}
dana: {name: Дана, place: Kyiv}
mika: {name: ミカ, place: Osaka}
"""

CAPTIONS = "1\n00:00:08,000 --> 00:00:09,500\nHere it was.\n\n2\n00:00:20,000 --> 00:00:21,500\nAnd there.\n"


def make_media(folder: Path) -> None:
    video = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", "-f", "mov")
    for name, seconds, tone in (("talk", 40, 300), ("street", 6, 500)):
        picture, sound = f"testsrc2=s=160x90:r=25:d={seconds}", f"sine={tone}:r=48000:d={seconds}"
        ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, *video, str(folder / f"{name}.mp4"))
    for name, seconds, tone in (
        ("voice", 8, 200),
        ("pad", 12, 110),
        ("guitar", 10, 440),
        ("drums", 10, 660),
        ("congas", 10, 770),
    ):
        ffmpeg("-f", "lavfi", "-i", f"sine={tone}:r=48000:d={seconds}", str(folder / f"{name}.wav"))
    (folder / "drawn").mkdir()
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x90:r=12", "-frames:v", "24", str(folder / "drawn/%04d.png"))
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180", "-frames:v", "1", str(folder / "window.png"))
    (folder / "street.srt").write_text(CAPTIONS)
    (folder / "talk.fr.srt").write_text(CAPTIONS.replace("Here it was.", "Il était ici.").replace("And there.", "Et là."))


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("story") / "show", SETTINGS, PEOPLE)
    make_media(folder / "episodes/media")
    write(folder, {"episodes/e.yaml": MANIFEST})
    # Its copies remember what its media are, and when the poem's lines are spoken: to find that out was most of a plan.
    with opened_warm([folder / "episodes/e.yaml"]) as opened:
        opened.work(folder / "episodes/e.yaml", "tiny")
    return folder


@pytest.fixture
def show(original: Path, tmp_path: Path) -> Path:
    """A copy of the show that a test may edit."""
    folder = tmp_path / "show"
    shutil.copytree(original, folder)
    return folder
