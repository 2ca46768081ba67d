"""`together plan --simulate`: how long a build from nothing takes on other machines, from what its parts took here."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.cli.simulating import Given, asked
from pipeline.faults import InputFault
from tests.cli.command import small_show, together
from tests.episode.show import TINY

EPISODE = "episodes/e.yaml"


def given(
    slots: str | None = "1,4", bandwidth: str | None = None, a_host: int | None = None, picture: str | None = None
) -> Given:
    return Given(slots, bandwidth, a_host, None, Path(picture) if picture else None)


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("1Gb/s", 10**9), ("1 Gb/s", 10**9), ("125MB/s", 10**9), ("2.5Gbit/s", 2_500_000_000), ("100Mbps", 10**8),
        ("1Mb/s", 10**6), ("10Tb/s", 10**13), ("1000000b/s", 10**6),
    ],
)  # fmt: skip
def test_bandwidths_are_read_with_their_unit(text: str, bits: int) -> None:
    assert asked(given(bandwidth=text)).bits_a_second == bits


WRONG = {
    "no number": (given("1,four"), ["--simulate: 'four' is no number of slots"]),
    "nothing": (given(""), ["--simulate: '' is no number of slots"]),
    "none": (given("0"), ["--simulate: '0' is no number of slots"]),
    "too many": (given("1,10001"), ["--simulate: '10001' is no number of slots"]),
    "less than none": (given("-4"), ["--simulate: '-4' is no number of slots"]),
    "a share": (given("1.5"), ["--simulate: '1.5' is no number of slots"]),
    "another script": (given("٣"), ["--simulate: '٣' is no number of slots"]),
    "too many sizes": (given(",".join(map(str, range(1, 34)))), ["--simulate: 33 numbers of slots are too many"]),
    "no unit": (given(bandwidth="1000"), ["--bandwidth: '1000' is no bandwidth"]),
    "another unit": (given(bandwidth="1gb/s"), ["--bandwidth: '1gb/s' is no bandwidth"]),
    "too slow": (given(bandwidth="1kb/s"), ["--bandwidth: '1kb/s' is out of bounds"]),
    "too fast": (given(bandwidth="11Tb/s"), ["--bandwidth: '11Tb/s' is out of bounds"]),
    "no host": (given(a_host=0), ["--slots-per-host: 0 is no number of slots of a host"]),
    "a large host": (given(a_host=1025), ["--slots-per-host: 1025 is no number of slots of a host"]),
    "a photo": (given(picture="curve.png"), ["--picture: curve.png is no name for a picture of lines"]),
    "no simulation": (
        given(None, "1Gb/s", 4, "a.svg"),
        [f"--{name}: it belongs to a simulation" for name in ("bandwidth", "slots-per-host", "picture")],
    ),
    "several": (given("x,2", "y"), ["--simulate: 'x' is no number of slots", "--bandwidth: 'y' is no bandwidth"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_a_mistake_that_says_what_to_write(name: str) -> None:
    what, told = WRONG[name]
    with pytest.raises(InputFault) as raised:
        asked(what)
    assert [f"{one.where}: {one.message}" for one in raised.value.diagnostics] == told
    assert all(one.hint for one in raised.value.diagnostics)


def test_sizes_are_told_once_and_in_order() -> None:
    assert asked(given("16, 1,4,4")).slots == (1, 4, 16)


# ---------------------------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_show(tmp_path_factory.mktemp("simulate") / "show")
    (folder / "profiles/large.yaml").write_text(TINY.replace("width: 160", "width: 320").replace("height: 90", "height: 180"))
    done = together("build", EPISODE, folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


def simulated(folder: Path, *arguments: str) -> dict[str, Any]:
    done = together("plan", EPISODE, "--simulate", "1,2,8", "--json", *arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    (found,) = (json.loads(line) for line in done.stdout.splitlines())
    assert isinstance(found, dict)
    return found


@pytest.mark.slow
@pytest.mark.ffmpeg
def test_a_finished_episode_is_simulated_from_its_records(built: Path) -> None:
    found = simulated(built, "--bandwidth", "1Gb/s", "--slots-per-host", "2")
    assert found["times"].keys() == {"record"}
    assert found["times"]["record"]["actions"] == found["actions"]
    assert found["around_seconds"] > 0
    one, two, eight = found["runs"]
    assert [run["slots"] for run in found["runs"]] == [1, 2, 8]
    assert [run["hosts"] for run in found["runs"]] == [1, 1, 4]
    assert (one["moved_bytes"], two["moved_bytes"]) == (0, 0)
    assert eight["moved_bytes"] > 0
    assert one["wall_seconds"] >= found["work_seconds"] + found["around_seconds"] - 0.01
    assert one["wall_seconds"] > two["wall_seconds"] >= found["work_seconds"] / 2
    assert eight["wall_seconds"] >= found["longest_path_seconds"]
    assert sum(step["seconds"] for step in found["longest_path"]) == pytest.approx(found["longest_path_seconds"], abs=0.02)
    assert found == simulated(built, "--bandwidth", "1Gb/s", "--slots-per-host", "2")


@pytest.mark.slow
@pytest.mark.ffmpeg
def test_words_name_the_steps_of_the_longest_path_and_no_address(built: Path) -> None:
    done = together("plan", EPISODE, "--simulate", "1,4", folder=built)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+ parts \(100% of the work\) as they were made here$", done.stdout.replace("  ", ""), re.MULTILINE)
    assert "no number of slots makes it shorter than" in done.stdout
    path = done.stdout.partition("waits for the one before\n")[2]
    longest = max(simulated(built)["longest_path"], key=lambda step: float(step["seconds"]))
    assert longest["title"] in path
    assert "count/" not in path


@pytest.mark.slow
@pytest.mark.ffmpeg
def test_another_deliverable_is_scaled_and_says_how_sure_that_is(built: Path, tmp_path: Path) -> None:
    show = shutil.copytree(built, tmp_path / "show", symlinks=True)
    found = simulated(show, "-p", "large", "--scaled-from", "tiny")
    assert found["times"]["scaled"]["actions"] > 0
    assert found["factors"]
    assert {one["parts"] for one in found["factors"]} == {0}
    assert together("build", EPISODE, "-p", "large", "--only", "count", folder=show).returncode == 0
    found = simulated(show, "-p", "large", "--scaled-from", "tiny")
    assert any(one["parts"] for one in found["factors"])
    told = together("plan", EPISODE, "--simulate", "4", "-p", "large", "--scaled-from", "tiny", folder=show).stdout
    assert "scaled from what was made as tiny" in told
    assert "measured on" in told


@pytest.mark.slow
@pytest.mark.ffmpeg
def test_the_picture_is_written_where_it_is_asked_for(built: Path, tmp_path: Path) -> None:
    target = tmp_path / "curve.svg"
    done = together("plan", EPISODE, "--simulate", "1,2,8", "--picture", str(target), folder=built)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(target)
    assert len(ElementTree.parse(target).getroot().findall("{http://www.w3.org/2000/svg}circle")) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["curve.svg"]
    wrong = together("plan", EPISODE, "--simulate", "1", "--picture", str(tmp_path / "no/curve.svg"), folder=built)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (3, False)


@pytest.mark.slow
@pytest.mark.ffmpeg
def test_a_wrong_line_ends_with_2_and_its_mistakes(built: Path) -> None:
    done = together("plan", EPISODE, "--simulate", "none", "--bandwidth", "fast", "--json", folder=built)
    told = json.loads(done.stdout)
    assert (done.returncode, [one["path"] for one in told["diagnostics"]]) == (2, ["--simulate", "--bandwidth"])
    for option in (("--bandwidth", "1Gb/s"), ("--simulate", "4", "--scaled-from", "nothing")):
        assert together("plan", EPISODE, *option, folder=built).returncode == 2
