"""A hundred episodes of twelve segments in one command with nothing to do; and the parent's memory at 1 and 60 minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench import episode
from bench.cases import THEME, write_theme
from bench.place import Bench

KINDS = ("opening", "music", "poem", "docu-short", "animation", "clip", "card", "end")

TINY = {
    "description": "Tiny and quick, to have many episodes",
    "video": {
        "width": 160,
        "height": 90,
        "preset": "ultrafast",
        "crf": 40,
        "profile": "high",
        "gop_seconds": 2,
        "b_frames": 0,
        "threads": 1,
    },
    "sound": {"codec": "aac", "bitrate_kbps": 64, "sample_rate": 48000, "channels": 2},
    "loudness": {"target": -14, "ceiling": -1, "tolerance": 3, "jump": 30, "segments": dict.fromkeys(KINDS, -16)},
    "burn_captions": False,
    "file_name": "{episode}.mp4",
}
"""A deliverable that costs as little as can be; planning and looking up cost what they cost for any."""


def prepare(bench: Bench, episodes: int) -> tuple[Path, list[str]]:
    """Write a season; return its show folder and the names of its manifests. No two episodes share a picture or a mix."""
    show = bench.show("season")
    episode.write_show(show, bench.media, theme=THEME, deliver=["tiny"])
    write_theme(show, "#c93a22")
    (show / "profiles").mkdir(exist_ok=True)
    episode.write(show / "profiles" / "tiny.yaml", TINY)
    names = []
    for number in range(1, episodes + 1):
        names.append(f"s01e{number:03d}")
        written = episode.manifest(number, short(number), opening=False, credits={"roll": "off"}, interstitial=False, end=False)
        episode.write(show / "episodes" / f"{names[-1]}.yaml", written | {"transition": "cut"})
    return show, names


def short(number: int) -> list[episode.Segment]:
    """Return the twelve segments of a short episode: clips of two seconds, each episode's from other frames."""
    parts: list[episode.Segment] = []
    for place in range(12):
        begin = f"{number * 16 + place}f"
        clip = {"file": "small.mp4", "in": begin, "length": 2, "by": "ana", "role": "reader", "sound": "voice"}
        named = {"lower_third": {"show": f"Reader {place}", "at": 0.2, "length": 1.6}} if place < 4 else {}
        if place % 3 == 2:
            parts.append({"docu-short": f"Short {place}", "clips": [clip]})
        else:
            parts.append({"clip": f"Clip {place}", **clip, **named})
    return parts


def build(bench: Bench, show: Path, names: list[str], log: str) -> dict[str, Any]:
    """Build the season in one command."""
    return bench.build(show, *names, profile="tiny", log=log).as_json() | {"episodes": len(names)}


def memory(bench: Bench, show: Path) -> dict[str, Any]:
    """Plan an episode of one minute and one of sixty; return the parent's peak memory for each, in bytes."""
    episode.write(show / "episodes" / "s01e91.yaml", episode.manifest(91, episode.minute()))
    episode.write(show / "episodes" / "s01e96.yaml", episode.manifest(96, episode.hour()))
    peaks = {}
    for minutes, name in ((1, "s01e91"), (60, "s01e96")):
        arguments = ("plan", f"episodes/{name}.yaml", "--profile", "draft")
        bench.together(show, *arguments, log="memory")  # the sources are probed now
        peaks[str(minutes)] = bench.together(show, *arguments, log="memory").peak_bytes
    return peaks
