"""`together build`: render what changed, and publish."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipeline.cli.json_lines import faults_printed
from pipeline.cli.options import (
    AsJson,
    Ffmpeg,
    From,
    Language,
    Manifests,
    Only,
    ProfileNames,
    To,
    VerifySources,
    Workers,
    language_of,
    time_of,
)


def build(
    manifests: Manifests,
    profile: ProfileNames = None,
    language: Language = None,
    workers: Workers = 0,
    only: Only = None,
    start: From = None,
    end: To = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would run; run nothing.")] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", "-k", help="Make all that can be made when something fails.")
    ] = False,
    verify_sources: VerifySources = False,
    depot: Annotated[
        str | None,
        typer.Option(
            "--depot",
            envvar="TOGETHER_DEPOT",
            help="Fetch what others have made from here, and put there what is made here: a folder, or s3://bucket/folder; none.",
            show_default=False,
        ),
    ] = None,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Render episodes: only what changed is made again. Packages appear in renders/<episode>/, renders/<episode>.<profile>/."""
    if dry_run:
        from pipeline.cli.plan import plan

        plan(manifests, profile, language, ffmpeg, verify_sources, as_json)
        if depot:
            print("what the depot holds is not counted: only a build asks it", file=sys.stderr)
        return
    with faults_printed(as_json=as_json):
        from pipeline.cli import building

        is_good = building.run(
            manifests,
            profile or [],
            language_of(language),
            workers=workers,
            segments=only or (),
            window=(time_of(start, "--from"), time_of(end, "--to")),
            keep_going=keep_going,
            verify_sources=verify_sources,
            depot=depot,
            ffmpeg=ffmpeg,
            as_json=as_json,
        )
    if not is_good:
        raise typer.Exit(1)
