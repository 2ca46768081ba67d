"""The demo's package: every file of it is opened by something that did not make it, and says what it should."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.app import seasons, session
from tests.browser import PROGRAM, started

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.long]

ROOT = Path(__file__).parents[2]
PACKAGE = os.environ.get("TOGETHER_PACKAGE")
"""A package of the demo for YouTube that lies there already: to make one takes minutes."""

Box = tuple[str, bytes]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if PACKAGE:
        return Path(PACKAGE)
    show = tmp_path_factory.mktemp("demo") / "show"
    shutil.copytree(ROOT / "episodes", show / "episodes", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "episodes.generator", str(show / "episodes/media")], cwd=ROOT, check=True)
    manifest = show / "episodes/s01e01.yaml"
    with session.opened([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], "youtube"), workers=2)
    (made,) = season.published.values()
    assert made is not None
    return made.movie.parent


@pytest.fixture(scope="module")
def movie(package: Path) -> Path:
    (found,) = package.glob("*.mp4")
    return found


def boxes(content: bytes) -> Iterator[Box]:
    """Yield the boxes of a part of an MP4: type and content (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, at + 8)[0], 16
        assert size >= head, kind
        yield kind.decode("latin-1"), content[at + head : at + size]
        at += size
    assert at == len(content)


def inside(content: bytes, *path: str) -> bytes:
    """Return the content of the first box on a path."""
    for name in path:
        content = next(inner for kind, inner in boxes(content) if kind == name)
    return content


def everywhere(content: bytes) -> Iterator[str]:
    """Yield the types of all boxes in which others can be."""
    for kind, inner in boxes(content):
        yield kind
        if kind in ("moov", "trak", "mdia", "minf", "stbl", "edts", "udta"):
            yield from everywhere(inner)


def test_the_list_of_checksums_is_what_sha256sum_reads(package: Path) -> None:
    done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=package, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert len(done.stdout.splitlines()) == len(list(package.iterdir())) - 1


def test_pillow_opens_every_picture(package: Path) -> None:
    wide = ("thumbnail.jpg", "thumbnail.2.jpg", "thumbnail.3.jpg")
    wanted = {**dict.fromkeys(wide, (1280, 720)), "poster.jpg": (1000, 1500)}
    assert {path.name for path in package.glob("*.jpg")} == set(wanted)
    seen = set()
    for name, size in wanted.items():
        with Image.open(package / name) as picture:
            picture.load()
            assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", size)
            seen.add(picture.convert("L").resize((32, 18)).tobytes())
        assert (package / name).stat().st_size < 2_000_000
    assert len(seen) == len(wanted), "four pictures that differ"


@pytest.mark.parametrize("name", ["credits.csv", "ledger.csv", "cue-sheet.csv"])
def test_a_spreadsheet_opens_every_table(package: Path, name: str) -> None:
    text = (package / name).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) > 3
    assert len({len(row) for row in rows}) == 1, "every row has as many cells as the first"


def test_the_boxes_of_the_film_are_as_platforms_ask(movie: Path) -> None:
    content = movie.read_bytes()
    kinds = [kind for kind, _ in boxes(content)]
    assert kinds.index("moov") < kinds.index("mdat")
    moov = inside(content, "moov")
    assert "elst" not in list(everywhere(moov))
    entries = []
    for kind, track in boxes(moov):
        if kind == "trak":
            handler = inside(track, "mdia", "hdlr")[8:12].decode()
            entries.append((handler, inside(track, "mdia", "minf", "stbl", "stsd")[12:16].decode()))
    assert entries[:2] == [("vide", "avc1"), ("soun", "mp4a")]
    video = next(inner for kind, inner in boxes(moov) if kind == "trak")
    entry = inside(video, "mdia", "minf", "stbl", "stsd")[16:]
    assert struct.unpack_from(">HH", entry, 24) == (1920, 1080)
    described = dict(boxes(entry[78:]))
    assert described["avcC"][1] == 100, "High"
    assert described["colr"][:10] == b"nclx" + struct.pack(">HHH", 1, 1, 1), "BT.709"


def test_sound_and_chapters_say_that_they_are_in_english(movie: Path) -> None:
    told = sorted(
        (inside(track, "mdia", "hdlr")[8:12].decode(), int.from_bytes(inside(track, "mdia", "mdhd")[-4:-2], "big"))
        for kind, track in boxes(inside(movie.read_bytes(), "moov"))
        if kind == "trak"
    )
    english, spanish, undetermined = 0x15C7, 0x4E01, 0x55C4  # five bits a letter: eng, spa, und
    captions = [("sbtl", english), ("sbtl", spanish)]
    assert told == sorted([("vide", undetermined), ("soun", english), ("text", english), *captions])


def chapters_of(moov: bytes) -> list[tuple[float, str]]:
    """Return the chapters of a box `chpl`, and hold the track of chapters against them."""
    content = inside(moov, "udta", "chpl")
    at, found = 9, []
    for _ in range(content[8]):
        begin, size = struct.unpack_from(">QB", content, at)
        found.append((begin / 10_000_000, content[at + 9 : at + 9 + size].decode()))
        at += 9 + size
    assert at == len(content)
    return found


def test_film_text_and_upload_tell_the_same_chapters(package: Path, movie: Path) -> None:
    inner = chapters_of(inside(movie.read_bytes(), "moov"))
    lines = (package / "chapters.txt").read_text().splitlines()
    written = []
    for line in lines:
        minutes, seconds, title = re.fullmatch(r"(\d+):(\d\d) (.+)", line).groups()  # type: ignore[union-attr]
        written.append((int(minutes) * 60 + int(seconds), title))
    assert [(int(begin), title) for begin, title in inner] == written
    told = json.loads((package / "upload.json").read_text())
    assert [(one["startSeconds"], one["title"]) for one in told["chapters"]] == written
    assert "\n".join(lines) in (package / "description.txt").read_text()
    assert written[0][0] == 0
    assert all(later - begin >= 10 for (begin, _), (later, _) in pairwise(written))


def test_mediainfo_names_codecs_and_colour(movie: Path) -> None:
    tracks = pytest.importorskip("pymediainfo").MediaInfo.parse(movie).tracks
    general, video, audio = tracks[:3]
    assert general.format == "MPEG-4"
    assert (video.format, video.format_profile.split("@")[0], video.width, video.height) == ("AVC", "High", 1920, 1080)
    assert (video.chroma_subsampling, video.bit_depth, video.scan_type, video.frame_rate) == ("4:2:0", 8, "Progressive", "24.000")
    assert {video.color_primaries, video.transfer_characteristics, video.matrix_coefficients} == {"BT.709"}
    assert video.frame_rate_mode == "CFR"
    assert (audio.format, audio.format_additionalfeatures, audio.sampling_rate, audio.channel_s) == ("AAC", "LC", 48000, 2)
    menu = next(track for track in tracks if track.track_type == "Menu")
    assert "Kitchen Table" in str(menu.to_data())


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")
def test_chromium_plays_the_film(movie: Path) -> None:
    with started() as page:
        page.open(movie)
        told = page.run(
            """(async () => {
              const video = document.querySelector("video");
              video.muted = true;
              await video.play();
              await new Promise(done => setTimeout(done, 1500));
              return [video.videoWidth, video.videoHeight, Math.round(video.duration), video.currentTime > 0.5, video.error];
            })()"""
        )
    assert told == [1920, 1080, 95, True, None]


def test_the_page_says_what_a_reader_would(package: Path) -> None:
    told = json.loads((package / "upload.json").read_text())["video"]
    text = (package / "description.txt").read_text()
    assert (package / "title.txt").read_text() == "Together, Apart S1E1: A Small Thing\n" == f"{told['snippet']['title']}\n"
    assert told["snippet"]["description"] == text
    assert len(text.encode()) <= 5000
    assert not set("<>") & set(text)
    first, about, *rest = (part for part in text.split("\n\n"))
    assert first == "A tune from three kitchens, a poem in four languages, half a quilt, and what became of it."
    assert about.startswith("Together, Apart · S1 E1 · March 21, 2027\nhttps://example.org/together-apart")
    assert rest[0].startswith("Chapters\n0:00 Kitchen Table\n")
    assert text.rstrip().endswith("#together #madeathome")
    assert "Long Light" not in text, "a bed is no piece"
    assert (package / "tags.txt").read_text().splitlines() == told["snippet"]["tags"]
    assert told["localizations"]["es"]["title"] == "A distancia, a la vez S1E1: Una cosa pequeña"
    assert told["status"]["publishAt"] == "2027-03-21T18:00:00Z"
    for name in ("qc.json", "package.json", "upload.json"):
        json.loads((package / name).read_text())
    for page in package.glob("*.html"):
        assert page.read_text().lower().startswith("<!doctype html>")


def test_every_caption_file_is_read_by_another(package: Path) -> None:
    pysubs2: Any = pytest.importorskip("pysubs2")
    files = sorted([*package.glob("*.srt"), *package.glob("*.vtt")])
    assert len(files) == 4
    counts = [len(pysubs2.load(str(path))) for path in files]
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]
