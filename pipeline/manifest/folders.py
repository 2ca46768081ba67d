"""Where a show lies. Light, because every command asks it first."""

from __future__ import annotations

from pathlib import Path

from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.media.languages import is_tag

SHOW = "episodes/show.yaml"
"""The file that makes a folder a show."""
NOTES = ".notes.yaml"
"""How files of review notes end."""


def show_folder(path: Path) -> Path:
    """Return the nearest folder upwards that holds episodes/show.yaml. Raises InputFault where there is none."""
    real = path.absolute()
    for folder in (real, *real.parents):
        try:
            is_show = (folder / SHOW).is_file()
        except OSError as fault:
            wrong = f"whether it belongs to a show cannot be seen: {folder / SHOW}: {fault.strerror}"
            raise InputFault((Diagnostic(Where(str(path)), wrong, "check the permissions of the folder"),)) from fault
        if is_show:
            return folder
    raise InputFault(
        (
            Diagnostic(
                Where(str(path)), f"no folder above holds {SHOW}, so this belongs to no show", "`together new` makes a show"
            ),
        )
    )


def translation_of(manifest: Path, language: str) -> Path:
    """Return where the translation of a manifest, or of show.yaml, into a language stands."""
    return manifest.with_name(f"{manifest.stem}.{language}.yaml")


def translations(manifest: Path) -> tuple[str, ...]:
    """Return the languages into which there is a translation of a manifest, or of show.yaml, in alphabetical order."""
    stem = f"{manifest.stem}."
    found = (path.stem.removeprefix(stem) for path in manifest.parent.glob("*.yaml") if path.stem.startswith(stem))
    return tuple(sorted(language for language in found if is_tag(language)))


def is_translation(path: Path) -> bool:
    """Say whether a file is the translation of a manifest that stands beside it, or of show.yaml."""
    stem, _, language = path.stem.rpartition(".")
    return bool(stem and is_tag(language)) and path.with_name(f"{stem}{path.suffix}").is_file()


def notes_of(manifest: Path) -> Path:
    """Return where the review notes on an episode stand: `s01e01.notes.yaml` beside `s01e01.yaml`."""
    return manifest.with_name(f"{manifest.stem}{NOTES}")
