"""Edits of a finished episode: what each runs again and what it costs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import episode
from bench.cases import MANIFEST, document, manifest_of, write_theme
from bench.media import ffmpeg
from bench.place import Bench, log_of, ran


@dataclass(frozen=True, slots=True)
class Edit:
    """Change the show, so that the next build has something to do. `name` is in a producer's words."""

    name: str
    change: Callable[[Bench, Path], None]


def _nothing(bench: Bench, show: Path) -> None:
    return


def _lower_third(bench: Bench, show: Path) -> None:
    _rewrite(bench, show, lambda parts: _clip(parts).update({"lower_third": {"show": "Fatma of the market", "role": "camera"}}))


def _moved(bench: Bench, show: Path) -> None:
    _rewrite(bench, show, lambda parts: parts.append(parts.pop(-2)))


def _caption(bench: Bench, show: Path) -> None:
    path = show / "media" / f"captions-{0 if bench.is_quick else 2}.srt"
    path.write_text(path.read_text().replace("and then", "and there", 1))


def _music(bench: Bench, show: Path) -> None:
    _rewrite(bench, show, lambda parts: parts[0]["stems"][1].update({"file": "song.wav"}))


def _colour(bench: Bench, show: Path) -> None:
    write_theme(show, "#2a6fc9")


def _title(bench: Bench, show: Path) -> None:
    _rewrite(bench, show, lambda parts: parts[0].update({next(iter(parts[0])): "The Kitchen Tune"}))


def _name(bench: Bench, show: Path) -> None:
    people = {**episode.PEOPLE, "ana": {"name": "Ana Petrović-Lund", "place": "Niš"}}
    episode.write(show / "episodes" / "people.yaml", people)


EDITS = (
    Edit("nothing", _nothing),
    Edit("a lower third's text", _lower_third),
    Edit("a piece's title", _title),
    Edit("a segment moved", _moved),
    Edit("one caption", _caption),
    Edit("another take of the music", _music),
    Edit("the theme's accent colour", _colour),
    Edit("one person's name", _name),
)


def measure(bench: Bench, show: Path, edit: Edit) -> dict[str, Any]:
    """Make an edit of the finished episode, build it, and take the edit back. The store keeps what was made."""
    edit.change(bench, show)
    try:
        cost = bench.build(show, MANIFEST, log="edit")
    finally:
        restore(bench, show)
    return cost.as_json() | {"ran": ran(show, "edit")}


def restore(bench: Bench, show: Path) -> None:
    """Write the show as it was first."""
    episode.write(show / "episodes" / "people.yaml", episode.PEOPLE)
    episode.write(manifest_of(show), document(bench))
    episode.write_captions(show)
    write_theme(show, "#c93a22")


def new_ffmpeg(bench: Bench, show: Path) -> dict[str, Any]:
    """Ask, with an ffmpeg that calls itself another version, what would run and why."""
    other = show / "other-ffmpeg"
    rename = "sed '1s/version /version other-/'"
    other.write_text(f'#!/bin/sh\ncase "$*" in *-version*) "{ffmpeg()}" "$@" | {rename} ;; *) exec "{ffmpeg()}" "$@" ;; esac\n')
    other.chmod(0o755)
    arguments = ("plan", f"episodes/{MANIFEST}.yaml", "--profile", bench.profile, "--json")
    bench.build(show, MANIFEST, log="edit")  # what differs is told against the last build
    bench.together(show, *arguments, "--ffmpeg", str(other), log="other")
    told = json.loads(log_of(show, "other").read_text())
    causes = sorted({cause for one in told["to_run"] for cause in one["causes"]})
    return {"actions": told["actions"], "would_run": len(told["to_run"]), "causes": causes[:3]}


def _rewrite(bench: Bench, show: Path, change: Callable[[list[episode.Segment]], Any]) -> None:
    written = document(bench)
    change(written["segments"])
    episode.write(manifest_of(show), written)


def _clip(parts: list[episode.Segment]) -> episode.Segment:
    return next(part for part in parts if "clip" in part)
