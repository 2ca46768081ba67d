"""Find the tools and name exactly what they are: ffmpeg's build, and the code that each operation runs.

Both are remembered by the state of the files, so that a build with nothing to do starts no process and parses no code.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from pipeline import digest, operations
from pipeline.execution import code
from pipeline.execution.environment import environment
from pipeline.execution.memory import Memory
from pipeline.execution.shortage import shortage
from pipeline.faults import EnvironmentFault
from pipeline.media.formats import DECODERS, DEMUXERS
from pipeline.plan.action import Toolchain
from pipeline.values import dataclass

_ANSWER_SECONDS = 30.0
_FORMAT = "toolchain/2"


@dataclass(frozen=True, slots=True)
class FfmpegTool:
    """An ffmpeg. `identity` is the digest of its version, configuration and libraries.

    `capabilities` holds `encoder:libx264`, `decoder:vp9`, `filter:zscale`, `muxer:mp4`, `demuxer:mov`, `option:fps_mode` and
    `cpuflag:slowgather`.
    """

    path: Path
    version: str
    identity: str
    capabilities: frozenset[str]

    @property
    def first(self) -> tuple[str, ...]:
        """Return arguments that go before all others of a run: it then writes the same bytes in less time."""
        return _NO_GATHERING if _SLOW_GATHER in self.capabilities else ()


_NO_GATHERING = ("-cpuflags", "+slowgather")
_SLOW_GATHER = "cpuflag:slowgather"
"""That ffmpeg can be told to scale without AVX2's gathered loads, which changes no byte. They are slow on AMD, and on
Intel's since microcode mends them (2023): in a mosaic of three 1080p films at 640x360 they took 15 % of the CPU, on Zen 5."""


_FILTERS = {
    "reading": ("bwdif", "fps", "framerate", "setpts", "settb", "tpad", "trim", "loop", "concat"),
    "conforming": (
        "crop", "format", "gblur", "hflip", "pad", "perspective", "scale", "setparams", "setsar", "transpose", "vflip",
    ),
    "colour and HDR": ("colormatrix", "lut1d", "lut3d", "lutrgb", "lutyuv", "tonemap", "zscale"),
    "noise of pictures": ("nlmeans",),
    "contact sheets": ("tile",),
    "compositing": (
        "alphaextract", "alphamerge", "blend", "color", "extractplanes", "fade", "geq", "interlace", "lut", "mergeplanes",
        "overlay", "premultiply", "split", "unpremultiply", "xstack",
    ),
}

NEEDED: Mapping[str, str] = {
    "encoder:libx264": "encoding H.264",
    "encoder:libx265": "deliverables in HEVC",
    "encoder:libsvtav1": "deliverables in AV1",
    "encoder:ffv1": "archives in FFV1",
    "encoder:prores_ks": "archives in ProRes",
    "encoder:png": "stills",
    "encoder:mjpeg": "contact sheets",
    "encoder:rawvideo": "the light of a picture under a poem",
    "muxer:mp4": "spans of the picture",
    "muxer:mov": "spans of archives",
    "muxer:image2pipe": "stills",
    "muxer:rawvideo": "the light of a picture under a poem",
    "demuxer:image2": "numbered pictures",
    "demuxer:lavfi": "plain backgrounds",
    "decoder:ffv1": "scenes and pictures of sound",
    "decoder:qtrle": "cards that move",
    "decoder:utvideo": "cards in layers",
    **dict.fromkeys(("decoder:libvpx", "decoder:libvpx-vp9"), "clips with transparency"),
    **dict.fromkeys((f"decoder:{name}" for name in sorted(DECODERS)), "contributors' files"),
    **dict.fromkeys((f"demuxer:{name}" for name in sorted(DEMUXERS)), "contributors' files"),
    **{f"filter:{name}": use for use, names in _FILTERS.items() for name in names},
    "option:auto_conversion_filters": "no conversion that a graph does not name",
    "option:enc_time_base": "exact times",
    "option:fps_mode": "exact times",
    "option:find_stream_info": "films that are not tried first",
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
    key = f"{_FORMAT} ffmpeg/4 {path} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
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


def toolchain(ffmpeg: FfmpegTool, memory: Memory | None = None, room: str = operations.__name__) -> Toolchain:
    """Name the tools of this installation for a plan; the classes of operations are found in the package `room`.

    Raises EnvironmentFault where a module or a library is missing.
    """
    found = code.of_operations(room, memory)
    versions = _versions({library for known in found.values() for library in known.libraries}, memory)
    python = sys.implementation.cache_tag
    return Toolchain(
        ffmpeg.identity,
        {
            name: digest.of([python, known.digest, [[library, versions[library]] for library in known.libraries]])
            for name, known in found.items()
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
    if not _run(path, *_NO_GATHERING, "-version", is_checked=False).returncode:
        capabilities.add(_SLOW_GATHER)
    options = re.findall(r"^-(\w+)", _answer(path, "-h", "long"), re.MULTILINE)
    return match[1], digest.of_bytes(about.encode()), sorted(capabilities | {f"option:{name}" for name in options})


def _cause(fault: OSError | subprocess.SubprocessError) -> str:
    match fault:
        case subprocess.CalledProcessError():
            return f"asked what it is, it ended with exit code {fault.returncode}"
        case subprocess.TimeoutExpired():
            return f"it gave no answer in {_ANSWER_SECONDS} s"
        case OSError():
            return fault.strerror or str(fault)
        case _:
            return str(fault)


def _answer(path: Path, *arguments: str) -> str:
    told = arguments if arguments == ("-version",) else ("-hide_banner", *arguments)
    return _run(path, *told, is_checked=True).stdout.decode("utf-8", "replace")


def _run(path: Path, *arguments: str, is_checked: bool) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            [str(path), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            env=environment(None),
            check=is_checked,
        )
    except (OSError, subprocess.SubprocessError) as fault:
        if (lacking := shortage(fault)) is not None:
            raise lacking from fault
        hint = "name another with --ffmpeg or TOGETHER_FFMPEG"
        raise EnvironmentFault(f"{path} does not run: {_cause(fault)}", hint) from fault


def _column(listing: str) -> Iterator[str]:
    """Yield the second column of one of ffmpeg's lists, after flags such as ` V....D libx264`."""
    for line in listing.splitlines():
        if match := re.match(r" (?:[D ][E ]d|[ A-Z.|]{1,6}) +([\w,-]+) ", line):  # `d`: a device, as lavfi is
            yield match[1]


# ---------------------------------------------------------------------------------------------- libraries


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
