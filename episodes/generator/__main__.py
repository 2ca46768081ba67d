"""Make what is not made yet: `python -m episodes.generator [folder]`.

Two runs that meet do no harm: each file is renamed into place.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from episodes.generator.works import WORKS, Work

HERE = Path(__file__).parent
MEDIA = HERE.parent / "media"
_STAMPS = ".made"


def digest() -> str:
    """Return the SHA-256 of everything that the media follow from: this code, the captions, the libraries' versions."""
    import imageio_ffmpeg
    import numpy
    import PIL

    state = hashlib.sha256()
    for path in sorted([*HERE.glob("*.py"), *(HERE.parent / "texts").glob("*")]):
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    state.update(f"{numpy.__version__} {PIL.__version__} {imageio_ffmpeg.__version__}".encode())
    return state.hexdigest()


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder; -1 where there is none."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.iterdir())
    return path.stat().st_size if path.exists() else -1


def _stamp(folder: Path, work: Work) -> Path:
    return folder / _STAMPS / (work.path.replace("/", "-") + ".json")


def is_made(folder: Path, work: Work, code: str) -> bool:
    """Say whether a work is there, whole, and made by this very code."""
    try:
        stamp = json.loads(_stamp(folder, work).read_text())
    except (OSError, ValueError):
        return False
    return bool(stamp == {"code": code, "bytes": _size(folder / work.path)})


def make(folder: Path, number: int, code: str) -> tuple[str, float]:
    """Make one of WORKS beside its place, move it there, then stamp it; return its path and the seconds it took."""
    begun = time.monotonic()
    work = WORKS[number]
    target = folder / work.path
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = _stamp(folder, work)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    draft = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        work.make(draft)
        if target.is_dir():
            shutil.rmtree(target)
        draft.replace(target)
    finally:
        if draft.is_dir():
            shutil.rmtree(draft)
        draft.unlink(missing_ok=True)
    written = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    written.write_text(json.dumps({"code": code, "bytes": _size(target)}))
    written.replace(stamp)
    return work.path, time.monotonic() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is missing, on all cores; print a line for each work."""
    parser = argparse.ArgumentParser(prog="python -m episodes.generator", description="Make the media of the demo show.")
    parser.add_argument("folder", nargs="?", type=Path, default=MEDIA, help="where to (episodes/media)")
    folder = parser.parse_args(arguments).folder
    code, begun = digest(), time.monotonic()
    left = sorted((n for n, work in enumerate(WORKS) if not is_made(folder, work, code)), key=lambda n: -WORKS[n].cost)
    if not left:
        print(f"the media of the demo show are made: {len(WORKS)} in {folder}")
        return 0
    with ProcessPoolExecutor(max_workers=min(len(left), os.cpu_count() or 1)) as pool:
        for done, future in enumerate(as_completed([pool.submit(make, folder, n, code) for n in left]), start=1):
            path, seconds = future.result()
            print(f"{done:2d}/{len(left)}  {path}  {seconds:.1f} s", flush=True)
    print(f"{len(left)} made in {time.monotonic() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
