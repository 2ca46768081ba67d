"""`together qc`: judge a package as it lies there, or any movie by a deliverable alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.json_lines import faults_printed, print_json
from pipeline.cli.options import AsJson, Ffmpeg, Language, ProfileName, VerifySources, Workers, language_of, profile_of
from pipeline.execution.machine import cores
from pipeline.faults import Diagnostic, InputFault

if TYPE_CHECKING:
    from pipeline.app.session import Session


def qc(
    files: Annotated[list[Path], typer.Argument(help="Episode manifests, or movies.", show_default=False)],
    profile: ProfileName = None,
    language: Language = None,
    workers: Workers = 0,
    thorough: Annotated[bool, typer.Option("--thorough", help="Decode and measure all of a draft, too.")] = False,
    verify_sources: VerifySources = False,
    ffmpeg: Ffmpeg = None,
    as_json: AsJson = False,
) -> None:
    """Look again at delivered packages, or judge any movie by a deliverable alone. Nothing is changed."""
    with faults_printed(as_json=as_json):
        is_good = _judge(
            files,
            profile_of(profile),
            language_of(language),
            workers or cores(),
            ffmpeg,
            is_thorough=thorough,
            verify_sources=verify_sources,
            as_json=as_json,
        )
    if not is_good:
        raise typer.Exit(1)


def _judge(
    files: Sequence[Path],
    profile: str | None,
    language: str | None,
    workers: int,
    ffmpeg: str | None,
    *,
    is_thorough: bool,
    verify_sources: bool,
    as_json: bool,
) -> bool:
    """Judge and tell each file; return whether all are good. Raises what is wrong with any of them after the others are told."""
    from pipeline.app import shows
    from pipeline.cli.tell import tell_aside, tell_judged

    is_good, wrong = True, list[Diagnostic]()
    files = shows.episodes(files)  # so that episodes/*.yaml names a season
    with _opened(files, ffmpeg, verify_sources=verify_sources) as opened:
        for path in files:
            try:
                judged = opened.judge(path, profile, language, workers=workers, is_thorough=is_thorough)
            except InputFault as fault:
                wrong += fault.diagnostics
                continue
            is_good = is_good and judged.report.is_good
            if as_json:
                print_json(judged.to_json())
            else:
                tell_judged(judged)
        tell_aside(opened.show.store.aside.moved)
    if wrong:
        raise InputFault(tuple(dict.fromkeys(wrong)))
    return is_good


@contextmanager
def _opened(files: Sequence[Path], ffmpeg: str | None, *, verify_sources: bool) -> Iterator[Session]:
    """Open a session on the show of the manifests; where there are none, on the one near the first file."""
    from pipeline.app import session
    from pipeline.app.control import is_manifest
    from pipeline.cli.listening import tell_listening

    manifests = [path for path in files if is_manifest(path)]
    if manifests:
        with session.opened(
            manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, proves=False, hears=tell_listening
        ) as opened:
            yield opened
    else:
        with session.opened_near(files[0], ffmpeg=ffmpeg) as opened:
            yield opened
