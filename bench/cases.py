"""The cold build and its rivals: alternating runs, and the proof that both made the same picture."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench import episode, limit, melt_script, rivals
from bench.measure import Failed, run
from bench.media import ffmpeg
from bench.place import Bench, events, forget, log_of
from pipeline.app import session

MANIFEST = "s01e01"
THEME = "reference"


def prepare(bench: Bench) -> Path:
    """Write the reference show; return its folder."""
    show = bench.show("show")
    episode.write_show(show, bench.media, theme=THEME)
    write_theme(show, "#c93a22")
    episode.write(manifest_of(show), document(bench))
    return show


def document(bench: Bench) -> dict[str, Any]:
    """Return the reference manifest."""
    return episode.manifest(1, episode.minute() if bench.is_quick else episode.segments())


def manifest_of(show: Path, name: str = MANIFEST) -> Path:
    """Return the path of an episode's manifest."""
    return show / "episodes" / f"{name}.yaml"


def write_theme(show: Path, accent: str) -> None:
    """Write a theme of the show's own: the built-in one in another accent."""
    folder = show / "templates" / THEME
    folder.mkdir(parents=True, exist_ok=True)
    colours = f'colours:\n  tomato: "{accent}"\n  accent: "{accent}"\n'
    episode.write_text(folder / "theme.yaml", f"title: Reference\nextends: create-together\n{colours}")


def cold(bench: Bench, show: Path) -> dict[str, Any]:
    """Build into a fresh store."""
    forget(show)
    cost = bench.build(show, MANIFEST, log="cold")
    done = [event for event in events(show, "cold") if event["event"] == "done"]
    return cost.as_json() | {"ran": done[-1]["ran"]}


def by_hand(bench: Bench, show: Path) -> dict[str, Any]:
    """Run the hand-written command; the cards are those of the build before."""
    path = manifest_of(show)
    with session.opened([path]) as opened:
        finished = rivals.Finished(opened, path, bench.profile)
        argv = finished.command(show / "by-hand.mp4")
        seconds = float(rivals.seconds_of(finished.timeline))
    (show / ".by-hand.txt").write_text("\n".join(argv) + "\n")
    return run(argv, folder=show, log=log_of(show, "by-hand")).as_json() | {"seconds": seconds}


def at_least(bench: Bench, show: Path) -> dict[str, float]:
    """Return what the machine cannot do without, in CPU seconds; the episode is the one built before."""
    path = manifest_of(show)
    with session.opened([path]) as opened:
        return limit.measure(show, rivals.Finished(opened, path, bench.profile), movie(show))


def likeness(show: Path) -> dict[str, float]:
    """Compare the picture of the build with that of the hand-written command; PSNR of the luma in dB and both sizes in bytes."""
    ours = movie(show)
    log = ["-lavfi", "[0:v][1:v]psnr=stats_file=-", "-f", "null", "-"]
    done = subprocess.run(
        [ffmpeg(), "-hide_banner", "-i", str(ours), "-i", str(show / "by-hand.mp4"), *log],
        capture_output=True,
        text=True,
        check=True,
    )
    frames = [float(value) for value in re.findall(r"psnr_y:([\d.]+|inf)", done.stdout)]
    found = re.search(r"PSNR y:([\d.]+)", done.stderr)
    assert found, "ffmpeg tells no PSNR"
    good = sum(value >= 30 for value in frames) / len(frames)
    return {
        "psnr_y": float(found[1]),
        "frames": len(frames),
        "frames_above_30_db": round(good, 4),
        "bytes": ours.stat().st_size,
        "bytes_by_hand": (show / "by-hand.mp4").stat().st_size,
    }


def by_moviepy(show: Path, count: int, seconds: int) -> dict[str, Any]:
    """Let the MoviePy script write `count` windows of so many seconds, spread evenly over the episode."""
    output = show / "by-moviepy.mp4"
    command = [
        sys.executable,
        "-m",
        "bench.moviepy_script",
        str(manifest_of(show)),
        "draft",
        str(count),
        str(seconds),
        str(output),
    ]
    root = Path(__file__).resolve().parent.parent
    return run(command, folder=root, log=log_of(show, "by-moviepy")).as_json() | {"seconds": count * seconds, "windows": count}


def by_melt(show: Path, count: int, seconds: int) -> dict[str, Any]:
    """Let melt write `count` windows of so many seconds, spread evenly over the episode; {} where it is not installed."""
    melt = melt_script.command()
    if not melt:
        return {}
    path, document = manifest_of(show), show / ".by-melt.mlt"
    with session.opened([path]) as opened:
        finished = rivals.Finished(opened, path, "draft")
        shown = rivals.windows(rivals.seconds_of(finished.timeline), count, Fraction(seconds))
        document.write_text(melt_script.Script(finished).document(show / "by-melt.mp4", shown), encoding="utf-8")
    cost = run([melt, "-silent", str(document)], folder=show, log=log_of(show, "by-melt"))
    # melt ends with 0 whatever happened to its document.
    wanted, written = count * seconds, rivals.frames_of(show / "by-melt.mp4") / float(finished.timeline.rate)
    if abs(written - wanted) > 0.1:
        raise Failed(f"melt wrote {written:.2f} seconds instead of {wanted}")
    return cost.as_json() | {"seconds": wanted, "windows": count, "version": melt_script.version(melt)}


def movie(show: Path, name: str = MANIFEST) -> Path:
    """Return the finished movie of an episode, the newest of its packages; also of one that was refused, since synthetic sound
    need not please the judge.
    """
    return max((show / "renders").glob(f"{name}*/{name}*.mp4"), key=lambda path: path.stat().st_mtime_ns)
