"""Films that are new are decoded by the build alone; what is wrong with them is told as `check` tells it, and nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from pipeline.execution.damaged import strictly
from tests.cli.command import program, together
from tests.episode.show import PLAIN, ffmpeg, make_show

pytestmark = pytest.mark.ffmpeg

MANIFEST = "episode: {title: A}\nsegments:\n  - clip: One\n    by: ana\n    file: FILM\n"
MOVING = ("-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2,noise=alls=10:allf=t", "-pix_fmt", "yuv420p")


@pytest.fixture
def show(tmp_path: Path) -> Path:
    return make_show(tmp_path / "show", PLAIN)


def film(show: Path, name: str, *options: str, damage: float | None = None) -> Path:
    """Write a film into a show and an episode of it; from the share `damage` of its bytes on, 40 are others than they were."""
    path = show / "episodes/media" / name
    ffmpeg(*MOVING, *options, str(path))
    if damage is not None:
        content = bytearray(path.read_bytes())
        at = int(len(content) * damage)
        content[at : at + 40] = bytes(byte ^ 0x5A for byte in content[at : at + 40])
        path.write_bytes(content)
    manifest = show / "episodes/e.yaml"
    manifest.write_text(MANIFEST.replace("FILM", name))
    return manifest


def is_proven(show: Path) -> set[bool]:
    """Return what the memory of a show's store says of the pictures of its films."""
    with sqlite3.connect(show / "renders/.store/memory.sqlite") as memory:
        rows = memory.execute("select value from texts where key like 'probe/%' and value like '%\"kind\":\"video\"%'").fetchall()
    return {'"is_proven":true' in value for (value,) in rows}


def test_a_new_film_is_decoded_by_the_build_alone_and_proven_by_the_first_check(show: Path) -> None:
    film(show, "a.mp4", "-c:v", "libx264", "-g", "25")
    built = together("build", "episodes/e.yaml", folder=show)
    assert built.returncode == 0
    assert is_proven(show) == {False}
    assert together("check", "episodes/e.yaml", folder=show).returncode == 0
    assert is_proven(show) == {True}
    again = together("build", "episodes/e.yaml", "--json", folder=show)
    assert [event["is_new"] for event in map(json.loads, again.stdout.splitlines()) if event["event"] == "published"] == [False]


@pytest.mark.parametrize("more", [(), ("--keep-going",)])
def test_damage_that_no_decoder_hides_is_told_at_its_line_as_check_tells_it(show: Path, more: tuple[str, ...]) -> None:
    film(show, "a.mp4", "-c:v", "mpeg4", "-g", "1", "-q:v", "2", damage=0.5)
    content = bytearray((show / "episodes/media/a.mp4").read_bytes())
    at = content.index(b"\x00\x00\x01\xb6", len(content) // 2)
    content[at : at + 4000] = b"\xff" * 4000
    (show / "episodes/media/a.mp4").write_bytes(content)
    built = together("build", "episodes/e.yaml", *more, folder=show)
    assert built.returncode == 2
    assert "e.yaml:5:11" in built.stderr
    assert not (show / "renders/e").exists()
    assert "failed" not in built.stderr
    checked = together("check", "episodes/e.yaml", folder=show)
    assert checked.returncode == 2
    assert checked.stderr.splitlines()[-1] in built.stderr


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", ("-c:v", "libx264", "-preset", "ultrafast", "-g", "25")),
        ("b.avi", ("-c:v", "mjpeg", "-q:v", "3")),  # ffmpeg itself passes over it
    ],
)
def test_damage_that_decoders_hide_is_told_with_the_finished_movie(show: Path, name: str, options: tuple[str, ...]) -> None:
    manifest = film(show, name, *options, damage=0.5)
    checked = together("check", "episodes/e.yaml", folder=show)
    assert checked.returncode == 0
    assert "seems damaged" in checked.stderr + checked.stdout, "or the damage is of another kind"
    for path in (show / "renders").glob(".store/memory.sqlite*"):
        path.unlink()
    assert manifest.exists()
    built = together("build", "episodes/e.yaml", folder=show)
    assert built.returncode == 0, built.stderr
    assert f"the picture of {name} seems damaged at" in built.stdout + built.stderr
    assert (show / "renders/e/e.mp4").exists()


def test_a_film_that_a_strict_decoder_refuses_without_cause_is_built(show: Path, tmp_path: Path) -> None:
    """A stand-in ffmpeg takes every strictly decoded film for damaged."""
    film(show, "a.mp4", "-c:v", "libx264", "-g", "25")
    refusing = f'#!/bin/sh\nfor part in "$@"; do [ "$part" = explode ] && exit 69; done\nexec "{get_ffmpeg_exe()}" "$@"\n'
    stand_in = program(tmp_path / "ffmpeg", refusing)
    built = together("build", "episodes/e.yaml", "--ffmpeg", str(stand_in), folder=show)
    assert built.returncode == 0, built.stderr
    assert is_proven(show) == {True}


def test_a_frame_of_a_film_with_hidden_damage_is_drawn(show: Path) -> None:
    film(show, "b.avi", "-c:v", "mjpeg", "-q:v", "3", damage=0.5)
    for time in ("0:00", "0:01"):
        drawn = together("still", "episodes/e.yaml", time, folder=show)
        assert drawn.returncode == 0, drawn.stderr
    assert is_proven(show) == {True}, "the second one lies behind the damage"


@pytest.mark.parametrize("command", ["plan", "explain"])
def test_what_decodes_nothing_proves_nothing(show: Path, command: str) -> None:
    film(show, "a.mp4", "-c:v", "libx264", "-g", "25")
    told = together(command, "episodes/e.yaml", *(["one/picture/0"] if command == "explain" else []), folder=show)
    assert told.returncode == 0, told.stderr
    assert is_proven(show) <= {False}


def test_only_the_inputs_named_are_decoded_strictly() -> None:
    arguments = ["-ss", "1", "-i", "file:in/a.mp4", "-f", "nut", "-i", "/of/in/b.nut", "-i", "/of/in/c.mp4", "/of/out/i.mp4"]
    assert strictly(arguments, [Path("/of/in/a.mp4"), Path("/of/in/c.mp4")], Path("/of")) == [
        "-ss", "1", "-err_detect:v", "explode", "-i", "file:in/a.mp4", "-f", "nut", "-i", "/of/in/b.nut",
        "-err_detect:v", "explode", "-i", "/of/in/c.mp4", "/of/out/i.mp4",
    ]  # fmt: skip
    assert strictly(arguments, [], Path("/of")) == arguments


def test_what_fails_by_itself_is_told_among_what_a_build_tells_before_its_end(show: Path) -> None:
    (show / "episodes/media/bad.py").write_text("def scene(**shape):\n    raise ValueError('no sun today')\n")
    (show / "episodes/e.yaml").write_text(
        "episode: {title: A}\nsegments:\n  - animation: One\n    by: ana\n    scene: bad.py\n    length: 1\n"
    )
    built = together("build", "episodes/e.yaml", "--json", folder=show)
    assert built.returncode == 1
    told = [json.loads(line) for line in built.stdout.splitlines()]
    assert [one["event"] for one in told].count("failed") == 1
    assert "no sun today" in built.stderr
