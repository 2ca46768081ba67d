"""What is around episodes: themes, a new show, the health of an installation."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from pipeline import digest, manifest
from pipeline.app import shows
from pipeline.cards import bare, looks, palette
from pipeline.cards import check as theme_check
from pipeline.cards import preview as theme_preview
from pipeline.cards import starter as new_theme
from pipeline.cards import theme as themes
from pipeline.cards.folders import built_in
from pipeline.cards.model import Theme
from pipeline.cards.preview import Tell
from pipeline.cards.sheet import Sheet
from pipeline.execution import libav, toolchain
from pipeline.execution.machine import cores
from pipeline.execution.prober import Prober
from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.manifest import starter
from pipeline.manifest.folders import SHOW, show_folder
from pipeline.profiles import loader as profiles
from pipeline.segments import theme_sounds
from pipeline.segments.registry import kinds
from pipeline.values import dataclass


def preview_theme(
    name: str, folder: Path, output: Path, short_side: int, tell: Tell = lambda looked: None
) -> tuple[Diagnostic, ...]:
    """Draw all cards of a theme into `output`; return what could not be drawn. `tell` hears of each card.

    Raises InputFault for a broken theme.
    """
    output.mkdir(parents=True, exist_ok=True)

    def write(file_name: str, content: bytes) -> None:
        (output / file_name).write_bytes(content)

    return theme_preview.preview(themes.load(name, _template_folders(folder)), write, short_side=short_side, tell=tell)


def check_theme(name: str, folder: Path, tell: Tell = lambda looked: None) -> tuple[Diagnostic, ...]:
    """Return every mistake of a theme: in its files, and in what its cards look like. `tell` hears of each card.

    In a show it is remembered what is good, so that only what has changed is looked at again. Raises InputFault for a broken one.
    """
    folders = _template_folders(folder)
    with shows.checked(folder) as memory:
        loaded = themes.load(name, folders, memory)
        key = f"theme files {loaded.digest}"
        in_files: tuple[Diagnostic, ...] = ()
        if memory is None or memory.get(key) is None:
            in_files = (
                *palette.fixed(loaded), *theme_check.unused(loaded), *theme_check.lacking(loaded, folders), *_unsound(loaded)
            )  # fmt: skip
            if memory is not None and not in_files:
                memory.put(key, "good")
        return (*in_files, *looks.check(loaded, memory=memory, good=themes.shipped(loaded, folders, memory), tell=tell))


def _unsound(loaded: Theme) -> Iterator[Diagnostic]:
    """Yield what is wrong with the sounds of a theme that do not ship with the product: damaged, or none at all."""
    own = [sound for sound in loaded.sounds.values() if not sound.path.is_relative_to(built_in())]
    with contextlib.closing(Prober()) as prober:
        for sound in own:
            try:
                theme_sounds.heard(sound, lambda path, shown: prober(path, digest.of_file(path), shown))
            except InputFault as fault:
                yield from fault.diagnostics


@dataclass(frozen=True, slots=True)
class BegunTheme:
    """A theme that was begun: its files, what it `extends` if anything, and where show.yaml says the show's theme, with that."""

    files: tuple[Path, ...]
    extends: str
    where: Where | None
    worn: str


def begin_theme(name: str, extends: str | None, folder: Path, *, is_bare: bool = False) -> BegunTheme:
    """Write the files of a new theme into the show around a folder. It extends that theme, or the show's own, or `is_bare`.

    Raises InputFault outside of a show, where the name is taken or is none, and where there is no such parent.
    """
    root = show_folder(folder.absolute())
    folders = (root / "templates",)
    known = themes.names(folders)
    new_theme.refuse(name, known)
    home = folders[0] / name
    if os.path.lexists(home):
        raise InputFault((Diagnostic(Where(f"templates/{name}"), "it exists already", "choose another name, or move it away"),))
    where, worn = _worn(root)
    if extends is not None and extends not in known:
        hint = did_you_mean(extends, known)
        raise InputFault((Diagnostic(Where("--extends"), f"there is no theme {extends!r}", hint),))
    if is_bare and extends is not None:
        raise InputFault((Diagnostic(Where("--bare"), "a bare theme extends none", "leave out one of --bare and --extends"),))
    parent = None if is_bare else themes.load(extends or worn, folders)
    if parent is not None:
        new_theme.refuse_parent(parent)
    home.mkdir(parents=True)
    made = []
    for file, content in (bare.files(name) if parent is None else new_theme.files(name, parent)).items():
        (home / file).write_text(content, encoding="utf-8")
        made.append(home / file)
    return BegunTheme(tuple(made), parent.name if parent else "", where, worn)


def worn_theme(folder: Path) -> str:
    """Return the theme of the show around a folder, outside of any the default. Raises InputFault where show.yaml has no form."""
    try:
        root = show_folder(folder.absolute())
    except InputFault:
        return themes.DEFAULT
    return _worn(root)[1]


def _worn(root: Path) -> tuple[Where | None, str]:
    """Return the theme that a show says, and where it says it. Raises InputFault where show.yaml has no form."""
    sheet = Sheet(root / SHOW, SHOW)
    said = sheet.root.mapping().get("theme")
    worn = said.text() if said is not None else themes.DEFAULT
    sheet.check()
    return (said.where if said is not None else None), worn


def _template_folders(folder: Path) -> tuple[Path, ...]:
    try:
        return (show_folder(folder.absolute()) / "templates",)
    except InputFault:  # outside of any show there are still the built-in themes
        return ()


def begin_show(folder: Path) -> tuple[Path, ...]:
    """Make the folder of a new show; return the files in it. Raises InputFault where the folder exists."""
    if folder.exists():
        raise InputFault((Diagnostic(Where(str(folder)), "it exists already", "name a folder that does not"),))
    made = []
    name = folder.name.encode("utf-8", "replace").decode()  # a folder's name need not be text
    schemas = {
        f"docs/{name}": json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in manifest.schema().items()
    }
    for file, content in (starter.files(name) | schemas).items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        made.append(path)
    for file, sound in starter.media().items():
        (folder / file).write_bytes(sound)
        made.append(folder / file)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Health:
    """What `doctor` tells: facts as pairs of name and value, and what each tool lacks, with what it is needed for."""

    facts: tuple[tuple[str, str], ...]
    lacking: Mapping[str, Mapping[str, str]]


def health(ffmpeg: str | None) -> Health:
    """Return what this installation uses and lacks. Raises EnvironmentFault where there is no ffmpeg at all, or a broken kind."""
    tool = toolchain.find_ffmpeg(ffmpeg)
    facts: list[tuple[str, str | None]] = [
        ("together", version("create-together")),
        ("python", f"{sys.implementation.name} {sys.version.split()[0]} at {sys.executable}"),
        ("platform", platform.platform()),
        ("cores", f"{cores()} of {os.cpu_count()}"),
        ("ffmpeg", f"{tool.version} at {tool.path}"),
        ("FFmpeg in PyAV", libav.version()),
        *_libraries(),
        ("themes", ", ".join(themes.names())),
        ("profiles", ", ".join(profiles.names())),
        ("segments", ", ".join(kinds())),
    ]
    libraries = {name: "running at all" for name, found in facts if found is None}
    missing = {"ffmpeg": toolchain.lacking(tool), "PyAV": libav.lacking(), "this installation": libraries}
    return Health(
        tuple((name, found) for name, found in facts if found is not None),
        {name: lacking for name, lacking in missing.items() if lacking},
    )


def _libraries() -> Iterator[tuple[str, str | None]]:
    """Yield name and version of every distribution that ours requires, fonts among them; None for one that is not installed."""
    for requirement in requires("create-together") or ():
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, None
