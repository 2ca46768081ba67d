"""Episodes that stand as they stood: finished, or good; nothing of them has changed since. Light, since it is asked first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app.shows import Show
from pipeline.execution import stamp
from pipeline.faults import Severity
from pipeline.manifest.folders import translations
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.snapshot import Snapshot
    from pipeline.manifest.model import Episode

PAGE = "qc.html"
"""The page of a package, as `delivery.package` names it; that is not loaded here."""


REFUSED = "refused"
"""Under which it is remembered whether any takes cannot be lined up, which checks tell: another text with each more of them."""


@dataclass(frozen=True, slots=True)
class Good:
    """An episode without a mistake: its segments, its length as a clock time, and what is said of it that stops nothing.

    `names` are those of the segments, `delivered` the profiles of what the episode delivers, the main one as None.
    """

    segments: int
    length: str
    told: tuple[str, ...]
    names: tuple[str, ...] = ()
    delivered: tuple[str | None, ...] = (None,)


@dataclass(frozen=True, slots=True)
class Published:
    """A finished movie: where it is, whether it is another than before, and what was found about it (severity and words).

    `notes` say how it was made what it is, where a machine has decided.

    Where it was refused, it stands beside `refused_for`, the folder of the package that it was not to replace.
    """

    movie: Path
    is_new: bool
    told: tuple[tuple[Severity, str], ...]
    refused_for: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Say whether nothing was found that must not be delivered."""
        return self.refused_for is None

    @property
    def page(self) -> Path | None:
        """Return the page that shows what was found; None where nothing was."""
        return self.movie.with_name(PAGE) if self.told else None

    def to_json(self) -> dict[str, object]:
        """Return as a JSON object what became of the episode: its movie, whether that is new, what was found about it."""
        return {
            "event": "published" if self.is_good else "refused",
            "movie": str(self.movie),
            "is_new": self.is_new,
            "page": str(self.page) if self.page else None,
            "notes": list(self.notes),
            "findings": [{"severity": severity.value, "message": words} for severity, words in self.told],
        }


def finished(show: Show, path: Path, profile: str | None, language: str | None = None) -> Published | None:
    """Return what is published of an episode where nothing at all has changed since, at the cost of looking at its files."""
    if show.verify_sources:
        return None
    found = stamp.recall(show.store, stamp_name(show, path, profile, language))
    if found is None:
        return None
    return Published(Path(found.movie), False, tuple((Severity(severity), words) for severity, words in found.told))


def delivered(show: Show, path: Path, language: str | None) -> tuple[str | None, ...]:
    """Return the profiles of what an episode delivered when it was last looked at, the main one as None.

    That holds for as long as its main package stands finished.
    """
    names = show.store.memory.get(_delivered_name(show, path, language))
    return tuple(json.loads(names)) if names else (None,)


def remember_delivered(show: Show, path: Path, language: str | None, names: tuple[str | None, ...]) -> None:
    """Keep what an episode delivers."""
    show.store.memory.put(_delivered_name(show, path, language), json.dumps(names))


def _delivered_name(show: Show, path: Path, language: str | None) -> str:
    return f"delivered {stamp_name(show, path, None, language)}"


def stamp_name(show: Show, path: Path, profile: str | None, language: str | None) -> str:
    """Return the name under which an episode's stamp is kept: another one with each translation, of which its page speaks."""
    spoken = "" if language else " ".join(translations(path.absolute()))
    return f"{show.here.house} {path.absolute()} {kept_as(profile, language)} {spoken}".rstrip()


def kept_as(profile: str | None, language: str | None) -> str:
    """Return the name under which is kept what is known of an episode as a deliverable in a language."""
    return f"{profile or 'main'}.{language}" if language else profile or "main"


def good(show: Show, path: Path, profile: str | None, language: str | None = None) -> Good | None:
    """Return what was said of an episode where nothing has changed since, at the cost of looking at its files."""
    known = None if show.verify_sources else stamp.kept(show.store.memory, _check_name(show, path, profile, language))
    if known is None:
        return None
    segments, length, told, names, delivered = json.loads(known[1])
    return Good(segments, length, tuple(told), tuple(names), tuple(delivered))


def good_of(seen: Snapshot) -> Good:
    """Return what is said of an episode that was looked at and has no mistake. Raises InputFault where it has."""
    from pipeline.timebase import timecode
    from pipeline.timeline.programme import Programme

    cut = seen.whole()
    programme = Programme(cut.timeline)
    length = timecode(programme.frames, programme.rate)
    names = tuple(placed.segment.name for placed in programme.segments)
    return Good(len(names), length, tuple(map(str, seen.diagnostics)), names, profiles_of(cut.episode))


def profiles_of(episode: Episode) -> tuple[str | None, ...]:
    """Return the profiles of what an episode delivers, the main one as None."""
    return (None, *(one.profile for one in episode.deliver[1:]))


def remember_good(
    show: Show,
    path: Path,
    profile: str | None,
    language: str | None,
    found: Good,
    seen: Snapshot,
) -> None:
    """Keep what is said of an episode that was looked at, as long as its files are as they were then."""
    told = json.dumps([found.segments, found.length, found.told, found.names, found.delivered])
    stamp.keep(show.store.memory, _check_name(show, path, profile, language), seen.state[0], seen.begun_ns, told, seen.read)


def _check_name(show: Show, path: Path, profile: str | None, language: str | None) -> str:
    return f"good/2 {stamp_name(show, path, profile, language)} {show.store.memory.get(REFUSED)}"
