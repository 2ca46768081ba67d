"""Find the tools and name exactly what they are: ffmpeg's build, and the code that each Python step runs. Floor 6.

Both are remembered by the state of the files, so that a build with nothing to do starts no process and parses no code.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pipeline
from pipeline import digest
from pipeline.execution.memory import Memory
from pipeline.execution.runner import environment
from pipeline.faults import EnvironmentFault
from pipeline.media.formats import DECODERS, DEMUXERS
from pipeline.plan.action import Toolchain
from pipeline.plan.steps import STEPS, StepCode

_ANSWER_SECONDS = 30.0
_FORMAT = "toolchain/1"


@dataclass(frozen=True, slots=True)
class FfmpegTool:
    """Name an ffmpeg. `identity` is the digest of its version, configuration and libraries.

    `capabilities` holds `encoder:libx264`, `decoder:vp9`, `filter:zscale`, `muxer:mp4`, `demuxer:mov` and `option:fps_mode`.
    """

    path: Path
    version: str
    identity: str
    capabilities: frozenset[str]


_FILTERS = {
    "reading": ("bwdif", "fps", "setpts", "settb", "tpad", "trim", "loop", "concat"),
    "conforming": ("crop", "format", "gblur", "pad", "perspective", "scale", "setparams", "setsar"),
    "colour and HDR": ("colormatrix", "lutrgb", "lutyuv", "tonemap", "zscale"),
    "compositing": ("color", "fade", "overlay", "split", "xstack"),
}

NEEDED: Mapping[str, str] = {
    "encoder:libx264": "encoding H.264",
    "encoder:png": "stills",
    "muxer:mp4": "spans of the picture",
    "muxer:image2pipe": "stills",
    "demuxer:image2": "numbered pictures",
    "demuxer:lavfi": "plain backgrounds",
    "decoder:ffv1": "scenes and pictures of sound",
    "decoder:qtrle": "cards that move",
    **dict.fromkeys(("decoder:libvpx", "decoder:libvpx-vp9"), "clips with transparency"),
    **dict.fromkeys((f"decoder:{name}" for name in sorted(DECODERS)), "contributors' files"),
    **dict.fromkeys((f"demuxer:{name}" for name in sorted(DEMUXERS)), "contributors' files"),
    **{f"filter:{name}": use for use, names in _FILTERS.items() for name in names},
    "option:auto_conversion_filters": "no conversion that a graph does not name",
    "option:enc_time_base": "exact times",
    "option:fps_mode": "exact times",
    "option:start_at_zero": "exact times",
    "option:filter_complex_threads": "the same bytes whatever the cores",
}
"""What the pipeline asks of an ffmpeg, and what for; `doctor` tells what is missing."""


def find_ffmpeg(override: str | None = None, memory: Memory | None = None) -> FfmpegTool:
    """Return the ffmpeg at `override`, or else the one that imageio-ffmpeg brings. Raises EnvironmentFault."""
    path = _embedded() if override is None else Path(override).absolute()
    try:
        state = path.stat()
    except OSError as fault:
        raise EnvironmentFault(f"there is no ffmpeg at {path}", "name another with --ffmpeg or TOGETHER_FFMPEG") from fault
    key = f"{_FORMAT} ffmpeg/2 {path} {state.st_size} {state.st_mtime_ns} {state.st_ino}"
    known = memory.get(key) if memory else None
    if known is None:
        known = json.dumps(_examine(path))
        if memory:
            memory.put(key, known)
    version, identity, capabilities = json.loads(known)
    return FfmpegTool(path, version, identity, frozenset(capabilities))


def lacking(tool: FfmpegTool) -> dict[str, str]:
    """Return what the pipeline needs and this ffmpeg cannot do: capability -> what for."""
    return {capability: use for capability, use in NEEDED.items() if capability not in tool.capabilities}


def toolchain(ffmpeg: FfmpegTool, memory: Memory | None = None, steps: Mapping[str, StepCode] = STEPS) -> Toolchain:
    """Name the tools of this installation for a plan: a digest of what each step runs."""
    versions = _versions({name for step in steps.values() for name in step.distributions}, memory)
    codes = _code(memory, {name: step.modules for name, step in steps.items()})
    python = sys.implementation.cache_tag
    return Toolchain(
        ffmpeg.identity,
        {
            name: digest.of([python, codes[name], [[library, versions[library]] for library in step.distributions]])
            for name, step in steps.items()
        },
    )


# ---------------------------------------------------------------------------------------------- ffmpeg


def _embedded() -> Path:
    # Asking the package runs the program to see whether it works; a build with nothing to do must start no process.
    spec = find_spec("imageio_ffmpeg")
    folders = [] if spec is None else [Path(place) / "binaries" for place in spec.submodule_search_locations or ()]
    found = sorted(path for folder in folders for path in folder.glob("ffmpeg-*") if os.access(path, os.X_OK))
    if not found:
        raise EnvironmentFault("imageio-ffmpeg brings no ffmpeg for this machine", "name one with --ffmpeg or TOGETHER_FFMPEG")
    return found[-1]


def _examine(path: Path) -> tuple[str, str, list[str]]:
    about = _answer(path, "-version")
    match = re.match(r"ffmpeg version (\S+)", about)
    if match is None:
        raise EnvironmentFault(f"{path} is not an ffmpeg", "name another with --ffmpeg or TOGETHER_FFMPEG")
    capabilities = {f"encoder:{name}" for name in _column(_answer(path, "-encoders"))}
    capabilities |= {f"decoder:{name}" for name in _column(_answer(path, "-decoders"))}
    capabilities |= {f"filter:{name}" for name in _column(_answer(path, "-filters"))}
    capabilities |= {f"muxer:{name}" for line in _column(_answer(path, "-muxers")) for name in line.split(",")}
    capabilities |= {f"demuxer:{name}" for line in _column(_answer(path, "-demuxers")) for name in line.split(",")}
    options = re.findall(r"^-(\w+)", _answer(path, "-h", "long"), re.MULTILINE)
    return match[1], digest.of_bytes(about.encode()), sorted(capabilities | {f"option:{name}" for name in options})


def _answer(path: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            [str(path), "-hide_banner", *arguments] if arguments != ("-version",) else [str(path), "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            env=environment(None),
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise EnvironmentFault(f"{path} does not run: {fault}", "name another with --ffmpeg or TOGETHER_FFMPEG") from fault
    return done.stdout.decode("utf-8", "replace")


def _column(listing: str) -> Iterator[str]:
    """Yield the second column of one of ffmpeg's lists, after flags such as ` V....D libx264`."""
    for line in listing.splitlines():
        if match := re.match(r" (?:[D ][E ]d|[ A-Z.|]{1,6}) +([\w,-]+) ", line):  # `d`: a device, as lavfi is
            yield match[1]


# ---------------------------------------------------------------------------------------------- steps


def _code(memory: Memory | None, steps: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return a digest for each step: of all files of its modules and of every module of ours that these import, however deep."""
    root = Path(pipeline.__file__).parent
    states = [(path, state.st_size, state.st_mtime_ns, state.st_ino) for path, state in _states(str(root))]
    key = f"{_FORMAT} code {digest.of([states, sorted(steps.items())])}"
    if memory and (known := memory.get(key)):
        return dict(json.loads(known))
    modules = _Modules(root)
    codes = {name: modules.digest(wanted) for name, wanted in steps.items()}
    if memory:
        memory.put(key, json.dumps(codes))
    return codes


def _states(root: str) -> Iterator[tuple[str, os.stat_result]]:
    # Every command pays for this: texts instead of `Path`, a third of the time.
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = f"{folder}/{name}"
            yield path, os.stat(path)  # noqa: PTH116


class _Modules:
    """Read our modules' source without importing any."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digests: dict[Path, str] = {}
        self._imports: dict[Path, frozenset[Path]] = {}

    def digest(self, modules: Iterable[str]) -> str:
        wanted = {path for name in modules for path in self._files_of(name)}
        waiting = list(wanted)
        while waiting:
            fresh = self._imported(waiting.pop()) - wanted
            wanted |= fresh
            waiting.extend(fresh)
        return digest.of([[path.relative_to(self._root).as_posix(), self._digest(path)] for path in sorted(wanted)])

    def _files_of(self, name: str) -> set[Path]:
        """Return a module's file, or every file of a package."""
        place = self._root.parent.joinpath(*name.split("."))
        if place.is_dir():
            return {path for path in place.rglob("*") if path.is_file() and path.suffix != ".pyc"}
        if place.with_suffix(".py").is_file():
            return {place.with_suffix(".py")}
        raise EnvironmentFault(f"this installation lacks the module {name}", "install it again")

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            self._digests[path] = digest.of_file(path)
        return self._digests[path]

    def _imported(self, path: Path) -> frozenset[Path]:
        if path.suffix != ".py":
            return frozenset()
        if path not in self._imports:
            package = [*path.relative_to(self._root.parent).parent.parts]
            names = (name for node in ast.walk(ast.parse(path.read_bytes())) for name in _names(node, package))
            self._imports[path] = frozenset(file for name in names if (file := self._module_file(name)) is not None)
        return self._imports[path]

    def _module_file(self, name: str) -> Path | None:
        place = self._root.parent.joinpath(*name.split("."))
        return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def _names(node: ast.AST, package: list[str]) -> Iterator[str]:
    """Yield the names of our modules that an import statement may mean: `from a import b` may mean a or a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.startswith("pipeline"))
    elif isinstance(node, ast.ImportFrom):
        parents = package[: len(package) - node.level + 1] if node.level else []
        base = ".".join([*parents, *([node.module] if node.module else [])])
        if base.startswith("pipeline"):
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _versions(distributions: set[str], memory: Memory | None) -> dict[str, str]:
    # Installing or removing a distribution changes the state of the folder that holds it.
    folders = [(place, Path(place).stat().st_mtime_ns) for place in sys.path if place and Path(place).is_dir()]
    key = f"{_FORMAT} versions {digest.of([folders, sorted(distributions)])}"
    if memory and (known := memory.get(key)):
        return dict(json.loads(known))
    from importlib import metadata

    try:
        found = {name: metadata.version(name) for name in sorted(distributions)}
    except metadata.PackageNotFoundError as missing:
        raise EnvironmentFault(f"this installation lacks {missing.name}", "install it again") from missing
    if memory:
        memory.put(key, json.dumps(found))
    return found
