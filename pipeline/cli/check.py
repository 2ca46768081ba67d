"""`together check`: every mistake of the manifests, before anything is rendered."""

from __future__ import annotations

from pipeline.cli.options import Ffmpeg, Language, Manifests, ProfileNames, VerifySources, language_of


def check(
    manifests: Manifests,
    profile: ProfileNames = None,
    language: Language = None,
    ffmpeg: Ffmpeg = None,
    verify_sources: VerifySources = False,
) -> None:
    """Check manifests: all mistakes at once, each with its line. Renders nothing."""
    from pipeline.cli import checking

    checking.run(manifests, profile or [], language_of(language), ffmpeg, verify_sources=verify_sources)
