"""The credits of a cut as the studio lists them: order, the line and the frame of each, what somebody lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.app.credited import CreditedSection, credited
from tests.app.small import FIRST_OF_CLIP, small_show
from tests.episode.show import opened_warm

pytestmark = pytest.mark.ffmpeg


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_show(tmp_path_factory.mktemp("credited") / "show")


def told(found: tuple[CreditedSection, ...]) -> list[tuple[str, str, str, int | None]]:
    return [(one.heading, role.role, who.person.name, who.first) for one in found for role in one.roles for who in role.people]


def test_people_stand_under_their_pieces_with_the_line_and_the_frame_of_each(show: Path) -> None:
    with opened_warm([show]) as opened:
        found = credited(opened.snapshot(show))
        assert told(found) == [
            ("Count", "", "Ana Núñez", FIRST_OF_CLIP),
            ("Window", "writer", "Ben O'Neil", FIRST_OF_CLIP + 50),
            ("Steps", "animation", "Ben O'Neil", FIRST_OF_CLIP + 100),
        ]
        wheres = [who.where for one in found for role in one.roles for who in role.people]
        assert [(where.path, where.line) for where in wheres if where] == [
            ("episodes/s01e01.yaml", line) for line in (7, 11, 16)
        ]


def test_what_somebody_lacks_is_told_of_them_alone(show: Path) -> None:
    text = show.read_text()
    with opened_warm([show]) as opened:
        opened.edit(show, text.replace("    by: ana\n", "    by: ana\n    license: all rights reserved\n", 1))
        found = credited(opened.snapshot(show))
        concerns = {who.person.key: who.concerns for one in found for role in one.roles for who in role.people}
        assert "there is no release" in concerns["ana"][0]
        assert concerns["ben"] == ()
        opened.edit(show, f"credits: on\n{text}")
        opened.edit(show.with_name("people.yaml"), "ana: {name: Ana \U00012000}\nben: {name: Ben O'Neil}\n")
        found = credited(opened.snapshot(show))
        concerns = {who.person.key: who.concerns for one in found for role in one.roles for who in role.people}
        assert "\U00012000" in concerns["ana"][0]
        assert concerns["ben"] == ()
