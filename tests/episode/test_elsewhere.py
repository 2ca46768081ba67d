"""A real episode, made here and made in another process with another store, which sees neither the show nor this store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from pipeline.execution.execute import execute
from pipeline.execution.local_store import LocalStore
from pipeline.execution.missing import missing
from tests.episode.show import counting, ffmpeg, make_show, opened_warm
from tests.execution.elsewhere import ElsewhereMaker

pytestmark = pytest.mark.ffmpeg

MANIFEST = """
episode: {title: Elsewhere, season: 1, number: 1}
segments:
  - docu-short: Two Takes
    clips:
      - {file: one.mov, by: ana, role: camera, sound: voice, lower_third: auto}
      - {file: two.mov, by: ben, role: camera}
    dissolve: 0.4
  - animation: Numbered
    frames: "frames/%03d.png"
    rate: 5
    by: ben
    role: animation
"""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = "ana: {name: Ana Núñez}\nben: {name: Ben}\n"
    show = make_show(tmp_path_factory.mktemp("show") / "show", "rate: 25\nopening: off\ninterstitial: {length: 1}\n", people)
    media = show / "episodes" / "media"
    counting(media / "one.mov", 50)
    counting(media / "two.mov", 50)
    (media / "frames").mkdir()
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x90:r=5:d=1", str(media / "frames" / "%03d.png"))
    (show / "episodes" / "e.yaml").write_text(MANIFEST)
    return show / "episodes" / "e.yaml"


@pytest.mark.long
def test_an_episode_made_elsewhere_has_the_same_bytes(manifest: Path, tmp_path: Path) -> None:
    with opened_warm([manifest]) as opened, LocalStore(tmp_path / "store") as other:
        work, here = opened.work(manifest, "tiny"), opened.show.store
        plan = work.plan
        opened.build([work], workers=2)
        with closing(ElsewhereMaker(other, opened.show.sources, tmp_path / "elsewhere")) as maker:
            results = execute([plan], other, maker)
        assert sorted(results.ran) == sorted(action.key for action in plan.actions)
        assert {action.pool for action in plan.actions} == {"encode", "draw", "sound", "join"}
        for action in plan.actions:
            for output in action.outputs:
                origin = action.output(output.name)
                assert other.output(origin) == here.output(origin), action.address
        movie = plan.results["movie"]
        assert other.path(movie).read_bytes() == here.path(movie).read_bytes()
        assert missing([plan], other)[0] == ()
