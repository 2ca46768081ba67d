"""`together build`: render what changed, and publish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import (
    AsJson,
    Ffmpeg,
    From,
    Manifests,
    Only,
    ProfileName,
    To,
    VerifySources,
    Workers,
    time_of,
)
from pipeline.execution.machine import cores

if TYPE_CHECKING:
    from pipeline.timebase import Time


def build(
    manifests: Manifests,
    profile: ProfileName = None,
    workers: Workers = 0,
    only: Only = None,
    start: From = None,
    end: To = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run; run nothing.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", "-k", help="Make all that can be made when something fails.")
    ] = False,
    verify_sources: VerifySources = False,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Render episodes: only what changed is made again. The package appears in renders/<episode>/."""
    if dry_run:
        from pipeline.cli.plan import plan

        plan(manifests, profile, ffmpeg, verify_sources, as_json)
        return
    with faults_printed(as_json=as_json):
        is_good = _build(
            manifests,
            profile,
            workers=workers or cores(),
            segments=only or (),
            window=(time_of(start, "--from"), time_of(end, "--to")),
            keep_going=keep_going,
            verify_sources=verify_sources,
            ffmpeg=ffmpeg,
            as_json=as_json,
        )
    if not is_good:
        raise typer.Exit(1)


def _build(
    paths: Sequence[Path],
    profile: str | None,
    *,
    workers: int,
    segments: Sequence[str],
    window: tuple[Time | None, Time | None],
    keep_going: bool,
    verify_sources: bool,
    ffmpeg: str | None,
    as_json: bool,
) -> bool:
    """Build and tell; return whether all is published."""
    from pipeline.app import seasons, session, shows
    from pipeline.cli.tell import tell_aside, tell_built

    manifests = shows.episodes(paths)
    with session.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources) as opened:
        season = seasons.prepare(opened, manifests, profile, segments=segments, window=window)
        if season.works:
            from pipeline.cli.progress import listening, telling_of_a_stop
            from pipeline.execution.interruption import Interruption

            interruption = Interruption()
            with listening(as_json=as_json) as listener:
                season = seasons.build(
                    opened,
                    season,
                    workers=workers,
                    listen=telling_of_a_stop(listener, interruption),
                    keep_going=keep_going,
                    interruption=interruption,
                )
    tell_aside(opened.show.store.aside.moved)
    for found in season.published.values():
        if found is not None and as_json:
            print_json(found.to_json())
        elif found is not None:
            tell_built(found)
    if season.failed is not None:
        raise season.failed
    return season.is_good
