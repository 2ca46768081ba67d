"""What `together store --depot` does: look after a depot and tell what was found."""

from __future__ import annotations

from pipeline.app import depots
from pipeline.cli.tell import tell_line
from pipeline.execution import depot_upkeep


def verify(place: str, *, part: int, parts: int) -> bool:
    """Read a depot, or a share of it, and tell what was damaged; return whether nothing was. Raises EnvironmentFault."""
    found = depot_upkeep.verify(depots.opened(place), part=part, parts=parts)
    for name in found.damaged:
        tell_line(f"{name} was damaged; it is removed, and put there again by whoever builds with it next", "red")
    read = f"{found.objects} files and {found.records} records read"
    tell_line(f"{read}, {len(found.damaged)} damaged, {found.incomplete} actions to be made again")
    return not found.damaged


def collect(place: str, keep: int, grace: float | None) -> None:
    """Remove from a depot what the last builds of each episode do not need, and tell it. Raises EnvironmentFault."""
    days = depot_upkeep.GRACE_DAYS if grace is None else grace
    done = depot_upkeep.collect(depots.opened(place), keep_builds=keep, grace_days=days)
    tell_line(f"removed {done.removed_actions} parts ({done.removed_bytes / 1e6:.1f} MB)")
    tell_line(f"kept {done.kept_actions} parts ({done.kept_bytes / 1e6:.1f} MB)")


def stats(place: str) -> None:
    """Tell how much a depot holds, and for which episodes. Raises EnvironmentFault."""
    found = depot_upkeep.stats(depots.opened(place))
    tell_line(f"{found.records} parts in {found.objects} files, {found.size_bytes / 1e6:.1f} MB")
    for (show, name), count in sorted(found.builds.items()):
        tell_line(f"  {show}, {name}: {count} build{'' if count == 1 else 's'}")
