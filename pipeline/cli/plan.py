"""`together plan`: what a build would run, and why."""

from __future__ import annotations

import json

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

    manifests = list(shows.episodes(manifests))
    with session.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources) as opened:
        for path in manifests:
            forecast = opened.forecast(opened.work(path, profile))
            if as_json:
                print(json.dumps(forecast.to_json(), ensure_ascii=False))
            else:
                tell_forecast(path, forecast)
