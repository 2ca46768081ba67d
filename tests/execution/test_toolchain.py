from __future__ import annotations

import ast
import shutil
import stat
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.execution import code
from pipeline.execution import toolchain as tools
from pipeline.execution.memory import Memory
from pipeline.execution.toolchain import find_ffmpeg, lacking, toolchain
from pipeline.faults import EnvironmentFault
from pipeline.operations.base import name_of
from pipeline.operations.decode import DecodeSound
from pipeline.operations.mix import MixSegment
from pipeline.operations.report import ReportSound

FAKE = """#!/bin/sh
echo run >> {log}
case "$*" in
  *-cpuflags*) exit {refuses} ;;
  -version) echo "ffmpeg version {version} Copyright"; echo "configuration: --enable-x" ;;
  *-encoders) echo " V....D libx264              H.264 (codec h264)" ;;
  *-filters) echo " .. xfade             VV->V      Cross fade." ;;
  *-muxers) echo "  E  mp4             MP4" ;;
  *-demuxers) echo " D d lavfi           Libavfilter virtual input device"; echo " D   mov,mp4,m4a     QuickTime / MOV" ;;
  *-decoders) echo " V....D libvpx-vp9           libvpx VP9 (codec vp9)" ;;
  *) echo "-fps_mode[:<stream_spec>]  set framerate mode" ;;
esac
"""


def a_fake_ffmpeg(folder: Path, version: str = "9.0", *, refuses: int = 234) -> tuple[Path, Path]:
    path, log = folder / "ffmpeg", folder / "log"
    path.write_text(FAKE.format(version=version, log=log, refuses=refuses))
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


@pytest.mark.parametrize(("refuses", "first"), [(234, ()), (0, ("-cpuflags", "+slowgather"))])
def test_one_is_told_to_scale_faster_only_where_it_knows_how(tmp_path: Path, refuses: int, first: tuple[str, ...]) -> None:
    path, _ = a_fake_ffmpeg(tmp_path, refuses=refuses)
    assert find_ffmpeg(str(path)).first == first


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


# ---------------------------------------------------------------------------------------------- the code of operations


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
        "sound/late.py": "",
        "lazy.py": "",
        "other.py": "from pipeline.time import y\n",
        "operations/__init__.py": "",
        "operations/mix.py": "def run():\n    from pipeline.sound.mix import z\n    import pipeline.lazy\n",
        "operations/card.py": "from ..cards import draw\nfrom . import shared\n",
        "operations/shared.py": "",
        "cards/__init__.py": "",
        "cards/draw.py": "",
        "cards/check.py": "",
        "cards/table.json": "{}",
    }.items():
        (root / name).parent.mkdir(exist_ok=True, parents=True)
        (root / name).write_text(content)
    monkeypatch.setattr(code.pipeline, "__file__", str(root / "__init__.py"))
    return root


@pytest.mark.parametrize(
    ("changed", "operations"),
    [
        ("operations/mix.py", {"mix"}),
        ("sound/mix.py", {"mix"}),  # imported within a function
        ("sound/__init__.py", {"mix"}),  # run when a module of its package is imported
        ("time.py", {"mix"}),  # imported by what that imports
        ("deep.py", {"mix"}),
        ("lazy.py", {"mix"}),
        ("cards/table.json", {"card"}),  # data beside the code
        ("cards/draw.py", {"card"}),
        ("operations/shared.py", {"card"}),  # a relative import
        ("operations/__init__.py", {"card", "mix"}),
        ("sound/late.py", set()),
        ("other.py", set()),
    ],
)
def test_an_operation_changes_with_the_code_that_it_runs(house: Path, changed: str, operations: set[str]) -> None:
    def digests() -> dict[str, str]:
        return {name: code.Modules(house).digest(f"pipeline.operations.{name}") for name in ("mix", "card")}

    before = digests()
    assert digests() == before
    (house / changed).write_text((house / changed).read_text() + "\n# changed\n")
    after = digests()
    assert {name for name in before if before[name] != after[name]} == operations


@pytest.mark.parametrize(
    "source",
    [
        "import math, pipeline.lazy\n",
        "from pipeline import lazy  # an import\n",
        "from pipeline import lazy as other\n",
        "from pipeline import (\n    deep,  # (not this one)\n    lazy,\n)\n",
        "from pipeline import deep, \\\n    lazy\n",
        "from pipeline import deep; from pipeline import lazy\n",
        "if True: from pipeline import lazy\n",
        "try:\n\tfrom pipeline import lazy\nexcept ImportError:\n\tpass\n",
        "from ..pipeline import lazy\n",
        'TEXT = """\nimport nothing of the kind\n"""\nfrom pipeline import lazy\n',
    ],
)
def test_an_import_is_found_however_it_is_written(house: Path, source: str) -> None:
    (house / "other.py").write_text(source)
    assert house / "lazy.py" in code.Modules(house).files("pipeline.other")


def test_no_module_of_ours_is_overlooked_in_reading_only_what_looks_like_an_import() -> None:
    root = Path(code.pipeline.__file__).parent
    for path in sorted(root.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
        every = {name for node in nodes for name in code._names(node, ["pipeline", "x"])}
        assert every <= {name for node in code._statements(source) for name in code._names(node, ["pipeline", "x"])}, path


def test_a_package_stands_for_all_its_modules_and_is_looked_at_anew_when_a_file_changes(house: Path, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    before = code.of_package("pipeline.cards", memory)
    assert code.of_package("pipeline.cards", memory) == before
    (house / "other.py").write_text("# changed")
    assert code.of_package("pipeline.cards", memory) == before
    (house / "cards/check.py").write_text("# changed")
    assert code.of_package("pipeline.cards", memory) != before
    memory.close()


def test_an_operation_changes_with_its_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tools.FfmpegTool(Path("x"), "9", "id", frozenset())
    before = toolchain(tool)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99")
    after = toolchain(tool)
    changed = {name for name in before.code if before.code[name] != after.code[name]}
    assert name_of(MixSegment) in changed
    assert name_of(ReportSound) not in changed


def test_operations_are_found_and_remembered(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    found = code.of_operations("pipeline.operations", memory)
    assert found[name_of(MixSegment)].libraries == MixSegment.libraries
    assert not [name for name in found if name.endswith(("base:Operation", "ffmpeg:FfmpegOperation"))]
    assert code.of_operations("pipeline.operations", memory) == found
    memory.close()


def test_ffmpeg_is_part_of_what_it_carries_out_alone() -> None:
    one, other = (toolchain(tools.FfmpegTool(Path("x"), "9", name, frozenset())) for name in ("one", "other"))
    decode = DecodeSound(0, Fraction(0), "mono", 0, (), (), None, None, 0, None, "", 0, False, 1)
    report = ReportSound(*[Fraction(1)] * 3, ())
    assert one.identity(decode) != other.identity(decode)
    assert one.identity(report) == other.identity(report)


def test_a_module_or_library_that_is_missing_is_told(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EnvironmentFault, match=r"pipeline\.operations\.none"):
        code.Modules(house).digest("pipeline.operations.none")
    monkeypatch.undo()
    monkeypatch.setattr(ReportSound, "libraries", ("no-such-library",))
    with pytest.raises(EnvironmentFault, match="no-such-library"):
        toolchain(tools.FfmpegTool(Path("x"), "9", "id", frozenset()))


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
print(sorted({{"numpy", "av", "moviepy", "pytakumi", "jinja2", "imageio_ffmpeg"}} & sys.modules.keys()))
"""
    for again in ((), ("again",)):
        done = subprocess.run([sys.executable, "-c", program, *again], check=True, capture_output=True, text=True)
        assert done.stdout == "[]\n"


def test_no_ffmpeg_on_the_path_is_ever_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(a_fake_ffmpeg(tmp_path)[0].parent))
    assert shutil.which("ffmpeg")
    assert "imageio_ffmpeg" in str(find_ffmpeg().path)
