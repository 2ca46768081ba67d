"""A show of a few seconds in which everything is used that a manifest can say: what the fuzzer of manifests changes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.episode.show import counting, ffmpeg, make_show, write

SETTINGS = """\
rate: 25
theme: own
language: en
transition: {dissolve: 0.2}
interstitial: {length: 1}
opening:
  tagline: made by people who have never met
  length: 2
  bed: {file: take.wav, by: ana, role: theme, title: Tune, gain: -6 dB}
credits:
  thanks: [Everyone who sewed, joe]
  bed: {file: take.wav, title: Tune}
end:
  title: Your turn
  text: Hum something.
  url: https://example.org/join
  length: 2
role_order: [theme, writer, guitar]
"""
PEOPLE = """\
ana: {name: Ana Núñez, place: Oaxaca}
ben: {name: Ben O'Neil, handle: "@ben", place: Leeds}
joe: Joe Baker
lin: {name: 安娜, sort: Anna, place: 台北}
dana: {name: دانا, place: Amman}
"""
MANIFEST = """\
episode:
  season: 1
  number: 1
  title: All of It
  air_date: 2027-03-21
  description: |
    A tune, a poem, a film.
segments:
  - music: Tune
    stems:
      - {file: take.wav, by: ana, role: guitar, pan: -0.3}
      - {file: other.wav, by: joe, role: bass, gain: -3 dB, at: 0.5, fades: {in: 0.1, out: 0.2}}
    picture:
      mosaic:
        - {file: count.mov, by: ana, role: guitar}
        - {file: count.mov, in: 0.4, by: joe, role: bass, focus: 50% 30%}
        - {file: photo.jpg, by: lin}
    lower_third: off
  - music: Just the Sound
    stems: [{file: other.wav, by: joe, sync: off}]
    length: 2
    picture: spectrum
    lower_third: {show: Sound, role: of joy, at: 0.2, length: 1.4}
  - include: segments/window.yaml
  - docu-short: At Home
    clips:
      - {file: count.mov, out: 1.6, sound: voice, by: dana, role: interviewee, lower_third: auto}
      - {file: photo.jpg, length: 1, move: pan-left}
    dissolve: 0.2
    captions: {en: texts/home.srt, es: texts/home.vtt}
  - animation: Steps
    frames: steps/step_%04d.png
    rate: 5
    by: [lin, ben]
    role: animation
    builds_on: the-song
  - animation: Drawn by Python
    scene: scene.py
    length: 1
    by: lin
  - clip: Count
    file: count.mov
    by: ben
    role: camera
    release: signed 2020-05-01
    captions: texts/home.srt
  - card: What she said
    template: quote
    lines: [Everything is made, by someone.]
    by: lin
    length: 2
  - card: Part Two
    people: [ana, dana]
    length: 1
works:
  the-song: {by: joe, title: The Song, role: melody}
"""
INCLUDED = """\
poem: Window
text: texts/poem.txt
voice: {file: take.wav, by: dana, role: reader}
written: {by: [ben, lin], title: A Letter}
bed: {file: other.wav, by: joe, gain: -18 dB}
background: {file: photo.jpg, move: ken-burns, by: dana}
lower_third: auto
length: 2
"""
THEME = """\
title: Ours
extends: paper
colours: {ink: "#2a1a2e", accent: "#c93a22", muted: "#d9c3b0"}
background: ink
cards:
  opening: {kind: animated, seconds: 5, in: 1.4, out: 0, smallest: 50, box: canvas}
  lower_third:
    kind: animated
    seconds: 5
    in: 0.7
    out: 0.4
    smallest: 55
    box:
      wide: {left: 96, right: 96, bottom: 196, height: 244}
      square: {left: 54, right: 54, bottom: 196, height: 360}
      tall: {left: 54, right: 108, bottom: 580, height: 580}
"""
CAPTIONS = "1\n00:00:00,200 --> 00:00:01,000\nWho stays home?\n\n2\n00:00:01,100 --> 00:00:01,500\nWe all do.\n"
VTT = "WEBVTT\n\n00:00.200 --> 00:01.500\n¿Quién se queda en casa?\n"
POEM = "The window is open\nand someone is singing\n"
SCENE = """\
def scene(width, height, rate, frames):
    from moviepy import ColorClip
    return ColorClip((width, height), color=(90, 120, 40), duration=float(frames / rate))
"""

TEXTS = {
    "episodes/s01e01.yaml": MANIFEST,
    "episodes/show.yaml": f"show: Test\ndeliver: [tiny]\n{SETTINGS}",
    "episodes/people.yaml": PEOPLE,
    "episodes/segments/window.yaml": INCLUDED,
    "episodes/media/texts/home.srt": CAPTIONS,
    "episodes/media/texts/home.vtt": VTT,
    "episodes/media/texts/poem.txt": POEM,
    "templates/own/theme.yaml": THEME,
}
"""What people write of it, by its place in the show."""


def make(folder: Path) -> Path:
    """Write the show into a folder that is not there yet; return the manifest of its episode."""
    make_show(folder)
    media = folder / "episodes/media"
    counting(media / "count.mov", 50)
    for name, frequency in (("take", 330), ("other", 220)):
        ffmpeg("-f", "lavfi", "-i", f"sine={frequency}:r=48000:d=2", str(media / f"{name}.wav"))
    Image.new("RGB", (320, 240), (90, 60, 30)).save(media / "photo.jpg")
    (media / "steps").mkdir()
    for number in range(1, 6):
        Image.new("RGB", (160, 90), (40 * number, 0, 0)).save(media / f"steps/step_{number:04d}.png")
    write(folder, {**TEXTS, "episodes/media/scene.py": SCENE})
    return folder / "episodes/s01e01.yaml"
