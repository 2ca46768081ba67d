"""The sandbox: the folder in which one action runs, with links to its inputs and room for its outputs.

in/<name><suffix>     links to blobs and sources; a folder of numbered links for many sources
out/<name><suffix>    the declared outputs, nothing else
tmp/                  the child's TMPDIR
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.execution.disk import disk_faults, link
from pipeline.execution.order import Order
from pipeline.execution.sources import Sources
from pipeline.execution.store import Store
from pipeline.faults import PromiseBroken
from pipeline.plan.action import Action, FromAction, FromSource, FromSources
from pipeline.values import dataclass

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The files of one run under their symbolic names; all paths are below `folder`."""

    folder: Path
    inputs: Mapping[str, Path]
    outputs: Mapping[str, Path]

    @property
    def store(self) -> Path:
        """Return the folder of the store that it lies in: running/<process>/<sandbox>."""
        return self.folder.parents[2]


@contextlib.contextmanager
def sandbox_for(order: Order, store: Store, sources: Sources) -> Iterator[Sandbox]:
    """Lay out a sandbox and remove it afterwards. Raises StoreCorrupt for a damaged input, EnvironmentFault for a full disk."""
    action = order.action
    folder = store.new_sandbox()
    try:
        with disk_faults(store.folder):
            for name in ("in", "out", "tmp"):
                (folder / name).mkdir()
            inputs: dict[str, Path] = {}
            for given in action.inputs:
                place = inputs[given.name] = folder / "in" / (_plain(given.name) + given.suffix)
                match given.origin:
                    case FromAction():
                        link(place, store.proven_path(order.inputs[given.origin]))
                    case FromSource(digest=content, path=path):
                        link(place, sources.path(path, content))
                    case FromSources(digests=digests, paths=paths):
                        place = inputs[given.name] = folder / "in" / given.name
                        place.mkdir()
                        for number, (path, content) in enumerate(zip(paths, digests, strict=True)):
                            link(place / f"{number:06d}{given.suffix}", sources.path(path, content))
        outputs = {output.name: folder / "out" / (_plain(output.name) + output.suffix) for output in action.outputs}
        yield Sandbox(folder, inputs, outputs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check_declared(action: Action, sandbox: Sandbox) -> None:
    """Raise PromiseBroken unless exactly the declared outputs were written, each a file of its own."""
    declared = {path.name for path in sandbox.outputs.values()}
    written = {path.name for path in (sandbox.folder / "out").iterdir()}
    astray = {path.name for path in sandbox.folder.iterdir()} - {"in", "out", "tmp"}
    if missing := declared - written:
        raise PromiseBroken(action.address, f"did not write {', '.join(sorted(missing))}", where=action.where)
    if undeclared := (written - declared) | astray:
        raise PromiseBroken(action.address, f"wrote undeclared {', '.join(sorted(undeclared))}", where=action.where)
    for path in sandbox.outputs.values():
        if path.is_symlink() or not path.is_file():
            raise PromiseBroken(action.address, f"{path.name} is not a file", where=action.where)


def _plain(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a file in a sandbox")
    return name
