"""What `together plan` does: say what a build would run, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.app import seasons, session, shows
from pipeline.cli.json_lines import print_json
from pipeline.cli.listening import tell_listening
from pipeline.cli.tell import tell_forecast


def run(
    manifests: Sequence[Path],
    profiles: Sequence[str] = (),
    language: str | None = None,
    ffmpeg: str | None = None,
    *,
    verify_sources: bool = False,
    as_json: bool = False,
) -> None:
    """Plan manifests, for some `profiles` or for what each delivers, and tell what a build would run.

    Raises InputFault, EnvironmentFault.
    """
    manifests = shows.episodes(manifests)
    with session.opened(
        manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False, proves=False, hears=tell_listening
    ) as opened:
        for path in manifests:
            for name in dict.fromkeys(profiles) or seasons.delivered(opened, path, language):
                forecast = opened.forecast(opened.work(path, name, language))
                if as_json:
                    print_json(forecast.to_json())
                else:
                    tell_forecast(f"{path} as {name}" if name and len(profiles) != 1 else str(path), forecast)
