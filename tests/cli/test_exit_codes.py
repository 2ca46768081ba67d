"""Every exit code of every command, through the installed console script: 0 done, 1 the work failed, 2 what the author wrote is
wrong, 3 the machine lacks something, 130 interrupted. 70, a mistake of ours, is never seen, and neither is a traceback."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from tests.cli.command import MANIFEST, environment, interrupted, plain_theme, program, script, small_show, together
from tests.episode.show import TINY

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_show(tmp_path_factory.mktemp("exit") / "show")
    # A ceiling far below what the target needs: the work goes well, and its result is judged to be wrong.
    quiet = TINY.replace("target: -16", "target: -3").replace("ceiling: -1", "ceiling: -30")
    (folder / "profiles/quiet.yaml").write_text(quiet)
    (folder / "episodes/wrong.yaml").write_text(MANIFEST.replace("by: ana", "by: nobody"))
    (folder / "episodes/new.yaml").write_text(MANIFEST.replace("Hello", "Not built yet"))
    plain_theme(folder / "templates/plain")
    plain_theme(folder / "templates/faint", ink="#222222")
    plain_theme(folder / "templates/long", text="too long to fit " * 60)
    (folder / "templates/broken").mkdir(parents=True)
    (folder / "templates/broken/theme.yaml").write_text("version: [\n")
    program(folder / "breaks", f'case "$*" in *16x16*) ;; *-nostdin*) exit 1;; esac\nexec {get_ffmpeg_exe()} "$@"\n')
    program(folder / "lacks", f'{get_ffmpeg_exe()} "$@" | grep -v zscale\n')
    program(folder / "hangs", f"trap '' INT\ntouch {folder}/begun\nexec sleep 60\n")
    program(folder / "lies", "echo I am something else\n")
    done = together("build", "episodes/e.yaml", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may spoil."""
    return shutil.copytree(built, tmp_path / "show", symlinks=True)


CASES = {
    "no command": ((), 2, ""),
    "help": (("--help",), 0, ""),
    "help of a command": (("build", "-h"), 0, ""),
    "an unknown command": (("biuld",), 2, "biuld"),
    "an unknown option": (("build", "episodes/e.yaml", "--nope"), 2, "--nope"),
    "an option without its value": (("build", "episodes/e.yaml", "--workers"), 2, "--workers"),
    "an option with a wrong value": (("build", "episodes/e.yaml", "-j", "many"), 2, "--workers"),
    "an argument that is missing": (("plan",), 2, "manifests"),
    "new": (("new", "{tmp}/fresh"), 0, ""),
    "new where the name is no text": (("new", "{tmp}/\udcff"), 0, ""),
    "new where something is": (("new", "profiles"), 2, "profiles"),
    "new where nothing can be": (("new", "lies/below"), 3, "lies/below"),
    "check": (("check", "episodes/e.yaml"), 0, ""),
    "check of a mistake": (("check", "episodes/e.yaml", "episodes/wrong.yaml"), 2, "wrong.yaml:7:9"),
    "check of nothing": (("check", "episodes/none.yaml"), 2, "none.yaml"),
    "check of no episode": (("check", "episodes/show.yaml"), 2, "show.yaml"),
    "check with an unknown profile": (("check", "episodes/e.yaml", "-p", "tyni"), 2, "tiny"),
    "check without ffmpeg": (("check", "episodes/e.yaml", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "plan": (("plan", "episodes/e.yaml"), 0, ""),
    "plan as JSON": (("plan", "episodes/e.yaml", "--json"), 0, ""),
    "plan of a mistake": (("plan", "episodes/wrong.yaml"), 2, "wrong.yaml:7:9"),
    "plan without ffmpeg": (("plan", "episodes/e.yaml", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "plan with something else than ffmpeg": (("plan", "episodes/e.yaml", "--ffmpeg", "lies"), 3, "not an ffmpeg"),
    "plan with a program that fails": (("plan", "episodes/e.yaml", "--ffmpeg", "/bin/false"), 3, "ended with exit code 1"),
    "build of what stands": (("build", "episodes/e.yaml"), 0, ""),
    "build that would run": (("build", "episodes/e.yaml", "-p", "quiet", "--dry-run"), 0, ""),
    "build of a mistake": (("build", "episodes/wrong.yaml"), 2, "wrong.yaml:7:9"),
    "build of a wrong window": (("build", "episodes/e.yaml", "--from", "soon"), 2, "--from"),
    "build of an unknown segment": (("build", "episodes/e.yaml", "--only", "cuont"), 2, "count"),
    "build without ffmpeg": (("build", "episodes/e.yaml", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "build that fails": (("build", "episodes/new.yaml", "--ffmpeg", "breaks"), 1, "picture"),
    "build whose result is refused": (("build", "episodes/e.yaml", "-p", "quiet"), 1, ""),
    "qc of what stands": (("qc", "episodes/e.yaml", "renders/e/e.mp4"), 0, ""),
    "qc of a season, with its show": (("qc", "episodes/e.yaml", "episodes/show.yaml", "--json"), 0, ""),
    "qc of a movie by another deliverable": (("qc", "renders/e/e.mp4", "-p", "quiet", "episodes/e.yaml"), 2, "e.quiet"),
    "qc of a movie that is judged wrong": (("qc", "renders/e/e.mp4", "-p", "quiet"), 1, ""),
    "qc of another container": (("qc", "episodes/media/count.mov"), 1, ""),
    "qc of no movie": (("qc", "profiles/tiny.yaml", "lies"), 2, "lies"),
    "qc of nothing": (("qc", "none.mp4"), 2, "none.mp4"),
    "qc of no package": (("qc", "episodes/new.yaml"), 2, "together build episodes/new.yaml"),
    "qc of a mistake": (("qc", "episodes/wrong.yaml", "renders/e/e.mp4"), 2, "wrong.yaml:7:9"),
    "qc with an unknown profile": (("qc", "renders/e/e.mp4", "-p", "tyni"), 2, "tiny"),
    "qc by two deliverables": (("qc", "renders/e/e.mp4", "-p", "tiny", "-p", "quiet"), 2, "tiny and quiet are named"),
    "qc without ffmpeg": (("qc", "episodes/e.yaml", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "explain": (("explain", "episodes/e.yaml", "count/picture/0"), 0, ""),
    "explain of an unknown action": (("explain", "episodes/e.yaml", "count/pictrue/0"), 2, "count/picture/0"),
    "explain of a mistake": (("explain", "episodes/wrong.yaml", "count/picture/0"), 2, "wrong.yaml:7:9"),
    "explain in two deliverables":
        (("explain", "episodes/e.yaml", "count/picture/0", "-p", "tiny", "--profile", "quiet"), 2, "tiny and quiet are named"),
    "explain without ffmpeg": (("explain", "episodes/e.yaml", "count/picture/0", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "still": (("still", "episodes/e.yaml", "42f", "-o", "{tmp}/still.png"), 0, ""),
    "still after the end": (("still", "episodes/e.yaml", "9:00", "-o", "{tmp}/still.png"), 2, "0:00:03"),
    "still of two deliverables":
        (("still", "episodes/e.yaml", "42f", "-p", "tiny", "-p", "quiet", "-o", "{tmp}/s.png"), 2, "tiny and quiet are named"),
    "still of one that is named twice":
        (("still", "episodes/e.yaml", "42f", "-p", "tiny", "-p", "tiny", "-o", "{tmp}/still.png"), 0, ""),
    "still at no time": (("still", "episodes/e.yaml", "soon", "-o", "{tmp}/still.png"), 2, "TIME"),
    "still that fails": (("still", "episodes/e.yaml", "43f", "-o", "{tmp}/still.png", "--ffmpeg", "breaks"), 1, "segment count"),
    "still without ffmpeg": (("still", "episodes/e.yaml", "42f", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "still that cannot be written": (("still", "episodes/e.yaml", "42f", "-o", "lies/still.png"), 3, "lies/"),
    "channel": (("channel", "episodes/e.yaml", "-o", "{tmp}/c.jpg"), 0, ""),
    "channel of a mistake": (("channel", "episodes/wrong.yaml", "-o", "{tmp}/c.jpg"), 2, "wrong.yaml:7:9"),
    "channel without ffmpeg": (("channel", "episodes/e.yaml", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "season": (("season",), 0, ""),
    "season of some": (("season", "episodes/e.yaml", "--json"), 0, ""),
    "season of no episode": (("season", "episodes/show.yaml"), 2, "show.yaml"),
    "season without ffmpeg": (("season", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "schema": (("schema", "-o", "{tmp}/schemas"), 0, ""),
    "schema that cannot be written": (("schema", "-o", "lies/below"), 3, "lies/below"),
    "doctor": (("doctor",), 0, ""),
    "doctor of an ffmpeg that lacks a filter": (("doctor", "--ffmpeg", "./lacks"), 3, ""),
    "doctor without ffmpeg": (("doctor", "--ffmpeg", "nowhere"), 3, "nowhere"),
    "store verify": (("store", "verify"), 0, ""),
    "store verify of no share": (("store", "verify", "--share", "6/5"), 2, "--share"),
    "store verify outside a show": (("store", "verify", "--show", "{tmp}"), 2, ""),
    "store stats": (("store", "stats"), 0, ""),
    "store stats outside a show": (("store", "stats", "--show", "{tmp}"), 2, ""),
    "store gc": (("store", "gc"), 0, ""),
    "store gc of no number": (("store", "gc", "--keep", "0"), 2, "--keep"),
    "store gc of no end": (("store", "gc", "--budget", "inf"), 2, "--budget"),
    "store gc outside a show": (("store", "gc", "--show", "{tmp}"), 2, ""),
    "theme new of a theme that there is": (("theme", "new", "plain"), 2, "there is a theme plain already"),
    "theme new of no name": (("theme", "new", "My Theme"), 2, "small letter"),
    "theme new outside a show": (("theme", "new", "ours", "--show", "{tmp}"), 2, "together new"),
    "theme new of a broken theme": (("theme", "new", "ours", "--extends", "broken"), 2, "theme.yaml"),
    "theme check": (("theme", "check", "plain"), 0, ""),
    "theme check of a card that nobody can read": (("theme", "check", "faint"), 2, "contrast"),
    "theme check of an unknown theme": (("theme", "check", "sginal"), 2, "signal"),
    "theme check of a broken theme": (("theme", "check", "broken"), 2, "theme.yaml"),
    "theme preview": (("theme", "preview", "plain", "-o", "{tmp}/preview"), 0, ""),
    "theme preview of a text that does not fit": (("theme", "preview", "long", "-o", "{tmp}/preview"), 2, "does not fit"),
    "theme preview of an unknown theme": (("theme", "preview", "sginal"), 2, "signal"),
    "theme preview of an episode": (("theme", "preview", "--episode", "episodes/e.yaml", "-o", "{tmp}/preview"), 0, ""),
    "theme preview of an episode with a mistake": (("theme", "preview", "--episode", "episodes/wrong.yaml"), 2, "wrong.yaml:7:9"),
    "theme preview of an episode in no theme": (("theme", "preview", "sginal", "--episode", "episodes/e.yaml"), 2, "signal"),
    "theme preview that cannot be written": (("theme", "preview", "plain", "-o", "lies/below"), 3, "lies/below"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_command_ends_with_its_code_and_names_what_is_wrong(name: str, built: Path, tmp_path: Path) -> None:
    arguments, code, word = CASES[name]
    done = together(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments), folder=built)
    assert done.returncode == code, done.stdout + done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (done.stderr == "") or code or "build" in arguments
    assert done.stdout + done.stderr


def test_a_damaged_blob_is_told_and_the_next_verification_is_good(show: Path) -> None:
    blob = max((show / "renders/.store").rglob("*"), key=lambda path: path.stat().st_size if len(path.name) == 64 else 0)
    blob.chmod(0o644)
    blob.write_bytes(b"something else")
    done = together("store", "verify", folder=show)
    assert done.returncode == 1
    assert blob.name in done.stdout
    assert " 1 damaged" in done.stdout
    assert together("store", "verify", folder=show).returncode == 0
    assert "1 set aside" in together("store", "stats", folder=show).stdout


def test_a_shell_stops_after_a_command_that_failed(built: Path) -> None:
    line = f"{script()} check episodes/wrong.yaml && {script()} build episodes/e.yaml; echo ended with $?"
    done = subprocess.run(line, shell=True, cwd=built, env=environment(), capture_output=True, text=True, check=False)
    assert done.stdout == "ended with 2\n"


@pytest.mark.parametrize(
    "arguments",
    [("check", "episodes/e.yaml"), ("plan", "episodes/e.yaml"), ("build", "episodes/e.yaml"), ("still", "episodes/e.yaml", "1")],
    ids=lambda arguments: arguments[0],
)
def test_ctrl_c_ends_a_command_while_it_prepares(arguments: tuple[str, ...], built: Path) -> None:
    begun = built / "begun"
    begun.unlink(missing_ok=True)
    code, output, errors = interrupted(*arguments, "--ffmpeg", "./hangs", folder=built, is_begun=begun.exists)
    assert (code, output, errors) == (signal.SIGINT + 128, "", "interrupted\n")


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_a_build_while_it_works(times: int, show: Path, tmp_path: Path) -> None:
    (show / "episodes/e.yaml").write_text(MANIFEST.replace("Hello", "Another"))
    slow = program(
        tmp_path / "slow",
        f'case "$*" in *-nostdin*) touch {tmp_path}/begun; sleep 1;; esac\nexec {get_ffmpeg_exe()} "$@"\n',
    )
    package = {path.name: path.read_bytes() for path in (show / "renders/e").iterdir()}
    code, output, errors = interrupted(
        "build", "episodes/e.yaml", "--ffmpeg", str(slow), folder=show, is_begun=(tmp_path / "begun").exists, times=times
    )
    assert code == 130, errors
    assert "interrupted; what was finished is kept" in errors
    assert output == ""
    assert "Traceback" not in errors
    assert {path.name: path.read_bytes() for path in (show / "renders/e").iterdir()} == package
    assert together("build", "episodes/e.yaml", folder=show).returncode == 0


@pytest.fixture
def gone() -> Iterator[int]:
    """Yield the writing end of a pipe that nobody reads."""
    import os

    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize(("profile", "code"), [("tiny", 0), ("quiet", 1)])
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["words", "json"])
def test_a_reader_who_leaves_changes_nothing(profile: str, code: int, more: tuple[str, ...], show: Path, gone: int) -> None:
    (show / "episodes/e.yaml").write_text(MANIFEST.replace("Hello", "Read by nobody"))
    done = subprocess.run(
        [script(), "build", "episodes/e.yaml", "-p", profile, *more],
        cwd=show,
        env=environment(),
        stdout=gone,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


@pytest.mark.parametrize("arguments", [("plan", "episodes/e.yaml"), ("plan", "episodes/e.yaml", "--json"), ("store", "stats")])
def test_closed_files_change_nothing(arguments: tuple[str, ...], built: Path) -> None:
    line = " ".join((str(script()), *arguments, ">&-", "2>&-", "<&-"))
    assert subprocess.run(line, shell=True, cwd=built, env=environment(), check=False).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("arguments", [("plan", "episodes/e.yaml"), ("plan", "episodes/e.yaml", "--json"), ("doctor",)])
def test_output_that_cannot_be_written_is_an_error(arguments: tuple[str, ...], built: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [script(), *arguments], cwd=built, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (3, "error: cannot write standard output: No space left on device\n")
