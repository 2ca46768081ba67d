"""What programs read: `--json` gives one JSON object a line on standard output and nothing else, whatever happens."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from tests.cli.command import MANIFEST, environment, interrupted, program, script, small_show, together
from tests.episode.show import TINY

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def objects(output: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in output.splitlines()]
    assert all(isinstance(each, dict) for each in found)
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_show(tmp_path_factory.mktemp("json") / "show")
    loud = TINY.replace("target: -16", "target: -3").replace("ceiling: -1", "ceiling: -30")
    (folder / "profiles/quiet.yaml").write_text(loud)
    (folder / "episodes/new.yaml").write_text(MANIFEST.replace("Hello", "Not built yet"))
    (folder / "episodes/wrong.yaml").write_text(MANIFEST.replace("by: ana", "by: anna").replace("length: 1", "length: soon"))
    program(folder / "breaks", f'case "$*" in *16x16*) ;; *-nostdin*) exit 1;; esac\nexec {get_ffmpeg_exe()} "$@"\n')
    return folder


def test_a_build_tells_what_it_plans_does_and_publishes(built: Path) -> None:
    done = together("build", "episodes/e.yaml", "--json", folder=built)
    assert (done.returncode, done.stderr) == (0, "")
    told = objects(done.stdout)
    assert told[0]["event"] == "planned"
    kinds = [each["event"] for each in told]
    assert kinds[-2:] == ["done", "published"]
    assert kinds.count("started") == kinds.count("finished") == len(told[0]["actions"])
    assert told[-2]["ran"] == len(told[0]["actions"])
    assert all(each["seconds"] >= 0 for each in told if each["event"] == "finished")
    movie = Path(told[-1]["movie"])
    assert (movie, told[-1]["is_new"]) == (built / "renders/e/e.mp4", True)
    assert (told[-1]["findings"], told[-1]["page"]) == ([], None)
    again = objects(together("build", "episodes/e.yaml", "--json", folder=built).stdout)
    assert (again[-1]["event"], again[-1]["movie"], again[-1]["is_new"]) == ("published", str(movie), False)


def test_a_refused_build_says_so(built: Path) -> None:
    done = together("build", "episodes/e.yaml", "-p", "quiet", "--json", folder=built)
    told = objects(done.stdout)
    assert done.returncode == 1
    assert (told[-1]["event"], told[-1]["movie"]) == ("refused", str(built / "renders/e.quiet.refused/e.quiet.mp4"))
    assert [finding["message"].split(":")[0] for finding in told[-1]["findings"] if finding["severity"] == "error"] == [
        "error loudness"
    ]


FAULTS = {
    "mistakes": (("build", "episodes/wrong.yaml"), 2),
    "mistakes in a plan": (("plan", "episodes/wrong.yaml"), 2),
    "no manifest": (("build", "episodes/show.yaml"), 2),
    "a wrong window": (("build", "episodes/e.yaml", "--from", "soon"), 2),
    "no ffmpeg": (("build", "episodes/e.yaml", "--ffmpeg", "nowhere"), 3),
    "an action that fails": (("build", "episodes/new.yaml", "--ffmpeg", "breaks"), 1),
    "an action that fails, and the rest": (("build", "episodes/new.yaml", "--ffmpeg", "breaks", "--keep-going"), 1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_the_last_object(name: str, built: Path) -> None:
    arguments, code = FAULTS[name]
    done = together(*arguments, "--json", folder=built)
    last = objects(done.stdout)[-1]
    assert (done.returncode, last["event"], last["exit_code"]) == (code, "fault", code)
    assert last["message"]
    assert "Traceback" not in done.stdout + done.stderr


def test_every_mistake_is_told_with_its_place(built: Path) -> None:
    (last,) = objects(together("build", "episodes/wrong.yaml", "--json", folder=built).stdout)
    assert [(each["path"], each["line"], each["column"]) for each in last["diagnostics"]] == [
        ("episodes/wrong.yaml", 4, 13),
        ("episodes/wrong.yaml", 7, 9),
    ]


def test_an_interruption_is_told_too(built: Path, tmp_path: Path) -> None:
    hangs = program(tmp_path / "hangs", f"trap '' INT\ntouch {tmp_path}/begun\nexec sleep 60\n")
    code, output, _ = interrupted(
        "build", "episodes/e.yaml", "--json", "--ffmpeg", str(hangs), folder=built, is_begun=(tmp_path / "begun").exists
    )
    (last,) = objects(output)
    assert (code, last["event"], last["exit_code"]) == (130, "fault", 130)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_every_encoding_of_the_output_gives_the_same_objects(encoding: str, built: Path) -> None:
    (built / "episodes/names.yaml").write_text(MANIFEST.replace("Hello", "Élan 日本 🎸"), encoding="utf-8")
    done = subprocess.run(
        [script(), "plan", "episodes/names.yaml", "--json"],
        cwd=built,
        env=environment(PYTHONIOENCODING=encoding),
        capture_output=True,
        check=True,
    )
    (told,) = objects(done.stdout.decode(encoding))
    assert "Élan 日本 🎸" in {action["title"].split('"')[1] for action in told["to_run"] if '"Élan' in action["title"]}


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_an_output_that_takes_not_every_letter_is_no_fault(encoding: str, built: Path) -> None:
    (built / "episodes/names.yaml").write_text(MANIFEST.replace("Hello", "Élan 日本 🎸"), encoding="utf-8")
    for command in ("plan", "check"):
        done = subprocess.run(
            [script(), command, "episodes/names.yaml"],
            cwd=built,
            env=environment(PYTHONIOENCODING=encoding),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def on_a_terminal(*arguments: str, folder: Path, **more: str) -> tuple[int, bytes]:
    """Run the command on a terminal; return its exit code and all that it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execve(script(), [str(script()), *arguments], environment(TERM="xterm", **more))
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux ends a terminal so
            part = b""
        if not part:
            break
        shown += part
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def test_colour_is_for_terminals_and_can_be_switched_off(built: Path) -> None:
    assert "\x1b" not in together("plan", "episodes/new.yaml", folder=built).stdout
    code, shown = on_a_terminal("plan", "episodes/new.yaml", folder=built)
    assert (code, b"\x1b[1m" in shown) == (0, True)
    code, shown = on_a_terminal("plan", "episodes/new.yaml", folder=built, NO_COLOR="1")
    assert (code, b"\x1b" in shown) == (0, False)
    code, shown = on_a_terminal("check", "episodes/wrong.yaml", folder=built, NO_COLOR="1")
    assert (code, b"\x1b[31m" in shown) == (2, False)


def test_json_on_a_terminal_is_json(built: Path) -> None:
    code, shown = on_a_terminal("plan", "episodes/new.yaml", "--json", folder=built)
    assert code == 0
    assert len(objects(shown.decode())) == 1
