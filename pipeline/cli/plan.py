"""`together plan`: what a build would run, and why; how long it would take on other machines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.json_lines import faults_printed
from pipeline.cli.options import AsJson, Ffmpeg, Language, Manifests, ProfileNames, VerifySources, language_of

_PANEL = "Simulation"


def plan(
    manifests: Manifests,
    profile: ProfileNames = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
    verify_sources: VerifySources = False,
    as_json: AsJson = False,
    simulate: Annotated[
        str | None,
        typer.Option(
            "--simulate",
            metavar="SLOTS",
            help="Say instead how long a build from nothing takes on so many cores: 1,4,16,64,200.",
            show_default=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    bandwidth: Annotated[
        str | None,
        typer.Option(
            help="The link that hosts share: 1Gb/s, 125MB/s; where left out, moving bytes takes no time.",
            show_default=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    slots_per_host: Annotated[
        int | None, typer.Option(help="Slots of each host; 4 where left out.", show_default=False, rich_help_panel=_PANEL)
    ] = None,
    scaled_from: Annotated[
        str | None,
        typer.Option(
            metavar="PROFILE",
            help="The deliverable from whose times those of parts follow that were never made.",
            show_default=False,
            rich_help_panel=_PANEL,
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the curve: a file.svg.", show_default=False, rich_help_panel=_PANEL),
    ] = None,
) -> None:
    """Say what a build would run and why, grouped by segment, and how long it would take. Runs nothing."""
    with faults_printed(as_json=as_json):
        profiles, spoken = profile or [], language_of(language)
        if any(value is not None for value in (simulate, bandwidth, slots_per_host, scaled_from, picture)):
            from pipeline.cli import simulating

            given = simulating.Given(simulate, bandwidth, slots_per_host, scaled_from, picture)
            simulating.run(manifests, given, profiles, spoken, ffmpeg, verify_sources=verify_sources, as_json=as_json)
            return
        from pipeline.cli import planning

        planning.run(manifests, profiles, spoken, ffmpeg, verify_sources=verify_sources, as_json=as_json)
