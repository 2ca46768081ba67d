"""An episode of an hour, out of sixty segments that show the same few clips: drawn at the price of one of them."""

from __future__ import annotations

from pathlib import Path

from tests.episode.show import BARE, counting, make_show, write

SEGMENTS, CLIPS, RATE = 60, 15, 25
FRAMES = SEGMENTS * CLIPS * 4 * RATE


def hour_show(folder: Path) -> Path:
    """Write the show; return its manifest."""
    people = "ana: {name: Ana Núñez}\nben: {name: Ben O'Neil}\n"
    make_show(folder, f"rate: {RATE}\ntheme: paper\ntheme_sounds: off\n{BARE}", people)
    media = folder / "episodes/media"
    counting(media / "count.mov", 100)
    write(media, {"spoken.srt": "\n".join(_cue(number) for number in range(30))})
    lines = ["episode: {title: An hour, season: 1, number: 1}", "segments:"]
    for part in range(SEGMENTS):
        lines += [f"  - docu-short: Part {part + 1}", "    captions: {en: spoken.srt}", "    clips:"]
        for clip in range(CLIPS):
            named = ", lower_third: {at: 0.4, length: 3.2}" if clip == 0 else ""
            lines.append(f"      - {{file: count.mov, by: {('ana', 'ben')[clip % 2]}, role: interviewee{named}}}")
    write(folder / "episodes", {"s01e01.yaml": "\n".join(lines) + "\n"})
    return folder / "episodes/s01e01.yaml"


def _cue(number: int) -> str:
    begin = 2 * number
    return f"{number + 1}\n00:00:{begin:02},000 --> 00:00:{begin + 1:02},800\nthis is line {number} of them\n"
