"""`together doctor`: what this machine has, and what it lacks."""

from __future__ import annotations

import typer

from pipeline.cli.options import Ffmpeg
from pipeline.faults import EnvironmentFault


def doctor(ffmpeg: Ffmpeg = None) -> None:
    """Say which tools are used, what they cannot do, and what to put into a bug report."""
    from pipeline.app import upkeep
    from pipeline.cli.tell import tell_health

    health = upkeep.health(ffmpeg)
    tell_health(health)
    if health.lacking:
        raise typer.Exit(EnvironmentFault.exit_code)
