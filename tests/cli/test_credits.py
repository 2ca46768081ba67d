"""`together credits` and `together ledger` as a producer asks for them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.command import small_show, together

pytestmark = [pytest.mark.ffmpeg]

FIRST = """\
episode: {title: One, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: Count
    file: count.mov
    by: ana
    role: host
    license: all rights reserved
    builds_on: song
works:
  song: {by: ben, title: Old Song, role: melody}
"""
SECOND = FIRST.replace("number: 1", "number: 2").replace("by: ana\n", "by: [ana, cho]\n").replace("    builds_on: song\n", "")


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_show(tmp_path_factory.mktemp("credits") / "show")
    people = "ana: {name: Ana, place: Lima}\nben: Ben\ncho: {name: ana, place: Busan}\n"
    (folder / "episodes/people.yaml").write_text(people)
    (folder / "episodes/e.yaml").write_text(FIRST)
    (folder / "episodes/f.yaml").write_text(SECOND)
    (folder / "episodes/g.yaml").write_text(FIRST.replace("season: 1", "season: 2").replace("by: ana", "by: nobody"))
    return folder


def test_it_says_why_each_is_credited_though_it_is_not_cleared(show: Path) -> None:
    done = together("credits", "episodes/e.yaml", folder=show)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "episodes/e.yaml: 2 people are credited\n"
        "Ana (Lima)\n"
        "    host, in Count, on screen: 0:00:01.000 to 0:00:03.000\n"
        "    host, in Count, audible: 0:00:01.000 to 0:00:03.000\n"
        "Ben\n"
        "    melody (Old Song), built on by Count: 0:00:01.000 to 0:00:03.000\n"
    )
    (told,) = map(json.loads, together("credits", "episodes/e.yaml", "--json", folder=show).stdout.splitlines())
    assert [one["person"] for one in told["people"]] == ["ana", "ben"]
    assert told["people"][0]["reasons"][0]["ranges"][0]["from"] == "0:00:01.000"


def test_it_says_who_came_and_went(show: Path) -> None:
    done = together("credits", "--diff", "episodes/e.yaml", "episodes/f.yaml", folder=show)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "came    ana: host, in Count, on screen (2.000 s); host, in Count, audible (2.000 s)\n"
        "went    Ben: melody, built on\n"
    )  # fmt: skip
    wrong = together("credits", "--diff", "episodes", "episodes/f.yaml", folder=show)
    assert wrong.returncode == 2
    assert "episodes: this is no package" in wrong.stderr


def test_a_season_adds_up_whatever_is_wrong_with_others(show: Path) -> None:
    done = together("ledger", "--season", "1", folder=show)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "PERSON       ON SCREEN  AUDIBLE  TEXT     SHARE    EPISODES\n"
        "Ana (Lima)   4.000 s    4.000 s  0.000 s  66.67 %  e, f\n"
        "ana (Busan)  2.000 s    2.000 s  0.000 s  33.33 %  f\n"
    )
    rows = list(csv.DictReader(io.StringIO(together("ledger", "--season", "1", "--csv", folder=show).stdout)))
    assert [(row["person"], row["basis_points"]) for row in rows] == [("ana", "6667"), ("cho", "3333")]
    assert together("ledger", "--season", "3", folder=show).returncode == 2


def test_what_is_not_cleared_stops_a_final_and_a_draft_is_made_with_a_watermark(show: Path) -> None:
    (show / "profiles/rough.yaml").write_text(f"{(show / 'profiles/tiny.yaml').read_text()}needs_clearance: false\n")
    text = SECOND.replace("all rights reserved", "CC BY-NC 4.0\n    url: https://c.example")
    (show / "episodes/h.yaml").write_text(f"{text}monetized: on\n")
    final = together("check", "episodes/h.yaml", "-p", "tiny", folder=show)
    message = "episodes/h.yaml:9:14: {}Count: CC BY-NC 4.0 forbids earning money with it, and the show does (in the episode from "
    assert (final.returncode, final.stderr.count("forbids earning money")) == (2, 1)
    assert message.format("") in final.stderr
    assert together("build", "episodes/h.yaml", "-p", "tiny", folder=show).stderr == final.stderr
    draft = together("check", "episodes/h.yaml", "-p", "rough", folder=show)
    assert draft.returncode == 0
    assert message.format("warning: ") in draft.stderr
