from __future__ import annotations

import ast
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline
from pipeline.execution import toolchain as tools
from pipeline.execution.memory import Memory
from pipeline.execution.toolchain import find_ffmpeg, lacking, toolchain
from pipeline.faults import EnvironmentFault
from pipeline.plan.steps import STEPS, StepCode

FAKE = """#!/bin/sh
echo run >> {log}
case "$*" in
  -version) echo "ffmpeg version {version} Copyright"; echo "configuration: --enable-x" ;;
  *-encoders) echo " V....D libx264              H.264 (codec h264)" ;;
  *-filters) echo " .. xfade             VV->V      Cross fade." ;;
  *-muxers) echo "  E  mp4             MP4" ;;
  *-demuxers) echo " D d lavfi           Libavfilter virtual input device"; echo " D   mov,mp4,m4a     QuickTime / MOV" ;;
  *-decoders) echo " V....D libvpx-vp9           libvpx VP9 (codec vp9)" ;;
  *) echo "-fps_mode[:<stream_spec>]  set framerate mode" ;;
esac
"""


def a_fake_ffmpeg(folder: Path, version: str = "9.0") -> tuple[Path, Path]:
    path, log = folder / "ffmpeg", folder / "log"
    path.write_text(FAKE.format(version=version, log=log))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path, log


@pytest.mark.ffmpeg
def test_the_embedded_one_can_all_that_is_needed() -> None:
    found = find_ffmpeg()
    assert lacking(found) == {}
    assert {"decoder:hevc", "demuxer:mov", "demuxer:matroska"} <= found.capabilities
    assert len(found.identity) == 64


def test_an_own_one_is_examined_once_and_lacks_what_it_lacks(tmp_path: Path) -> None:
    path, log = a_fake_ffmpeg(tmp_path)
    memory = Memory(tmp_path / "m")
    found = find_ffmpeg(str(path), memory)
    assert found.version == "9.0"
    assert found.capabilities == {
        *("encoder:libx264", "filter:xfade", "muxer:mp4", "option:fps_mode", "decoder:libvpx-vp9"),
        *("demuxer:lavfi", "demuxer:mov", "demuxer:mp4", "demuxer:m4a"),
    }
    assert "encoder:png" in lacking(found)
    assert not {"encoder:libx264", "option:fps_mode", "demuxer:lavfi"} & set(lacking(found))
    runs = log.read_text()
    assert find_ffmpeg(str(path), memory) == found
    assert log.read_text() == runs
    path.unlink()
    a_fake_ffmpeg(tmp_path, "9.1")
    newer = find_ffmpeg(str(path), memory)
    assert (newer.version, newer.identity != found.identity) == ("9.1", True)
    memory.close()


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "there is no ffmpeg"), ("#!/bin/sh\nexit 1\n", "does not run"), ("#!/bin/sh\necho cat 1\n", "not an ffmpeg")],
)
def test_one_that_is_none_is_told_with_advice(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "ffmpeg"
    if content is not None:
        path.write_text(content)
        path.chmod(0o755)
    with pytest.raises(EnvironmentFault, match=f"{says}.*TOGETHER_FFMPEG"):
        find_ffmpeg(str(path))


# ---------------------------------------------------------------------------------------------- the code of steps


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small house of modules in place of ours."""
    root = tmp_path / "pipeline"
    for name, content in {
        "__init__.py": "",
        "time.py": "import math\nimport pipeline.deep\n",
        "deep.py": "",
        "sound/__init__.py": "",
        "sound/mix.py": "from pipeline import time\n",
        "sound/late.py": "def f():\n    from pipeline.lazy import x\n",
        "lazy.py": "",
        "other.py": "from pipeline.time import y\n",
        "steps/__init__.py": "",
        "steps/mix.py": "from pipeline.sound.mix import z\n",
        "steps/card.py": "from ..cards import draw\nfrom . import shared\n",
        "steps/shared.py": "",
        "cards/__init__.py": "",
        "cards/table.json": "{}",
    }.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(content)
    monkeypatch.setattr(tools.pipeline, "__file__", str(root / "__init__.py"))
    return root


HOUSE_STEPS = {
    "mix": StepCode(("pipeline.steps.mix", "pipeline.sound")),
    "card": StepCode(("pipeline.steps.card", "pipeline.cards"), ("numpy",)),
}


@pytest.mark.parametrize(
    ("changed", "steps"),
    [
        ("steps/mix.py", {"mix"}),
        ("sound/mix.py", {"mix"}),
        ("sound/late.py", {"mix"}),  # a package stands for all in it
        ("time.py", {"mix"}),  # imported by a module of the step
        ("deep.py", {"mix"}),  # imported by what that imports
        ("lazy.py", {"mix"}),  # imported within a function
        ("cards/table.json", {"card"}),  # data beside the code
        ("steps/shared.py", {"card"}),  # a relative import
        ("other.py", set()),
    ],
)
def test_a_step_changes_with_the_code_that_it_runs(house: Path, tmp_path: Path, changed: str, steps: set[str]) -> None:
    memory = Memory(tmp_path / "m")
    tool = tools.FfmpegTool(Path("x"), "9", "id", frozenset())
    before = toolchain(tool, memory, HOUSE_STEPS)
    assert toolchain(tool, None, HOUSE_STEPS) == before
    (house / changed).write_text((house / changed).read_text() + "\n# changed\n")
    after = toolchain(tool, memory, HOUSE_STEPS)
    assert {name for name in before.steps if before.steps[name] != after.steps[name]} == steps
    assert toolchain(tool, None, HOUSE_STEPS) == after
    memory.close()


def test_a_step_changes_with_its_libraries(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tools.FfmpegTool(Path("x"), "9", "id", frozenset())
    before = toolchain(tool, None, HOUSE_STEPS)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99")
    after = toolchain(tool, None, HOUSE_STEPS)
    assert after.steps["mix"] == before.steps["mix"]
    assert after.steps["card"] != before.steps["card"]


def test_a_module_or_library_that_is_missing_is_told(house: Path) -> None:
    tool = tools.FfmpegTool(Path("x"), "9", "id", frozenset())
    with pytest.raises(EnvironmentFault, match=r"pipeline\.steps\.none"):
        toolchain(tool, None, {"none": StepCode(("pipeline.steps.none",))})
    with pytest.raises(EnvironmentFault, match="no-such-library"):
        toolchain(tool, None, {"mix": StepCode(("pipeline.steps.mix",), ("no-such-library",))})


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_every_step_is_registered_and_names_all_libraries_that_its_module_imports() -> None:
    """A library that is left out would leave stale outputs after an upgrade."""
    named = {"PIL": "pillow"}
    folder = Path(pipeline.__file__).parent / "build" / "steps"
    registered = {module for step in STEPS.values() for module in step.modules}
    for path in folder.glob("*.py"):
        module = f"pipeline.execution.steps.{path.stem}"
        if path.stem == "__init__":
            continue
        assert module in registered
        imported = {name.partition(".")[0] for name in imports_of(path)}
        libraries = {named.get(name, name) for name in imported - set(sys.stdlib_module_names) - {"pipeline", ""}}
        for step in STEPS.values():
            if module in step.modules:
                assert libraries <= set(step.distributions), path


def test_naming_the_tools_again_starts_no_process_and_imports_no_library(tmp_path: Path) -> None:
    program = f"""
import sys, subprocess, time
from pathlib import Path
from pipeline.execution.memory import Memory
from pipeline.execution import toolchain as tools
memory = Memory(Path({str(tmp_path / "m")!r}))
if len(sys.argv) > 1:
    def refuse(*arguments, **more): raise AssertionError(arguments)
    subprocess.Popen = subprocess.run = refuse
tools.toolchain(tools.find_ffmpeg(None, memory), memory)
loaded = {{"numpy", "av", "moviepy", "pytakumi", "jinja2", "imageio_ffmpeg"}} & sys.modules.keys()
assert not loaded, loaded
"""
    for again in ((), ("again",)):
        subprocess.run([sys.executable, "-c", program, *again], check=True)


def test_no_ffmpeg_on_the_path_is_ever_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(a_fake_ffmpeg(tmp_path)[0].parent))
    assert shutil.which("ffmpeg")
    assert "imageio_ffmpeg" in str(find_ffmpeg().path)
