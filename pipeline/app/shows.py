"""Open a show: its folder, its store, its tools, and what they are as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline import digest
from pipeline.execution.code import of_package
from pipeline.execution.installation import Installation, installed
from pipeline.execution.local_store import LocalStore
from pipeline.execution.memory import CodeMemory
from pipeline.execution.sources import ShowSources, Sources
from pipeline.faults import Diagnostic, EnvironmentFault, InputFault, Where
from pipeline.manifest.folders import NOTES, is_translation, show_folder
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.execution.digests import Digests
    from pipeline.execution.shared_store import Shared
    from pipeline.manifest.settings import Show as ShowSettings
    from pipeline.media.library import Aligner, Library, Probe

_SHARED = ("show.yaml", "people.yaml")
"""Files beside the manifests that all of them share."""

_MANIFEST = re.compile(rb"""^(?:\xef\xbb\xbf)?(?:\{[ \n]*)?["']?(?:episode|segments)["']?[ \t]*:""", re.MULTILINE)
"""A field that only manifests have, in the first column."""
_HEAD = 1 << 20
"""Bytes of a file in which that is looked for."""


@dataclass(frozen=True, slots=True)
class Show:
    """What the commands on one show folder share: its store, its sources, and what is installed here to make it."""

    root: Path
    store: LocalStore
    sources: Sources
    here: Installation
    verify_sources: bool

    @property
    def renders(self) -> Path:
        """Return the folder of finished episodes."""
        return self.root / "renders"

    @property
    def folders(self) -> frozenset[Path]:
        """Return the folders of the show's own themes and profiles, with all that is in them."""
        own = [self.root / "templates", self.root / "profiles"]
        return frozenset([*own, *(file for folder in own for file in folder.rglob("*"))])

    @property
    def digests(self) -> Digests:
        """Return what tells the bytes of delivered files."""
        from pipeline.execution.digests import Digests

        return Digests(self.store.memory, verify=self.verify_sources)

    def library(self, folder: Path, probe: Probe, aligner: Aligner | None = None, *, proves: bool = True) -> Library:
        """Open a media folder whose files `probe` looks into, and to whose voices `aligner` listens.

        It `proves` that their pictures can be decoded.
        """
        from pipeline.media.library import Library

        at_once, verify = self.here.cores, self.verify_sources
        return Library(folder, self.store.memory, probe, at_once=at_once, verify=verify, aligner=aligner, proves=proves)


def episodes(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the manifests among `paths`, so that `episodes/*.yaml` names a season.

    show.yaml and people.yaml are none, nor are the translations of manifests (`s01e01.es.yaml`) and of the show, and notes.
    """
    found = tuple(path for path in paths if not (path.name in _SHARED or is_translation(path) or path.name.endswith(NOTES)))
    if not found:
        hint = "name one such as episodes/s01e01.yaml"
        if is_translation(paths[0]) and not paths[0].name.startswith("show."):
            name, _, language = paths[0].stem.rpartition(".")
            hint = f"it is the translation of one: name {paths[0].with_name(f'{name}.yaml')}, and --language {language}"
        elif paths[0].name.endswith(NOTES):
            hint = f"it holds review notes: name {paths[0].with_name(paths[0].name.removesuffix(NOTES) + '.yaml')}"
        raise InputFault((Diagnostic(Where(str(paths[0])), "this is not an episode's manifest", hint),))
    return found


def manifests(root: Path) -> tuple[Path, ...]:
    """Return the manifests of all episodes of a show, by name: what in `episodes/` names an episode or lists segments.

    Segments in files of their own, translations and the show's files are none. Raises InputFault where there is none.
    """
    folder = root / "episodes"
    found = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name in _SHARED or is_translation(path) or path.name.endswith(NOTES):
            continue
        try:
            is_one = _MANIFEST.search(path.read_bytes()[:_HEAD]) is not None
        except OSError:
            is_one = True  # what is wrong with it is told where it is read
        found += [path] if is_one else []
    if not found:
        hint = "write one such as episodes/s01e01.yaml; `together new` makes a show with a first episode"
        raise InputFault((Diagnostic(Where(str(folder)), "there is no episode here", hint),))
    return tuple(found)


@contextmanager
def opened(
    manifests: Sequence[Path], *, ffmpeg: str | None = None, verify_sources: bool = False, writes: bool = True,
    depot: Shared | None = None,
) -> Iterator[Show]:  # fmt: skip
    """Open the show that the manifests belong to, as `at`.

    Raises InputFault where none is a manifest or they belong to several shows, EnvironmentFault.
    """
    episodes(manifests)
    roots = {path: show_folder(path.absolute().parent) for path in manifests}
    root = roots[manifests[0]]
    strangers = [path for path, other in roots.items() if other != root]
    if strangers:
        message = f"it belongs to another show than {manifests[0]}"
        raise InputFault(tuple(Diagnostic(Where(str(path)), message, "build one show at a time") for path in strangers))
    with at(root, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=writes, depot=depot) as show:
        yield show


def around(folder: Path) -> Path | None:
    """Return the show that a folder is, or lies in; None where there is none."""
    try:
        return show_folder(folder)
    except InputFault:
        return None


@contextmanager
def at(
    root: Path, *, ffmpeg: str | None = None, verify_sources: bool = False, writes: bool = True, depot: Shared | None = None
) -> Iterator[Show]:
    """Open the show in a folder, which may be any folder where no episode is made. Raises EnvironmentFault.

    Who only looks (not `writes`) gets an empty, passing store where the show's cannot be written. A `depot` may stand behind it.
    """
    try:
        str(root).encode()
    except UnicodeEncodeError:
        message = f"the name of the folder {str(root)!r} is no UTF-8, which programs write names in"
        raise EnvironmentFault(message, "rename it, or put the show into another") from None
    with ExitStack() as stack:
        store = _store(root, stack, writes=writes, depot=depot)
        here = installed(root, ffmpeg, store.memory)
        sources = ShowSources(root, store.memory)
        yield Show(root, store, sources, here, verify_sources)


def _store(root: Path, stack: ExitStack, *, writes: bool, depot: Shared | None) -> LocalStore:
    try:
        if depot is not None:
            from pipeline.execution.shared_store import SharedStore

            return stack.enter_context(SharedStore(root / "renders" / ".store", depot))
        return stack.enter_context(LocalStore(root / "renders" / ".store"))
    except EnvironmentFault:
        if writes:
            raise
        return stack.enter_context(LocalStore(Path(stack.enter_context(TemporaryDirectory(prefix="together-"))) / "store"))


def settings(root: Path) -> ShowSettings:
    """Return what show.yaml says. Raises InputFault where it has mistakes or is not there."""
    from pipeline.manifest import read
    from pipeline.manifest.folders import SHOW

    found = read.show(read.content_of(root / SHOW, SHOW), SHOW, None)
    if found.shape is None:
        raise InputFault(found.diagnostics)
    shape: ShowSettings = found.shape
    return shape


@contextmanager
def store_of(folder: Path) -> Iterator[LocalStore]:
    """Open the store of the show that `folder` lies in. Raises InputFault where it lies in none."""
    with LocalStore(show_folder(folder.absolute()) / "renders" / ".store") as store:
        yield store


@contextmanager
def checked(folder: Path) -> Iterator[CodeMemory | None]:
    """Give what keeps which themes and cards our present code found to be good, in the show that `folder` lies in.

    None outside of a show, and where its store cannot be written: it is then found out anew.
    """
    from importlib.metadata import version

    with ExitStack() as stack:
        try:
            memory = stack.enter_context(store_of(folder)).memory
        except (InputFault, EnvironmentFault):
            yield None
            return
        yield CodeMemory(memory, digest.of([of_package("pipeline.cards", memory), version("pytakumi")]))
