"""Look at files by themselves: what each is, how the pipeline will treat it, and its contact sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from fractions import Fraction
from pathlib import Path

from pipeline.app.shows import Show, settings
from pipeline.execution import machine
from pipeline.execution.events import Event
from pipeline.execution.execute import Results, execute
from pipeline.execution.maker import Maker
from pipeline.faults import InputFault
from pipeline.intake import survey as surveys
from pipeline.intake.survey import Survey
from pipeline.intake.treatment import Canvas, Note, notes
from pipeline.intake.words import contact_sheet
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.library import Probe
from pipeline.media.side_by_side import side_by_side
from pipeline.plan import looking
from pipeline.plan.action import Action, Plan
from pipeline.plan.looking import Tiles
from pipeline.profiles import loader as profiles
from pipeline.values import dataclass

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file as it was looked at. `info` is None where it cannot be read, and `fault` says why.

    `tiles` are its small pictures, in the file `pictures`; `sheet` is its contact sheet, where one was wanted.
    """

    path: Path
    info: MediaInfo | None
    fault: str = ""
    survey: Survey | None = None
    notes: tuple[Note, ...] = ()
    tiles: Tiles | None = None
    pictures: Path | None = None
    sheet: Path | None = None

    @property
    def is_usable(self) -> bool:
        """Say whether an episode could be made with it."""
        return self.info is not None and all(note.kind != "wrong" for note in self.notes)

    def to_json(self) -> Json:
        """Return all that is known of the file as a JSON object; times in seconds."""
        told: Json = {"file": str(self.path), "usable": self.is_usable}
        if self.info is None:
            return {**told, "fault": self.fault}
        info, measured = self.info, self.survey
        return {
            **told,
            "kind": info.kind,
            "container": info.container,
            "digest": info.digest,
            "seconds": _number(info.duration),
            "picture": _plain(info.video),
            "sound": _plain(info.sound),
            "tracks": [asdict(track) for track in measured.tracks] if measured else None,
            "pace": asdict(measured.pace) if measured and measured.pace else None,
            "heard": asdict(measured.heard) if measured and measured.heard else None,
            "notes": [asdict(note) for note in self.notes],
        }


@dataclass(frozen=True, slots=True)
class _Look:
    """A readable file and the actions that look at it."""

    file: Inspected
    survey: Action
    tiles: Tiles | None
    pictures: Action | None


def look(
    show: Show,
    paths: Sequence[Path],
    probe: Probe,
    maker: Maker,
    *,
    sheets: bool = False,
    listen: Callable[[Event], None] = lambda event: None,
) -> tuple[Inspected, ...]:
    """Look at each file, in order. Raises EnvironmentFault, Interrupted; what is wrong with a file is told with it."""
    found = side_by_side(lambda path: read(show, path, probe), paths, machine.cores())
    looks = {number: _planned(show, one, one.info) for number, one in enumerate(found) if one.info is not None}
    actions = [action for one in looks.values() for action in (one.survey, one.pictures) if action is not None]
    results = _execute(show, "inspection", actions, maker, listen)
    for number, one in looks.items():
        found[number] = _told(show, one, results)
    return _with_sheets(show, found, looks, maker, listen) if sheets else tuple(found)


def read(show: Show, path: Path, probe: Probe) -> Inspected:
    """Read the facts of a file, which `probe` looks into."""
    real = path.absolute()
    try:
        return Inspected(path, show.library(real.parent, probe).info(real.name))
    except MediaFault as fault:
        return Inspected(path, None, str(fault))


def canvas(root: Path) -> Canvas:
    """Return the largest picture that a show's episodes are made as; the usual one where there is no show, or mistakes in it."""
    try:
        said = settings(root)
        made = [profiles.load(one.profile, (root / "profiles",)).video for one in said.deliver]
    except InputFault:
        return Canvas()
    video = max(made, key=lambda one: one.width * one.height)
    return Canvas(video.width, video.height, said.rate)


def one_below_the_other(show: Show, found: Sequence[Inspected], maker: Maker) -> tuple[Path, ...]:
    """Return pictures of the contact sheets of several files, as many in each as fit."""
    looks = [_planned(show, one, one.info) for one in found if one.info is not None]
    actions = [_sheet(show, one.file, one.tiles if one.file.pictures else None, one.pictures) for one in looks]
    pages = [page[0] if len(page) == 1 else looking.stacked(page, show.here.tools) for page in looking.pages(actions)]
    every = [action for one in looks for action in (one.pictures,) if action is not None and one.file.pictures]
    results = _execute(show, "inspection-sheets", [*every, *actions, *pages], maker, lambda event: None)
    return tuple(results.path(page.output()) for page in pages)


def _planned(show: Show, one: Inspected, info: MediaInfo) -> _Look:
    path = str(one.path.absolute())
    wanted = looking.tiles(info)
    pictures = None if wanted is None else looking.thumbnails(info, wanted, path, show.here.tools)
    return _Look(one, looking.survey(info, path, show.here.tools), wanted, pictures)


def _told(show: Show, one: _Look, results: Results) -> Inspected:
    info = one.file.info
    assert info is not None
    measured = surveys.loads(results.path(one.survey.output()).read_text()) if one.survey.key not in results.failed else None
    told = list(notes(info, measured, canvas(show.root)))
    pictures = None
    if measured is None:
        ask = "The file is damaged. Please export or copy it again."
        told.insert(0, Note("wrong", "it cannot be read from beginning to end, and a build would stop", ask))
    if one.pictures is not None and one.pictures.key in results.failed:
        ask = "The picture is damaged. Please export or copy it again."
        told.insert(0, Note("wrong", "its picture cannot be decoded in places, where a build would stop", ask))
    elif one.pictures is not None:
        pictures = results.path(one.pictures.output())
    tiles = one.tiles if pictures else None
    return replace(one.file, survey=measured, notes=tuple(told), tiles=tiles, pictures=pictures)


def _with_sheets(
    show: Show, found: Sequence[Inspected], looks: dict[int, _Look], maker: Maker, listen: Callable[[Event], None]
) -> tuple[Inspected, ...]:
    drawn = {number: _sheet(show, found[number], found[number].tiles, one.pictures) for number, one in looks.items()}
    every = [one.pictures for number, one in looks.items() if one.pictures is not None and found[number].pictures]
    results = _execute(show, "inspection-sheets", [*every, *drawn.values()], maker, listen)
    return tuple(
        replace(one, sheet=results.path(drawn[number].output())) if number in drawn else one for number, one in enumerate(found)
    )


def _sheet(show: Show, one: Inspected, tiles: Tiles | None, pictures: Action | None) -> Action:
    assert one.info is not None
    drawn = contact_sheet(one.path.name, one.info, one.survey, tiles, one.notes)
    strip = pictures.output() if pictures is not None and tiles is not None else None
    return looking.sheet(drawn, strip, str(one.path.absolute()), show.here.tools)


def _execute(show: Show, name: str, actions: Sequence[Action], maker: Maker, listen: Callable[[Event], None]) -> Results:
    every = {action.key: action for action in actions}
    plan = Plan(name, tuple(every.values()), {key: action.output() for key, action in every.items()})
    return execute([plan], show.store, maker, listen=listen, keep_going=True)


def _plain(part: object) -> Json | None:
    """Return the facts of a picture or a sound, but for its key frames, of which there may be thousands."""
    if part is None:
        return None
    told = asdict(part)  # type: ignore[call-overload]
    return {name: _number(value) if isinstance(value, Fraction) else value for name, value in told.items() if name != "keyframes"}


def _number(value: Fraction) -> float:
    return round(float(value), 4)
