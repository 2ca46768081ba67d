"""The same bytes on any x86-64 of level 3, whatever its processor has beyond that. Processors are made less able here."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.execution.environment import environment
from pipeline.execution.toolchain import find_ffmpeg
from pipeline.operations.base import Operation
from pipeline.operations.codec import pack
from pipeline.plan import encode
from pipeline.profiles import loader
from tests.operations.example import CLASSES, example, laid_out

pytestmark = [
    pytest.mark.ffmpeg,
    pytest.mark.skipif(platform.machine() != "x86_64" or sys.platform != "linux", reason="instruction sets of Linux on x86-64"),
]

_RUN = """
import ctypes, hashlib, json, subprocess, sys
from pathlib import Path
from pipeline.operations.base import Work
from pipeline.operations.codec import unpack
ffmpeg, out, is_less, examples = json.load(sys.stdin)
if is_less:
    import av
    for name in Path(av.__file__).parent.parent.joinpath("av.libs").glob("libavutil*"):
        library = ctypes.CDLL(str(name))
        library.av_force_cpu_flags(library.av_get_cpu_flags() & ~0x300000)  # AV_CPU_FLAG_AVX512 and _AVX512ICL
made = {}
for module, (packed, folder, inputs) in examples.items():
    operation, folder = unpack(packed), Path(folder)
    (folder / out).mkdir()
    outputs = {output.name: folder / out / f"{output.name}{output.suffix}" for output in operation.outputs}
    inputs = {name: folder / path for name, path in inputs.items()}
    run = lambda arguments: subprocess.run([*ffmpeg, *arguments], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    operation.run(Work(folder, inputs, outputs, lambda share: None, run, 1))
    files = [one for path in outputs.values() for one in sorted(path.rglob("*") if path.is_dir() else [path]) if one.is_file()]
    made[module] = [hashlib.sha256(one.read_bytes()).hexdigest() for one in files]
print(json.dumps(made))
"""

Made = dict[str, list[str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Made]:
    """Return what every operation makes of its example: with all that this processor has, and with less."""
    examples = {}
    for kind in CLASSES:
        folder = tmp_path_factory.mktemp("example")
        examples[kind.__module__] = [pack(example(kind).OPERATION), str(folder), laid_out(example(kind).inputs(folder), folder)]
    ffmpeg = str(find_ffmpeg().path)

    def run(out: str, command: list[str], *, is_less: bool) -> Made:
        done = subprocess.run(
            [sys.executable, "-c", _RUN], input=json.dumps([command, out, is_less, examples]),
            env=environment(None), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.splitlines()[-1]))

    return run("all", [ffmpeg], is_less=False), run("less", [ffmpeg, "-cpuflags", "-avx512-avx512icl"], is_less=True)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__module__.rpartition(".")[2])
def test_an_operation_makes_the_same_without_the_newest_instructions(kind: type[Operation], made: tuple[Made, Made]) -> None:
    whole, less = (one[kind.__module__] for one in made)
    assert whole
    assert whole == less


_NUMPY = """
import ctypes, json
from pathlib import Path
import numpy
import numpy._core._multiarray_umath as core
used = [name for name in core.__cpu_dispatch__ if core.__cpu_features__[name]]
(library,) = Path(numpy.__file__).parent.parent.joinpath("numpy.libs").glob("libscipy_openblas*")
name = ctypes.CDLL(str(library)).scipy_openblas_get_corename64_
name.restype = ctypes.c_char_p
print(json.dumps([used, name().decode()]))
"""


def test_numpy_in_a_child_takes_no_newer_instructions() -> None:
    told = subprocess.run([sys.executable, "-c", _NUMPY], env=environment(None), capture_output=True, text=True, check=True)
    used, blas = json.loads(told.stdout)
    assert not [name for name in used if "AVX512" in name or name == "X86_V4"]
    assert blas == "Haswell"


@pytest.mark.parametrize("profile", ["draft", "youtube"])
def test_a_span_is_encoded_the_same_with_any_instructions(profile: str, tmp_path: Path) -> None:
    video = loader.load(profile, ()).video
    options = encode.options(video, Fraction(24), 36)
    digests = set()
    for asm in ("", ":asm=0", ":asm=SSE2", ":asm=SSE2,SSSE3", ":asm=AVX2"):
        said = options | {"x264-params": f"{options['x264-params']}{asm}"}
        arguments = [one for name, value in said.items() for one in (f"-{name}", str(value))]
        source = "testsrc2=s=320x180:r=24,noise=alls=12:allf=t:all_seed=1"
        command = [find_ffmpeg().path, "-v", "error", "-f", "lavfi", "-i", source, *arguments, "-fflags", "+bitexact"]
        subprocess.run([*command, tmp_path / "span.mp4", "-y"], check=True)
        digests.add(hashlib.sha256((tmp_path / "span.mp4").read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("size", ["100:56", "212:360", "641:361", "36:20"])
def test_scaling_without_gathered_loads_gives_the_same_picture(size: str) -> None:
    tool = find_ffmpeg()
    assert tool.first
    source = "testsrc2=s=640x360:r=25:d=0.2,noise=alls=40:allf=t:all_seed=1,format=yuv420p"
    scaled = ["-v", "error", "-f", "lavfi", "-i", f"{source},scale={size}:flags=bicubic+accurate_rnd+bitexact", "-f", "md5", "-"]
    gathered, faster = (
        subprocess.run([tool.path, *first, *scaled], capture_output=True, check=True).stdout for first in ((), tool.first)
    )
    assert gathered == faster
