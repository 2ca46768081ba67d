"""A changed parameter of a tool at one clip: its spans are encoded again and no others, and it is named as the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app.session import Session
from tests.app.small import small_show
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.long]

EPISODE = """\
episode: {title: Tools, season: 1, number: 1}
segments:
  - docu-short: Home
    clips:
      - {file: count.mov, by: ana, out: 1, denoise_picture: light}
      - {file: count.mov, by: ana, out: 1, match: steps/step_0002.png}
      - {file: count.mov, by: ben, out: 1, text: Oaxaca}
      - {file: count.mov, by: ben, out: 1, layout: side-by-side, picture_in_picture: {file: steps/step_0001.png, by: ana}}
      - {file: count.mov, by: ben, out: 1, speed: {ramp: [{at: 0.2, speed: 1}, {at: 0.6, speed: 0.5}]}}
  - animation: Sum
    scene: builtin/counter
    parameters: {to: 12}
    length: 1
    by: ana
"""
M = "episodes/s01e01.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the show and build its episode once."""
    manifest = small_show(tmp_path_factory.mktemp("tools"))
    manifest.write_text(EPISODE)
    with opened_warm([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return manifest


@pytest.fixture
def opened(built: Path) -> Iterator[Session]:
    with opened_warm([built]) as one:
        yield one


@pytest.mark.parametrize(
    ("old", "new", "sentence", "spans"),
    [
        ("picture: light", "picture: strong", "5: `denoise_picture` of the clip count.mov changed from light to strong", [0]),
        ("step_0002", "step_0004",
         "6: `match` of the clip count.mov changed from steps/step_0002.png to steps/step_0004.png", [1]),
        ("text: Oaxaca", "text: Oslo", "7: `text` of the clip count.mov changed from Oaxaca to Oslo", [2]),
        ("side-by-side", "row", "8: `layout` of the clip count.mov changed from side-by-side to row", [3]),
        ("speed: 0.5", "speed: 0.4", "9: `speed` of a point of the ramp of the clip count.mov changed from 0.5 to 0.4", [4]),
    ],
)  # fmt: skip
def test_a_clips_tool_is_the_reason_of_its_spans_alone(
    opened: Session, built: Path, old: str, new: str, sentence: str, spans: list[int]
) -> None:
    assert made(opened, built, old, new) == ({f"{M}:{sentence}"}, [f"home/picture/{number}" for number in spans])


def test_a_scenes_parameter_is_the_reason_of_its_spans_alone(opened: Session, built: Path) -> None:
    sentence = f"{M}:12: `parameters: to` of the segment changed from 12 to 30"
    assert made(opened, built, "to: 12", "to: 30") == ({sentence}, ["sum/picture/0"])


def made(opened: Session, built: Path, old: str, new: str) -> tuple[set[str], list[str]]:
    """Return what is told as the reason of all that is made again after an edit, and which spans of the picture that is."""
    text = built.read_text()
    assert text.count(old) == 1
    opened.edit(built, text.replace(old, new))
    reasons = opened.forecast(opened.work(built)).reasons
    told = {str(cause) for reason in reasons for cause in reason.causes}
    return told, [reason.action.address for reason in reasons if "/picture/" in reason.action.address]
