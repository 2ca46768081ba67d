"""`together inspect` and `together intake` as a producer runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.command import small_show, together
from tests.episode.show import counting, ffmpeg

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "sent"
    folder.mkdir()
    counting(folder / "count.mov", 50)
    ffmpeg("-f", "lavfi", "-i", "sine=f=300:d=2", str(folder / "take.wav"))
    return folder


def test_inspect_tells_every_file_and_ends_with_2_where_one_cannot_be_used(sent: Path, tmp_path: Path) -> None:
    good = together("inspect", "sent/count.mov", "sent/take.wav", "--sheet", "out.png", folder=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[0] == "sent/count.mov"
    assert "  sound    PCM 16 bit" in good.stdout
    assert "mono: heard in the middle" in good.stdout
    with Image.open(tmp_path / "out.png") as sheet:
        assert sheet.size[0] == 1600
    (sent / "broken.wav").write_bytes(b"RIFF")
    bad = together("inspect", "sent/broken.wav", "sent/take.wav", folder=tmp_path)
    assert bad.returncode == 2
    assert "cannot be used: 'broken.wav'" in bad.stdout
    assert "mono: heard in the middle" in bad.stdout
    assert "Traceback" not in bad.stdout + bad.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.png", "sent"]  # nothing is left behind


def test_inspect_prints_one_object(sent: Path, tmp_path: Path) -> None:
    done = together("inspect", "--json", *(str(path) for path in sorted(sent.iterdir())), folder=tmp_path)
    (line,) = done.stdout.splitlines()
    told = json.loads(line)
    assert [Path(one["file"]).name for one in told["files"]] == ["count.mov", "take.wav"]
    assert told["files"][0]["picture"]["rotation"] == 0
    assert told["files"][1]["heard"]["peaks"] == [pytest.approx(0.125, abs=0.01)]


def test_intake_adds_and_says_where_the_page_is(sent: Path, tmp_path: Path) -> None:
    show = small_show(tmp_path / "show")
    done = together("intake", str(sent), folder=show)
    assert done.returncode == 0, done.stderr
    assert "already there   count.mov = count.mov" in done.stdout
    assert "new             take.wav -> sent/take.wav" in done.stdout
    assert "renders/intake/sent/index.html" in done.stdout.splitlines()[-1]
    again = together("intake", str(sent), "--json", folder=show)
    assert again.returncode == 0
    told = json.loads(again.stdout.splitlines()[-1])
    assert [one["new"] for one in told["files"]] == [False, False]
    assert told["draft"] is None


def test_intake_outside_of_a_show_says_what_to_do(sent: Path, tmp_path: Path) -> None:
    done = together("intake", "sent", folder=tmp_path)
    assert done.returncode == 2
    assert "together new" in done.stderr
