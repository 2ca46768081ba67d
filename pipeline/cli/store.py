"""`together store`: look after what has been rendered, here or in a crew's depot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.tell import tell_line
from pipeline.faults import Diagnostic, InputFault, Where

app = typer.Typer(help="Look after the store of rendered parts.", no_args_is_help=True)

Folder = Annotated[Path, typer.Option("--show", help="The show folder, or any folder inside it.")]
DepotPlace = Annotated[
    str | None, typer.Option("--depot", help="Look after this depot instead of the show's store.", show_default=False)
]


@app.command()
def verify(
    show: Folder = Path(),
    share: Annotated[str, typer.Option(help="Read only a share, 1/5 to 5/5.")] = "1/1",
    depot: DepotPlace = None,
) -> None:
    """Read every stored file and every record again and set damaged ones aside; the next build makes them again."""
    from pipeline.app import shows
    from pipeline.execution import upkeep

    part, _, parts = share.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        message = f"{share!r} is not a share"
        raise InputFault((Diagnostic(Where("--share"), message, "write 1/5 for the first fifth, up to 5/5 for the last"),))
    if depot is not None:
        from pipeline.cli import depots

        raise typer.Exit(0 if depots.verify(depot, part=int(part), parts=int(parts)) else 1)
    with shows.store_of(show) as store:
        found = upkeep.verify(store, part=int(part), parts=int(parts))
    for fault in found.damaged:
        tell_line(str(fault), "red")
    for path in found.broken:
        tell_line(f"renders/.store/{path} is damaged, or none of the store's; it is set aside", "red")
    damaged = len(found.damaged) + len(found.broken)
    read = f"{found.blobs} files and {found.records} records read"
    tell_line(f"{read}, {damaged} damaged, {len(found.incomplete)} actions to be made again")
    raise typer.Exit(0 if found.is_whole else 1)


@app.command()
def gc(
    show: Folder = Path(),
    keep: Annotated[int, typer.Option(min=1, help="How many builds of each episode to keep everything of.")] = 3,
    unfinished: Annotated[bool, typer.Option("--unfinished", help="Remove what stopped builds of the last day made.")] = False,
    budget: Annotated[float, typer.Option(min=0, max=1_000_000, help="Keep further parts up to so many GB, newest first.")] = 0,
    depot: DepotPlace = None,
    grace: Annotated[
        float | None,
        typer.Option(min=0, max=36500, help="With --depot: what is younger than so many days stays; 14.", show_default=False),
    ] = None,
) -> None:
    """Remove what the last builds of each episode do not need."""
    from pipeline.app import shows
    from pipeline.execution import upkeep

    if depot is not None:
        from pipeline.cli import depots

        _refuse({"--unfinished": unfinished, "--budget": budget}, "it is for the store of a show", "leave it out, or --depot")
        depots.collect(depot, keep, grace)
        return
    _refuse({"--grace": grace is not None}, "it is for a depot", "name the depot with --depot, or leave it out")
    with shows.store_of(show) as store:
        done = upkeep.collect(store, keep_builds=keep, budget_bytes=int(budget * 1e9), unfinished=unfinished)
    tell_line(f"removed {done.removed_actions} parts ({done.removed_bytes / 1e6:.1f} MB)")
    tell_line(f"kept {done.kept_actions} parts ({done.kept_bytes / 1e6:.1f} MB)")


@app.command()
def stats(show: Folder = Path(), depot: DepotPlace = None) -> None:
    """Say how much is stored, and for which episodes."""
    from pipeline.app import shows
    from pipeline.execution import upkeep

    if depot is not None:
        from pipeline.cli import depots

        depots.stats(depot)
        return
    with shows.store_of(show) as store:
        found = upkeep.stats(store)
    tell_line(
        f"{found.actions} parts in {found.blobs} files, {found.size_bytes / 1e6:.1f} MB, {found.quarantined} set aside as damaged"
    )
    for name, count in sorted(found.builds.items()):
        tell_line(f"  {name}: {count} builds")


def _refuse(given: Mapping[str, object], message: str, hint: str) -> None:
    if wrong := [Diagnostic(Where(option), message, hint) for option, value in given.items() if value]:
        raise InputFault(tuple(wrong))
