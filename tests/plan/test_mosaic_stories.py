"""An edit of one player of a mosaic encodes what shows that player, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.episode.show import ffmpeg
from tests.plan.stories import Story

pytestmark = pytest.mark.ffmpeg

MANIFEST = """
episode: {title: Story, season: 1, number: 1, language: en}
segments:
  - music: Song
    stems:
      - {file: guitar.wav, by: ana}
      - {file: late.wav, by: ben}
    picture: {mosaic: [{file: talk.mp4, by: ana}, {file: talk.mp4, by: ben, in: 1}]}
    length: 30
    lower_third: off
"""


@pytest.fixture
def story(show: Path) -> Story:
    """A mosaic of 30 seconds whose second player comes after 14, and is not seen before; its spans end every 6 or 12 seconds."""
    media = show / "episodes/media"
    tone = "aevalsrc='0.4*sin(880*PI*t)*gt(t,14)':s=48000:d=30"
    ffmpeg("-f", "lavfi", "-i", tone, str(media / "late.wav"))
    ffmpeg("-f", "lavfi", "-i", "sine=440:r=48000:d=30", "-y", str(media / "guitar.wav"))
    settings = (show / "episodes/show.yaml").read_text().replace("theme: paper\n", "theme: dark\nopening: off\ncredits: off\n")
    (show / "templates/dark").mkdir(parents=True)
    (show / "templates/dark/theme.yaml").write_text("title: Dark\nextends: create-together\nmosaic: {veil: 100}\n")
    bare = [line for line in settings.splitlines() if not line.startswith(("opening: {", "credits: {", "end: {"))]
    (show / "episodes/show.yaml").write_text("\n".join([*bare, "end: off\n"]))
    (show / "episodes/e.yaml").write_text(MANIFEST)
    return Story(show)


def spans(ran: list[str]) -> list[int]:
    return [int(one.rpartition("/")[2]) for one in ran if one.startswith("song/picture/")]


@pytest.mark.parametrize(
    "edit",
    [
        lambda story: story.edit("by: ben, in: 1}", "by: ben, in: 1.5}"),
        lambda story: story.edit("by: ben, in: 1}", "by: ben, in: 1, focus: 30% 40%}"),
    ],
    ids=["where the film begins", "its focus"],
)
def test_what_changes_of_a_player_who_comes_late_leaves_what_is_shown_before(edit: Callable[[Story], None], story: Story) -> None:
    every = spans(story.build())
    edit(story)
    ran = story.build()
    late = spans(ran)
    assert 0 < len(late) <= len(every) - 2, "of 30 seconds, 14 show the first alone, in spans of 12 at most"
    assert late == every[-len(late) :]
    assert [one for one in ran if "/picture/" not in one] == ["programme/join"], "no name, no sheet, no sound"


def test_where_a_player_s_film_ends_earlier_only_what_is_held_is_encoded(story: Story) -> None:
    every = spans(story.build())
    story.edit("by: ana}, {file", "by: ana, out: 25, loop: off}, {file")
    held = spans(story.build())
    assert held == [every[-1]] or held == every[-2:]
    assert len(every) > len(held)


def test_a_player_s_name_draws_that_and_encodes_where_it_stands(story: Story) -> None:
    every = spans(story.build())
    story.edit("ben: {name: Ben, place: Leeds}", "ben: {name: Benn, place: Leeds}", "episodes/people.yaml")
    ran = story.build()
    drawn = [one for one in ran if one.startswith("song/name_tag/")]
    assert len(drawn) == 3, "paper, letters, and the two put together"
    assert 0 < len(spans(ran)) < len(every)
