"""`together plan`: what a build would run, and why."""

from __future__ import annotations

from pipeline.cli.json_lines import faults_printed
from pipeline.cli.options import AsJson, Ffmpeg, Language, Manifests, ProfileNames, VerifySources, language_of


def plan(
    manifests: Manifests,
    profile: ProfileNames = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
    verify_sources: VerifySources = False,
    as_json: AsJson = False,
) -> None:
    """Say what a build would run and why, grouped by segment, and how long it would take. Runs nothing."""
    with faults_printed(as_json=as_json):
        from pipeline.cli import planning

        profiles, spoken = profile or [], language_of(language)
        planning.run(manifests, profiles, spoken, ffmpeg, verify_sources=verify_sources, as_json=as_json)
