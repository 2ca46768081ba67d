"""What the pages say about the repository is so: rooms and floors, files, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_house import FLOORS, PACKAGE, ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "renders" / "README.md"]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_map_shows_every_room_on_its_floor() -> None:
    rows = re.findall(r"^\| (\d+) \| ((?:`[a-z]+/?` ?)+) \|", ARCHITECTURE, re.MULTILINE)
    shown = {room.rstrip("/"): int(floor) for floor, rooms in rows for room in re.findall(r"`([^`]+)`", rooms)}
    assert shown == FLOORS


def test_a_room_that_is_a_folder_is_shown_as_one() -> None:
    folders = set(re.findall(r"`([a-z]+)/`", ARCHITECTURE[: ARCHITECTURE.index("## Laws")]))
    assert {room for room in FLOORS if (PACKAGE / room).is_dir()} <= folders


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=named)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    # A show has a folder of that name, too: segments that stand in files of their own.
    rooms = "|".join(f"{room}/" for room in FLOORS)
    ours = re.compile(rf"(?!segments/[a-z_/-]+\.yaml)(?:pipeline/|tests/|docs/|{rooms})[a-z_/]+\.(?:py|md|json|yaml)")
    asked = {name for name in re.findall(r"[\w./<>*-]+", text) if ours.fullmatch(name)}
    links = set(re.findall(r"\]\(([^)#:]+)\)", text))
    assert [name for name in sorted(asked) if not any((folder / name).exists() for folder in (ROOT, PACKAGE))] == []
    assert [link for link in sorted(links) if not (page.parent / link).exists()] == []


def test_the_commands_of_the_readme_are_those_there_are() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"^    together ([a-z]+)", text, re.MULTILINE))
    there = {path.stem.removesuffix("_") for path in (PACKAGE / "cli").glob("*.py")}
    assert shown - {"schema"} <= there
    assert {"new", "check", "plan", "build", "still", "explain", "theme", "store", "doctor"} <= shown


def test_the_platforms_are_the_same_everywhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (oldest, newest) = re.findall(r"Python (3\.\d+) to (3\.\d+)", readme)[0]
    versions = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project)
    assert (versions[0], versions[-1]) == (oldest, newest)
    assert f'requires-python = ">={oldest},<3.{int(newest[2:]) + 1}"' in project
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert f'python: ["{oldest}", "{newest}"]' in workflow
    assert "system: [ubuntu-latest, macos-latest]" in workflow
