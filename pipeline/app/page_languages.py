"""What the page of an episode says in the languages into which it is translated, while its film is in its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import delivery
from pipeline.documents.files import from_disk
from pipeline.faults import InputFault
from pipeline.manifest import translation
from pipeline.manifest.folders import SHOW, translation_of, translations
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.episodes import Work


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of an episode in other languages; `notes` say of which there is none, and why."""

    others: tuple[delivery.Episode, ...] = ()
    notes: tuple[str, ...] = ()


def pages(work: Work) -> Pages:
    """Return the pages of an episode in other languages. One that cannot be published is left out, and told: its own build
    refuses it, and this one goes on.
    """
    if work.snapshot.language is not None:  # a film in another language has its own
        return Pages()
    found, notes = [], []
    for language in translations(work.path.absolute()):
        try:
            page = delivery.localized(
                work.timeline, work.theme, translation.localized(work.episode, language, from_disk)
            )
            page.check()
        except InputFault as fault:
            first = fault.diagnostics[0]
            notes.append(f"its page in {language} cannot be published, and is left out: {first.where}: {first.message}")
        else:
            found.append(page)
    return Pages(tuple(found), tuple(notes))


def files(work: Work) -> frozenset[Path]:
    """Return the files that these pages are made from, whether they are there or not."""
    path, show = work.path.absolute(), work.episode.root / SHOW
    if work.snapshot.language is not None:
        return frozenset()
    return frozenset(translation_of(file, language) for language in translations(path) for file in (path, show))
