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
    from pipeline.app import episodes, shows
    from pipeline.cli.tell import described, tell_forecast

    manifests = list(shows.episodes(manifests))
    with shows.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources) as show:
        for path in manifests:
            forecast = episodes.forecast(show, episodes.prepare(show, path, profile))
            if as_json:
                print(json.dumps(described(forecast), ensure_ascii=False))
            else:
                tell_forecast(path, forecast)
