"""What `together check` does: every mistake of the manifests, before anything is rendered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.app import session, shows
from pipeline.cli.listening import tell_listening
from pipeline.cli.tell import tell_aside, tell_diagnostics, tell_line
from pipeline.faults import Diagnostic, InputFault


def run(
    manifests: Sequence[Path],
    profile: str | None = None,
    language: str | None = None,
    ffmpeg: str | None = None,
    *,
    verify_sources: bool = False,
) -> None:
    """Check manifests and tell of each that is good. Raises InputFault with all mistakes of all of them, EnvironmentFault."""
    manifests = shows.episodes(manifests)
    wrong: list[Diagnostic] = []
    with session.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False, hears=tell_listening) as opened:
        for path in manifests:
            good = opened.good(path, profile, language)
            if good is None:
                wrong += opened.diagnostics(path, profile, language)
                continue
            tell_diagnostics(good.told)
            tell_line(f"{path}{f' in {language}' if language else ''}: good; {good.segments} segments, {good.length}")
    tell_aside(opened.show.store.aside.moved)
    if wrong:
        raise InputFault(tuple(dict.fromkeys(wrong)))
