"""`together build`: render what changed, and publish."""

from __future__ import annotations

from typing import Annotated

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
    cores,
    time_of,
)


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
    from pipeline import app
    from pipeline.cli.progress import listening
    from pipeline.cli.tell import tell_built, tell_diagnostics

    window = (time_of(start, "--from"), time_of(end, "--to"))
    manifests = list(app.episodes(manifests))
    with app.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources) as show:
        works = [app.prepare(show, path, profile, segments=only or (), window=window) for path in manifests]
        for work in works:
            tell_diagnostics(app.warnings(work))
        with listening(as_json=as_json) as listener:
            results = app.build(show, works, workers=workers or cores(), listen=listener, keep_going=keep_going)
        is_whole = not only and window == (None, None)
        for work in works:
            if results.is_complete(work.plan):
                tell_built(app.publish(show, work, results) if is_whole else app.preview(show, work, results))
        if results.failed:
            raise next(iter(results.failed.values()))
