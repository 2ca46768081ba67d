"""A small show for sessions: a title card, a film whose frames are numbered, a poem with captions; and a second episode."""

from __future__ import annotations

from pathlib import Path

from tests.episode.show import BARE, counting, make_show, write

MANIFEST = """\
episode: {title: Small, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: Count
    file: count.mov
    by: ana
    captions: {en: spoken.srt}
  - poem: Window
    text: poem.txt
    written: {by: ben}
    length: 2
  - animation: Steps
    frames: steps/step_%04d.png
    rate: 5
    by: ben
"""
SECOND = "episode: {title: Second}\nsegments:\n  - clip: Count\n    file: count.mov\n    by: ben\n"
PEOPLE = "ana: {name: Ana Núñez}\nben: {name: Ben O'Neil}\n"
CAPTIONS = "1\n00:00:00,200 --> 00:00:01,000\nzero and one\n"
POEM = "The window is open\nand someone is singing\n"

FIRST_OF_CLIP = 25
"""The episode's frame on which the film begins."""


def small_show(folder: Path) -> Path:
    """Write the show; return the manifest of its first episode."""
    from PIL import Image

    make_show(folder, f"rate: 25\ntheme: paper\n{BARE}", PEOPLE)
    media = folder / "episodes/media"
    counting(media / "count.mov", 50)
    write(media, {"spoken.srt": CAPTIONS, "poem.txt": POEM})
    (media / "steps").mkdir()
    for number in range(1, 6):
        Image.new("RGB", (160, 90), (40 * number, 0, 0)).save(media / f"steps/step_{number:04d}.png")
    write(folder / "episodes", {"s01e01.yaml": MANIFEST, "s01e02.yaml": SECOND})
    return folder / "episodes/s01e01.yaml"
