"""A crew's depot: what of it a build uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.app import shows
from pipeline.execution import depot as depots
from pipeline.execution.depot import Depot, DepotFault, Lack
from pipeline.execution.machine import processor
from pipeline.execution.shared_store import Shared, lost
from pipeline.faults import EnvironmentFault, InputFault
from pipeline.manifest.folders import show_folder


def shared(place: str, folder: Path, tell: Callable[[str], None], *, is_asked: bool) -> Shared | None:
    """Open a depot for the show around a folder.

    Where one that nobody asked for, since it is in the user's settings, cannot be reached, as on a train, that is told, and it is
    None. Raises EnvironmentFault where one that is asked for cannot be reached, or what is there can be no depot.
    """
    try:
        opened = depots.opened(depots.at(place))
    except DepotFault as fault:
        if is_asked:
            raise _unreachable(place, fault) from fault
        tell(lost(place, fault))
        return None
    if opened.is_new:
        tell(f"a new depot was begun in {place}")
    if opened.refuses:
        tell(lost(place, DepotFault(Lack.SHUT, opened.refuses)))
    return Shared(opened, _show(folder), processor(), tell)


def opened(place: str) -> Depot:
    """Open a depot to look after it. Raises EnvironmentFault where there is none, or it cannot be reached."""
    try:
        return depots.opened(depots.at(place), begins=False).depot
    except DepotFault as fault:
        raise _unreachable(place, fault) from fault


def _unreachable(place: str, fault: DepotFault) -> EnvironmentFault:
    hint = "mount it, or see that the server runs; build without --depot to go on alone"
    return EnvironmentFault(f"the depot {place} cannot be reached: {fault}", hint)


def _show(folder: Path) -> str:
    try:
        return shows.settings(show_folder(folder.absolute())).show
    except InputFault:  # it is told with all that is wrong
        return folder.name
