"""`together check`: every mistake of the manifests, before anything is rendered."""

from __future__ import annotations

from pipeline.cli.options import Ffmpeg, Manifests, ProfileName, VerifySources


def check(
    manifests: Manifests, profile: ProfileName = None, ffmpeg: Ffmpeg = None, verify_sources: VerifySources = False
) -> None:
    """Check manifests: all mistakes at once, each with its line. Renders nothing."""
    from pipeline.app import checking, shows
    from pipeline.cli.tell import tell_diagnostics, tell_line
    from pipeline.timebase import timecode
    from pipeline.timeline.programme import Programme

    manifests = list(shows.episodes(manifests))
    with shows.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources) as show:
        for path in manifests:
            cut = checking.check(show, path, profile)
            tell_diagnostics(cut.objections)
            timeline = cut.timeline
            length = timecode(Programme(timeline).frames, timeline.rate)
            tell_line(f"{path}: good; {len(timeline.segments)} segments, {length}")
