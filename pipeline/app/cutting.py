"""What somebody does to an episode's cut by hand, as changes of the texts that a session has under edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import syncs
from pipeline.cutting.cut import Cut, cut
from pipeline.cutting.look import Libraries
from pipeline.documents.files import Texts
from pipeline.manifest import recipes
from pipeline.media.overlaid import OverlaidLibrary

if TYPE_CHECKING:
    from pipeline.app.session import Session
    from pipeline.cutting.operations import Operation


def changes(session: Session, manifest: Path, operation: Operation) -> tuple[Cut, ...]:
    """Return what an operation changes in the files of an episode, over which its unsaved texts lie. Nothing is changed.

    Raises InputFault where it cannot be done, or would make something wrong that is good.
    """
    return cut(manifest, operation, session.texts, libraries(session), takes(session, manifest))


def libraries(session: Session) -> Libraries:
    """Return what opens the show's media folders, over whose files texts lie."""

    def library(folder: Path, texts: Texts) -> OverlaidLibrary:
        return OverlaidLibrary(folder, session.media(folder), texts.over, {})

    return library


def takes(session: Session, manifest: Path) -> recipes.Takes:
    """Return where the takes of an episode stand that have been lined up by their sound, as far as that is known."""
    found = session.snapshot(manifest).cut
    if found is None:
        return recipes.NO_TAKES
    return syncs.heard(session.show, found.timeline, found.library, found.profile)
