"""`together check`: every mistake of the manifests, before anything is rendered."""

from __future__ import annotations

from pipeline.cli.options import Ffmpeg, Manifests, ProfileName, VerifySources
from pipeline.faults import Diagnostic, InputFault


def check(
    manifests: Manifests, profile: ProfileName = None, ffmpeg: Ffmpeg = None, verify_sources: VerifySources = False
) -> None:
    """Check manifests: all mistakes at once, each with its line. Renders nothing."""
    from pipeline.app import session, shows
    from pipeline.cli.tell import tell_aside, tell_diagnostics, tell_line
    from pipeline.timebase import timecode
    from pipeline.timeline.programme import Programme

    manifests = list(shows.episodes(manifests))
    wrong: list[Diagnostic] = []
    with session.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False) as opened:
        for path in manifests:
            seen = opened.snapshot(path, profile)
            if not seen.is_whole:
                wrong += seen.diagnostics
                continue
            tell_diagnostics(seen.diagnostics)
            programme = Programme(seen.whole().timeline)
            length = timecode(programme.frames, programme.rate)
            tell_line(f"{path}: good; {len(programme.segments)} segments, {length}")
    tell_aside(opened.show.store.aside.moved)
    if wrong:
        raise InputFault(tuple(dict.fromkeys(wrong)))
