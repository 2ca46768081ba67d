"""What a producer lets pass is published, told with its reason, and makes nothing again; a waiver of nothing is an error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.app import seasons
from pipeline.app.standing import Published
from pipeline.execution.events import Event, Finished
from tests.episode.show import BARE, ffmpeg, make_show, opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

HEAD = "episode: {title: Flashes}\n"
SEGMENTS = "segments:\n  - card: Hello\n    length: 1\n  - clip: Strobe\n    file: strobe.mov\n    by: ana\n"


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("waived") / "show", f"rate: 25\n{BARE}")
    ffmpeg(  # every two frames black and white change: six flashes a second over the whole picture
        "-f", "lavfi", "-i", "nullsrc=s=160x90:r=25:d=2,geq=lum='if(lt(mod(N,4),2),60,200)+X/8':cb=128:cr=128",
        "-f", "lavfi", "-i", "sine=440:sample_rate=48000:duration=2", "-c:v", "libx264", "-qp", "0", "-preset", "ultrafast",
        "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", str(folder / "episodes/media/strobe.mov"),
    )  # fmt: skip
    return folder


def built(show: Path, manifest: str) -> tuple[Published, list[str]]:
    path, ran = show / "episodes/e.yaml", []
    path.write_text(manifest)

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            ran.append(event.action.address)

    with opened_warm([path]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [path], "tiny"), workers=2, listen=listen)
    found = season.published[path, "tiny"]
    assert found is not None
    assert found.is_good == season.is_good
    return found, ran


def codes(published: Published) -> list[str]:
    return [words.split(":")[0] for _, words in published.told]


def test_a_finding_is_let_pass_told_with_its_reason_and_nothing_is_made_again(show: Path) -> None:
    refused, _ = built(show, HEAD + SEGMENTS)
    assert not refused.is_good
    assert codes(refused) == ["error flashes"]

    waived, ran = built(show, HEAD + SEGMENTS + "    waive: [{code: flashes, reason: a warning is spoken before}]\n")
    assert waived.is_good
    assert ran == []
    ((_, words),) = waived.told
    assert words.startswith("waived flashes: 0:00:01.")
    assert words.endswith("; a warning is spoken before (episodes/e.yaml:8:13)")
    report = json.loads((waived.movie.parent / "qc.json").read_text())
    assert (report["verdict"], report["findings"]) == ("pass", [])
    (one,) = report["waived"]
    assert (one["code"], one["reason"], one["segment"]) == ("flashes", "a warning is spoken before", "strobe")

    again, ran = built(show, (show / "episodes/e.yaml").read_text())
    assert (again.told, again.is_good, again.is_new, ran) == (waived.told, True, False, [])


def test_the_time_of_an_episodes_waiver_counts_from_its_beginning(show: Path) -> None:
    waived, _ = built(show, HEAD + 'waive:\n  - {code: flashes, at: 0:01, reason: it is announced}\n' + SEGMENTS)
    assert (waived.is_good, codes(waived)) == (True, ["waived flashes"])


def test_a_waiver_of_nothing_refuses_the_package_at_its_line(show: Path) -> None:
    told, ran = built(show, HEAD + "waive:\n  - {code: flashes, segment: hello, reason: it is announced}\n" + SEGMENTS)
    assert (told.is_good, ran, codes(told)) == (False, [], ["error flashes", "error waiver"])
    words = told.told[1][1]
    assert "this waiver of flashes matches nothing that was found (episodes/e.yaml:3:5)" in words
    assert "; flashes was found at 0:00:01." in words
