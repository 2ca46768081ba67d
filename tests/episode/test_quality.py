"""Quality control at the end of a build: what it measures after an edit, what it tells, what it stops."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.app import seasons
from pipeline.app.standing import Published
from pipeline.execution.events import Event, Finished
from tests.episode.show import PLAIN, TINY, ffmpeg, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {{title: Q, season: 1, number: 1}}
segments:
  - clip: Alpha
    file: alpha.mov
    by: ana
    lower_third: {{show: {name}, at: 5, length: 2}}
  - clip: Beta
    file: {beta}.mov
    by: ana
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    show = make_show(tmp_path_factory.mktemp("quality") / "show", f"rate: 25\n{PLAIN}")
    (show / "profiles/rough.yaml").write_text(f"{TINY}needs_clearance: false\n")
    sound = ("-f", "lavfi", "-i", "anoisesrc=c=pink:a=0.2:d=12:r=48000", "-c:a", "pcm_s16le")
    strobe = "drawbox=t=fill:c=white:enable='lt(mod(n,5),2)'"
    for name, picture in (("alpha", "null"), ("beta", "hue=h=90"), ("strobe", strobe), ("dark", "drawbox=t=fill:c=black")):
        source = f"testsrc2=s=160x90:r=25:d=12,{picture}"
        coded = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(show / f"episodes/media/{name}.mov"))
        ffmpeg("-f", "lavfi", "-i", source, *sound, *coded)
    return show


@pytest.fixture
def manifest(original: Path, tmp_path: Path) -> Path:
    show = shutil.copytree(original, tmp_path / "show")
    (show / "episodes/e.yaml").write_text(MANIFEST.format(name="Ana", beta="beta"))
    return show / "episodes/e.yaml"


def built(manifest: Path, profile: str = "tiny") -> tuple[Published, list[str], list[str]]:
    """Build; return what was published, the spans that were encoded, and those that were looked at."""
    ran: list[tuple[str, str]] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            ran.append((event.action.pool, event.action.address))

    with opened_warm([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], profile), workers=2, listen=listen)
    found = season.published[manifest, profile]
    assert found is not None
    encoded = sorted(address for pool, address in ran if pool == "encode")
    return found, encoded, sorted(address for pool, address in ran if pool == "check")


def report(published: Published) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((published.movie.parent / "qc.json").read_bytes())["findings"]
    return [finding for finding in told if finding["code"] != "chapters"]


def test_an_edited_name_measures_its_spans_alone(manifest: Path) -> None:
    first, encoded, looked = built(manifest)
    assert report(first) == []
    assert looked == sorted([*(f"{address}/look" for address in encoded), "programme/listening", "programme/thumbnail/look"])
    manifest.write_text(MANIFEST.format(name="Ben", beta="beta"))
    again, encoded, looked = built(manifest)
    assert 0 < len(encoded) <= 2
    assert looked == [f"{address}/look" for address in encoded]
    assert report(again) == []


def test_a_clip_that_flashes_is_refused_with_its_line(manifest: Path) -> None:
    manifest.write_text(MANIFEST.format(name="Ana", beta="strobe"))
    found, _, _ = built(manifest)
    assert not found.is_good
    (flashes,) = (finding for finding in report(found) if finding["code"] == "flashes")
    assert flashes["segment"] == "beta"
    assert (flashes["where"]["path"], flashes["where"]["line"]) == ("episodes/e.yaml", 7)
    assert flashes["severity"] == "error"
    assert flashes["hint"]


def test_a_dark_clip_is_told_and_published(manifest: Path) -> None:
    manifest.write_text(MANIFEST.format(name="Ana", beta="dark"))
    found, _, _ = built(manifest)
    assert found.is_good
    told = [(finding["code"], finding["segment"], finding["timecode"]) for finding in report(found)]
    assert told == [("black", "beta", "0:00:12.000")]


def test_a_draft_gets_the_cheap_half(manifest: Path) -> None:
    manifest.write_text(MANIFEST.format(name="Ana", beta="strobe"))
    found, _, looked = built(manifest, "rough")
    assert found.is_good
    assert "programme/listening" in looked
    assert report(found) == []
    manifest.write_text(MANIFEST.format(name="Ana", beta="dark"))
    assert [finding["code"] for finding in report(built(manifest, "rough")[0])] == ["black"]
