"""The demo's podcast and its timeline for editing programs: every file is opened by something that did not make it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pipeline.app import seasons, session
from tests.browser import PROGRAM, started
from tests.cli.command import together

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.long]

ROOT = Path(__file__).parents[2]
NAME = "s01e01.podcast"
NAMESPACE = "https://podcastindex.org/namespace/1.0"
KNOWN = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
"""The same namespace as that parser spells it; both are in use."""
CHANNEL = """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Show</title><link>https://example.org</link>{}</channel></rss>
"""


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    show = tmp_path_factory.mktemp("demo") / "show"
    shutil.copytree(ROOT / "episodes", show / "episodes", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([sys.executable, "-m", "episodes.generator", str(show / "episodes/media")], cwd=ROOT, check=True)
    return show


@pytest.fixture(scope="module")
def package(show: Path) -> Path:
    manifest = show / "episodes/s01e01.yaml"
    with session.opened([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], "podcast"), workers=2)
    (made,) = season.published.values()
    assert made is not None
    assert made.is_good, made.told
    return made.movie.parent


def test_a_parser_of_feeds_finds_every_file(package: Path) -> None:
    podcastparser = pytest.importorskip("podcastparser")
    item = (package / "rss-item.xml").read_text().partition("?>")[2]
    channel = CHANNEL.format(item).replace(NAMESPACE, KNOWN)
    feed = podcastparser.parse("https://example.org/feed/", io.BytesIO(channel.encode()))
    (told,) = feed["episodes"]
    assert told["title"] == "A Small Thing"
    assert told["guid"] == "Together, Apart/s01e01"
    assert told["total_time"] == 95
    assert told["description"].startswith("A tune from three kitchens")
    (sound,) = told["enclosures"]
    main = package / f"{NAME}.m4a"
    assert (sound["url"], sound["file_size"]) == (f"https://example.org/feed/{main.name}", main.stat().st_size)
    linked = [told["chapters_json_url"], told["transcript_url"], told["episode_art_url"]]
    assert all((package / url.removeprefix("https://example.org/feed/")).is_file() for url in linked)
    people = {one["name"] for one in told["persons"]}
    with (package / "credits.csv").open(encoding="utf-8-sig", newline="") as table:
        assert people == {row["name"] for row in csv.DictReader(table)}
    assert told["published"] == 1805652000, "2027-03-21 18:00 UTC, as the film"


@pytest.mark.parametrize(("ending", "codec"), [("m4a", "AAC"), ("mp3", "MPEG Audio")])
def test_mediainfo_names_the_sound_its_language_and_its_cover(ending: str, codec: str, package: Path) -> None:
    tracks = pytest.importorskip("pymediainfo").MediaInfo.parse(package / f"{NAME}.{ending}").tracks
    general, audio = tracks[0], next(track for track in tracks if track.track_type == "Audio")
    assert (audio.format, audio.sampling_rate, audio.channel_s) == (codec, 48000, 2)
    assert (general.title, general.performer, general.cover) == ("A Small Thing", "Together, Apart", "Yes")
    if ending == "mp3":
        assert general.cover_type == "Cover (front)"
    else:
        assert (general.codec_id.strip(), audio.language) == ("M4A", "en")
        assert "Kitchen Table" in str(next(track for track in tracks if track.track_type == "Menu").to_data())


def test_pictures_and_tables_open(package: Path) -> None:
    with Image.open(package / "thumbnail.jpg") as cover:
        cover.load()
        assert (cover.format, cover.size) == ("JPEG", (1400, 1400))
    marks = json.loads((package / "chapters.json").read_text())["chapters"]
    assert marks[0] == {"startTime": 0.0, "title": "Kitchen Table"}
    for path in package.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1, path.name


@pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium")
@pytest.mark.parametrize("ending", ["m4a", "mp3"])
def test_chromium_plays_it(ending: str, package: Path) -> None:
    with started() as page:
        page.open(package / f"{NAME}.{ending}")
        told = page.run(
            """(async () => {
              const sound = document.querySelector("video, audio");
              sound.muted = true;
              await sound.play();
              await new Promise(done => setTimeout(done, 1500));
              return [Math.round(sound.duration), sound.currentTime > 0.5, sound.error];
            })()"""
        )
    assert told == [95, True, None]


def test_the_timelines_own_library_opens_the_cut(show: Path) -> None:
    otio = pytest.importorskip("opentimelineio")
    done = together("export", "episodes/s01e01.yaml", folder=show)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.strip())
    timeline = otio.adapters.read_from_file(str(path))
    assert round(timeline.duration().to_seconds()) == 95
    clips = [clip for clip in timeline.find_clips() if isinstance(clip.media_reference, otio.schema.ExternalReference)]
    assert len(clips) > 10
    assert all((path.parent / clip.media_reference.target_url).exists() for clip in clips)
    assert "Kitchen Table" in [marker.name for marker in timeline.tracks.markers]
