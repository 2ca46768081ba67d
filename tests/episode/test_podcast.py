"""A deliverable that is heard alone: no picture is encoded, and players of podcasts find all they ask for."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as Xml

import av
import pytest
from PIL import Image

from pipeline.app import seasons, session
from pipeline.execution.events import Event, Finished
from pipeline.faults import InputFault, Severity
from pipeline.media.opened import look
from pipeline.profiles import load
from pipeline.qc.model import Planned, PlannedSegment
from pipeline.qc.opened import opened
from pipeline.timebase import FrameRange
from tests.episode.show import PLAIN, ffmpeg, make_show, opened_warm, sound

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

PODCAST = """\
extends: podcast
video: {width: 320, height: 320}
loudness: {target: -18}
"""
MANIFEST = """\
episode: {title: "Heard & Told", season: 2, number: 3, language: de, air_date: 2026-11-28, description: What was said.}
segments:
  - clip: One
    file: moving.mov
    length: 11
    by: ana
    captions: {en: spoken.srt}
  - clip: Two
    file: moving.mov
    length: 12
    by: ana
  - clip: Three
    file: moving.mov
    length: 10.5
    by: ana
"""
NAMES = {"itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "podcast": "https://podcastindex.org/namespace/1.0"}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = make_show(tmp_path_factory.mktemp("podcast") / "show", f"rate: 25\n{PLAIN}")
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=13", "-f", "lavfi", "-i", "anoisesrc=r=48000:d=13:a=0.2:seed=1",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
        str(folder / "episodes/media/moving.mov"),
    )  # fmt: skip
    (folder / "episodes/media/spoken.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nspoken\n")
    (folder / "profiles/heard.yaml").write_text(PODCAST)
    manifest = folder / "episodes/s02e03.yaml"
    manifest.write_text(MANIFEST)
    ran: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            ran.append(event.action.address)

    with opened_warm([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], "heard"), workers=2, listen=listen)
        (found,) = season.published.values()
        assert found is not None
        assert not [words for severity, words in found.told if severity is Severity.ERROR]
        judged = opened.judge(manifest, "heard", workers=2)
        assert not [words for severity, words in judged.told if severity is Severity.ERROR]
        assert judged.report.measurements.sound.loudness == pytest.approx(-18, abs=0.2), "it is listened to anew"
    return found.movie.parent, ran


def test_no_picture_is_encoded(package: tuple[Path, list[str]]) -> None:
    folder, ran = package
    assert folder.name == "s02e03.heard"
    assert not [address for address in ran if "/picture/" in address or "/transition/" in address]


@pytest.mark.parametrize("ending", ["m4a", "mp3"])
def test_each_file_has_the_sound_its_chapters_and_its_cover(package: tuple[Path, list[str]], ending: str) -> None:
    path = package[0] / f"s02e03.heard.{ending}"
    with av.open(str(path)) as file:
        chapters = [(float(one["start"] * one["time_base"]), one["metadata"]["title"]) for one in file.chapters()]
        assert chapters == [(0, "One"), (11, "Two"), (23, "Three")]
        assert file.metadata["title"] == "Heard & Told"
        assert file.streams.audio[0].codec_context.codec.canonical_name == {"m4a": "aac"}.get(ending, ending)
    heard = sound(path)
    assert abs(len(heard) / 48_000 - 33.5) < 0.05
    said = ffmpeg("-i", str(path), "-map", "0:v", "-f", "image2pipe", "-c:v", "png", "-")
    assert said[:4] == b"\x89PNG"


def frames_of_id3(content: bytes) -> dict[str, bytes]:
    """Return the frames at the beginning of an MP3 by name (id3.org, id3v2.3.0 and 2.4.0)."""
    def whole(four: bytes, bits: int) -> int:
        return sum(byte << bits * (3 - place) for place, byte in enumerate(four))

    assert content[:3] == b"ID3"
    at, end, bits, found = 10, 10 + whole(content[6:10], 7), 7 if content[3] == 4 else 8, dict[str, bytes]()
    while at + 10 <= end and content[at]:
        size = whole(content[at + 4 : at + 8], bits)
        found[content[at : at + 4].decode()] = content[at + 10 : at + 10 + size]
        at += 10 + size
    return found


def test_the_mp3_has_a_front_cover_and_its_language(package: tuple[Path, list[str]]) -> None:
    told = frames_of_id3((package[0] / "s02e03.heard.mp3").read_bytes())
    encoding, rest = told["APIC"][0], told["APIC"][1:]
    kind, rest = rest.split(b"\0", 1)
    assert (encoding in (0, 3), kind, rest[0]) == (True, b"image/jpeg", 3), "3 is the front cover"
    description, picture = rest[1:].split(b"\0", 1)
    assert description == b""
    assert picture[:3] == b"\xff\xd8\xff"
    assert told["TLAN"].strip(b"\0\x03") == b"deu"


def test_the_m4a_is_one_and_says_its_language(package: tuple[Path, list[str]], tmp_path: Path) -> None:
    path = package[0] / "s02e03.heard.m4a"
    content = path.read_bytes()
    assert content[4:12] == b"ftypM4A "
    with av.open(str(path)) as file:
        assert [stream.language for stream in (*file.streams.audio, *file.streams.data)] == ["deu", "deu"]
    planned = Planned(
        838, Fraction(25), 1_608_480, "de", segments=(PlannedSegment("one", "One", FrameRange(0, 838)),),
        marks=((0, "One"), (275, "Two"), (575, "Three")),
    )  # fmt: skip
    profile = load("podcast")
    assert list(opened(look(path), (), planned, profile)) == []
    other = tmp_path / "other.m4a"
    other.write_bytes(content.replace(b"ftypM4A ", b"ftypisom", 1))
    (brand, sound, titles) = opened(look(other), (), replace(planned, language="es"), profile)
    assert brand.message == "the file says that it is of the brand 'isom', not 'M4A '"
    assert sound.message == "the track of the sound is said to be in 'deu', and it is in 'spa'"
    assert titles.message == "the track of the chapters is said to be in 'deu', and it is in 'spa'"


@pytest.mark.parametrize("ending", ["m4a", "mp3"])
def test_a_file_of_a_podcast_is_judged_alone(package: tuple[Path, list[str]], tmp_path: Path, ending: str) -> None:
    other = tmp_path / f"talk.{ending}"
    other.write_bytes((package[0] / f"s02e03.heard.{ending}").read_bytes())
    with session.opened_near(package[0]) as opened:
        judged = opened.judge(other, "heard", workers=1)
        with pytest.raises(InputFault) as fault:
            opened.judge(other, "youtube", workers=1)
    (told,) = fault.value.diagnostics
    assert (told.message, "--profile podcast" in told.hint) == ("this is a sound and no movie", True)
    assert judged.told == ()
    assert any("not listened to: it is mp3" in note for note in judged.notes) == (ending == "mp3")


def test_the_feeds_item_leads_to_every_file(package: tuple[Path, list[str]]) -> None:
    folder, _ = package
    item = Xml.parse(folder / "rss-item.xml").getroot()
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": "s02e03.heard.m4a", "type": "audio/x-m4a", "length": str((folder / "s02e03.heard.m4a").stat().st_size)
    }  # fmt: skip
    other = item.find("podcast:alternateEnclosure/podcast:source", NAMES)
    assert other is not None
    linked = [one.get("url") for one in item.findall("podcast:transcript", NAMES)] + [other.get("uri"), "thumbnail.jpg"]
    assert {"s02e03.heard.en.srt", "s02e03.heard.en.vtt", "transcript.en.html", "s02e03.heard.mp3"} <= set(linked)
    assert all((folder / str(name)).is_file() for name in linked)
    assert item.findtext("title") == "Heard & Told"
    assert item.findtext("pubDate") == "Sat, 28 Nov 2026 12:00:00 +0000", "when the film is public, too"
    assert (item.findtext("itunes:season", "", NAMES), item.findtext("itunes:episode", "", NAMES)) == ("2", "3")
    assert [one.text for one in item.findall("podcast:person", NAMES)] == ["Ana Núñez"]
    marks = json.loads((folder / "chapters.json").read_text())
    assert [(one["startTime"], one["title"]) for one in marks["chapters"]] == [(0, "One"), (11, "Two"), (23, "Three")]
    with Image.open(folder / "thumbnail.jpg") as cover:
        assert cover.size == (320, 320)
