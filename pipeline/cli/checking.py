"""What `together check` does: every mistake of the manifests, before anything is rendered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.app import seasons, session, shows
from pipeline.cli.listening import tell_listening
from pipeline.cli.tell import tell_aside, tell_diagnostics, tell_line
from pipeline.faults import Diagnostic, InputFault, Severity
from pipeline.manifest.folders import notes_of


def run(
    manifests: Sequence[Path],
    profiles: Sequence[str] = (),
    language: str | None = None,
    ffmpeg: str | None = None,
    *,
    verify_sources: bool = False,
) -> None:
    """Check manifests, for some `profiles` or for what each delivers, and tell of each that is good.

    Raises InputFault with all mistakes of all of them, EnvironmentFault.
    """
    manifests = shows.episodes(manifests)
    wrong: list[Diagnostic] = []
    with session.opened(manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False, hears=tell_listening) as opened:
        for path in manifests:
            profile = profiles[0] if profiles else None
            good = opened.good(path, profile, language)
            listed = profiles or (good.delivered if good else seasons.delivered(opened, path, language))
            told = [*good.told] if good else []
            for name in listed[1:]:
                if (other := opened.good(path, name, language)) is None:
                    wrong += opened.diagnostics(path, name, language)
                else:
                    told += other.told
            notes = _of_notes(opened, path, good.names if good else None)
            if good is None:
                wrong += [*opened.diagnostics(path, profile, language), *notes]
                continue
            tell_diagnostics([*dict.fromkeys(told), *(one for one in notes if one.severity is not Severity.ERROR)])
            if mistakes := [one for one in notes if one.severity is Severity.ERROR]:
                wrong += mistakes
                continue
            segments = f"{good.segments} segment{'' if good.segments == 1 else 's'}"
            tell_line(f"{path}{f' in {language}' if language else ''}: good; {segments}, {good.length}")
    tell_aside(opened.show.store.aside.moved)
    if wrong:
        raise InputFault(tuple(dict.fromkeys(wrong)))


def _of_notes(opened: session.Session, path: Path, segments: Sequence[str] | None) -> Sequence[Diagnostic]:
    if not notes_of(path).exists():
        return ()
    from pipeline.app import reviewing

    return reviewing.told(opened, path, segments)
