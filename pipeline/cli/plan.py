"""`together plan`: what a build would run, and why."""

from __future__ import annotations

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Manifests, ProfileName, VerifySources


def plan(
    manifests: Manifests,
    profile: ProfileName = None,
    ffmpeg: Ffmpeg = None,
    verify_sources: VerifySources = False,
    as_json: AsJson = False,
) -> None:
    """Say what a build would run and why, grouped by segment, and how long it would take. Runs nothing."""
    from pipeline.app import session, shows
    from pipeline.cli.tell import tell_forecast

    with faults_printed(as_json=as_json):
        manifests = list(shows.episodes(manifests))
        with session.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False) as opened:
            for path in manifests:
                forecast = opened.forecast(opened.work(path, profile))
                if as_json:
                    print_json(forecast.to_json())
                else:
                    tell_forecast(path, forecast)
