"""Where the package of an episode is to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import delivery
from pipeline.app import signing

if TYPE_CHECKING:
    from pipeline.app.episodes import Work
    from pipeline.app.shows import Show


def check(show: Show, work: Work) -> None:
    """Raise EnvironmentFault where the package of an episode cannot be put where it is to be, or as `signing.check` does."""
    delivery.check_writable(place(show, work))
    signing.check(show, work)


def place(show: Show, work: Work) -> Path:
    """Return where the package of an episode is to be. Raises EnvironmentFault where that cannot be."""
    folder = delivery.place(show.renders, work.timeline.name, work.profile.name, work.episode.main)
    delivery.check_place(folder)
    delivery.check_place(delivery.refused(folder))
    return folder
