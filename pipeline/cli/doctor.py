"""`together doctor`: what this machine has, and what it lacks."""

from __future__ import annotations

from pipeline.cli.options import Ffmpeg


def doctor(ffmpeg: Ffmpeg = None) -> None:
    """Say which tools are used, what they cannot do, and what to put into a bug report."""
    from pipeline.app import upkeep
    from pipeline.cli.tell import tell_health

    tell_health(upkeep.health(ffmpeg))
