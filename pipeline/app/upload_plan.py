"""What an uploader would send of a package, file by file, in order. Nothing is sent, here or anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

from pipeline import delivery, digest
from pipeline.app import publishing
from pipeline.app.episodes import Work
from pipeline.app.places import place
from pipeline.app.shows import Show
from pipeline.delivery import feed
from pipeline.delivery.package import SOUND_ALONE
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.qc.checksums import as_planned, checksums
from pipeline.values import dataclass

_Object = dict[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the platform's interface: its name there, the file that goes with it, and what is said of that."""

    call: str
    file: Path
    size: int
    digest: str
    said: _Object = field(hash=False)

    def to_json(self) -> dict[str, object]:
        """Return the step as a JSON object."""
        return {"call": self.call, "file": self.file.name, "bytes": self.size, "sha256": self.digest, "body": self.said}


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """What would be sent of a package, in order; `notes` say what is to be known of it."""

    folder: Path
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the plan as a JSON object."""
        return {
            "event": "upload_plan",
            "package": str(self.folder),
            "sends": False,
            "steps": [step.to_json() for step in self.steps],
            "notes": list(self.notes),
        }


def upload_plan(show: Show, work: Work) -> UploadPlan:
    """Plan the upload of an episode's package as it lies there.

    Raises InputFault where there is none, or a newer one was refused; where it was made of something else than what lies there
    now; where files of it are missing or are not as they were made. EnvironmentFault.
    """
    folder = place(show, work)
    if work.profile.container == SOUND_ALONE:
        message = f"the profile {work.profile.name} makes sound alone, and this tells what goes up of films"
        raise _fault(folder, message, f"{feed.ITEM} in its package is what the feed of a podcast says of it")
    language = f" --language {work.snapshot.language}" if work.snapshot.language else ""
    build = f"`together build {work.episode.path} --profile {work.profile.name}{language}`"
    refused = delivery.refused(folder)
    if refused.is_dir():
        message = "quality control refused what was built last, and nothing of it goes up"
        raise _fault(folder, message, f"its findings are in {refused / delivery.PAGE}")
    if not folder.is_dir():
        raise _fault(folder, "there is no package here", f"{build} makes it")
    try:
        wrong = tuple(_wrong(folder))
        told = json.loads((folder / delivery.UPLOAD).read_bytes())
        if wrong:
            raise InputFault(wrong)
    except (OSError, ValueError) as fault:
        raise _fault(folder / delivery.UPLOAD, "this file is missing or damaged", f"{build} writes it anew") from fault
    if publishing.told_from(folder) != publishing.made_from(show, work):
        message = f"it is older than {work.episode.path}: it was made from another state of its files, or by another together"
        raise _fault(folder, message, f"{build} makes it anew")
    planned = digest.of_bytes(publishing.texts(show, work)[delivery.UPLOAD])
    if planned != digest.of_file(folder / delivery.UPLOAD):
        raise _fault(folder, "it is older than a translation of its episode", f"{build} makes it anew")
    return UploadPlan(folder, tuple(_steps(folder, told)), tuple(_notes(work, told)))


def _fault(place: Path, message: str, hint: str) -> InputFault:
    return InputFault((Diagnostic(Where(str(place)), message, hint),))


def _wrong(folder: Path) -> Iterator[Diagnostic]:
    """Yield what is missing of a package or is not as it was made."""
    there = {path.name: digest.of_file(path) for path in sorted(folder.iterdir()) if path.is_file()}
    listed = (folder / delivery.CHECKSUMS).read_bytes() if there.pop(delivery.CHECKSUMS, "") else b""
    found = [one for one in checksums(listed, there) if one.code != "file_unknown"]  # a person's own is left alone
    for one in (*found, *as_planned({delivery.UPLOAD: None}, there)):
        yield Diagnostic(Where(str(folder)), one.message, one.hint)


def _steps(folder: Path, told: Any) -> Iterator[Step]:
    """Yield the calls in the order in which they can be made: all others need the film's id."""
    film = dict(told["video"])
    yield _step("videos.insert", folder, film)
    yield _step("thumbnails.set", folder, dict(told["thumbnail"]))
    for captions in told["captions"]:
        yield _step("captions.insert", folder, captions)


def _step(call: str, folder: Path, said: _Object) -> Step:
    path = folder / str(said["file"])
    body = {name: value for name, value in said.items() if name != "file"}
    return Step(call, path, path.stat().st_size, digest.of_file(path), body)


def _notes(work: Work, told: Any) -> Iterator[str]:
    status = told["video"]["status"]
    if not work.profile.needs_clearance:
        yield f"the profile {work.profile.name} is made to be looked at: what is not cleared has a watermark over it"
    if "publishAt" not in status:
        yield "the episode has no air_date: the film stays private until somebody publishes it by hand"
    if work.timeline.voices:
        titles = ", ".join(voice.title for voice in work.timeline.voices)
        yield f"platforms play the film's own sound alone: add the others there by hand ({titles})"
    if not told["captions"]:
        yield "there are no captions"
