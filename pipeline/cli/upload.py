"""`together upload --plan`: what an uploader would send of a package. Nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Language, Manifest, ProfileName, language_of, profile_of
from pipeline.faults import Diagnostic, InputFault, Where

if TYPE_CHECKING:
    from pipeline.app.upload_plan import Step, UploadPlan

_WIDEST = 100
"""Characters of a value that are shown; `--json` has all of it."""


def upload(
    manifest: Manifest,
    plan: Annotated[bool, typer.Option("--plan", help="Print what an uploader would send.")] = False,
    profile: ProfileName = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Print what an uploader would send of an episode's package, file by file. Nothing is ever sent."""
    from pipeline.app import session
    from pipeline.app.upload_plan import upload_plan
    from pipeline.cli.listening import tell_listening

    with faults_printed(as_json=as_json):
        if not plan:
            hint = "write --plan to see what an uploader would send; upload.json in the package tells a program all of it"
            raise InputFault((Diagnostic(Where("upload"), "together sends nothing anywhere", hint),))
        said, deliverable = language_of(language), profile_of(profile)
        with session.opened([manifest], ffmpeg=ffmpeg, proves=False, hears=tell_listening) as opened:
            found = upload_plan(opened.show, opened.work(manifest, deliverable, said))
    if as_json:
        print_json(found.to_json())
    else:
        _tell(found)


def _tell(found: UploadPlan) -> None:
    from pipeline.cli.tell import tell_line

    tell_line(f"{found.folder}: what an uploader would send; nothing is sent", "bold")
    for number, step in enumerate(found.steps, 1):
        tell_line(f"{number}. {step.call}  {step.file.name}  {_size(step)}")
        for name, value in _flat(step.said):
            tell_line(f"     {name}: {value}", "dim")
    for note in found.notes:
        tell_line(f"  {note}", "yellow")


def _size(step: Step) -> str:
    return f"{step.size / 1_000_000:.1f} MB" if step.size >= 100_000 else f"{step.size} bytes"


def _flat(said: object, name: str = "") -> list[tuple[str, str]]:
    """Return what is said of a file a value a line, by its name in the platform's interface: `snippet.title`."""
    match said:
        case dict():
            return [line for key, value in said.items() for line in _flat(value, f"{name}.{key}" if name else str(key))]
        case list():
            return [(name, _short(", ".join(map(str, said))))]
        case bool():
            return [(name, "yes" if said else "no")]
        case _:
            return [(name, _short(str(said)))] if said != "" else []


def _short(text: str) -> str:
    line = " / ".join(part for part in text.splitlines() if part.strip())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 4]} ..."
