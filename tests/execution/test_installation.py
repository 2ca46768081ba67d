"""What is installed, as one value: it changes with all that every plan of a show depends on, and with nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.execution import installation, machine
from pipeline.execution.installation import installed
from pipeline.execution.memory import Memory
from pipeline.execution.toolchain import find_ffmpeg, toolchain
from pipeline.faults import EnvironmentFault

PROFILES, THEMES = "profiles/mine.yaml", "templates/mine/theme.css"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the memory of an installation that was looked at before."""
    path = tmp_path_factory.mktemp("installation") / "memory"
    memory = Memory(path)
    installed(path.parent, None, memory)
    memory.close()
    return path


@pytest.fixture
def memory(warm: Path, tmp_path: Path) -> Iterator[Memory]:
    found = Memory(Path(shutil.copy(warm, tmp_path / "memory")))
    yield found
    found.close()


@pytest.fixture
def show(tmp_path: Path) -> Path:
    for name in (PROFILES, THEMES, "episodes/show.yaml"):
        (tmp_path / "show" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "show" / name).write_text("as it is\n")
    return tmp_path / "show"


def test_it_names_the_tools_as_they_are_named_one_by_one(show: Path, memory: Memory) -> None:
    found = installed(show, None, memory)
    assert found.ffmpeg == find_ffmpeg()
    assert found.tools == toolchain(find_ffmpeg())
    assert found.cores == machine.cores()
    assert installed(show, None, memory) == found


@pytest.mark.parametrize(
    ("edit", "is_another"),
    {
        "a profile edited": (lambda show: (show / PROFILES).write_text("as it is not\n"), True),
        "a profile added": (lambda show: (show / "profiles/new.yaml").touch(), True),
        "a theme's text edited": (lambda show: (show / THEMES).write_text("as it is not\n"), True),
        "a theme's text gone": (lambda show: (show / THEMES).unlink(), True),
        "an asset added": (lambda show: (show / "templates/mine/logo.png").touch(), True),
        "the show's own file edited": (lambda show: (show / "episodes/show.yaml").write_text("another\n"), False),
        "a manifest added": (lambda show: (show / "episodes/s01e01.yaml").touch(), False),
    }.values(),
)
def test_the_house_is_another_with_themes_and_profiles_and_the_same_with_episodes(
    edit: Callable[[Path], object], is_another: bool, show: Path, memory: Memory
) -> None:
    before = installed(show, None, memory)
    edit(show)
    after = installed(show, None, memory)
    assert (after.house != before.house) == is_another
    assert (after.tools, after.checked) == (before.tools, before.checked)


def test_a_kind_of_another_distribution_is_a_part_of_the_house(
    show: Path, memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "kind.py"
    module.write_text("KIND = 1\n")
    before = installed(show, None, memory).house
    monkeypatch.setattr(installation.entries, "files", lambda modules: (module,))
    with_kind = installed(show, None, memory).house
    module.write_text("KIND = 22\n")
    assert len({before, with_kind, installed(show, None, memory).house}) == 3


def test_what_other_code_found_good_is_not_taken_on_trust(show: Path, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    before = installed(show, None, memory)
    before.checked.put("theme x", "good")
    assert installed(show, None, memory).checked.get("theme x") == "good"
    monkeypatch.setattr(installation.code, "of_package", lambda name, memory: f"another {name}")
    after = installed(show, None, memory)
    assert after.checked.get("theme x") is None
    assert after.tools == before.tools


def test_an_ffmpeg_that_is_not_there_is_told(show: Path, memory: Memory) -> None:
    with pytest.raises(EnvironmentFault, match="there is no ffmpeg at /nowhere/ffmpeg"):
        installed(show, "/nowhere/ffmpeg", memory)
