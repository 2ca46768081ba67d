"""`together build`: render what changed, and publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    from pipeline.app.shows import Show
    from pipeline.app.standing import Published
    from pipeline.faults import ActionFailed
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
    from pipeline.app import shows, standing
    from pipeline.cli.tell import tell_built

    manifests = list(shows.episodes(manifests))
    window = (time_of(start, "--from"), time_of(end, "--to"))
    is_whole = not only and window == (None, None)
    with shows.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources) as show:
        published = {path: standing.finished(show, path, profile) if is_whole else None for path in manifests}
        rest = [path for path, found in published.items() if found is None]
        failed = None
        if rest:
            made, failed = _make(
                show, rest, profile, only or [], window, workers=workers or cores(), keep_going=keep_going, as_json=as_json
            )
            published |= made
    for found in published.values():
        if found is not None:
            tell_built(found)
    if failed is not None:
        raise failed
    if not all(found and found.is_good for found in published.values()):
        raise typer.Exit(1)


def _make(
    show: Show,
    manifests: list[Path],
    profile: str | None,
    only: list[str],
    window: tuple[Time | None, Time | None],
    *,
    workers: int,
    keep_going: bool,
    as_json: bool,
) -> tuple[dict[Path, Published | None], ActionFailed | None]:
    from pipeline.app import episodes, publishing
    from pipeline.cli.progress import listening, telling_of_a_stop
    from pipeline.execution.interruption import Interruption

    works = {path: episodes.prepare(show, path, profile, segments=only, window=window) for path in manifests}
    interruption = Interruption()
    with listening(as_json=as_json) as listener:
        results = episodes.build(
            show,
            list(works.values()),
            workers=workers,
            listen=telling_of_a_stop(listener, interruption),
            keep_going=keep_going,
            interruption=interruption,
        )
    publish = publishing.preview if only or window != (None, None) else publishing.publish
    published = {path: publish(show, work, results) if results.is_complete(work.plan) else None for path, work in works.items()}
    return published, next(iter(results.failed.values()), None)
