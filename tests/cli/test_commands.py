"""The command line from outside: what it prints, what it returns, and that a producer never sees a traceback."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import MANIFEST, small_show, together
from tests.episode.show import TINY

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_show(tmp_path_factory.mktemp("cli") / "show")


def test_a_season_builds_twice_and_the_second_time_changes_nothing(show: Path) -> None:
    first = together("build", "episodes/e.yaml", "episodes/show.yaml", "episodes/people.yaml", "-j1", folder=show)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("renders/e/e.mp4") or first.stdout.splitlines()[0].endswith("renders/e/e.mp4")
    assert "to make" in first.stderr
    assert "Traceback" not in first.stderr
    again = together("build", "episodes/e.yaml", folder=show)
    assert again.returncode == 0
    assert "(unchanged)" in again.stdout
    assert again.stderr == ""
    planned = together("plan", "episodes/e.yaml", folder=show)
    assert "nothing to do" in planned.stdout


@pytest.mark.parametrize("command", ["check", "build", "plan"])
def test_a_command_without_a_manifest_says_what_to_name(show: Path, command: str) -> None:
    told = together(command, folder=show)
    assert told.returncode == 2
    assert f"together {command} episodes/s01e01.yaml" in told.stderr


def test_a_plan_can_be_read_by_programs_and_says_why(show: Path) -> None:
    together("build", "episodes/e.yaml", folder=show)
    try:
        (show / "episodes/e.yaml").write_text(MANIFEST.replace("Hello", "Good morning"))
        plan = json.loads(together("plan", "episodes/e.yaml", "--json", folder=show).stdout)
        titles = [cause for action in plan["to_run"] for cause in action["causes"]]
        assert {action["segment"] for action in plan["to_run"] if action["segment"]} == {"good-morning"}
        assert plan["actions"] > len(plan["to_run"])
        assert any("Good morning" in cause for cause in titles)
        told = together("build", "episodes/e.yaml", "--dry-run", folder=show)
        assert "good-morning" in told.stdout
    finally:
        (show / "episodes/e.yaml").write_text(MANIFEST)


def test_a_still_is_the_frame_of_the_episode(show: Path, tmp_path: Path) -> None:
    from PIL import Image

    done = together("still", "episodes/e.yaml", "1:00", "-o", str(tmp_path / "late.png"), folder=show)
    assert done.returncode == 2
    assert "the episode lasts 0:00:03.000" in done.stderr
    done = together("still", "episodes/e.yaml", "42f", "-o", str(tmp_path / "s.png"), folder=show)
    assert done.returncode == 0, done.stderr
    picture = Image.open(tmp_path / "s.png").convert("L")
    assert picture.size == (160, 90)
    # Frame 17 of the clip: seven to the left, one to the right, in full-range grey.
    for x, number in ((20, 7), (140, 1)):
        assert abs(picture.getpixel((x, 10)) - (20 + 20 * number - 16) * 255 / 219) < 6


def test_a_window_of_the_episode_is_previewed_from_the_same_spans(show: Path) -> None:
    together("build", "episodes/e.yaml", folder=show)
    done = together("build", "episodes/e.yaml", "--from", "1.5", "--to", "2", "--json", folder=show)
    assert done.returncode == 0, done.stderr
    finished = [json.loads(line)["address"] for line in done.stdout.splitlines() if '"finished"' in line]
    assert not [address for address in finished if "/picture/" in address]
    assert "previews" in done.stdout
    alone = together("build", "episodes/e.yaml", "--only", "count", folder=show)
    assert alone.returncode == 0, alone.stderr
    assert "previews/e-count" in alone.stdout.replace("\n", "")


WRONG = {
    "an unknown key": (MANIFEST.replace("by: ana", "bye: ana"), "e.yaml:7:5", "did you mean 'by'"),
    "a bad time": (MANIFEST.replace("length: 1", "length: 1:75"), "e.yaml:4:13", "59.999"),
    "a missing file": (MANIFEST.replace("count.mov", "cuont.mov"), "e.yaml:6:11", "count.mov"),
    "an unknown person": (MANIFEST.replace("by: ana", "by: anna"), "e.yaml:7:9", "ana"),
    "a key twice": (MANIFEST + "    by: ana\n", "e.yaml:8:5", "by"),
    "a path that leaves": (MANIFEST.replace("count.mov", "../../secret.mov"), "e.yaml:6:11", ""),
    "an out point past the end": (MANIFEST + "    out: 9\n", "e.yaml:8:10", "0:02"),
    "no segments": (MANIFEST.partition("segments:")[0] + "segments: []\n", "e.yaml:2:", "segment"),
    "a wrong type": (MANIFEST.replace("length: 1", "length: [1]"), "e.yaml:4:13", ""),
    "no YAML": (MANIFEST.replace("{title: Command", "{title: Command ]"), "e.yaml:1:", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_at_its_place_with_what_is_allowed(name: str, show: Path) -> None:
    text, place, hint = WRONG[name]
    (show / "episodes/wrong.yaml").write_text(text.replace("e.yaml", "wrong.yaml"))
    done = together("check", "episodes/wrong.yaml", folder=show)
    assert done.returncode == 2
    assert place.replace("e.yaml", "wrong.yaml") in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_all_mistakes_are_told_at_once(show: Path) -> None:
    text = MANIFEST.replace("length: 1", "length: soon").replace("by: ana", "by: anna").replace("count.mov", "cuont.mov")
    (show / "episodes/wrong.yaml").write_text(text)
    done = together("check", "episodes/wrong.yaml", folder=show)
    assert done.returncode == 2
    assert [f"wrong.yaml:{line}" in done.stderr for line in (4, 6, 7)] == [True] * 3


def test_a_machine_without_the_named_ffmpeg_is_told_what_to_do(show: Path) -> None:
    done = together("build", "episodes/e.yaml", folder=show, TOGETHER_FFMPEG="/nowhere/ffmpeg")
    assert done.returncode == 3
    assert "--ffmpeg or TOGETHER_FFMPEG" in done.stderr


def test_a_new_show_checks_and_refuses_to_overwrite(tmp_path: Path) -> None:
    assert together("new", "my-show", folder=tmp_path).returncode == 0
    checked = together("check", "episodes/s01e01.yaml", folder=tmp_path / "my-show")
    assert checked.returncode == 0, checked.stderr
    assert together("new", "my-show", folder=tmp_path).returncode == 2


def test_what_a_new_show_advises_can_be_typed_whatever_its_name(tmp_path: Path) -> None:
    done = together("new", "@it's our show", folder=tmp_path)
    command, _, _ = done.stdout.splitlines()[-1].partition(" && ")
    there = subprocess.run(["sh", "-c", f"{command} && pwd"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert there.stdout.strip() == str(tmp_path / "@it's our show"), there.stderr
    checked = together("check", "episodes/s01e01.yaml", folder=tmp_path / "@it's our show")
    assert checked.returncode == 0, checked.stderr


def test_a_refused_package_is_said_to_leave_the_good_one_only_where_there_is_one(show: Path) -> None:
    (show / "profiles/quiet.yaml").write_text(TINY.replace("ceiling: -1", "ceiling: -30"))
    first = together("build", "episodes/e.yaml", "-p", "quiet", folder=show)
    assert "refused" in first.stdout
    assert "left as it was" not in first.stdout
    (show / "renders/e.quiet").mkdir()
    assert "renders/e.quiet is left as it was" in together("build", "episodes/e.yaml", "-p", "quiet", folder=show).stdout


def test_several_profiles_are_made_in_one_build_and_what_is_found_alike_is_told_once(show: Path) -> None:
    (show / "profiles/tall.yaml").write_text(TINY.replace("width: 160, height: 90", "width: 90, height: 160"))
    (show / "episodes/media/fast.vtt").write_text("WEBVTT\n\n00:00.200 --> 00:00.400\nA great many words for so short a time\n")
    (show / "episodes/c.yaml").write_text(f"{MANIFEST}    captions: {{en: fast.vtt}}\n")
    several = ("episodes/c.yaml", "-p", "tiny", "--profile", "tall")
    planned = together("plan", *several, folder=show)
    assert [line.split(":")[0] for line in planned.stdout.splitlines() if line.startswith("episodes/")] == [
        "episodes/c.yaml as tiny", "episodes/c.yaml as tall",
    ]  # fmt: skip
    built = together("build", *several, folder=show)
    assert built.returncode == 0, built.stderr
    assert [(show / f"renders/{name}/{name}.mp4").is_file() for name in ("c", "c.tall")] == [True, True]
    assert built.stdout.count("caption_fast") == 1
    assert "more, told above" in built.stdout
    one = together("build", "episodes/c.yaml", "-p", "tall", folder=show)
    assert "caption_fast" in one.stdout
    some = together("build", *several, "--only", "count", folder=show)
    assert some.returncode == 2
    assert "made for one profile, and 2 are named" in some.stderr
    (show / "profiles/tall.yaml").write_text(TINY.replace("burn_captions: true", "burn_captions: es"))
    checked = together("check", *several, folder=show)
    assert checked.returncode == 2
    assert checked.stderr.count("the profile tall draws captions in es") == 1
    assert "episodes/c.yaml: good" in checked.stdout


def test_the_mistakes_of_all_manifests_are_told_at_once(show: Path) -> None:
    (show / "episodes/one.yaml").write_text(MANIFEST.replace("by: ana", "by: anna"))
    (show / "episodes/two.yaml").write_text(MANIFEST.replace("count.mov", "cuont.mov"))
    done = together("check", "episodes/one.yaml", "episodes/e.yaml", "episodes/two.yaml", folder=show)
    assert done.returncode == 2
    assert "episodes/one.yaml:7:9: 'anna'" in done.stderr
    assert "episodes/two.yaml:6:11: 'cuont.mov'" in done.stderr
    assert "episodes/e.yaml: good" in done.stdout
