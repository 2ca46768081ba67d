"""Where the package of an episode is to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import delivery

if TYPE_CHECKING:
    from pipeline.app.episodes import Work
    from pipeline.app.shows import Show


def place(show: Show, work: Work) -> Path:
    """Return where the package of an episode is to be. Raises EnvironmentFault where that cannot be."""
    folder = delivery.place(show.renders, work.timeline.name, work.profile.name, work.episode.profiles[0])
    delivery.check_place(folder)
    delivery.check_place(delivery.refused(folder))
    return folder
