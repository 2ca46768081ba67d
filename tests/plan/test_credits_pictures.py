"""An edit of a film draws a page of credits exactly where the frame on it is another. Planned, never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.stories import Story
from tests.plan.test_stories import Edit, replaced, text
from tests.seen import seen

pytestmark = pytest.mark.ffmpeg

MANIFEST = """
episode: {title: Story, season: 1, number: 1, language: en}
segments:
  - docu-short: Street
    clips: [{file: talk.mp4, in: 1, out: 31, by: dana, role: interviewee}]
  - music: Song
    stems: [{file: guitar.wav, by: ana, role: guitar}]
    picture: {mosaic: [{file: street.mp4, by: mika}, {file: talk.mp4, by: dana}]}
  - music: Unseen
    stems: [{file: drums.wav, by: ben, role: drums}]
    picture: waveform
"""
SETTINGS = """
show: Test
theme: seen
deliver: [tiny]
rate: 25
opening: off
end: off
interstitial: off
transition: cut
"""


@pytest.fixture
def story(show: Path) -> Story:
    seen(show)
    (show / "episodes/show.yaml").write_text(SETTINGS)
    (show / "episodes/e.yaml").write_text(MANIFEST)
    return Story(show)


def drawn(ran: list[str]) -> list[str]:
    return sorted(address for address in ran if address.split("/")[1] in ("frame", "credits_page"))


def test_a_page_has_a_frame_of_every_piece_that_is_seen(story: Story) -> None:
    assert drawn(story.build()) == ["credits/credits_page/0", "credits/frame/0", "credits/frame/1"]


STORIES: list[tuple[str, Edit, list[str]]] = [
    ("the end of a film", text("out: 31", "out: 29"), []),
    ("its beginning", text("in: 1, out: 31", "in: 9.3, out: 31"), ["credits/credits_page/0", "credits/frame/0"]),
    ("who is in it", text("by: dana, role: interviewee", "by: ben, role: interviewee"), ["credits/credits_page/0"]),
    (
        "one player of a mosaic",
        text("file: street.mp4, by: mika}", "file: street.mp4, by: mika, in: 1}"),
        ["credits/credits_page/0", "credits/frame/1"],
    ),
    ("what is only heard", replaced("drums.wav", "guitar.wav"), []),
]


@pytest.mark.parametrize(("name", "edit", "expected"), STORIES, ids=[name for name, _, _ in STORIES])
def test_an_edit_draws_the_page_where_its_frame_or_its_names_change(
    name: str, edit: Edit, expected: list[str], story: Story
) -> None:
    story.build()
    edit(story)
    ran = drawn(story.build())
    assert [one for one in ran if "credits_page" in one] == [one for one in expected if "credits_page" in one]
    assert len([one for one in ran if "/frame/" in one]) == len([one for one in expected if "/frame/" in one])


def test_a_page_without_room_for_pictures_has_none_painted(story: Story) -> None:
    theme = story.folder / "templates/seen/theme.yaml"
    high = "{wide: 900, tall: 900, square: 900}, heading: 400"
    theme.write_text(theme.read_text().replace("{wide: 100, tall: 100, square: 100}", high))
    assert drawn(story.build()) == ["credits/credits_page/0"]
